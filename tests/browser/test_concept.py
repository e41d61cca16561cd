"""What is typed in any form of the workplace is not lost: leaving the page, an ended session, an answer that failed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from percelen.models import Perceel, PerceelProduct
from producten.models import Product
from segments.models import Inkoop
from tarieven.models import Kostprijsopbouw, Tarief
from tests.browser.conftest import Open, axe
from tests.producten.factories import ProductFactory
from tests.werkplek.conftest import compleet, perceel, product

__all__ = ["compleet", "perceel", "product"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GEGEVENS = "/beheer/inkoop-2026/gegevens/product/bgi/"
WACHTWOORD = "Een-lang-wachtwoord-1"


@pytest.fixture
def person(contractmanager: User) -> User:
    contractmanager.set_password(WACHTWOORD)
    contractmanager.save()
    return contractmanager


def log_out(page: Page) -> None:
    page.context.clear_cookies()


def log_in(page: Page, person: User) -> None:
    page.get_by_label("Gebruikersnaam").fill(person.username)
    page.get_by_label("Wachtwoord").fill(WACHTWOORD)
    page.get_by_role("button", name="Inloggen").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_facts_are_saved_with_one_click_after_logging_in_again(
    open_page: Open, person: User, perceel: Perceel, product: Product, javascript: bool
) -> None:
    page = open_page(GEGEVENS, person, javascript=javascript)
    page.get_by_label("Naam", exact=True).fill("Getypt voor het uitloggen")
    log_out(page)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("heading", name="Log opnieuw in")).to_be_visible()
    if javascript:
        assert axe(page) == []
    log_in(page, person)
    if javascript:
        assert axe(page) == []
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Opgeslagen: ")).to_be_visible()
    product.refresh_from_db()
    assert product.naam == "Getypt voor het uitloggen"


def test_facts_that_were_left_are_there_again_and_saved_with_the_keyboard(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(GEGEVENS, contractmanager)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Naam", exact=True).fill("Nog niet opgeslagen")
    expect(page.get_by_text("Bewaard in deze browser")).to_be_visible()
    page.goto("/beheer/inkoop-2026/")
    page.goto(GEGEVENS)
    expect(page.get_by_text("die nog niet was opgeslagen").first).to_be_visible()
    expect(page.get_by_label("Naam", exact=True)).to_have_value("Nog niet opgeslagen")
    assert axe(page) == []
    page.get_by_label("Naam", exact=True).press("Control+s")
    expect(page.get_by_text("Opgeslagen: ")).to_be_visible()
    product.refresh_from_db()
    assert product.naam == "Nog niet opgeslagen"
    page.goto(GEGEVENS)
    expect(page.get_by_text("die nog niet was opgeslagen")).to_have_count(0)


def test_a_draft_of_facts_is_dropped(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(GEGEVENS, contractmanager)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Naam", exact=True).fill("Nog niet opgeslagen")
    expect(page.get_by_text("Bewaard in deze browser")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Deze invoer weggooien").click()
    expect(page.get_by_label("Naam", exact=True)).to_have_value(product.naam)
    expect(page.get_by_text("die nog niet was opgeslagen")).to_have_count(0)


def test_a_draft_does_not_write_over_a_colleague(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(GEGEVENS, contractmanager)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Naam", exact=True).fill("Van mij")
    expect(page.get_by_text("Bewaard in deze browser")).to_be_visible()
    page.goto("/beheer/inkoop-2026/")
    Product.objects.filter(pk=product.pk).update(afkorting="COL")
    page.goto(GEGEVENS)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Dit staat er nu")).to_be_visible()
    product.refresh_from_db()
    assert (product.naam, product.afkorting) == ("Begeleiding individueel", "COL")


def test_an_answer_that_failed_leaves_the_input(open_page: Open, contractmanager: User, compleet: Inkoop) -> None:
    tarief = Tarief.objects.get()
    url = f"/beheer/inkoop-2026/tarieven/tarief/{tarief.pk}/kostprijs/"
    page = open_page(url, contractmanager)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_label("Of: niet van toepassing, omdat").first.fill("Dit blijft staan.")
    page.route("**/kostprijs/", lambda route: route.fulfill(status=500, body="kapot"))
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.unroute("**/kostprijs/")
    page.goto(url)
    expect(page.get_by_label("Of: niet van toepassing, omdat").first).to_have_value("Dit blijft staan.")
    assert not Kostprijsopbouw.objects.exists()


def test_a_period_in_the_matrix_is_put_back_in_its_cell(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    other = ProductFactory(inkoop=perceel.inkoop, code="kdv", naam="Kortdurend verblijf")
    url = "/beheer/inkoop-2026/matrix/"
    page = open_page(url, contractmanager)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("checkbox", name=re.compile(f"{perceel.naam}.*{other.naam}")).check()
    page.get_by_role("button", name="Periode").last.click()
    page.keyboard.type("1-1-2031")
    expect(page.get_by_text("Bewaard in deze browser")).to_be_visible()
    page.reload()
    expect(page.get_by_text("die nog niet was opgeslagen").first).to_be_visible()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("1 vakje gewijzigd")).to_be_visible()
    assert PerceelProduct.objects.get(product=other).van == dt.date(2031, 1, 1)
