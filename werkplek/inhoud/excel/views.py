"""Download a sheet; upload it filled in, look at each cell that would change, and take all of them over or none."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Recht
from core.spreadsheet import SpreadsheetFout, write_xlsx
from publicaties.soorten import SOORTEN
from segments.bewerking import BewerkFout, FeitConflict, TekstConflict
from werkplek.formulier import WerkplekForm
from werkplek.inhoud.excel.blad import Blad, Botsing
from werkplek.inhoud.excel.feiten import Feitenblad
from werkplek.inhoud.excel.matrix import Matrixblad
from werkplek.inhoud.pagina import load_werkblad, show, staff
from werkplek.inhoud.werkblad import Werkblad
from werkplek.toegang import user_of

BLADEN = ("product", "perceel", "matrix", "segment", "hoofdstuk", "grondslag", "leefgebied", "rubriek", "begrip")
_MAX_TOLD = 20


class UploadForm(WerkplekForm):
    bestand = forms.FileField(
        label="Ingevuld Excel-bestand", help_text="Een .xlsx dat u hier heeft gedownload en aangepast.",
        error_messages={"required": "Kies een bestand.", "empty": "Het bestand is leeg."},
    )  # fmt: skip


def _blad(naam: str, werkblad: Werkblad) -> Blad:
    if naam not in BLADEN:
        raise Http404
    return Matrixblad(werkblad) if naam == Matrixblad.naam else Feitenblad(SOORTEN[naam], werkblad)


@staff
@require_safe
def excel(request: HttpRequest, slug: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug)
    return show(request, "excel", werkblad, bladen=[_blad(naam, werkblad) for naam in BLADEN])


@staff
@require_safe
def download(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    werkblad = load_werkblad(request, slug)
    blad = _blad(soort, werkblad)
    try:
        content = write_xlsx(blad.sheets(), title=f"{werkblad.inkoop.titel}: {blad.meervoud} (werktekst)")
    except SpreadsheetFout as fout:
        messages.error(request, str(fout))
        return redirect("werkplek:excel", slug)
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{blad.meervoud.replace(" ", "-")}.xlsx"'
    return response


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def inlezen(request: HttpRequest, slug: str, soort: str) -> HttpResponse:
    """Upload, look at each cell that would change, confirm. All of it, or nothing."""
    werkblad = load_werkblad(request, slug, Recht.BEWERKEN)
    blad = _blad(soort, werkblad)
    form, cellen, fouten, status = UploadForm(), [], [], 200
    if "akkoord" in request.POST:
        try:
            count = blad.take_over(request.POST.get("cellen", ""), user_of(request))
        except (BewerkFout, ValidationError) as fout:
            status = 409 if isinstance(fout, Botsing | TekstConflict | FeitConflict) else 422
            told = " ".join(fout.messages) if isinstance(fout, ValidationError) else str(fout)
            fouten = [("", f"Er is niets ingelezen. {told} Upload het bestand opnieuw.")]
        else:
            messages.success(request, f"{count} {'cel' if count == 1 else 'cellen'} gewijzigd")
            return redirect("werkplek:excel", slug)
    elif request.method == "POST":
        form, status = UploadForm(request.POST, request.FILES), 422
        if not form.is_valid():
            fouten = form.fouten
        else:
            upload = form.cleaned_data["bestand"]
            try:
                cellen = blad.compare(upload, upload.name)
            except SpreadsheetFout as refused:
                fouten = [("id_bestand", str(one)) for one in refused.fouten[:_MAX_TOLD]]
            else:
                if not cellen:
                    messages.info(request, "Het bestand is gelijk aan wat er nu staat. Er is niets te wijzigen.")
                    return redirect("werkplek:excel", slug)
                fouten = [("", cel.melding) for cel in cellen if cel.fout]
                status = 422 if fouten else 200
    return show(
        request,
        "excel_inlezen",
        werkblad,
        status=status,
        blad=blad,
        form=form,
        cellen=cellen,
        fouten=fouten,
        packed="" if fouten else blad.pack(cellen),
    )
