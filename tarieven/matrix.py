"""The tarieven of an inkoop on one day, as a table.

Down the products, percelen and all axes of a product but the last; across the values of the last axis of each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from percelen.models import Perceel
from producten.models import ASVELDEN, Aswaarde, Grondslag, Product
from segments.models import Inkoop
from tarieven.bedragen import percent_difference
from tarieven.inrichting import Inrichting, Plaats, load
from tarieven.perioden import Cel, Periode, after, before, covering, on


@dataclass(frozen=True)
class Matrixcel:
    """What a product pays on the day of the matrix.

    `eigen`: the period of this cell itself; `geldt`: what holds, perhaps through "all percelen" or a tarief for every value.
    `past`: the product has a tarief here; `hiaat`: it should, and has none.
    """

    plaats: Plaats
    past: bool
    eigen: Periode | None = None
    geldt: Periode | None = None
    vorig_jaar: Periode | None = None
    volgend: Periode | None = None
    beeindigd: Periode | None = None
    hiaat: bool = False

    @property
    def is_indirect(self) -> bool:
        return self.geldt is not None and self.eigen is None

    @property
    def procent(self) -> Decimal | None:
        """The difference with the same day a year earlier, in percent."""
        return percent_difference(self.vorig_jaar.bedrag, self.geldt.bedrag) if self.geldt and self.vorig_jaar else None

    @property
    def cel(self) -> Cel:
        return self.plaats.cel


@dataclass(frozen=True)
class Matrixrij:
    """`waarden`: of the axes that stand below each other."""

    product: Product
    perceel: Perceel | None
    waarden: Sequence[Grondslag | Aswaarde]
    cellen: Sequence[Matrixcel]


@dataclass(frozen=True)
class Matrixkolom:
    """A value of the axis `veld`, or one tarief (both None)."""

    veld: str | None
    waarde: Grondslag | Aswaarde | None

    @property
    def sleutel(self) -> str:
        """Its address: "een", "PSY", "waarde1:T1"."""
        if self.waarde is None:
            return "een"
        return self.waarde.code if self.veld == "grondslag" else f"{self.veld}:{self.waarde.code}"


@dataclass(frozen=True)
class Matrix:
    day: dt.date
    kolommen: Sequence[Matrixkolom]
    rijen: Sequence[Matrixrij]


def matrix(inkoop: Inkoop, day: dt.date) -> Matrix:
    """A fixed number of queries, whatever the size of the inkoop."""
    return build(load(inkoop), day)


def build(inrichting: Inrichting, day: dt.date) -> Matrix:
    book = _Boek(inrichting, day)
    order = {None: 0} | {veld: number for number, veld in enumerate(ASVELDEN, 1)}
    columns = sorted(
        {column for product in inrichting.producten for column, _ in book.places(product)},
        key=lambda kolom: (order[kolom.veld], *((kolom.waarde.volgorde, kolom.waarde.pk) if kolom.waarde else (0, 0))),
    )
    return Matrix(day, columns, [row for product in inrichting.producten for row in book.rows(product, columns)])


def split(inrichting: Inrichting, cel: Cel) -> tuple[Matrixkolom, dict[str, Any]]:
    """The column of a cell, and the values that its row has by the field of a tarief.

    Across stands the last axis of the product; a tarief from before the product changed stands under the last axis it has.
    """
    plaats = inrichting.parts(cel)
    last = next(reversed(inrichting.assen_of(plaats.product)), None)
    filled: dict[str, Any] = {veld: row for veld, row in plaats.waarden.items() if row}
    across = last if last in filled else next(reversed(filled), None)
    return Matrixkolom(across, filled.pop(across) if across else None), filled


class _Boek:
    """What the rows and cells of one matrix ask of the lines, sorted out once."""

    def __init__(self, inrichting: Inrichting, day: dt.date) -> None:
        self.inrichting, self.day = inrichting, day
        self.gewenst = {cell.cel: cell for cell in inrichting.gewenst}
        #: Cells with "all percelen" that give an amount in some perceel.
        self.together = {cel._replace(perceel=None) for cel in self.gewenst}
        self.cells: dict[int, dict[Cel, None]] = {}
        for cel in (*self.gewenst, *inrichting.lijnen):
            self.cells.setdefault(cel.product, {})[cel._replace(perceel=None)] = None

    def places(self, product: Product) -> Iterator[tuple[Matrixkolom, dict[str, Any]]]:
        """The column and the row of what this product pays or should pay."""
        return (split(self.inrichting, cel) for cel in self.cells.get(product.pk, ()))

    def rows(self, product: Product, columns: Sequence[Matrixkolom]) -> Iterator[Matrixrij]:
        downs: list[dict[str, Any]] = []
        for _, down in self.places(product):
            if down not in downs:
                downs.append(down)
        for perceel in self._percelen(product):
            for down in downs:
                cells = [self._cell(product, perceel, down, column) for column in columns]
                yield Matrixrij(product, perceel, list(down.values()), cells)

    def _percelen(self, product: Product) -> list[Perceel | None]:
        """All percelen together; and each perceel that can have, or has, a tarief of its own."""
        own = {cel.perceel for cel in self.inrichting.lijnen if cel.product == product.pk}
        if self.inrichting.inkoop.tarief_per_perceel:
            own |= {link.perceel_id for link in self.inrichting.links_of(product)}
        return [None, *(perceel for perceel in self.inrichting.perceel.values() if perceel.pk in own)]

    def _cell(self, product: Product, perceel: Perceel | None, down: dict[str, Any], column: Matrixkolom) -> Matrixcel:
        if column.veld in down:  # the row has another value of this axis
            return Matrixcel(Plaats(product), past=False)
        waarden: dict[str, Any] = down | ({column.veld: column.waarde} if column.veld else {})
        plaats = Plaats(product=product, perceel=perceel, **waarden)
        cel, day, lines = plaats.cel, self.day, self.inrichting.lijnen
        own = lines.get(cel, [])
        wanted = self.gewenst.get(cel)
        fits = wanted is not None or (plaats.perceel is None and cel in self.together)
        if not fits and not own:
            return Matrixcel(plaats, past=False)
        holding = covering(lines, cel)
        now = on(holding, day)
        return Matrixcel(
            plaats,
            past=fits,
            eigen=on(own, day),
            geldt=now,
            vorig_jaar=on(holding, year_before(day)),
            volgend=after(own, day),
            beeindigd=before(own, day) if now is None else None,
            hiaat=now is None and wanted is not None and wanted.on(day),
        )


def year_before(day: dt.date) -> dt.date:
    """The same day a year earlier; for 29 February the day before it."""
    year = max(day.year - 1, dt.MINYEAR)
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
