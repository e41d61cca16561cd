"""History of a text, comparing it with another one, and where else its sentences stand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.models import Recht
from segments.bewerking import BewerkFout, TekstConflict, fingerprint
from werkplek.inhoud import teksten
from werkplek.inhoud.elders import Zinswissel, change_sentence, elsewhere, shared
from werkplek.inhoud.pagina import find_blok, load_werkblad, show, staff
from werkplek.inhoud.schrijven import Concept
from werkplek.inhoud.werkblad import Tekstblok, Werkblad
from werkplek.toegang import user_of


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def geschiedenis(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    """Who, when, what changed; and putting an earlier text back, which is a change like any other."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    blok = find_blok(werkblad, soort, code, rubriek)
    rij = teksten.find_row(werkblad.inkoop, soort, code, rubriek)
    momenten = teksten.history(rij)
    if request.method == "POST":
        wanted = next((moment for moment in momenten if str(moment.pk) == request.POST.get("moment")), None)
        if wanted is None:
            raise Http404("Dit moment staat niet in de geschiedenis.")
        try:
            teksten.save(rij, tekst=wanted.tekst, basis=request.POST.get("basis", ""), by=user_of(request))
        except TekstConflict:
            messages.error(request, "Een collega heeft deze tekst intussen veranderd. Bekijk de geschiedenis opnieuw.")
        except BewerkFout as fout:
            messages.error(request, str(fout))
        else:
            messages.success(request, f"Teruggezet: {blok.titel}")
            return redirect(blok.pagina_url)
        return redirect(blok.geschiedenis_url)
    return show(
        request,
        "geschiedenis",
        werkblad,
        hier=f"{soort}/{code}",
        blok=blok,
        momenten=momenten,
        basis=fingerprint(blok.tekst),
    )


@staff
@require_http_methods(["GET", "HEAD", "POST"])
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
        "vergelijken",
        werkblad,
        fragment="werkplek/inhoud/vergelijken.html#vergelijking",
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


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def elders(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN if request.method == "POST" else Recht.LEZEN)
    blok = find_blok(werkblad, soort, code, rubriek)
    rij = teksten.find_row(werkblad.inkoop, soort, code, rubriek)
    last = next(iter(teksten.history(rij)), None)
    wissels = elsewhere(werkblad, blok, was=last.was) if last else []
    if request.method == "POST":
        try:
            count = _change(request, werkblad, wissels)
        except TekstConflict:
            messages.error(
                request,
                "Een collega heeft een van deze teksten intussen veranderd. Er is niets gewijzigd. Kies opnieuw.",
            )
        except BewerkFout as fout:
            messages.error(request, f"Er is niets gewijzigd. {fout}")
        else:
            told = f"{count} {'tekst' if count == 1 else 'teksten'} gewijzigd" if count else "U heeft niets gekozen"
            messages.success(request, told) if count else messages.info(request, told)
            if count:
                return redirect(blok.pagina_url)
        return redirect(blok.elders_url)
    return show(
        request,
        "elders",
        werkblad,
        hier=f"{soort}/{code}",
        blok=blok,
        wissels=[(number, wissel, _with_basis(wissel)) for number, wissel in enumerate(wissels)],
        gedeeld=shared(werkblad, blok),
        moment=last,
    )


def _with_basis(wissel: Zinswissel) -> list[tuple[Any, str]]:
    return [(plaats, fingerprint(plaats.blok.tekst)) for plaats in wissel.plaatsen]


@transaction.atomic
def _change(request: HttpRequest, werkblad: Werkblad, wissels: list[Zinswissel]) -> int:
    """Change the chosen sentences in the chosen texts: all of them, or nothing."""
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
    for pad, (blok, text) in chosen.items():
        rij = teksten.find_row(werkblad.inkoop, blok.soort, blok.code, blok.rubriek)
        teksten.save(rij, tekst=text, basis=basis[pad], by=user_of(request))
    return len(chosen)
