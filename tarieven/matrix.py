"""The tarieven of an inkoop on one day, as a table: products (and percelen) down, grondslagen across."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from percelen.models import Perceel
from producten.models import Grondslag, Product
from segments.models import Inkoop
from tarieven.bedragen import percent_difference
from tarieven.dekking import Gewenst
from tarieven.inrichting import Inrichting, cel_of, load
from tarieven.perioden import Cel, Periode, after, before, covering, on


@dataclass(frozen=True)
class Matrixcel:
    """What a product pays for a grondslag on the day of the matrix.

    `eigen`: the period of this cell itself; `geldt`: what holds, perhaps through "all percelen" or "no grondslag".
    `past`: the product has a tarief here; `hiaat`: it should, and has none.
    """

    cel: Cel
    grondslag: Grondslag | None
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


@dataclass(frozen=True)
class Matrixrij:
    product: Product
    perceel: Perceel | None
    cellen: Sequence[Matrixcel]


@dataclass(frozen=True)
class Matrix:
    """`kolommen`: grondslagen, and None for products with one tarief."""

    day: dt.date
    kolommen: Sequence[Grondslag | None]
    rijen: Sequence[Matrixrij]


def matrix(inkoop: Inkoop, day: dt.date) -> Matrix:
    """A fixed number of queries, whatever the size of the inkoop."""
    return build(load(inkoop), day)


def build(inrichting: Inrichting, day: dt.date) -> Matrix:
    gewenst = {cell.cel: cell for cell in inrichting.gewenst}
    columns = _columns(inrichting)
    rows = [
        Matrixrij(
            product, perceel, [_cell(inrichting, gewenst, product, grondslag, perceel, day) for grondslag in columns]
        )
        for product in inrichting.producten
        for perceel in _percelen(inrichting, product)
    ]
    return Matrix(day, columns, rows)


def _columns(inrichting: Inrichting) -> list[Grondslag | None]:
    single = False
    used: set[int] = set()
    for product in inrichting.producten:
        if product.tarief_per_grondslag:
            used |= {grondslag.pk for grondslag in inrichting.grondslagen_of(product)}
        else:
            single = True
    active = {product.pk for product in inrichting.producten}
    for cel in inrichting.lijnen:
        if cel.product in active:
            used |= {cel.grondslag} if cel.grondslag else set()
            single = single or cel.grondslag is None
    return [*([None] if single else []), *(row for row in inrichting.grondslag.values() if row.pk in used)]


def _percelen(inrichting: Inrichting, product: Product) -> list[Perceel | None]:
    """All percelen together; and each perceel that can have, or has, a tarief of its own."""
    own = {cel.perceel for cel in inrichting.lijnen if cel.product == product.pk}
    if inrichting.inkoop.tarief_per_perceel:
        own |= {link.perceel_id for link in inrichting.links_of(product)}
    return [None, *(perceel for perceel in inrichting.perceel.values() if perceel.pk in own)]


def _cell(
    inrichting: Inrichting,
    gewenst: dict[Cel, Gewenst],
    product: Product,
    grondslag: Grondslag | None,
    perceel: Perceel | None,
    day: dt.date,
) -> Matrixcel:
    cel = cel_of(product, grondslag, perceel)
    own = inrichting.lijnen.get(cel, [])
    wanted = gewenst.get(cel)
    fits = wanted is not None or (
        perceel is None and any(key.meets(cel) for key in gewenst if key.grondslag == cel.grondslag)
    )
    if not fits and not own:
        return Matrixcel(cel, grondslag, past=False)
    holding = covering(inrichting.lijnen, cel)
    now = on(holding, day)
    return Matrixcel(
        cel,
        grondslag,
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
