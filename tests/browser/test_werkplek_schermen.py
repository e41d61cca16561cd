"""Every content screen under axe, on a desktop and a phone; the keyboard; dragging; leaving; the other forms."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from accounts.models import User
from percelen.models import Kenmerk, Perceel, PerceelProduct
from producten.models import Product, ProductTekst
from segments.actions import deelnemers_of
from segments.models import Inkoop
from tests.browser.conftest import Open, axe, fits, with_axe
from tests.percelen.factories import PerceelFactory
from tests.segments.factories import DeelnemerFactory, GemeenteFactory
from tests.werkplek.conftest import perceel, product
from tests.werkplek.test_lezen import PAGES
from tests.werkplek.versies import fill, returned

__all__ = ["perceel", "product"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/beheer/inkoop-2026/"
SCREENS = [page for page in PAGES if not page.endswith(".xlsx")]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_and_no_screen_is_wider_than_the_window(
    open_page: Open, contractmanager: User, perceel: Perceel, width: int
) -> None:
    page = open_page("/beheer/", contractmanager, width=width)
    with_axe(page)
    found: dict[str, Any] = {}
    for screen in SCREENS:
        page.goto(screen)
        if "bewerken" in screen:
            page.locator("[role=textbox]").wait_for()
        faults = axe(page)
        if not fits(page):
            faults.append("wider than the window")
        if faults:
            found[screen] = faults
    assert found == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_a_rubriek_is_copied_with_its_texts_without_javascript(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product, width: int
) -> None:
    page = open_page(f"{BASE}onderdelen/rubriek/product-doelgroep/", contractmanager, javascript=False, width=width)
    page.get_by_role("link", name="Kopiëren").click()
    page.get_by_label("Code of nummer").fill("werkwijze")
    page.get_by_label("Naam").fill("Werkwijze")
    expect(page.get_by_label("Neem ook de teksten over")).to_be_checked()
    page.get_by_role("button", name="Kopiëren").click()
    expect(page.get_by_text("Gekopieerd: Werkwijze (product)")).to_be_visible()
    assert ProductTekst.objects.filter(product=product, rubriek__sleutel="werkwijze").exists()
    screen = open_page(
        f"{BASE}kopieren/rubriek/?bron=inkoop-{perceel.inkoop_id}&code=product-doelgroep", contractmanager, width=width
    )
    assert axe(screen) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_a_list_that_a_colleague_changed_is_shown_and_the_own_input_stays(
    open_page: Open, contractmanager: User, perceel: Perceel, width: int
) -> None:
    page = open_page(f"{BASE}percelen/3/kenmerken/", contractmanager, width=width)
    page.get_by_label("Kenmerk").nth(0).fill("Mijn naam")
    Kenmerk.objects.create(perceel=perceel, nummer=2, naam="Van een collega")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#fouten")).to_be_focused()
    expect(page.get_by_text("2. Van een collega (staat niet in uw invoer)")).to_be_visible()
    expect(page.get_by_label("Kenmerk").nth(0)).to_have_value("Mijn naam")
    assert axe(page) == []
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Opgeslagen: Kenmerken van perceel 3")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_gemeenten_are_chosen_without_javascript(
    open_page: Open, contractmanager: User, inkoop: Inkoop, width: int
) -> None:
    weert, leudal = (GemeenteFactory(naam=naam) for naam in ("Weert", "Leudal"))
    DeelnemerFactory(inkoop=inkoop, gemeente=weert, groep="MLW")
    page = open_page(BASE, contractmanager, javascript=False, width=width)
    page.get_by_role("link", name="Gemeenten", exact=True).click()
    second = page.get_by_role("group", name="Gemeente 2")
    second.get_by_label("Gemeente").select_option("Leudal")
    second.get_by_label("Groep").fill("MER")
    DeelnemerFactory(inkoop=inkoop, gemeente__naam="Nederweert")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Nederweert (staat niet in uw invoer)")).to_be_visible()
    expect(page.get_by_role("group", name="Gemeente 2").get_by_label("Groep")).to_have_value("MER")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Opgeslagen: Deelnemende gemeenten")).to_be_visible()
    assert deelnemers_of(inkoop) == {weert.pk: "MLW", leudal.pk: "MER"}


@pytest.mark.parametrize("width", [1280, 390])
def test_remarks_of_the_beoordelaar_stand_at_the_text_and_are_dealt_with_there(
    open_page: Open, inkoop: Inkoop, contractmanager: User, beoordelaar: User, width: int
) -> None:
    fill(inkoop)
    opmerkingen = [
        ("product/product-0/doelgroep", "Wie precies?"),
        ("product/product-0", "Klopt dit?"),
        ("", "Bijna goed."),
    ]
    returned(inkoop, contractmanager, beoordelaar, *opmerkingen)
    page = open_page(f"{BASE}producten/product-0/", contractmanager, width=width)
    assert axe(page) == []
    blok = page.locator("#tekst-product-product-0-doelgroep")
    blok.get_by_role("link", name="Bewerken").click()
    blok.locator("[role=textbox]").press_sequentially("Volwassenen. ")
    expect(blok.get_by_text("Wie precies?")).to_be_visible()
    assert axe(page) == []
    blok.get_by_role("button", name="Opslaan").click()
    blok.get_by_role("button", name="Opgelost Wie precies?").click()
    expect(page.get_by_text("De opmerking is opgelost.")).to_be_attached()
    expect(page.get_by_text("Wie precies?")).to_have_count(0)
    expect(page.locator("p", has_text="Klopt dit?")).to_be_visible()
    assert page.url.endswith("#tekst-product-product-0-doelgroep")
    page.goto(BASE)
    assert axe(page) == []
    assert fits(page)


def test_a_remark_is_dealt_with_without_javascript(
    open_page: Open, inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    fill(inkoop)
    returned(inkoop, contractmanager, beoordelaar, ("perceel/1", "Te kort."))
    page = open_page(f"{BASE}percelen/1/", contractmanager, javascript=False)
    page.get_by_role("button", name="Opgelost Te kort.").click()
    expect(page.get_by_text("De opmerking is opgelost.")).to_be_visible()
    expect(page.locator("p", has_text="Te kort.")).to_have_count(0)


def test_keyboard_only_edits_adds_a_footnote_and_reorders(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product, inkoop: Inkoop
) -> None:
    page = open_page(f"{BASE}producten/bgi/", contractmanager)

    def tab_to(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            # In a browser that has only just begun the first key may move nothing: then the whole page has the focus.
            if name in page.evaluate(
                "document.activeElement.matches('a, button') ? document.activeElement.textContent : ''"
            ):
                return
        raise AssertionError(f"{name} is not reached with Tab")

    tab_to("Bewerken Doelgroep")
    page.keyboard.press("Enter")
    textbox = page.locator("#tekst-product-bgi-doelgroep [role=textbox]")
    expect(textbox).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Ook dit.")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("toolbar").get_by_role("button", name="Vet")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("toolbar").get_by_role("button", name="Cursief")).to_be_focused()
    page.keyboard.press("Tab")
    expect(textbox).to_be_focused()
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("Een noot.")
    page.keyboard.press("Enter")
    tab_to("Opslaan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Bewerken Doelgroep")).to_be_focused()
    assert ProductTekst.objects.get(product=product).tekst == (
        "<p>De aanbieder werkt volgens het plan van de cliënt. Ook dit.<footnote>Een noot.</footnote></p>"
    )

    # What the page asks for by itself comes first: it has no place on the next page.
    expect(page.locator("[data-wmo-wacht], .htmx-request")).to_have_count(0)
    PerceelFactory(inkoop=inkoop, nummer="4", volgorde=perceel.volgorde + 1)
    page.goto(f"{BASE}onderdelen/perceel/")
    tab_to("Omlaag Perceel 3")
    page.keyboard.press("Enter")
    expect(page.locator("#wmo-status")).to_contain_text("staat nu op plaats 2")
    expect(page.get_by_role("button", name="Omlaag Perceel 3")).to_be_focused()
    assert list(inkoop.percelen.order_by("volgorde").values_list("nummer", flat=True)) == ["4", "3"]
    assert axe(page) == []


def test_percelen_are_dragged_into_order(open_page: Open, contractmanager: User, inkoop: Inkoop) -> None:
    for number, nummer in enumerate("abc"):
        PerceelFactory(inkoop=inkoop, nummer=nummer, volgorde=number)
    page = open_page(f"{BASE}onderdelen/perceel/", contractmanager)
    handle, target = page.locator("[data-wmo-greep]").first, page.locator("[data-wmo-sleepregel]").last
    handle.hover()
    page.mouse.down()
    box = target.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 5)
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 2, steps=5)
    page.mouse.up()
    expect(page.locator("#wmo-status")).to_contain_text("Volgorde opgeslagen")
    assert list(inkoop.percelen.order_by("volgorde").values_list("nummer", flat=True)) == ["b", "c", "a"]


def test_order_without_javascript(open_page: Open, contractmanager: User, inkoop: Inkoop) -> None:
    for number, nummer in enumerate("ab"):
        PerceelFactory(inkoop=inkoop, nummer=nummer, volgorde=number)
    page = open_page(f"{BASE}onderdelen/perceel/", contractmanager, javascript=False)
    page.get_by_role("button", name="Omhoog Perceel b").click()
    assert list(inkoop.percelen.order_by("volgorde").values_list("nummer", flat=True)) == ["b", "a"]


def test_matrix_is_edited_as_a_matrix(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(f"{BASE}matrix/", contractmanager)
    page.get_by_role("button", name="Periode").first.click()
    page.get_by_label("van", exact=True).first.fill("1-1-2027")
    page.get_by_label("tot en met").first.fill("onzin")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#fouten")).to_be_focused()
    assert axe(page) == []
    page.get_by_label("tot en met").first.fill("31-12-2028")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("1 vakje gewijzigd")).to_be_visible()
    assert str(PerceelProduct.objects.get(product=product).tot) == "2028-12-31"


def test_a_filled_in_matrix_is_looked_at_and_then_taken_over(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product, tmp_path: Path
) -> None:
    page = open_page(f"{BASE}matrix/", contractmanager, width=390)
    page.get_by_role("link", name="Excel").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Downloaden producten per perceel").click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    for text in ("onzin", "vanaf 1-1-2027"):
        book.worksheets[0]["C2"] = text
        book.save(tmp_path / "ingevuld.xlsx")
        page.goto(f"{BASE}excel/matrix/")
        page.get_by_label("Ingevuld Excel-bestand").set_input_files(tmp_path / "ingevuld.xlsx")
        page.get_by_role("button", name="Bestand controleren").click()
        expect(page.get_by_text("1 cel is anders dan nu")).to_be_visible()
        assert axe(page) == []
        assert fits(page)
    page.get_by_role("button", name="Alles overnemen").click()
    expect(page.get_by_text("1 cel gewijzigd")).to_be_visible()
    assert str(PerceelProduct.objects.get(product=product).van) == "2027-01-01"


def test_leaving_with_unsaved_text_warns(open_page: Open, contractmanager: User, perceel: Perceel) -> None:
    page = open_page(f"{BASE}producten/bgi/", contractmanager)
    page.get_by_role("link", name="Bewerken Doelgroep").click()
    page.locator("[role=textbox]").press_sequentially("Nieuw")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{BASE}matrix/")
    assert asked == ["beforeunload"]


def test_cancelling_asks_and_forgets(open_page: Open, contractmanager: User, perceel: Perceel) -> None:
    page = open_page(f"{BASE}producten/bgi/", contractmanager)
    page.get_by_role("link", name="Bewerken Doelgroep").click()
    page.locator("[role=textbox]").press_sequentially("Nieuw")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="Annuleren").click()
    expect(page.get_by_role("link", name="Bewerken Doelgroep")).to_be_focused()
    page.get_by_role("link", name="Bewerken Doelgroep").click()
    expect(page.locator("[role=textbox]")).not_to_contain_text("Nieuw")


def test_sending_an_old_page_again_with_the_back_button_makes_no_second_row(
    open_page: Open, contractmanager: User, perceel: Perceel, inkoop: Inkoop
) -> None:
    page = open_page(f"{BASE}toevoegen/product/", contractmanager)
    page.get_by_label("Naam").fill("Dagbesteding")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Toegevoegd: Dagbesteding")).to_be_visible()
    page.go_back()
    page.get_by_label("Naam").fill("Dagbesteding")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.locator("#fouten")).to_be_visible()
    assert inkoop.producten.filter(naam="Dagbesteding").count() == 1


def test_comparing_what_is_typed_saves_nothing(
    open_page: Open, contractmanager: User, perceel: Perceel, product: Product
) -> None:
    page = open_page(f"{BASE}producten/bgi/", contractmanager)
    page.get_by_role("link", name="Bewerken Doelgroep").click()
    page.locator("[role=textbox]").press_sequentially("Nieuw. ")
    page.get_by_role("button", name="Vergelijken").click()
    expect(page.locator("#vergelijking .wmo-tekst ins").first).to_contain_text("Nieuw")
    assert axe(page) == []
    assert "Nieuw" not in ProductTekst.objects.get(product=product).tekst
