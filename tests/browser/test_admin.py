"""The admin in a real browser, under the Content-Security-Policy of the portal: nothing is blocked, and what moves works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Rol, Uitnodiging, User
from producten.models import Grondslag, Product
from segments.models import Deelnemer, Gemeente, Inkoop
from tarieven.models import Kostprijsopbouw, Tarief
from tests.accounts.factories import PASSWORD, UserFactory
from tests.core.everything import everything
from tests.core.sheets import csv
from tests.core.test_admin import OWN, REGISTERED, address
from tests.segments.factories import GemeenteFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH = """
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (e) => {
        window.violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`);
    });
"""


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, beheerder: User, inkoop: Inkoop) -> Iterator[Page]:
    context = browser.new_context(locale="nl-NL", base_url=live_server.url)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.set_default_timeout(5_000)
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.location["url"].endswith("/favicon.ico"):
            complaints.append(f"{message.text} ({message.location['url']})")

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/admin/")
    page.fill("#id_username", beheerder.username)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.locator("#site-name")).to_contain_text("Beheer van het Wmo-inkoopportaal")
    yield page
    if not page.evaluate("window.violations"):
        assert complaints == []
    context.close()


def nothing_blocked(page: Page) -> None:
    assert page.evaluate("window.violations") == [], page.url


@pytest.fixture
def own(inkoop: Inkoop) -> dict[type[Model], Model]:
    return everything(inkoop, OWN)


def test_no_page_breaks_the_policy(
    page: Page, own: dict[type[Model], Model], beheerder: User, rf: RequestFactory
) -> None:
    asking = rf.get("/admin/")
    asking.user = beheerder
    for model in REGISTERED:
        for name, *args in (("changelist",), ("change", own[model].pk), ("history", own[model].pk)):
            response = page.goto(address(model, name, *args))
            assert response
            assert response.status == 200, page.url
            nothing_blocked(page)
        if admin.site._registry[model].has_add_permission(asking):
            page.goto(address(model, "add"))
            nothing_blocked(page)


def test_the_watch_sees_what_is_blocked(page: Page) -> None:
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    page.wait_for_timeout(200)
    assert page.evaluate("window.violations")


def test_date_picker_and_inline_row(page: Page, own: dict[type[Model], Model]) -> None:
    page.goto(address(Tarief, "change", own[Tarief].pk))
    page.locator("#id_einddatum").locator("xpath=following-sibling::span").locator("a").last.click()
    page.locator(".calendarbox:visible td:not(.nonday) a").first.click()
    assert page.input_value("#id_einddatum")
    nothing_blocked(page)
    page.goto(address(Kostprijsopbouw, "change", own[Kostprijsopbouw].pk))
    page.locator(".add-row a").click()
    expect(page.locator("#id_regels-1-element")).to_be_visible()
    nothing_blocked(page)


def test_choices_are_kept(page: Page, own: dict[type[Model], Model], inkoop: Inkoop) -> None:
    Grondslag.objects.create(inkoop=inkoop, code="NIEUW", label="Nieuw")
    product = own[Product]
    page.goto(address(Product, "change", product.pk))
    page.get_by_label("NIEUW Nieuw").check()
    page.click("input[name=_continue]")
    assert product.grondslagen.filter(code="NIEUW").exists()
    nothing_blocked(page)


def test_autocomplete_finds_a_gemeente(page: Page, inkoop: Inkoop) -> None:
    gemeente: Gemeente = GemeenteFactory(naam="Nederweert")
    page.goto(address(Inkoop, "change", inkoop.pk))
    page.locator(".add-row a").click()
    page.locator("#deelnemers-0 .select2-selection").click()
    page.locator(".select2-search__field").fill("neder")
    page.locator(".select2-results__option", has_text="Nederweert").click()
    nothing_blocked(page)
    page.click("input[name=_save]")
    assert Deelnemer.objects.get().gemeente == gemeente


def test_import_with_preview(page: Page, tmp_path: Path, inkoop: Inkoop) -> None:
    titles = ["inkoop", "code", "nummer", "label", "status", "definitie", "bron", "volgorde"]
    file = tmp_path / "grondslagen.csv"
    file.write_bytes(csv(titles, [inkoop.slug, "PSY", "4", "Psychisch", "in_gebruik", "<p>Uitleg</p>", "", "4"]))
    page.goto(address(Grondslag, "changelist"))
    page.get_by_role("link", name="Importeren").click()
    page.set_input_files("#id_bestand", file)
    page.get_by_role("button", name="Voorvertoning tonen").click()
    expect(page.locator("#voorvertoning")).to_contain_text("1 nieuw, 0 gewijzigd, 0 gelijk")
    nothing_blocked(page)
    page.get_by_role("button", name="Wijzigingen opslaan").click()
    expect(page.locator(".messagelist")).to_contain_text("Geïmporteerd: 1 nieuw")
    nothing_blocked(page)
    page.get_by_role("link", name="Exporteren").click()
    page.select_option("#id_format", label="xlsx")
    with page.expect_download() as download:
        page.get_by_role("button", name="Downloaden").click()
    assert download.value.suggested_filename == "grondslagen.xlsx"
    nothing_blocked(page)


def test_somebody_is_invited(page: Page) -> None:
    page.goto(address(Uitnodiging, "add"))
    page.select_option("#id_regio", index=1)
    page.fill("#id_email", "nieuweling@voorbeeld.nl")
    page.select_option("#id_rol", Rol.CONTRACTMANAGER.value)
    page.click("input[name=_save]")
    expect(page.locator(".messagelist")).to_contain_text("gemaild naar nieuweling@voorbeeld.nl")
    nothing_blocked(page)
    assert Uitnodiging.objects.get().rol == Rol.CONTRACTMANAGER


def test_contractmanager_cannot_enter(browser: Browser, live_server: LiveServer, contractmanager: User) -> None:
    UserFactory()
    page = browser.new_page(base_url=live_server.url)
    page.goto("/admin/")
    page.fill("#id_username", contractmanager.username)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_text(f"U bent ingelogd als {contractmanager}")).to_be_visible()
    page.close()
