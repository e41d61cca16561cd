"""The whole road of a reactie: two providers, one without a script, a real mail server, the decision, the change, the nota, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from overleg.models import Reactie
from segments.models import Inkoop
from taken.werker import work_off
from tests.browser.conftest import axe, fits
from tests.overleg.factories import close, ronde
from tests.post.conftest import Postbus, postbus  # noqa: F401
from tests.werkplek.versies import change_text, fill, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BASIS = "/inkoop/inkoop-2026/"


def link_in(postbus: Postbus, aan: str) -> str:  # noqa: F811
    """The path in the last mail to this address."""
    work_off()
    mails = [mail for mail in postbus.berichten if mail["To"] == aan]
    body = mails[-1].get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/inkoop/\S+)", body.get_content())
    assert found
    return found[1]


def react(page: Page, tekst: str, email: str, postbus: Postbus, *, look: bool) -> str:  # noqa: F811
    """From the text to a reference; `look`: hold each page against axe and the width of the window."""

    def check() -> None:
        assert fits(page), page.url
        assert not look or axe(page) == [], page.url

    page.get_by_role("link", name="Reageer op Doelgroep").click()
    expect(page.get_by_label("Waar gaat het over")).to_have_value("product/product-0/doelgroep")
    check()
    page.get_by_label("Uw reactie").fill(tekst)
    page.get_by_role("button", name="Opslaan en verder").click()
    expect(page.get_by_text(tekst)).to_be_visible()
    check()
    page.get_by_label("Waar gaat het over").select_option(label="De hele tekst")
    page.get_by_label("Uw reactie").fill("Het geheel leest goed.")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Vragen van de regio").click()
    check()
    page.get_by_label("Wat vindt u van de aanpak?").fill("Helder.")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_role("link", name="Bijlagen").click()
    page.get_by_label("Bestand", exact=True).set_input_files(
        {"name": "brief.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 x"}
    )
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.get_by_text("brief.pdf").first).to_be_visible()
    check()
    page.get_by_role("link", name="Terug naar uw reactie").click()
    page.get_by_role("link", name="Naar versturen").click()
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("alert")).to_contain_text("Vul uw naam in.")
    check()
    page.get_by_label("Uw naam").fill("Anna de Boer")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Ik heb gelezen").check()
    page.get_by_role("button", name="Versturen").click()
    expect(page.get_by_role("heading", name="Bijna klaar")).to_be_visible()
    check()
    page.goto(link_in(postbus, email))
    check()
    page.get_by_role("button", name="Mijn reactie bevestigen").click()
    heading = page.get_by_role("heading", name="Ontvangen")
    expect(heading).to_be_visible()
    check()
    return heading.inner_text().removeprefix("Ontvangen: ")


@pytest.mark.usefixtures("worker")
def test_from_a_text_to_its_nota_and_back(
    open_page: Callable[..., Page], client: Client, inkoop: Inkoop, contractmanager: User, beoordelaar: User,
    postbus: Postbus, settings: Any, live_server: Any,  # noqa: F811
) -> None:  # fmt: skip
    settings.SITE_ADRES = live_server.url
    product = fill(inkoop)
    opened = ronde(
        published(inkoop, contractmanager, beoordelaar), contractmanager, vragen=("Wat vindt u van de aanpak?",)
    )
    tekst = f"{BASIS}versie/1/producten/{product.code}/"
    first = react(open_page(tekst), "De doelgroep is te smal.", "anna@zorg.example", postbus, look=True)
    second = react(
        open_page(tekst, javascript=False, width=390),
        "Te smal, die doelgroep.",
        "bas@elders.example",
        postbus,
        look=False,
    )
    assert {row.referentie for row in Reactie.objects.confirmed()} == {first, second}
    assert link_in(postbus, "anna@zorg.example").startswith(f"{BASIS}reageren/")

    change_text(product, "<p>Voor iedereen die begeleiding nodig heeft.</p>")
    desk = open_page("/beheer/inkoop-2026/producten/product-0/", contractmanager)
    desk.get_by_role("link", name="reacties op Doelgroep").click()
    assert axe(desk) == []
    desk.get_by_role("link", name="De doelgroep is te smal.").click()
    desk.get_by_label("Te smal, die doelgroep.").check()
    desk.get_by_role("button", name="Samenvoegen").click()
    desk.get_by_label("Besluit").select_option("overgenomen")
    desk.get_by_label("Antwoord en reden").fill("U heeft gelijk.")
    desk.get_by_label("PRODUCT-0, Doelgroep").check()
    assert axe(desk) == []
    desk.get_by_role("button", name="Opslaan").click()
    expect(desk.get_by_text("Opgeslagen").first).to_be_visible()
    close(opened)
    desk.goto("/beheer/inkoop-2026/reacties/")
    desk.get_by_role("button", name="Reactienota opstellen").click()
    expect(desk.get_by_role("heading", name="Reactienota 1")).to_be_visible()
    nota = desk.url
    client.cookies.clear()
    reviewer = open_page(nota, beoordelaar)
    reviewer.get_by_role("button", name="Publiceren").click()
    expect(reviewer.get_by_text("Gepubliceerd: Reactienota 1").first).to_be_visible()

    published(inkoop, contractmanager, beoordelaar, "Tweede versie")
    visitor = open_page(f"{BASIS}reactienota/1/", width=390)
    assert fits(visitor)
    assert axe(visitor) == []
    for seen in (
        first,
        second,
        "De doelgroep is te smal.",
        "Te smal, die doelgroep.",
        "U heeft gelijk.",
        "Overgenomen",
    ):
        expect(visitor.get_by_text(seen).first).to_be_visible()
    for secret in ("Anna", "zorg.example", "elders.example"):
        expect(visitor.get_by_text(secret)).to_have_count(0)
    visitor.get_by_role("link", name=re.compile("Doelgroep, in versie")).click()
    assert re.search(r"/versie/2/wijzigingen/#w-", visitor.url)
    visitor.get_by_role("link", name=re.compile("reactienota 1, onderwerp")).first.click()
    assert "/reactienota/1/#onderwerp-" in visitor.url
    assert link_in(postbus, "bas@elders.example") == f"{BASIS}reactienota/1/"
