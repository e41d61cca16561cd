from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from segments.models import Inkoop, Regio
from tarieven.models import Indexatie, Kostprijsopbouw, Tarief
from tests.core.adminforms import errors, save
from tests.producten.factories import GrondslagFactory, ProductFactory
from tests.segments.factories import InkoopFactory
from tests.tarieven.factories import TariefFactory

ADD = reverse("admin:tarieven_tarief_add")
FIELDS = {"bedrag": "64.80", "ingangsdatum": "01-01-2026", "btw": "vrijgesteld"}


@pytest.fixture
def manager(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


def test_tarief_is_added_and_changed(manager: Client, inkoop: Inkoop) -> None:
    product = ProductFactory(inkoop=inkoop)
    assert save(manager, ADD, product=product.pk, **FIELDS).status_code == 302
    tarief = Tarief.objects.get()
    change = reverse("admin:tarieven_tarief_change", args=[tarief.pk])
    assert save(manager, change, bedrag="66.10", einddatum="31-12-2026").status_code == 302
    tarief.refresh_from_db()
    assert (tarief.bedrag, tarief.einddatum) == (Decimal("66.10"), dt.date(2026, 12, 31))


def test_amounts_are_written_and_read_as_elsewhere_in_the_portal(manager: Client, inkoop: Inkoop) -> None:
    tarief = TariefFactory(product=ProductFactory(inkoop=inkoop), bedrag=Decimal("1064.80"))
    change = reverse("admin:tarieven_tarief_change", args=[tarief.pk])
    page = manager.get(change).text
    assert 'value="1.064,80"' in page
    assert "€\u00a01.064,80 vanaf" in page
    for typed, meant in (("1.066,1", "1066.10"), ("66.10", "66.10"), ("66,10", "66.10"), ("1066", "1066.00")):
        assert save(manager, change, bedrag=typed).status_code == 302
        tarief.refresh_from_db()
        assert tarief.bedrag == Decimal(meant)
    # One thousand, or one and a bit? It is asked.
    assert errors(save(manager, change, bedrag="1.066"))


def test_overlap_is_refused_in_dutch(manager: Client, inkoop: Inkoop) -> None:
    tarief = TariefFactory(product=ProductFactory(inkoop=inkoop))
    told = errors(save(manager, ADD, product=tarief.product.pk, **FIELDS))
    assert any("geldt in deze periode al een tarief" in message for message in told)


def test_grondslag_of_another_inkoop_or_regio_is_refused(
    manager: Client, regio: Regio, buurregio: Regio, inkoop: Inkoop
) -> None:
    product = ProductFactory(inkoop=inkoop, tarief_per_grondslag=True)
    for other in (InkoopFactory(regio=regio), InkoopFactory(regio=buurregio)):
        grondslag = GrondslagFactory(inkoop=other)
        assert errors(save(manager, ADD, product=product.pk, grondslag=grondslag.pk, **FIELDS))
    assert not Tarief.objects.exists()


def test_products_are_told_apart_by_inkoop(manager: Client, inkoop: Inkoop) -> None:
    ProductFactory(inkoop=inkoop, naam="BGI", afkorting="")
    assert f"{inkoop.slug} · BGI" in manager.get(ADD).content.decode()


def test_applied_indexation_is_a_record(manager: Client, inkoop: Inkoop, contractmanager: User) -> None:
    indexatie = Indexatie.objects.create(inkoop=inkoop, jaar=2027, ingangsdatum=dt.date(2027, 1, 1))
    change = reverse("admin:tarieven_indexatie_change", args=[indexatie.pk])
    component = {
        "componenten-TOTAL_FORMS": 1,
        "componenten-0-naam": "OVA",
        "componenten-0-gewicht": "0.9",
        "componenten-0-vorig_voorlopig": "4.94",
        "componenten-0-vorig_definitief": "6.00",
        "componenten-0-voorlopig": "4.18",
    }
    assert save(manager, change, **component).status_code == 302
    Indexatie.objects.filter(pk=indexatie.pk).update(toegepast_op=timezone.now(), toegepast_door=contractmanager)
    assert manager.get(change).status_code == 200
    assert manager.post(change, {"jaar": "2028"}).status_code == 403
    assert (
        manager.post(reverse("admin:tarieven_indexatie_delete", args=[indexatie.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_kostprijsopbouw_with_its_elements(manager: Client, inkoop: Inkoop) -> None:
    tarief = TariefFactory(product=ProductFactory(inkoop=inkoop))
    add = reverse("admin:tarieven_kostprijsopbouw_add")
    rows = {"regels-TOTAL_FORMS": 1, "regels-0-element": "a"}
    told = errors(save(manager, add, tarief=tarief.pk, **rows))
    assert any("Vul een bedrag in, of leg uit" in message for message in told)
    assert save(manager, add, tarief=tarief.pk, **rows, **{"regels-0-bedrag": "40.00"}).status_code == 302
    assert Kostprijsopbouw.objects.get().regels.get().bedrag == Decimal("40.00")


def test_autocomplete_offers_own_tarieven_only(manager: Client, inkoop: Inkoop, buurregio: Regio) -> None:
    TariefFactory(product=ProductFactory(inkoop=inkoop, naam="Van ons"))
    TariefFactory(product=ProductFactory(inkoop=InkoopFactory(regio=buurregio), naam="Van de buren"))
    query = {"app_label": "tarieven", "model_name": "kostprijsopbouw", "field_name": "tarief", "term": "Van"}
    found = manager.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["text"].split(" €")[0] for row in found] == ["Van ons"]
