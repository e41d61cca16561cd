"""Tarieven to work with: a spreadsheet, CSV and JSON of a version, made from its snapshot; the same version gives the same bytes."""

from __future__ import annotations

import hashlib
import json as json_module
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalogus.bestanden import serve
from catalogus.versie import Versie, find, read_stukken
from core.codelijsten import Btw, Eenheid, Productcategorie, label_of
from core.spreadsheet import Column, Sheet, write_csv, write_xlsx
from producten.soort import eenheidwoord
from publicaties import woorden
from publicaties.snapshot import Snapshot

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    Column("Productcode"),
    Column("Product"),
    Column("iWmo-productcategorie"),
    Column("iWmo-productcode"),
    Column("Grondslagcode"),
    Column("Grondslag"),
    Column("Percelen"),
    Column("Eenheid (WJ756)"),
    Column("Eenheid"),
    Column("Tarief in euro's", "bedrag"),
    Column("Tarief in eurocenten", "getal"),
    Column("Btw"),
    Column("Ingangsdatum", "datum"),
    Column("Einddatum", "datum"),
    Column("Opmerking"),
)
VERZONNEN = "verzonnen bedrag"


def rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    """One per tarief; amounts in whole eurocents. Without a grondslag the product has one tarief; `percelen`: where it holds."""
    found = []
    percelen = {
        product.code: [perceel.nummer for perceel in woorden.percelen_of(snapshot, product.code)]
        for product in snapshot.producten
    }
    for tarief in snapshot.tarieven:
        product = snapshot.product[tarief.product]
        grondslag = snapshot.grondslag.get(tarief.grondslag or "")
        found.append(
            {
                "product": product.code,
                "productnaam": product.volledig,
                "iwmo_categorie": product.iwmo_categorie,
                "iwmo_code": product.iwmo_code,
                "grondslag": tarief.grondslag,
                "grondslagnaam": grondslag.label if grondslag else None,
                "perceel": tarief.perceel,
                "percelen": [tarief.perceel] if tarief.perceel else percelen[product.code],
                "eenheid": product.eenheid,
                "eenheidnaam": eenheidwoord(product),
                "eurocent": int(tarief.bedrag * 100),
                "btw": label_of(Btw, tarief.btw),
                "ingangsdatum": tarief.ingangsdatum,
                "einddatum": tarief.einddatum,
                "bedrag": tarief.bedrag,
            }
        )
    return found


def _with_code(eenheid: str) -> str:
    return f"{eenheid} {label_of(Eenheid, eenheid)}" if eenheid else ""


def _sheet(snapshot: Snapshot) -> Sheet:
    """National codes stand with their words, so that Excel does not make a number of them: 02 would become 2."""
    return Sheet(
        "Tarieven",
        COLUMNS,
        [
            [
                row["product"],
                row["productnaam"],
                label_of(Productcategorie, row["iwmo_categorie"]),
                row["iwmo_code"],
                row["grondslag"] or "",
                row["grondslagnaam"] or "",
                ", ".join(row["percelen"]),
                _with_code(row["eenheid"]),
                row["eenheidnaam"],
                row["bedrag"],
                row["eurocent"],
                row["btw"],
                row["ingangsdatum"],
                row["einddatum"],
                VERZONNEN if snapshot.inkoop.tarieven_fictief else "",
            ]
            for row in rows(snapshot)
        ],
    )


def _xlsx(snapshot: Snapshot) -> bytes:
    return write_xlsx([_sheet(snapshot)], title=f"Tarieven van {snapshot.inkoop.titel}")


def _csv(snapshot: Snapshot) -> bytes:
    return write_csv(_sheet(snapshot))


def _json(snapshot: Snapshot) -> bytes:
    tarieven = [{key: value for key, value in row.items() if key != "bedrag"} for row in rows(snapshot)]
    content = {
        "inkoop": snapshot.inkoop.slug,
        "verzonnen_bedragen": snapshot.inkoop.tarieven_fictief,
        "tarieven": tarieven,
    }
    return json_module.dumps(content, ensure_ascii=False, indent=1, default=str).encode()


@lru_cache(maxsize=64)
def _content(pk: int, sha256: str, make: Callable[[Snapshot], bytes]) -> tuple[bytes, str]:
    content = make(read_stukken(pk, sha256).snapshot)
    return content, hashlib.sha256(content).hexdigest()


def _answer(
    request: HttpRequest,
    slug: str,
    nummer: int | None,
    make: Callable[[Snapshot], bytes],
    mediatype: str,
    extension: str,
) -> HttpResponse:
    versie: Versie = find(slug, nummer)
    if not versie.snapshot.tarieven:
        raise Http404("Deze versie bevat geen tarieven.")
    content, sha256 = _content(versie.publicatie.pk, versie.publicatie.sha256, make)
    naam = f"{slug}-versie-{versie.publicatie.volgnummer}-tarieven.{extension}"
    return serve(request, versie, content, mediatype, naam, sha256)


@require_safe
def xlsx(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    return _answer(request, slug, nummer, _xlsx, XLSX, "xlsx")


@require_safe
def csv(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    return _answer(request, slug, nummer, _csv, "text/csv; charset=utf-8", "csv")


@require_safe
def json(request: HttpRequest, slug: str, nummer: int | None = None) -> HttpResponse:
    return _answer(request, slug, nummer, _json, "application/json", "json")
