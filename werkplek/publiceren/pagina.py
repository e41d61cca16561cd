"""What the publication screens share: finding a version, and the road it goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Recht, User
from publicaties.models import BEWERKBAAR, Publicatie, Status
from segments.bewerking import fingerprint_of_rows, fresh
from werkplek.toegang import load_inkoop


def load_publicatie(request: HttpRequest, slug: str, pk: int, recht: Recht = Recht.LEZEN) -> Publicatie:
    """The version of the address, when the user has `recht` in its regio; without its frozen data, which few screens need."""
    inkoop = load_inkoop(request, slug, recht)
    rows = Publicatie.objects.defer("inhoud").select_related(
        "vorige", "ingediend_door", "goedgekeurd_door", "gepubliceerd_door", "gepland_door", "ingetrokken_door"
    )
    publicatie: Publicatie = get_object_or_404(rows.defer("inhoud", "vorige__inhoud"), pk=pk, inkoop=inkoop)
    publicatie.inkoop = inkoop
    return publicatie


def picture(publicatie: Publicatie) -> str:
    """Fingerprint of a version as it stands now: its name and days, its status, the reasons and the remarks."""
    wijzigingen = publicatie.wijzigingen.defer("inhoud").order_by("volgorde", "pk")
    return fingerprint_of_rows(fresh(publicatie), wijzigingen, publicatie.opmerkingen.order_by("pk"))


@dataclass(frozen=True)
class Stap:
    """A step on the road of a version, for the time line: `staat` is geweest, nu or straks."""

    naam: str
    staat: str
    door: User | None = None
    op: dt.datetime | None = None


def stappen(publicatie: Publicatie) -> list[Stap]:
    """The road so far and what is to come."""
    status = publicatie.status
    submitted = status not in BEWERKBAAR
    found = [
        Stap(
            "Teruggegeven: aanpassen" if status == Status.TERUGGEGEVEN else "Concept", "geweest" if submitted else "nu"
        ),
        Stap("Ingediend", "geweest", publicatie.ingediend_door, publicatie.ingediend_op)
        if submitted
        else Stap("Indienen", "straks"),
        Stap("Goedgekeurd", "geweest", publicatie.goedgekeurd_door, publicatie.goedgekeurd_op)
        if publicatie.goedgekeurd_op
        else Stap("Beoordelen door een collega", "nu" if status == Status.TER_BEOORDELING else "straks"),
    ]
    if publicatie.gepubliceerd_op:
        found.append(Stap("Gepubliceerd", "geweest", publicatie.gepubliceerd_door, publicatie.gepubliceerd_op))
    elif publicatie.gepland_op:
        found.append(Stap("Gepland", "nu", publicatie.gepland_door, publicatie.gepland_op))
    else:
        found.append(Stap("Publiceren", "nu" if status == Status.GOEDGEKEURD else "straks"))
    if publicatie.ingetrokken_op:
        found.append(Stap("Ingetrokken", "geweest", publicatie.ingetrokken_door, publicatie.ingetrokken_op))
    return found


def version_url(publicatie: Publicatie) -> str:
    return reverse("werkplek:publiceren:versie", args=[publicatie.inkoop.slug, publicatie.pk])
