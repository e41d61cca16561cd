"""What a text names becomes a link: found when a page is made, so that what was published stays what it is."""

from __future__ import annotations

from catalogus.adressen import address, below
from catalogus.versie import Versie
from core.deel import DeelInhoud
from publicaties import samenhang

#: How texts call the document with the KPI's, whatever its own title is.
KPI_BIJLAGE = r"(?i:bijlage KPI(?:[’'`]?s)?)(?![\w-])"


def links(versie: Versie, deel: DeelInhoud | None) -> list[tuple[str, str]]:
    """Patterns with the address of what they name; never the page that the text stands on."""
    own = versie.pad + below(deel.soortnaam, deel.deelcode) if deel else ""
    found = [(pattern, address(versie, plek)) for pattern, plek in samenhang.genoemd(versie.snapshot, deel)]
    if sleutel := versie.kpi_bijlage:
        found.append((KPI_BIJLAGE, f"{versie.basis}documenten/#document-{sleutel}"))
    return [(pattern, place) for pattern, place in found if place != own]
