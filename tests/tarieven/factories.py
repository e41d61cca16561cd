from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from tarieven.models import Indexatie, Indexcomponent, Kostenregel, Kostprijsopbouw, Tarief
from tests.producten.factories import ProductFactory
from tests.segments.factories import InkoopFactory


class TariefFactory(DjangoModelFactory[Tarief]):
    class Meta:
        model = Tarief

    product = factory.SubFactory(ProductFactory)
    bedrag = Decimal("64.80")
    ingangsdatum = dt.date(2026, 1, 1)


class IndexatieFactory(DjangoModelFactory[Indexatie]):
    class Meta:
        model = Indexatie

    inkoop = factory.SubFactory(InkoopFactory)
    jaar = 2027
    ingangsdatum = dt.date(2027, 1, 1)


class IndexcomponentFactory(DjangoModelFactory[Indexcomponent]):
    """The OVA of 2025 (feiten 7), as the only component unless told otherwise."""

    class Meta:
        model = Indexcomponent

    indexatie = factory.SubFactory(IndexatieFactory)
    naam = factory.Sequence(lambda n: f"Component {n}")
    gewicht = Decimal(1)
    vorig_voorlopig = Decimal("4.94")
    vorig_definitief = Decimal("6.00")
    voorlopig = Decimal("4.18")


class KostprijsopbouwFactory(DjangoModelFactory[Kostprijsopbouw]):
    class Meta:
        model = Kostprijsopbouw

    tarief = factory.SubFactory(TariefFactory)


class KostenregelFactory(DjangoModelFactory[Kostenregel]):
    class Meta:
        model = Kostenregel

    opbouw = factory.SubFactory(KostprijsopbouwFactory)
    element = "a"
    bedrag = Decimal("30.00")
