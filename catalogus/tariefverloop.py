"""The history of a tarief as a small drawing: one stepped line for each thing that it differs by. The table beside it has the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.codelijsten import Tariefsoort
from publicaties.beschrijving import Tariefrij

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 12, 28
STYLES = 6


@dataclass(frozen=True)
class Lijn:
    """`punten`: for the attribute points of a polyline, per period without a gap."""

    naam: str
    stijl: int
    delen: Sequence[str]


@dataclass(frozen=True)
class Verloop:
    lijnen: Sequence[Lijn]
    jaren: Sequence[tuple[float, int]]
    bedragen: Sequence[tuple[float, Decimal]]
    viewbox: str = f"0 0 {WIDTH} {HEIGHT}"
    onder: int = HEIGHT - BOTTOM
    links: int = LEFT
    rechts: int = WIDTH - RIGHT


def verloop(rijen: Sequence[Tariefrij], day: dt.date) -> Verloop | None:
    """None when nothing changes: a straight line says nothing that the table does not."""
    lines: dict[str, list[Tariefrij]] = {}
    for rij in rijen:
        lines.setdefault(rij.waarvoor or "tarief", []).append(rij)
    if Tariefsoort.of(rijen[0].tariefsoort).is_procent:
        return None  # the drawing is in euros
    if not any(len({rij.bedrag for rij in line}) > 1 for line in lines.values()):
        return None
    first = min(rij.ingangsdatum for rij in rijen)
    # What has no end, or one in a far future, is drawn until a year after the last beginning.
    turning = [*(rij.ingangsdatum for rij in rijen), day]
    turning += [rij.einddatum for rij in rijen if rij.einddatum and rij.einddatum.year <= max(turning).year + 5]
    last = dt.date(max(turning).year + 1, 1, 1)
    low, high = min(rij.bedrag for rij in rijen), max(rij.bedrag for rij in rijen)
    margin = max((high - low) / 10, Decimal(1))
    low, high = max(low - margin, Decimal(0)), high + margin

    def x(value: dt.date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * ((value - first).days / max((last - first).days, 1)), 1)

    def y(value: Decimal) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float((value - low) / (high - low)), 1)

    found = []
    for number, (name, line) in enumerate(lines.items()):
        parts = []
        points: list[str] = []
        before: dt.date | None = None
        for rij in sorted(line, key=lambda row: row.ingangsdatum):
            if before is not None and rij.ingangsdatum > before + dt.timedelta(days=1):
                parts.append(" ".join(points))
                points = []
            end = rij.einddatum or last
            points += [f"{x(rij.ingangsdatum)},{y(rij.bedrag)}", f"{x(min(end, last))},{y(rij.bedrag)}"]
            before = end
        parts.append(" ".join(points))
        found.append(Lijn(name, number % STYLES + 1, parts))
    years = range(first.year + (first > dt.date(first.year, 1, 1)), last.year + 1)
    step = -(-len(years) // 8)
    return Verloop(
        lijnen=found,
        jaren=[(x(dt.date(year, 1, 1)), year) for year in list(years)[::step]],
        bedragen=[(y(value), value) for value in (low + (high - low) * part / 3 for part in range(4))],
    )
