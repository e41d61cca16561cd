"""A planning that is moved keeps its precision."""

from __future__ import annotations

import datetime as dt

import pytest

from core.moment import Moment


@pytest.mark.parametrize(
    ("van", "naar", "was", "wordt"),
    [
        ((2024, 1, 1), (2029, 1, 1), "2022-09-19", "2027-09-19"),
        ((2024, 1, 1), (2028, 1, 1), "2024-02-29", "2028-02-29"),
        ((2024, 1, 1), (2029, 1, 1), "2024-02-29", "2029-02-28"),
        ((2024, 1, 1), (2024, 3, 1), "2024-12", "2025-02"),
        ((2024, 1, 1), (2024, 3, 1), "2024-Q3", "2024-Q3"),
        ((2024, 1, 1), (2024, 4, 1), "2024-Q3/2024-Q4", "2024-Q4/2025-Q1"),
        ((2024, 1, 1), (2024, 1, 15), "2024-03-10", "2024-03-24"),
        ((2024, 1, 1), (2024, 1, 15), "2024-03", "2024-03"),
        ((2024, 1, 1), (2025, 1, 1), "2023", "2024"),
        ((2026, 1, 1), (2024, 1, 1), "2026-01-31", "2024-01-31"),
    ],
)
def test_a_moment_moves_with_the_start(
    van: tuple[int, int, int], naar: tuple[int, int, int], was: str, wordt: str
) -> None:
    assert str(Moment.parse(was).shifted(dt.date(*van), dt.date(*naar))) == wordt


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 maart 2027", "2027-03-01"),
        ("1-3-2027", "2027-03-01"),
        ("1 mrt. 2027", "2027-03-01"),
        ("Maart 2027", "2027-03"),
        ("Q3 2027", "2027-Q3"),
        ("3e kwartaal van 2027", "2027-Q3"),
        ("2027", "2027"),
        ("maart–juni 2027", "2027-03/2027-06"),
        ("maart-juni 2027", "2027-03/2027-06"),
        ("1 tot en met 5 maart 2027", "2027-03-01/2027-03-05"),
        ("1-3-2027 - 5-3-2027", "2027-03-01/2027-03-05"),
        ("2e tot en met 3e kwartaal 2027", "2027-Q2/2027-Q3"),
        ("Q1 t/m Q2 2027", "2027-Q1/2027-Q2"),
        ("2027-2028", "2027/2028"),
        ("31 december 2026 t/m 2 januari 2027", "2026-12-31/2027-01-02"),
    ],
)
def test_what_people_write_is_read(text: str, code: str) -> None:
    moment = Moment.parse(text)
    assert str(moment) == code
    assert Moment.parse(moment.label) == moment
    assert Moment.parse(code) == moment


@pytest.mark.parametrize(
    "text",
    ["", "maart", "31-02-2027", "32 maart 2027", "Q5 2027", "najaar 2027", "-", "٣-1-2027", "–", "1-2-3-2027"],
)
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is geen moment"):
        Moment.parse(text)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024-02-10", dt.date(2024, 2, 10)),
        ("2024-02", dt.date(2024, 2, 29)),
        ("2024-Q4", dt.date(2024, 12, 31)),
        ("2024", dt.date(2024, 12, 31)),
        ("2024/2025-02", dt.date(2025, 2, 28)),
    ],
)
def test_a_moment_lasts_until_its_last_day(text: str, last: dt.date) -> None:
    assert Moment.parse(text).last_day == last


@pytest.mark.parametrize(
    ("text", "label"), [("2026-04", "april 2026"), ("2026-06/2026-07", "juli 2026"), ("2026-10-05", "5 oktober 2026")]
)
def test_what_a_moment_lasts_until_is_named(text: str, label: str) -> None:
    assert Moment.parse(text).last_label == label
