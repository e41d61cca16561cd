"""A text that names something without a link: what is proposed, and that taking it over is what was shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from accounts.models import User
from core.opmaak import Pagina
from percelen.models import Perceel
from producten.models import Product, ProductTekst
from tests.eisen.factories import EisFactory
from tests.werkplek.conftest import client_of
from tests.werkplek.test_schrijven import HTMX, PAGE, stored

PERCEEL = f"{settings.SITE_ADRES}/inkoop/inkoop-2026/percelen/3/"
TEKST = '<p>Na perceel 3, of &lt;b&gt; in perceel 3. Zie <a href="https://www.example.nl/">perceel 3</a>, BGI en perceel 4.</p>'


@pytest.fixture
def names_perceel(perceel: Perceel, product: Product) -> Product:
    ProductTekst.objects.filter(product=product, rubriek__sleutel="doelgroep").update(tekst=TEKST)
    return product


def proposed(client: Client) -> list[Any]:
    page = html.fromstring(client.get(PAGE).content.decode())
    return [one for one in page.xpath("//form[button]") if "Link maken" in one.text_content()]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_one_click_makes_the_link_that_was_shown(
    editor: Client, names_perceel: Product, headers: dict[str, str]
) -> None:
    (form,) = proposed(editor)  # not of what is a link, of the product that the text is of, of what is not there
    assert PERCEEL in form.text_content()
    assert form.xpath("./button")[0].text_content().strip() == "Link maken naar Perceel 3 Gericht op behoud"
    shown = {one.get("name"): one.get("value") for one in form.xpath("./input[@type='hidden']")}
    response = editor.post(form.get("action"), shown, headers=headers)
    assert response.status_code == (200 if headers else 302)
    assert stored(names_perceel) == TEKST.replace("perceel 3", f'<a href="{PERCEEL}">perceel 3</a>', 1)
    assert proposed(editor) == []


def test_a_colleague_who_was_first_keeps_her_text(editor: Client, names_perceel: Product) -> None:
    (form,) = proposed(editor)
    shown = {one.get("name"): one.get("value") for one in form.xpath("./input[@type='hidden']")}
    ProductTekst.objects.filter(product=names_perceel, rubriek__sleutel="doelgroep").update(tekst="<p>Anders.</p>")
    assert editor.post(form.get("action"), shown, headers=HTMX).status_code == 409
    assert stored(names_perceel) == "<p>Anders.</p>"


def test_who_only_reads_gets_no_proposal(lezer: User, names_perceel: Product) -> None:
    assert proposed(client_of(lezer)) == []


def test_a_link_of_a_writer_stays_within_the_version() -> None:
    there, here = f"{settings.SITE_ADRES}/inkoop/mlw/percelen/", "/inkoop/mlw/versie/2/percelen/"
    shown = Pagina(thuis=[(there, here)]).html(
        f'<p><a href="{there}3/">perceel 3</a>, <a href="{there[:-9]}">x</a></p>'
    )
    assert '<a href="/inkoop/mlw/versie/2/percelen/3/">' in shown
    assert f'<a href="{there[:-9]}">' in shown


def test_the_product_of_an_eis_is_the_one_that_it_holds_for(editor: Client, product: Product) -> None:
    eis = EisFactory(inkoop=product.inkoop, geldt_voor="product", tekst="<p>Dit geldt voor het product.</p>")
    eis.producten.add(product)
    page = html.fromstring(editor.get("/beheer/inkoop-2026/eisen/").content.decode())
    told = [one.text_content() for one in page.xpath("//form[button]") if "Link maken" in one.text_content()]
    assert [f"/producten/{product.code}/" in one for one in told] == [True]
