"""Withdrawing a version that is out: one person asks, another decides; or one alone, when it cannot wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.models import Recht
from publicaties import intrekken as withdrawing
from publicaties.models import Gebeurtenis, Intrekverzoek, Publicatie, Status
from segments.models import Inkoop
from werkplek.formulier import attempt, posted
from werkplek.pagina import button, done, page, show
from werkplek.publiceren.forms import BesluitForm, IntrekForm
from werkplek.publiceren.pagina import load_publicatie, picture, version_url
from werkplek.toegang import user_of


@page
def intrekken(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.PUBLICEREN)
    user, to, now = user_of(request), version_url(publicatie), timezone.now()
    wat = request.POST.get("wat", "")
    if publicatie.status != Status.GEPUBLICEERD and (
        request.method != "POST" or publicatie.ingetrokken_door_id == user.pk
    ):
        return redirect(to)  # done, or sent twice
    carried: dict[str, Any] = {"nu": lambda: picture(publicatie), "vast": [publicatie.inkoop, publicatie]}
    besluiten = wat in {"intrekken", "niet"}
    verzoek = _open_request(publicatie)
    form = IntrekForm(None if besluiten else posted(request), wat=wat, gevraagd=verzoek is not None, **carried)
    eigen = verzoek is not None and verzoek.gevraagd_door_id == user.pk
    besluit = BesluitForm(posted(request) if besluiten else None, wat=wat, eigen=eigen, **carried)
    if form.is_valid():
        with attempt(form):
            reden, spoed = form.cleaned_data["reden"], form.cleaned_data["spoed"]
            if wat == "spoed":
                withdrawing.withdraw_at_once(publicatie=publicatie, reden=reden, spoed=spoed, by=user, at=now)
                return done(request, to, f"{_told(publicatie)} Al uw collega’s krijgen dat te lezen.")
            withdrawing.ask_to_withdraw(publicatie=publicatie, reden=reden, by=user, at=now)
            return done(request, to, "Uw verzoek staat klaar voor een collega. Tot die besluit, verandert er niets.")
    elif besluit.is_valid():
        with attempt(besluit):
            if wat == "intrekken":
                withdrawing.withdraw(publicatie=publicatie, by=user, at=now)
                return done(request, to, _told(publicatie))
            why = besluit.cleaned_data["toelichting"]
            withdrawing.keep_in_force(publicatie=publicatie, toelichting=why, by=user, at=now)
            return done(request, to, "De versie blijft gelden. Het verzoek is afgehandeld.")
    publicatie = load_publicatie(request, slug, pk, Recht.PUBLICEREN)
    return show(
        request,
        "publiceren/intrekken",
        publicatie,
        hier="intrekken",
        form=besluit if besluit.is_bound else form,
        vraag=form,
        besluit=besluit,
        verzoek=_open_request(publicatie),
    )


def _open_request(publicatie: Publicatie) -> Intrekverzoek | None:
    return publicatie.intrekverzoeken.filter(besluit="").select_related("gevraagd_door").first()


def _told(publicatie: Publicatie) -> str:
    return f"Versie {publicatie.volgnummer} is ingetrokken. Haar vaste adres blijft bestaan."


@button
def gezien(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague has read what happened: it need not be told again."""
    user = user_of(request)
    row = get_object_or_404(Gebeurtenis.objects.filter(inkoop__in=Inkoop.objects.for_user(user)), pk=pk)
    row.gezien_door.add(user)
    return redirect("werkplek:dashboard")
