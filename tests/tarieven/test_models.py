"""What the database refuses, through full_clean() (with a message) and by itself."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from producten.models import GrondslagStatus
from segments.models import Inkoop
from tarieven.models import Indexatie, Indexcomponent, Kostenregel, Kostprijsopbouw, Tarief
from tests.percelen.factories import PerceelProductFactory
from tests.producten.factories import GrondslagFactory, ProductFactory
from tests.tarieven.conftest import Catalogus
from tests.tarieven.factories import (
    IndexatieFactory,
    IndexcomponentFactory,
    KostenregelFactory,
    KostprijsopbouwFactory,
    TariefFactory,
)


def refused(row: Model, message: str) -> None:
    """`row` is refused with this message, and by the database when nobody asked for validation."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert message in " ".join(caught.value.messages)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def accepted(row: Model) -> None:
    row.full_clean()
    row.save()


def tarief(catalogus: Catalogus, van: str, tot: str | None, grondslag: str | None, perceel: str | None) -> Tarief:
    return Tarief(
        product=catalogus.bgi,
        grondslag=grondslag and getattr(catalogus, grondslag),
        perceel=perceel and getattr(catalogus, perceel),
        bedrag=Decimal("70.00"),
        ingangsdatum=dt.date.fromisoformat(van),
        einddatum=tot and dt.date.fromisoformat(tot),
    )


OVERLAP = "Voor dit product, deze waarden en dit perceel geldt in deze periode al een tarief."


@pytest.fixture
def per_perceel(catalogus: Catalogus) -> Catalogus:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.inkoop.save()
    return catalogus


@pytest.mark.parametrize(
    ("van", "tot"),
    [("2026-01-01", None), ("2026-12-31", None), ("2025-01-01", "2026-01-01"), ("2026-06-01", "2026-06-01")],
)
def test_overlapping_tarief_is_refused(catalogus: Catalogus, van: str, tot: str | None) -> None:
    catalogus.tarief("bgi", "64.80", "2026-01-01", "2026-12-31", grondslag="som")
    refused(tarief(catalogus, van, tot, "som", None), OVERLAP)


def test_adjoining_tarief_and_another_grondslag_are_accepted(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "64.80", "2026-01-01", "2026-12-31", grondslag="som")
    accepted(tarief(catalogus, "2027-01-01", None, "som", None))
    accepted(tarief(catalogus, "2025-01-01", "2025-12-31", "som", None))
    accepted(tarief(catalogus, "2026-01-01", None, "psy", None))


def test_all_percelen_conflicts_with_a_perceel_in_the_same_period(per_perceel: Catalogus) -> None:
    per_perceel.tarief("bgi", "64.80", "2026-01-01", "2026-12-31", grondslag="som")
    refused(tarief(per_perceel, "2026-07-01", None, "som", "p1"), OVERLAP)
    accepted(tarief(per_perceel, "2027-01-01", None, "som", "p1"))
    accepted(tarief(per_perceel, "2027-01-01", None, "som", "p2"))
    refused(tarief(per_perceel, "2028-01-01", None, "som", None), OVERLAP)


def test_no_grondslag_conflicts_with_a_grondslag_in_the_same_period(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "64.80", "2026-01-01", "2026-12-31")  # from before the product had tarieven per grondslag
    refused(tarief(catalogus, "2026-07-01", None, "som", None), OVERLAP)
    accepted(tarief(catalogus, "2027-01-01", None, "som", None))
    catalogus.bgi.tarief_per_grondslag = False
    catalogus.bgi.save()
    refused(tarief(catalogus, "2028-01-01", None, None, None), OVERLAP)


def test_an_end_before_the_begin_and_an_amount_of_nothing_are_refused(catalogus: Catalogus) -> None:
    refused(tarief(catalogus, "2026-07-01", "2026-06-30", "som", None), "De einddatum ligt voor de begindatum")
    row = tarief(catalogus, "2026-07-01", None, "som", None)
    row.bedrag = Decimal(0)
    refused(row, "Een tarief is groter dan nul.")


@pytest.mark.parametrize(
    ("product", "grondslag", "perceel", "message"),
    [
        ("bgi", None, None, "Het tarief van Begeleiding Individueel (BGI) verschilt per grondslag"),
        ("vervoer", "som", None, "Vervoer heeft één tarief voor alle grondslagen"),
        ("complex", "som", None, "BGI complex is er niet voor grondslag SOM"),
        ("bgi", "som", "p5", "Begeleiding Individueel (BGI) komt niet voor in perceel 5"),
    ],
)
def test_a_combination_that_the_product_does_not_have_is_refused(
    per_perceel: Catalogus, product: str, grondslag: str | None, perceel: str | None, message: str
) -> None:
    row = tarief(per_perceel, "2026-01-01", None, grondslag, perceel)
    row.product = getattr(per_perceel, product)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert message in " ".join(caught.value.messages)


def test_a_perceel_is_refused_where_a_tarief_holds_for_all_percelen(catalogus: Catalogus) -> None:
    with pytest.raises(ValidationError, match="geldt een tarief voor alle percelen"):
        tarief(catalogus, "2026-01-01", None, "som", "p1").full_clean()


def test_a_row_from_before_the_product_changed_may_end(catalogus: Catalogus) -> None:
    row = catalogus.tarief("bgi", "64.80")
    row.einddatum = dt.date(2026, 12, 31)
    accepted(row)


def test_parts_of_another_inkoop_are_refused(catalogus: Catalogus) -> None:
    row = tarief(catalogus, "2026-01-01", None, "som", None)
    row.grondslag = GrondslagFactory()
    with pytest.raises(ValidationError, match="horen niet bij dezelfde inkoop"):
        row.full_clean()
    Tarief(bedrag=Decimal(1)).clean()


@pytest.mark.django_db
def test_what_a_round_may_hold() -> None:
    row = IndexatieFactory()
    refused(Indexatie(inkoop=row.inkoop, jaar=2027, ingangsdatum=row.ingangsdatum), "Er is al een indexatieronde")
    with pytest.raises(ValidationError, match="hooguit 6 decimalen"):
        IndexatieFactory.build(inkoop=row.inkoop, ingangsdatum=dt.date(2028, 1, 1), percentage_decimalen=7).full_clean()
    component = IndexcomponentFactory(indexatie=row)
    figures = {name: Decimal(1) for name in ("vorig_voorlopig", "vorig_definitief", "voorlopig")}
    refused(Indexcomponent(indexatie=row, naam="X", gewicht=Decimal("1.1"), **figures), "tussen 0 en 1")
    refused(Indexcomponent(indexatie=row, naam=component.naam, gewicht=Decimal(1), **figures), "staat er al")


@pytest.mark.django_db
def test_what_a_build_up_may_hold() -> None:
    opbouw = KostprijsopbouwFactory()
    KostenregelFactory(opbouw=opbouw, element="a")
    refused(Kostenregel(opbouw=opbouw, element="a", bedrag=Decimal(1)), "staat er al")
    refused(Kostenregel(opbouw=opbouw, element="b"), "leg uit waarom")
    refused(Kostenregel(opbouw=opbouw, element="b", bedrag=Decimal(1), niet_van_toepassing="x"), "leg uit waarom")
    refused(Kostenregel(opbouw=opbouw, element="b", bedrag=Decimal(-1)), "niet kleiner dan nul")
    accepted(Kostenregel(opbouw=opbouw, element="e", bedrag=Decimal(-1)))
    accepted(Kostenregel(opbouw=opbouw, element="f", niet_van_toepassing="Er zijn geen extra verplichtingen."))
    other = TariefFactory()
    for wrong in ({"productieve_uren": 1900}, {"clienten": 0}, {"uren_per_eenheid": 0}, {"productieve_uren": 0}):
        refused(Kostprijsopbouw(tarief=other, **wrong), "niet meer productieve dan betaalde uren")


def test_lists_come_in_document_order_with_a_fixed_number_of_queries(
    catalogus: Catalogus, django_assert_num_queries: object
) -> None:
    catalogus.tarief("vervoer", "20.00")
    catalogus.tarief("bgi", "72.00", grondslag="psy")
    catalogus.tarief("bgi", "66.00", "2027-01-01", grondslag="som")
    catalogus.tarief("bgi", "64.00", "2026-01-01", "2026-12-31", grondslag="som")
    with django_assert_num_queries(1):  # type: ignore[operator]
        rows = [
            (str(row.product.inkoop), row.product.code, row.grondslag and row.grondslag.code, str(row.bedrag))
            for row in Tarief.objects.for_inkoop(catalogus.inkoop).for_list()
        ]
    assert [row[1:] for row in rows] == [
        ("bgi", "SOM", "64.00"),
        ("bgi", "SOM", "66.00"),
        ("bgi", "PSY", "72.00"),
        ("vervoer", None, "20.00"),
    ]
    on = Tarief.objects.valid_on(dt.date(2027, 1, 1)).for_list()
    assert [str(row.bedrag) for row in on] == ["66.00", "72.00", "20.00"]


def test_another_inkoop_has_its_own_tarieven(catalogus: Catalogus, inkoop: Inkoop) -> None:
    other = TariefFactory(product=ProductFactory())
    PerceelProductFactory(product=other.product, perceel__inkoop=other.product.inkoop)
    GrondslagFactory(inkoop=inkoop, status=GrondslagStatus.NIET_INGEKOCHT)
    assert list(Tarief.objects.for_inkoop(inkoop).for_list()) == []
