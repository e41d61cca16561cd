from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from percelen.models import Inschrijfvoorwaarde, Perceel
from segments.models import Inkoop, Regio
from tests.core.adminforms import errors, save
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import GrondslagFactory, ProductFactory
from tests.segments.factories import InkoopFactory, SegmentFactory


@pytest.fixture
def manager(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


def page(perceel: Perceel) -> str:
    return reverse("admin:percelen_perceel_change", args=[perceel.pk])


def test_perceel_with_its_products_and_features(manager: Client, inkoop: Inkoop) -> None:
    perceel, product = PerceelFactory(inkoop=inkoop), ProductFactory(inkoop=inkoop)
    rows = {
        "perceelproducten-TOTAL_FORMS": 1,
        "perceelproducten-0-product": product.pk,
        "perceelproducten-0-van": "01-01-2027",
        "perceelproducten-0-tot": "31-12-2028",
        "kenmerken-TOTAL_FORMS": 1,
        "kenmerken-0-nummer": 1,
        "kenmerken-0-naam": "Zorgmijding",
    }
    assert save(manager, page(perceel), **rows).status_code == 302
    assert perceel.perceelproducten.get().product == product
    assert perceel.kenmerken.get().naam == "Zorgmijding"


def test_end_before_begin_is_refused_in_dutch(manager: Client, inkoop: Inkoop) -> None:
    row = PerceelProductFactory(perceel=PerceelFactory(inkoop=inkoop))
    period = {"perceelproducten-0-van": "01-01-2028", "perceelproducten-0-tot": "31-12-2027"}
    assert any("einddatum" in told for told in errors(save(manager, page(row.perceel), **period)))


def test_segment_and_product_of_another_inkoop_are_refused(manager: Client, regio: Regio, inkoop: Inkoop) -> None:
    other = InkoopFactory(regio=regio)
    perceel = PerceelFactory(inkoop=inkoop)
    assert errors(save(manager, page(perceel), segment=SegmentFactory(inkoop=other).pk))
    row = {"perceelproducten-TOTAL_FORMS": 1, "perceelproducten-0-product": ProductFactory(inkoop=other).pk}
    assert errors(save(manager, page(perceel), **row))
    add = reverse("admin:percelen_perceelproduct_add")
    told = errors(save(manager, add, perceel=perceel.pk, product=ProductFactory(inkoop=other).pk))
    assert "uit dezelfde inkoop" in told[0]


def test_product_of_another_regio_is_refused(manager: Client, buurregio: Regio, inkoop: Inkoop) -> None:
    product = ProductFactory(inkoop=InkoopFactory(regio=buurregio))
    add = reverse("admin:percelen_perceelproduct_add")
    told = errors(save(manager, add, perceel=PerceelFactory(inkoop=inkoop).pk, product=product.pk))
    assert "keuze" in told[0]


def test_perceel_does_not_flow_into_itself(manager: Client, inkoop: Inkoop) -> None:
    perceel, other = PerceelFactory(inkoop=inkoop), PerceelFactory(inkoop=inkoop)
    assert errors(save(manager, page(perceel), doorstroom=[perceel.pk]))
    assert save(manager, page(perceel), doorstroom=[other.pk]).status_code == 302
    assert list(perceel.doorstroom.all()) == [other]


def test_voorwaarde_stays_within_the_inkoop(manager: Client, regio: Regio, inkoop: Inkoop) -> None:
    here, there = ProductFactory(inkoop=inkoop), ProductFactory(inkoop=InkoopFactory(regio=regio))
    add = reverse("admin:percelen_inschrijfvoorwaarde_add")
    told = errors(save(manager, add, product=here.pk, ander_product=there.pk))
    assert "uit dezelfde inkoop" in told[0]
    told = errors(save(manager, add, product=here.pk, ander_product=here.pk))
    assert "Een product kan geen voorwaarde voor zichzelf zijn." in told
    assert save(manager, add, product=here.pk, ander_product=ProductFactory(inkoop=inkoop).pk).status_code == 302
    row = Inschrijfvoorwaarde.objects.get()
    change = reverse("admin:percelen_inschrijfvoorwaarde_change", args=[row.pk])
    assert errors(save(manager, change, grondslagen=[GrondslagFactory(inkoop=there.inkoop).pk]))
    assert save(manager, change, grondslagen=[GrondslagFactory(inkoop=inkoop).pk]).status_code == 302
