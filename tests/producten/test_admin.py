from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from producten.models import Product, RubriekSoort
from segments.models import Inkoop, Regio
from tests.core.adminforms import errors, save
from tests.producten.factories import (
    GrondslagFactory,
    LeefgebiedFactory,
    ProductFactory,
    ProductTekstFactory,
    RubriekFactory,
)
from tests.segments.factories import InkoopFactory

ADD = reverse("admin:producten_product_add")


@pytest.fixture
def manager(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


def page(product: Product) -> str:
    return reverse("admin:producten_product_change", args=[product.pk])


def test_product_is_added_first_and_its_relations_after(manager: Client, inkoop: Inkoop) -> None:
    form = manager.get(ADD).context["adminform"].form
    assert not {"grondslagen", "leefgebieden", "segmenten"} & set(form.fields)
    assert save(manager, ADD, inkoop=inkoop.pk, code="bgi", naam="BGI").status_code == 302
    product = Product.objects.get(code="bgi")
    grondslag, leefgebied = GrondslagFactory(inkoop=inkoop), LeefgebiedFactory(inkoop=inkoop)
    assert save(manager, page(product), grondslagen=[grondslag.pk], leefgebieden=[leefgebied.pk]).status_code == 302
    assert list(product.grondslagen.all()) == [grondslag]
    assert list(product.leefgebieden.all()) == [leefgebied]


def test_relations_are_offered_from_the_same_inkoop_only(manager: Client, regio: Regio, inkoop: Inkoop) -> None:
    other = GrondslagFactory(inkoop=InkoopFactory(regio=regio), label="Van een andere inkoop")
    product = ProductFactory(inkoop=inkoop)
    assert "Van een andere inkoop" not in manager.get(page(product)).content.decode()
    assert errors(save(manager, page(product), grondslagen=[other.pk]))


def test_inkoop_of_another_regio_is_refused(manager: Client, buurregio: Regio) -> None:
    told = errors(save(manager, ADD, inkoop=InkoopFactory(regio=buurregio).pk, code="bgi", naam="BGI"))
    assert "keuze" in told[0]


def test_inkoop_stays_what_it_was(manager: Client, regio: Regio, inkoop: Inkoop) -> None:
    product = ProductFactory(inkoop=inkoop)
    assert save(manager, page(product), inkoop=InkoopFactory(regio=regio).pk).status_code == 302
    product.refresh_from_db()
    assert product.inkoop == inkoop


def test_same_code_is_refused_in_dutch(manager: Client, inkoop: Inkoop) -> None:
    ProductFactory(inkoop=inkoop, code="bgi")
    message = "Er is al een product met deze code in deze inkoop."
    assert message in errors(save(manager, ADD, inkoop=inkoop.pk, code="bgi", naam="BGI"))
    assert message in errors(save(manager, page(ProductFactory(inkoop=inkoop)), code="bgi"))


def test_iwmo_code_must_fit_its_category(manager: Client, inkoop: Inkoop) -> None:
    product = ProductFactory(inkoop=inkoop)
    told = errors(save(manager, page(product), iwmo_categorie="02", iwmo_code="07A03"))
    assert "De iWmo-productcode begint met de cijfers van de gekozen productcategorie." in told


def test_texts_are_edited_with_the_product(manager: Client, inkoop: Inkoop) -> None:
    tekst = ProductTekstFactory(product=ProductFactory(inkoop=inkoop))
    assert save(manager, page(tekst.product), **{"teksten-0-tekst": "<p>Nieuw</p>"}).status_code == 302
    tekst.refresh_from_db()
    assert tekst.tekst == "<p>Nieuw</p>"


def test_rubriek_twice_or_of_the_other_kind_or_inkoop_is_refused(manager: Client, regio: Regio, inkoop: Inkoop) -> None:
    tekst = ProductTekstFactory(product=ProductFactory(inkoop=inkoop))
    for rubriek in (
        tekst.rubriek,
        RubriekFactory(inkoop=inkoop, soort=RubriekSoort.PERCEEL),
        RubriekFactory(inkoop=InkoopFactory(regio=regio)),
    ):
        row = {"teksten-TOTAL_FORMS": 2, "teksten-1-rubriek": rubriek.pk, "teksten-1-tekst": "<p>Twee</p>"}
        assert errors(save(manager, page(tekst.product), **row))
    assert tekst.product.teksten.count() == 1


def test_queries_of_a_page_do_not_grow_with_the_rubrieken(manager: Client, inkoop: Inkoop) -> None:
    product = ProductFactory(inkoop=inkoop)
    ProductTekstFactory(product=product)
    manager.get(page(product))
    with CaptureQueriesContext(connection) as few:
        manager.get(page(product))
    for _ in range(15):
        ProductTekstFactory(product=product)
    with CaptureQueriesContext(connection) as many:
        manager.get(page(product))
    assert len(many) == len(few)
