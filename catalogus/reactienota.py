"""A reactienota as it came out, with the way to what changed because of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalogus.aanleiding import changes_since
from catalogus.bestanden import stream
from catalogus.versie import Versie, newest
from catalogus.views import page
from catalogus.voorraad import for_everybody, has
from core.opmaak import Pagina
from core.plek import Plek
from opslag.database import sha256_of
from overleg.models import Reactienota
from overleg.reactienota import besluit, inleiding, read


def _published(slug: str, volgnummer: int) -> Reactienota:
    rows = Reactienota.objects.filter(inkoop__slug=slug, gepubliceerd_op__isnull=False)
    found: Reactienota = get_object_or_404(rows.select_related("inkoop__regio"), nummer=volgnummer)
    return found


@require_safe
@for_everybody
def nota(request: HttpRequest, slug: str, volgnummer: int) -> HttpResponse:
    """What it says is frozen; where a change is found, is worked out: it may have come out after the nota."""
    versie, row = newest(slug), _published(slug, volgnummer)
    inhoud = read(row)
    changed = changes_since(versie, inhoud.over_versie)
    plaatsen = [
        (plaats, [(one, besluit(one), _links(one.veranderd, changed, versie)) for one in plaats.onderwerpen])
        for plaats in inhoud.plaatsen
    ]
    return page(
        request, "reactienota", versie, "proces", pagina=Pagina(), onderdeel="reageren", row=row, nota=inhoud,
        plaatsen=plaatsen, inleiding=inleiding(inhoud),
        pdf_adres=f"{versie.basis}reactienota/{row.nummer}.pdf", docx_adres=f"{versie.basis}reactienota/{row.nummer}.docx",
    )  # fmt: skip


def _links(
    plekken: Iterable[Plek], changed: Mapping[str, tuple[int, str]], versie: Versie
) -> list[tuple[str, int | None, str]]:
    """(name of the place, version that brought the change, its address); no version yet: not out."""
    found = []
    for plek in plekken:
        nummer, anker = changed.get(plek.pad, (None, ""))
        adres = f"{versie.basis}versie/{nummer}/wijzigingen/#{anker}" if nummer else ""
        found.append((plek.naam, nummer, adres))
    return found


@require_safe
@for_everybody
def bestand(request: HttpRequest, slug: str, volgnummer: int, formaat: str) -> HttpResponseBase:
    row = _published(slug, volgnummer)
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
