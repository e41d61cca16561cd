"""The kind of part on which aanbieders enrol."""

from __future__ import annotations

from core import dutch
from core.plek import Zin, listing, named_or_listed
from core.soort import Document, Feitsoort, Soort
from percelen.inhoud import PerceelInhoud, VoorwaardeInhoud
from percelen.models import Inschrijfvoorwaarde, Perceel
from producten.models import RubriekBron
from producten.soort import segmenttitels


def toewijzingsduur(perceel: PerceelInhoud) -> str:
    """ "in beginsel maximaal 2 jaar", "minimaal 1 jaar en maximaal 5 jaar"; empty when nothing is agreed."""
    parts = []
    if perceel.toewijzing_min_maanden is not None:
        parts.append(f"minimaal {dutch.months(perceel.toewijzing_min_maanden)}")
    if perceel.toewijzing_max_maanden is not None:
        beginsel = "in beginsel " if perceel.toewijzing_in_beginsel else ""
        parts.append(f"{beginsel}maximaal {dutch.months(perceel.toewijzing_max_maanden)}")
    return dutch.listing(parts)


def _verlenging(document: Document, perceel: PerceelInhoud) -> str:
    maanden = perceel.verlenging_max_maanden
    return f"telkens maximaal {dutch.months(maanden)}" if maanden is not None else ""


def _producten(document: Document, perceel: PerceelInhoud) -> Zin:
    found = [document.vind("product", link.code) for link in perceel.producten]
    return listing(product.zin() for product in found if product is not None)


def _toegang(document: Document, perceel: PerceelInhoud) -> str:
    parts = []
    if perceel.min_kenmerken is not None:
        parts.append(f"minimaal {perceel.min_kenmerken} van de {len(perceel.kenmerken)} kenmerken")
    if perceel.min_leefgebieden is not None:
        parts.append(f"zware problematiek op minimaal {dutch.counted(perceel.min_leefgebieden, 'leefgebied')}")
    return dutch.listing(parts)


def _doorstroom(document: Document, perceel: PerceelInhoud) -> Zin:
    """ "naar percelen 1, 2 en 3 of beschermd wonen"."""
    found = [document.vind("perceel", nummer) for nummer in perceel.doorstroom]
    percelen = named_or_listed("perceel", "percelen", [row.plek() for row in found if row is not None])
    targets = listing([percelen, perceel.doorstroom_buiten], word="of")
    return "naar " + targets if targets else Zin()


VOORWAARDE = Soort(
    "voorwaarde",
    "voorwaarden",
    "de",
    Inschrijfvoorwaarde,
    VoorwaardeInhoud,
    beheer=("product",),
)

PERCEEL = Soort(
    "perceel",
    "percelen",
    "het",
    Perceel,
    PerceelInhoud,
    met_rubrieken=True,
    met_pagina=True,
    feiten=(
        Feitsoort("Producten", ("producten",), _producten, bron=RubriekBron.PRODUCTEN),
        Feitsoort("Segment", ("segment",), lambda document, row: segmenttitels(document, [row.segment or ""])),
        Feitsoort(
            "Toewijzing",
            ("toewijzing_min_maanden", "toewijzing_max_maanden", "toewijzing_in_beginsel"),
            lambda _, row: toewijzingsduur(row),
        ),
        Feitsoort("Verlenging", ("verlenging_max_maanden",), _verlenging),
        Feitsoort(
            "Naast een ander perceel",
            ("naast_ander_perceel",),
            lambda _, row: "mogelijk" if row.naast_ander_perceel else "",
        ),
        Feitsoort(
            "Grens met de Wlz",
            ("geen_24_uur",),
            lambda _, row: (
                "geen noodzaak voor ondersteuning die 24 uur per dag in de nabijheid is" if row.geen_24_uur else ""
            ),
        ),
        Feitsoort("Kenmerken", ("min_kenmerken", "min_leefgebieden"), _toegang),
        Feitsoort(
            "Lijst van kenmerken",
            ("kenmerken",),
            lambda _, row: "; ".join(f"{kenmerk.nummer}. {kenmerk.naam}" for kenmerk in row.kenmerken),
            intern=True,
        ),
        Feitsoort("Doorstroom", ("doorstroom", "doorstroom_buiten"), _doorstroom),
    ),
    samen=(
        ("segment", "bereik"),
        ("toewijzing_min_maanden", "toewijzing_max_maanden", "verlenging_max_maanden"),
        ("min_kenmerken", "min_leefgebieden"),
    ),
)
