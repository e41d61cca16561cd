"""The files of a version, made one by one before it comes out, by as many workers as are free.

Each file is a row that is locked while its PDF is made: a worker that dies lets go of the row, and another makes it. What
was made stays made. Publishing then takes over what is there and makes the rest; so a row that is missing or was made of
something else costs time, and nothing more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count, QuerySet

from publicaties import document
from publicaties.models import BestandSoort, Drukproef, Publicatie, Status
from publicaties.snapshot import Snapshot
from taken.models import Taak


@transaction.atomic
def lay_out(publicatie: Publicatie, snapshot: Snapshot, taak: Taak) -> None:
    """A row for every file; what was made for another number or moment goes. `publicatie` has its number (`give_number`)."""
    sleutel = _sleutel(publicatie, snapshot)
    publicatie.drukproeven.exclude(sleutel=sleutel).delete()
    Drukproef.objects.bulk_create(
        (
            Drukproef(publicatie=publicatie, volgorde=volgorde, soort=soort, code=code, sleutel=sleutel)
            for volgorde, (soort, code, _, _) in enumerate(document.render_bestanden(publicatie, snapshot))
        ),
        ignore_conflicts=True,
    )
    _count(publicatie, taak)


def make(publicatie: Publicatie, snapshot: Snapshot, taak: Taak, *, to_the_end: bool) -> None:
    """Make what nobody else is making; `to_the_end`: until all is made, by whomever. Ends when the version is returned."""
    rows = publicatie.drukproeven.filter(sleutel=_sleutel(publicatie, snapshot), publicatie__status=Status.GOEDGEKEURD)
    makers = {(soort, code): maker for soort, code, _, maker in document.render_bestanden(publicatie, snapshot)}
    while True:
        with transaction.atomic():
            row = _take(rows.filter(inhoud=None), wait=to_the_end)
            if row is None:
                return
            row.inhoud = makers[BestandSoort(row.soort), row.code]()
            row.save(update_fields=["inhoud"])
            _count(publicatie, taak)


def files_of(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[tuple[BestandSoort, str, str, bytes]]:
    """Every file of the version: soort, code, file name, bytes. Made before, or now."""
    rows = publicatie.drukproeven.filter(sleutel=_sleutel(publicatie, snapshot)).exclude(inhoud=None)
    made = {(row.soort, row.code): bytes(row.inhoud) for row in rows if row.inhoud is not None}
    for soort, code, naam, maker in document.render_bestanden(publicatie, snapshot):
        yield soort, code, naam, made.get((soort, code)) or maker()


def _sleutel(publicatie: Publicatie, snapshot: Snapshot) -> str:
    """Of all that the files are made from: the version itself, its number and moment, the look of the regio."""
    return hashlib.sha256(repr(document.Versiegegevens.of(publicatie, snapshot)).encode()).hexdigest()


def _take(rows: QuerySet[Drukproef], *, wait: bool) -> Drukproef | None:
    rows = rows.order_by("volgorde", "pk")
    row = rows.select_for_update(skip_locked=True, of=("self",)).first()
    # Waiting for what another makes: when it is made it is no longer among these rows, when that worker died it is ours.
    return rows.select_for_update(of=("self",)).first() if row is None and wait else row


def _count(publicatie: Publicatie, taak: Taak) -> None:
    # One at a time, so that each counts what the one before it made.
    Taak.objects.select_for_update().get(pk=taak.pk)
    counts = publicatie.drukproeven.aggregate(gedaan=Count("inhoud"), totaal=Count("pk"))
    Taak.objects.filter(pk=taak.pk).update(**counts)
