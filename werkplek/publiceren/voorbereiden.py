"""Preparing a version: what it is called, its problems, its changes with reasons, and handing it in."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Recht
from publicaties import actions
from publicaties.fouten import CannotSubmit, PublicatieFout, WrongDate
from publicaties.models import BEWERKBAAR, OPEN, Publicatie, Status
from werkplek.publiceren.forms import MAX_REDEN, GegevensForm
from werkplek.publiceren.pagina import load_publicatie, screen, show, to_version
from werkplek.publiceren.stand import Regel, Stand, at_places
from werkplek.toegang import load_inkoop, user_of

page = require_http_methods(["GET", "HEAD", "POST"])


@screen
@page
def start(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.INDIENEN)
    form = GegevensForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                publicatie = actions.start_concept(
                    inkoop=inkoop, **form.cleaned_data, by=user_of(request), at=timezone.now()
                )
            except PublicatieFout as fout:
                status = _refused(form, fout)
            else:
                messages.success(request, f"De versie ‘{publicatie.versienaam}’ is begonnen.")
                return to_version(publicatie)
    return show(request, "gegevens", inkoop, "start", form=form, status=status)


@screen
@page
def gegevens(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    form = GegevensForm(request.POST or None, initial=GegevensForm.initial_of(publicatie))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.change_concept(
                    publicatie=publicatie, **form.cleaned_data, by=user_of(request), at=timezone.now()
                )
            except PublicatieFout as fout:
                status = _refused(form, fout)
            else:
                messages.success(request, "De gegevens van de versie zijn opgeslagen.")
                return to_version(publicatie)
    elif publicatie.status not in BEWERKBAAR:
        return to_version(publicatie)
    return show(request, "gegevens", publicatie.inkoop, "gegevens", publicatie=publicatie, form=form, status=status)


def _refused(form: GegevensForm, fout: PublicatieFout) -> int:
    """Put the message where it belongs; 409 when somebody else was first."""
    form.add_error("ingangsdatum" if isinstance(fout, WrongDate) else None, fout.boodschap)
    return 422 if isinstance(fout, WrongDate) else 409


@screen
@page
def weggooien(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    if request.method != "POST":
        if publicatie.status not in BEWERKBAAR:
            return to_version(publicatie)
        return show(request, "weggooien", publicatie.inkoop, "weggooien", publicatie=publicatie)
    try:
        actions.discard_concept(publicatie=publicatie, by=user_of(request))
    except PublicatieFout as fout:
        messages.error(request, fout.boodschap)
        return to_version(publicatie)
    messages.success(
        request, f"Het concept ‘{publicatie.versienaam}’ is weggegooid. De werkgegevens zijn niet veranderd."
    )
    return redirect("werkplek:publiceren:overzicht", slug)


@screen
@require_safe
def problemen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk)
    if publicatie.status not in OPEN:
        return to_version(publicatie)
    blockers, warnings = Stand.of(publicatie).split_problemen()
    return show(
        request,
        "problemen",
        publicatie.inkoop,
        "problemen",
        publicatie=publicatie,
        blokkades=blockers,
        waarschuwingen=warnings,
        bewerkbaar=publicatie.status in BEWERKBAAR,
    )


@screen
@page
def wijzigingen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The change table; while the version is being prepared with a reason and a place for each change."""
    if request.method == "POST":
        return _explain(request, load_publicatie(request, slug, pk, Recht.INDIENEN))
    publicatie = load_publicatie(request, slug, pk)
    stand = Stand.of(publicatie)
    return _show_changes(request, stand, stand.regels())


def _show_changes(
    request: HttpRequest, stand: Stand, regels: list[Regel], status: int = 200, melding: str = ""
) -> HttpResponse:
    at_places(regels, stand.opmerkingen(opgelost=False))
    response = show(
        request,
        "wijzigingen",
        stand.publicatie.inkoop,
        "wijzigingen",
        publicatie=stand.publicatie,
        partial="wijzigingen",
        status=status,
        regels=regels,
        vorige=stand.vorige,
        fouten=[(f"reden-{regel.sleutel}", regel.fout) for regel in regels if regel.fout],
        zonder_reden=sum(not regel.reden for regel in regels),
        max_reden=MAX_REDEN,
        melding=melding,
    )
    return response


def _explain(request: HttpRequest, publicatie: Publicatie) -> HttpResponse:
    """Save the reasons and the order. Nothing is written over what a colleague saved meanwhile."""
    stand = Stand.of(publicatie)
    if publicatie.status not in BEWERKBAAR:
        messages.error(request, "Niet opgeslagen: deze versie is intussen ingediend. De redenen staan nu vast.")
        return to_version(publicatie)
    regels = stand.regels()
    redenen: dict[str, str] = {}
    for regel in regels:
        if f"reden-{regel.sleutel}" not in request.POST:
            continue
        typed = request.POST[f"reden-{regel.sleutel}"].strip().replace("\r\n", "\n")
        seen = request.POST.get(f"was-{regel.sleutel}", "").replace("\r\n", "\n")
        stored, regel.reden = regel.reden, typed
        if typed == seen:
            regel.reden = stored
        elif len(typed) > MAX_REDEN:
            regel.fout = f"Deze reden is te lang: {len(typed)} tekens. Hooguit {MAX_REDEN} tekens."
        elif stored not in (seen, typed):
            regel.fout = f"Een collega schreef intussen: “{stored}”. Pas uw reden daarop aan en sla nog een keer op."
        else:
            redenen[regel.sleutel] = typed
    order = _new_order(request, [regel.sleutel for regel in regels])
    regels.sort(key=lambda regel: order.index(regel.sleutel))
    if any(regel.fout for regel in regels):
        return _show_changes(request, stand, regels, status=409 if _is_conflict(regels) else 422)
    try:
        with transaction.atomic():
            actions.update_changes(publicatie=publicatie, by=user_of(request))
            actions.explain_changes(publicatie=publicatie, redenen=redenen, volgorde=order, by=user_of(request))
    except PublicatieFout as fout:
        messages.error(request, fout.boodschap)
        return to_version(publicatie)
    for regel in regels:
        regel.was_reden = regel.reden
    told = _told(request, order)
    if request.htmx:  # type: ignore[attr-defined]
        response = _show_changes(request, stand, regels)
        response["HX-Trigger"] = f'{{"wmo:melding": "{told}"}}'
        return response
    messages.success(request, told)
    return redirect("werkplek:publiceren:wijzigingen", publicatie.inkoop.slug, publicatie.pk)


def _is_conflict(regels: Sequence[Regel]) -> bool:
    return any(regel.fout.startswith("Een collega") for regel in regels)


def _new_order(request: HttpRequest, sleutels: list[str]) -> list[str]:
    """The order on the screen, with the change that was moved a place up or down; new changes come last."""
    on_screen = [sleutel for sleutel in request.POST.getlist("volgorde") if sleutel in sleutels]
    order = [*dict.fromkeys(on_screen), *(sleutel for sleutel in sleutels if sleutel not in on_screen)]
    direction, _, moved = request.POST.get("verplaats", "").partition(":")
    if moved in order:
        at = order.index(moved)
        to = max(0, min(len(order) - 1, at + (-1 if direction == "omhoog" else 1)))
        order.insert(to, order.pop(at))
    return order


def _told(request: HttpRequest, order: list[str]) -> str:
    _, _, moved = request.POST.get("verplaats", "").partition(":")
    return f"Staat nu op plaats {order.index(moved) + 1} van {len(order)}" if moved in order else "Redenen opgeslagen"


@screen
@page
def indienen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    user = user_of(request)
    if request.method == "POST":
        again = publicatie.status == Status.TER_BEOORDELING and publicatie.ingediend_door_id == user.pk
        try:
            if not again:
                actions.submit(publicatie=publicatie, by=user, at=timezone.now())
        except CannotSubmit:
            return _show_submit(request, publicatie, status=422)
        except WrongDate as fout:
            return _show_submit(request, publicatie, status=422, fout=fout.boodschap)
        except PublicatieFout as fout:
            messages.error(request, fout.boodschap)
            return to_version(publicatie)
        messages.success(request, "De versie is ingediend. Een collega beoordeelt haar; u kunt intussen verder werken.")
        return to_version(publicatie)
    if publicatie.status not in BEWERKBAAR:
        return to_version(publicatie)
    return _show_submit(request, publicatie)


def _show_submit(request: HttpRequest, publicatie: Publicatie, status: int = 200, fout: str = "") -> HttpResponse:
    stand = Stand.of(publicatie)
    blockers, warnings = stand.split_problemen()
    regels = stand.regels()
    return show(
        request,
        "indienen",
        publicatie.inkoop,
        "indienen",
        publicatie=publicatie,
        status=status,
        blokkades=blockers,
        waarschuwingen=warnings,
        regels=regels,
        vorige=stand.vorige,
        zonder_reden=sum(not regel.reden for regel in regels),
        fout=fout,
        geweigerd=status == 422 and not fout,
        open_opmerkingen=len(stand.opmerkingen(opgelost=False)),
    )
