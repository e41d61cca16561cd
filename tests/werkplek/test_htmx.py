"""Swapping the answer to htmx into the page gives the page as it is when it is loaded again (`tests/htmx.py`)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Rol, User
from percelen.models import Perceel
from publicaties.models import Publicatie
from segments.models import Inkoop, Regio
from tests.accounts.factories import UserFactory
from tests.htmx import Screen
from tests.percelen.factories import PerceelFactory
from tests.tarieven import conftest as tarieven
from tests.tarieven.conftest import Catalogus
from tests.werkplek import versies
from tests.werkplek.conftest import client_of

catalogus = tarieven.catalogus
BASE = "/beheer/inkoop-2026/"
PRODUCT = f"{BASE}producten/bgi/"


# --- a text ---


def test_a_text_is_opened_and_left(editor: Client, perceel: Perceel) -> None:
    screen = Screen(editor, PRODUCT)
    screen.click("Bewerken Doelgroep")
    assert "Opslaan" in screen.tree.text_content()
    screen.click("Annuleren")
    screen.assert_fresh()


@pytest.mark.parametrize("text", ["De aanbieder doet het anders.", "Nog in te vullen: XX."])
def test_a_saved_text_and_all_that_is_told_of_it_are_those_of_the_page(
    editor: Client, perceel: Perceel, text: str
) -> None:
    """What is still to be filled in is a blockade: the outline and the list on the page tell it."""
    screen = Screen(editor, PRODUCT)
    screen.settle()
    screen.click("Bewerken Doelgroep")
    screen.submit("Opslaan", tekst=text)
    screen.settle()
    screen.assert_fresh()
    assert ("staat nog 'XX'" in screen.tree.get_element_by_id("aandacht").text_content()) == ("XX" in text)
    (sign,) = screen.tree.xpath("//*[@id='overzicht']//a[@aria-current]//*[contains(@class, 'blokkade')]")
    assert int(sign.text) == (3 if "XX" in text else 1)


def test_the_text_of_a_colleague_is_left_as_it_is(editor: Client, perceel: Perceel, regio: Regio) -> None:
    screen = Screen(editor, PRODUCT)
    screen.click("Bewerken Doelgroep")
    collega = UserFactory(username="collega", regio=regio, rol=Rol.CONTRACTMANAGER)
    other = Screen(client_of(collega), PRODUCT)
    other.click("Bewerken Doelgroep")
    other.submit("Opslaan", tekst="Van een collega.")
    assert screen.submit("Opslaan", tekst="Van mij.").status_code == 409
    screen.submit("Laat de tekst van collega staan")
    screen.assert_fresh()
    assert "Van een collega." in screen.tree.get_element_by_id("tekst-product-bgi-doelgroep").text_content()


def test_a_session_that_ends_keeps_the_text_on_screen(editor: Client, perceel: Perceel) -> None:
    screen = Screen(editor, PRODUCT)
    screen.click("Bewerken Doelgroep")
    editor.logout()
    assert screen.submit("Opslaan", tekst="Van mij.").status_code == 401
    # The form stands where it stood, with what was typed in it; above it is told what to do.
    assert screen.tree.get_element_by_id("tekst-product-bgi-doelgroep").xpath(".//textarea[@name='tekst']")
    assert "uitgelogd" in screen.tree.get_element_by_id("berichten").text_content()


# --- lists ---


@pytest.mark.parametrize(
    ("button", "order"), [("Omlaag Perceel a Perceel", "bac"), ("Omhoog Perceel c Perceel", "acb")]
)
def test_a_list_is_put_in_order(editor: Client, inkoop: Inkoop, button: str, order: str) -> None:
    for number, nummer in enumerate("abc"):
        PerceelFactory(inkoop=inkoop, nummer=nummer, naam="Perceel", volgorde=number)
    screen = Screen(editor, f"{BASE}onderdelen/perceel/")
    screen.submit(button)
    screen.assert_fresh()
    assert "".join(inkoop.percelen.order_by("volgorde").values_list("nummer", flat=True)) == order


def test_the_state_of_an_inkoop_comes_after_the_page(editor: Client, compleet: Inkoop) -> None:
    screen = Screen(editor, "/beheer/")
    assert "publicatie in de weg" not in screen.tree.text_content()
    screen.settle()
    assert "publicatie in de weg" in screen.tree.text_content()


# --- an amount ---


@pytest.fixture
def matrix(catalogus: Catalogus, editor: Client) -> Screen:
    catalogus.tarief("bgi", "60.00", grondslag="som")
    return Screen(editor, reverse("werkplek:tarieven:matrix", args=["inkoop-2026"]) + "?dag=2026-06-01")


AMOUNT = "€ 60,00, BGI, SOM wijzigen"


def test_an_amount_is_opened_and_left(matrix: Screen) -> None:
    matrix.click(AMOUNT)
    matrix.click("Annuleren")
    matrix.assert_fresh()


def test_a_saved_amount_is_in_the_matrix(matrix: Screen) -> None:
    matrix.click(AMOUNT)
    assert matrix.submit("Controleren", bedrag="veel").status_code == 422
    matrix.submit("Controleren", bedrag="63,00", vanaf="1-6-2026")
    matrix.submit("Opslaan")
    matrix.assert_fresh()
    assert "63,00" in matrix.tree.get_element_by_id("matrix").text_content()


# --- a version ---


@pytest.fixture
def changed(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Publicatie:
    """A concept with two changes since the published version."""
    product = versies.fill(inkoop)
    versies.published(inkoop, contractmanager, beoordelaar)
    versies.change_text(product, "<p>Voor wie dit echt nodig heeft.</p>")
    product.max_per_week = 3
    product.save()
    return versies.concept(inkoop, contractmanager)


def test_reasons_are_saved_and_changes_put_in_order(changed: Publicatie, editor: Client) -> None:
    screen = Screen(editor, reverse("werkplek:publiceren:wijzigingen", args=["inkoop-2026", changed.pk]))
    first, second = (row.removeprefix("wijziging-") for row in screen.tree.xpath("//ol/li/@id"))
    (title,) = screen.tree.xpath(f"//li[@id='wijziging-{first}']//h2/text()")
    screen.submit(f"Omlaag: {title}", **{f"reden-{second}": "Omdat het moet."})
    screen.assert_fresh()
    assert list(changed.wijzigingen.order_by("volgorde").values_list("sleutel", "reden")) == [
        (second, "Omdat het moet."),
        (first, ""),
    ]


def test_a_remark_is_resolved(inkoop: Inkoop, editor: Client, contractmanager: User, beoordelaar: User) -> None:
    versies.fill(inkoop)
    remarks = [("product/product-0", "Dit klopt niet."), ("perceel/1", "Dit ook niet.")]
    returned = versies.returned(inkoop, contractmanager, beoordelaar, *remarks)
    screen = Screen(editor, reverse("werkplek:publiceren:versie", args=["inkoop-2026", returned.pk]))
    for number in range(2):
        buttons = [button for button in screen.tree.iter("button") if button.text_content().startswith("Opgelost")]
        assert len(buttons) == 2 - number
        screen.submit(" ".join(buttons[0].text_content().split()))
        screen.assert_fresh()


def test_a_field_for_another_place_comes_without_losing_what_was_typed(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    versies.fill(inkoop)
    waiting = versies.submitted(inkoop, contractmanager)
    address = reverse("werkplek:publiceren:beoordelen", args=["inkoop-2026", waiting.pk])
    screen = Screen(client_of(beoordelaar), address)
    typed = {"opmerking-algemeen": "Nog niet klaar."}
    plain = screen.plain("Opmerking bij een andere plek", **typed)
    screen.submit("Opmerking bij een andere plek", **typed)
    screen.assert_is(plain)
    assert "Nog niet klaar." in screen.tree.text_content()
