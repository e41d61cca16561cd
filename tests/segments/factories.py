from __future__ import annotations

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from segments.models import Begrip, Deelnemer, Gemeente, Hoofdstuk, Inkoop, Perceelveld, Procedure, Regio, Segment


class RegioFactory(DjangoModelFactory[Regio]):
    class Meta:
        model = Regio

    naam = factory.Sequence(lambda n: f"Regio {n}")
    slug = factory.Sequence(lambda n: f"regio-{n}")


class GemeenteFactory(DjangoModelFactory[Gemeente]):
    """The one with this name, of the list of the CBS too. (A test that empties the database takes that list along.)"""

    class Meta:
        model = Gemeente
        django_get_or_create = ("naam",)

    code = factory.Sequence(lambda n: f"{9000 + n:04d}")
    naam = factory.Sequence(lambda n: f"Gemeente {n}")


class InkoopFactory(DjangoModelFactory[Inkoop]):
    class Meta:
        model = Inkoop

    regio = factory.SubFactory(RegioFactory)
    slug = factory.Sequence(lambda n: f"inkoop-{n}")
    titel = factory.Sequence(lambda n: f"Inkoop {n}")
    procedure = Procedure.OPEN_HOUSE
    perceelvelden = Perceelveld.values
    start_contract = dt.date(2026, 1, 1)
    met_tarieven = True


class DeelnemerFactory(DjangoModelFactory[Deelnemer]):
    class Meta:
        model = Deelnemer

    inkoop = factory.SubFactory(InkoopFactory)
    gemeente = factory.SubFactory(GemeenteFactory)


class SegmentFactory(DjangoModelFactory[Segment]):
    class Meta:
        model = Segment

    inkoop = factory.SubFactory(InkoopFactory)
    code = factory.Sequence(lambda n: f"{n}a")
    naam = factory.Sequence(lambda n: f"Segment {n}")
    volgorde = factory.Sequence(int)


class HoofdstukFactory(DjangoModelFactory[Hoofdstuk]):
    class Meta:
        model = Hoofdstuk

    inkoop = factory.SubFactory(InkoopFactory)
    sleutel = factory.Sequence(lambda n: f"hoofdstuk-{n}")
    titel = factory.Sequence(lambda n: f"Hoofdstuk {n}")
    volgorde = factory.Sequence(int)
    tekst = "<p>Een hoofdstuk met tekst.</p>"


class BegripFactory(DjangoModelFactory[Begrip]):
    class Meta:
        model = Begrip

    inkoop = factory.SubFactory(InkoopFactory)
    term = factory.Sequence(lambda n: f"begrip {n}")
    omschrijving = "Wat het betekent."
