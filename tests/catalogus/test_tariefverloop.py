"""The drawing of a tarief: only when something changes, within its frame, and broken where there is a gap."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from catalogus.tariefverloop import HEIGHT, WIDTH, Verloop, verloop
from publicaties.beschrijving import Tariefrij

DAY = dt.date(2026, 6, 1)


def rij(bedrag: str, begin: dt.date, eind: dt.date | None = None, perceel: str = "") -> Tariefrij:
    waarvoor = f"perceel {perceel}" if perceel else ""
    return Tariefrij({}, frozenset(), waarvoor, Decimal(bedrag), "per uur", "vrijgesteld", begin, eind, "", True)


def points(found: Verloop) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for lijn in found.lijnen
        for deel in lijn.delen
        for x, y in (point.split(",") for point in deel.split())
    ]


def test_tarief_that_never_changes_has_no_drawing() -> None:
    assert verloop([rij("60", dt.date(2024, 1, 1))], DAY) is None
    assert (
        verloop([rij("60", dt.date(2024, 1, 1), perceel="1"), rij("70", dt.date(2024, 1, 1), perceel="2")], DAY) is None
    )


def test_line_rises_and_stays_within_the_frame() -> None:
    found = verloop([rij("60", dt.date(2024, 1, 1), dt.date(2024, 12, 31)), rij("66", dt.date(2025, 1, 1))], DAY)
    assert found
    drawn = points(found)
    assert len(found.lijnen[0].delen) == 1
    assert drawn[0][1] > drawn[-1][1]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn)
    assert [year for _, year in found.jaren] == [2024, 2025, 2026, 2027]


def test_gap_breaks_the_line() -> None:
    found = verloop([rij("60", dt.date(2024, 1, 1), dt.date(2024, 6, 30)), rij("66", dt.date(2025, 1, 1))], DAY)
    assert found
    assert len(found.lijnen[0].delen) == 2


def test_last_day_there_is_does_not_break_it() -> None:
    assert verloop([rij("60", dt.date(2024, 1, 1), dt.date(9999, 12, 30)), rij("66", dt.date(2025, 1, 1))], DAY)
