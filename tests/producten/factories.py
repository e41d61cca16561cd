from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from core.codelijsten import Eenheid
from producten.models import Aswaarde, Grondslag, Leefgebied, Product, ProductTekst, Rubriek, RubriekSoort, Tariefas
from tests.segments.factories import InkoopFactory


class RubriekFactory(DjangoModelFactory[Rubriek]):
    class Meta:
        model = Rubriek

    inkoop = factory.SubFactory(InkoopFactory)
    soort = RubriekSoort.PRODUCT
    sleutel = factory.Sequence(lambda n: f"rubriek-{n}")
    naam = factory.Sequence(lambda n: f"Rubriek {n}")
    volgorde = factory.Sequence(int)


class GrondslagFactory(DjangoModelFactory[Grondslag]):
    class Meta:
        model = Grondslag

    inkoop = factory.SubFactory(InkoopFactory)
    code = factory.Sequence(
        lambda n: "G" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n // 26 % 26] + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[n % 26]
    )
    label = factory.Sequence(lambda n: f"Grondslag {n}")
    volgorde = factory.Sequence(int)


class TariefasFactory(DjangoModelFactory[Tariefas]):
    class Meta:
        model = Tariefas

    inkoop = factory.SubFactory(InkoopFactory)
    code = factory.Sequence(lambda n: f"as-{n}")
    naam = factory.Sequence(lambda n: f"as {n}")
    meervoud = factory.Sequence(lambda n: f"assen {n}")


class AswaardeFactory(DjangoModelFactory[Aswaarde]):
    class Meta:
        model = Aswaarde

    inkoop = factory.SelfAttribute("tariefas.inkoop")
    tariefas = factory.SubFactory(TariefasFactory)
    code = factory.Sequence(lambda n: f"W{n}")
    label = factory.Sequence(lambda n: f"waarde {n}")
    volgorde = factory.Sequence(int)


class LeefgebiedFactory(DjangoModelFactory[Leefgebied]):
    class Meta:
        model = Leefgebied

    inkoop = factory.SubFactory(InkoopFactory)
    nummer = factory.Sequence(int)
    naam = factory.Sequence(lambda n: f"Leefgebied {n}")


class ProductFactory(DjangoModelFactory[Product]):
    class Meta:
        model = Product

    inkoop = factory.SubFactory(InkoopFactory)
    code = factory.Sequence(lambda n: f"product-{n}")
    naam = factory.Sequence(lambda n: f"Product {n}")
    volgorde = factory.Sequence(int)
    eenheid = Eenheid.UUR


class ProductTekstFactory(DjangoModelFactory[ProductTekst]):
    class Meta:
        model = ProductTekst

    product = factory.SubFactory(ProductFactory)
    rubriek = factory.SubFactory(RubriekFactory, inkoop=factory.SelfAttribute("..product.inkoop"))
    tekst = "<p>Tekst van een rubriek.</p>"
