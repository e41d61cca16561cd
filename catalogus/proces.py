"""What goes on around the text: shows as soon as a row is openbaar. The frame of the page is that of the current version."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalogus.versie import Versie, find
from catalogus.views import page
from catalogus.voorraad import for_everybody, has
from core.opmaak import Pagina
from opslag.database import sha256_of
from proces.models import Bijeenkomst, Document, DocumentSoort, Kengetal, Mijlpaal

MEERVOUD = {
    DocumentSoort.PRESENTATIE: "Presentaties",
    DocumentSoort.VERSLAG: "Verslagen",
    DocumentSoort.OPNAME: "Opnamen",
    DocumentSoort.PROGRAMMA_VAN_EISEN: "Programma’s van eisen",
    DocumentSoort.ONDERZOEK: "Onderzoeken",
    DocumentSoort.OVERZICHT: "Overzichten",
    DocumentSoort.BRIEF: "Brieven",
    DocumentSoort.FORMULIER: "Formulieren",
    DocumentSoort.OVERIG: "Overige documenten",
}


def _page(request: HttpRequest, template: str, versie: Versie, **context: object) -> HttpResponse:
    return page(request, template, versie, "proces", pagina=Pagina(), onderdeel=template, **context)


@require_safe
@for_everybody
def planning(request: HttpRequest, slug: str) -> HttpResponse:
    versie = find(slug, None)
    rows = Mijlpaal.objects.filter(inkoop=versie.publicatie.inkoop_id, openbaar=True).order_by("pk")
    return _page(
        request, "planning", versie, mijlpalen=[(row, _phase(row, versie)) for row in sorted(rows, key=_on_the_line)]
    )


def _on_the_line(mijlpaal: Mijlpaal) -> tuple[dt.date, dt.date, int]:
    """A period stands at its begin; "december 2022" after what happens on a day of that month."""
    last = mijlpaal.moment.last_day
    return mijlpaal.begin if mijlpaal.eind else last, last, mijlpaal.pk


def _phase(mijlpaal: Mijlpaal, versie: Versie) -> str:
    if mijlpaal.moment.last_day < versie.day:
        return "geweest"
    return "nu" if mijlpaal.begin <= versie.day else ""


@require_safe
@for_everybody
def bijeenkomsten(request: HttpRequest, slug: str) -> HttpResponse:
    versie = find(slug, None)
    handed_out = Prefetch(
        "documenten", Document.objects.filter(openbaar=True).with_sizes().order_by("titel", "pk"), to_attr="stukken"
    )
    rows = (
        Bijeenkomst.objects.filter(inkoop=versie.publicatie.inkoop_id, openbaar=True)
        .prefetch_related(handed_out)
        .order_by("-datum", "pk")
    )
    zonder_bestand = any(not stuk.bestand for row in rows for stuk in row.stukken)
    return _page(request, "bijeenkomsten", versie, bijeenkomsten=rows, zonder_bestand=zonder_bestand)


@require_safe
@for_everybody
def documenten(request: HttpRequest, slug: str) -> HttpResponse:
    versie = find(slug, None)
    rows = list(
        Document.objects.filter(inkoop=versie.publicatie.inkoop_id, openbaar=True)
        .with_sizes()
        .select_related("segment")
        .order_by("soort", "segment__code", "begin", "titel", "pk")
    )
    groups = [
        (MEERVOUD[DocumentSoort(soort)], list(group)) for soort, group in groupby(rows, key=lambda row: row.soort)
    ]
    return _page(request, "documenten", versie, groepen=groups, zonder_bestand=any(not row.bestand for row in rows))


@require_safe
@for_everybody
def bestand(request: HttpRequest, slug: str, sleutel: str) -> HttpResponseBase:
    """Always as an attachment: what someone uploaded is never shown as a page of ours. Only of an inkoop that is public."""
    find(slug, None)
    document = get_object_or_404(Document, inkoop__slug=slug, sleutel=sleutel, openbaar=True)
    digest = sha256_of(document.bestand.name or "")
    if digest and has(request, digest):
        response: HttpResponseBase = HttpResponse(status=304)
    else:
        try:
            response = FileResponse(document.bestand.open("rb"), as_attachment=True)
        except (ValueError, FileNotFoundError) as fout:
            raise Http404("Dit document heeft geen bestand.") from fout
    response["ETag"] = f'"{digest}"'
    return response


def _shares(rijen: list[Kengetal], totaal: Kengetal | None) -> list[tuple[Kengetal, float | None]]:
    """Each row with its part of the omzet in percents: of the total that was given, else of what is known."""
    whole = (totaal.omzet if totaal else None) or sum(row.omzet or 0 for row in rijen)
    return [
        (row, min(100.0, 100 * float(row.omzet / whole)) if row.omzet is not None and whole else None) for row in rijen
    ]


@require_safe
@for_everybody
def kengetallen(request: HttpRequest, slug: str) -> HttpResponse:
    versie = find(slug, None)
    rows = list(
        Kengetal.objects.filter(inkoop=versie.publicatie.inkoop_id, openbaar=True).order_by(
            "-jaar", "is_totaal", "volgorde", "pk"
        )
    )
    jaren = []
    for jaar, group in groupby(rows, key=lambda row: row.jaar):
        figures = list(group)
        totaal = next((row for row in figures if row.is_totaal), None)
        rijen = [row for row in figures if not row.is_totaal]
        jaren.append((jaar, _shares(rijen, totaal), totaal))
    return _page(request, "kengetallen", versie, jaren=jaren)
