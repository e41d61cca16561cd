"""Reading a document in, by keyboard, on a desktop and a phone: chosen, read, put right and taken over."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import User
from publicaties.snapshot import take
from segments.models import Inkoop
from taken.werker import work_off
from tests.browser.conftest import Open, axe, fits
from tests.inlezen.documenten import TEKST

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_document_is_read_put_right_and_taken_over_by_keyboard(
    open_page: Open, contractmanager: User, inkoop: Inkoop, width: int
) -> None:
    page = open_page(f"/beheer/{inkoop.slug}/document/", contractmanager, width=width)
    assert axe(page) == []
    file = {"name": "beschrijving.txt", "mimeType": "text/plain", "buffer": TEKST.encode()}
    page.get_by_label("Document", exact=True).set_input_files(file)
    page.get_by_role("button", name="Document lezen").press("Enter")
    expect(page.get_by_text("beschrijving.txt wordt gelezen")).to_be_visible()
    assert axe(page) == []
    work_off()
    # The page finds out by itself.
    expect(page.get_by_role("heading", name="beschrijving.txt nakijken")).to_be_visible(timeout=15_000)
    assert page.locator("h1").count() == 1
    assert axe(page) == []
    page.get_by_role("link", name="Andere plek kiezen").last.press("Enter")
    assert axe(page) == []
    page.get_by_label("Waar hoort dit stuk?").select_option("product/tb/doelgroep")
    page.get_by_role("button", name="Plek kiezen").press("Enter")
    expect(page.get_by_text("13 van 13 woorden op hun plek (100,0%)")).to_be_visible()
    assert fits(page)
    page.get_by_label("Rubriek: Kleur").press("Space")
    page.get_by_role("button", name="Overnemen wat is aangevinkt").press("Enter")
    expect(page.get_by_text("Overgenomen uit beschrijving.txt")).to_be_visible()
    teksten = take(inkoop).product["tb"].teksten
    assert teksten == {"doelgroep": "<p>Volwassenen.</p><p>Zomaar een alinea die nergens hoort.</p>"}
