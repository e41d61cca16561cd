"""Nothing typed is lost when a session ended, or a form is from before logging in again: any form of the workplace."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from percelen.models import Perceel
from producten.models import Product, ProductTekst
from segments.models import Inkoop
from tarieven.models import Tarief
from tests.accounts.factories import PASSWORD
from tests.clock import later
from tests.werkplek.conftest import basis_of, client_of
from tests.werkplek.test_gegevens import fields, rows
from tests.werkplek.versies import approved, concept
from werkplek.sessie import MAX_TEKENS

BASE = "/beheer/inkoop-2026/"
HTMX = {"HX-Request": "true"}
WACHTWOORD = "Een-lang-wachtwoord-1"


@pytest.fixture
def person(contractmanager: User) -> User:
    contractmanager.set_password(WACHTWOORD)
    contractmanager.save()
    return contractmanager


def hidden(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', text):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def values(found: dict[str, list[str]]) -> list[str]:
    return [value for row in found.values() for value in row]


#: A reason for a change that is not there is shown again, so that it is not lost.
GOED = {"redenen": {409}}
FORMULIEREN = ["tekst", "gegevens", "kenmerken", "matrix", "redenen", "cel", "kostprijs", "cijfers"]


@pytest.fixture
def forms(compleet: Inkoop, editor: Client, contractmanager: User) -> dict[str, tuple[str, dict[str, Any], str]]:
    """Address, what is sent, and what somebody typed in it: for every kind of form."""
    versie = concept(compleet, contractmanager)
    tarief = Tarief.objects.get()
    text = f"{BASE}tekst/product/bgi/doelgroep/bewerken/"
    cel = f"{BASE}tarieven/cel/bgi/?dag=2026-06-01"
    pagina = f"{BASE}percelen/3/kenmerken/"
    kostprijs = f"{BASE}tarieven/tarief/{tarief.pk}/kostprijs/"
    return {
        "tekst": (
            text,
            {"tekst": "Zelf getypt.", "vorm": "opmaaktekst", "basis": basis_of(editor, text)},
            "Zelf getypt.",
        ),
        "gegevens": (
            f"{BASE}gegevens/product/bgi/",
            fields(editor, f"{BASE}gegevens/product/bgi/") | {"naam": "Zelf getypt."},
            "Zelf getypt.",
        ),
        "kenmerken": (pagina, rows(editor, pagina) | {"form-0-naam": "Zelf getypt."}, "Zelf getypt."),
        "matrix": (
            f"{BASE}matrix/",
            {"v1-1-van": "1-1-2031", "basis": basis_of(editor, f"{BASE}matrix/")},
            "1-1-2031",
        ),
        "redenen": (f"{BASE}publicatie/{versie.pk}/wijzigingen/", {"reden-x": "Zelf getypt."}, "Zelf getypt."),
        "cel": (cel, {"bedrag": "61,37", "vanaf": "1-1-2027", "basis": basis_of(editor, cel)}, "61,37"),
        "kostprijs": (kostprijs, {"reden_e": "Zelf getypt.", "basis": basis_of(editor, kostprijs)}, "Zelf getypt."),
        "cijfers": (f"{BASE}tarieven/indexatie/nieuw/", {"toelichting": "Zelf getypt."}, "Zelf getypt."),
    }


@pytest.mark.parametrize("naam", FORMULIEREN)
def test_what_was_typed_goes_along_with_logging_in_again(
    naam: str, forms: dict[str, tuple[str, dict[str, Any], str]], person: User, visitor: Client
) -> None:
    url, data, typed = forms[naam]
    page = visitor.post(url, data)
    assert page.status_code == 401
    assert page["Cache-Control"] == "private, no-store"
    kept = hidden(page.text)
    assert typed in values(kept)
    # Wrong at first: it goes along again.
    again = visitor.post("/inloggen/", kept | {"username": person.username, "password": "fout"})
    assert typed in values(hidden(again.text))
    page = visitor.post("/inloggen/", hidden(again.text) | {"username": person.username, "password": WACHTWOORD})
    assert "U bent weer ingelogd" in page.text
    action = re.search(r'<form class="wmo-formulier[^>]*action="([^"]*)"', page.text)
    assert action is not None
    assert unescape(action[1]) == url
    sent = visitor.post(url, hidden(page.text))
    assert sent.status_code in GOED.get(naam, {200, 302, 422})
    assert typed in sent.text or sent.status_code == 302


def test_one_click_after_logging_in_saves(
    forms: dict[str, tuple[str, dict[str, Any], str]], person: User, product: Product
) -> None:
    url, data, _ = forms["tekst"]
    client = Client(enforce_csrf_checks=True)
    page = client.post(url, data)
    page = client.post("/inloggen/", hidden(page.text) | {"username": person.username, "password": WACHTWOORD})
    assert client.post(url, hidden(page.text)).status_code == 302
    assert ProductTekst.objects.get(product=product).tekst == "<p>Zelf getypt.</p>"


@pytest.mark.parametrize("naam", FORMULIEREN)
def test_a_form_from_before_logging_in_again_is_sent_with_one_click(
    naam: str, forms: dict[str, tuple[str, dict[str, Any], str]], contractmanager: User
) -> None:
    url, data, typed = forms[naam]
    client = Client(enforce_csrf_checks=True)
    client.force_login(contractmanager)
    page = client.post(url, data | {"csrfmiddlewaretoken": "a" * 64}, headers={"Origin": "http://testserver"})
    assert page.status_code == 403
    kept = hidden(page.text)
    assert typed in values(kept)
    assert client.post(url, kept).status_code in GOED.get(naam, {200, 302, 422})


@pytest.mark.parametrize("naam", FORMULIEREN)
def test_in_place_the_form_stays_and_is_told_what_to_do(
    naam: str, forms: dict[str, tuple[str, dict[str, Any], str]], visitor: Client, contractmanager: User
) -> None:
    url, data, _ = forms[naam]
    stale = Client(enforce_csrf_checks=True)
    stale.force_login(contractmanager)
    for client, told in ((visitor, "U bent uitgelogd"), (stale, "was verlopen")):
        response = client.post(url, data, headers=HTMX)
        assert (response.status_code, response["HX-Retarget"]) == (401, "#berichten")
        assert told in response.text
        assert response.cookies["csrftoken"].value


def test_a_file_cannot_go_along_and_that_is_said(perceel: Perceel, visitor: Client) -> None:
    page = visitor.post(f"{BASE}excel/product/", {"bestand": SimpleUploadedFile("mijn.xlsx", b"PK")})
    assert page.status_code == 401
    assert "Kies het daarna opnieuw: mijn.xlsx" in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Referer": "https://evil.test/form"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_what_another_site_sends_never_comes_on_our_screen(
    perceel: Perceel, visitor: Client, contractmanager: User, headers: dict[str, str]
) -> None:
    url = f"{BASE}tekst/product/bgi/doelgroep/bewerken/"
    stale = Client(enforce_csrf_checks=True)
    stale.force_login(contractmanager)
    for client, status in ((visitor, 302), (stale, 403)):
        response = client.post(url, {"tekst": "Van een ander."}, headers=headers)
        assert response.status_code == status
        assert "Van een ander." not in response.text


def test_more_than_fits_is_not_shown_again(perceel: Perceel, visitor: Client) -> None:
    url = f"{BASE}tekst/product/bgi/doelgroep/bewerken/"
    assert visitor.post(url, {"tekst": "x" * (MAX_TEKENS + 1)}).status_code == 302


def test_logging_in_leads_to_no_other_site(perceel: Perceel, person: User, visitor: Client) -> None:
    data = {"username": person.username, "password": WACHTWOORD, "next": "https://evil.test/", "tekst": "x"}
    response = visitor.post("/inloggen/", data)
    assert response.status_code == 302
    assert "evil" not in response["Location"]


def test_who_saved_forgets_the_draft(editor: Client, perceel: Perceel) -> None:
    url = f"{BASE}gegevens/product/bgi/"
    page = editor.post(url, fields(editor, url) | {"naam": "Anders"}, follow=True)
    assert f'data-wmo-opgeslagen="{url}"' in page.text
    text = f"{BASE}tekst/product/bgi/doelgroep/bewerken/"
    data = {"tekst": "<p>Anders.</p>", "vorm": "html", "basis": basis_of(editor, text)}
    assert f'"wmo:opgeslagen": "{text}"' in editor.post(text, data, headers=HTMX)["HX-Trigger"]


def test_every_form_that_is_filled_in_keeps_a_draft(
    forms: dict[str, tuple[str, dict[str, Any], str]], editor: Client, contractmanager: User
) -> None:
    for naam in set(FORMULIEREN) - {"redenen"}:  # a first version has no changes to explain
        url, _, _ = forms[naam]
        assert f'data-wmo-concept="{contractmanager.pk}"' in editor.get(url).text, url


def test_roles_are_as_they_were(perceel: Perceel, lezer: User) -> None:
    assert client_of(lezer).post(f"{BASE}gegevens/product/bgi/", {"naam": "x"}).status_code == 403


def test_publishing_is_for_who_is_really_there(
    compleet: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    versie = approved(compleet, contractmanager, beoordelaar)
    url = f"{BASE}publicatie/{versie.pk}/uitbrengen/"
    client = client_of(contractmanager)
    assert client.get(url).status_code == 200
    later(monkeypatch, dt.timedelta(minutes=16))
    again = client.get(url)["Location"]
    assert again.startswith("/beheer/account/bevestigen/?next=")
    assert "niet uw wachtwoord" in client.post(again, {"password": "geraden"}).text
    assert client.post(again, {"password": PASSWORD})["Location"] == url
    assert client.get(url).status_code == 200
