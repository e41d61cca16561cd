"""A row refers to rows of its own inkoop only, whatever the road."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model

from percelen.models import Inschrijfvoorwaarde, Perceel, PerceelProduct, PerceelTekst
from proces.models import Bijeenkomst, Document
from producten.models import ProductTekst, RubriekSoort
from segments.models import Inkoop
from tarieven.models import Tarief
from tests.percelen.factories import PerceelFactory
from tests.producten.factories import GrondslagFactory, ProductFactory, RubriekFactory
from tests.segments.factories import InkoopFactory, SegmentFactory


def product_tekst(here: Inkoop, there: Inkoop) -> Model:
    return ProductTekst(product=ProductFactory(inkoop=here), rubriek=RubriekFactory(inkoop=there))


def perceel_tekst(here: Inkoop, there: Inkoop) -> Model:
    rubriek = RubriekFactory(inkoop=there, soort=RubriekSoort.PERCEEL)
    return PerceelTekst(perceel=PerceelFactory(inkoop=here), rubriek=rubriek)


def perceel(here: Inkoop, there: Inkoop) -> Model:
    return Perceel(inkoop=here, nummer="1", naam="Een", segment=SegmentFactory(inkoop=there))


def perceelproduct(here: Inkoop, there: Inkoop) -> Model:
    return PerceelProduct(perceel=PerceelFactory(inkoop=here), product=ProductFactory(inkoop=there))


def voorwaarde(here: Inkoop, there: Inkoop) -> Model:
    return Inschrijfvoorwaarde(product=ProductFactory(inkoop=here), ander_product=ProductFactory(inkoop=there))


def tarief_grondslag(here: Inkoop, there: Inkoop) -> Model:
    product, grondslag = ProductFactory(inkoop=here, tarief_per_grondslag=True), GrondslagFactory(inkoop=there)
    product.grondslagen.add(grondslag)
    return Tarief(product=product, grondslag=grondslag, bedrag="64.80", ingangsdatum=dt.date(2026, 1, 1))


def tarief_perceel(here: Inkoop, there: Inkoop) -> Model:
    here.tarief_per_perceel = True
    here.save()
    product, lot = ProductFactory(inkoop=here), PerceelFactory(inkoop=there)
    PerceelProduct.objects.create(perceel=lot, product=product)
    return Tarief(product=product, perceel=lot, bedrag="64.80", ingangsdatum=dt.date(2026, 1, 1))


def document_segment(here: Inkoop, there: Inkoop) -> Model:
    return Document(inkoop=here, sleutel="a", titel="A", segment=SegmentFactory(inkoop=there))


def document_bijeenkomst(here: Inkoop, there: Inkoop) -> Model:
    bijeenkomst = Bijeenkomst.objects.create(inkoop=there, sleutel="b", titel="B", datum=dt.date(2026, 1, 1))
    return Document(inkoop=here, sleutel="a", titel="A", bijeenkomst=bijeenkomst)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make",
    [
        product_tekst,
        perceel_tekst,
        perceel,
        perceelproduct,
        voorwaarde,
        tarief_grondslag,
        tarief_perceel,
        document_segment,
        document_bijeenkomst,
    ],
)
def test_row_of_another_inkoop_is_refused(make: Callable[[Inkoop, Inkoop], Model]) -> None:
    here, there = InkoopFactory(), InkoopFactory()
    make(here, here).full_clean()
    with pytest.raises(ValidationError, match="inkoop"):
        make(InkoopFactory(), there).full_clean()
