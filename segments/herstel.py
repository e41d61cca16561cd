"""How an inkoop itself is put back into its working row."""

from __future__ import annotations

from core.herstel import put_back
from segments.inhoud import InkoopInhoud
from segments.models import Gemeente, Inkoop

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
        ("gemeente_id",),
        [{"gemeente_id": gemeenten[row.code].pk, "groep": row.groep} for row in inhoud.deelnemers],
        {"inkoop": inkoop},
        order=False,
    )
