"""Setting the working data back to a snapshot: each app puts back its own part."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.db import transaction

from accounts.models import User
from percelen.herstel import restore_percelen, restore_voorwaarden
from producten.herstel import restore_grondslagen, restore_leefgebieden, restore_producten, restore_rubrieken
from publicaties.snapshot import Snapshot
from segments.herstel import restore_begrippen, restore_hoofdstukken, restore_inkoop, restore_segmenten
from segments.models import Inkoop
from tarieven.herstel import restore_indexaties, restore_tarieven


@transaction.atomic
def restore(*, inkoop: Inkoop, snapshot: Snapshot, by: User, at: dt.datetime, reden: str) -> None:
    """Make the working data say what `snapshot` says. What is gone is archived or in the history; nothing is lost."""
    with pghistory.context(user=by.pk, reden=reden):
        restore_inkoop(inkoop, snapshot.inkoop)
        restore_hoofdstukken(inkoop, snapshot.hoofdstukken)
        restore_begrippen(inkoop, snapshot.begrippen)
        segmenten = restore_segmenten(inkoop, snapshot.segmenten)
        rubrieken = restore_rubrieken(inkoop, snapshot.rubrieken)
        grondslagen = restore_grondslagen(inkoop, snapshot.grondslagen)
        leefgebieden = restore_leefgebieden(inkoop, snapshot.leefgebieden)
        producten = restore_producten(
            inkoop,
            snapshot.producten,
            rubrieken=rubrieken,
            grondslagen=grondslagen,
            leefgebieden=leefgebieden,
            segmenten=segmenten,
        )
        percelen = restore_percelen(
            inkoop, snapshot.percelen, rubrieken=rubrieken, segmenten=segmenten, producten=producten
        )
        restore_voorwaarden(
            inkoop, snapshot.voorwaarden, producten=producten, grondslagen=grondslagen, percelen=percelen
        )
        restore_tarieven(inkoop, snapshot.tarieven, producten=producten, grondslagen=grondslagen, percelen=percelen)
        restore_indexaties(inkoop, snapshot.indexaties, by=by, at=at)
