"""The matrix: what every product pays for every value of its axes on a chosen day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import dutch
from core.codelijsten import bedragtekst, per
from producten.soort import lijneenheid
from publicaties import tarieflijst
from publicaties.snapshot import take
from segments.models import Inkoop
from tarieven.inrichting import Plaats, load
from tarieven.matrix import Matrix, Matrixcel, Matrixrij, build
from werkplek.formulier import DagField
from werkplek.pagina import show
from werkplek.tarieven.gepubliceerd import Gepubliceerd, last_said, sleutel_of
from werkplek.toegang import load_inkoop


@dataclass(frozen=True)
class Celbeeld:
    """A cell on the screen. `gezegd`: what the last publication says, when that differs from what holds now."""

    cel: Matrixcel
    id: str
    naam: str
    adres: str
    gezegd: Decimal | None
    anders: bool
    focus: bool = False

    @property
    def tekst(self) -> str:
        now = self.cel.eigen or self.cel.geldt
        return (
            bedragtekst(self.cel.plaats.product.tariefsoort, now.bedrag)
            if now
            else "Geen tarief"
            if self.cel.hiaat
            else "leeg"
        )


@dataclass(frozen=True)
class Rijbeeld:
    rij: Matrixrij
    cellen: Sequence[Celbeeld]

    @property
    def per(self) -> str:
        return per(*lijneenheid(self.rij.product, self.rij.waarden))


@require_safe
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    inkoop = load_inkoop(request, slug)
    day, fout = day_asked(request)
    return show(
        request,
        "tarieven/matrix",
        inkoop,
        hier="matrix",
        fout=fout,
        **matrix_context(inkoop, day, every_perceel="percelen" in request.GET),
    )


def day_asked(request: HttpRequest) -> tuple[dt.date, str]:
    """The day of ?dag=, or today; and what is wrong with it, in Dutch."""
    text = request.GET.get("dag", "") or request.POST.get("dag", "")
    try:
        day = DagField(required=False).clean(text)
    except ValidationError as fout:
        return timezone.localdate(), " ".join(fout.messages)
    return (day if isinstance(day, dt.date) else timezone.localdate()), ""


def matrix_context(inkoop: Inkoop, day: dt.date, *, focus: str = "", every_perceel: bool = False) -> dict[str, Any]:
    """What the matrix shows on `day`; `focus`: the id of the cell that takes the focus.

    A perceel in which every product pays what it pays everywhere is left out, unless `every_perceel`.
    """
    inrichting = load(inkoop)
    built = build(inrichting, day)
    said = last_said(inkoop, day)
    shown = [row for row in built.rijen if every_perceel or row.perceel is None or _has_own(row)]
    rows = [Rijbeeld(row, [_beeld(inkoop, cel, day, said, focus) for cel in row.cellen]) for row in shown]
    return {
        "dag": day,
        "dag_tekst": f"{day.day}-{day.month}-{day.year}",
        "kolommen": built.kolommen,
        "rijen": rows,
        "versie": said.versie,
        "hiaten": [
            (hiaat, inrichting.name(hiaat.cel), cell_address(inkoop, inrichting.parts(hiaat.cel), hiaat.van))
            # Where no tarieven are published, none is missing.
            for hiaat in (inrichting.hiaten(day) if inkoop.met_tarieven else ())
        ],
        "jaren": _years(day),
        "leeg": _is_empty(built),
        "verschilt_per": dutch.listing(["product", *(one.naam for one in inrichting.assen.values())]),
        "zonder_bedrag": [product for product in inrichting.producten if not product.heeft_bedrag],
        "verborgen": len(built.rijen) - len(shown),
        "alle_percelen": every_perceel,
    }


def _beeld(inkoop: Inkoop, cel: Matrixcel, day: dt.date, said: Gepubliceerd, focus: str) -> Celbeeld:
    published = said.bedragen.get(sleutel_of(cel.plaats))
    now = cel.eigen.bedrag if cel.eigen else None
    ident = cell_id(cel.plaats)
    return Celbeeld(
        cel=cel,
        id=ident,
        naam=cel.plaats.naam,
        adres=cell_address(inkoop, cel.plaats, day),
        gezegd=published,
        anders=said.versie is not None and published != now,
        focus=ident == focus,
    )


def cell_id(plaats: Plaats) -> str:
    values = [row.code.lower() for row in plaats.waarden.values() if row]
    return "-".join(
        ["cel", plaats.product.code, *(values or ["een"]), plaats.perceel.nummer if plaats.perceel else "alle"]
    )


def cell_address(inkoop: Inkoop, plaats: Plaats, day: dt.date) -> str:
    asked = {veld: row.code if row else "" for veld, row in plaats.waarden.items()}
    asked |= {"perceel": plaats.perceel.nummer if plaats.perceel else "", "dag": day.isoformat()}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('werkplek:tarieven:cel', args=[inkoop.slug, plaats.product.code])}?{query}"


def _years(day: dt.date) -> list[tuple[int, str]]:
    """The first of January of the years around `day`, to go to at once."""
    return [(year, f"{year}-01-01") for year in (day.year - 1, day.year, day.year + 1)]


def _has_own(row: Matrixrij) -> bool:
    return any(cel.eigen or cel.volgend or cel.beeindigd or cel.hiaat for cel in row.cellen)


def _is_empty(built: Matrix) -> bool:
    return not any(cel.past or cel.eigen for row in built.rijen for cel in row.cellen)


@require_safe
def export(request: HttpRequest, slug: str, formaat: str) -> HttpResponse:
    """The working tarieven, as providers get the published ones."""
    inkoop = load_inkoop(request, slug)
    if formaat not in tarieflijst.MEDIATYPES:
        raise Http404(f"Geen formaat {formaat}.")
    content = tarieflijst.export(take(inkoop), formaat, basis=True)
    response = HttpResponse(content, content_type=tarieflijst.MEDIATYPES[formaat])
    response["Content-Disposition"] = f'attachment; filename="{slug}-tarieven-werkgegevens.{formaat}"'
    return response
