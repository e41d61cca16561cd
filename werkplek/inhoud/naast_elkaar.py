"""History of a text, comparing it with another one, and where else its sentences stand."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.models import Recht
from core.fouten import BewerkFout
from segments.bewerking import fingerprint
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.inhoud import teksten
from werkplek.inhoud.elders import Zinswissel, change_sentence, elsewhere, shared
from werkplek.inhoud.pagina import find_blok, load_werkblad
from werkplek.inhoud.schrijven import Concept
from werkplek.inhoud.werkblad import Tekstblok, Werkblad
from werkplek.pagina import done, page, show
from werkplek.toegang import user_of


@page
def geschiedenis(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    """Who, when, what changed; and putting an earlier text back, which is a change like any other."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    blok = find_blok(werkblad, soort, code, rubriek)
    rij = teksten.find_row(werkblad.inkoop, soort, code, rubriek)
    momenten = teksten.history(rij)
    form = WerkplekForm(posted(request), nu=lambda: fingerprint(blok.tekst))
    if form.is_bound:
        wanted = next((moment for moment in momenten if str(moment.pk) == request.POST.get("moment")), None)
        if wanted is None:
            raise Http404("Dit moment staat niet in de geschiedenis.")
        with attempt(form):
            teksten.save(rij, tekst=wanted.tekst, basis=request.POST.get("basis", ""), by=user_of(request))
            return done(request, blok.pagina_url, f"Teruggezet: {blok.titel}")
    return show(
        request, "inhoud/geschiedenis", werkblad, hier=f"{soort}/{code}", form=form, blok=blok, momenten=momenten
    )


@page
def vergelijken(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    """Against what is published, or the same rubriek elsewhere. POST: with what is being typed; nothing is saved."""
    werkblad = load_werkblad(request, slug)
    blok = find_blok(werkblad, soort, code, rubriek)
    typed = Concept.posted(request).html if request.method == "POST" else None
    keuzes = _choices(werkblad, blok)
    met = request.POST.get("met", "") or request.GET.get("met", "") or (keuzes[0][0] if keuzes else "")
    if keuzes and met not in dict(keuzes):
        raise Http404("Deze vergelijking bestaat niet.")
    return show(
        request,
        "inhoud/vergelijken",
        werkblad,
        fragment="vergelijking",
        hier=f"{soort}/{code}",
        blok=blok,
        keuzes=keuzes,
        met=met,
        met_naam=dict(keuzes).get(met, ""),
        links=_text_of(werkblad, blok, met),
        rechts=blok.tekst if typed is None else typed,
        getypt=typed is not None,
    )


def _choices(werkblad: Werkblad, blok: Tekstblok) -> list[tuple[str, str]]:
    found = []
    if blok.gepubliceerd is not None and werkblad.vorige:
        found.append(("gepubliceerd", f"versie {werkblad.vorige.volgnummer} (gepubliceerd)"))
    found.append(("opgeslagen", "de opgeslagen werktekst"))
    others = [
        other
        for other in werkblad.alle_blokken()
        if other.soort == blok.soort and other.rubriek == blok.rubriek and other.pad != blok.pad
    ]
    return [*found, *((other.pad, other.van) for other in others if other.tekst)]


def _text_of(werkblad: Werkblad, blok: Tekstblok, met: str) -> str:
    if met == "gepubliceerd":
        return blok.gepubliceerd or ""
    if met == "opgeslagen" or not met:
        return blok.tekst
    other = werkblad.blok(*met.split("/", 2))
    return other.tekst if other else ""


@page
def elders(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    blok = find_blok(werkblad, soort, code, rubriek)
    rij = teksten.find_row(werkblad.inkoop, soort, code, rubriek)
    last = next(iter(teksten.history(rij)), None)
    wissels = elsewhere(werkblad, blok, was=last.was) if last else []
    form = WerkplekForm(posted(request), nu=lambda: _shown(wissels), vast=[werkblad.inkoop])
    if form.is_valid():
        with attempt(form):
            count = _change(request, werkblad, wissels)
            return done(request, blok.pagina_url, f"{count} {'tekst' if count == 1 else 'teksten'} gewijzigd")
    return show(
        request,
        "inhoud/elders",
        werkblad,
        hier=f"{soort}/{code}",
        form=form,
        blok=blok,
        gekozen=request.POST.getlist("kies"),
        wissels=[(number, wissel, _with_basis(wissel)) for number, wissel in enumerate(wissels)],
        gedeeld=shared(werkblad, blok),
        moment=last,
    )


def _shown(wissels: list[Zinswissel]) -> str:
    """Which sentences became what, and where they stand; each text that is changed has its own `basis` besides."""
    return fingerprint(repr([(row.was, row.wordt, [plaats.blok.pad for plaats in row.plaatsen]) for row in wissels]))


def _with_basis(wissel: Zinswissel) -> list[tuple[Any, str]]:
    return [(plaats, fingerprint(plaats.blok.tekst)) for plaats in wissel.plaatsen]


def _change(request: HttpRequest, werkblad: Werkblad, wissels: list[Zinswissel]) -> int:
    """Change the chosen sentences in the chosen texts: all of them, or nothing. Raises BewerkFout."""
    chosen: dict[str, tuple[Tekstblok, str]] = {}
    basis: dict[str, str] = {}
    picked = set(request.POST.getlist("kies"))
    for number, wissel in enumerate(wissels):
        for plaats in wissel.plaatsen:
            pad = plaats.blok.pad
            if f"{number}:{pad}" in picked and wissel.wordt is not None:
                _, text = chosen.get(pad, (plaats.blok, plaats.blok.tekst))
                chosen[pad] = (plaats.blok, change_sentence(text, wissel.was, wissel.wordt))
                basis[pad] = request.POST.get(f"basis:{pad}", "")
    if not chosen:
        raise BewerkFout("U heeft niets gekozen. Kies een plek, of laat het zo.")
    for pad, (blok, text) in chosen.items():
        rij = teksten.find_row(werkblad.inkoop, blok.soort, blok.code, blok.rubriek)
        teksten.save(rij, tekst=text, basis=basis[pad], by=user_of(request))
    return len(chosen)
