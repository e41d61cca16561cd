"""Tarieven that go along to a next round."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tarieven.herstel import from_day
from tarieven.inhoud import TariefInhoud

START = dt.date(2029, 1, 1)


def tarief(
    bedrag: str, van: tuple[int, int, int], tot: tuple[int, int, int] | None = None, grondslag: str | None = None
) -> TariefInhoud:
    return TariefInhoud(
        product="bgi", grondslag=grondslag, perceel=None, bedrag=Decimal(bedrag), ingangsdatum=dt.date(*van),
        einddatum=dt.date(*tot) if tot else None, btw="vrijgesteld", opbouw=None,
    )  # fmt: skip


def told(rows: list[TariefInhoud]) -> list[tuple[str, str, str, str | None]]:
    return [(str(row.bedrag), str(row.ingangsdatum), str(row.einddatum), row.grondslag) for row in rows]


def test_the_last_amount_of_each_line_goes_on_from_the_new_start() -> None:
    rows = [
        tarief("60.00", (2024, 1, 1), (2024, 12, 31)),
        tarief("64.80", (2025, 1, 1), (2028, 12, 31)),
        tarief("70.00", (2026, 1, 1), grondslag="PSY"),
    ]
    assert told(from_day(rows, START)) == [
        ("64.80", "2029-01-01", "None", None),
        ("70.00", "2029-01-01", "None", "PSY"),
    ]


def test_what_is_agreed_for_after_the_start_stays_and_ends_what_comes_before() -> None:
    rows = [tarief("60.00", (2024, 1, 1), (2028, 12, 31)), tarief("66.00", (2030, 1, 1))]
    assert sorted(told(from_day(rows, START))) == [
        ("60.00", "2029-01-01", "2029-12-31", None),
        ("66.00", "2030-01-01", "None", None),
    ]
    running = [tarief("60.00", (2024, 1, 1), (2029, 6, 30)), tarief("66.00", (2030, 1, 1))]
    assert ("60.00", "2029-01-01", "2029-06-30", None) in told(from_day(running, START))


def test_what_begins_on_the_day_itself_stays_as_it_is() -> None:
    rows = [tarief("60.00", (2024, 1, 1), (2028, 12, 31)), tarief("66.00", (2029, 1, 1))]
    assert told(from_day(rows, START)) == [("66.00", "2029-01-01", "None", None)]
