"""An inkoop with something in it, and versions of it at each step of their road."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.models import User
from producten.models import Product, ProductTekst, Rubriek
from publicaties import actions
from publicaties.models import Publicatie
from segments.models import HoofdstukSoort, Inkoop
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import ProductFactory, ProductTekstFactory, RubriekFactory
from tests.segments.factories import HoofdstukFactory
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


def concept(inkoop: Inkoop, by: User, naam: str = "Versie van juni") -> Publicatie:
    return actions.start_concept(inkoop=inkoop, versienaam=naam, ingangsdatum=INGANG, by=by, at=timezone.now())


def submitted(inkoop: Inkoop, by: User, naam: str = "Versie van juni") -> Publicatie:
    publicatie = concept(inkoop, by, naam)
    actions.submit(publicatie=publicatie, by=by, at=timezone.now())
    return publicatie


def approved(inkoop: Inkoop, by: User, beoordelaar: User, naam: str = "Versie van juni") -> Publicatie:
    publicatie = submitted(inkoop, by, naam)
    actions.approve(publicatie=publicatie, by=beoordelaar, at=timezone.now())
    return publicatie


def published(inkoop: Inkoop, by: User, beoordelaar: User, naam: str = "Eerste versie") -> Publicatie:
    publicatie = approved(inkoop, by, beoordelaar, naam)
    actions.publish(publicatie=publicatie, by=by, at=timezone.now())
    return publicatie
