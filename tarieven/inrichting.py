"""Which tarieven an inkoop should have, and which it has: products with the values of their axes and percelen, and the lines of periods.

`load()` costs a fixed number of queries, whatever the size of the inkoop; everything else here works in memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Prefetch

from core.codelijsten import per
from percelen.models import Perceel, PerceelProduct
from producten.models import ASVELDEN, EIGEN_ASVELDEN, Aswaarde, Grondslag, GrondslagStatus, Product, Tariefas
from producten.soort import As, lijneenheid
from segments.models import Inkoop
from tarieven.dekking import Afspraken, Gewenst, Hiaat, Koppeling, holes
from tarieven.models import PLAATS, Tarief, assen_of
from tarieven.perioden import DAY, Cel, Periode, Tijdlijnen, on


class Plaats(NamedTuple):
    """The rows of a cell, in the order of `Cel`."""

    product: Product
    grondslag: Grondslag | None = None
    perceel: Perceel | None = None
    waarde1: Aswaarde | None = None
    waarde2: Aswaarde | None = None

    @property
    def cel(self) -> Cel:
        rest: list[int | None] = [row.pk if row else None for row in self[1:]]
        return Cel(self.product.pk, *rest)

    @property
    def waarden(self) -> dict[str, Grondslag | Aswaarde | None]:
        """By the field of a tarief: the value of each axis, or None."""
        return {veld: getattr(self, veld) for veld in ASVELDEN}

    @property
    def per(self) -> str:
        """What an amount is for: "per uur", "per 4 weken", "eenmalig"."""
        return per(*lijneenheid(self.product, self.waarden.values()))

    @property
    def naam(self) -> str:
        """ "BGI, SOM, perceel 1"; a value of an own axis by its label."""
        parts = [self.product.kort]
        if self.grondslag:
            parts.append(self.grondslag.code)
        parts += [row.label for veld in EIGEN_ASVELDEN if (row := getattr(self, veld))]
        if self.perceel:
            parts.append(f"perceel {self.perceel.nummer}")
        return ", ".join(parts)


@dataclass(frozen=True)
class Inrichting:
    """All rows of an inkoop, archived ones too (old tarieven may refer to them); lists of what is in use are in order."""

    inkoop: Inkoop
    product: dict[str, Product]
    grondslag: dict[str, Grondslag]
    perceel: dict[str, Perceel]
    lijnen: Tijdlijnen = field(default_factory=dict)
    aswaarde: dict[str, Aswaarde] = field(default_factory=dict)

    @cached_property
    def producten(self) -> list[Product]:
        return [product for product in self.product.values() if not product.is_archived]

    @cached_property
    def _by_id(self) -> list[dict[int | None, Any]]:
        """The rows that each field of a cell can stand for."""
        other: dict[str, dict[str, Any]] = {
            "product": self.product,
            "grondslag": self.grondslag,
            "perceel": self.perceel,
        }
        return [{None: None} | {row.pk: row for row in other.get(veld, self.aswaarde).values()} for veld in Cel._fields]

    def parts(self, cel: Cel) -> Plaats:
        return Plaats(*(rows[pk] for rows, pk in zip(self._by_id, cel, strict=True)))

    def name(self, cel: Cel) -> str:
        return self.parts(cel).naam

    def order(self, cel: Cel) -> tuple[tuple[int, ...], ...]:
        """Document order: no value and all percelen first."""
        plaats = self.parts(cel)
        return tuple((row.volgorde, row.pk) if (row := getattr(plaats, veld)) else () for veld in PLAATS)

    @cached_property
    def assen(self) -> dict[str, As]:
        """The columns of a list, with every value in use: grondslag when some product differs by it, own axes when they have values."""
        found = {}
        if any(product.tarief_per_grondslag for product in self.producten):
            grondslagen = tuple(row for row in self.grondslag.values() if not row.is_archived)
            found["grondslag"] = As("grondslag", "grondslag", "grondslagen", grondslagen)
        own: dict[Tariefas, list[Aswaarde]] = {}
        for row in self.aswaarde.values():
            if not row.is_archived and not row.tariefas.is_archived:
                own.setdefault(row.tariefas, []).append(row)
        for tariefas in sorted(own, key=lambda row: row.plaats):
            found[tariefas.veld] = As(tariefas.veld, tariefas.naam, tariefas.meervoud, tuple(own[tariefas]))
        return found

    def assen_of(self, product: Product) -> dict[str, As]:
        return self._assen[product.pk]

    @cached_property
    def _assen(self) -> dict[int, dict[str, As]]:
        return {product.pk: assen_of(product) for product in self.product.values()}  # prefetched: in use, in order

    def links_of(self, product: Product) -> list[PerceelProduct]:
        return list(product.perceelproducten.all())  # prefetched: percelen in use, in order

    @cached_property
    def gewenst(self) -> list[Gewenst]:
        afspraken = Afspraken(self.inkoop.start_contract or dt.date.min, self.inkoop.tarief_per_perceel)
        return [
            cell
            for product in self.producten
            if product.heeft_bedrag
            for cell in afspraken.wanted(
                product.pk,
                [Koppeling(link.perceel_id, link.van, link.tot) for link in self.links_of(product)],
                {veld: [row.pk for row in one.waarden] for veld, one in self.assen_of(product).items()},
            )
        ]

    def is_wanted(self, cel: Cel, day: dt.date) -> bool:
        """On this day the inkoop should have a tarief that this cell gives."""
        return any(cell.cel.meets(cel) and cell.on(day) for cell in self.gewenst)

    def te_vullen(self, day: dt.date) -> list[Cel]:
        """The cells that should have an amount on `day`: one for all percelen where that is how it runs."""
        found: dict[Cel, None] = {}
        for wanted in self.gewenst:
            if wanted.on(day):
                together = wanted.cel._replace(perceel=None)
                line = self.lijnen.get(together, ())
                found[together if on(line, day) or on(line, day - DAY) else wanted.cel] = None
        return list(found)

    def hiaten(self, van: dt.date, tot: dt.date | None = None, lijnen: Tijdlijnen | None = None) -> list[Hiaat]:
        """The days from `van` up to and including `tot` without an amount, per cell that should have one."""
        return list(holes(self.gewenst, self.lijnen if lijnen is None else lijnen, van, tot))


def load(inkoop: Inkoop) -> Inrichting:
    in_use = Grondslag.objects.active().filter(status=GrondslagStatus.IN_GEBRUIK).order_by("volgorde", "pk")
    aswaarden = Aswaarde.objects.select_related("tariefas").order_by(*Aswaarde.orde)
    links = PerceelProduct.objects.filter(perceel__gearchiveerd_op=None).select_related("perceel")
    below: list[Prefetch[Any]] = [
        Prefetch("grondslagen", in_use),
        Prefetch("aswaarden", aswaarden.filter(gearchiveerd_op=None, tariefas__gearchiveerd_op=None)),
        Prefetch("perceelproducten", links.order_by("perceel__volgorde", "perceel__pk")),
    ]
    producten = inkoop.producten.prefetch_related(*below).order_by("volgorde", "pk")
    return Inrichting(
        inkoop=inkoop,
        product={product.code: product for product in producten},
        grondslag={row.code: row for row in inkoop.grondslagen.order_by("volgorde", "pk")},
        perceel={row.nummer: row for row in inkoop.percelen.order_by("volgorde", "pk")},
        lijnen=load_lines(inkoop),
        aswaarde={row.code: row for row in aswaarden.filter(inkoop=inkoop)},
    )


def load_lines(inkoop: Inkoop, producten: Collection[int] | None = None) -> dict[Cel, list[Periode]]:
    """The periods of each cell that has any, in order of their first day."""
    rows = Tarief.objects.for_inkoop(inkoop).order_by("ingangsdatum", "pk")
    if producten is not None:
        rows = rows.filter(product_id__in=producten)
    lines: dict[Cel, list[Periode]] = {}
    for row in rows:
        lines.setdefault(row.cel, []).append(row.periode)
    return lines
