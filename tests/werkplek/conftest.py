"""A small inkoop with one of everything, and clients of the cast."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from percelen.models import Kenmerk, Perceel
from producten.models import Product, RubriekBron
from segments.models import HoofdstukSoort, Inkoop
from tests.eisen.factories import EisFactory
from tests.percelen.factories import PerceelFactory, PerceelProductFactory, PerceelTekstFactory
from tests.producten.factories import (
    GrondslagFactory,
    LeefgebiedFactory,
    ProductFactory,
    ProductTekstFactory,
    RubriekFactory,
)
from tests.segments.factories import BegripFactory, HoofdstukFactory, SegmentFactory
from tests.tarieven.factories import TariefFactory


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(contractmanager: User) -> Client:
    return client_of(contractmanager)


@pytest.fixture
def product(inkoop: Inkoop) -> Product:
    rubriek = RubriekFactory(inkoop=inkoop, sleutel="doelgroep", naam="Doelgroep", verplicht=True)
    RubriekFactory(inkoop=inkoop, sleutel="eisen", naam="Eisen")
    RubriekFactory(inkoop=inkoop, sleutel="eenheid", naam="Eenheid", bron=RubriekBron.EENHEID)
    product = ProductFactory(inkoop=inkoop, code="bgi", naam="Begeleiding individueel", afkorting="BGI")
    product.grondslagen.add(GrondslagFactory(inkoop=inkoop, code="PSY"))
    product.leefgebieden.add(LeefgebiedFactory(inkoop=inkoop, nummer=3))
    ProductTekstFactory(
        product=product, rubriek=rubriek, tekst="<p>De aanbieder werkt volgens het plan van de cliënt.</p>"
    )
    return product


@pytest.fixture
def perceel(inkoop: Inkoop, product: Product) -> Perceel:
    segment = SegmentFactory(inkoop=inkoop, code="1a")
    HoofdstukFactory(inkoop=inkoop, sleutel="inleiding", titel="Inleiding")
    BegripFactory(inkoop=inkoop, term="toewijzing")
    perceel = PerceelFactory(inkoop=inkoop, nummer="3", naam="Gericht op behoud", segment=segment)
    PerceelProductFactory(perceel=perceel, product=product)
    rubriek = RubriekFactory(inkoop=inkoop, soort="perceel", sleutel="doelgroep", naam="Doelgroep")
    PerceelTekstFactory(perceel=perceel, rubriek=rubriek, tekst="<p>Voor wie vaardigheden wil behouden.</p>")
    Kenmerk.objects.create(perceel=perceel, nummer=1, naam="Langdurig")
    EisFactory(inkoop=inkoop, nummer="G1", naam="Kwaliteitsborging")
    return perceel


@pytest.fixture
def compleet(perceel: Perceel) -> Inkoop:
    """The inkoop of `perceel`, ready to be submitted."""
    inkoop = perceel.inkoop
    TariefFactory(product=perceel.producten.get())
    for soort in set(HoofdstukSoort) - {HoofdstukSoort.TEKST}:
        HoofdstukFactory(inkoop=inkoop, soort=soort, sleutel=soort.value)
    inkoop.segmenten.update(naam="Volwassenen")
    return inkoop


def basis_of(client: Client, url: str, **kwargs: Any) -> str:
    """What the (first) form on this page says that it shows."""
    found = re.search(r'name="basis" value="([^"]*)"', client.get(url, **kwargs).text)
    assert found, f"{url} has no basis"
    return unescape(found[1])


def send(client: Client, url: str, data: Mapping[str, Any] | None = None, *, op: str = "", **kwargs: Any) -> Any:
    """POST what a person fills in on this page (or on the page `op`), with what the page showed."""
    return client.post(url, {**(data or {}), "basis": basis_of(client, op or url)}, **kwargs)
