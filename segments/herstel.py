"""How the parts of a snapshot that `segments` describes are put back into working rows."""

from __future__ import annotations

from core.herstel import put_back
from segments.inhoud import BegripInhoud, HoofdstukInhoud, InkoopInhoud, SegmentInhoud
from segments.models import Begrip, Gemeente, Inkoop, Segment

# Who the inkoop belongs to and where it lives does not come back with an older text.
_FIXED = {"slug", "regio", "deelnemers"}


def restore_inkoop(inkoop: Inkoop, inhoud: InkoopInhoud) -> None:
    values = {name: getattr(inhoud, name) for name in InkoopInhoud.model_fields if name not in _FIXED}
    changed = [name for name, value in values.items() if getattr(inkoop, name) != value]
    for name in changed:
        setattr(inkoop, name, values[name])
    if changed:
        inkoop.save(update_fields=changed)
    gemeenten = {
        gemeente.code: gemeente
        for gemeente in Gemeente.objects.filter(code__in=[row.code for row in inhoud.deelnemers])
    }
    put_back(
        inkoop.deelnemers.all(),
        "gemeente_id",
        {gemeenten[row.code].pk: {"groep": row.groep} for row in inhoud.deelnemers},
        {"inkoop": inkoop},
        order=False,
    )


def restore_hoofdstukken(inkoop: Inkoop, inhoud: list[HoofdstukInhoud]) -> None:
    put_back(
        inkoop.hoofdstukken.all(),
        "sleutel",
        {row.sleutel: row.model_dump(exclude={"sleutel"}) for row in inhoud},
        {"inkoop": inkoop},
    )


def restore_segmenten(inkoop: Inkoop, inhoud: list[SegmentInhoud]) -> dict[str, Segment]:
    return put_back(
        inkoop.segmenten.all(),
        "code",
        {row.code: row.model_dump(exclude={"code"}) for row in inhoud},
        {"inkoop": inkoop},
    )


def restore_begrippen(inkoop: Inkoop, inhoud: list[BegripInhoud]) -> dict[str, Begrip]:
    wanted = {row.term: row.model_dump(exclude={"term"}) for row in inhoud}
    return put_back(inkoop.begrippen.all(), "term", wanted, {"inkoop": inkoop}, order=False)
