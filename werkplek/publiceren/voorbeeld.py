"""Previews of the working data as readers will see it: a page and a PDF of any part or the whole, marked CONCEPT.

There is no task queue: the whole document takes a second or two. Its page fetches the PDF while showing that it is being made
(`voortgang.js`); without JavaScript the same address is a plain link.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.deel import DeelInhoud
from core.opmaak import Pagina, Term
from core.plek import Plek
from inlezen import documentvorm
from producten.inhoud import ProductInhoud
from publicaties import beschrijving
from publicaties.document import Versiegegevens, render_document, render_onderdeel
from publicaties.models import BEWERKBAAR, OPEN, Publicatie
from publicaties.snapshot import Snapshot, take
from publicaties.soorten import SOORTEN, soort_van
from publicaties.wijzigingen import WijzigingInhoud
from segments.models import Inkoop
from werkplek.pagina import show
from werkplek.plekken import adres
from werkplek.publiceren.stand import Versiepaar
from werkplek.toegang import load_inkoop


@require_safe
def overzicht(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that can be previewed."""
    inkoop = load_inkoop(request, slug)
    snapshot = take(inkoop)
    groepen = [
        ("Percelen", "perceel", snapshot.percelen),
        ("Producten", "product", snapshot.producten),
        ("Segmenten", "segment", snapshot.segmenten),
    ]
    return show(request, "publiceren/voorbeeld", inkoop, hier="voorbeeld", groepen=groepen)


@require_safe
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole document on one page."""
    inkoop = load_inkoop(request, slug)
    snapshot = take(inkoop)
    return show(
        request, "publiceren/voorbeeld_document", inkoop, hier="voorbeeld", snapshot=snapshot, pagina=_pagina(snapshot)
    )


@require_safe
def document_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole document from working data, with the changes since the last version and the reasons so far."""
    versie, snapshot, wijzigingen = _werktekst(load_inkoop(request, slug))
    return pdf_response(render_document(versie, snapshot, wijzigingen), f"{slug}-concept.pdf")


@require_safe
def document_woord(request: HttpRequest, slug: str, formaat: str) -> HttpResponse:
    """The same as a file to work on: it can be read in again (`inlezen`)."""
    content = documentvorm.make(*_werktekst(load_inkoop(request, slug)), formaat)
    response = HttpResponse(content, content_type=documentvorm.MEDIATYPES[formaat])
    response["Content-Disposition"] = f'attachment; filename="{slug}-werktekst.{formaat}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _werktekst(inkoop: Inkoop) -> tuple[Versiegegevens, Snapshot, list[tuple[WijzigingInhoud, str]]]:
    """What a document of the working data consists of."""
    under_way = Publicatie.objects.filter(inkoop=inkoop).open().defer("inhoud").first()
    # Work goes on after submission: the changes of this moment are not those that were submitted.
    draft = under_way if under_way and under_way.status in BEWERKBAAR else _unnamed(inkoop)
    draft.inkoop = inkoop
    stand = Versiepaar.of(draft)
    versie = _concept(inkoop, under_way, stand.snapshot)
    if stand.vorige:
        versie = replace(versie, vorige=f"versie {stand.vorige.volgnummer} ({stand.vorige.versienaam})")
    return versie, stand.snapshot, [(regel.wijziging, regel.reden) for regel in stand.regels()]


@require_safe
def onderdeel(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    snapshot = take(inkoop)
    deel = _find(snapshot, soort, code)
    day = timezone.localdate()
    context: dict[str, Any] = (
        {"tarieven": beschrijving.tarieftabel(snapshot, cast(ProductInhoud, deel), day)}
        if soort_van(deel).met_tarieven
        else {}
    )
    return show(
        request,
        "publiceren/voorbeeld_onderdeel",
        inkoop,
        hier="voorbeeld",
        snapshot=snapshot,
        pagina=_pagina(snapshot),
        deel=deel,
        soort=soort,
        code=code,
        adres=adres(slug, Plek(soort=soort, code=code)),
        titel=deel.volledig,
        **context,
    )


@require_safe
def onderdeel_pdf(request: HttpRequest, slug: str, soort: str, code: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    snapshot = take(inkoop)
    deel = _find(snapshot, soort, code)
    under_way = Publicatie.objects.filter(inkoop=inkoop, status__in=OPEN).defer("inhoud").first()
    content = render_onderdeel(_concept(inkoop, under_way, snapshot), snapshot, deel)
    return pdf_response(content, f"{slug}-concept-{code}.pdf")


def pdf_response(content: bytes, naam: str) -> HttpResponse:
    """A PDF of what is not published: shown in the browser, kept by nobody."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{naam}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _concept(inkoop: Inkoop, under_way: Publicatie | None, snapshot: Snapshot) -> Versiegegevens:
    """What a preview of working data says of itself: the name of the version under way, nothing of what was submitted."""
    publicatie = under_way or _unnamed(inkoop)
    publicatie.inkoop = inkoop
    return replace(Versiegegevens.of(publicatie, snapshot), sha256=snapshot.sha256, goedgekeurd_op=None)


def _unnamed(inkoop: Inkoop) -> Publicatie:
    """Not saved: what a preview is called while no version is being prepared."""
    return Publicatie(inkoop=inkoop, versienaam="Werkgegevens", ingangsdatum=timezone.localdate())


def _find(snapshot: Snapshot, soort: str, code: str) -> DeelInhoud:
    kind = SOORTEN.get(soort)
    found: DeelInhoud | None = snapshot.vind(soort, code) if kind and kind.met_pagina else None
    if found is None:
        raise Http404(f"De werkgegevens hebben geen {soort} {code}.")
    return found


def _pagina(snapshot: Snapshot) -> Pagina:
    return Pagina([Term(begrip.term, begrip.omschrijving) for begrip in snapshot.begrippen])
