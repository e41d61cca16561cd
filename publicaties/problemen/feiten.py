"""Rules about what a document holds: nothing missing, nothing that contradicts something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from core import dutch, richtext
from core.codelijsten import Tariefsoort, domein_of, label_of
from core.plek import Plek
from eisen.models import Reikwijdte
from eisen.soort import geldt_voor
from eisen.weging import weegtotalen
from percelen.inhoud import PerceelInhoud, VoorwaardeInhoud
from producten.inhoud import ProductInhoud, RubriekInhoud
from producten.models import GrondslagStatus, RubriekBron, RubriekSoort
from publicaties import beschrijving, woorden
from publicaties.problemen.model import DOCUMENT, Blokkade, Probleem, Waarschuwing
from publicaties.snapshot import Snapshot
from segments.inhoud import InkoopInhoud
from segments.models import ZONDER_MAXIMUM, Domein, HoofdstukSoort, Procedure
from segments.soort import after_months


def find_facts(snapshot: Snapshot, previous: Snapshot | None, day: dt.date, contact: str | None) -> Iterator[Probleem]:
    if not (snapshot.hoofdstukken or snapshot.producten or snapshot.percelen or snapshot.segmenten):
        text = "Het document is leeg. Voeg hoofdstukken, producten, percelen of segmenten toe."
        yield Blokkade(DOCUMENT, text, ook_bij_consultatie=True)
    yield from _inkoop(snapshot, contact)
    yield from _aanbieders(snapshot)
    yield from _rubrieken(snapshot)
    for product in snapshot.producten:
        yield from _product(snapshot, product)
    for perceel in snapshot.percelen:
        yield from _perceel(snapshot, perceel, day)
    used = {code for product in snapshot.producten for code in product.grondslagen}
    for grondslag in snapshot.grondslagen:
        if grondslag.status == GrondslagStatus.IN_GEBRUIK and grondslag.code not in used and snapshot.producten:
            yield Waarschuwing(
                Plek(soort="grondslag", code=grondslag.code, naam=grondslag.code),
                f"Geen enkel product heeft de grondslag {grondslag.code}. "
                "Geef aan dat zij niet wordt ingekocht, of kies haar bij een product.",
            )
    yield from _eisen(snapshot)
    yield from _hoofdstukken(snapshot, previous)
    for voorwaarde in snapshot.voorwaarden:
        yield from _voorwaarde(snapshot, voorwaarde)


def _inkoop(snapshot: Snapshot, contact: str | None) -> Iterator[Probleem]:
    # A gemeente that does not exist has no code of the CBS.
    if not (snapshot.inkoop.deelnemers or snapshot.inkoop.verzonnen):
        text = "Er staat nergens voor welke gemeenten deze inkoop is. Kies de deelnemende gemeenten."
        yield Waarschuwing(Plek(soort="inkoop", naam="deelnemende gemeenten", rubriek="gemeenten"), text)
    if contact == "" and not any(perceel.contactadres for perceel in snapshot.percelen):
        text = "Er staat nergens bij wie aanbieders terechtkunnen. Vul een contactadres in bij een perceel, of laat de beheerder "
        plek = Plek(soort="perceel", naam="contact") if snapshot.percelen else DOCUMENT
        yield Waarschuwing(plek, text + "de contactgegevens van de regio invullen.")

    yield from _looptijd(snapshot.inkoop)


#: A raamovereenkomst that is longer needs a reason (feiten 8: the national inkoopdocument).
MAX_ZONDER_REDEN = 48


def _looptijd(inkoop: InkoopInhoud) -> Iterator[Probleem]:
    plek = Plek(soort="inkoop", naam="looptijd")
    start, maanden, einde = inkoop.start_contract, inkoop.looptijd_maanden, inkoop.einde_contract
    if start and maanden is not None and einde and einde != (volgt := after_months(start, maanden)):
        yield Blokkade(
            plek,
            f"De looptijd van {maanden} maanden eindigt op {dutch.day(volgt) if volgt else 'geen enkele dag'}, maar de einddatum is "
            f"{dutch.day(einde)}. Pas een van de twee aan, of laat de einddatum leeg.",
        )
    samen = (maanden or 0) + sum(inkoop.verlengingen_maanden)
    if samen > MAX_ZONDER_REDEN and not inkoop.looptijd_toelichting.strip():
        yield Waarschuwing(
            plek,
            f"De contracten duren met verlengingen {samen} maanden, meer dan {MAX_ZONDER_REDEN}. Schrijf in de toelichting op de "
            "looptijd waarom.",
            reden_nodig=True,
        )


def _aanbieders(snapshot: Snapshot) -> Iterator[Probleem]:
    """Where everybody who meets the eisen gets an overeenkomst, their number may not be limited."""
    if snapshot.inkoop.procedure not in ZONDER_MAXIMUM:
        return
    limited = [
        *(row for row in snapshot.segmenten if row.regionaal_max is not None or row.lokaal_max is not None),
        *(row for row in snapshot.percelen if row.aanbieders_max is not None),
    ]
    for row in limited:
        yield Blokkade(
            row.plek("gegevens"),
            f"{dutch.capital(row.kort)} heeft een maximum aantal aanbieders, maar bij {label_of(Procedure, snapshot.inkoop.procedure)} "
            "mag het aantal niet worden beperkt. Haal het maximum weg, of kies een andere procedure.",
        )


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
            facts = {rij.sleutel for rij in beschrijving.rijen(snapshot, item) if rij.gegenereerd}
            for rubriek in rubrieken:
                if rubriek.verplicht and rubriek.bron == RubriekBron.TEKST and rubriek.sleutel not in found:
                    plek = item.plek(rubriek.sleutel)
                    yield Waarschuwing(
                        plek,
                        f"De verplichte rubriek '{rubriek.naam}' ontbreekt bij {plek.naam}. "
                        "Schrijf de tekst, of maak de rubriek niet verplicht.",
                        reden_nodig=True,
                    )
                # What is made from facts asks for the facts: a typed text in its place is not followed by anything else.
                elif rubriek.verplicht and rubriek.bron not in _ZELF_VERTELD and rubriek.sleutel not in facts:
                    plek = item.plek("gegevens")
                    yield Waarschuwing(
                        plek,
                        f"De rubriek '{rubriek.naam}' van {plek.naam} komt uit de gegevens, en die zijn niet ingevuld. "
                        "Vul ze in bij de gegevens; een getypte tekst vervangt ze niet.",
                        reden_nodig=True,
                    )
            forgotten = [
                f"'{rubriek.naam}'"
                for rubriek in rubrieken
                if _is_optional_text(rubriek) and rubriek.sleutel in usual and rubriek.sleutel not in found
            ]
            if forgotten:
                plek = item.plek()
                yield Waarschuwing(
                    plek,
                    f"{dutch.capital(plek.naam)} heeft geen {dutch.listing(forgotten)}, de meeste andere wel. "
                    "Controleer of dat klopt.",
                )


#: What is missing there is told by `_product` and `_perceel`, at the place where it is chosen.
_ZELF_VERTELD = (RubriekBron.TEKST, RubriekBron.PRODUCTEN)


def _is_optional_text(rubriek: RubriekInhoud) -> bool:
    return not rubriek.verplicht and rubriek.bron == RubriekBron.TEKST


def _product(snapshot: Snapshot, product: ProductInhoud) -> Iterator[Probleem]:
    plek = product.plek()
    if snapshot.percelen and not woorden.percelen_of(snapshot, product.code):
        yield Waarschuwing(
            product.plek("matrix"),
            f"{plek.naam} komt in geen enkel perceel voor. Zet het bij ‘Producten per perceel’ in een perceel, of archiveer het.",
            reden_nodig=True,
        )
    # A percentage is of another tarief, which has a unit.
    counted = product.heeft_bedrag and not Tariefsoort.of(product.tariefsoort).is_procent
    if snapshot.inkoop.met_tarieven and counted and not product.eenheid:
        yield Blokkade(
            product.plek("gegevens"),
            f"{plek.naam} heeft geen eenheid, dus is niet duidelijk waarvoor het tarief geldt. Kies een eenheid.",
        )
    if product.iwmo_categorie and (domein := domein_of(product.iwmo_categorie)) not in snapshot.inkoop.domeinen:
        yield Waarschuwing(
            product.plek("gegevens"),
            f"De productcategorie van {plek.naam} ({product.iwmo_categorie}) hoort bij het domein {label_of(Domein, domein)}, maar deze "
            "inkoop is daar niet voor. Kies een andere categorie, of zet het domein erbij in de gegevens van de inkoop.",
            reden_nodig=True,
        )
    for grondslag in woorden.grondslagen_of(snapshot, product.grondslagen):
        if grondslag.status != GrondslagStatus.IN_GEBRUIK:
            yield Blokkade(
                product.plek("gegevens"),
                f"{plek.naam} noemt de grondslag {grondslag.code}, maar die wordt in deze inkoop niet gebruikt. "
                "Haal de grondslag weg bij het product, of neem haar in gebruik.",
            )


def _perceel(snapshot: Snapshot, perceel: PerceelInhoud, day: dt.date) -> Iterator[Probleem]:
    plek = perceel.plek()
    if snapshot.producten and not perceel.producten:
        yield Waarschuwing(
            perceel.plek("matrix"),
            f"In {plek.naam} komt geen enkel product voor. Kies de producten bij ‘Producten per perceel’.",
            reden_nodig=any(
                row.verplicht and row.bron == RubriekBron.PRODUCTEN
                for row in snapshot.rubrieken_of(RubriekSoort.PERCEEL)
            ),
        )
    for link in perceel.producten:
        if link.tot is not None and link.tot < day and link.code in snapshot.product:
            yield Waarschuwing(
                perceel.plek("matrix"),
                f"{snapshot.product[link.code].kort} wordt in {plek.naam} maar ingekocht tot en met {dutch.day(link.tot)}. "
                "Dat is voor de ingangsdatum: haal het product uit het perceel, of pas de periode aan.",
            )
    if perceel.min_kenmerken is not None and perceel.min_kenmerken > len(perceel.kenmerken):
        yield Blokkade(
            perceel.plek("gegevens"),
            f"{dutch.capital(plek.naam)} vraagt minimaal {perceel.min_kenmerken} kenmerken, maar er staan er "
            f"{len(perceel.kenmerken)}. Pas het aantal aan, of beschrijf alle kenmerken.",
        )


def _eisen(snapshot: Snapshot) -> Iterator[Probleem]:
    for eis in snapshot.eisen:
        if not geldt_voor(snapshot, eis):
            yield Blokkade(
                eis.plek("gegevens"),
                f"{dutch.capital(eis.kort)} geldt voor {label_of(Reikwijdte, eis.geldt_voor)}, maar er is er geen gekozen die in "
                "gebruik is. Kies voor welke, of archiveer de eis.",
            )
        if not richtext.plain_text(eis.tekst).strip():
            yield Waarschuwing(
                eis.plek("tekst"),
                f"{dutch.capital(eis.kort)} heeft geen tekst. Schrijf wat er gevraagd wordt.",
                reden_nodig=True,
            )
    for een in weegtotalen(snapshot):
        if een.fout:
            yield Blokkade(een.eisen[0].plek("gegevens"), een.fout)


def _hoofdstukken(snapshot: Snapshot, previous: Snapshot | None) -> Iterator[Probleem]:
    by_soort: dict[str, list[Plek]] = {}
    for hoofdstuk in snapshot.hoofdstukken:
        plek = Plek(soort="hoofdstuk", code=hoofdstuk.sleutel, naam=hoofdstuk.titel)
        by_soort.setdefault(hoofdstuk.soort, []).append(plek)
        if not (hoofdstuk.tekst or hoofdstuk.slottekst or _shows(snapshot, hoofdstuk.soort)):
            yield Waarschuwing(
                plek, f"Hoofdstuk '{plek.naam}' heeft geen inhoud. Schrijf de tekst, of archiveer het hoofdstuk."
            )
    if not snapshot.hoofdstukken:
        return
    all_of_them = Plek(soort="hoofdstuk", naam="de hoofdstukken")
    needed: list[tuple[str, bool, str]] = [
        (HoofdstukSoort.PRODUCTEN, bool(snapshot.producten), "zijn producten"),
        (HoofdstukSoort.PERCELEN, bool(snapshot.percelen), "zijn percelen"),
        (HoofdstukSoort.SEGMENTEN, bool(snapshot.segmenten), "zijn segmenten"),
        (HoofdstukSoort.GRONDSLAGEN, bool(snapshot.grondslagen), "zijn grondslagen"),
        (HoofdstukSoort.EISEN, bool(snapshot.eisen), "zijn eisen"),
        (HoofdstukSoort.TARIEVEN, snapshot.inkoop.met_tarieven and bool(snapshot.tarieven), "zijn tarieven"),
    ]
    for soort, present, wat in needed:
        if present and soort not in by_soort:
            yield Waarschuwing(
                all_of_them,
                f"Er {wat}, maar geen hoofdstuk dat ze toont. "
                "Voeg zo'n hoofdstuk toe; anders staan ze niet in het document.",
                reden_nodig=True,
            )
    usual: list[tuple[str, bool, str]] = [
        (
            HoofdstukSoort.PERCELENLIJST,
            bool(snapshot.percelen and beschrijving.tariefzin(snapshot)),
            "de lijst van percelen met de zin over de tarieven",
        ),
        (HoofdstukSoort.WIJZIGINGEN, previous is not None, "de wijzigingen ten opzichte van de vorige versie"),
    ]
    for soort, present, wat in usual:
        if present and soort not in by_soort:
            yield Waarschuwing(all_of_them, f"Geen hoofdstuk toont {wat}. Controleer of dat de bedoeling is.")
    for soort, plekken in by_soort.items():
        if soort != HoofdstukSoort.TEKST and len(plekken) > 1:
            yield Blokkade(
                plekken[-1],
                f"Meer dan één hoofdstuk toont hetzelfde ({HoofdstukSoort(soort).label}). "
                f"Kies bij {plekken[-1].naam} een andere soort, of archiveer het.",
            )


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
        case HoofdstukSoort.EISEN:
            return bool(snapshot.eisen)
        case HoofdstukSoort.TARIEVEN:
            return bool(snapshot.tarieven)
    return False


def _voorwaarde(snapshot: Snapshot, voorwaarde: VoorwaardeInhoud) -> Iterator[Probleem]:
    product, ander = snapshot.product.get(voorwaarde.product), snapshot.product.get(voorwaarde.ander_product)
    plek = product.plek() if product else DOCUMENT
    name = ander.kort if ander else voorwaarde.ander_product

    def problem(waarom: str) -> Blokkade:
        return Blokkade(
            plek,
            f"Aan de inschrijfvoorwaarde bij {plek.naam} over {name} kan niemand voldoen: {waarom}. Pas de voorwaarde aan.",
        )

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
    if len(voorwaarde.percelen) > 1 and not voorwaarde.hoeveel:
        yield Waarschuwing(
            plek,
            f"De inschrijfvoorwaarde bij {plek.naam} over {name} zegt niet of zij geldt voor alle {woorden.percelen(voorwaarde.percelen)} "
            "of voor een ervan. Kies dat bij de voorwaarde.",
        )
    if snapshot.percelen and not offered:
        yield problem(f"{name} komt in geen enkel perceel voor")
