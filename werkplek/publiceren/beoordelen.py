"""Reviewing: the beoordelaar sees exactly what was submitted, and approves it or returns it with remarks at their places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Recht
from publicaties import actions
from publicaties.document import Versie, render_document
from publicaties.fouten import CannotApprove, IncompleteInput, PublicatieFout
from publicaties.models import INGEDIEND, Opmerking, Publicatie, Status
from werkplek import plekken
from werkplek.publiceren.pagina import load_publicatie, screen, show, to_version
from werkplek.publiceren.stand import Regel, Stand, at_places
from werkplek.publiceren.voorbeeld import pdf_response
from werkplek.toegang import user_of

MAX_OPMERKING = 5_000
MAX_ERBIJ = 20


@dataclass
class Veld:
    """A place for a remark on the screen; `plek` is chosen by the beoordelaar when `kies`."""

    naam: str
    plek: str = ""
    tekst: str = ""
    fout: str = ""
    kies: bool = False


@screen
@require_http_methods(["GET", "HEAD", "POST"])
def beoordelen(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    if request.method == "POST":
        publicatie = load_publicatie(request, slug, pk, Recht.BEOORDELEN)
        match request.POST.get("wat"):
            case "goedkeuren":
                return _approve(request, publicatie)
            case "teruggeven":
                return _return(request, publicatie)
            case _:
                return _show(request, publicatie, more=True)
    publicatie = load_publicatie(request, slug, pk)
    if publicatie.status not in INGEDIEND:
        return to_version(publicatie)
    return _show(request, publicatie)


def _show(
    request: HttpRequest, publicatie: Publicatie, *, status: int = 200, fout: str = "", more: bool = False
) -> HttpResponse:
    if publicatie.status not in INGEDIEND:
        messages.error(request, fout or f"Deze versie is intussen {publicatie.get_status_display()}.")
        return to_version(publicatie)
    stand = Stand.of(publicatie)
    regels = stand.regels()
    blockers, warnings = stand.split_problemen()
    velden = _velden(request, regels, more=more)
    return show(
        request,
        "beoordelen",
        publicatie.inkoop,
        "beoordelen",
        publicatie=publicatie,
        partial="oordeel",
        status=status,
        stand=stand,
        vorige=stand.vorige,
        regels=list(zip(regels, velden[: len(regels)], strict=True)),
        algemeen=velden[len(regels)],
        erbij=velden[len(regels) + 1 :],
        mag_erbij=len(velden) - len(regels) - 1 < MAX_ERBIJ,
        plekken=[(plek.pad, plek.naam) for plek in plekken.plekken(stand.snapshot)],
        blokkades=blockers,
        waarschuwingen=warnings,
        eerdere=at_places(regels, stand.opmerkingen()),
        fout=fout,
        fouten=[(f"id_{veld.naam}", veld.fout) for veld in velden if veld.fout],
        max_opmerking=MAX_OPMERKING,
    )


def _velden(request: HttpRequest, regels: Sequence[Regel], *, more: bool) -> list[Veld]:
    """One for each change, one for the whole version, and those for places of the beoordelaar's own choice."""
    post = request.POST
    try:
        extra = min(int(post.get("erbij") or 0), MAX_ERBIJ) + more
    except ValueError:
        extra = 0
    velden = [Veld(f"opmerking-{regel.sleutel}", _first_place(regel)) for regel in regels]
    velden.append(Veld("opmerking-algemeen"))
    for number in range(min(extra, MAX_ERBIJ)):
        velden.append(Veld(f"opmerking-erbij-{number}", post.get(f"plek-erbij-{number}", ""), kies=True))
    for veld in velden:
        veld.tekst = post.get(veld.naam, "").strip()
        if len(veld.tekst) > MAX_OPMERKING:
            veld.fout = f"Deze opmerking is te lang: {len(veld.tekst)} tekens. Hooguit {MAX_OPMERKING} tekens."
    return velden


def _first_place(regel: Regel) -> str:
    return regel.wijziging.plekken[0].pad[:200] if regel.wijziging.plekken else ""


def _approve(request: HttpRequest, publicatie: Publicatie) -> HttpResponse:
    user = user_of(request)
    if publicatie.status == Status.GOEDGEKEURD and publicatie.goedgekeurd_door_id == user.pk:
        return to_version(publicatie)  # sent twice
    if any(request.POST[name].strip() for name in request.POST if name.startswith("opmerking-")):
        fout = "U heeft een opmerking ingevuld. Geef de versie terug met uw opmerking, of maak het veld leeg en keur dan goed."
        return _show(request, publicatie, status=422, fout=fout)
    try:
        actions.approve(publicatie=publicatie, by=user, at=timezone.now(), sha256=request.POST.get("sha256", "") or "-")
    except CannotApprove as fout_:
        return _show(request, publicatie, status=409, fout=fout_.boodschap)
    except PublicatieFout as fout_:
        messages.error(request, fout_.boodschap)
        return to_version(publicatie)
    messages.success(request, "U heeft de versie goedgekeurd. Zij kan nu worden gepubliceerd.")
    return to_version(publicatie)


def _return(request: HttpRequest, publicatie: Publicatie) -> HttpResponse:
    if publicatie.status not in INGEDIEND:
        return _show(request, publicatie, status=409)
    stand = Stand.of(publicatie)
    velden = _velden(request, stand.regels(), more=False)
    if any(veld.fout for veld in velden):
        return _show(request, publicatie, status=422)
    known = {plek.pad for plek in plekken.plekken(stand.snapshot)}
    remarks = [(veld.plek if not veld.kies or veld.plek in known else "", veld.tekst) for veld in velden if veld.tekst]
    try:
        actions.return_with_remarks(publicatie=publicatie, opmerkingen=remarks, by=user_of(request), at=timezone.now())
    except IncompleteInput as fout:
        return _show(request, publicatie, status=422, fout=fout.boodschap)
    except PublicatieFout as fout:
        return _show(request, publicatie, status=409, fout=fout.boodschap)
    messages.success(request, "U heeft de versie teruggegeven. Uw opmerkingen staan bij de versie.")
    return to_version(publicatie)


@screen
@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The PDF of what was submitted, watermark CONCEPT."""
    publicatie = load_publicatie(request, slug, pk)
    if publicatie.status not in INGEDIEND:
        return to_version(publicatie)
    stand = Stand.of(publicatie)
    wijzigingen = [(regel.wijziging, regel.reden) for regel in stand.regels()]
    content = render_document(Versie.of(publicatie, stand.snapshot), stand.snapshot, wijzigingen)
    return pdf_response(content, f"{slug}-ter-beoordeling.pdf")


@screen
@require_POST
def oplossen(request: HttpRequest, slug: str, pk: int, opmerking: int) -> HttpResponse:
    """Mark a remark as dealt with. Doing it twice changes nothing. `terug`: the screen where the button was, else the version."""
    publicatie = load_publicatie(request, slug, pk, Recht.INDIENEN)
    row = get_object_or_404(Opmerking.objects.filter(publicatie=publicatie), pk=opmerking)
    row.publicatie = publicatie
    if row.opgelost_op is None:
        actions.resolve_remark(opmerking=row, by=user_of(request), at=timezone.now())
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, "De opmerking is opgelost.")
        terug = request.POST.get("terug", "")
        # Only an address of this site.
        return redirect(terug) if url_has_allowed_host_and_scheme(terug, None) else to_version(publicatie)
    stand = Stand.of(publicatie)
    response = show(
        request,
        "versie",
        publicatie.inkoop,
        "stand",
        publicatie=publicatie,
        partial="opmerkingen",
        opmerkingen=stand.opmerkingen(opgelost=False),
        opgelost=stand.opmerkingen(opgelost=True),
    )
    response["HX-Trigger"] = '{"wmo:melding": "De opmerking is opgelost"}'
    return response
