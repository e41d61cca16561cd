"""Preparing a version: what it is called, its problems, its changes with reasons, and handing it in."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht
from core.fouten import Conflict
from publicaties import actions
from publicaties.models import BEWERKBAAR, INGEDIEND, OPEN, Opmerking, Status
from segments.bewerking import fingerprint_of_rows, fresh
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.pagina import done, page, show
from werkplek.publiceren.forms import MAX_REDEN, AntwoordForm, GegevensForm
from werkplek.publiceren.pagina import load_publicatie, picture, version_url
from werkplek.publiceren.stand import Gemotiveerd, GemotiveerdeWijziging, Versiepaar, at_places
from werkplek.toegang import load_inkoop, user_of


@page
def start(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug, Recht.INDIENEN)
    form = GegevensForm(posted(request))
    if form.is_valid():
        with attempt(form):
            publicatie = actions.start_concept(
                inkoop=inkoop, **form.cleaned_data, by=user_of(request), at=timezone.now()
            )
            return done(request, version_url(publicatie), f"De versie ‘{publicatie.versienaam}’ is begonnen.")
    return show(request, "publiceren/gegevens", inkoop, hier="start", form=form)


@page
def gegevens(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    initial = GegevensForm.initial_of(publicatie)
    form = GegevensForm(
        posted(request),
        initial=initial,
        nu=lambda: fingerprint_of_rows(fresh(publicatie)),
        vast=[publicatie.inkoop, publicatie],
    )
    if form.is_valid():
        with attempt(form):
            actions.change_concept(publicatie=publicatie, **form.cleaned_data, by=user_of(request), at=timezone.now())
            return done(request, version_url(publicatie), "De gegevens van de versie zijn opgeslagen.")
    elif form.geweigerd == Conflict.status:
        form.staat_er_nu = [f"{form[name].label}: {form[name].initial or '(leeg)'}" for name in form.changed_data]
    elif not form.is_bound and publicatie.status not in BEWERKBAAR:
        return redirect(version_url(publicatie))
    return show(request, "publiceren/gegevens", publicatie, hier="gegevens", form=form)


@page
def weggooien(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    form = WerkplekForm(posted(request), nu=lambda: picture(publicatie), vast=[publicatie.inkoop, publicatie])
    if form.is_valid():
        with attempt(form):
            actions.discard_concept(publicatie=publicatie, by=user_of(request))
            to = reverse("werkplek:publiceren:overzicht", args=[slug])
            told = f"Het concept ‘{publicatie.versienaam}’ is weggegooid. De werkgegevens zijn niet veranderd."
            return done(request, to, told)
    elif not form.is_bound and publicatie.status not in BEWERKBAAR:
        return redirect(version_url(publicatie))
    return show(request, "publiceren/weggooien", publicatie, hier="weggooien", form=form)


@page
def problemen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What stands in the way, and what may stay as it is when somebody writes why."""
    recht = Recht.INDIENEN if request.method == "POST" else Recht.LEZEN
    publicatie = load_publicatie(request, slug, pk, recht)
    if publicatie.status not in OPEN and request.method != "POST":
        return redirect(version_url(publicatie))
    blockers, warnings = Versiepaar.of(publicatie).split_problemen()
    form = RedenenForm(posted(request), warnings)
    if form.is_bound and not form.fouten:
        with attempt(form):
            redenen = {row.probleem: form.redenen[row.sleutel] for row in warnings if row.sleutel in form.redenen}
            actions.overrule(publicatie=publicatie, redenen=redenen, by=user_of(request), at=timezone.now())
            return done(request, request.path, "De redenen zijn opgeslagen. De beoordelaar leest ze.")
    return show(
        request,
        "publiceren/problemen",
        publicatie,
        hier="problemen",
        form=form,
        blokkades=blockers,
        waarschuwingen=warnings,
        wachtend=sum(row.wacht for row in warnings),
        bewerkbaar=publicatie.status in BEWERKBAAR,
    )


@page
def wijzigingen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The change table; while the version is being prepared with a reason and a place for each change."""
    recht = Recht.INDIENEN if request.method == "POST" else Recht.LEZEN
    publicatie = load_publicatie(request, slug, pk, recht)
    stand = Versiepaar.of(publicatie)
    regels = stand.regels()
    form = RedenenForm(posted(request), regels)
    if form.is_bound:
        order = _new_order(request, [regel.sleutel for regel in regels])
        regels.sort(key=lambda regel: order.index(regel.sleutel))
        if not form.fouten:
            with attempt(form):
                actions.update_changes(publicatie=publicatie, by=user_of(request))
                actions.explain_changes(
                    publicatie=publicatie, redenen=form.redenen, volgorde=order, by=user_of(request)
                )
                for regel in regels:
                    regel.was_reden = regel.reden
                here = reverse("werkplek:publiceren:wijzigingen", args=[slug, pk])
                saved = RedenenForm(None, regels)
                return done(
                    request, here, _told(request, order), fresh=lambda: _show_changes(request, stand, regels, saved)
                )
    return _show_changes(request, stand, regels, form)


def _show_changes(
    request: HttpRequest, stand: Versiepaar, regels: list[GemotiveerdeWijziging], form: RedenenForm
) -> HttpResponse:
    at_places(regels, stand.opmerkingen(opgelost=False))
    return show(
        request,
        "publiceren/wijzigingen",
        stand.publicatie,
        hier="wijzigingen",
        fragment="wijzigingen",
        form=form,
        regels=regels,
        vorige=stand.vorige,
    )


class RedenenForm(WerkplekForm):
    """The reasons of all changes, or of all warnings.

    Each carries what it was, so that nothing is written over what a colleague wrote meanwhile.
    """

    def __init__(self, data: QueryDict | None, regels: Sequence[Gemotiveerd]) -> None:
        super().__init__(data)
        self.redenen: dict[str, str] = {}
        self.regels = regels
        for regel in regels if data else ():
            if f"reden-{regel.sleutel}" in self.data:
                self._read(regel)

    def _read(self, regel: Gemotiveerd) -> None:
        typed = self.data[f"reden-{regel.sleutel}"].strip().replace("\r\n", "\n")
        seen = self.data.get(f"was-{regel.sleutel}", "").replace("\r\n", "\n")
        stored = regel.reden
        if typed == seen:
            return
        regel.reden = typed
        if stored not in (seen, typed):
            regel.fout = f"Een collega schreef intussen: “{stored}”. Pas uw reden daarop aan en sla nog een keer op."
            self.geweigerd = Conflict.status
        elif len(typed) > MAX_REDEN:
            regel.fout = f"Deze reden is te lang: {len(typed)} tekens. Hooguit {MAX_REDEN} tekens."
        else:
            self.redenen[regel.sleutel] = typed

    @property
    def fouten(self) -> list[tuple[str, str]]:
        return [*super().fouten, *((f"reden-{regel.sleutel}", regel.fout) for regel in self.regels if regel.fout)]


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


@page
def indienen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    user, to = user_of(request), version_url(publicatie)
    stand = Versiepaar.of(publicatie)
    form = WerkplekForm(posted(request), nu=lambda: stand.fingerprint, vast=[publicatie.inkoop, publicatie])
    if form.is_bound and publicatie.status == Status.TER_BEOORDELING and publicatie.ingediend_door_id == user.pk:
        return redirect(to)  # sent twice
    if form.is_valid():
        with attempt(form):
            actions.submit(publicatie=publicatie, by=user, at=timezone.now(), sha256=stand.snapshot.sha256)
            told = "De versie is ingediend. Een collega beoordeelt haar; u kunt intussen verder werken."
            return done(request, to, told)
    elif not form.is_bound and publicatie.status not in BEWERKBAAR:
        return redirect(to)
    blockers, warnings = stand.split_problemen()
    regels = stand.regels()
    return show(
        request,
        "publiceren/indienen",
        publicatie,
        hier="indienen",
        form=form,
        blokkades=blockers,
        waarschuwingen=warnings,
        wachtend=sum(row.wacht for row in warnings),
        regels=regels,
        vorige=stand.vorige,
        zonder_reden=sum(not regel.reden for regel in regels),
        open_opmerkingen=len(stand.opmerkingen(opgelost=False)),
    )


@page
def terugnemen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    form = WerkplekForm(posted(request), nu=lambda: picture(publicatie), vast=[publicatie.inkoop, publicatie])
    if form.is_valid():
        with attempt(form):
            actions.take_back(publicatie=publicatie, by=user_of(request), at=timezone.now())
            told = "U heeft de versie teruggenomen. Zij is weer een concept; dien haar opnieuw in als zij klaar is."
            return done(request, version_url(publicatie), told)
    elif not form.is_bound and publicatie.status not in INGEDIEND:
        return redirect(version_url(publicatie))
    return show(request, "publiceren/terugnemen", publicatie, hier="terugnemen", form=form)


@page
def antwoorden(request: HttpRequest, slug: str, pk: int, opmerking: int) -> HttpResponse:
    """Say something back to a remark of the beoordelaar."""
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    row = get_object_or_404(Opmerking.objects.filter(publicatie=publicatie).select_related("door"), pk=opmerking)
    row.publicatie = publicatie
    to = f"{version_url(publicatie)}#opmerkingen"
    form = AntwoordForm(
        posted(request),
        initial={"antwoord": row.antwoord},
        nu=lambda: fingerprint_of_rows(fresh(row)),
        vast=[publicatie.inkoop, publicatie],
    )
    if form.is_valid():
        with attempt(form):
            antwoord = form.cleaned_data["antwoord"]
            actions.answer_remark(opmerking=row, antwoord=antwoord, by=user_of(request), at=timezone.now())
            return done(request, to, "Uw antwoord is opgeslagen. De beoordelaar leest het bij zijn opmerking.")
    elif not form.is_bound and publicatie.status not in BEWERKBAAR:
        return redirect(to)
    return show(request, "publiceren/antwoorden", publicatie, hier="antwoorden", form=form, opmerking=row)
