"""What a text names becomes a link: found when a page is made, so that what was published stays what it is."""

from __future__ import annotations

from django.conf import settings

from catalogus.adressen import address, below
from catalogus.versie import Versie
from core.deel import DeelInhoud
from publicaties import samenhang
from publicaties.soorten import SOORTEN


def links(versie: Versie, deel: DeelInhoud | None) -> list[tuple[str, str]]:
    """Patterns with the address of what they name; never the page that the text stands on."""
    own = versie.pad + below(deel.soortnaam, deel.deelcode) if deel else ""
    found = [(one.pattern, address(versie, one.plek)) for one in samenhang.genoemd(versie.snapshot, deel)]
    if sleutel := versie.kpi_bijlage:
        found.append((samenhang.KPI_BIJLAGE, f"{versie.basis}documenten/#document-{sleutel}"))
    return [(pattern, place) for pattern, place in found if place != own]


def thuis(versie: Versie) -> list[tuple[str, str]]:
    """A writer's link to a part of this inkoop stays within the version that somebody reads."""
    kinds = [soort.meervoud for soort in SOORTEN.values() if soort.met_pagina]
    return [(f"{settings.SITE_ADRES}{versie.basis}{kind}/", f"{versie.pad}{kind}/") for kind in kinds]
