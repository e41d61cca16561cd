"""A provider walks to a PDF; a beheerder changes a text, and the public page stays as it was (the wall)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="nl-NL")
    yield context.new_page()
    context.close()


def test_a_provider_walks_from_home_to_the_pdf_of_a_product(portaal: str, page: Page) -> None:
    page.goto(portaal)
    page.get_by_role("link", name="Wmo-begeleiding en kortdurend verblijf 2024", exact=True).click()
    page.get_by_role("rowheader").get_by_role("link", name="Volwassenen met complexe meervoudige problematiek").click()
    assert page.url.endswith("/inkoop/mlw-mer-2024/percelen/6/")
    page.locator("dl").get_by_role("link", name="BGI complex").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Begeleiding Individueel complex (BGI complex)"
    address = page.get_by_role("link", name="Download PDF").get_attribute("href")
    answer = page.request.get(f"{portaal}{address}")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-1.7")


def test_a_change_in_the_admin_does_not_reach_the_public_page(portaal: str, page: Page, django_db_blocker: Any) -> None:
    public = f"{portaal}/inkoop/mlw-mer-2024/producten/kdv/"
    page.goto(public)
    before = page.locator("main").inner_text()
    page.goto(f"{portaal}/admin/")
    page.get_by_label("Gebruikersnaam").fill("beheerder")
    page.get_by_label("Wachtwoord").fill("inkoop-demo")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(f"{portaal}/admin/")
    page.goto(f"{portaal}/admin/producten/product/?q=kdv")
    page.locator("#result_list").get_by_role("link", name="Kortdurend verblijf").first.click()
    page.get_by_label("Maximaal per jaar").fill("43")
    page.get_by_role("button", name="Opslaan", exact=True).click()
    page.locator("#result_list").wait_for()
    with django_db_blocker.unblock():
        from producten.models import Product

        assert Product.objects.get(inkoop__slug="mlw-mer-2024", code="kdv").max_per_jaar == 43
    page.context.clear_cookies()
    page.goto(public)
    assert page.locator("main").inner_text() == before
