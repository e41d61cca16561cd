"""Which tarieven an inkoop should have, and which it has: products with their grondslagen and percelen, and the lines of periods.

`load()` costs a fixed number of queries, whatever the size of the inkoop; everything else here works in memory.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch

from percelen.models import Perceel, PerceelProduct
from producten.models import Grondslag, GrondslagStatus, Product
from segments.models import Inkoop
from tarieven.dekking import Afspraken, Gewenst, Hiaat, Koppeling, holes
from tarieven.models import Tarief
from tarieven.perioden import DAY, Cel, Periode, Tijdlijnen, on


@dataclass(frozen=True)
class Inrichting:
    """All rows of an inkoop, archived ones too (old tarieven may refer to them); lists of what is in use are in order."""

    inkoop: Inkoop
    product: dict[str, Product]
    grondslag: dict[str, Grondslag]
    perceel: dict[str, Perceel]
    lijnen: Tijdlijnen = field(default_factory=dict)

    @cached_property
    def producten(self) -> list[Product]:
        return [product for product in self.product.values() if not product.is_archived]

    @cached_property
    def by_id(self) -> tuple[dict[int, Product], dict[int, Grondslag], dict[int, Perceel]]:
        return (
            {row.pk: row for row in self.product.values()},
            {row.pk: row for row in self.grondslag.values()},
            {row.pk: row for row in self.perceel.values()},
        )

    def parts(self, cel: Cel) -> tuple[Product, Grondslag | None, Perceel | None]:
        producten, grondslagen, percelen = self.by_id
        return (
            producten[cel.product],
            grondslagen[cel.grondslag] if cel.grondslag else None,
            percelen[cel.perceel] if cel.perceel else None,
        )

    def name(self, cel: Cel) -> str:
        return cell_name(*self.parts(cel))

    def order(self, cel: Cel) -> tuple[int, ...]:
        """Document order: no grondslag and all percelen first."""
        product, grondslag, perceel = self.parts(cel)
        return (
            product.volgorde,
            product.pk,
            *((1, grondslag.volgorde, grondslag.pk) if grondslag else (0, 0, 0)),
            *((1, perceel.volgorde, perceel.pk) if perceel else (0, 0, 0)),
        )

    def grondslagen_of(self, product: Product) -> list[Grondslag]:
        return list(product.grondslagen.all())  # prefetched: in use, in order

    def links_of(self, product: Product) -> list[PerceelProduct]:
        return list(product.perceelproducten.all())  # prefetched: percelen in use, in order

    @cached_property
    def gewenst(self) -> list[Gewenst]:
        afspraken = Afspraken(self.inkoop.start_contract or dt.date.min, self.inkoop.tarief_per_perceel)
        return [
            cell
            for product in self.producten
            for cell in afspraken.wanted(
                product.pk,
                [Koppeling(link.perceel_id, link.van, link.tot) for link in self.links_of(product)],
                [row.pk for row in self.grondslagen_of(product)] if product.tarief_per_grondslag else [],
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


def cel_of(product: Product, grondslag: Grondslag | None, perceel: Perceel | None) -> Cel:
    return Cel(product.pk, grondslag.pk if grondslag else None, perceel.pk if perceel else None)


def cell_name(product: Product, grondslag: Grondslag | None, perceel: Perceel | None) -> str:
    """ "BGI, SOM, perceel 1"."""
    parts = [product.afkorting or product.naam]
    if grondslag:
        parts.append(grondslag.code)
    if perceel:
        parts.append(f"perceel {perceel.nummer}")
    return ", ".join(parts)


def load(inkoop: Inkoop) -> Inrichting:
    in_use = Grondslag.objects.active().filter(status=GrondslagStatus.IN_GEBRUIK).order_by("volgorde", "pk")
    links = PerceelProduct.objects.filter(perceel__gearchiveerd_op=None).select_related("perceel")
    producten = inkoop.producten.prefetch_related(
        Prefetch("grondslagen", in_use),
        Prefetch("perceelproducten", links.order_by("perceel__volgorde", "perceel__pk")),
    ).order_by("volgorde", "pk")
    return Inrichting(
        inkoop=inkoop,
        product={product.code: product for product in producten},
        grondslag={row.code: row for row in inkoop.grondslagen.order_by("volgorde", "pk")},
        perceel={row.nummer: row for row in inkoop.percelen.order_by("volgorde", "pk")},
        lijnen=load_lines(inkoop),
    )


def load_lines(inkoop: Inkoop, producten: Collection[int] | None = None) -> dict[Cel, list[Periode]]:
    """The periods of each cell that has any, in order of their first day."""
    rows = Tarief.objects.for_inkoop(inkoop).order_by("ingangsdatum", "pk")
    if producten is not None:
        rows = rows.filter(product_id__in=producten)
    lines: dict[Cel, list[Periode]] = {}
    for row in rows:
        cel = Cel(row.product_id, row.grondslag_id, row.perceel_id)
        lines.setdefault(cel, []).append(
            Periode(
                van=row.ingangsdatum,
                tot=row.einddatum,
                bedrag=row.bedrag,
                btw=row.btw,
                bedrag_onafgerond=row.bedrag_onafgerond,
                indexatie=row.indexatie_id,
                pk=row.pk,
            )
        )
    return lines


def fingerprint(lines: Tijdlijnen) -> str:
    """The same for the same tarieven: to see whether somebody changed one in between."""
    text = repr([(tuple(cel), list(lines[cel])) for cel in sorted(lines, key=str)])
    return hashlib.sha256(text.encode()).hexdigest()
