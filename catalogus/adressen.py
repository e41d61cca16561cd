"""Where a place in the document stands on the web."""

from __future__ import annotations

from catalogus.versie import Versie
from core.opmaak import begrip_id
from publicaties.models import OnderdeelSoort
from publicaties.plek import Plek
from publicaties.snapshot import Snapshot


def address(versie: Versie, plek: Plek) -> str:
    """Where this place stands in this version."""
    return versie.pad + below(plek.soort, plek.code, plek.rubriek)


def below(soort: str, code: str, rubriek: str = "") -> str:
    """The address of a page within a version."""
    anchor = f"#{rubriek}" if rubriek else ""
    match soort:
        case OnderdeelSoort.PRODUCT:
            return f"producten/{code}/{anchor}"
        case OnderdeelSoort.PERCEEL:
            return f"percelen/{code}/{anchor}"
        case OnderdeelSoort.SEGMENT:
            return f"segmenten/{code}/{anchor}"
        case OnderdeelSoort.GRONDSLAG:
            return f"grondslagen/#grondslag-{code}"
        case OnderdeelSoort.HOOFDSTUK:
            return f"document/#hoofdstuk-{code}"
        case OnderdeelSoort.TARIEVEN:
            return "tarieven/"
        case "begrip":
            return f"begrippen/#{begrip_id(code)}"
    return ""


def exists(snapshot: Snapshot, plek: Plek) -> bool:
    """Whether this version has a page for this place."""
    match plek.soort:
        case OnderdeelSoort.PRODUCT:
            return plek.code in snapshot.product
        case OnderdeelSoort.PERCEEL:
            return plek.code in snapshot.perceel
        case OnderdeelSoort.SEGMENT:
            return plek.code in snapshot.segment
        case OnderdeelSoort.GRONDSLAG:
            return plek.code in snapshot.grondslag
        case OnderdeelSoort.HOOFDSTUK:
            return any(row.sleutel == plek.code for row in snapshot.hoofdstukken)
        case OnderdeelSoort.TARIEVEN:
            return bool(snapshot.tarieven)
        case "begrip":
            return any(row.term == plek.code for row in snapshot.begrippen)
    return False
