"""Which lists of a snapshot point at which kind of part, and by which field: read from the declarations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.db import models

from core.inhoud import Inhoud, key_fields, relation, velden
from percelen.inhoud import VoorwaardeInhoud
from percelen.models import Inschrijfvoorwaarde
from producten.models import Rubriek
from publicaties.soorten import PER_LIJST
from tarieven.inhoud import TariefInhoud
from tarieven.models import Tarief

#: What is no part of its own, and exists only with what it points at.
RIJEN: dict[str, tuple[type[models.Model], type[Inhoud]]] = {
    "voorwaarden": (Inschrijfvoorwaarde, VoorwaardeInhoud),
    "tarieven": (Tarief, TariefInhoud),
}
LIJSTEN: dict[str, tuple[type[models.Model], type[Inhoud]]] = {
    **{naam: (soort.model, soort.inhoud) for naam, soort in PER_LIJST.items()},
    **RIJEN,
}


@dataclass(frozen=True)
class Verwijsveld:
    """Field `veld` of the items of `lijst` points at items of the list `naar`; `meer`: at several of them."""

    lijst: str
    veld: str
    naar: str
    meer: bool
    per_rubriek: bool = False


@cache
def verwijzingen() -> tuple[Verwijsveld, ...]:
    return tuple(_found())


def _found() -> Iterator[Verwijsveld]:
    naar = {soort.model: naam for naam, soort in PER_LIJST.items()}
    for lijst, (model, inhoud) in LIJSTEN.items():
        for veld in velden(inhoud):
            link = relation(model, veld)
            if link is None:
                continue
            other, meer = link.related_model, bool(link.many_to_many or link.one_to_many)
            if veld.is_tekst_per_rubriek:
                yield Verwijsveld(lijst, veld.naam, naar[Rubriek], True, per_rubriek=True)
            elif veld.item and meer:
                # Rows of its own are told apart by what they point at, when they point at a part.
                first = relation(other, key_fields(veld.item)[0])
                if first is not None and first.related_model in naar:
                    yield Verwijsveld(lijst, veld.naam, naar[first.related_model], True)
            elif other in naar:
                yield Verwijsveld(lijst, veld.naam, naar[other], meer)
