"""What last happened to versions, for the first screen of the workplace."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from publicaties.models import Gebeurtenis
from segments.models import Inkoop

LAATSTE = 6


def happened(inkopen: Sequence[Inkoop]) -> QuerySet[Gebeurtenis]:
    rows = Gebeurtenis.objects.steps().filter(inkoop__in=inkopen).select_related("inkoop", "publicatie", "door")
    return rows.defer("publicatie__inhoud", "publicatie__teruggegeven_inhoud").order_by("-op", "-pk")
