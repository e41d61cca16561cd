"""What goes on around the text: shows as soon as a row is openbaar. The frame of the page is that of the current version."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalogus.bestanden import stream
from catalogus.versie import Versie, find
from catalogus.views import page
from catalogus.voorraad import for_everybody, has
from core.opmaak import Pagina
from opslag.database import sha256_of
from proces.models import Bijeenkomst, Document, DocumentSoort, Kengetal

#: What the kinds are called on the page that lists them.
MEERVOUD = {
    DocumentSoort.INKOOPDOCUMENT: "Inkoopdocumenten",
    DocumentSoort.PROGRAMMA_VAN_EISEN: "Programma’s van eisen",
    DocumentSoort.NOTA_VAN_INLICHTINGEN: "Nota’s van inlichtingen",
    DocumentSoort.BASISOVEREENKOMST: "Basisovereenkomst",
    DocumentSoort.UITVOERINGSOVEREENKOMST: "Uitvoeringsovereenkomst",
    DocumentSoort.KPI_BIJLAGE: "KPI-bijlagen",
    DocumentSoort.KOSTPRIJSONDERZOEK: "Kostprijsonderzoek",
    DocumentSoort.ONDERZOEK: "Onderzoeken",
    DocumentSoort.OVERZICHT: "Overzichten",
    DocumentSoort.FORMULIER: "Formulieren",
    DocumentSoort.PRESENTATIE: "Presentaties",
    DocumentSoort.VERSLAG: "Verslagen",
    DocumentSoort.OPNAME: "Opnamen",
    DocumentSoort.VRAGEN_EN_ANTWOORDEN: "Vragen en antwoorden",
    DocumentSoort.BRIEF: "Brieven",
    DocumentSoort.NIEUWSBRIEF: "Nieuwsbrieven",
    DocumentSoort.OVERIG: "Overige documenten",
}


def _page(request: HttpRequest, template: str, versie: Versie, **context: object) -> HttpResponse:
    return page(request, template, versie, "proces", pagina=Pagina(), onderdeel=template, **context)


def _stukken(inkoop_id: int) -> QuerySet[Document]:
    """The documenten that are openbaar, with what a list says of them."""
    rows = Document.objects.filter(inkoop=inkoop_id, openbaar=True).with_sizes()
    return rows.select_related("segment", "perceel").order_by("volgorde", "pk")


def _held(inkoop_id: int) -> QuerySet[Bijeenkomst]:
    handed_out = Prefetch("documenten", _stukken(inkoop_id), to_attr="stukken")
    rows = Bijeenkomst.objects.filter(inkoop=inkoop_id, openbaar=True)
    return rows.prefetch_related("segmenten", "percelen", handed_out).order_by("-datum", "pk")


def _of(row: Bijeenkomst) -> list[Document]:
    """What was handed out at one of `_held`."""
    return list(getattr(row, "stukken", ()))


@require_safe
@for_everybody
def bijeenkomsten(request: HttpRequest, slug: str) -> HttpResponse:
    versie = find(slug, None)
    rows = list(_held(versie.publicatie.inkoop_id))
    groepen = [
        ("Komt nog", [row for row in reversed(rows) if row.datum >= versie.day]),
        ("Geweest", [row for row in rows if row.datum < versie.day]),
    ]
    groepen = [groep for groep in groepen if groep[1]]
    zonder_bestand = any(stuk.ontbreekt for row in rows for stuk in _of(row))
    return _page(request, "bijeenkomsten", versie, groepen=groepen, zonder_bestand=zonder_bestand)


@require_safe
@for_everybody
def bijeenkomst(request: HttpRequest, slug: str, sleutel: str) -> HttpResponse:
    """With its agenda and report."""
    versie = find(slug, None)
    row = get_object_or_404(_held(versie.publicatie.inkoop_id), sleutel=sleutel)
    zonder_bestand = any(stuk.ontbreekt for stuk in _of(row))
    return _page(request, "bijeenkomst", versie, bijeenkomst=row, zonder_bestand=zonder_bestand)


@require_safe
@for_everybody
def documenten(request: HttpRequest, slug: str) -> HttpResponse:
    """By kind, each in the order of the regio; what was replaced stands below what came for it."""
    versie = find(slug, None)
    rows = list(_stukken(versie.publicatie.inkoop_id))
    per_pk = {row.pk: row for row in rows}
    replaced = {row.vervangt_id for row in rows}
    groups = []
    for soort, titel in MEERVOUD.items():
        found = [(row, _older(row, per_pk)) for row in rows if row.soort == soort and row.pk not in replaced]
        groups += [(titel, found)] if found else []
    return _page(request, "documenten", versie, groepen=groups, zonder_bestand=any(row.ontbreekt for row in rows))


def _older(row: Document, rows: Mapping[int, Document]) -> list[Document]:
    """What it replaced, newest first."""
    found: list[Document] = []
    while (older := rows.get(row.vervangt_id or 0)) and older not in found:
        found.append(older)
        row = older
    return found


@require_safe
@for_everybody
def bestand(request: HttpRequest, slug: str, sleutel: str) -> HttpResponseBase:
    """Always as an attachment: what someone uploaded is never shown as a page of ours. Only of an inkoop that is public.

    Streamed from the database; a part of it (a range) may be asked.
    """
    find(slug, None)
    document = get_object_or_404(Document, inkoop__slug=slug, sleutel=sleutel, openbaar=True)
    digest = sha256_of(document.bestand.name or "")
    etag = f'"{digest}"'
    if digest and has(request, digest):
        return HttpResponse(status=304, headers={"ETag": etag})
    try:
        response = stream(request, document.bestand.open("rb"), document.bestand.size, etag)
    except (ValueError, FileNotFoundError) as fout:
        raise Http404("Dit document heeft geen bestand.") from fout
    response["ETag"] = etag
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
