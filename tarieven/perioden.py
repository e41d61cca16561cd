"""The tarieven of one cell as periods on a line of days. Pure: no database.

A cell is a product, a value (or none) of each axis and a perceel (or all). Its periods never overlap, so that a day has at most one
amount. Cells may meet: no value of an axis holds for every value, and "all percelen" for every perceel (`conflicts()`).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from itertools import combinations, product
from typing import NamedTuple

from core import dutch
from core.codelijsten import Btw
from tarieven.fouten import TariefFout

DAY = dt.timedelta(days=1)


class Cel(NamedTuple):
    """Ids; no value of an axis: one tarief, no perceel: all percelen."""

    product: int
    grondslag: int | None = None
    perceel: int | None = None
    waarde1: int | None = None
    waarde2: int | None = None

    def meets(self, other: Cel) -> bool:
        """There are values and a perceel for which both hold."""
        return self.product == other.product and all(
            mine is None or theirs is None or mine == theirs for mine, theirs in zip(self[1:], other[1:], strict=True)
        )


@dataclass(frozen=True)
class Periode:
    """An amount from `van` up to and including `tot` (None: no end). `pk` of its row, when it has one."""

    van: dt.date
    tot: dt.date | None
    bedrag: Decimal
    btw: str = Btw.VRIJGESTELD
    bedrag_onafgerond: Decimal | None = None
    indexatie: int | None = None
    pk: int | None = None
    iwmo_code: str = ""

    def holds(self, day: dt.date) -> bool:
        return self.van <= day and (self.tot is None or day <= self.tot)

    def overlaps(self, other: Periode) -> bool:
        return (self.tot is None or other.van <= self.tot) and (other.tot is None or self.van <= other.tot)

    def same_price(self, other: Periode) -> bool:
        return (self.bedrag, self.btw, self.iwmo_code) == (other.bedrag, other.btw, other.iwmo_code)


# A year outside these is a slip of the finger.
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class Einde(Enum):
    """How far a new period goes when nobody names its last day."""

    ZOALS_NU = "zoals_nu"  # as far as the period that it follows or replaces
    TOT_VOLGENDE = "tot_volgende"  # up to the next period, else without end


Tijdlijn = Sequence[Periode]
Tijdlijnen = Mapping[Cel, Tijdlijn]


def _begin(period: Periode) -> dt.date:
    return period.van


def on(line: Tijdlijn, day: dt.date) -> Periode | None:
    """The period that holds `day`. A line is in order of first days, so that this takes few steps in a long one."""
    index = bisect_right(line, day, key=_begin) - 1
    return line[index] if index >= 0 and line[index].holds(day) else None


def after(line: Tijdlijn, day: dt.date) -> Periode | None:
    """The first period that begins later."""
    index = bisect_right(line, day, key=_begin)
    return line[index] if index < len(line) else None


def before(line: Tijdlijn, day: dt.date) -> Periode | None:
    """The last period that ended earlier."""
    for period in reversed(line[: bisect_right(line, day, key=_begin)]):
        if period.tot is not None and period.tot < day:
            return period
    return None


def set_from(line: Tijdlijn, new: Periode, einde: Einde | dt.date = Einde.ZOALS_NU) -> list[Periode]:
    """`line` with the amount of `new` from its first day; `new.tot` does not count, `einde` does.

    What runs on that day ends the day before, or is replaced when it begins that day; what begins later stays.
    Raises TariefFout when a named end lies before the begin or beyond a later begin.
    """
    check_days(new.van, einde if isinstance(einde, dt.date) else None)
    running, following = on(line, new.van), after(line, new.van)
    if isinstance(einde, dt.date):
        last: dt.date | None = einde
        if following and following.van <= einde:
            raise TariefFout(
                f"Op {dutch.day(following.van)} begint al een tarief van {dutch.amount(following.bedrag)}. "
                "Kies een einddatum daarvoor, of verwijder eerst dat tarief."
            )
    elif einde is Einde.ZOALS_NU and running:
        last = running.tot
    else:
        last = following.van - DAY if following else None
    if running and running.same_price(new) and running.tot == last:
        return list(line)
    kept = list(line)
    at = bisect_right(line, new.van, key=_begin)
    if running and running.van == new.van:
        kept[at - 1] = replace(new, tot=last, pk=running.pk)
        return kept
    if running:
        kept[at - 1] = replace(running, tot=new.van - DAY)
    kept.insert(at, replace(new, tot=last, pk=None))
    return kept


def check_days(begin: dt.date, last: dt.date | None) -> None:
    """Raises TariefFout for an end before the begin, and for a year that cannot be meant."""
    for day in (begin, last):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise TariefFout(
                f"{dutch.day(day)} kan niet. Verwacht een jaar tussen {FIRST_DAY.year} en {LAST_DAY.year}."
            )
    if last is not None and last < begin:
        raise TariefFout(f"De einddatum ({dutch.day(last)}) ligt voor de ingangsdatum ({dutch.day(begin)}).")


def end_on(line: Tijdlijn, begin: dt.date, last: dt.date | None) -> list[Periode]:
    """`line` with `last` as the last day of the period that begins on `begin` (None: no end). Raises TariefFout."""
    period = _beginning_on(line, begin)
    check_days(begin, last)
    following = after(line, begin)
    if following and (last is None or following.van <= last):
        raise TariefFout(
            f"Op {dutch.day(following.van)} begint al een tarief van {dutch.amount(following.bedrag)}. "
            f"Kies een einddatum op of voor {dutch.day(following.van - DAY)}."
        )
    return [replace(item, tot=last) if item is period else item for item in line]


def without(line: Tijdlijn, begin: dt.date, *, extend_previous: bool = False) -> list[Periode]:
    """`line` without the period that begins on `begin`; the one that ended the day before may run on in its place."""
    gone = _beginning_on(line, begin)
    return [
        replace(item, tot=gone.tot) if extend_previous and item.tot == begin - DAY else item
        for item in line
        if item is not gone
    ]


def _beginning_on(line: Tijdlijn, begin: dt.date) -> Periode:
    found = next((period for period in line if period.van == begin), None)
    if found is None:
        raise TariefFout(f"Er begint geen tarief op {dutch.day(begin)}.")
    return found


def conflicts(lines: Tijdlijnen) -> list[tuple[Cel, Periode, Cel, Periode]]:
    """Periods of different cells that meet and overlap: a value against none, a perceel against all."""
    by_product: dict[int, list[Cel]] = {}
    for cel in sorted(lines, key=str):
        by_product.setdefault(cel.product, []).append(cel)
    return [
        (left, one, right, other)
        for cells in by_product.values()
        for left, right in combinations(cells, 2)
        if left.meets(right)
        for one in lines[left]
        for other in lines[right]
        if one.overlaps(other)
    ]


def covering(lines: Tijdlijnen, cel: Cel) -> list[Periode]:
    """What holds for `cel`: its own periods and those for no value or all percelen."""
    found = [
        period
        for parts in product(*({part, None} for part in cel[1:]))
        for period in lines.get(Cel(cel.product, *parts), ())
    ]
    return sorted(found, key=_begin)


class Tijdvak(NamedTuple):
    """Days, both included; None: no end."""

    van: dt.date
    tot: dt.date | None


def gaps(line: Tijdlijn, wanted: Tijdvak) -> list[Tijdvak]:
    """The days of `wanted` that no period holds; none when it ends before it begins. `line` in order."""
    found = []
    day = wanted.van
    for period in line:
        if wanted.tot is not None and period.van > wanted.tot:
            break
        if period.van > day:
            found.append(Tijdvak(day, period.van - DAY))
        if period.tot is None or period.tot == dt.date.max:
            return found
        day = max(day, period.tot + DAY)
    if wanted.tot is None or day <= wanted.tot:
        found.append(Tijdvak(day, wanted.tot))
    return found
