"""The roads to a session, walked by a person in a browser."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import inloggen
from accounts.models import Inlogdienst, Rol, Uitnodiging, User
from segments.models import Regio
from tests.accounts import provider
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.test_aanmelden import NIEUW, code_of
from tests.browser.conftest import Open, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(page: Page, wie: str, wachtwoord: str = PASSWORD) -> None:
    page.get_by_label("Gebruikersnaam").fill(wie)
    page.get_by_label("Wachtwoord").fill(wachtwoord)
    page.get_by_role("button", name="Inloggen", exact=True).click()


def log_out(page: Page) -> None:
    page.locator("summary").first.click()
    page.get_by_role("button", name="Uitloggen").click()


def link() -> str:
    return str(re.search(r"https?://\S+", mail.outbox[-1].body)[0])  # type: ignore[index]


def test_from_an_invitation_to_a_passkey_to_logging_in(
    open_page: Open, regio: Regio, beheerder: User, live_server: Any, settings: Any
) -> None:
    settings.TWEEDE_FACTOR, settings.SITE_ADRES = True, live_server.url
    row = Uitnodiging(regio=regio, email="bram@voorbeeld.nl", voornaam="Bram", rol=Rol.BEOORDELAAR)
    inloggen.invite(uitnodiging=row, by=beheerder, at=timezone.now())
    page = open_page(link())
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    own = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    own |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": own})
    assert axe(page) == []
    page.get_by_label("Achternaam").fill("Beoordelaar")
    page.get_by_label("Wachtwoord", exact=True).fill(NIEUW)
    page.get_by_label("Wachtwoord, nog een keer").fill(NIEUW)
    page.get_by_role("button", name="Account maken").click()
    expect(page.get_by_text("Stel eerst een tweede stap in")).to_be_visible()
    assert axe(page) == []
    page.goto("/beheer/")  # there is no way around it
    page.get_by_role("link", name="Passkey toevoegen").click()
    assert axe(page) == []
    page.get_by_label("Naam", exact=False).first.fill("Laptop van het werk")
    page.get_by_label("Ook inloggen zonder wachtwoord").check()
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Naar de werkplek").click()
    page.wait_for_url("**/beheer/")
    log_out(page)
    page.goto("/inloggen/?next=/beheer/account/")
    page.get_by_role("button", name="Passkey gebruiken").click()
    page.wait_for_url("**/beheer/account/")
    expect(page.get_by_text("Beoordelaar van Midden-Limburg")).to_be_visible()
    # After the password the passkey is the second step.
    log_out(page)
    page.goto("/inloggen/")
    log_in(page, "bram@voorbeeld.nl", NIEUW)
    assert axe(page) == []
    page.get_by_role("button", name="Passkey gebruiken").click()
    page.wait_for_url("**/beheer/")
    page.goto("/beheer/account/tweede-stap/")
    expect(page.get_by_text("Laptop van het werk, ook zonder wachtwoord.")).to_be_visible()
    assert axe(page) == []


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_logging_in_by_a_real_provider_gives_the_roles_it_says(
    open_page: Open, regio: Regio, beheerder: User, live_server: Any, settings: Any
) -> None:
    settings.OIDC_GEHEIMEN = {"midden-limburg": provider.GEHEIM}
    back = f"{live_server.url}/inloggen/via/midden-limburg/terug/"
    with provider.running(_free_port(), back, "wmo-inkoop,iets-anders") as address:
        dienst = Inlogdienst(regio=regio, naam="gemeente Voorbeeld", adres=address, client_id=provider.CLIENT)
        dienst.rolclaim, dienst.rollen = "roles", "wmo-inkoop = contractmanager\nwmo-baas = beheerder"
        dienst.full_clean()
        dienst.save()
        page = open_page("/inloggen/?next=/beheer/account/")
        assert axe(page) == []
        page.get_by_role("link", name="Inloggen via gemeente Voorbeeld").click()
        page.locator("[name=login]").fill("anna")
        page.locator("[name=password]").fill(provider.WACHTWOORD)
        page.locator("form button[type=submit]").first.click()
        page.wait_for_url("**/beheer/account/")
        expect(page.get_by_text("Contractmanager van Midden-Limburg")).to_be_visible()
        expect(page.get_by_text("Beheerder van")).to_have_count(0)
        expect(page.get_by_text("met het account van uw organisatie: gemeente Voorbeeld")).to_be_visible()
        # What is of weight asks her organisation again.
        page.goto("/beheer/account/bevestigen/?next=/beheer/")
        page.locator("[name=password]").fill(provider.WACHTWOORD)
        page.locator("form button[type=submit]").first.click()
        page.wait_for_url("**/beheer/")
    anna = User.objects.get(email=provider.EMAIL)
    assert (str(anna), anna.has_usable_password()) == ("Anna Ambtenaar", False)


def test_stopped_after_too_many_mistakes_and_let_in_by_a_beheerder(
    open_page: Open, regio: Regio, beheerder: User
) -> None:
    carla = UserFactory(username="carla", email="carla@voorbeeld.nl", regio=regio, rol=Rol.CONTRACTMANAGER)
    page = open_page("/inloggen/", javascript=False)
    for _ in range(9):
        log_in(page, "carla", "geraden")
    log_in(page, "carla")
    expect(page.get_by_text("Er is te vaak iets verkeerds ingevuld")).to_be_visible()
    other = open_page("/admin/accounts/user/", beheerder)
    other.locator("#result_list tr", has_text="carla").get_by_role("checkbox").check()
    other.locator("select[name=action]").select_option(label="Ontgrendel: na te veel mislukte pogingen")
    other.locator("button[name=index]").click()
    expect(other.get_by_text("Gedaan, en gemaild aan: carla.")).to_be_visible()
    assert mail.outbox[-1].to == [carla.email]
    log_in(page, "carla")
    page.wait_for_url("**/beheer/")


def test_a_forgotten_password_and_then_a_second_step_without_javascript(open_page: Open, regio: Regio) -> None:
    UserFactory(username="carla", email="carla@voorbeeld.nl", regio=regio, rol=Rol.CONTRACTMANAGER)
    page = open_page("/inloggen/", javascript=False)
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    page.get_by_label("Uw e-mailadres").fill("carla@voorbeeld.nl")
    page.get_by_role("button", name="Link mailen").click()
    expect(page.get_by_role("heading", name="Kijk in uw mail")).to_be_visible()
    page.goto(link())
    page.get_by_label("Nieuw wachtwoord", exact=True).fill(NIEUW)
    page.get_by_label("Nieuw wachtwoord, nog een keer").fill(NIEUW)
    page.get_by_role("button", name="Wachtwoord opslaan").click()
    page.get_by_role("link", name="Inloggen").click()
    log_in(page, "carla", NIEUW)
    page.wait_for_url("**/beheer/")
    page.goto("/beheer/account/tweede-stap/")
    page.get_by_role("link", name="App koppelen").click()
    geheim = page.locator("code").inner_text()
    page.get_by_label("Code uit de app").fill(code_of(geheim))
    page.get_by_role("button", name="Koppelen").click()
    expect(page.get_by_role("heading", name="Herstelcodes")).to_be_visible()
    code = page.locator("code").first.inner_text()
    page.goto("/uitloggen/")
    page.locator("main").get_by_role("button", name="Uitloggen").click()
    page.goto("/inloggen/")
    log_in(page, "carla", NIEUW)
    expect(page.get_by_role("heading", name="Nog één stap")).to_be_visible()
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url("**/beheer/")
