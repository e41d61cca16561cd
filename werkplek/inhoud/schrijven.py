"""Editing one text in its place: open, save, and what happens when a colleague was first or the session ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Recht
from core import opmaaktekst, richtext
from segments.bewerking import BewerkFout, TekstConflict, fingerprint
from werkplek.inhoud import teksten
from werkplek.inhoud.elders import repeated
from werkplek.inhoud.pagina import find_blok, is_htmx, load_werkblad, show, staff, to_login
from werkplek.inhoud.samenvoegen import merge
from werkplek.inhoud.werkblad import Tekstblok, Werkblad
from werkplek.toegang import user_of

FORMULIER = "werkplek/inhoud/_tekstformulier.html"
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
        html = richtext.clean(text) if request.POST.get("vorm") == "html" else opmaaktekst.read(text)
        return cls(html, request.POST.get("basis", ""))


@staff
@require_safe
def tekst(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    """One text as it will be read: the answer to "Annuleren"."""
    werkblad = load_werkblad(request, slug)
    blok = find_blok(werkblad, soort, code, rubriek)
    if not is_htmx(request):
        return redirect(blok.pagina_url)
    return _read(request, werkblad, blok, focus=True)


def _read(request: HttpRequest, werkblad: Werkblad, blok: Tekstblok, **context: Any) -> HttpResponse:
    template = "werkplek/inhoud/_tekstblok.html"
    melding = context.pop("melding", "")
    return show(request, "tekst", werkblad, fragment=template, hier=_hier(blok), blok=blok, melding=melding, **context)


def _hier(blok: Tekstblok) -> str:
    return "grondslagen" if blok.soort == "grondslag" else f"{blok.soort}/{blok.code}"


@csrf_exempt
def bewerken(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    """The form of one text. A text that was typed is never lost: an ended session or an old form gives it back on screen."""
    if request.method == "POST":
        if not request.user.is_authenticated:
            return _logged_out(request, slug, soort, code, rubriek)
        if _csrf_refused(request):
            return _edit(request, slug, soort, code, rubriek, oud_formulier=True)
    return _edit(request, slug, soort, code, rubriek)


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def _csrf_refused(request: HttpRequest) -> bool:
    """Checked here instead of in the middleware, whose answer would lose the text."""
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check = _Check(lambda _: HttpResponse())
    check.process_request(request)

    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return check.process_view(request, view, (), {}) is not None


def _logged_out(request: HttpRequest, slug: str, soort: str, code: str, rubriek: str) -> HttpResponse:
    concept = Concept.posted(request)
    context = {
        "ident": f"tekst-{soort}-{code}-{rubriek}",
        "concept": concept,
        "adres": request.path,
        "inlogadres": to_login_address(request),
    }
    fragment = is_htmx(request)
    template = "werkplek/inhoud/_uitgelogd.html" if fragment else "werkplek/inhoud/uitgelogd.html"
    # 422 is shown in place by htmx; a page of its own says 401.
    response = render(request, template, context, status=422 if fragment else 401)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["HX-Request"])
    return response


def to_login_address(request: HttpRequest) -> str:
    location: str = to_login(request).headers.get("Location") or f"/inloggen/?next={request.path}"
    return location


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def _edit(
    request: HttpRequest, slug: str, soort: str, code: str, rubriek: str, *, oud_formulier: bool = False
) -> HttpResponse:
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    rij = teksten.find_row(werkblad.inkoop, soort, code, rubriek)
    if request.method != "POST":
        blok = find_blok(werkblad, soort, code, rubriek)
        return _form(request, werkblad, blok, rij, Concept(blok.tekst, fingerprint(blok.tekst)))
    concept = Concept.posted(request)
    if oud_formulier:
        blok = find_blok(werkblad, soort, code, rubriek)
        fout = "Dit formulier was verlopen, omdat u opnieuw bent ingelogd. Uw tekst staat er nog. Klik nog een keer op Opslaan."
        return _form(request, werkblad, blok, rij, concept, fout=fout, status=422)
    before = find_blok(werkblad, soort, code, rubriek)
    try:
        changed = teksten.save(rij, tekst=concept.html, basis=concept.basis, by=user_of(request))
    except TekstConflict as conflict:
        return _conflict(request, werkblad, before, rij, concept, conflict.huidig)
    except BewerkFout as fout:
        return _form(request, werkblad, before, rij, concept, fout=str(fout), status=422)
    fresh = Werkblad(werkblad.inkoop, werkblad.user)
    blok = find_blok(fresh, soort, code, rubriek)
    wissels = repeated(fresh, blok, was=before.tekst) if changed else []
    melding = f"Opgeslagen: {blok.titel}" if changed else f"Er is niets veranderd aan {blok.titel}"
    if is_htmx(request):
        return _read(
            request, fresh, blok, focus=True, opgeslagen=True, wissels=wissels, melding=melding, overzicht_mee=True
        )
    messages.success(request, melding)
    if wissels:
        return redirect(_elders_url(blok, wissels))
    return redirect(blok.pagina_url)


def _elders_url(blok: Tekstblok, wissels: list[str]) -> str:
    return blok.elders_url


def _form(
    request: HttpRequest,
    werkblad: Werkblad,
    blok: Tekstblok,
    rij: teksten.Rij,
    concept: Concept,
    *,
    fout: str = "",
    status: int = 200,
) -> HttpResponse:
    return show(
        request,
        "tekst",
        werkblad,
        fragment=FORMULIER,
        hier=_hier(blok),
        status=status,
        blok=blok,
        concept=concept,
        toelichting=rij.toelichting,
        fout=fout,
    )


def _conflict(
    request: HttpRequest, werkblad: Werkblad, blok: Tekstblok, rij: teksten.Rij, concept: Concept, huidig: str
) -> HttpResponse:
    """Both texts side by side, and a form that starts from what stands there now.

    Where both changed different paragraphs, the form holds both changes; else it holds the text of this person.
    """
    history = teksten.history(rij)
    last = next(iter(history), None)
    begin = next((moment.tekst for moment in history if fingerprint(moment.tekst) == concept.basis), None)
    samen = merge(begin, concept.html, huidig) if begin is not None else None
    return show(
        request,
        "tekst",
        werkblad,
        fragment=FORMULIER,
        hier=_hier(blok),
        status=409,
        blok=blok,
        concept=Concept(samen if samen is not None else concept.html, fingerprint(huidig)),
        eigen=concept,
        samengevoegd=samen is not None,
        huidig=Concept(huidig, fingerprint(huidig)),
        ander=last,
        toelichting=rij.toelichting,
        fout="",
    )
