"""The screens of the workplace on the real documents, where lists are long: accessible, and never wider than the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import axe, fits, with_axe

pytestmark = pytest.mark.browser

MLW = "/beheer/mlw-mer-2024/"
#: The page of a version has a number of the database: the first that the list of versions leads to.
VERSIE = f"{MLW}publicatie/<pk>/"
SCREENS = [
    "/beheer/",
    MLW,
    f"{MLW}gegevens/",
    f"{MLW}percelen/6/",
    f"{MLW}percelen/6/kenmerken/",
    f"{MLW}producten/bgi/",
    f"{MLW}producten/bgi-complex/voorwaarden/",
    f"{MLW}gegevens/product/bgi/",
    f"{MLW}hoofdstukken/inleiding/",
    f"{MLW}grondslagen/",
    f"{MLW}begrippen/",
    f"{MLW}matrix/",
    f"{MLW}onderdelen/perceel/",
    f"{MLW}onderdelen/rubriek/",
    f"{MLW}tekst/product/bgi/omschrijving/bewerken/",
    f"{MLW}tekst/product/bgi/omschrijving/geschiedenis/",
    f"{MLW}tekst/product/bgi/omschrijving/vergelijken/",
    f"{MLW}tekst/product/bgi/omschrijving/elders/",
    f"{MLW}tekst/product/bgi/omschrijving/aantekeningen/",
    f"{MLW}aantekeningen/",
    f"{MLW}rondom/",
    f"{MLW}rondom/mijlpaal/",
    f"{MLW}rondom/document/",
    f"{MLW}rondom/document/toevoegen/",
    f"{MLW}rondom/bijeenkomst/toevoegen/",
    f"{MLW}rondom/mijlpaal/geschiedenis/",
    f"{MLW}excel/",
    f"{MLW}publicatie/",
    f"{MLW}publicatie/nieuw/",
    VERSIE,
    f"{MLW}publicatie/voorbeeld/",
    f"{MLW}publicatie/voorbeeld/product/bgi/",
    f"{MLW}tarieven/",
    f"{MLW}tarieven/indexatie/",
]


WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def found(browser: Browser, portaal: str) -> dict[int, dict[str, object]]:
    """What is wrong with a screen, by the width of the window."""
    found: dict[int, dict[str, object]] = {width: {} for width in WIDTHS}
    with browser.new_context(locale="nl-NL", base_url=portaal) as context:
        with_axe(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.goto("/inloggen/?next=/beheer/")
        page.get_by_label("Gebruikersnaam").fill("contractmanager")
        page.get_by_label("Wachtwoord").fill("inkoop-demo")
        page.get_by_role("button", name="Inloggen").click()
        page.wait_for_url("**/beheer/")
        for screen in SCREENS:
            if screen == VERSIE:
                page.goto(f"{MLW}publicatie/")
                screen = page.locator("main a").evaluate_all(
                    "(links) => links.map((link) => link.pathname).find((path) => /publicatie\\/\\d+\\/$/.test(path))"
                )
            response = page.goto(screen)
            assert response is not None
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if response.status != 200:
                    found[width][screen] = response.status
                elif faults := axe(page) + ([] if fits(page) else ["wider than the window"]):
                    found[width][screen] = faults
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_is_too_wide(found: dict[int, dict[str, object]], width: int) -> None:
    assert found[width] == {}
