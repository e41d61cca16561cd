"""What a snapshot says in words, for templates of the web and of the PDF."""

from __future__ import annotations

from django import template

from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from publicaties import beschrijving, woorden
from publicaties.snapshot import Snapshot
from segments.inhoud import SegmentInhoud

register = template.Library()

register.filter("productnaam", woorden.productnaam)
register.filter("productkort", woorden.productkort)
register.filter("grondslagnaam", woorden.grondslagnaam)
register.filter("perceelzinnen", beschrijving.perceelzinnen)
register.filter("tariefzin", beschrijving.tariefzin)


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


@register.filter
def overige_feiten(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud) -> list[beschrijving.Feit]:
    """The facts that no rubriek of this product or perceel already tells."""
    told = {rij.naam for rij in beschrijving.rijen(snapshot, deel) if rij.gegenereerd}
    return [feit for feit in feiten(snapshot, deel) if feit.naam not in told]


@register.filter
def voorwaarden(snapshot: Snapshot, product: ProductInhoud) -> list[str]:
    return beschrijving.voorwaardezinnen(snapshot, product)


@register.filter
def tarieventabel(snapshot: Snapshot, product: ProductInhoud) -> list[beschrijving.Tariefrij]:
    """Every tarief of this product, whatever the day: a document is read for years."""
    return beschrijving.tarieftabel(snapshot, product, None)
