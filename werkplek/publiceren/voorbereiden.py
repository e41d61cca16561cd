"""Preparing a version: what it is called, its problems, its changes with reasons, and handing it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht
from core.fouten import BewerkFout
from publicaties import actions
from publicaties.models import BEWERKBAAR, INGEDIEND, OPEN, Opmerking, Publicatie, Status
from segments.bewerking import fingerprint_of_rows, fresh, lock
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.pagina import done, page, show
from werkplek.publiceren.forms import MAX_REDEN, GegevensForm, OpmerkingAntwoordForm
from werkplek.publiceren.pagina import load_publicatie, picture, version_url
from werkplek.publiceren.stand import Gemotiveerd, GemotiveerdeWijziging, Versiepaar, at_places, fingerprint_of_reasons
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
    form: GegevensForm = GegevensForm(
        posted(request),
        initial=initial,
        nu=lambda: fingerprint_of_rows(fresh(publicatie)),
        vast=[publicatie.inkoop, publicatie],
        staat_er_nu=lambda: [f"{form[name].label}: {form[name].initial or '(leeg)'}" for name in form.changed_data],
    )
    if form.is_valid():
        with attempt(form):
            actions.change_concept(publicatie=publicatie, **form.cleaned_data, by=user_of(request), at=timezone.now())
            return done(request, version_url(publicatie), "De gegevens van de versie zijn opgeslagen.")
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


def _load_reasons(request: HttpRequest, slug: str, pk: int) -> Publicatie:
    """The version with its reasons: for all to read; who writes has it for herself from before they are read."""
    if request.method != "POST":
        return load_publicatie(request, slug, pk)
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    lock(publicatie.inkoop)
    lock(publicatie)
    return publicatie


@page
def problemen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What stands in the way, and what may stay as it is when somebody writes why."""
    publicatie = _load_reasons(request, slug, pk)
    if publicatie.status not in OPEN and request.method != "POST":
        return redirect(version_url(publicatie))
    blockers, warnings = Versiepaar.of(publicatie).split_problemen()
    form = RedenenForm(posted(request), publicatie, warnings)
    if form.is_valid():
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
    publicatie = _load_reasons(request, slug, pk)
    stand = Versiepaar.of(publicatie)
    regels = stand.regels()
    form = RedenenForm(posted(request), publicatie, regels)
    if form.is_valid():
        with attempt(form):
            order, told = _moved(request, [regel.sleutel for regel in regels])
            actions.update_changes(publicatie=publicatie, by=user_of(request))
            actions.explain_changes(publicatie=publicatie, redenen=form.redenen, volgorde=order, by=user_of(request))
            regels.sort(key=lambda regel: order.index(regel.sleutel))
            for regel in regels:
                regel.was_reden = regel.reden
            here = reverse("werkplek:publiceren:wijzigingen", args=[slug, pk])
            saved = RedenenForm(None, publicatie, regels)
            return done(request, here, told, fresh=lambda: _show_changes(request, stand, regels, saved))
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

    Each carries what it was: after a conflict those of a colleague stand in the fields where nothing was typed here.
    """

    def __init__(self, data: QueryDict | None, publicatie: Publicatie, regels: Sequence[Gemotiveerd]) -> None:
        super().__init__(data, nu=lambda: fingerprint_of_reasons(regels), vast=[publicatie])
        self.regels = regels
        self.redenen: dict[str, str] = {}
        known = {regel.sleutel: regel for regel in regels}
        #: What was typed at what is not there any more.
        self.verweesd: list[str] = []
        for sleutel, typed in self._typed():
            if regel := known.get(sleutel):
                self._read(regel, typed)
            else:
                self.verweesd.append(f"Hiervan is intussen iets veranderd. Neem uw reden zo nodig over: “{typed}”")

    def _typed(self) -> Iterator[tuple[str, str]]:
        for name in self.data:
            if name.startswith("reden-"):
                sleutel = name.removeprefix("reden-")
                typed = self.data[name].strip().replace("\r\n", "\n")
                if typed != self._seen(sleutel):
                    yield sleutel, typed

    def _seen(self, sleutel: str) -> str:
        return str(self.data.get(f"was-{sleutel}", "")).replace("\r\n", "\n")

    def _read(self, regel: Gemotiveerd, typed: str) -> None:
        regel.reden = typed
        if regel.was_reden not in (self._seen(regel.sleutel), typed):
            stands = regel.was_reden or "(leeg)"
            regel.fout = f"Een collega schreef intussen: “{stands}”. Pas uw reden daarop aan en sla nog een keer op."
        elif len(typed) > MAX_REDEN:
            regel.fout = f"Deze reden is te lang: {len(typed)} tekens. Hooguit {MAX_REDEN} tekens."
        else:
            self.redenen[regel.sleutel] = typed

    def is_valid(self) -> bool:
        return super().is_valid() and not self.fouten

    def refuse(self, fout: BewerkFout | ValidationError) -> None:
        super().refuse(fout)
        self.add_fout("", self.verweesd)

    @property
    def fouten(self) -> list[tuple[str, str]]:
        return [*super().fouten, *((f"reden-{regel.sleutel}", regel.fout) for regel in self.regels if regel.fout)]


def _moved(request: HttpRequest, order: list[str]) -> tuple[list[str], str]:
    """The order with the change that was moved a place up or down, and what is told of it."""
    direction, _, moved = request.POST.get("verplaats", "").partition(":")
    if moved not in order:
        return order, "Redenen opgeslagen"
    at = order.index(moved)
    to = max(0, min(len(order) - 1, at + (-1 if direction == "omhoog" else 1)))
    order.insert(to, order.pop(at))
    return order, f"Staat nu op plaats {to + 1} van {len(order)}"


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
    form = OpmerkingAntwoordForm(
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
