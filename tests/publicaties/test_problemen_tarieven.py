"""Rules about tarieven, before submission."""

from __future__ import annotations

import re
from typing import Any

import pytest

from producten.models import GrondslagStatus
from publicaties.problemen import find_problems
from tests.publicaties.demo import changed, mlw_mer, named
from tests.publicaties.problemen import JUNE, Change, lines, new, only, problems, told


def test_missing_tarief_is_told_once_for_all_percelen() -> None:
    def remove(data: dict[str, Any]) -> None:
        data["tarieven"] = [row for row in data["tarieven"] if (row["product"], row["grondslag"]) != ("bgi", "PSY")]

    probleem = next(p for p in new(remove) if p.blokkeert)
    assert probleem.boodschap == (
        "Voor BGI met grondslag PSY is er op 1 juni 2026 geen tarief. Voeg een tarief toe dat dan geldt."
    )


def test_tarief_is_needed_on_the_first_day_that_a_product_is_bought() -> None:
    def later(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "bgi-complex")["ingangsdatum"] = "2027-01-02"

    assert "BGI complex is er op 1 januari 2027 geen tarief" in only(later).boodschap


def test_no_tarief_is_needed_when_the_inkoop_publishes_none() -> None:
    snapshot = changed(
        mlw_mer()[2], lambda data: (data["inkoop"].update(met_tarieven=False), data.update(tarieven=[]))[0]
    )
    found = find_problems(snapshot, previous=None, day=JUNE)
    assert not [p for p in found if p.plek.rubriek == "tarieven"]
    assert not [p for p in found if re.search(r"geen tarief|kostprijs|getypte zin|klopt niet met", p.boodschap)]


def test_tarief_for_one_perceel_does_not_pay_for_another() -> None:
    def one_perceel(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "vervoer")["perceel"] = "1"

    assert only(one_perceel).boodschap.startswith(
        "Voor Vervoer in percelen 2, 3 en 4 is er op 1 juni 2026 geen tarief."
    )


def test_grondslag_that_is_not_in_use_is_told_and_asks_for_no_tarief() -> None:
    """The editor refuses a tarief for it: asking for one would leave no way out."""

    def leave(data: dict[str, Any]) -> None:
        next(row for row in data["grondslagen"] if row["code"] == "PSY")["status"] = GrondslagStatus.NIET_INGEKOCHT
        data["tarieven"] = [row for row in data["tarieven"] if row["grondslag"] != "PSY"]

    found = new(leave)
    assert told(found, "noemt de grondslag PSY", "niet gebruikt")
    # BGI complex has no other grondslag, so it is bought for one amount.
    assert [probleem.plek.code for probleem in told(found, "geen tarief")] == ["bgi-complex"]


def test_gap_between_tarieven() -> None:
    def gap(data: dict[str, Any]) -> None:
        (row,) = [row for row in data["tarieven"] if row["product"] == "kdv"]
        data["tarieven"].append(row | {"ingangsdatum": "2027-02-01"})
        row["einddatum"] = "2026-12-31"

    assert "van 1 januari 2027 tot en met 31 januari 2027 geen tarief" in new(gap)[0].boodschap


def test_tarief_that_ends_is_a_warning_and_one_that_ends_with_the_period_is_fine() -> None:
    def end(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "kdv")["einddatum"] = "2026-12-31"

    probleem = only(end)
    assert told([probleem], "KDV loopt af op 31 december 2026")
    assert not probleem.blokkeert


@pytest.mark.parametrize(
    ("bought_until", "warned"), [("2026-12-31", False), ("2026-12-30", False), ("2027-01-01", True)]
)
def test_tarief_may_end_on_the_last_day_that_the_product_is_bought(bought_until: str, warned: bool) -> None:
    def both_end(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "kdv")["einddatum"] = "2026-12-31"
        for perceel in data["percelen"]:
            for link in perceel["producten"]:
                if link["code"] == "kdv":
                    link["tot"] = bought_until

    found = [probleem.boodschap for probleem in new(both_end)]
    assert bool(found) == warned
    assert all("loopt af op 31 december 2026" in boodschap for boodschap in found)


@pytest.mark.parametrize(("bought_until", "missing"), [("2026-05-31", False), ("2026-06-01", True)])
def test_no_tarief_is_needed_for_what_is_no_longer_bought(bought_until: str, missing: bool) -> None:
    def end(data: dict[str, Any]) -> None:
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "kdv"]
        for perceel in data["percelen"]:
            for link in perceel["producten"]:
                if link["code"] == "kdv":
                    link["tot"] = bought_until

    found = [probleem.boodschap for probleem in new(end) if probleem.blokkeert]
    assert bool(found) == missing
    assert all("is er op 1 juni 2026 geen tarief" in boodschap for boodschap in found)


def test_no_tarief_is_needed_before_the_contracts_begin() -> None:
    def begin(start: str, first: str) -> Change:
        def change(data: dict[str, Any]) -> None:
            data["inkoop"]["start_contract"] = start
            for row in data["tarieven"]:
                row["ingangsdatum"] = max(row["ingangsdatum"], first)
            data["tarieven"] = [row for row in data["tarieven"] if not row["einddatum"] or row["einddatum"] >= first]

        return change

    assert told(problems(begin("2027-01-01", "2027-01-01")), "geen tarief") == []
    assert told(problems(begin("2027-01-01", "2027-02-01")), "op 1 januari 2027 geen tarief")


def test_two_tarieven_at_once() -> None:
    def double(data: dict[str, Any]) -> None:
        row = next(row for row in data["tarieven"] if row["product"] == "kdv")
        data["tarieven"].append(row | {"ingangsdatum": "2025-01-01"})

    (probleem,) = told(new(double), "Voor KDV gelden op", "twee tarieven")
    assert probleem.blokkeert


def test_tarief_per_perceel_while_they_should_be_equal() -> None:
    def differ(data: dict[str, Any]) -> None:
        data["inkoop"]["tarief_per_perceel"] = False
        rows = [row for row in data["tarieven"] if row["product"] == "vervoer"]
        data["tarieven"].remove(rows[0])
        data["tarieven"] += [rows[0] | {"perceel": nummer} for nummer in "1234"]

    (probleem,) = [p for p in new(differ) if p.blokkeert]
    assert "Vervoer heeft een eigen tarief voor percelen 1, 2, 3 en 4" in probleem.boodschap


def test_tarief_per_grondslag_while_there_should_be_one() -> None:
    found = new(lambda data: named(data["producten"], "bgi").update(tarief_per_grondslag=False))
    missing, not_agreed = (p for p in found if p.blokkeert)
    assert told([missing], "Voor BGI is er op 1 juni 2026 geen tarief")
    assert told([not_agreed], "BGI heeft tarieven per grondslag")


def test_tarief_for_what_is_not_bought() -> None:
    def drop(data: dict[str, Any]) -> None:
        named(data["producten"], "bgi")["grondslagen"].remove("VG")

    assert "BGI met grondslag VG, maar dat wordt niet ingekocht" in only(drop).boodschap


def test_kostprijsopbouw_blocks_when_the_inkoop_says_so() -> None:
    usual = told(problems(), "kostprijsopbouw niet compleet")
    strict = told(problems(lambda d: d["inkoop"].update(kostprijs_verplicht=True)), "kostprijsopbouw niet compleet")
    assert ({p.blokkeert for p in usual}, {p.blokkeert for p in strict}) == ({False}, {True})


def test_complete_kostprijsopbouw() -> None:
    def build_up(data: dict[str, Any]) -> None:
        row = next(row for row in data["tarieven"] if row["product"] == "kdv")
        row["opbouw"] = dict.fromkeys(
            (
                "bruto_uurloon",
                "toeslagen_percentage",
                "productieve_uren",
                "overhead_percentage",
                "reiskosten",
                "risico_percentage",
            )
        ) | {
            "bron": "",
            "schaal": "",
            "regels": [{"element": letter, "bedrag": "10.00", "niet_van_toepassing": ""} for letter in "abcdef"],
        }

    gone = [p.plek.pad for p in problems() if p not in problems(build_up)]
    assert gone == ["product/kdv/tarieven"]


@pytest.mark.parametrize(
    ("rows", "told_of"),
    [
        ([("10.00", "2026-01-01", None), ("12.00", "2026-01-01", None)], "KDV (€\u00a010,00); KDV (€\u00a012,00)."),
        ([("12.00", "2026-08-01", None), ("10.00", "2026-01-01", None)], "KDV (€\u00a010,00); KDV (€\u00a012,00)."),
        ([("10.00", "2026-01-01", None), ("10.00", "2026-01-01", None)], ""),
        ([("10.00", "2026-01-01", "2026-07-31"), ("12.00", "2026-08-01", None)], ""),
        ([("10.00", "2026-01-01", "2026-08-01"), ("12.00", "2026-08-01", None)], "KDV (€\u00a010,00)"),
        # What ended before this version counts no more.
        ([("10.00", "2026-01-01", "2026-05-31"), ("12.00", "2026-01-01", None)], ""),
        ([("10.00", "2026-01-01", "2026-06-01"), ("12.00", "2026-01-01", None)], "KDV (€\u00a010,00)"),
        # The second is over before the third begins, the first is not.
        (
            [("10.00", "2026-01-01", None), ("10.00", "2026-01-01", "2026-07-31"), ("12.00", "2026-08-01", None)],
            "KDV (€\u00a010,00); KDV (€\u00a012,00).",
        ),
        ([(f"{10 + number}.00", "2026-01-01", None) for number in range(6)], "KDV (€\u00a015,00). In een bericht"),
        ([(f"{10 + number}.00", "2026-01-01", None) for number in range(8)], "KDV (€\u00a015,00) en nog 2."),
    ],
)
def test_a_code_has_one_amount_at_a_moment(rows: list[tuple[str, str, str | None]], told_of: str) -> None:
    found = told(problems(lines("kdv", *rows, iwmo_categorie="04", iwmo_code="04A01")), "Productcode 04A01 heeft")
    assert len(found) == bool(told_of)
    assert all(told_of in probleem.boodschap and not probleem.blokkeert for probleem in found)


@pytest.mark.parametrize(
    ("values", "blocker"),
    [
        ({"tariefsoort": "offerte"}, "KDV is op offerte, maar heeft wel tarieven"),
        ({"eenheid": "83"}, "KDV gaat in euro's (eenheid 83, iWmo CD087), maar heeft wel tarieven"),
    ],
)
def test_what_has_no_amounts_asks_for_none(values: dict[str, Any], blocker: str) -> None:
    assert told(problems(lines("kdv", ("10.00", "2026-01-01", None), **values)), "maar heeft wel tarieven") == told(
        problems(lines("kdv", ("10.00", "2026-01-01", None), **values)), blocker
    )
    without = problems(lines("kdv", **values))
    assert not told(without, "KDV", "tarief")
    assert not told(without, "KDV", "tarieven")


@pytest.mark.parametrize(
    ("values", "words", "blocks"),
    [
        ({"tariefsoort": "toeslag", "toeslag_op": []}, "maar er staat niet op welk product", False),
        ({"tariefsoort": "toeslag", "toeslag_op": ["kdv"]}, "een toeslag of korting op zichzelf", True),
        ({"tariefsoort": "toeslag", "toeslag_op": ["bgi"]}, "", False),
        ({"toeslag_op": []}, "", False),
    ],
)
def test_a_toeslag_is_on_another_product(values: dict[str, Any], words: str, blocks: bool) -> None:
    found = told(problems(lambda data: named(data["producten"], "kdv").update(values)), "toeslag of korting")
    assert [(words in probleem.boodschap, probleem.blokkeert) for probleem in found] == (
        [(True, blocks)] if words else []
    )


def test_a_code_of_another_category_is_a_blocker() -> None:
    change = lines("kdv", ("10.00", "2026-01-01", None), iwmo_categorie="04", iwmo_code="04A01")

    def with_code(data: dict[str, Any]) -> None:
        change(data)
        data["tarieven"][-1]["iwmo_code"] = "02A05"

    (probleem,) = told(problems(with_code), "past niet bij categorie 04")
    assert probleem.boodschap.startswith("Productcode 02A05 van KDV")
    assert probleem.blokkeert
    assert not told(problems(change), "past niet bij categorie")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("10.00", "2026-01-01", None)], "Bij 1 tarief van KDV"),
        ([("10.00", "2026-01-01", "2026-12-31"), ("11.00", "2027-01-01", None)], "Bij 2 tarieven van KDV"),
        ([("10.00", "2026-01-01", "2026-05-31"), ("11.00", "2026-06-01", None)], "Bij 1 tarief van KDV"),
        ([("10.00", "2026-01-01", "2026-06-01"), ("11.00", "2026-06-02", None)], "Bij 2 tarieven van KDV"),
    ],
)
def test_a_build_up_is_asked_of_each_amount_that_still_counts(
    rows: list[tuple[str, str, str | None]], words: str
) -> None:
    assert len(told(problems(lines("kdv", *rows)), words, "kostprijsopbouw niet compleet")) == 1
    toeslag = lines("kdv", *rows, tariefsoort="toeslag", toeslag_op=["bgi"])
    assert not told(problems(toeslag), "van KDV", "kostprijsopbouw niet compleet")


def test_two_tarieven_overlap_from_the_later_begin_on() -> None:
    for rows, day in (
        ([("10.00", "2026-01-01", None), ("11.00", "2027-02-01", None)], "1 februari 2027"),
        ([("10.00", "2026-01-01", "2027-02-01"), ("11.00", "2027-02-01", None)], "1 februari 2027"),
    ):
        (probleem,) = told(problems(lines("kdv", *rows)), "twee tarieven")
        assert probleem.boodschap == f"Voor KDV gelden op {day} twee tarieven. Beëindig er een."
    apart = [("10.00", "2026-01-01", "2027-01-31"), ("11.00", "2027-02-01", None)]
    assert not told(problems(lines("kdv", *apart)), "twee tarieven")


def test_a_tarief_for_all_percelen_and_one_for_a_perceel_are_two() -> None:
    def both(data: dict[str, Any]) -> None:
        data["inkoop"]["tarief_per_perceel"] = True
        vervoer = next(row for row in data["tarieven"] if row["product"] == "vervoer")
        data["tarieven"].append(vervoer | {"perceel": "2", "ingangsdatum": "2027-01-01"})

    (probleem,) = [row for row in new(both) if row.blokkeert]
    assert "gelden op 1 januari 2027 twee tarieven" in probleem.boodschap


def test_a_product_per_grondslag_without_grondslagen_needs_one_tarief() -> None:
    def without(data: dict[str, Any]) -> None:
        product = named(data["producten"], "bgi")
        product["grondslagen"] = []
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "bgi"]

    assert told(problems(without), "Voor BGI is er op 1 juni 2026 geen tarief")


def test_a_tarief_that_is_missing_before_the_contracts_begin_is_asked_for_when_they_begin() -> None:
    def later(data: dict[str, Any]) -> None:
        data["inkoop"]["start_contract"] = "2027-01-01"
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "kdv"]

    assert told(problems(later), "Voor KDV is er op 1 januari 2027 geen tarief")
