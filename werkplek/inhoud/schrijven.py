"""Editing one text in its place: open, save, and what happens when a colleague was first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Recht
from core import geplakt, opmaaktekst
from segments.bewerking import fingerprint
from werkplek.formulier import WerkplekForm, attempt, posted
from werkplek.inhoud import teksten
from werkplek.inhoud.elders import repeated
from werkplek.inhoud.pagina import find_blok, load_werkblad
from werkplek.inhoud.samenvoegen import merge
from werkplek.inhoud.werkblad import SAMEN, Tekstblok, Werkblad
from werkplek.pagina import done, htmx_of, page, show
from werkplek.toegang import load_inkoop, user_of

MAX_POSTED = 400_000


@dataclass(frozen=True)
class Concept:
    """What an editor has on screen. `basis` is the fingerprint of the text this started from."""

    html: str
    basis: str

    @property
    def opmaaktekst(self) -> str:
        """For who has no JavaScript."""
        return opmaaktekst.write(self.html)

    @classmethod
    def posted(cls, request: HttpRequest) -> Concept:
        text = request.POST.get("tekst", "")[:MAX_POSTED]
        html = geplakt.lees(text).html if request.POST.get("vorm") == "html" else opmaaktekst.read(text)
        return cls(html, request.POST.get("basis", ""))


@require_POST
def plakken(request: HttpRequest, slug: str) -> JsonResponse:
    """What is on somebody's clipboard as rich text, and what is not in it. Nothing is stored."""
    load_inkoop(request, slug, Recht.BEWERKEN)
    source = request.POST.get("html", "")
    if geplakt.is_too_much(source):
        return JsonResponse({"fout": "Dit is te veel om in één keer te plakken. Plak de tekst in delen."}, status=422)
    found = geplakt.lees(source)
    return JsonResponse({"html": found.html, "gemist": found.gemist})


@require_safe
def tekst(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    """One text as it will be read: the answer to "Annuleren"."""
    werkblad = load_werkblad(request, slug)
    blok = find_blok(werkblad, soort, code, rubriek)
    if not htmx_of(request):
        return redirect(blok.pagina_url)
    return _show(request, werkblad, blok, focus=True)


def _show(request: HttpRequest, werkblad: Werkblad, blok: Tekstblok, **context: Any) -> HttpResponse:
    """A text to read, or with `concept` to write."""
    hier = next((naam for naam, soorten in SAMEN.items() if blok.soort in soorten), f"{blok.soort}/{blok.code}")
    return show(request, "inhoud/tekst", werkblad, fragment="tekst", hier=hier, blok=blok, **context)


@page
def bewerken(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    """The form of one text."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    where = (soort, code, rubriek)
    # What is posted needs the row, what is shown the part; each is read once.
    stand: teksten.Teksthouder | Tekstblok
    stand = teksten.find_row(werkblad.inkoop, *where) if request.method == "POST" else find_blok(werkblad, *where)
    was = stand.tekst
    form = WerkplekForm(posted(request), nu=lambda: fingerprint(was))
    concept = Concept.posted(request) if form.is_bound else Concept(was, form.gezien)
    shown: dict[str, Any] = {"form": form, "concept": concept}
    if isinstance(stand, teksten.Teksthouder):
        with attempt(form):
            changed = teksten.save(stand, tekst=concept.html, basis=concept.basis, by=user_of(request))
            return _saved(request, werkblad, find_blok(werkblad, *where), was=was, changed=changed)
        if form.botst:
            shown |= _both(stand, concept, was)
    blok = stand if isinstance(stand, Tekstblok) else find_blok(werkblad, *where)
    shown["toelichting"] = werkblad.toelichting(soort, rubriek)
    return _show(request, werkblad, blok, **shown)


def _saved(request: HttpRequest, werkblad: Werkblad, blok: Tekstblok, *, was: str, changed: bool) -> HttpResponse:
    """`werkblad` had read nothing of the part before it was saved."""
    wissels = repeated(werkblad, blok, was=was) if changed else []
    return done(
        request,
        blok.elders_url if wissels else blok.pagina_url,
        f"Opgeslagen: {blok.titel}" if changed else f"Er is niets veranderd aan {blok.titel}",
        fresh=lambda: _show(request, werkblad, blok, focus=True, wissels=wissels, overzicht_mee=True),
    )


def _both(rij: teksten.Teksthouder, concept: Concept, huidig: str) -> dict[str, Any]:
    """Both texts side by side, and a form that starts from what stands there now.

    Where both changed different paragraphs, the form holds both changes; else it holds the text of this person.
    """
    history = teksten.history(rij)
    begin = next((moment.tekst for moment in history if fingerprint(moment.tekst) == concept.basis), None)
    samen = merge(begin, concept.html, huidig) if begin is not None else None
    now = fingerprint(huidig)
    return {
        "concept": Concept(samen if samen is not None else concept.html, now),
        "eigen": concept,
        "samengevoegd": samen is not None,
        "huidig": Concept(huidig, now),
        "ander": next(iter(history), None),
    }
