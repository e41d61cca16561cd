"""Agenda and report of a bijeenkomst: in the editor of the texts, and in readable signs for who has no script."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from accounts.models import User
from proces.models import Bijeenkomst
from segments.models import Inkoop
from tests.browser.conftest import Open, axe, fits
from tests.publicaties.conftest import small_files
from tests.werkplek.versies import fill, published

__all__ = ["small_files"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_files")]


def test_a_report_is_written_in_the_editor_and_without_it(
    open_page: Open, inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    fill(inkoop)
    published(inkoop, contractmanager, beoordelaar)
    row = Bijeenkomst.objects.create(
        inkoop=inkoop, sleutel="sessie", titel="Sessie", datum=dt.date(2026, 3, 1), openbaar=True
    )
    here = f"/beheer/inkoop-2026/rondom/bijeenkomst/{row.pk}/"
    page = open_page(here, contractmanager)
    expect(page.locator(".wmo-tekstvak")).to_have_count(3)
    page.get_by_role("textbox", name="Agenda").click()
    page.keyboard.type("Opening")
    page.get_by_role("textbox", name="Verslag").click()
    page.keyboard.type("Besproken: <i>")
    page.keyboard.press("Control+b")
    page.keyboard.type("alles")
    assert axe(page) == []
    page.get_by_label("Datum").fill("gisteren")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_role("textbox", name="Verslag")).to_have_text("Besproken: <i>alles")  # nothing is lost
    page.get_by_label("Datum").fill("1 maart 2026")
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Opgeslagen").first).to_be_visible()
    row.refresh_from_db()
    assert (row.agenda, row.verslag) == ("<p>Opening</p>", "<p>Besproken: &lt;i&gt;<strong>alles</strong></p>")

    plain = open_page(here, contractmanager, javascript=False, width=390)
    assert fits(plain)
    expect(plain.get_by_label("Verslag")).to_have_value("Besproken: <i>{**alles**}")
    plain.get_by_label("Verslag").fill("Niets **meer**")
    plain.get_by_role("button", name="Opslaan").click()
    visitor = open_page("/inkoop/inkoop-2026/bijeenkomsten/sessie/")
    expect(visitor.locator("strong", has_text="meer")).to_be_visible()
    expect(visitor.get_by_text("Opening")).to_be_visible()
