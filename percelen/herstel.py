"""How the conditions to enrol are put back into working rows."""

from __future__ import annotations

from core.herstel import Deelrijen, restore_row
from percelen.inhoud import VoorwaardeInhoud, describe_voorwaarden
from percelen.models import Inschrijfvoorwaarde
from segments.models import Inkoop


def restore_voorwaarden(inkoop: Inkoop, inhoud: list[VoorwaardeInhoud], delen: Deelrijen) -> None:
    """Conditions have no code of their own: they are replaced as a whole when they differ."""
    if describe_voorwaarden(inkoop) == inhoud:
        return
    Inschrijfvoorwaarde.objects.filter(product__inkoop=inkoop).delete()
    for position, row in enumerate(inhoud, start=1):
        restore_row(Inschrijfvoorwaarde(volgorde=position * 10), row, delen)
