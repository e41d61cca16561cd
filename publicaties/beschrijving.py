"""What a snapshot says in words: one source for web, PDF, search and redline. Pure functions; plain text, except where told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import dutch
from core.codelijsten import Btw, Eenheid
from percelen.inhoud import PerceelInhoud, PerceelProductInhoud, VoorwaardeInhoud
from percelen.models import VoorwaardeSoort
from producten.inhoud import GrondslagInhoud, ProductInhoud, RubriekInhoud
from producten.models import RubriekBron, RubriekSoort
from publicaties.feiten import Feit, feiten_inkoop, feiten_perceel, feiten_product, feiten_segment
from publicaties.models import OnderdeelSoort
from publicaties.plek import Plek
from publicaties.snapshot import Snapshot
from publicaties.woorden import (
    eenheid_of,
    eenheidwoord,
    grondslagen_of,
    grondslagnaam,
    inkoopperiode,
    limieten,
    perceelnaam,
    percelen,
    percelen_of,
    productkort,
    productnaam,
    stuk,
    toewijzingsduur,
)
from segments.inhoud import SegmentInhoud

__all__ = [
    "Feit",
    "Rij",
    "Tariefrij",
    "feiten_inkoop",
    "feiten_perceel",
    "feiten_product",
    "feiten_segment",
    "perceelnaam",
    "perceelzinnen",
    "productkort",
    "productnaam",
    "rijen",
    "rubrieknamen",
    "tarieftabel",
    "tariefzin",
    "voorwaardezinnen",
]


@dataclass(frozen=True)
class Rij:
    """One rubriek of a product or perceel: sentences made from facts, then rich text of its own.

    `plekken`: the page that each of these sentences names; empty when none does.
    """

    sleutel: str
    naam: str
    gegenereerd: tuple[str, ...]
    tekst: str
    plekken: tuple[Plek | None, ...] = ()


@dataclass(frozen=True)
class Tariefrij:
    """`grondslag` None: one tarief; `perceel` empty: all percelen of the product, and `percelen` says which; `geldt` on the day that
    was asked, else it starts later."""

    grondslag: GrondslagInhoud | None
    perceel: str
    bedrag: Decimal
    per: str
    btw: str
    ingangsdatum: dt.date
    einddatum: dt.date | None
    periode: str
    geldt: bool
    percelen: str = ""


def rijen(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud | SegmentInhoud) -> list[Rij]:
    """The rubrieken of a product or perceel, in the order of the inkoop, or the texts of a segment; what has nothing to say is left out."""
    if isinstance(deel, SegmentInhoud):
        return [Rij(sleutel, naam, (), tekst) for sleutel, naam, tekst in _segmentteksten(deel) if tekst]
    found = [
        Rij(
            rubriek.sleutel,
            rubriek.naam,
            generated(snapshot, deel, rubriek.bron),
            deel.teksten.get(rubriek.sleutel, ""),
            _places(snapshot, deel, rubriek.bron),
        )
        for rubriek in _rubrieken(snapshot, deel)
    ]
    return [rij for rij in found if rij.gegenereerd or rij.tekst]


def rubrieknamen(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud | SegmentInhoud) -> dict[str, str]:
    """Every rubriek that a part of this kind can have: key and name, in the order of `rijen`."""
    if isinstance(deel, SegmentInhoud):
        return {sleutel: naam for sleutel, naam, _ in _segmentteksten(deel)}
    return {rubriek.sleutel: rubriek.naam for rubriek in _rubrieken(snapshot, deel)}


def _rubrieken(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud) -> list[RubriekInhoud]:
    return snapshot.rubrieken_of(RubriekSoort.PRODUCT if isinstance(deel, ProductInhoud) else RubriekSoort.PERCEEL)


def _segmentteksten(segment: SegmentInhoud) -> tuple[tuple[str, str, str], ...]:
    return (
        ("doelgroep", "Doelgroep", segment.doelgroep),
        ("leveranciersmanagement", "Leveranciersmanagement", segment.leveranciersmanagement),
        ("toegangsmanagement", "Toegangsmanagement", segment.toegangsmanagement),
        ("toelichting", "Toelichting", segment.tekst),
    )


def generated(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud, bron: str) -> tuple[str, ...]:
    """The sentences of a rubriek with this `bron`; none for one that is only text."""
    if isinstance(deel, ProductInhoud):
        match bron:
            case RubriekBron.GRONDSLAGEN:
                return tuple(grondslagnaam(grondslag) for grondslag in grondslagen_of(snapshot, deel.grondslagen))
            case RubriekBron.EENHEID:
                return eenheidzinnen(deel)
            case RubriekBron.DUUR:
                return _sentence(limieten(deel))
    else:
        match bron:
            case RubriekBron.PRODUCTEN:
                return tuple(_perceelproduct(snapshot, link) for link in deel.producten)
            case RubriekBron.DUUR:
                return duurzinnen(deel)
    return ()


def _places(snapshot: Snapshot, deel: ProductInhoud | PerceelInhoud, bron: str) -> tuple[Plek | None, ...]:
    """One for each sentence of `generated()`, named as that sentence names it."""
    if isinstance(deel, ProductInhoud):
        if bron != RubriekBron.GRONDSLAGEN:
            return ()
        grondslagen = grondslagen_of(snapshot, deel.grondslagen)
        return tuple(
            Plek(soort=OnderdeelSoort.GRONDSLAG, code=row.code, naam=grondslagnaam(row)) for row in grondslagen
        )
    if bron != RubriekBron.PRODUCTEN:
        return ()
    producten = [snapshot.product.get(link.code) for link in deel.producten]
    return tuple(
        Plek(soort=OnderdeelSoort.PRODUCT, code=row.code, naam=productnaam(row)) if row else None for row in producten
    )


def eenheidzinnen(product: ProductInhoud) -> tuple[str, ...]:
    """What is counted, what it means here, and what it is nationally where that differs."""
    eenheid = eenheid_of(product)
    if eenheid is None:
        return (product.eenheid_toelichting,) if product.eenheid_toelichting else ()
    if what := stuk(product):
        return (f"{dutch.capital(what)}.", f"In landelijke berichten: {eenheid.label}, code {eenheid.value}.")
    # S4 counts 3 to 4 hours to a dagdeel where the national unit says 4: show both.
    national = " (landelijk 4 uur)" if eenheid == Eenheid.DAGDEEL else ""
    sentences = [dutch.capital(f"{eenheid.label}{national}"), product.eenheid_toelichting]
    return tuple(filter(None, sentences))


def duurzinnen(perceel: PerceelInhoud) -> tuple[str, ...]:
    sentences = []
    if duur := toewijzingsduur(perceel):
        sentences.append(f"De toewijzing duurt {duur}.")
    if perceel.verlenging_max_maanden is not None:
        sentences.append(f"Verlengen kan telkens met maximaal {dutch.months(perceel.verlenging_max_maanden)}.")
    return tuple(sentences)


def _perceelproduct(snapshot: Snapshot, link: PerceelProductInhoud) -> str:
    product = snapshot.product.get(link.code)
    name = productnaam(product) if product else link.code
    period = inkoopperiode(link)
    return f"{name}: {period}" if period else name


def _sentence(parts: list[str]) -> tuple[str, ...]:
    return (f"{dutch.capital('; '.join(parts))}.",) if parts else ()


def tariefzin(snapshot: Snapshot) -> str:
    """What tarieven depend on. Empty when the inkoop publishes no tarieven or has nothing to divide them over."""
    if not snapshot.inkoop.met_tarieven or not snapshot.producten:
        return ""
    # With one grondslag there is nothing to differ by.
    per_grondslag = [row for row in snapshot.producten if row.tarief_per_grondslag and len(row.grondslagen) > 1]
    depends = f"bij {dutch.listing(map(productkort, per_grondslag))} hangt het tarief af van de grondslag."
    equal = bool(snapshot.percelen) and not snapshot.inkoop.tarief_per_perceel
    if equal and per_grondslag:
        return f"De tarieven per product zijn in alle percelen gelijk; {depends}"
    if equal:
        return "De tarieven per product zijn in alle percelen gelijk."
    if per_grondslag:
        return dutch.capital(depends)
    return "De tarieven per product kunnen per perceel verschillen." if snapshot.percelen else ""


def perceelzinnen(snapshot: Snapshot) -> list[str]:
    """Which product occurs in which percelen; products with the same percelen in one sentence."""
    together: dict[tuple[str, ...], list[str]] = {}
    for product in snapshot.producten:
        nummers = tuple(perceel.nummer for perceel in percelen_of(snapshot, product.code))
        if nummers:
            together.setdefault(nummers, []).append(productnaam(product))
    return [_perceelzin(snapshot, names, nummers) for nummers, names in together.items()]


def _perceelzin(snapshot: Snapshot, names: list[str], nummers: tuple[str, ...]) -> str:
    verb = "komt" if len(names) == 1 else "komen"
    if len(nummers) == len(snapshot.percelen) > 1:
        return f"{dutch.listing(names)} {verb} voor in alle percelen."
    only = "alleen " if len(nummers) == 1 and len(snapshot.percelen) > 1 else ""
    return f"{dutch.listing(names)} {verb} {only}voor in {percelen(nummers)}."


def voorwaardezinnen(snapshot: Snapshot, product: ProductInhoud) -> list[str]:
    """What an aanbieder of this product must, or may, enrol for as well."""
    return [voorwaardezin(snapshot, row) for row in snapshot.voorwaarden if row.product == product.code]


def voorwaardezin(snapshot: Snapshot, voorwaarde: VoorwaardeInhoud) -> str:
    who = _name(snapshot, voorwaarde.product)
    if voorwaarde.voor_grondslagen:
        who += f" voor {_grondslagen(snapshot, voorwaarde.voor_grondslagen)}"
    what = _name(snapshot, voorwaarde.ander_product)
    if voorwaarde.grondslagen:
        what += f" met {_grondslagen(snapshot, voorwaarde.grondslagen)}"
    if voorwaarde.percelen:
        what += f" in {percelen(voorwaarde.percelen)}"
    verb = "moet ook ingeschreven zijn" if voorwaarde.soort == VoorwaardeSoort.VERPLICHT else "mag ook inschrijven"
    sentence = f"Wie inschrijft voor {who}, {verb} voor {what}."
    return f"{sentence} {voorwaarde.toelichting}".strip()


def _name(snapshot: Snapshot, code: str) -> str:
    product = snapshot.product.get(code)
    return productnaam(product) if product else code


def _grondslagen(snapshot: Snapshot, codes: list[str]) -> str:
    labels = [dutch.inside(snapshot.grondslag[code].label) if code in snapshot.grondslag else code for code in codes]
    return f"{'de grondslag' if len(labels) == 1 else 'de grondslagen'} {dutch.listing(labels)}"


def tarieftabel(snapshot: Snapshot, product: ProductInhoud, day: dt.date | None) -> list[Tariefrij]:
    """The tarieven of `product` that are valid on `day` or start later (all, without a day), in the order of the snapshot."""
    per = f"per {eenheidwoord(product)}"
    own = dutch.listing(perceel.nummer for perceel in percelen_of(snapshot, product.code))
    return [
        Tariefrij(
            grondslag=snapshot.grondslag.get(row.grondslag) if row.grondslag else None,
            perceel=row.perceel or "",
            bedrag=row.bedrag,
            per=per,
            btw=str(Btw(row.btw).label) if row.btw in Btw.values else row.btw,
            ingangsdatum=row.ingangsdatum,
            einddatum=row.einddatum,
            periode=dutch.period(row.ingangsdatum, row.einddatum),
            geldt=day is not None and row.is_valid_on(day),
            percelen=row.perceel or own,
        )
        for row in snapshot.tarieven
        if row.product == product.code and (day is None or row.einddatum is None or row.einddatum >= day)
    ]


def tariefkolommen(rijen: Sequence[Tariefrij]) -> list[str]:
    """What these tarieven differ by: "grondslag", "perceel". A column that says the same of all of them says nothing."""
    found = {"grondslag": any(rij.grondslag for rij in rijen), "perceel": any(rij.perceel for rij in rijen)}
    return [name for name, differs in found.items() if differs]
