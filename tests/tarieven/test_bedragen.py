"""Amounts as people type and paste them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import dutch
from tarieven.bedragen import (
    MAX_BEDRAG,
    check_amount,
    in_eurocenten,
    opvallend,
    parse_amount,
    percent_difference,
    round_amount,
)

AMOUNTS = st.decimals("0.01", "999999.99", places=2)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("64,80", "64.80"),
        ("64.80", "64.80"),
        ("64,8", "64.80"),
        ("64", "64.00"),
        ("0,05", "0.05"),
        ("€ 64,80", "64.80"),
        ("€64.80 ", "64.80"),
        ("64,80 euro", "64.80"),
        ("EUR 64,80", "64.80"),
        ("€\u00a01.234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234", "1234.00"),
        ("1234", "1234.00"),
        ("1234,5", "1234.50"),
        ("123.456,78", "123456.78"),
        ("999.999,99", "999999.99"),
        ("64,-", "64.00"),
        ("64,–", "64.00"),
        ("00064,80", "64.80"),
    ],
)
def test_dutch_and_english_notation_are_understood(text: str, amount: str) -> None:
    assert parse_amount(text) == Decimal(amount)
    assert str(parse_amount(text)) == amount


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.234", "“1.234” is niet eenduidig: 1234 of 1.234 met drie decimalen. Schrijf 1234,00"),
        ("1,234", "niet eenduidig"),
        ("€ 64.125", "niet eenduidig"),
        ("0,125", "meer dan twee decimalen"),
        ("1234,567", "meer dan twee decimalen"),
        ("1.234,567", "meer dan twee decimalen"),
        ("64,8000", "meer dan twee decimalen"),
        ("-64,80", "kleiner dan nul"),
        ("€ -64,80", "kleiner dan nul"),
        ("−64,80", "kleiner dan nul"),
        ("0", "is nul"),
        ("0,00", "is nul"),
        ("1000000000", "te groot"),
        ("1.234.567.890", "“1.234.567.890” is te groot"),
        ("0,800", "meer dan twee decimalen"),
        ("9" * 40, "te groot"),
        ("9" * 41, "geen bedrag"),
        ("x" * 41, f"“{'x' * 40}” is geen bedrag"),
        ("9" * 5000, "geen bedrag"),
        ("", "Vul een bedrag in"),
        ("€", "Vul een bedrag in"),
        ("n.t.b.", "“n.t.b.” is geen bedrag"),
        ("64,80 p/u", "geen bedrag"),
        ("1.23.45", "geen bedrag"),
        ("1.23,456", "geen bedrag"),
        ("1,234,50", "geen bedrag"),
        ("12 34", "geen bedrag"),
        (",80", "geen bedrag"),
        ("64,", "geen bedrag"),
        ("(64,80)", "geen bedrag"),
        ("6e1", "geen bedrag"),
        ("NaN", "geen bedrag"),
        ("٦٤", "geen bedrag"),
        ("64,80%", "geen bedrag"),
        ("$ 64.80", "geen bedrag"),
    ],
)
def test_what_is_not_an_amount_or_may_be_two_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_amount(text)


@given(AMOUNTS)
def test_what_the_portal_writes_is_read_back(amount: Decimal) -> None:
    assert parse_amount(dutch.amount(amount)) == amount
    assert parse_amount(dutch.number(amount, 2)) == amount
    assert parse_amount(f"{amount:,.2f}") == amount
    assert parse_amount(f"{amount:.2f}") == amount
    assert check_amount(amount) == amount


@given(st.text(st.sampled_from("0123456789.,- €−"), max_size=14))
def test_whatever_is_typed_gives_a_tarief_or_a_message(text: str) -> None:
    try:
        amount = parse_amount(text)
    except ValueError as fout:
        assert len(str(fout)) > 20  # noqa: PT017 – either outcome is right
    else:
        assert Decimal("0.01") <= amount <= MAX_BEDRAG
        assert amount.as_tuple().exponent == -2
        digits = "".join(character for character in text if character.isdigit())
        assert int(in_eurocenten(amount)) in {int(digits) * 10**power for power in (0, 1, 2)}


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("-1", "kleiner dan nul"),
        ("0", "is nul"),
        ("64.805", "“64,805” heeft meer"),
        ("1e9", "te groot"),
        ("9" * 41, f"“{'9' * 40}” is te groot"),
        ("NaN", "geen"),
    ],
)
def test_numbers_from_a_spreadsheet_are_checked(amount: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_amount(Decimal(amount))


def test_the_largest_amount_is_one() -> None:
    assert check_amount(MAX_BEDRAG) == MAX_BEDRAG


def test_amounts_are_rounded_half_up() -> None:
    assert round_amount(Decimal("64.125")) == Decimal("64.13")
    assert round_amount(Decimal("64.1249999")) == Decimal("64.12")
    assert round_amount(Decimal("64.135")) == Decimal("64.14")


def test_amounts_travel_in_eurocents() -> None:
    assert in_eurocenten(Decimal("64.80")) == 6480
    assert in_eurocenten(Decimal("0.29")) == 29


def test_difference_in_percent() -> None:
    assert percent_difference(Decimal("64.80"), Decimal("68.01")) == Decimal("4.95")
    assert percent_difference(Decimal("100"), Decimal("75")) == Decimal("-25.00")


@pytest.mark.parametrize(
    ("bedrag", "nu", "jaar_eerder", "told"),
    [
        ("100.00", None, None, []),
        ("100.00", "100.00", None, []),
        ("125.00", "100.00", None, []),
        ("125.01", "100.00", None, ["25,01% hoger dan nu (€\u00a0100,00)."]),
        ("99.99", "100.00", None, ["0,01% lager dan nu (€\u00a0100,00)."]),
        ("999999.98", "999999.99", None, ["0,00% lager dan nu (€\u00a0999.999,99)."]),
        ("130.00", None, "100.00", ["30,00% hoger dan een jaar eerder (€\u00a0100,00)."]),
        ("130.00", "120.00", "100.00", ["30,00% hoger dan een jaar eerder (€\u00a0100,00)."]),
        ("130.00", "100.00", "100.00", ["30,00% hoger dan nu (€\u00a0100,00)."]),
        (
            "60.00",
            "80.00",
            "75.00",
            ["25,00% lager dan nu (€\u00a080,00).", "20,00% lager dan een jaar eerder (€\u00a075,00)."],
        ),
    ],
)
def test_what_is_lower_or_much_higher_than_before_stands_out(
    bedrag: str, nu: str | None, jaar_eerder: str | None, told: list[str]
) -> None:
    before = {"nu": nu and Decimal(nu), "jaar_eerder": jaar_eerder and Decimal(jaar_eerder)}
    assert opvallend(Decimal(bedrag), **before) == told  # type: ignore[arg-type]
