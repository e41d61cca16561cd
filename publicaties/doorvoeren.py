"""Bringing a version that is out and still to come up to date with what came out after it: the same correction, once more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from publicaties import actions, versies
from publicaties.fouten import WrongStatus
from publicaties.herstel import restore
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot, read
from publicaties.wijzigingen import WijzigingInhoud, catch_up, compare
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
            found = catch_up(read(newer.vorige.inhoud or {}), read(newer.inhoud), found)
    return found


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
