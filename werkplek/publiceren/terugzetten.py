"""Setting the working data to what an earlier version says, or a later one should say, after seeing what that changes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht
from publicaties.doorvoeren import caught_up, lacks, prepare_correction
from publicaties.herstel import restore
from publicaties.models import Publicatie
from publicaties.snapshot import read, take
from publicaties.wijzigingen import compare
from segments.bewerking import lock
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.pagina import done, page, show
from werkplek.publiceren.forms import TerugzetForm
from werkplek.publiceren.pagina import version_url
from werkplek.toegang import load_inkoop, user_of


@page
def terugzetten(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.BEWERKEN)
    publicatie: Publicatie = get_object_or_404(Publicatie.objects.known(), inkoop=inkoop, volgnummer=nummer)
    then = read(publicatie.inhoud or {})
    if request.method == "POST":
        lock(inkoop)  # before looking: what is compared is what is set back
    now = take(inkoop)
    wijzigingen = compare(now, then)
    form = TerugzetForm(posted(request), nu=lambda: now.sha256, vast=[inkoop])
    overzicht = reverse("werkplek:publiceren:overzicht", args=[slug])
    if form.is_bound and not wijzigingen:  # sent twice, or a colleague did the same
        messages.info(request, f"De werkgegevens zijn al gelijk aan versie {nummer}.")
        return redirect(overzicht)
    if form.is_valid():
        with attempt(form):
            reden = f"Teruggezet naar versie {nummer}: {form.cleaned_data['reden']}"
            restore(inkoop=inkoop, snapshot=then, by=user_of(request), at=timezone.now(), reden=reden)
            told = f"De werkgegevens zijn teruggezet naar versie {nummer}. De geschiedenis bewaart wat er stond."
            return done(request, overzicht, told)
    return show(
        request,
        "publiceren/terugzetten",
        inkoop,
        hier="publicatie",
        form=form,
        versie=publicatie,
        wijzigingen=wijzigingen,
    )


@page
def doorvoeren(request: HttpRequest, slug: str, nummer: int) -> HttpResponse:
    """Prepare the correction of a version that is out and comes into force later, with what came out after it."""
    inkoop = load_inkoop(request, slug, Recht.INDIENEN)
    versie: Publicatie = get_object_or_404(Publicatie.objects.known(), inkoop=inkoop, volgnummer=nummer)
    versie.inkoop = inkoop
    if request.method == "POST":
        lock(inkoop)
    mist, now = lacks(versie), take(inkoop)
    form = WerkplekForm(posted(request), nu=lambda: f"{now.sha256} {versie.status}", vast=[inkoop])
    if form.is_valid():
        with attempt(form):
            publicatie = prepare_correction(versie=versie, by=user_of(request), at=timezone.now())
            told = "De werkgegevens zijn klaargezet. Schrijf de redenen en dien in."
            return done(request, version_url(publicatie), told)
    return show(
        request,
        "publiceren/doorvoeren",
        inkoop,
        hier="publicatie",
        form=form,
        versie=versie,
        mist=mist,
        open=Publicatie.objects.open().filter(inkoop=inkoop).defer("inhoud").first(),
        werk=compare(now, caught_up(versie)),
    )
