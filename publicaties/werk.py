"""Publishing in the background: the files first, then the version in one short transaction."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django_tasks import task

from publicaties import actions
from publicaties.fouten import CannotPublish, WrongStatus
from publicaties.models import Publicatie, Status
from publicaties.snapshot import Snapshot
from taken.models import Taak
from taken.werk import werk

#: How many more workers may make files of one version; with fewer at hand it takes longer, nothing else.
HELPERS = 3


@werk
def publiceren(taak: Taak, *, publicatie: int) -> None:
    versie = _load(publicatie)
    try:
        if _is_out(versie, taak):
            return  # a worker died after it had published
        if versie.status == Status.GOEDGEKEURD:
            _make_files(versie, taak)
        actions.publish_asked(publicatie=_load(publicatie), by=taak.gevraagd_door, at=_moment(taak))
    except Exception as fout:
        if isinstance(fout, WrongStatus) and _is_out(_load(publicatie), taak):
            return  # taken for dead by another worker, which was faster
        versie.drukproeven.all().delete()
        raise


def _make_files(versie: Publicatie, taak: Taak) -> None:
    # The PDF machinery takes a second to load, and asking does not need it.
    from core.pdf import PdfNietToegankelijk
    from publicaties import drukproeven

    snapshot = _prepare(versie, taak)
    drukproeven.lay_out(versie, snapshot, taak)
    for _ in range(HELPERS):
        meehelpen.enqueue(publicatie=versie.pk, taak=str(taak.pk))
    try:
        drukproeven.make(versie, snapshot, taak, to_the_end=True)
    except PdfNietToegankelijk as fout:
        raise CannotPublish(f"Een PDF kon niet worden gemaakt. {fout}") from fout


@task
def meehelpen(publicatie: int, taak: str) -> None:
    """Make files of a version that another worker publishes; nothing left to make: nothing done."""
    from publicaties import drukproeven

    versie = _load(publicatie)
    if versie.drukproeven.exists():
        asked = Taak.objects.get(pk=UUID(taak))
        drukproeven.make(versie, _prepare(versie, asked), asked, to_the_end=False)


def _load(pk: int) -> Publicatie:
    try:
        return Publicatie.objects.select_related("inkoop__regio", "vorige").get(pk=pk)
    except Publicatie.DoesNotExist as fout:
        raise CannotPublish("Deze versie bestaat niet meer.") from fout


def _prepare(versie: Publicatie, taak: Taak) -> Snapshot:
    """As it will come out."""
    snapshot = actions.verified_snapshot(versie)
    actions.give_number(versie, _moment(taak))
    return snapshot


def _moment(taak: Taak) -> dt.datetime:
    """The version comes out as of the moment that the work began; it stands in the files, so it stays when the work is taken over."""
    assert taak.begonnen_op is not None  # noqa: S101 -- set by @werk
    return taak.begonnen_op


def _is_out(versie: Publicatie, taak: Taak) -> bool:
    return versie.status == Status.GEPUBLICEERD and versie.gepubliceerd_op == taak.begonnen_op
