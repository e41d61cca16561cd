"""A provider asks and follows, staff answers: with and without JavaScript, on a telephone, with mail from a real server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from overleg.models import Volger, Vraag, Vragennota
from segments.models import Inkoop
from taken.werker import work_off
from tests.browser.conftest import Open, axe, fits
from tests.overleg.gevraagd import open_for_questions
from tests.overleg.test_volgen import link_in
from tests.post.conftest import Postbus, postbus
from tests.publicaties.conftest import small_files
from tests.werkplek.versies import change_text, fill, published

__all__ = ["postbus", "small_files"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_files")]


def newest(postbus: Postbus, part: str) -> str:
    work_off()
    return link_in(postbus.berichten[-1], part)


def check(page: Page, javascript: bool) -> None:
    assert fits(page)
    if javascript:
        assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_provider_asks_and_follows_and_staff_answers(
    transactional_db: None, open_page: Open, postbus: Postbus, inkoop: Inkoop, contractmanager: User, beoordelaar: User,
    javascript: bool,
) -> None:  # fmt: skip
    product = fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    open_for_questions(inkoop)
    visitor = open_page("/inkoop/inkoop-2026/planning/", javascript=javascript, width=390)
    visitor.get_by_role("link", name="Vragen", exact=True).click()
    check(visitor, javascript)
    visitor.get_by_label("Waar gaat uw vraag over?").select_option("product/product-0/doelgroep")
    visitor.get_by_role("textbox", name="Uw vraag").fill("Mag een zzp’er inschrijven?")
    visitor.get_by_role("textbox", name="Uw naam").fill("Vera de Vries")
    visitor.get_by_role("textbox", name="E-mailadres").fill("geen adres")
    visitor.get_by_role("button", name="Vraag versturen").click()
    expect(visitor.get_by_role("textbox", name="Uw vraag")).to_have_value("Mag een zzp’er inschrijven?")
    check(visitor, javascript)
    visitor.get_by_role("textbox", name="E-mailadres").fill("vera@aanbieder.example")
    visitor.get_by_role("button", name="Vraag versturen").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Bekijk uw mail")
    visitor.goto(newest(postbus, "vragen/bevestigen/"))
    check(visitor, javascript)
    visitor.get_by_role("button", name="Ja, dit is mijn vraag").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Uw vraag is ontvangen")
    row = Vraag.objects.confirmed().get()

    writer = open_page("/beheer/", contractmanager, javascript=javascript)
    check(writer, javascript)
    writer.get_by_role("link", name="Beantwoord 1 vraag van aanbieders").click()
    check(writer, javascript)
    writer.get_by_role("link", name=row.referentie).click()
    check(writer, javascript)
    writer.get_by_role("textbox", name="Antwoord").fill("Ja, dat mag.")
    writer.get_by_label("Daarom verandert de tekst van").select_option("product/product-0/doelgroep")
    writer.get_by_role("button", name="Opslaan").click()
    expect(writer.get_by_text("Een collega leest het na")).to_be_visible()

    reader = open_page("/beheer/", beoordelaar, javascript=javascript)
    reader.get_by_role("link", name="Lees het antwoord na op 1 vraag van aanbieders").click()
    reader.get_by_role("link", name=row.referentie).click()
    reader.get_by_role("link", name="Antwoord nalezen").click()
    check(reader, javascript)
    reader.get_by_role("button", name="Akkoord").click()
    reader.goto("/beheer/inkoop-2026/vragen/nota/")
    check(reader, javascript)
    reader.get_by_role("button", name="Nota publiceren").click()
    expect(reader.get_by_text("Gepubliceerd: Nota van inlichtingen 1")).to_be_visible()
    assert Vragennota.objects.count() == 1

    visitor.goto(newest(postbus, "vragen/1/"))
    expect(visitor.get_by_text("Ja, dat mag.")).to_be_visible()
    expect(visitor.get_by_text("PRODUCT-0, Doelgroep, in de volgende versie")).to_be_visible()
    expect(visitor.get_by_text("Vera de Vries")).to_have_count(0)
    check(visitor, javascript)
    change_text(product, "<p>Voor iedereen, ook met hulp van een zzp’er.</p>")
    published(inkoop, contractmanager, beoordelaar, "Tweede versie")
    visitor.reload()
    visitor.get_by_role("link", name=re.compile("PRODUCT-0, Doelgroep, in versie.2")).click()
    assert re.search(r"/versie/2/wijzigingen/#w-", visitor.url)
    check(visitor, javascript)
    change = visitor.locator(f"[id='{visitor.url.partition('#')[2]}']")
    expect(change.locator("ins")).to_contain_text("ook met hulp van een zzp’er")
    change.get_by_role("link", name="nota van inlichtingen 1, vraag 1").click()
    assert visitor.url.endswith("/vragen/1/#vraag-1")
    visitor.goto("/inkoop/inkoop-2026/")
    visitor.get_by_role("link", name="Volg deze inkoop").click()
    check(visitor, javascript)
    visitor.get_by_role("textbox", name="E-mailadres").fill("vera@aanbieder.example")
    visitor.get_by_role("button", name="Volg deze inkoop").click()
    visitor.goto(newest(postbus, "volgen/bevestigen/"))
    visitor.get_by_role("button", name="Ja, volg deze inkoop").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("U volgt deze inkoop")
    visitor.get_by_role("link", name="Toch niet meer volgen").click()
    check(visitor, javascript)
    visitor.get_by_role("button", name="Stop met volgen").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("U volgt deze inkoop niet meer")
    assert not Volger.objects.exists()
