"""Editing a text in its place: with and without JavaScript, two people at once, an ended session, a slow network."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from percelen.models import Perceel
from producten.models import Product, ProductTekst
from tests.browser.conftest import Open, axe
from tests.werkplek.conftest import perceel, product

__all__ = ["perceel", "product"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/beheer/inkoop-2026/producten/bgi/"
KLEMBORD = Path(__file__).parent / "klembord"  # what Word and Google Docs put on the clipboard
BLOK = "#tekst-product-bgi-doelgroep"


def open_editor(page: Page) -> None:
    page.locator(BLOK).get_by_role("link", name="Bewerken").click()
    expect(page.locator(f"{BLOK} [role=textbox]")).to_be_focused()


def stored(product: Product, rubriek: str = "doelgroep") -> str:
    return ProductTekst.objects.get(product=product, rubriek__sleutel=rubriek).tekst


def test_edit_in_place_with_markup_and_a_footnote(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    assert axe(page) == []
    open_editor(page)
    assert axe(page) == []
    # The frame around it shows the focus; a ring of its own would lie over that.
    assert page.locator(f"{BLOK} [role=textbox]").evaluate("one => getComputedStyle(one).boxShadow") == "none"
    page.keyboard.press("Control+A")
    page.keyboard.type("Voor ")
    page.keyboard.press("Control+B")
    page.keyboard.type("iedereen")
    page.keyboard.press("Control+B")
    page.keyboard.type(" vanaf 18 jaar")
    page.keyboard.press("Control+Alt+F")
    page.keyboard.type("Ook jonger in overleg.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Lijst", exact=True).click()
    page.keyboard.type("eerste")
    page.keyboard.press("Enter")
    page.keyboard.type("tweede")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_focused()
    expect(page.locator("#wmo-status")).to_contain_text("Opgeslagen: Doelgroep van BGI")
    assert page.url.endswith(PAGE)
    assert stored(product) == (
        "<p>Voor <strong>iedereen</strong> vanaf 18 jaar<footnote>Ook jonger in overleg.</footnote></p>"
        "<ul><li>eerste</li><li>tweede</li></ul>"
    )
    expect(page.locator(BLOK).get_by_text("Ook jonger in overleg.")).to_be_visible()
    assert axe(page) == []


def test_without_javascript_the_same_with_readable_signs(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager, javascript=False)
    page.locator(BLOK).get_by_role("link", name="Bewerken").click()
    page.get_by_label("Tekst van Doelgroep").fill("Voor **iedereen**((Met een noot.))\n\n- eerste\n- tweede")
    page.get_by_role("button", name="Opslaan").click()
    assert page.url.endswith(PAGE + BLOK)
    assert stored(product) == (
        "<p>Voor <strong>iedereen</strong><footnote>Met een noot.</footnote></p><ul><li>eerste</li><li>tweede</li></ul>"
    )


def test_second_of_two_people_sees_both_texts_and_merges(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    first, second = open_page(PAGE, contractmanager), open_page(PAGE, contractmanager)
    open_editor(first)
    open_editor(second)
    for page, text in ((first, "Van de eerste."), (second, "Van de tweede.")):
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
    first.get_by_role("button", name="Opslaan").click()
    expect(first.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    second.get_by_role("button", name="Opslaan").click()
    expect(second.locator(f"{BLOK}-conflict")).to_be_focused()
    assert stored(product) == "<p>Van de eerste.</p>"
    assert axe(second) == []
    expect(second.locator(f"{BLOK} [role=textbox]")).to_have_text("Van de tweede.")
    second.get_by_role("button", name="Samengevoegde tekst opslaan").click()
    expect(second.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    assert stored(product) == "<p>Van de tweede.</p>"


def test_after_saving_the_page_is_what_a_fresh_page_would_be(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    open_editor(page)
    page.keyboard.type("Nieuw. ")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_focused()
    script = """() => ["#overzicht", "#werkvlak"].map((id) => {
        const copy = document.querySelector(id).cloneNode(true);
        for (const one of copy.querySelectorAll("*")) one.removeAttribute("class");
        return copy.outerHTML.replaceAll(/ (open|class|hx-swap-oob)="[^"]*"/g, "").replaceAll(/\\s+/g, " ");
    })"""
    expect(page.locator("[data-wmo-wacht]")).to_have_count(0)  # what asks for attention comes after the page
    swapped = page.evaluate(script)
    page.reload()
    expect(page.locator("[data-wmo-wacht]")).to_have_count(0)
    assert page.evaluate(script) == swapped


def test_conflict_without_javascript(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager, javascript=False)
    page.locator(BLOK).get_by_role("link", name="Bewerken").click()
    ProductTekst.objects.filter(product=product).update(tekst="<p>Van een collega.</p>")
    page.get_by_label("Tekst van Doelgroep").fill("Van mij.")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("terwijl u eraan werkte")).to_be_visible()
    expect(page.get_by_text("Van een collega.").first).to_be_visible()
    page.get_by_role("button", name="Laat de tekst van").click()
    assert stored(product) == "<p>Van een collega.</p>"


def test_unsaved_text_survives_a_reload_and_the_page_says_so_at_once(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    page.on("dialog", lambda dialog: dialog.accept())
    open_editor(page)
    page.keyboard.type("Nieuw. ")
    expect(page.locator(f"{BLOK}-stand")).to_contain_text("Bewaard in deze browser")
    page.reload()
    expect(page.locator(BLOK).get_by_text("die niet is opgeslagen")).to_be_visible()
    assert axe(page) == []
    page.locator(BLOK).get_by_role("button", name="Verder schrijven").click()
    expect(page.locator(f"{BLOK} [role=textbox]")).to_contain_text("Nieuw.")
    expect(page.get_by_text("die nog niet was opgeslagen").first).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    assert "Nieuw." in stored(product)
    page.locator(BLOK).get_by_role("link", name="Bewerken").click()
    expect(page.locator(f"{BLOK} [data-wmo-melding]")).to_be_hidden()


def test_a_draft_is_dropped_with_one_button(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    page.on("dialog", lambda dialog: dialog.accept())
    open_editor(page)
    page.keyboard.type("Nieuw. ")
    expect(page.locator(f"{BLOK}-stand")).to_contain_text("Bewaard in deze browser")
    page.reload()
    page.locator(BLOK).get_by_role("button", name="Weggooien").click()
    expect(page.locator(BLOK).get_by_text("die niet is opgeslagen")).to_have_count(0)
    open_editor(page)
    expect(page.locator(f"{BLOK} [role=textbox]")).not_to_contain_text("Nieuw.")


def test_ended_session_keeps_the_text(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    open_editor(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("Getypt voor het uitloggen.")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("U bent uitgelogd. Wat u heeft ingevuld, is nog niet opgeslagen.")).to_be_visible()
    expect(page.locator(f"{BLOK} [role=textbox]")).to_have_text("Getypt voor het uitloggen.")
    assert axe(page) == []
    # Logging in elsewhere gives another token as well.
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    assert stored(product) == "<p>Getypt voor het uitloggen.</p>"


def test_double_click_on_a_slow_network_saves_once(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    posts: list[str] = []
    page.route(
        "**/bewerken/",
        lambda route: (posts.append(route.request.method), page.wait_for_timeout(400), route.continue_()),
    )
    open_editor(page)
    page.keyboard.type("Een keer. ")
    page.get_by_role("button", name="Opslaan").dblclick()
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    assert posts.count("POST") == 1


def test_server_error_keeps_the_text_on_screen(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    open_editor(page)
    page.keyboard.type("Blijft staan. ")
    page.route("**/bewerken/", lambda route: route.fulfill(status=500, body="kapot"))
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(f"{BLOK}-stand")).to_contain_text("Opslaan is niet gelukt")
    expect(page.locator(f"{BLOK} [role=textbox]")).to_contain_text("Blijft staan.")


def paste(page: Page, html: str) -> None:
    page.evaluate(
        """(html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )


def test_pasting_from_word_keeps_structure_and_drops_the_rest(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    open_editor(page)
    page.keyboard.press("Control+A")
    paste(page, (KLEMBORD / "word.html").read_text())
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    assert stored(product) == (
        "<p>Een <strong>vette</strong> en <em>schuine</em> alinea<footnote>De noot.</footnote>.</p>"
        "<ul><li>punt een<ul><li>dieper</li></ul></li><li>punt twee</li></ul><p>cel</p>"
    )


def test_pasting_from_google_docs_knows_bold_from_style(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    open_editor(page)
    page.keyboard.press("Control+A")
    paste(page, (KLEMBORD / "google.html").read_text())
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    assert stored(product) == "<p><strong>Vet</strong> en <em>schuin</em></p><ul><li>punt</li></ul>"


WORD = """<p class=MsoNormal style='margin:0'>Start binnen <del><span>tien</span></del><ins><span>vijf</span></ins> werkdagen,
20 m<sup>2</sup>, CO<sub>2</sub>.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>c.<span>&nbsp;</span></span>Derde lid.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>d.<span>&nbsp;</span></span>Vierde lid.</p>
<table style='x'><tr><td>Product</td><td>Tarief</td></tr><tr><td>BGI</td><td>64,80</td></tr></table><p>Slot.</p>"""


def test_tables_letters_and_small_signs_in_the_editor(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    open_editor(page)
    page.keyboard.press("Control+A")
    paste(page, WORD)
    expect(page.locator(f"{BLOK} [role=status]")).to_contain_text(
        "1 verwijdering van een bijgehouden wijziging is weggelaten."
    )
    assert axe(page) == []
    page.locator(f"{BLOK} td").first.click()
    page.get_by_role("button", name="Rij erbij").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("BGG")
    page.get_by_role("button", name="Kopkolom").click()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    assert axe(page) == []
    assert stored(product) == (
        "<p>Start binnen vijf werkdagen, 20 m<sup>2</sup>, CO<sub>2</sub>.</p>"
        '<ol start="3" type="a"><li>Derde lid.</li><li>Vierde lid.</li></ol>'
        '<table><tr><th scope="col">Product</th><th scope="col">Tarief</th></tr>'
        '<tr><th scope="row">BGI</th><td>64,80</td></tr><tr><th scope="row">BGG</th><td></td></tr></table><p>Slot.</p>'
    )
    # Opened and saved again, nothing changes.
    open_editor(page)
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#wmo-status")).to_contain_text("Er is niets veranderd")


def test_who_saves_while_the_server_reads_what_was_pasted_loses_nothing(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(PAGE, contractmanager)
    open_editor(page)
    page.route("**/plakken/", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.keyboard.press("Control+A")
    paste(page, "<p style='x'>Geplakt.</p>")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator(BLOK).get_by_role("link", name="Bewerken")).to_be_visible()
    assert stored(product) == "<p>Geplakt.</p>"
