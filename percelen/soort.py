"""The kind of part on which aanbieders enrol."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from core import dutch
from core.codelijsten import Uitvoeringsvariant, label_of
from core.plek import Zin, listing, named_or_listed, zin
from core.soort import Feitsoort, Geheel, Soort
from percelen.inhoud import PerceelInhoud, VoorwaardeInhoud
from percelen.models import Bereik, Inschrijfvoorwaarde, Perceel
from producten.models import RubriekBron
from producten.soort import segmenttitels
from segments.inhoud import SegmentInhoud
from segments.models import Perceelveld
from segments.soort import aantal, euros, lokaal, looptijd, toetreding


def toewijzingsduur(perceel: PerceelInhoud) -> str:
    """ "in beginsel maximaal 2 jaar", "minimaal 1 jaar en maximaal 5 jaar"; empty when nothing is agreed."""
    parts = []
    if perceel.toewijzing_min_maanden is not None:
        parts.append(f"minimaal {dutch.months(perceel.toewijzing_min_maanden)}")
    if perceel.toewijzing_max_maanden is not None:
        beginsel = "in beginsel " if perceel.toewijzing_in_beginsel else ""
        parts.append(f"{beginsel}maximaal {dutch.months(perceel.toewijzing_max_maanden)}")
    return dutch.listing(parts)


def _own_or_of_segment(document: Geheel, perceel: PerceelInhoud, own: str, of: Callable[[Any], str]) -> tuple[str, str]:
    """What a perceel says itself; else what its segment says (`of`), and from which segment that is."""
    segment = document.vind("segment", perceel.segment) if perceel.segment and not own else None
    if segment is None or not (told := of(segment)):
        return own, ""
    return told, f"zoals in {segment.kort}"


def _erft(
    naam: str,
    velden: tuple[str, ...],
    own: Callable[[Any], str],
    of: Callable[[Any, PerceelInhoud], str],
    *,
    voorwaarde: bool = False,
) -> Feitsoort:
    """A fact that a perceel has itself, or from its segment; without fields always from its segment, behind `segment`."""

    def both(document: Geheel, perceel: PerceelInhoud) -> tuple[str, str]:
        return _own_or_of_segment(
            document, perceel, own(perceel) if velden else "", lambda segment: of(segment, perceel)
        )

    return Feitsoort(
        naam,
        velden,
        lambda document, perceel: both(document, perceel)[0],
        bij=lambda document, perceel: both(document, perceel)[1],
        na="" if velden else "segment",
        voorwaarde=voorwaarde,
    )


def _same(naam: str, velden: tuple[str, ...], words: Callable[[Any], str]) -> Feitsoort:
    """A fact that a perceel and a segment have in the same fields."""
    return _erft(naam, velden, words, lambda segment, perceel: words(segment))


def _aanbieders(segment: SegmentInhoud, perceel: PerceelInhoud) -> str:
    """Those of a segment are divided over its regionale and its lokale perceel."""
    if perceel.bereik == Bereik.REGIONAAL:
        return aantal(segment.regionaal_min, segment.regionaal_max)
    return (
        lokaal(segment)
        if perceel.bereik == Bereik.LOKAAL or not aantal(segment.regionaal_min, segment.regionaal_max)
        else ""
    )


def _gemeenten(document: Geheel, perceel: PerceelInhoud) -> str:
    names = {row.code: row.naam for row in document.inkoop.deelnemers} if perceel.gemeenten else {}
    return dutch.listing(names.get(code, code) for code in perceel.gemeenten)


def _looptijd(document: Geheel, perceel: PerceelInhoud) -> str:
    """Where the document tells of segmenten apart, an aanbieder of a perceel would have to look for it."""
    return looptijd(document, document.inkoop) if perceel.segment else ""


def _verlenging(document: Geheel, perceel: PerceelInhoud) -> str:
    maanden = perceel.verlenging_max_maanden
    return f"telkens maximaal {dutch.months(maanden)}" if maanden is not None else ""


def _producten(document: Geheel, perceel: PerceelInhoud) -> Zin:
    found = [document.vind("product", link.code) for link in perceel.producten]
    return listing(product.zin() for product in found if product is not None)


def _toegang(document: Geheel, perceel: PerceelInhoud) -> str:
    parts = []
    if perceel.min_kenmerken is not None:
        parts.append(f"minimaal {perceel.min_kenmerken} van de {len(perceel.kenmerken)} kenmerken")
    if perceel.min_leefgebieden is not None:
        parts.append(f"zware problematiek op minimaal {dutch.counted(perceel.min_leefgebieden, 'leefgebied')}")
    return dutch.listing(parts)


def _doorstroom(document: Geheel, perceel: PerceelInhoud) -> Zin:
    """ "naar percelen 1, 2 en 3 of beschermd wonen"."""
    found = [document.vind("perceel", nummer) for nummer in perceel.doorstroom]
    percelen = named_or_listed("perceel", "percelen", [row.plek() for row in found if row is not None])
    targets = listing([percelen, perceel.doorstroom_buiten], word="of")
    return "naar " + targets if targets else Zin()


# --- what a rubriek says by itself ---


def _duurzinnen(document: Geheel, perceel: PerceelInhoud) -> Iterator[str]:
    if duur := toewijzingsduur(perceel):
        yield f"De toewijzing duurt {duur}."
    if perceel.verlenging_max_maanden is not None:
        yield f"Verlengen kan telkens met maximaal {dutch.months(perceel.verlenging_max_maanden)}."


def _productzinnen(document: Geheel, perceel: PerceelInhoud) -> Iterator[Zin]:
    for link in perceel.producten:
        product = document.vind("product", link.code)
        name = zin(product.volledig, product.plek()) if product else zin(link.code)
        yield name + f": {link.periode}" if link.periode else name


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
    schermen=(("werkplek:kenmerken", "Kenmerken"),),
    zinnen={RubriekBron.PRODUCTEN: _productzinnen, RubriekBron.DUUR: _duurzinnen},
    feiten=(
        Feitsoort("Producten", ("producten",), _producten, bron=RubriekBron.PRODUCTEN),
        Feitsoort("Segment", ("segment",), lambda document, row: segmenttitels(document, [row.segment or ""])),
        Feitsoort("Looptijd van de overeenkomst", (), _looptijd, na="segment"),
        _erft("Tussentijdse toetreding", (), lambda row: "", lambda segment, _: toetreding(segment), voorwaarde=True),
        Feitsoort("Gemeenten", ("gemeenten",), _gemeenten),
        _same(
            "Uitvoeringsvariant",
            ("uitvoeringsvariant",),
            lambda row: label_of(Uitvoeringsvariant, row.uitvoeringsvariant),
        ),
        _same("Bekostiging", ("bekostiging",), lambda row: row.bekostiging),
        _same("CPV-codes", ("cpv",), lambda row: dutch.listing(row.cpv)),
        _erft(
            "Aantal aanbieders",
            ("aanbieders_min", "aanbieders_max"),
            lambda row: aantal(row.aanbieders_min, row.aanbieders_max),
            _aanbieders,
        ),
        _same("Geraamde waarde per jaar", ("geraamde_waarde",), lambda row: euros(row.geraamde_waarde)),
        _same("Geraamd volume per jaar", ("geraamd_volume",), lambda row: row.geraamd_volume),
        Feitsoort(
            "Toewijzing",
            ("toewijzing_min_maanden", "toewijzing_max_maanden", "toewijzing_in_beginsel"),
            lambda _, row: toewijzingsduur(row),
            voorwaarde=True,
        ),
        Feitsoort("Verlenging", ("verlenging_max_maanden",), _verlenging),
        Feitsoort(
            "Naast een ander perceel",
            ("naast_ander_perceel",),
            lambda _, row: "mogelijk" if row.naast_ander_perceel else "",
            voorwaarde=True,
        ),
        Feitsoort(
            "Grens met de Wlz",
            ("geen_24_uur",),
            lambda _, row: (
                "geen noodzaak voor ondersteuning die 24 uur per dag in de nabijheid is" if row.geen_24_uur else ""
            ),
            voorwaarde=True,
        ),
        Feitsoort("Kenmerken", ("min_kenmerken", "min_leefgebieden"), _toegang, voorwaarde=True),
        Feitsoort(
            "Lijst van kenmerken",
            ("kenmerken",),
            lambda _, row: "; ".join(f"{kenmerk.nummer}. {kenmerk.naam}" for kenmerk in row.kenmerken),
            intern=True,
        ),
        Feitsoort("Doorstroom", ("doorstroom", "doorstroom_buiten"), _doorstroom),
    ),
    op_verzoek={
        **{keuze.value: keuze.value for keuze in Perceelveld},
        "doorstroom_buiten": Perceelveld.DOORSTROOM.value,
    },
    samen=(
        ("segment", "bereik"),
        ("aanbieders_min", "aanbieders_max"),
        ("geraamde_waarde", "geraamd_volume"),
        ("toewijzing_min_maanden", "toewijzing_max_maanden", "verlenging_max_maanden"),
        ("min_kenmerken", "min_leefgebieden"),
    ),
)
