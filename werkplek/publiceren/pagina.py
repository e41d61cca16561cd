"""What the publication screens share: finding a version, and the road it goes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Recht, User
from core import dutch
from publicaties.models import Publicatie, Status
from segments.bewerking import fingerprint_of_rows, fresh
from werkplek.toegang import load_inkoop

#: What is large and few screens need.
ZWAAR = ("inhoud", "teruggegeven_inhoud")


def load_publicatie(request: HttpRequest, slug: str, pk: int, recht: Recht = Recht.LEZEN) -> Publicatie:
    """The version of the address, when the user has `recht` in its regio; without its frozen data, which few screens need."""
    inkoop = load_inkoop(request, slug, recht)
    people = ("ingediend_door", "goedgekeurd_door", "gepubliceerd_door", "gepland_door", "ingetrokken_door")
    rows = Publicatie.objects.select_related("vorige", *people).defer(*ZWAAR, *(f"vorige__{veld}" for veld in ZWAAR))
    publicatie: Publicatie = get_object_or_404(rows, pk=pk, inkoop=inkoop)
    publicatie.inkoop = inkoop
    return publicatie


def picture(publicatie: Publicatie) -> str:
    """Fingerprint of a version as it stands now: its name and days, its status, the reasons, the remarks, what is asked."""
    wijzigingen = publicatie.wijzigingen.defer("inhoud").order_by("volgorde", "pk")
    more = (publicatie.opmerkingen, publicatie.afwegingen, publicatie.intrekverzoeken)
    # Of what it says its sha256 is enough; without the rest, it does not matter what of it a screen has loaded already.
    row = Publicatie.objects.defer(*ZWAAR).filter(pk=publicatie.pk).first() or fresh(publicatie)
    return fingerprint_of_rows(row, wijzigingen, *(rows.order_by("pk") for rows in more))


@dataclass(frozen=True)
class Versiestap:
    """A step on the road of a version, for the time line: `staat` is geweest, nu or straks."""

    naam: str
    staat: str
    door: User | None = None
    op: dt.datetime | None = None
    tekst: str = ""


#: What is still to come, from each status on: the first of it is waited for now.
_STRAKS: dict[str, list[str]] = {
    Status.CONCEPT: ["Concept: werken en indienen", "Beoordelen door een collega", "Publiceren"],
    Status.TERUGGEGEVEN: ["Aanpassen en opnieuw indienen", "Beoordelen door een collega", "Publiceren"],
    Status.TER_BEOORDELING: ["Beoordelen door een collega", "Publiceren"],
    Status.GOEDGEKEURD: ["Publiceren"],
}


def stappen(publicatie: Publicatie) -> list[Versiestap]:
    """The whole road so far, also what was returned and submitted again, and what is to come. One query."""
    happened = publicatie.gebeurtenissen.steps().select_related("door").order_by("op", "pk")
    found = [
        Versiestap(dutch.capital(row.get_soort_display()), "geweest", row.door, row.op, row.tekst) for row in happened
    ]
    now, *later = _STRAKS.get(publicatie.status, [""])
    return [*found, *([Versiestap(now, "nu")] if now else []), *(Versiestap(naam, "straks") for naam in later)]


def version_url(publicatie: Publicatie) -> str:
    return reverse("werkplek:publiceren:versie", args=[publicatie.inkoop.slug, publicatie.pk])
