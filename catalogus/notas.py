"""A nota as it came out, of reacties or of questions, with the way to what changed because of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalogus.aanleiding import changes_since
from catalogus.adressen import address, exists
from catalogus.bestanden import stream
from catalogus.versie import Versie, newest
from catalogus.views import page
from catalogus.voorraad import for_everybody, has
from core.opmaak import Pagina
from core.plek import Plek
from opslag.database import sha256_of
from overleg import reactienota, vragennota
from overleg.models import Reactienota, Vragennota

N = TypeVar("N", bound=Model)

REACTIENOTAS = Reactienota.objects.filter(gepubliceerd_op__isnull=False)
VRAGENNOTAS = Vragennota.objects.all()


def _find(rows: QuerySet[N], slug: str, volgnummer: int) -> N:
    found: N = get_object_or_404(rows.select_related("inkoop__regio"), inkoop__slug=slug, nummer=volgnummer)
    return found


@require_safe
@for_everybody
def van_reacties(request: HttpRequest, slug: str, volgnummer: int) -> HttpResponse:
    """What it says is frozen; where a change is found, is worked out: it may have come out after the nota."""
    versie, row = newest(slug), _find(REACTIENOTAS, slug, volgnummer)
    inhoud = reactienota.read(row)
    changed = changes_since(versie, inhoud.over_versie)
    plaatsen = [
        (
            plaats,
            [(one, reactienota.besluit(one), _links(versie, changed, one.veranderd)) for one in plaats.onderwerpen],
        )
        for plaats in inhoud.plaatsen
    ]
    return _page(
        request, "reactienota", versie, row, onderdeel="reageren", nota=inhoud, plaatsen=plaatsen,
        inleiding=reactienota.inleiding(inhoud),
    )  # fmt: skip


@require_safe
@for_everybody
def van_inlichtingen(request: HttpRequest, slug: str, volgnummer: int) -> HttpResponse:
    """As `van_reacties`."""
    versie, row = newest(slug), _find(VRAGENNOTAS, slug, volgnummer)
    inhoud = vragennota.read(row)
    changed = cache(partial(changes_since, versie))  # by the version that the asker read
    vragen = [
        (one, vragennota.over(one), _standing(versie, one.over),
         _links(versie, changed(one.over_versie), [one.veranderd] if one.veranderd else []))
        for one in inhoud.vragen
    ]  # fmt: skip
    return _page(
        request, "vragennota", versie, row, onderdeel="vragen", vragen=vragen, titel=vragennota.titel(inhoud),
        inleiding=vragennota.inleiding(inhoud),
    )  # fmt: skip


def _page(request: HttpRequest, template: str, versie: Versie, row: Model, **context: object) -> HttpResponse:
    basis = request.path.removesuffix("/")
    return page(
        request, template, versie, "proces", pagina=Pagina(), row=row, pdf_adres=f"{basis}.pdf",
        docx_adres=f"{basis}.docx", **context,
    )  # fmt: skip


def _standing(versie: Versie, plek: Plek | None) -> str:
    """The address where it stands now; empty when this version has no such place."""
    return address(versie, plek) if plek and exists(versie.snapshot, plek) else ""


def _links(
    versie: Versie, changed: Mapping[str, tuple[int, str]], plekken: Iterable[Plek]
) -> list[tuple[str, int | None, str]]:
    """(name of the place, version that brought the change, its address); no version yet: not out. `changed`: `changes_since`."""
    found = []
    for plek in plekken:
        nummer, anker = changed.get(plek.pad, (None, ""))
        adres = f"{versie.basis}versie/{nummer}/wijzigingen/#{anker}" if nummer else ""
        found.append((plek.naam, nummer, adres))
    return found


@require_safe
@for_everybody
def bestand_van_reacties(request: HttpRequest, slug: str, volgnummer: int, formaat: str) -> HttpResponseBase:
    return _file(request, _find(REACTIENOTAS, slug, volgnummer), formaat)


@require_safe
@for_everybody
def bestand_van_inlichtingen(request: HttpRequest, slug: str, volgnummer: int, formaat: str) -> HttpResponseBase:
    return _file(request, _find(VRAGENNOTAS, slug, volgnummer), formaat)


def _file(request: HttpRequest, row: Reactienota | Vragennota, formaat: str) -> HttpResponseBase:
    file = {"pdf": row.pdf, "docx": row.docx}.get(formaat)
    if not file:
        raise Http404("Deze nota is er als PDF en als Word-bestand.")
    digest = sha256_of(file.name or "")
    etag = f'"{digest}"'
    if has(request, digest):
        return HttpResponse(status=304, headers={"ETag": etag})
    response = stream(request, file.open("rb"), file.size, etag)
    response["ETag"] = etag
    return response
