"""Facts in sentences of a document: what they say, and nothing that they do not say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from inlezen.feiten import grens, limieten, naast_ander, periode, toewijzing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Het gaat om maximaal 3 etmalen per week.", {"max_per_week": 3}),
        ("Hooguit drie etmalen per week.", {"max_per_week": 3}),
        ("Maximaal 0 etmalen per week.", {"max_per_week": 0}),
        ("Dat kan maximaal 6 weken aaneen.", {"max_weken_aaneen": 6}),
        ("Voor een aaneengesloten periode van maximaal zes weken.", {"max_weken_aaneen": 6}),
        ("Niet meer dan 42 etmalen per jaar.", {"max_per_jaar": 42}),
        ("De toewijzing geldt ten hoogste 1 jaar.", {"max_toewijzing_maanden": 12}),
        ("De toewijzing is maximaal 18 maanden.", {"max_toewijzing_maanden": 18}),
        ("De toewijzing volgt later. Het duurt maximaal 1 jaar.", {}),
        ("Drie etmalen per week is gewoon.", {}),
        (
            "Maximaal 3 etmalen per week, maximaal 6 weken aaneen en maximaal 42 etmalen per jaar.",
            {"max_per_week": 3, "max_weken_aaneen": 6, "max_per_jaar": 42},
        ),
    ],
)
def test_how_much_of_a_product(text: str, found: dict[str, Any]) -> None:
    assert limieten(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("De toewijzing duurt 1 tot 5 jaar.", {"toewijzing_min_maanden": 12, "toewijzing_max_maanden": 60}),
        ("Van 3 tot 6 maanden.", {"toewijzing_min_maanden": 3, "toewijzing_max_maanden": 6}),
        ("Minimaal een jaar en maximaal vijf jaar.", {"toewijzing_min_maanden": 12, "toewijzing_max_maanden": 60}),
        ("Minimaal 6 maanden en maximaal 2 jaar.", {"toewijzing_min_maanden": 6, "toewijzing_max_maanden": 24}),
        (
            "Minimaal 6 maanden en in beginsel maximaal 12 maanden.",
            {"toewijzing_min_maanden": 6, "toewijzing_max_maanden": 12, "toewijzing_in_beginsel": True},
        ),
        ("De toewijzing is maximaal 2 jaar.", {"toewijzing_max_maanden": 24}),
        (
            "De toewijzing is in beginsel maximaal 2 jaar.",
            {"toewijzing_max_maanden": 24, "toewijzing_in_beginsel": True},
        ),
        ("Het traject is in beginsel maximaal 2 jaar.", {}),
        ("De toewijzing kan met maximaal 2 jaar worden verlengd.", {}),
        ("De toewijzing loopt af. Daarna maximaal 2 jaar.", {}),
        ("De toewijzing wordt verlengd, telkens met maximaal 6 maanden.", {"verlenging_max_maanden": 6}),
        (
            "De toewijzing is maximaal 1 jaar. Verlengen kan telkens met maximaal 1 jaar.",
            {"toewijzing_max_maanden": 12, "verlenging_max_maanden": 12},
        ),
    ],
)
def test_how_long_a_toewijzing_of_a_perceel_is(text: str, found: dict[str, Any]) -> None:
    assert toewijzing(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Er is geen noodzaak voor 24-uurs toezicht.", {"geen_24_uur": True}),
        ("Er is toezicht, 24 uur per dag.", {}),
        ("De cliënt kan een overstap maken naar perceel 1, 2 of 3.", {"doorstroom": ["1", "2", "3"]}),
        (
            "Een overstap maken naar perceel 4 of Beschermd wonen. Dan naar perceel 5.",
            {"doorstroom": ["4"], "doorstroom_buiten": "beschermd wonen"},
        ),
        ("Beschermd wonen is iets anders.", {}),
    ],
)
def test_the_border_of_a_perceel(text: str, found: dict[str, Any]) -> None:
    assert grens(text) == found


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Een cliënt is in meerdere percelen mogelijk, met uitzondering van perceel 5.", ["5"]),
        ("Meerdere percelen, met uitzondering van percelen 5, 6 en 7, kunnen.".lower(), ["5", "6", "7"]),
        ("Een cliënt heeft één perceel.", []),
    ],
)
def test_which_percelen_stand_beside_another(text: str, numbers: list[str]) -> None:
    assert naast_ander(text) == numbers


@pytest.mark.parametrize(
    ("text", "first", "last", "in_beginsel"),
    [
        ("in beginsel 2027 en 2028", 2027, 2028, True),
        ("in principe alleen 2027", 2027, 2027, True),
        ("2027 t/m 2029", 2027, 2029, False),
        ("van 2027 tot en met 2029", 2027, 2029, False),
    ],
)
def test_when_a_product_is_bought(text: str, first: int, last: int, in_beginsel: bool) -> None:
    assert periode(text) == {
        "van": dt.date(first, 1, 1), "tot": dt.date(last, 12, 31), "in_beginsel": in_beginsel,
    }  # fmt: skip


def test_without_a_year_there_is_no_period() -> None:
    assert periode("in beginsel twee jaar") == {}
