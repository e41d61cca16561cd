"""From an empty production database to a public page on the same day, in as few forms as that takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from publicaties.models import Publicatie
from segments import inrichten
from segments.gemeenten import add_missing
from segments.models import Gemeente
from tests.browser.conftest import Open, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WACHTWOORD = "een-lang-en-eigen-wachtwoord"
HOOGUIT = 25
INKOOP = "/beheer/wmo-begeleiding-2027/"


@pytest.fixture
def lege_database(transactional_db: None) -> None:
    """As the first migrations leave it. (Emptying it after another test took the gemeenten along.)"""
    add_missing(Gemeente)


@pytest.fixture
def verstuurd() -> list[str]:
    """Every form that somebody sent: its address."""
    return []


@pytest.fixture
def desk(open_page: Open, verstuurd: list[str]) -> Callable[[str], Page]:
    """A browser of somebody, whose forms are counted."""

    def note(request: Request) -> None:
        if request.method == "POST":
            verstuurd.append(request.url)

    def sit_down(path: str) -> Page:
        page = open_page(path)
        page.on("request", note)
        return page

    return sit_down


def invite(page: Page, desk: Callable[[str], Page], naam: str, rol: str) -> Page:
    """The desk of the colleague, who came by the link in the mail."""
    page.goto("/admin/accounts/uitnodiging/add/")
    page.select_option("#id_regio", label="Midden-Limburg")
    page.fill("#id_email", f"{naam}@voorbeeld.nl")
    page.select_option("#id_rol", rol)
    page.click("input[name=_save]")
    expect(page.locator(".messagelist").first).to_be_visible()
    colleague = desk(str(re.search(r"https?://\S+", mail.outbox[-1].body)[0]))  # type: ignore[index]
    colleague.get_by_label("Voornaam").fill(naam.capitalize())
    colleague.get_by_label("Achternaam").fill("Jansen")
    colleague.get_by_label("Wachtwoord", exact=True).fill(WACHTWOORD)
    colleague.get_by_label("Wachtwoord, nog een keer").fill(WACHTWOORD)
    colleague.get_by_role("button", name="Account maken").click()
    expect(colleague.get_by_role("heading", name="Wat vraagt iets van u")).to_be_visible()
    return colleague


def write(page: Page, rubriek: str, tekst: str) -> None:
    blok = page.locator(f"#tekst-{rubriek}")
    blok.get_by_role("link", name="Bewerken").click()
    expect(blok.locator("[role=textbox]")).to_be_focused()
    page.keyboard.type(tekst)
    blok.get_by_role("button", name="Opslaan").click()
    expect(blok.get_by_role("link", name="Bewerken")).to_be_focused()
    expect(page.locator(".htmx-request")).to_have_count(
        0
    )  # what still asks for attention comes last, and moves the page


@pytest.mark.usefixtures("worker", "lege_database")
def test_a_regio_that_has_nothing_publishes_the_same_day(
    desk: Callable[[str], Page], verstuurd: list[str], live_server: LiveServer, settings: Any
) -> None:
    settings.SITE_ADRES = live_server.url
    # The first visit leads to the set-up, which wants the code of the server.
    beheerder = desk("/")
    expect(beheerder.get_by_role("heading", name="Portaal inrichten")).to_be_visible()
    assert axe(beheerder) == []
    beheerder.get_by_label("Code").fill(inrichten.code())
    beheerder.get_by_label("Naam van uw regio of gemeente").fill("Midden-Limburg")
    beheerder.get_by_label("Uw gebruikersnaam").fill("bea")
    beheerder.get_by_label("Uw voornaam").fill("Bea")
    beheerder.get_by_label("Wachtwoord", exact=True).fill(WACHTWOORD)
    beheerder.get_by_label("Wachtwoord, nog een keer").fill(WACHTWOORD)
    beheerder.get_by_role("button", name="Portaal inrichten").click()

    # The empty desk says what to do: accounts for two colleagues.
    expect(beheerder.get_by_role("heading", name="U heeft nog geen inkopen")).to_be_visible()
    assert axe(beheerder) == []
    beheerder.get_by_role("link", name="Nodig uw collega’s uit").click()
    expect(beheerder).to_have_url(re.compile("/admin/accounts/uitnodiging/$"))
    carla = invite(beheerder, desk, "carla", "contractmanager")
    bram = invite(beheerder, desk, "bram", "beoordelaar")

    # The contractmanager begins with the standard set.
    carla.get_by_role("link", name="Nieuwe inkoop", exact=True).click()
    assert axe(carla) == []
    carla.get_by_label("Titel").fill("Wmo-begeleiding 2027")
    carla.get_by_label("Start van de contracten").fill("1-1-2027")
    carla.get_by_label("Deelnemende gemeenten").fill("Leudal, Nederweert, Weert")
    carla.get_by_role("button", name="Inkoop beginnen").click()
    expect(carla.get_by_role("heading", name="Zo is deze inkoop begonnen")).to_be_visible()
    expect(carla.get_by_text("24 rubrieken")).to_be_visible()
    assert axe(carla) == []

    # One product, one perceel, and the one in the other.
    carla.goto(f"{INKOOP}toevoegen/product/")
    carla.get_by_label("Naam", exact=True).fill("Begeleiding individueel")
    carla.get_by_label("Afkorting").fill("BGI")
    carla.locator("select[name='eenheid']").select_option("04")
    carla.get_by_label("PSY Psychische stoornis").check()
    carla.get_by_role("button", name="Opslaan").click()
    for rubriek in ("omschrijving", "doelgroep"):
        write(carla, f"product-begeleiding-individueel-{rubriek}", f"De {rubriek} van begeleiding.")
    carla.goto(f"{INKOOP}toevoegen/perceel/")
    carla.get_by_label("Nummer").fill("1")
    carla.get_by_label("Naam", exact=True).fill("Volwassenen")
    carla.get_by_role("button", name="Opslaan").click()
    for rubriek in ("omschrijving", "doelgroep"):
        write(carla, f"perceel-1-{rubriek}", f"De {rubriek} van dit perceel.")
    carla.goto(f"{INKOOP}matrix/")
    carla.locator(".wmo-matrix td input[type=checkbox]").check()
    carla.get_by_role("button", name="Opslaan").first.click()
    expect(carla.locator("#berichten")).to_contain_text("1 vakje gewijzigd")

    # A tarief.
    carla.goto(f"{INKOOP}tarieven/cel/begeleiding-individueel/")
    carla.get_by_label("Bedrag").fill("64,80")
    carla.get_by_label("Vanaf").fill("1-1-2027")
    carla.get_by_role("button", name="Controleren").click()
    carla.get_by_role("button", name="Opslaan", exact=True).click()
    expect(carla.locator("#berichten")).to_contain_text("€ 64,80")

    # The list of what to do is done, but for publishing.
    carla.goto(INKOOP)
    todo = carla.locator("#stappen li", has_text="te doen")
    expect(todo).to_have_count(1)
    expect(todo).to_contain_text("De eerste versie publiceren")
    assert axe(carla) == []
    todo.get_by_role("link").click()
    carla.get_by_role("link", name="Nieuwe versie voorbereiden").first.click()
    carla.get_by_label("Naam van de versie").fill("Eerste versie")
    carla.get_by_role("textbox", name="Ingangsdatum").fill("1 januari 2027")
    carla.get_by_role("button", name="Concept beginnen").click()
    versie = Publicatie.objects.get()
    carla.goto(f"{INKOOP}publicatie/{versie.pk}/indienen/")
    carla.get_by_role("button", name="Indienen ter beoordeling").click()
    expect(carla.get_by_text("De versie is ingediend.")).to_be_visible()

    # A second person approves, and puts it out.
    bram.goto(f"{INKOOP}publicatie/{versie.pk}/beoordelen/")
    bram.get_by_role("button", name="Goedkeuren").click()
    expect(bram.get_by_text("U heeft de versie goedgekeurd.")).to_be_visible()
    bram.goto(f"{INKOOP}publicatie/{versie.pk}/uitbrengen/")
    bram.get_by_role("button", name="Nu publiceren").click()
    expect(bram.get_by_text("Gepubliceerd als versie 1.")).to_be_visible(timeout=30_000)

    # Everybody can read it, and the list of what to do is gone.
    visitor = desk("/")
    visitor.get_by_role("link", name="Wmo-begeleiding 2027").first.click()
    visitor.get_by_role("link", name="BGI").first.click()
    expect(visitor.get_by_text("De doelgroep van begeleiding.")).to_be_visible()
    carla.goto(INKOOP)
    expect(carla.locator("#stappen")).to_have_count(0)
    assert len(verstuurd) < HOOGUIT, "\n".join(verstuurd)
    print(len(verstuurd))
