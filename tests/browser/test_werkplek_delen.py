"""Facts, parts as a whole, history and the same sentence elsewhere, each with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import User
from percelen.models import Perceel
from producten.models import Product, ProductTekst
from tests.browser.conftest import Open
from tests.producten.factories import ProductFactory, ProductTekstFactory
from tests.werkplek.conftest import perceel, product
from tests.werkplek.versies import change_text

__all__ = ["perceel", "product"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/beheer/inkoop-2026/"
TEKST = f"{BASE}tekst/product/bgi/doelgroep/"
ZIN = "De aanbieder werkt volgens het plan van de cliënt."


def text_of(product: Product) -> str:
    return ProductTekst.objects.get(product=product, rubriek__sleutel="doelgroep").tekst


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_product_is_added_archived_and_brought_back(
    open_page: Open, contractmanager: User, perceel: Perceel, javascript: bool
) -> None:
    page = open_page(f"{BASE}onderdelen/product/", contractmanager, javascript=javascript)
    page.get_by_role("link", name="Product toevoegen").click()
    page.get_by_label("Naam", exact=True).fill("Dagbesteding")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Toegevoegd: Dagbesteding")).to_be_visible()
    page.get_by_role("link", name="Kopiëren of archiveren").click()
    page.get_by_role("link", name="Archiveren").click()
    page.get_by_role("button", name="Archiveren").click()
    expect(page.get_by_text("Gearchiveerd: Dagbesteding")).to_be_visible()
    assert Product.objects.get(naam="Dagbesteding").gearchiveerd_op is not None
    page.get_by_role("button", name="Terughalen Dagbesteding").click()
    expect(page.get_by_text("Teruggehaald: Dagbesteding")).to_be_visible()
    assert Product.objects.get(naam="Dagbesteding").gearchiveerd_op is None


def test_facts_of_a_product_are_changed_in_a_form(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product, javascript: bool
) -> None:
    page = open_page(f"{BASE}producten/bgi/", contractmanager, javascript=javascript)
    page.get_by_role("link", name="Bewerken gegevens").click()
    page.get_by_label("Naam", exact=True).fill("")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    page.get_by_label("Naam", exact=True).fill("Begeleiding alleen")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("h1")).to_contain_text("Begeleiding alleen")
    product.refresh_from_db()
    assert product.naam == "Begeleiding alleen"


def test_an_earlier_text_is_put_back_from_the_history(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product, javascript: bool
) -> None:
    before = text_of(product)
    change_text(product, "<p>Heel iets anders.</p>")
    page = open_page(f"{TEKST}geschiedenis/", contractmanager, javascript=javascript)
    expect(page.locator("article del").first).to_contain_text("De aanbieder")
    page.get_by_role("button", name="Deze tekst terugzetten").first.click()
    expect(page.get_by_text(ZIN).first).to_be_visible()
    assert text_of(product) == before


def test_the_same_sentence_elsewhere_is_changed_there_too(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product, javascript: bool
) -> None:
    other = ProductFactory(inkoop=perceel.inkoop, code="bgg", naam="Begeleiding groep", afkorting="BGG")
    rubriek = ProductTekst.objects.get(product=product).rubriek
    ProductTekstFactory(product=other, rubriek=rubriek, tekst=f"<p>{ZIN}</p>")
    page = open_page(f"{TEKST}elders/", contractmanager, javascript=javascript)
    expect(page.get_by_role("link", name="Doelgroep van BGG")).to_be_visible()
    change_text(product, "<p>De aanbieder werkt volgens het plan van de inwoner.</p>")
    page.reload()
    page.get_by_label("Doelgroep van BGG").check()
    page.get_by_role("button", name="Daar ook veranderen").click()
    expect(page.locator("main")).to_be_visible()
    assert text_of(other) == "<p>De aanbieder werkt volgens het plan van de inwoner.</p>"
