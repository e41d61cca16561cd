"""The planning of an inkoop as visitors may see it, read once for as long as it stays as it is."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Case, F, When

from catalogus.versie import Versie
from proces.models import Mijlpaal
from proces.planning import on_the_line


def milestones(versie: Versie) -> list[Mijlpaal]:
    """What is openbaar of the planning, in order. One query, or none when it was asked since the planning changed."""
    return list(_milestones(versie.publicatie.inkoop_id, versie.stand))


@lru_cache(maxsize=128)
def _milestones(inkoop: int, stand: str) -> tuple[Mijlpaal, ...]:
    """`stand` knows the planning: it differs as soon as that does."""
    opened = Case(When(reactieronde__geopend_op__isnull=False, then=F("reactieronde__pk")))
    rows = Mijlpaal.objects.filter(inkoop=inkoop, openbaar=True).select_related("segment").annotate(ronde=opened)
    return tuple(sorted(rows.order_by("pk"), key=on_the_line))
