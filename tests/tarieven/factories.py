from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from tarieven.models import Tarief
from tests.producten.factories import ProductFactory


class TariefFactory(DjangoModelFactory[Tarief]):
    class Meta:
        model = Tarief

    product = factory.SubFactory(ProductFactory)
    bedrag = Decimal("64.80")
    ingangsdatum = dt.date(2026, 1, 1)
