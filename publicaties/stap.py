"""What every step on the road of a version begins and ends with: hold it, see whether the step may be taken, and go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone

from accounts.models import Recht, User
from core import dutch
from core.fouten import BewerkFout, NotAllowed
from publicaties.fouten import WrongStatus
from publicaties.models import Publicatie, Status
from segments.models import Inkoop


def lock_inkoop(pk: int) -> None:
    # "No key": nobody who adds a row that points at the inkoop has to wait for PDFs.
    Inkoop.objects.select_for_update(no_key=True).get(pk=pk)


def lock(
    publicatie: Publicatie,
    by: User | None,
    recht: Recht,
    statuses: Collection[Status],
    step: str,
    *,
    refused: type[BewerkFout] = NotAllowed,
) -> None:
    """Read the version again and hold it; check the right (by None: it was checked before) and where it is on its road."""
    try:
        publicatie.refresh_from_db(from_queryset=Publicatie.objects.select_for_update())
    except Publicatie.DoesNotExist as fout:
        raise WrongStatus(f"{step} kan niet: deze versie bestaat niet meer. Ga terug naar het overzicht.") from fout
    if by is not None:
        check_right(by, recht, publicatie.inkoop.regio_id, refused=refused)
    if publicatie.status not in statuses:
        raise WrongStatus(f"{step} kan niet: {_where(publicatie)} Ververs de pagina om te zien hoe het ervoor staat.")


def _where(publicatie: Publicatie) -> str:
    steps: dict[str, tuple[dt.datetime | None, User | None]] = {
        Status.TER_BEOORDELING: (publicatie.ingediend_op, publicatie.ingediend_door),
        Status.GOEDGEKEURD: (publicatie.goedgekeurd_op, publicatie.goedgekeurd_door),
        Status.GEPUBLICEERD: (publicatie.gepubliceerd_op, publicatie.gepubliceerd_door),
        Status.INGETROKKEN: (publicatie.ingetrokken_op, publicatie.ingetrokken_door),
    }
    at, who = steps.get(publicatie.status, (None, None))
    by = f", door {who} op {moment(at)}" if at and who else ""
    return (
        f"deze versie is al {publicatie.get_status_display()}{by}."
        if by
        else f"deze versie is {publicatie.get_status_display()}."
    )


def go(publicatie: Publicatie, status: Status) -> None:
    publicatie.status = status
    publicatie.save()


def check_right(by: User, recht: Recht, regio_id: int, *, refused: type[BewerkFout] = NotAllowed) -> None:
    if not by.may(recht, regio_id):
        raise refused(f"U mag dit niet in deze regio ({recht.name.lower()}). Vraag de beheerder om dit recht.")


def moment(value: dt.datetime) -> str:
    local = timezone.localtime(value)
    return f"{dutch.day(local.date())} om {local:%H.%M} uur"
