"""The kinds of part that say what is bought: rubrieken, grondslagen, leefgebieden, producten."""

from __future__ import annotations

from core import codelijsten, dutch
from core.codelijsten import Eenheid, domein_of
from core.plek import Zin, listing, named_or_listed, zin
from core.soort import Document, Feitsoort, Soort
from producten.inhoud import GrondslagInhoud, LeefgebiedInhoud, ProductInhoud, RubriekInhoud
from producten.models import Grondslag, Leefgebied, Product, Rubriek, RubriekBron

RUBRIEK = Soort(
    "rubriek",
    "rubrieken",
    "de",
    Rubriek,
    RubriekInhoud,
    code_uit_naam=True,
    hulp=("toelichting",),
)

GRONDSLAG = Soort(
    "grondslag",
    "grondslagen",
    "de",
    Grondslag,
    GrondslagInhoud,
    naamvelden=("label",),
    intern=("nummer", "status"),
)

LEEFGEBIED = Soort(
    "leefgebied",
    "leefgebieden",
    "het",
    Leefgebied,
    LeefgebiedInhoud,
)


# --- words of a product -----------------------------------------------------------------------------------------------


def eenheid_of(product: ProductInhoud) -> Eenheid | None:
    return Eenheid(product.eenheid) if product.eenheid in Eenheid.values else None


def eenheidwoord(product: ProductInhoud) -> str:
    return codelijsten.eenheidwoord(product.eenheid, product.eenheid_toelichting)


def stuk(product: ProductInhoud) -> str:
    """What one stuk is: "per dag, voor de heenrit en de terugrit samen". Empty when the unit says it by itself."""
    eenheid = eenheid_of(product)
    if eenheid is None or eenheidwoord(product) == eenheid.woord:
        return ""
    return dutch.inside(product.eenheid_toelichting).removesuffix(".")


def limieten(product: ProductInhoud) -> list[str]:
    """ "maximaal 3 etmalen per week of maximaal 6 weken aaneen", "maximaal 42 etmalen per jaar", "toewijzing maximaal 1 jaar"."""
    woord = eenheidwoord(product)
    at_once = []
    if product.max_per_week is not None:
        at_once.append(f"maximaal {dutch.counted(product.max_per_week, woord)} per week")
    if product.max_weken_aaneen is not None:
        at_once.append(f"maximaal {dutch.counted(product.max_weken_aaneen, 'week')} aaneen")
    found = [" of ".join(at_once)] if at_once else []
    if product.max_per_jaar is not None:
        found.append(f"maximaal {dutch.counted(product.max_per_jaar, woord)} per jaar")
    if product.max_toewijzing_maanden is not None:
        found.append(f"toewijzing maximaal {dutch.months(product.max_toewijzing_maanden)}")
    return found


# --- facts of a product -----------------------------------------------------------------------------------------------


def _eenheid(document: Document, product: ProductInhoud) -> str:
    """What an aanbieder counts."""
    eenheid = eenheid_of(product)
    return stuk(product) or str(eenheid.label) if eenheid else product.eenheid_toelichting


def _eenheid_bij(document: Document, product: ProductInhoud) -> str:
    """The national code, and the explanation that the unit itself does not hold."""
    eenheid = eenheid_of(product)
    if eenheid is None:
        return ""
    return f"landelijk: {eenheid.label}, code {eenheid.value}" if stuk(product) else f"landelijke code {eenheid.value}"


def _grondslagen(document: Document, product: ProductInhoud) -> Zin:
    rows = [row for row in document.delen("grondslag") if row.code in product.grondslagen]
    return listing(zin(row.label, row.plek()) + f" ({row.code})" for row in rows)


def _leefgebieden(document: Document, product: ProductInhoud) -> str:
    return dutch.listing(row.volledig for row in document.delen("leefgebied") if row.nummer in product.leefgebieden)


def segmenttitels(document: Document, codes: list[str]) -> Zin:
    """With semicolons between names that hold a comma themselves."""
    rows = [row for row in document.delen("segment") if row.code in codes]
    titels = [zin(row.titel, row.plek()) for row in rows]
    if any("," in row.titel for row in rows):
        return listing(titels, word="", between="; ")
    return listing(titels)


def _links(document: Document, product: ProductInhoud) -> list[tuple[object, object]]:
    """(perceel, how the product stands in it)."""
    return [
        (perceel, link)
        for perceel in document.delen("perceel")
        for link in perceel.producten
        if link.code == product.code
    ]


def _percelen(document: Document, product: ProductInhoud) -> Zin:
    return named_or_listed("perceel", "percelen", [perceel.plek() for perceel, _ in _links(document, product)])  # type: ignore[attr-defined]


def _inkoopperiode(document: Document, product: ProductInhoud) -> str:
    links = [(perceel.nummer, link.periode) for perceel, link in _links(document, product)]  # type: ignore[attr-defined]
    periods = {period for _, period in links}
    if len(periods) == 1:
        return str(periods.pop())
    return "; ".join(f"perceel {nummer}: {period}" for nummer, period in links if period)


PRODUCT = Soort(
    "product",
    "producten",
    "het",
    Product,
    ProductInhoud,
    code_uit_naam=True,
    met_rubrieken=True,
    met_pagina=True,
    naamvelden=("naam", "afkorting"),
    feiten=(
        Feitsoort(
            "Tarief",
            ("tarief_per_grondslag",),
            lambda _, row: "per grondslag" if row.tarief_per_grondslag else "één tarief",
        ),
        Feitsoort("Eenheid", ("eenheid", "eenheid_toelichting"), _eenheid, bij=_eenheid_bij, bron=RubriekBron.EENHEID),
        Feitsoort("Grondslagen", ("grondslagen",), _grondslagen, bron=RubriekBron.GRONDSLAGEN),
        Feitsoort("Leefgebieden", ("leefgebieden",), _leefgebieden),
        Feitsoort("Percelen", (), _percelen, na="leefgebieden"),
        Feitsoort("Inkoopperiode", (), _inkoopperiode, na="leefgebieden"),
        Feitsoort("Segmenten", ("segmenten",), lambda document, row: segmenttitels(document, row.segmenten)),
        Feitsoort(
            "Hoeveel en hoe lang",
            ("max_per_week", "max_weken_aaneen", "max_per_jaar", "max_toewijzing_maanden"),
            lambda _, row: "; ".join(limieten(row)),
        ),
    ),
    past={"iwmo_categorie": lambda inkoop, categorie: domein_of(categorie) in inkoop.domeinen},
    samen=(
        ("code", "afkorting"),
        ("iwmo_categorie", "iwmo_code"),
        ("max_per_week", "max_weken_aaneen", "max_per_jaar", "max_toewijzing_maanden"),
    ),
)
