"""What is bought has exactly one amount on every day: which cells want a tarief, and on which days one is missing. Pure.

Read by the editor (rows, numbered by their primary keys) and by the checks before submission (a snapshot, numbered by its order), so
that both always say the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product as combine
from typing import NamedTuple

from tarieven.perioden import DAY, Cel, Tijdlijnen, Tijdvak, covering, gaps


class Koppeling(NamedTuple):
    """A product in a perceel, from a day to a day (None: as long as the contracts run)."""

    perceel: int
    van: dt.date | None
    tot: dt.date | None


@dataclass(frozen=True)
class Gewenst:
    """A cell that should have a tarief, and on which days."""

    cel: Cel
    bereiken: tuple[Tijdvak, ...]

    def on(self, day: dt.date) -> bool:
        return any(bereik.van <= day and (bereik.tot is None or day <= bereik.tot) for bereik in self.bereiken)


class Hiaat(NamedTuple):
    """Days without an amount (`tot` None: from then on) within the days of a purchase."""

    cel: Cel
    van: dt.date
    tot: dt.date | None
    inkoop: Tijdvak


@dataclass(frozen=True)
class Afspraken:
    """What an inkoop says of its tarieven. `begin`: first day of the contracts."""

    begin: dt.date
    per_perceel: bool

    def wanted(
        self, product: int, koppelingen: Iterable[Koppeling], assen: Mapping[str, Collection[int]]
    ) -> list[Gewenst]:
        """`assen`: the values that have an amount of their own, by the field of a cell; none: one tarief.

        In no perceel yet: bought from the begin on.
        """
        places: dict[int | None, list[Tijdvak]] = {}
        for perceel, van, tot in koppelingen:
            places.setdefault(perceel if self.per_perceel else None, []).append(Tijdvak(van or self.begin, tot))
        places = places or {None: [Tijdvak(self.begin, None)]}
        filled = {veld: waarden for veld, waarden in assen.items() if waarden}
        return [
            Gewenst(Cel(product, perceel=perceel, **dict(zip(filled, waarden, strict=True))), _joined(bereiken))
            for waarden in combine(*filled.values())
            for perceel, bereiken in places.items()
        ]


def holes(gewenst: Iterable[Gewenst], lijnen: Tijdlijnen, van: dt.date, tot: dt.date | None = None) -> Iterator[Hiaat]:
    """The days from `van` up to and including `tot` on which a cell that should have an amount has none."""
    for cell in gewenst:
        line = covering(lijnen, cell.cel)
        for bereik in cell.bereiken:
            asked = Tijdvak(max(bereik.van, van), _earliest(bereik.tot, tot))
            for gap in gaps(line, asked):
                yield Hiaat(cell.cel, *gap, asked)


def _joined(bereiken: list[Tijdvak]) -> tuple[Tijdvak, ...]:
    """The same days in as few stretches as possible."""
    joined: list[Tijdvak] = []
    for bereik in sorted(bereiken, key=lambda item: item.van):
        last = joined[-1] if joined else None
        if last and (last.tot is None or bereik.van <= last.tot or bereik.van - DAY == last.tot):
            joined[-1] = Tijdvak(last.van, _latest(last.tot, bereik.tot))
        else:
            joined.append(bereik)
    return tuple(joined)


def _latest(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return None if one is None or other is None else max(one, other)


def _earliest(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    if one is None or other is None:
        return one or other
    return min(one, other)
