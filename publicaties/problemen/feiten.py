"""Rules about what a document holds: nothing missing, nothing that contradicts something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from core import dutch
from core.plek import Plek
from percelen.inhoud import PerceelInhoud, VoorwaardeInhoud
from producten.inhoud import ProductInhoud, RubriekInhoud
from producten.models import GrondslagStatus, RubriekBron, RubriekSoort
from publicaties import beschrijving, woorden
from publicaties.problemen.model import DOCUMENT, Probleem, Waarschuwing
from publicaties.snapshot import Snapshot
from segments.models import HoofdstukSoort


@dataclass(frozen=True)
class LeegDocument(Probleem):
    ook_bij_consultatie: ClassVar[bool] = True

    @property
    def boodschap(self) -> str:
        return "Het document is leeg. Voeg hoofdstukken, producten, percelen of segmenten toe."


@dataclass(frozen=True)
class RubriekOntbreekt(Probleem):
    rubriek: str

    @property
    def boodschap(self) -> str:
        return (
            f"De verplichte rubriek '{self.rubriek}' ontbreekt bij {self.plek.naam}. "
            "Schrijf de tekst, of maak de rubriek niet verplicht."
        )


@dataclass(frozen=True)
class RubriekBijAnderenWel(Waarschuwing):
    """Not verplicht, but most others have it: perhaps forgotten."""

    rubrieken: tuple[str, ...]

    @property
    def boodschap(self) -> str:
        names = dutch.listing(f"'{naam}'" for naam in self.rubrieken)
        return f"{dutch.capital(self.plek.naam)} heeft geen {names}, de meeste andere wel. Controleer of dat klopt."


@dataclass(frozen=True)
class ProductZonderPerceel(Probleem):
    @property
    def boodschap(self) -> str:
        return f"{self.plek.naam} komt in geen enkel perceel voor. Zet het product in een perceel, of archiveer het."


@dataclass(frozen=True)
class PerceelZonderProducten(Waarschuwing):
    @property
    def boodschap(self) -> str:
        return f"In {self.plek.naam} komt geen enkel product voor. Controleer of dat klopt."


@dataclass(frozen=True)
class InkoopperiodeVoorbij(Waarschuwing):
    product: str
    tot: dt.date

    @property
    def boodschap(self) -> str:
        return (
            f"{self.product} wordt in {self.plek.naam} maar ingekocht tot en met {dutch.day(self.tot)}. "
            "Dat is voor de ingangsdatum: haal het product uit het perceel, of pas de periode aan."
        )


@dataclass(frozen=True)
class EenheidOntbreekt(Probleem):
    @property
    def boodschap(self) -> str:
        return (
            f"{self.plek.naam} heeft geen eenheid, dus is niet duidelijk waarvoor het tarief geldt. Kies een eenheid."
        )


@dataclass(frozen=True)
class GrondslagNietInGebruik(Probleem):
    grondslag: str

    @property
    def boodschap(self) -> str:
        return (
            f"{self.plek.naam} noemt de grondslag {self.grondslag}, maar die wordt in deze inkoop niet gebruikt. "
            "Haal de grondslag weg bij het product, of neem haar in gebruik."
        )


@dataclass(frozen=True)
class GrondslagZonderProduct(Waarschuwing):
    @property
    def boodschap(self) -> str:
        return (
            f"Geen enkel product heeft de grondslag {self.plek.naam}. "
            "Geef aan dat zij niet wordt ingekocht, of kies haar bij een product."
        )


@dataclass(frozen=True)
class TeWeinigKenmerken(Probleem):
    minimaal: int
    aantal: int

    @property
    def boodschap(self) -> str:
        return (
            f"{dutch.capital(self.plek.naam)} vraagt minimaal {self.minimaal} kenmerken, maar er staan er {self.aantal}. "
            "Pas het aantal aan, of beschrijf alle kenmerken."
        )


@dataclass(frozen=True)
class HoofdstukOntbreekt(Probleem):
    """Something is described that no chapter shows: the missing entry in the contents."""

    wat: str

    @property
    def boodschap(self) -> str:
        return f"Er {self.wat}, maar geen hoofdstuk dat ze toont. Voeg zo'n hoofdstuk toe; anders staan ze niet in het document."


@dataclass(frozen=True)
class HoofdstukMist(Waarschuwing):
    wat: str

    @property
    def boodschap(self) -> str:
        return f"Geen hoofdstuk toont {self.wat}. Controleer of dat de bedoeling is."


@dataclass(frozen=True)
class HoofdstukDubbel(Probleem):
    wat: str

    @property
    def boodschap(self) -> str:
        return f"Meer dan één hoofdstuk toont {self.wat}. Kies bij {self.plek.naam} een andere soort, of archiveer het."


@dataclass(frozen=True)
class HoofdstukLeeg(Waarschuwing):
    @property
    def boodschap(self) -> str:
        return f"Hoofdstuk '{self.plek.naam}' heeft geen inhoud. Schrijf de tekst, of archiveer het hoofdstuk."


@dataclass(frozen=True)
class VoorwaardeOnhaalbaar(Probleem):
    """An inschrijfvoorwaarde that no aanbieder can meet."""

    ander_product: str
    waarom: str

    @property
    def boodschap(self) -> str:
        return (
            f"Aan de inschrijfvoorwaarde bij {self.plek.naam} over {self.ander_product} kan niemand voldoen: {self.waarom}. "
            "Pas de voorwaarde aan."
        )


# --- finding ----------------------------------------------------------------------------------------------------------


def find_facts(snapshot: Snapshot, previous: Snapshot | None, day: dt.date) -> Iterator[Probleem]:
    if not (snapshot.hoofdstukken or snapshot.producten or snapshot.percelen or snapshot.segmenten):
        yield LeegDocument(DOCUMENT)
    yield from _rubrieken(snapshot)
    for product in snapshot.producten:
        yield from _product(snapshot, product)
    for perceel in snapshot.percelen:
        yield from _perceel(snapshot, perceel, day)
    used = {code for product in snapshot.producten for code in product.grondslagen}
    for grondslag in snapshot.grondslagen:
        if grondslag.status == GrondslagStatus.IN_GEBRUIK and grondslag.code not in used and snapshot.producten:
            yield GrondslagZonderProduct(Plek(soort="grondslag", code=grondslag.code, naam=grondslag.code))
    yield from _hoofdstukken(snapshot, previous)
    for voorwaarde in snapshot.voorwaarden:
        yield from _voorwaarde(snapshot, voorwaarde)


def _rubrieken(snapshot: Snapshot) -> Iterator[Probleem]:
    delen: list[tuple[str, Sequence[ProductInhoud | PerceelInhoud]]] = [
        (RubriekSoort.PRODUCT, snapshot.producten),
        (RubriekSoort.PERCEEL, snapshot.percelen),
    ]
    for soort, items in delen:
        rubrieken = snapshot.rubrieken_of(soort)
        has = [{rij.sleutel for rij in beschrijving.rijen(snapshot, item)} for item in items]
        usual = {
            rubriek.sleutel
            for rubriek in rubrieken
            if 2 * sum(rubriek.sleutel in found for found in has) > len(items) > 2
        }
        for item, found in zip(items, has, strict=True):
            for rubriek in rubrieken:
                if rubriek.verplicht and rubriek.sleutel not in found:
                    yield RubriekOntbreekt(_plek(item, rubriek.sleutel), rubriek.naam)
            others_have = tuple(
                rubriek.naam
                for rubriek in rubrieken
                if _is_optional_text(rubriek) and rubriek.sleutel in usual and rubriek.sleutel not in found
            )
            if others_have:
                yield RubriekBijAnderenWel(_plek(item), others_have)


def _is_optional_text(rubriek: RubriekInhoud) -> bool:
    return not rubriek.verplicht and rubriek.bron == RubriekBron.TEKST


def _plek(item: ProductInhoud | PerceelInhoud, rubriek: str = "") -> Plek:
    return item.plek(rubriek)


def _product(snapshot: Snapshot, product: ProductInhoud) -> Iterator[Probleem]:
    plek = product.plek()
    if snapshot.percelen and not woorden.percelen_of(snapshot, product.code):
        yield ProductZonderPerceel(plek)
    if snapshot.inkoop.met_tarieven and not product.eenheid:
        yield EenheidOntbreekt(plek)
    for grondslag in woorden.grondslagen_of(snapshot, product.grondslagen):
        if grondslag.status != GrondslagStatus.IN_GEBRUIK:
            yield GrondslagNietInGebruik(plek, grondslag.code)


def _perceel(snapshot: Snapshot, perceel: PerceelInhoud, day: dt.date) -> Iterator[Probleem]:
    plek = perceel.plek()
    if snapshot.producten and not perceel.producten:
        yield PerceelZonderProducten(plek)
    for link in perceel.producten:
        if link.tot is not None and link.tot < day and link.code in snapshot.product:
            yield InkoopperiodeVoorbij(plek, snapshot.product[link.code].kort, link.tot)
    if perceel.min_kenmerken is not None and perceel.min_kenmerken > len(perceel.kenmerken):
        yield TeWeinigKenmerken(plek, perceel.min_kenmerken, len(perceel.kenmerken))


def _hoofdstukken(snapshot: Snapshot, previous: Snapshot | None) -> Iterator[Probleem]:
    by_soort: dict[str, list[Plek]] = {}
    for hoofdstuk in snapshot.hoofdstukken:
        plek = Plek(soort="hoofdstuk", code=hoofdstuk.sleutel, naam=hoofdstuk.titel)
        by_soort.setdefault(hoofdstuk.soort, []).append(plek)
        if not (hoofdstuk.tekst or hoofdstuk.slottekst or _shows(snapshot, hoofdstuk.soort)):
            yield HoofdstukLeeg(plek)
    if not snapshot.hoofdstukken:
        return
    needed: list[tuple[str, bool, str]] = [
        (HoofdstukSoort.PRODUCTEN, bool(snapshot.producten), "zijn producten"),
        (HoofdstukSoort.PERCELEN, bool(snapshot.percelen), "zijn percelen"),
        (HoofdstukSoort.SEGMENTEN, bool(snapshot.segmenten), "zijn segmenten"),
        (HoofdstukSoort.GRONDSLAGEN, bool(snapshot.grondslagen), "zijn grondslagen"),
        (HoofdstukSoort.TARIEVEN, snapshot.inkoop.met_tarieven and bool(snapshot.tarieven), "zijn tarieven"),
    ]
    for soort, present, wat in needed:
        if present and soort not in by_soort:
            yield HoofdstukOntbreekt(Plek(soort="hoofdstuk", naam="de hoofdstukken"), wat)
    if beschrijving.tariefzin(snapshot) and HoofdstukSoort.PERCELENLIJST not in by_soort:
        yield HoofdstukMist(
            Plek(soort="hoofdstuk", naam="de hoofdstukken"), "de lijst van percelen met de zin over de tarieven"
        )
    if previous is not None and HoofdstukSoort.WIJZIGINGEN not in by_soort:
        yield HoofdstukMist(
            Plek(soort="hoofdstuk", naam="de hoofdstukken"), "de wijzigingen ten opzichte van de vorige versie"
        )
    for soort, plekken in by_soort.items():
        if soort != HoofdstukSoort.TEKST and len(plekken) > 1:
            yield HoofdstukDubbel(plekken[-1], f"hetzelfde ({HoofdstukSoort(soort).label})")


def _shows(snapshot: Snapshot, soort: str) -> bool:
    """Whether a chapter of this soort shows something of itself. A change table may well be empty."""
    match soort:
        case HoofdstukSoort.WIJZIGINGEN:
            return True
        case HoofdstukSoort.PRODUCTEN | HoofdstukSoort.PRODUCTENLIJST:
            return bool(snapshot.producten)
        case HoofdstukSoort.PERCELEN | HoofdstukSoort.PERCELENLIJST:
            return bool(snapshot.percelen)
        case HoofdstukSoort.SEGMENTEN:
            return bool(snapshot.segmenten)
        case HoofdstukSoort.GRONDSLAGEN:
            return bool(snapshot.grondslagen)
        case HoofdstukSoort.TARIEVEN:
            return bool(snapshot.tarieven)
    return False


def _voorwaarde(snapshot: Snapshot, voorwaarde: VoorwaardeInhoud) -> Iterator[Probleem]:
    product, ander = snapshot.product.get(voorwaarde.product), snapshot.product.get(voorwaarde.ander_product)
    plek = product.plek() if product else DOCUMENT
    name = ander.kort if ander else voorwaarde.ander_product

    def problem(waarom: str) -> VoorwaardeOnhaalbaar:
        return VoorwaardeOnhaalbaar(plek, name, waarom)

    if product is None or ander is None:
        yield problem(f"het product '{name if product else voorwaarde.product}' bestaat niet")
        return
    if strange := [code for code in voorwaarde.voor_grondslagen if code not in product.grondslagen]:
        yield problem(f"{product.kort} heeft geen grondslag {dutch.listing(strange)}")
    if strange := [code for code in voorwaarde.grondslagen if code not in ander.grondslagen]:
        yield problem(f"{name} heeft geen grondslag {dutch.listing(strange)}")
    offered = {perceel.nummer for perceel in woorden.percelen_of(snapshot, ander.code)}
    if strange := [nummer for nummer in voorwaarde.percelen if nummer not in offered]:
        yield problem(f"{name} komt niet voor in {woorden.percelen(strange)}")
    if snapshot.percelen and not offered:
        yield problem(f"{name} komt in geen enkel perceel voor")
