"""Setting the working data back to a snapshot: each app puts back its own part."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pghistory
from django.db import models, transaction

from accounts.models import User
from core.herstel import restore_delen
from percelen.herstel import restore_voorwaarden
from producten.models import Rubriek
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN
from segments.herstel import restore_inkoop
from segments.models import Deelnemer, Inkoop
from tarieven.herstel import restore_indexaties, restore_tarieven


@transaction.atomic
def restore(*, inkoop: Inkoop, snapshot: Snapshot, by: User, at: dt.datetime, reden: str) -> None:
    """Make the working data say what `snapshot` says. What is gone is archived or in the history; nothing is lost."""
    with pghistory.context(user=by.pk, reden=reden):
        restore_inkoop(inkoop, snapshot.inkoop)
        delen: dict[type[models.Model], dict[Any, Any]] = {
            Deelnemer: {row.verwijscode: row for row in Deelnemer.objects.filter(inkoop=inkoop)}
        }
        rubrieken: dict[str, Rubriek] = {}
        for soort in SOORTEN.values():
            known: dict[type[models.Model], dict[Any, Any]] = dict(delen)
            known |= {Rubriek: {row.sleutel: row for row in rubrieken.values() if row.soort == soort.naam}}
            rows = restore_delen(soort.rows(inkoop), snapshot.delen(soort.naam), {"inkoop": inkoop}, known)
            delen[soort.model] = {row.verwijscode: row for row in rows}
            rubrieken = delen.get(Rubriek, {})
        restore_voorwaarden(inkoop, snapshot.voorwaarden, delen)
        restore_tarieven(inkoop, snapshot.tarieven, delen)
        restore_indexaties(inkoop, snapshot.indexaties, by=by, at=at)
