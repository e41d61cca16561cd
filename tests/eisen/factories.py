from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from eisen.models import Eis, Eissoort
from tests.segments.factories import InkoopFactory


class EisFactory(DjangoModelFactory[Eis]):
    class Meta:
        model = Eis

    inkoop = factory.SubFactory(InkoopFactory)
    nummer = factory.Sequence(lambda n: f"G{n + 1}")
    naam = factory.Sequence(lambda n: f"Eisnaam {n}")
    soort = Eissoort.GESCHIKTHEIDSEIS
    volgorde = factory.Sequence(int)
    tekst = "<p>De aanbieder laat dit zien.</p>"
