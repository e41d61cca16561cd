"""The kinds of part that say what is bought: rubrieken, grondslagen, the axes of tarieven, leefgebieden, producten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core import codelijsten, dutch
from core.codelijsten import Eenheid, Tariefsoort, domein_of
from core.plek import Zin, listing, named_or_listed, zin
from core.soort import Feitsoort, Geheel, Soort
from producten.inhoud import (
    AswaardeInhoud,
    GrondslagInhoud,
    LeefgebiedInhoud,
    ProductInhoud,
    RubriekInhoud,
    TariefasInhoud,
)
from producten.models import (
    PLAATSEN,
    Aswaarde,
    Grondslag,
    GrondslagStatus,
    Leefgebied,
    Product,
    Rubriek,
    RubriekBron,
    Tariefas,
)


def _in_free_place(row: Tariefas) -> None:
    """A copy of an axis has no tarieven yet: it takes the place that is free. When none is, saving says so."""
    taken = {other.plaats for other in row.others()}
    if row.plaats in taken:
        row.plaats = next((plaats for plaats, _ in PLAATSEN if plaats not in taken), row.plaats)


RUBRIEK = Soort(
    "rubriek",
    "rubrieken",
    "de",
    Rubriek,
    RubriekInhoud,
    is_kop=True,
    code_uit_naam=True,
    voor_lezers=False,
    hulp=("toelichting",),
)


def _status(document: Geheel, grondslag: GrondslagInhoud) -> str:
    """Nothing of one that is used."""
    return {
        GrondslagStatus.NIET_INGEKOCHT.value: "geen product in deze inkoop",
        GrondslagStatus.GEEN_GRONDSLAG.value: "geen grondslag",
    }.get(grondslag.status, "")


GRONDSLAG = Soort(
    "grondslag",
    "grondslagen",
    "de",
    Grondslag,
    GrondslagInhoud,
    naamvelden=("label",),
    feiten=(Feitsoort("Status", ("status",), _status),),
    intern=("nummer",),
)

TARIEFAS = Soort(
    "tariefas",
    "tariefassen",
    "de",
    Tariefas,
    TariefasInhoud,
    code_uit_naam=True,
    samen=(("naam", "meervoud"),),
    voor_lezers=False,
    voor_kopie=_in_free_place,
)

ASWAARDE = Soort(
    "aswaarde",
    "aswaarden",
    "de",
    Aswaarde,
    AswaardeInhoud,
    naamvelden=("label",),
    alineas=("definitie",),
    samen=(("label", "code"),),
    # Its axis is the heading that it stands below, its unit stands with each tarief.
    intern=("tariefas", "eenheid"),
)

LEEFGEBIED = Soort(
    "leefgebied",
    "leefgebieden",
    "het",
    Leefgebied,
    LeefgebiedInhoud,
    voor_lezers=False,
)


# --- what a tarief differs by -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class As:
    """An axis of the tarieven of a product: the field of a tarief that holds a value of it, its words, and those that it can have."""

    veld: str
    naam: str
    meervoud: str
    waarden: tuple[Any, ...]


def assen(document: Geheel, product: ProductInhoud) -> list[As]:
    """What the tarief of this product differs by, the grondslag first. None: one tarief."""
    found = []
    if product.tarief_per_grondslag:
        own = tuple(row for row in document.delen("grondslag") if row.code in product.grondslagen)
        found.append(As("grondslag", "grondslag", "grondslagen", own))
    for row in sorted(document.delen("tariefas"), key=lambda row: row.plaats):
        own = tuple(
            waarde
            for waarde in document.delen("aswaarde")
            if waarde.tariefas == row.code and waarde.code in product.aswaarden
        )
        if own:
            found.append(As(row.veld, row.naam, row.meervoud, own))
    return found


def _tariefafspraak(document: Geheel, product: ProductInhoud) -> str:
    """ "per grondslag", "per trede en leveringsvorm"."""
    if product.tariefsoort == Tariefsoort.OFFERTE:
        return "op offerte"
    if not product.heeft_bedrag:
        return ""
    namen = [one.naam for one in assen(document, product)]
    return f"per {dutch.listing(namen)}" if namen else "één tarief"


def _toeslag_op(document: Geheel, product: ProductInhoud) -> Zin:
    found = (document.vind("product", code) for code in product.toeslag_op)
    return listing(row.zin() for row in found if row)


def _soort_tarief(document: Geheel, product: ProductInhoud) -> str:
    """Nothing of what most are."""
    if product.tariefsoort == Tariefsoort.BEDRAG:
        return ""
    return codelijsten.label_of(Tariefsoort, product.tariefsoort)


def _indeling(document: Geheel, product: ProductInhoud) -> str:
    """ "trede: licht (T1) en zwaar (T2); leveringsvorm: zin en pgb"."""
    own = [one for one in assen(document, product) if one.veld != "grondslag"]
    return "; ".join(f"{one.naam}: {dutch.listing(row.volledig for row in one.waarden)}" for one in own)


# --- words of a product -----------------------------------------------------------------------------------------------


def eenheid_of(product: ProductInhoud) -> Eenheid | None:
    return Eenheid(product.eenheid) if product.eenheid in Eenheid.values else None


def eenheidwoord(product: ProductInhoud) -> str:
    return codelijsten.eenheidwoord(product.eenheid, product.eenheid_toelichting)


def lijneenheid(product: Any, waarden: Iterable[Any]) -> tuple[str, str]:
    """In what a tarief of this product with these values is: a unit and its explanation. Rows and what snapshots say of them alike."""
    if Tariefsoort.of(product.tariefsoort).is_procent:
        return codelijsten.PROCENT, ""
    own = next((waarde.eenheid for waarde in waarden if getattr(waarde, "eenheid", "")), "")
    return (own, "") if own else (product.eenheid, product.eenheid_toelichting)


def stuk(product: ProductInhoud) -> str:
    """What one stuk is: "per dag, voor de heenrit en de terugrit samen". Empty when the unit says it by itself."""
    eenheid = eenheid_of(product)
    if eenheid is None or eenheidwoord(product) == eenheid.woord:
        return ""
    return dutch.inside(product.eenheid_toelichting).removesuffix(".")


def limieten(product: ProductInhoud) -> list[str]:
    """ "maximaal 3 etmalen per week of maximaal 6 weken aaneen", "maximaal 42 etmalen per jaar", "toewijzing maximaal 1 jaar"."""

    def geteld(aantal: int) -> str:
        return codelijsten.geteld(aantal, product.eenheid, product.eenheid_toelichting)

    at_once = []
    if product.max_per_week is not None:
        at_once.append(f"maximaal {geteld(product.max_per_week)} per week")
    if product.max_weken_aaneen is not None:
        at_once.append(f"maximaal {dutch.counted(product.max_weken_aaneen, 'week')} aaneen")
    found = [" of ".join(at_once)] if at_once else []
    if product.max_per_jaar is not None:
        found.append(f"maximaal {geteld(product.max_per_jaar)} per jaar")
    if product.max_toewijzing_maanden is not None:
        found.append(f"toewijzing maximaal {dutch.months(product.max_toewijzing_maanden)}")
    return found


# --- facts of a product -----------------------------------------------------------------------------------------------


def _eenheid(document: Geheel, product: ProductInhoud) -> str:
    """What an aanbieder counts."""
    eenheid = eenheid_of(product)
    return stuk(product) or str(eenheid.label) if eenheid else product.eenheid_toelichting


def _eenheid_bij(document: Geheel, product: ProductInhoud) -> str:
    """The national code, and the explanation that the unit itself does not hold."""
    eenheid = eenheid_of(product)
    if eenheid is None:
        return ""
    if stuk(product):
        return f"in landelijke berichten geteld per stuk, code {eenheid.code}"
    # In the rubriek about the unit, when the inkoop has one.
    elsewhere = any(row.bron == RubriekBron.EENHEID for row in document.delen("rubriek"))
    more = "" if elsewhere else dutch.inside(product.eenheid_toelichting).removesuffix(".")
    return "; ".join(filter(None, [f"landelijke code {eenheid.code}", more]))


def _grondslagen(document: Geheel, product: ProductInhoud) -> Zin:
    rows = [row for row in document.delen("grondslag") if row.code in product.grondslagen]
    return listing(zin(row.label, row.plek()) + f" ({row.code})" for row in rows)


def _leefgebieden(document: Geheel, product: ProductInhoud) -> str:
    return dutch.listing(row.volledig for row in document.delen("leefgebied") if row.nummer in product.leefgebieden)


def segmenttitels(document: Geheel, codes: list[str]) -> Zin:
    """With semicolons between names that hold a comma themselves."""
    rows = [row for row in document.delen("segment") if row.code in codes]
    titels = [zin(row.titel, row.plek()) for row in rows]
    if any("," in row.titel for row in rows):
        return listing(titels, word="", between="; ")
    return listing(titels)


def _links(document: Geheel, product: ProductInhoud) -> list[tuple[object, object]]:
    """(perceel, how the product stands in it)."""
    return [
        (perceel, link)
        for perceel in document.delen("perceel")
        for link in perceel.producten
        if link.code == product.code
    ]


def _percelen(document: Geheel, product: ProductInhoud) -> Zin:
    return named_or_listed("perceel", "percelen", [perceel.plek() for perceel, _ in _links(document, product)])  # type: ignore[attr-defined]


def _inkoopperiode(document: Geheel, product: ProductInhoud) -> str:
    links = [(perceel.nummer, link.periode) for perceel, link in _links(document, product)]  # type: ignore[attr-defined]
    periods = {period for _, period in links}
    if len(periods) == 1:
        return str(periods.pop())
    return "; ".join(f"perceel {nummer}: {period}" for nummer, period in links if period)


# --- what a rubriek says by itself ---


def _grondslagzinnen(document: Geheel, product: ProductInhoud) -> list[Zin]:
    return [zin(row.titel, row.plek()) for row in document.delen("grondslag") if row.code in product.grondslagen]


def _eenheidzinnen(document: Geheel, product: ProductInhoud) -> tuple[str, ...]:
    """What is counted, what it means here, and what it is nationally where that differs."""
    eenheid = eenheid_of(product)
    if eenheid is None:
        return (product.eenheid_toelichting,) if product.eenheid_toelichting else ()
    if what := stuk(product):
        return (f"{dutch.capital(what)}.", f"In landelijke berichten telt dit per stuk, code {eenheid.code}.")
    # S4 counts 3 to 4 hours to a dagdeel where the national unit says 4: show both.
    national = " (landelijk 4 uur)" if eenheid == Eenheid.DAGDEEL else ""
    sentences = [dutch.capital(f"{eenheid.label}{national}"), product.eenheid_toelichting]
    return tuple(filter(None, sentences))


def _limietzinnen(document: Geheel, product: ProductInhoud) -> tuple[str, ...]:
    found = limieten(product)
    return (f"{dutch.capital('; '.join(found))}.",) if found else ()


PRODUCT = Soort(
    "product",
    "producten",
    "het",
    Product,
    ProductInhoud,
    code_uit_naam=True,
    met_rubrieken=True,
    met_pagina=True,
    met_tarieven=True,
    in_percelen=True,
    schermen=(("werkplek:voorwaarden", "Inschrijfvoorwaarden"),),
    naamvelden=("naam", "afkorting"),
    zinnen={
        RubriekBron.GRONDSLAGEN: _grondslagzinnen,
        RubriekBron.EENHEID: _eenheidzinnen,
        RubriekBron.DUUR: _limietzinnen,
    },
    als_er_zijn=("aswaarden",),
    alleen_bij={"toeslag_op": lambda row: Tariefsoort.of(row.tariefsoort).is_bij_ander},
    feiten=(
        Feitsoort("Tarief", ("tarief_per_grondslag",), _tariefafspraak, bedragen=True),
        Feitsoort("Indeling van het tarief", ("aswaarden",), _indeling),
        Feitsoort("Soort tarief", ("tariefsoort",), _soort_tarief),
        Feitsoort("Toeslag of korting op", ("toeslag_op",), _toeslag_op),
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
