"""Putting an approved version out, now or at a planned moment, and withdrawing one that is out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Recht
from publicaties import actions
from publicaties.fouten import IncompleteInput, PublicatieFout, WrongDate
from publicaties.models import Publicatie, Status
from werkplek.publiceren.forms import IntrekForm, PlanForm
from werkplek.publiceren.pagina import load_publicatie, screen, show, to_version
from werkplek.toegang import user_of

page = require_http_methods(["GET", "HEAD", "POST"])


@screen
@page
def uitbrengen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.PUBLICEREN)
    if request.method == "POST":
        match request.POST.get("wat"):
            case "plannen":
                return _plan(request, publicatie)
            case "niet_plannen":
                return _unplan(request, publicatie)
            case _:
                return _publish(request, publicatie)
    if publicatie.status != Status.GOEDGEKEURD:
        return to_version(publicatie)
    return _show(request, publicatie, PlanForm(initial={"dag": publicatie.ingangsdatum}))


def _show(request: HttpRequest, publicatie: Publicatie, form: PlanForm, *, status: int = 200) -> HttpResponse:
    return show(
        request,
        "uitbrengen",
        publicatie.inkoop,
        "uitbrengen",
        publicatie=publicatie,
        form=form,
        status=status,
        vandaag=timezone.localdate(),
    )


def _publish(request: HttpRequest, publicatie: Publicatie) -> HttpResponse:
    user = user_of(request)
    again = publicatie.status == Status.GEPUBLICEERD and publicatie.gepubliceerd_door_id == user.pk
    try:
        if not again:
            actions.publish(publicatie=publicatie, by=user, at=timezone.now())
    except PublicatieFout as fout:
        messages.error(request, fout.boodschap)
    else:
        messages.success(request, f"Gepubliceerd als versie {publicatie.volgnummer}. Iedereen kan haar nu lezen.")
    return to_version(publicatie)


def _plan(request: HttpRequest, publicatie: Publicatie) -> HttpResponse:
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _show(request, publicatie, form, status=422)
    try:
        actions.plan(publicatie=publicatie, gepland_op=form.moment, by=user_of(request), at=timezone.now())
    except WrongDate as fout:
        form.add_error("dag", fout.boodschap)
        return _show(request, publicatie, form, status=422)
    except PublicatieFout as fout:
        messages.error(request, fout.boodschap)
    else:
        messages.success(request, "De publicatie is gepland. Tot dat moment kunt u de planning nog weghalen.")
    return to_version(publicatie)


def _unplan(request: HttpRequest, publicatie: Publicatie) -> HttpResponse:
    try:
        actions.plan(publicatie=publicatie, gepland_op=None, by=user_of(request), at=timezone.now())
    except PublicatieFout as fout:
        messages.error(request, fout.boodschap)
    else:
        messages.success(request, "De planning is weggehaald.")
    return to_version(publicatie)


@screen
@page
def intrekken(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.PUBLICEREN)
    form = IntrekForm(request.POST or None)
    status = 200
    if request.method == "POST":
        user = user_of(request)
        if publicatie.status == Status.INGETROKKEN and publicatie.ingetrokken_door_id == user.pk:
            return to_version(publicatie)  # sent twice
        status = 422
        if form.is_valid():
            try:
                actions.withdraw(publicatie=publicatie, reden=form.cleaned_data["reden"], by=user, at=timezone.now())
            except IncompleteInput as fout:
                form.add_error("reden", fout.boodschap)
            except PublicatieFout as fout:
                messages.error(request, fout.boodschap)
                return to_version(publicatie)
            else:
                messages.success(
                    request, f"Versie {publicatie.volgnummer} is ingetrokken. Haar vaste adres blijft bestaan."
                )
                return to_version(publicatie)
    elif publicatie.status != Status.GEPUBLICEERD:
        return to_version(publicatie)
    return show(request, "intrekken", publicatie.inkoop, "intrekken", publicatie=publicatie, form=form, status=status)
