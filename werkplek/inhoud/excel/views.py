"""Download a sheet; upload it filled in, look at each cell that would change, and take all of them over or none."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Recht
from core.fouten import BewerkFout
from core.inlezen import BestandField
from core.spreadsheet import SpreadsheetFout, write_xlsx
from proces.soort import RONDOM
from publicaties.soorten import SOORTEN
from segments.bewerking import lock
from werkplek.formulier import WerkplekForm, attempt, posted_files
from werkplek.inhoud.excel.blad import Blad, Celwijziging
from werkplek.inhoud.excel.eisen import Eisenblad
from werkplek.inhoud.excel.feiten import Feitenblad
from werkplek.inhoud.excel.matrix import Matrixblad
from werkplek.inhoud.excel.producten import Productblad
from werkplek.inhoud.pagina import load_werkblad
from werkplek.inhoud.werkblad import Werkblad
from werkplek.inlezen import VoorstelForm
from werkplek.pagina import done, page, show
from werkplek.toegang import user_of

BLADEN = (
    "product",
    "perceel",
    "matrix",
    "segment",
    "eis",
    "hoofdstuk",
    "grondslag",
    "tariefas",
    "aswaarde",
    "leefgebied",
    "rubriek",
    "begrip",
    *RONDOM,
)

#: Those that are more than a row for each part.
EIGEN: dict[str, Callable[[Werkblad], Blad]] = {"matrix": Matrixblad, "eis": Eisenblad, "product": Productblad}


#: Cells of a preview on one page.
PER_PAGINA = 100


class BladForm(WerkplekForm):
    bestand = BestandField(
        ".xlsx", label="Ingevuld Excel-bestand", help_text="Een .xlsx dat u hier heeft gedownload en aangepast."
    )


def _blad(naam: str, werkblad: Werkblad) -> Blad:
    if naam not in BLADEN:
        raise Http404
    own = EIGEN.get(naam)
    return own(werkblad) if own else Feitenblad((SOORTEN | RONDOM)[naam], werkblad)


@require_safe
def excel(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug)
    return show(request, "inhoud/excel", werkblad, bladen=[_blad(naam, werkblad) for naam in BLADEN])


@require_safe
def download(request: HttpRequest, slug: str, soort: str, *, leeg: bool = False) -> HttpResponse:
    """`leeg`: a template, with what each column is for."""
    werkblad = load_werkblad(request, slug)
    blad = _blad(soort, werkblad)
    if leeg and not blad.kan_beginnen:
        raise Http404
    try:
        content = write_xlsx(blad.sheets(leeg=leeg), title=f"{werkblad.inkoop.titel}: {blad.meervoud} (werktekst)")
    except SpreadsheetFout as fout:
        messages.error(request, str(fout))
        return redirect("werkplek:excel", slug)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    naam = f"{slug}-{blad.meervoud.replace(' ', '-')}{'-sjabloon' * leeg}"
    response["Content-Disposition"] = f'attachment; filename="{naam}.xlsx"'
    return response


def _told(cellen: list[Celwijziging], blad: Blad) -> str:
    new = sum(cel.is_nieuw for cel in cellen)
    cells = sum(not cel.is_nieuw for cel in cellen)
    told = f"{cells} {'cel' if cells == 1 else 'cellen'} gewijzigd"
    return f"{new} {blad.enkelvoud if new == 1 else blad.meervoud} toegevoegd, {told}" if new else told


@page
def inlezen(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """Upload, look at each cell that would change, confirm. All of it, or nothing."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    blad = _blad(soort, werkblad)
    bladert = "pagina" in request.POST
    bevestigd = "akkoord" in request.POST or bladert
    form = BladForm() if bevestigd else BladForm(*posted_files(request))
    waar = f"excel.{werkblad.inkoop.pk}.{soort}"
    voorstel = VoorstelForm(request, waar, bevestigd=bevestigd, maak=blad.again, toon=blad.shown)
    terug = reverse("werkplek:excel", args=[slug])
    if bevestigd:
        with attempt(voorstel):
            lock(werkblad.inkoop)
            cellen = voorstel.confirmed()
            if not bladert:
                cellen = blad.chosen(cellen, request.POST.getlist("mijn"))
                blad.write(cellen, user_of(request))
                return done(request, terug, _told(cellen, blad))
    elif form.is_bound and form.is_valid():
        with attempt(form):
            upload = form.cleaned_data["bestand"]
            cellen = blad.compare(upload, upload.name)
            voorstel.shows(blad.asked(cellen), cellen)
    cellen = voorstel.voorstel or []
    if voorstel.voorstel == [] and not form.fouten:
        later = " Wat een collega na het downloaden wijzigde, blijft staan." if blad.van_collega else ""
        messages.info(request, f"Het bestand is gelijk aan wat er nu staat. Er is niets te wijzigen.{later}")
        return redirect(terug)
    for cel in cellen:
        if cel.fout:
            (voorstel if bevestigd else form).refuse(BewerkFout(cel.melding))
    pagina = Paginator(cellen, PER_PAGINA).get_page(request.POST.get("pagina"))
    hier = {cel.sleutel for cel in pagina}
    return show(
        request, "inhoud/excel_inlezen", werkblad, form=voorstel if bevestigd else form, blad=blad, upload=form, voorstel=voorstel,
        cellen=cellen, kan_opslaan=bool(cellen) and not any(cel.fout for cel in cellen), pagina=pagina,
        mijn=request.POST.getlist("mijn"), elders=[sleutel for sleutel in request.POST.getlist("mijn") if sleutel not in hier],
        botsingen=sum(cel.botst for cel in cellen),
    )  # fmt: skip
