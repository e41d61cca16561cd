"""The whole road of a version, with two people and a visitor."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from publicaties.models import Publicatie
from segments.models import Inkoop
from taken.models import Taak
from taken.werker import take_over, work_off
from tests.browser.conftest import axe
from tests.werkplek.versies import approved, change_text, concept, fill, published

SETTLED = "Promise.all(document.getAnimations().map((item) => item.finished.catch(() => null))).then(() => true)"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def accessibility(page: Page) -> list[str]:
    """What axe finds once nothing moves any more: a message that is still fading in has too little contrast."""
    page.evaluate(SETTLED)
    return axe(page)


@pytest.fixture
def desk(open_page: Callable[..., Page], client: Client) -> Callable[..., Page]:
    """A browser for each person: a login does not end that of a colleague."""

    def sit_down(path: str, user: User | None = None, **options: Any) -> Page:
        client.cookies.clear()
        return open_page(path, user, **options)

    return sit_down


def fetched(page: Page, path: str) -> bytes:
    answer = page.request.get(path)
    assert answer.ok, (path, answer.status)
    return answer.body()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.usefixtures("worker")
def test_two_people_bring_out_a_version_and_nothing_shows_before_the_end(
    desk: Callable[..., Page], inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    product = fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    public, whole = f"/inkoop/{inkoop.slug}/producten/{product.code}/", f"/inkoop/{inkoop.slug}/beschrijvingen.pdf"
    visitor = desk(public)
    expect(visitor.get_by_text("Voor wie product-0 nodig heeft.")).to_be_visible()
    before = sha256(fetched(visitor, whole))
    change_text(product, "<p>Voor wie product-0 echt nodig heeft, n.t.b.</p>")

    # The contractmanager prepares: what must be mended, then a reason, then submits.
    manager = desk(f"/beheer/{inkoop.slug}/publicatie/", contractmanager)
    assert accessibility(manager) == []
    manager.get_by_role("link", name="Nieuwe versie voorbereiden").first.click()
    manager.get_by_label("Naam van de versie").fill("Tweede versie")
    manager.get_by_role("textbox", name="Ingangsdatum").fill("1 juni 2026")
    manager.get_by_role("button", name="Concept beginnen").click()
    manager.get_by_role("link", name="Problemen bekijken").click()
    expect(manager.get_by_role("link", name="n.t.b.")).to_have_attribute(
        "href", f"/beheer/{inkoop.slug}/producten/{product.code}/#doelgroep"
    )
    assert accessibility(manager) == []
    change_text(product, "<p>Voor wie product-0 echt nodig heeft.</p>")
    side = manager.get_by_role("navigation", name="Schermen van deze versie")
    side.get_by_role("link", name="Wijzigingen").click()
    manager.get_by_label("Reden").fill("Vragen van aanbieders")
    manager.locator("#redenen-opslaan").click()
    expect(manager.locator("#wmo-status")).to_contain_text("Redenen opgeslagen")
    assert accessibility(manager) == []
    manager.get_by_role("link", name="Naar indienen").click()
    manager.get_by_role("button", name="Indienen ter beoordeling").click()
    expect(manager.get_by_text("De versie is ingediend.")).to_be_visible()
    versie = Publicatie.objects.open().get()

    # The beoordelaar sees the redline and the reason, and returns it with a remark at its place.
    reviewer = desk(f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/beoordelen/", beoordelaar)
    expect(reviewer.locator("ins")).to_contain_text(["toegevoegde tekst", "echt"])
    expect(reviewer.get_by_text("Reden: Vragen van aanbieders")).to_be_visible()
    pdf = reviewer.request.get(f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/beoordelen/document.pdf")
    assert pdf.body().startswith(b"%PDF-")
    assert pdf.headers["cache-control"] == "private, no-store"
    reviewer.get_by_role("button", name="Opmerking bij een andere plek").click()
    expect(reviewer.get_by_label("Opmerking bij deze plek")).to_be_visible()
    assert accessibility(reviewer) == []
    reviewer.get_by_text("Opmerking schrijven").click()
    reviewer.get_by_label("Uw opmerking").fill("Laat ‘echt’ weg.")
    reviewer.get_by_role("button", name="Teruggeven met opmerkingen").click()
    expect(reviewer.get_by_text("U heeft de versie teruggegeven.")).to_be_visible()

    # The contractmanager finds it there, deals with it and submits again.
    manager.reload()
    expect(manager.get_by_text("Laat ‘echt’ weg.")).to_be_visible()
    change_text(product, "<p>Voor wie product-0 nodig heeft en wil.</p>")
    manager.get_by_role("button", name="Opgelost").click()
    expect(manager.get_by_text("Alle opmerkingen zijn opgelost.")).to_be_visible()
    assert accessibility(manager) == []
    side.get_by_role("link", name="Indienen").click()
    manager.get_by_role("button", name="Indienen ter beoordeling").click()
    expect(manager.get_by_text("De versie is ingediend.")).to_be_visible()
    expect(manager.get_by_role("link", name="Beoordelen")).to_have_count(0)

    # Approved, and still nothing shows outside.
    reviewer.goto(f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/beoordelen/")
    reviewer.get_by_role("button", name="Goedkeuren").click()
    expect(reviewer.get_by_text("U heeft de versie goedgekeurd.")).to_be_visible()
    visitor.reload()
    expect(visitor.get_by_text("Voor wie product-0 nodig heeft.")).to_be_visible()
    assert sha256(fetched(visitor, whole)) == before

    # Published: the public page and the PDF change; the old version stays as it was.
    manager.goto(f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/uitbrengen/")
    manager.get_by_role("button", name="Nu publiceren").click()
    expect(manager.get_by_text("Gepubliceerd als versie 2.")).to_be_visible(timeout=30_000)
    visitor.reload()
    expect(visitor.get_by_text("Voor wie product-0 nodig heeft en wil.")).to_be_visible()
    assert sha256(fetched(visitor, whole)) != before
    assert sha256(fetched(visitor, f"/inkoop/{inkoop.slug}/versie/1/beschrijvingen.pdf")) == before
    visitor.goto(f"/inkoop/{inkoop.slug}/versie/1/producten/{product.code}/")
    expect(visitor.get_by_text("Voor wie product-0 nodig heeft.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_who_publishes_sees_how_far_it_is(
    desk: Callable[..., Page], inkoop: Inkoop, contractmanager: User, beoordelaar: User, javascript: bool
) -> None:
    fill(inkoop)
    versie = approved(inkoop, contractmanager, beoordelaar)
    page = desk(
        f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/uitbrengen/", contractmanager, javascript=javascript, width=390
    )
    page.get_by_role("button", name="Nu publiceren").click()
    expect(page.get_by_text("Het werk begint zo.")).to_be_visible()
    Taak.objects.update(gedaan=12, totaal=66)
    Taak.objects.get().opdracht.claim("een werker die omvalt")

    def look_again() -> None:
        if not javascript:
            page.get_by_role("link", name="Ververs deze pagina").click()

    look_again()
    expect(page.get_by_label("12 van 66 bestanden gemaakt")).to_be_visible()
    if javascript:
        assert accessibility(page) == []
        expect(page.get_by_role("link", name="Ververs deze pagina")).to_have_count(0)
    take_over()
    work_off()
    look_again()
    expect(page.get_by_text("Gepubliceerd als versie 1.")).to_be_visible()
    expect(page).to_have_title(re.compile("^Gepubliceerd, "))
    expect(page.locator(".wmo-versieregel").get_by_text("Gepubliceerd")).to_be_visible()
    page.get_by_role("link", name="Lees versie 1 op de openbare site").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(inkoop.titel)


def test_changes_are_put_in_order_by_keyboard(
    desk: Callable[..., Page], inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    product = fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    change_text(product, "<p>Anders.</p>")
    product.max_per_week = 3
    product.save()
    versie = concept(inkoop, contractmanager)
    page = desk(f"/beheer/{inkoop.slug}/publicatie/{versie.pk}/wijzigingen/", contractmanager)
    titles = page.locator(".wmo-wijziging h2")
    first, second = titles.all_inner_texts()
    page.get_by_label("Reden").first.fill("Nog niet opgeslagen")
    down = page.get_by_role("button", name="Omlaag").first
    ident = down.get_attribute("id")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#wmo-status")).to_contain_text("Staat nu op plaats 2 van 2")
    assert titles.all_inner_texts() == [second, first]
    expect(page.get_by_label("Reden").nth(1)).to_have_value("Nog niet opgeslagen")
    assert page.evaluate("document.activeElement.id") == ident
    assert accessibility(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_preview_pdf_is_made_with_and_without_javascript(
    desk: Callable[..., Page], inkoop: Inkoop, contractmanager: User, javascript: bool
) -> None:
    fill(inkoop)
    page = desk(f"/beheer/{inkoop.slug}/publicatie/voorbeeld/", contractmanager, javascript=javascript)
    link = page.get_by_role("link", name="PDF van het hele document")
    if javascript:
        link.click()
        ready = page.get_by_role("link", name="De PDF is klaar")
        expect(ready).to_be_visible(timeout=30_000)
        assert accessibility(page) == []
        with page.expect_download() as download:
            ready.click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")
    else:
        address = link.get_attribute("href") or ""
        assert fetched(page, address).startswith(b"%PDF-")
