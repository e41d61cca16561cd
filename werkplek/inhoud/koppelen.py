"""What a text names without a link, and how it would read with one: for the writer to take over as it is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from django.conf import settings

from core.deel import DeelInhoud
from core.opmaak import linked, mentions
from core.plek import Plek
from proces.models import Document, DocumentSoort
from publicaties.samenhang import KPI_BIJLAGE, Genoemd, genoemd
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN
from segments.models import Inkoop

#: So many of one text at a time; the others come when these are taken over.
MEEST = 4


@dataclass(frozen=True)
class Linkvoorstel:
    """`woorden`: what the text says; `naam`: what it names; `tekst`: the whole text with the link."""

    woorden: str
    naam: str
    adres: str
    tekst: str


def others(omgeving: Snapshot, deel: DeelInhoud) -> list[Genoemd]:
    """What the texts of a part may name: once for all of them. Not the part itself."""
    own = (deel.soortnaam, deel.deelcode)
    return [one for one in genoemd(omgeving, deel) if (one.deel.soortnaam, one.deel.deelcode) != own]


def proposals(
    inkoop: Inkoop,
    source: str,
    anderen: Callable[[], list[Genoemd]],
    bijlage: Callable[[], tuple[str, str] | None],
) -> list[Linkvoorstel]:
    """`anderen`: `others` of the part; `bijlage`: the address and title of the annex with KPI's (`annex`), asked only for a text that
    names it.
    """
    found = [one for one in anderen() if one.woord in source]  # in an inkoop of a hundred parts that is a handful
    places = {_address(inkoop, one.plek): one.plek.naam for one in found}
    patterns = [(one.pattern, _address(inkoop, one.plek)) for one in found]
    if re.search(KPI_BIJLAGE, source) and (known := bijlage()):
        places[known[0]] = known[1]
        patterns.append((KPI_BIJLAGE, known[0]))
    if not patterns:
        return []
    missing = [row for row in mentions(source, patterns) if f'"{row[2]}"' not in source]
    return [
        Linkvoorstel(
            unescape(source[begin:end]),
            places[adres],
            adres,
            source[:begin] + linked(source[begin:end], adres) + source[end:],
        )
        for begin, end, adres in missing[:MEEST]
    ]


def _address(inkoop: Inkoop, plek: Plek) -> str:
    """Where readers find it; a page of a version leads to the same version (`catalogus.verwijzingen`)."""
    return f"{settings.SITE_ADRES}/inkoop/{inkoop.slug}/{SOORTEN[plek.soort].meervoud}/{plek.code}/"


def annex(inkoop: Inkoop) -> tuple[str, str] | None:
    """Where the document with KPI's stands and what it is called, when there is one that is openbaar and no other. One query."""
    rows = Document.objects.filter(inkoop=inkoop, openbaar=True, soort=DocumentSoort.KPI_BIJLAGE).order_by("pk")
    found = list(rows.values_list("sleutel", "titel"))
    if len(found) != 1:
        return None
    sleutel, titel = found[0]
    return f"{settings.SITE_ADRES}/inkoop/{inkoop.slug}/documenten/#document-{sleutel}", titel
