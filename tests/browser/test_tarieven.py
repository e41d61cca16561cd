"""Next year's tarieven: a sheet, an indexation, a publication with a second person, and what providers then see."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from accounts.models import User
from producten.models import Product
from publicaties import actions
from publicaties.models import Publicatie
from segments.models import Inkoop
from tarieven.models import Tarief
from tests.browser.conftest import axe
from tests.werkplek.versies import fill, published

SETTLED = "Promise.all(document.getAnimations().map((item) => item.finished.catch(() => null))).then(() => true)"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def accessibility(page: Page) -> list[str]:
    """What axe finds once nothing moves any more: a message that is still fading in has too little contrast."""
    page.evaluate(SETTLED)
    return axe(page)


@pytest.fixture
def desk(open_page: Callable[..., Page], client: Client) -> Callable[..., Page]:
    def sit_down(path: str, user: User | None = None, **options: Any) -> Page:
        client.cookies.clear()
        return open_page(path, user, **options)

    return sit_down


@pytest.fixture
def product(inkoop: Inkoop) -> Product:
    return fill(inkoop)


def filled_in(template: bytes, amount: object) -> bytes:
    """The sheet with this new amount in every row."""
    book = load_workbook(io.BytesIO(template))
    titles = [cell.value for cell in book.active[1]]
    for row in book.active.iter_rows(min_row=2):
        row[titles.index("nieuw bedrag")].value = amount
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(page: Page, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("Bestand").set_input_files({"name": "tarieven.xlsx", "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Inlezen en bekijken").click()


@pytest.mark.usefixtures("worker")
def test_a_sheet_an_indexation_and_a_publication(
    desk: Callable[..., Page], inkoop: Inkoop, product: Product, contractmanager: User, beoordelaar: User
) -> None:
    published(inkoop, contractmanager, beoordelaar)
    page = desk(f"/beheer/{inkoop.slug}/tarieven/", contractmanager)
    assert accessibility(page) == []

    # Next year's sheet: a fault is named by its cell, then the right one is previewed and saved.
    page.get_by_role("link", name="Excel", exact=True).first.click()
    template = page.request.get(f"/beheer/{inkoop.slug}/tarieven/sjabloon.xlsx?dag=1-1-2027").body()
    upload(page, filled_in(template, "gratis"))
    expect(page.get_by_text("“gratis” is geen bedrag")).to_be_visible()
    assert accessibility(page) == []
    page.goto(f"/beheer/{inkoop.slug}/tarieven/inlezen/")
    upload(page, filled_in(template, 68))
    expect(page.get_by_role("cell", name="+4,94%")).to_be_visible()
    assert accessibility(page) == []
    page.get_by_role("button", name="1 bedrag opslaan").click()
    expect(page.get_by_text("1 tarief is opgeslagen.")).to_be_visible()

    # An indexation for the year after.
    page.goto(f"/beheer/{inkoop.slug}/tarieven/indexatie/nieuw/")
    page.get_by_label("Jaar", exact=True).fill("2028")
    page.get_by_role("textbox", name="Ingangsdatum").fill("1-1-2028")
    for number, figures in enumerate([("4,94", "6", "4,18"), ("2,51", "3,1", "1,82")]):
        for name, figure in zip(("vorig_voorlopig", "vorig_definitief", "voorlopig"), figures, strict=True):
            page.locator(f"#id_component-{number}-{name}").fill(figure)
    assert accessibility(page) == []
    page.get_by_role("button", name="Opslaan en uitrekenen").click()
    expect(page.get_by_text("afgerond 4,96%")).to_be_visible()
    expect(page.get_by_text("68,00 × 1,0496 = 71,3728")).to_be_visible()
    assert accessibility(page) == []
    page.get_by_role("button", name="Indexatie toepassen").click()
    expect(page.get_by_text("De indexatie is toegepast op 1 tarief.")).to_be_visible()

    # A version, and a second person.
    now = timezone.now()
    versie = actions.start_concept(
        inkoop=inkoop, versienaam="Tarieven 2027 en 2028", ingangsdatum=dt.date(2026, 6, 1), by=contractmanager, at=now
    )
    page.goto(f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/indienen/")
    page.get_by_role("button", name="Indienen ter beoordeling").click()
    reviewer = desk(f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/beoordelen/", beoordelaar)
    expect(reviewer.get_by_text("€ 68,00").first).to_be_visible()
    reviewer.get_by_role("button", name="Goedkeuren").click()
    expect(reviewer.get_by_text("U heeft de versie goedgekeurd.")).to_be_visible()
    page.goto(f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/uitbrengen/")
    page.get_by_role("button", name="Nu publiceren").click()
    expect(page.get_by_text("Gepubliceerd als versie 2.")).to_be_visible(timeout=30_000)
    assert Publicatie.objects.published().count() == 2

    # The provider sees each year; and what is published cannot be undone.
    provider = desk(f"/inkoop/{inkoop.slug}/tarieven/?dag=2027-02-01")
    expect(provider.get_by_text("€ 68,00").first).to_be_visible()
    provider.goto(f"/inkoop/{inkoop.slug}/tarieven/?dag=2028-02-01")
    expect(provider.get_by_text("€ 71,37").first).to_be_visible()
    page.goto(f"/beheer/{inkoop.slug}/tarieven/indexatie/")
    page.get_by_role("link", name="Indexatie 2028").click()
    expect(page.get_by_text("Ongedaan maken kan niet meer")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_cell_is_changed_in_its_place(
    desk: Callable[..., Page], inkoop: Inkoop, product: Product, contractmanager: User, width: int
) -> None:
    page = desk(f"/beheer/{inkoop.slug}/tarieven/?dag=1-6-2026", contractmanager, width=width)
    cell = page.locator(f"#cel-{product.code}-een-alle")
    cell.get_by_role("link", name="€ 64,80").click()
    amount = cell.get_by_label("Bedrag")
    expect(amount).to_be_focused()
    assert accessibility(page) == []
    amount.fill("1.234")
    amount.press("Enter")
    expect(cell.get_by_role("alert")).to_contain_text("niet eenduidig")
    expect(amount).to_have_value("1.234")
    assert accessibility(page) == []
    amount.fill("66.10")
    amount.press("Enter")
    expect(cell.get_by_text("€ 66,10 per uur")).to_be_visible()
    expect(cell.get_by_role("button", name="Opslaan")).to_be_focused()
    assert accessibility(page) == []
    page.keyboard.press("Enter")
    changed = cell.get_by_role("link", name="€ 66,10")
    expect(changed).to_be_focused()
    expect(page.locator("#wmo-status")).to_contain_text("Opgeslagen")
    assert accessibility(page) == []
    assert Tarief.objects.valid_on(dt.date(2026, 6, 1)).get().bedrag == Decimal("66.10")


def test_a_cell_is_changed_without_javascript(
    desk: Callable[..., Page], inkoop: Inkoop, product: Product, contractmanager: User
) -> None:
    page = desk(f"/beheer/{inkoop.slug}/tarieven/?dag=1-6-2026", contractmanager, javascript=False)
    page.get_by_role("link", name="€ 64,80").click()
    page.get_by_label("Bedrag").fill("66,10")
    page.get_by_role("button", name="Controleren").click()
    expect(page.get_by_text("€ 66,10 per uur")).to_be_visible()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Opgeslagen: PRODUCT-0, € 66,10 vanaf 1 juni 2026")).to_be_visible()
