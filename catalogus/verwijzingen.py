"""Where a rubriek only says where to look further: the pages that it means, so that a reader can go there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalogus.adressen import address
from catalogus.versie import Versie
from percelen.inhoud import PerceelInhoud
from producten.inhoud import ProductInhoud
from publicaties import beschrijving, woorden
from publicaties.feiten import perceel_plek, product_plek
from publicaties.plek import Plek
from publicaties.snapshot import Snapshot

#: "De doelgroep hangt af van het perceel; zie de perceelbeschrijvingen."
NAAR_PERCELEN = re.compile(r"\bperceelbeschrijving", re.IGNORECASE)
#: "Hier gelden de specifieke eisen die bij het product staan."
NAAR_PRODUCTEN = re.compile(r"\b(?:bij|van) het product\b", re.IGNORECASE)
#: "De KPI’s van dit perceel staan in de bijlage KPI."
NAAR_DOCUMENTEN = re.compile(r"\bbijlagen?\b", re.IGNORECASE)


def elders(
    versie: Versie, deel: ProductInhoud | PerceelInhoud, rijen: Iterable[beschrijving.Rij]
) -> dict[str, list[tuple[str, str]]]:
    """By rubriek the (name, address) of where its text sends the reader; only rubrieken that do so."""
    found = {}
    for rij in rijen:
        places = [(plek.naam, address(versie, plek)) for plek in _places(versie.snapshot, deel, rij)]
        if NAAR_DOCUMENTEN.search(rij.tekst):
            places.append(("documenten bij deze inkoop", f"{versie.basis}documenten/"))
        if places:
            found[rij.sleutel] = places
    return found


def _places(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud, rij: beschrijving.Rij) -> Iterator[Plek]:
    """The same rubriek of the other side, where it says something."""
    if isinstance(deel, ProductInhoud):
        if NAAR_PERCELEN.search(rij.tekst):
            for perceel in woorden.percelen_of(snapshot, deel.code):
                if _has(snapshot, perceel, rij.sleutel):
                    yield perceel_plek(perceel, rij.sleutel)
    elif NAAR_PRODUCTEN.search(rij.tekst):
        for link in deel.producten:
            product = snapshot.product.get(link.code)
            if product is not None and _has(snapshot, product, rij.sleutel):
                yield product_plek(product, rij.sleutel)


def _has(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud, sleutel: str) -> bool:
    return any(rij.sleutel == sleutel for rij in beschrijving.rijen(snapshot, deel))
