from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from percelen.models import Perceel, PerceelProduct, PerceelTekst
from producten.models import RubriekSoort
from tests.producten.factories import ProductFactory, RubriekFactory
from tests.segments.factories import InkoopFactory


class PerceelFactory(DjangoModelFactory[Perceel]):
    class Meta:
        model = Perceel

    inkoop = factory.SubFactory(InkoopFactory)
    nummer = factory.Sequence(lambda n: str(n + 1))
    naam = factory.Sequence(lambda n: f"Perceelnaam {n}")
    volgorde = factory.Sequence(int)


class PerceelProductFactory(DjangoModelFactory[PerceelProduct]):
    class Meta:
        model = PerceelProduct

    perceel = factory.SubFactory(PerceelFactory)
    product = factory.SubFactory(ProductFactory, inkoop=factory.SelfAttribute("..perceel.inkoop"))


class PerceelTekstFactory(DjangoModelFactory[PerceelTekst]):
    class Meta:
        model = PerceelTekst

    perceel = factory.SubFactory(PerceelFactory)
    rubriek = factory.SubFactory(
        RubriekFactory, soort=RubriekSoort.PERCEEL, inkoop=factory.SelfAttribute("..perceel.inkoop")
    )
    tekst = "<p>Tekst van een rubriek.</p>"
