"""All kinds of part, each declared by its own app (`<app>/soort.py`)."""

from __future__ import annotations

from core.deel import DeelInhoud
from core.soort import Soort
from eisen.soort import EIS
from percelen.soort import PERCEEL
from producten.soort import ASWAARDE, GRONDSLAG, LEEFGEBIED, PRODUCT, RUBRIEK, TARIEFAS
from segments.inhoud import InkoopInhoud
from segments.soort import BEGRIP, HOOFDSTUK, INKOOP, SEGMENT

#: In document order, which is also one in which each points only at what stands before it, or at its own kind.
SOORTEN: dict[str, Soort] = {
    soort.naam: soort
    for soort in (
        HOOFDSTUK,
        SEGMENT,
        RUBRIEK,
        GRONDSLAG,
        TARIEFAS,
        ASWAARDE,
        LEEFGEBIED,
        PRODUCT,
        PERCEEL,
        EIS,
        BEGRIP,
    )
}
#: By the list in a snapshot.
PER_LIJST: dict[str, Soort] = {soort.meervoud: soort for soort in SOORTEN.values()}


def soort_van(deel: DeelInhoud | InkoopInhoud) -> Soort:
    return SOORTEN[deel.soortnaam] if isinstance(deel, DeelInhoud) else INKOOP


__all__ = ["INKOOP", "PER_LIJST", "SOORTEN", "soort_van"]
