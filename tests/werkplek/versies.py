"""An inkoop with something in it, and versions of it at each step of their road."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.models import User
from producten.models import Product, ProductTekst, Rubriek
from publicaties import actions, intrekken
from publicaties.models import Opmerking, Publicatie, PublicatieSoort
from publicaties.snapshot import read, take
from segments.models import HoofdstukSoort, Inkoop, Regio
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import ProductFactory, ProductTekstFactory, RubriekFactory
from tests.segments.factories import HoofdstukFactory, InkoopFactory
from tests.tarieven.factories import TariefFactory

INGANG = dt.date(2026, 6, 1)


def fill(inkoop: Inkoop, producten: int = 1) -> Product:
    """Chapters, a rubriek, and products with a text and a tarief in one perceel. Nothing stands in the way of submitting."""
    for soort in (
        HoofdstukSoort.WIJZIGINGEN,
        HoofdstukSoort.PRODUCTEN,
        HoofdstukSoort.PERCELEN,
        HoofdstukSoort.TARIEVEN,
    ):
        HoofdstukFactory(inkoop=inkoop, soort=soort, sleutel=soort.value, titel=soort.value.capitalize())
    rubriek = RubriekFactory(inkoop=inkoop, sleutel="doelgroep", naam="Doelgroep")
    perceel = PerceelFactory(inkoop=inkoop, nummer="1", naam="Volwassenen")
    made = [add_product(inkoop, f"product-{number}", rubriek, perceel) for number in range(producten)]
    return made[0]


def add_product(inkoop: Inkoop, code: str, rubriek: Rubriek, perceel: object) -> Product:
    product = ProductFactory(inkoop=inkoop, code=code, naam=f"Begeleiding {code}", afkorting=code.upper())
    ProductTekstFactory(product=product, rubriek=rubriek, tekst=f"<p>Voor wie {code} nodig heeft.</p>")
    PerceelProductFactory(perceel=perceel, product=product)
    TariefFactory(product=product, ingangsdatum=dt.date(2026, 1, 1))
    return product


def change_text(product: Product, tekst: str) -> None:
    row = ProductTekst.objects.get(product=product)
    row.tekst = tekst
    row.save()


def concept(
    inkoop: Inkoop, by: User, naam: str = "Versie van juni", soort: str = PublicatieSoort.DEFINITIEF
) -> Publicatie:
    return actions.start_concept(
        inkoop=inkoop, versienaam=naam, ingangsdatum=INGANG, soort=soort, by=by, at=timezone.now()
    )


def submitted(inkoop: Inkoop, by: User, naam: str = "Versie van juni") -> Publicatie:
    publicatie = concept(inkoop, by, naam)
    actions.submit(publicatie=publicatie, by=by, at=timezone.now())
    return publicatie


def returned(inkoop: Inkoop, by: User, beoordelaar: User, *opmerkingen: tuple[str, str]) -> Publicatie:
    """With these remarks (plek, tekst)."""
    publicatie = submitted(inkoop, by)
    actions.return_with_remarks(publicatie=publicatie, opmerkingen=opmerkingen, by=beoordelaar, at=timezone.now())
    return publicatie


def approved(inkoop: Inkoop, by: User, beoordelaar: User, naam: str = "Versie van juni") -> Publicatie:
    publicatie = submitted(inkoop, by, naam)
    actions.approve(publicatie=publicatie, by=beoordelaar, at=timezone.now())
    return publicatie


def published(inkoop: Inkoop, by: User, beoordelaar: User, naam: str = "Eerste versie") -> Publicatie:
    publicatie = approved(inkoop, by, beoordelaar, naam)
    actions.publish(publicatie=publicatie, by=by, at=timezone.now())
    return publicatie


def undone(inkoop: Inkoop, by: User, beoordelaar: User) -> Publicatie:
    """Version 1 is in force; version 2, which is out, comes later; version 3 changes a text of both now. `inkoop` is filled."""
    published(inkoop, by, beoordelaar)
    product = inkoop.producten.order_by("pk")[0]
    change_text(product, "<p>Pas in 2099.</p>")
    publish_from(dt.date(2099, 4, 1), inkoop, by, beoordelaar)
    change_text(product, "<p>Nu meteen anders.</p>")
    return publish_from(INGANG, inkoop, by, beoordelaar)


def publish_from(day: dt.date, inkoop: Inkoop, by: User, beoordelaar: User) -> Publicatie:
    """Whatever warnings there are stay, with a reason."""
    at = timezone.now()
    publicatie = actions.start_concept(inkoop=inkoop, versienaam=f"Vanaf {day}", ingangsdatum=day, by=by, at=at)
    explain_all(publicatie, by)
    actions.submit(publicatie=publicatie, by=by, at=at)
    actions.approve(publicatie=publicatie, by=beoordelaar, at=at)
    actions.publish(publicatie=publicatie, by=by, at=at)
    return publicatie


def explain_all(publicatie: Publicatie, by: User) -> None:
    vorige = actions.previous_of(publicatie)
    before = read(vorige.inhoud) if vorige and vorige.inhoud else None
    found = actions.problems_of(publicatie, take(publicatie.inkoop), before)
    redenen = {row: "Dat is de bedoeling." for row in found if row.asks(publicatie.soort)}
    actions.overrule(publicatie=publicatie, redenen=redenen, by=by, at=timezone.now())


def at_each_step(regio: Regio, by: User, beoordelaar: User) -> list[Publicatie]:
    """A version at each step of its road, a consultatieversie too; each of an inkoop of its own, and with a remark."""
    at = timezone.now()

    def new() -> Inkoop:
        inkoop = InkoopFactory(regio=regio)
        fill(inkoop)
        return inkoop

    returned = submitted(new(), by)
    actions.return_with_remarks(publicatie=returned, opmerkingen=[("", "De naam klopt niet.")], by=beoordelaar, at=at)
    withdrawn = published(new(), by, beoordelaar)
    intrekken.ask_to_withdraw(publicatie=withdrawn, reden="Er stond een fout in.", by=by, at=at)
    intrekken.withdraw(publicatie=withdrawn, by=beoordelaar, at=at)
    asked = approved(new(), by, beoordelaar)
    actions.ask_to_publish(publicatie=asked, by=by, at=at)
    found = [
        concept(new(), by),
        concept(new(), by, soort=PublicatieSoort.CONSULTATIE),
        submitted(new(), by),
        returned,
        approved(new(), by, beoordelaar),
        asked,
        published(new(), by, beoordelaar),
        withdrawn,
    ]
    for publicatie in found:
        Opmerking.objects.create(publicatie=publicatie, tekst="Wie is 'wie'?", door=beoordelaar, op=at)
    return found
