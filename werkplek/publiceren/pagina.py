"""What the publication screens share: finding a version, what a person may do with it, and taking a step on its road."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers

from accounts.models import Recht, User
from publicaties.models import BEWERKBAAR, INGEDIEND, Publicatie, Status
from publicaties.snapshot import OnbekendSchema
from segments.models import Inkoop
from werkplek.inhoud.pagina import View, staff
from werkplek.toegang import load_inkoop, user_of


def screen(view: View) -> View:
    """For staff; a version that this portal cannot read is told of in the overview, never shown wrongly."""

    @staff
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, slug, *args, **kwargs)
        except OnbekendSchema as fout:
            messages.error(request, str(fout))
            return redirect("werkplek:publiceren:overzicht", slug)

    return wrapped


def load_publicatie(request: HttpRequest, slug: str, pk: int, recht: Recht = Recht.LEZEN) -> Publicatie:
    """The version of the address, when the user has `recht` in its regio; without its frozen data, which few screens need."""
    inkoop = load_inkoop(request, slug, recht)
    rows = Publicatie.objects.defer("inhoud").select_related(
        "vorige", "ingediend_door", "goedgekeurd_door", "gepubliceerd_door", "gepland_door", "ingetrokken_door"
    )
    publicatie: Publicatie = get_object_or_404(rows.defer("inhoud", "vorige__inhoud"), pk=pk, inkoop=inkoop)
    publicatie.inkoop = inkoop
    return publicatie


@dataclass(frozen=True)
class Mag:
    """What this person may do with this version now. The actions refuse the rest as well."""

    bewerken: bool = False
    indienen: bool = False
    beoordelen: bool = False
    teruggeven: bool = False
    uitbrengen: bool = False
    intrekken: bool = False
    eigen_werk: bool = False  # would be the beoordelaar, but submitted it

    @classmethod
    def of(cls, user: User, publicatie: Publicatie) -> Mag:
        def may(recht: Recht, statuses: Collection[str]) -> bool:
            return publicatie.status in statuses and user.may(recht, publicatie.inkoop.regio_id)

        own = publicatie.ingediend_door_id == user.pk
        return cls(
            bewerken=may(Recht.INDIENEN, BEWERKBAAR),
            indienen=may(Recht.INDIENEN, BEWERKBAAR),
            beoordelen=may(Recht.BEOORDELEN, [Status.TER_BEOORDELING]) and not own,
            teruggeven=may(Recht.BEOORDELEN, INGEDIEND),
            uitbrengen=may(Recht.PUBLICEREN, [Status.GOEDGEKEURD]),
            intrekken=may(Recht.PUBLICEREN, [Status.GEPUBLICEERD]),
            eigen_werk=may(Recht.BEOORDELEN, [Status.TER_BEOORDELING]) and own,
        )


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


def show(
    request: HttpRequest,
    template: str,
    inkoop: Inkoop,
    hier: str,
    *,
    publicatie: Publicatie | None = None,
    partial: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the publication screens, or only its `partial` when htmx asks."""
    name = f"werkplek/publiceren/{template}.html"
    response = render(
        request,
        f"{name}#{partial}" if partial and request.htmx else name,  # type: ignore[attr-defined]
        {
            "inkoop": inkoop,
            "hier": hier,
            "publicatie": publicatie,
            "mag": Mag.of(user_of(request), publicatie) if publicatie else Mag(),
            **context,
        },
        status=status,
    )
    if partial:
        patch_vary_headers(response, ["HX-Request"])
    # Working data and unpublished versions: for this person only, and never from a cache.
    response["Cache-Control"] = "private, no-store"
    return response


def to_version(publicatie: Publicatie) -> HttpResponse:
    return redirect("werkplek:publiceren:versie", publicatie.inkoop.slug, publicatie.pk)
