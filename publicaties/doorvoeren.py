"""Bringing a version that is out and still to come up to date with what came out after it: the same correction, once more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from core.herstel import without_unknown
from core.inhoud import Inhoud, velden
from producten.models import Rubriek
from publicaties import actions, versies
from publicaties.fouten import WrongStatus
from publicaties.herstel import restore
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot, read
from publicaties.soorten import PER_LIJST
from publicaties.wijzigingen import WijzigingInhoud, catch_up, compare
from publicaties.wijzigingen.verwijzingen import LIJSTEN
from segments.models import Inkoop


def to_come(inkoop: Inkoop, day: dt.date) -> list[Publicatie]:
    """The versions that are out and come into force after `day`, without their data."""
    return versies.upcoming(_published(inkoop), day)


def caught_up(versie: Publicatie) -> Snapshot:
    """What `versie` would say with the changes of each version that came out after it and counts before it."""
    found = read(versie.inhoud or {})
    for newer in _published(versie.inkoop):
        comes_first = newer.ingangsdatum < versie.ingangsdatum and not newer.is_consultatie
        if comes_first and (newer.volgnummer or 0) > (versie.volgnummer or 0) and newer.vorige and newer.inhoud:
            found = closed(catch_up(read(newer.vorige.inhoud or {}), read(newer.inhoud), found))
    return found


def closed(snapshot: Snapshot) -> Snapshot:
    """Without what points at a part that is not there: one version took it away, another began to use it."""
    parts: dict[type[models.Model], dict[Any, Any]] = {
        soort.model: {deel.verwijscode: deel for deel in getattr(snapshot, naam)} for naam, soort in PER_LIJST.items()
    }
    lists: dict[str, list[Inhoud]] = {}
    for naam, (model, _) in LIJSTEN.items():
        rubrieken = snapshot.rubrieken_of(PER_LIJST[naam].naam) if naam in PER_LIJST else []
        known = parts | {Rubriek: {rubriek.sleutel: rubriek for rubriek in rubrieken}}
        rows = [(row, without_unknown(row, model, known)[0]) for row in getattr(snapshot, naam)]
        # A tarief or a condition is nothing without the product that it is of.
        lists[naam] = [new for old, new in rows if naam in PER_LIJST or not _lost(old, new)]
    return snapshot.model_copy(update=lists)


def _lost(old: Inhoud, new: Inhoud) -> bool:
    return any(getattr(old, veld.naam) is not None and getattr(new, veld.naam) is None for veld in velden(type(old)))


def lacks(versie: Publicatie) -> list[WijzigingInhoud]:
    """The changes that would bring `versie` up to date; none: it is."""
    return compare(read(versie.inhoud or {}), caught_up(versie))


@transaction.atomic
def prepare_correction(*, versie: Publicatie, by: User, at: dt.datetime) -> Publicatie:
    """Make the working data say what `versie` should say, and begin the version that takes its place on the same day."""
    if versie not in to_come(versie.inkoop, timezone.localdate(at)):
        raise WrongStatus(
            f"Versie {versie.volgnummer} komt niet meer: zij geldt al, of een andere versie vervangt haar."
        )
    publicatie = actions.start_concept(
        inkoop=versie.inkoop,
        versienaam=f"Verbetering van versie {versie.volgnummer}",
        ingangsdatum=versie.ingangsdatum,
        by=by,
        at=at,
    )
    reden = f"Versie {versie.volgnummer}, bijgewerkt met wat na haar is gepubliceerd"
    restore(inkoop=versie.inkoop, snapshot=caught_up(versie), by=by, at=at, reden=reden)
    return publicatie


def _published(inkoop: Inkoop) -> list[Publicatie]:
    rows = Publicatie.objects.published().filter(inkoop=inkoop).select_related("vorige", "inkoop")
    return list(rows.defer("inhoud", "vorige__inhoud").order_by("volgnummer"))
