"""Where an inkoop stands today, in one look: what is open and until when, what comes next."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from catalogus.versie import Versie
from proces.models import Mijlpaal
from proces.planning import closings, on_the_line, upcoming


def milestones(versie: Versie) -> list[Mijlpaal]:
    """What is openbaar of the planning, in order. One query."""
    rows = Mijlpaal.objects.filter(inkoop=versie.publicatie.inkoop_id, openbaar=True).select_related(
        "segment", "reactieronde"
    )
    return sorted(rows.order_by("pk"), key=on_the_line)


def stand(versie: Versie) -> dict[str, Any]:
    """For the overview. It may be kept for as long as `versie.stand` holds, which knows the planning."""
    rows, now = milestones(versie), timezone.now()
    return {"sluitingen": closings(rows, now), "eerstvolgende": upcoming(rows, now)}
