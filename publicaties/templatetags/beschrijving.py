"""What a snapshot says in words, for templates of the web and of the PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import template

from core import dutch
from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from publicaties import beschrijving, samenhang, woorden
from publicaties.snapshot import Snapshot
from segments.inhoud import SegmentInhoud
from tarieven.indexatie import percentage
from tarieven.inhoud import IndexatieInhoud, KostenregelInhoud, TariefInhoud
from tarieven.kostprijs import Toets, assess
from tarieven.models import Kostenelement

register = template.Library()

register.filter("productnaam", woorden.productnaam)
register.filter("productkort", woorden.productkort)
register.filter("segmentnaam", woorden.segmentnaam)
register.filter("segmentkort", woorden.segmentkort)
register.filter("segmentcode", woorden.segmentcode)
register.filter("grondslagnaam", woorden.grondslagnaam)
register.filter("perceelzinnen", beschrijving.perceelzinnen)
register.filter("tariefzin", beschrijving.tariefzin)
register.filter("uitleg", samenhang.uitleg)
register.filter("tariefkolommen", beschrijving.tariefkolommen)


@register.filter
def over(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud | SegmentInhoud) -> str:
    """What a reader finds about this part: "wat het inhoudt, voor wie het is en wat het tarief is"."""
    match deel:
        case ProductInhoud():
            return dutch.listing(samenhang.over_producten(snapshot, [deel]))
        case PerceelInhoud():
            return dutch.listing(samenhang.over_percelen(snapshot, [deel]))
    return dutch.listing(samenhang.over_segment(deel))


@register.filter
def onderdelen(snapshot: Snapshot) -> str:
    """ "percelen, producten en grondslagen": what this inkoop has."""
    return dutch.listing(samenhang.onderdelen(snapshot))


@register.filter
def rijen(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud) -> list[beschrijving.Rij]:
    return beschrijving.rijen(snapshot, deel)


@register.filter
def feiten(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud | SegmentInhoud) -> list[beschrijving.Feit]:
    match deel:
        case ProductInhoud():
            return beschrijving.feiten_product(snapshot, deel)
        case PerceelInhoud():
            return beschrijving.feiten_perceel(snapshot, deel)
    return beschrijving.feiten_segment(snapshot, deel)


@register.simple_tag
def overige_feiten(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud, day: dt.date) -> list[beschrijving.Feit]:
    """The facts that no rubriek of this product or perceel already tells, as they are on `day`."""
    told = {rij.naam for rij in beschrijving.rijen(snapshot, deel) if rij.gegenereerd}
    if isinstance(deel, ProductInhoud):
        found = beschrijving.feiten_product(snapshot, deel, day)
    else:
        found = beschrijving.feiten_perceel(snapshot, deel)
    return [feit for feit in found if feit.naam not in told]


@register.filter
def voorwaarden(snapshot: Snapshot, product: ProductInhoud) -> list[str]:
    return beschrijving.voorwaardezinnen(snapshot, product)


@register.filter
def tarieventabel(snapshot: Snapshot, product: ProductInhoud) -> list[beschrijving.Tariefrij]:
    """Every tarief of this product, whatever the day: a document is read for years."""
    return beschrijving.tarieftabel(snapshot, product, None)


@register.filter
def opbouwen(snapshot: Snapshot) -> list[Opbouw]:
    """Every tarief with a kostprijsopbouw, in the order of the document, with its elements against the tarief."""
    return [
        Opbouw(
            naam=_name_of(snapshot, row),
            tarief=row,
            toets=assess(row.opbouw.regels, row.bedrag),
            regels=[(str(Kostenelement(regel.element).label), regel) for regel in row.opbouw.regels],
        )
        for row in snapshot.tarieven
        if row.opbouw is not None
    ]


@register.filter
def som(indexatie: IndexatieInhoud) -> str:
    """The sum of an indexation round, so that a reader can do it again."""
    return percentage(indexatie.componenten, methode=indexatie.methode, decimalen=indexatie.percentage_decimalen).som


@dataclass(frozen=True)
class Opbouw:
    naam: str
    tarief: TariefInhoud
    toets: Toets
    regels: list[tuple[str, KostenregelInhoud]]


def _name_of(snapshot: Snapshot, tarief: TariefInhoud) -> str:
    """ "Begeleiding Individueel (BGI), psychische stoornis, perceel 2"."""
    product = snapshot.product.get(tarief.product)
    grondslag = snapshot.grondslag.get(tarief.grondslag or "")
    parts = [woorden.productnaam(product) if product else tarief.product, grondslag.label if grondslag else ""]
    return ", ".join(filter(None, [*parts, f"perceel {tarief.perceel}" if tarief.perceel else ""]))
