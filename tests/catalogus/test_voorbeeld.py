"""What is invented or rewritten in a demo says so wherever it is read; what a version holds knows nothing of it."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from publicaties.models import Publicatie
from segments.models import Inkoop
from tests.catalogus.adressen import KAMPEN, LIMBURG, MLW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.mark.parametrize("path", [MLW, f"{MLW}percelen/6/", f"{MLW}planning/", f"{LIMBURG}segmenten/1a/", KAMPEN])
def test_every_page_of_an_example_says_so_and_leads_to_what(client: Client, path: str) -> None:
    page = html.fromstring(client.get(path).content.decode())
    (link,) = page.xpath("//header//div[contains(@class, 'wmo-band')]//a/@href")
    place, _, anchor = link.partition("#")
    there = html.fromstring(client.get(place).content.decode())
    told = there.get_element_by_id(anchor).getnext().text_content()
    for word in ("eigen woorden", "productcodes", "goedgekeurd"):
        assert word in told


def test_home_and_search_say_that_there_are_examples(client: Client) -> None:
    for path in ("/", "/zoeken/"):
        assert "/over/#voorbeelden" in client.get(path).content.decode(), path
    assert "<span>Voorbeeld</span>" in client.get("/zoeken/?q=begeleiding").content.decode()
    Inkoop.objects.update(voorbeeld="")
    assert "/over/#voorbeelden" not in client.get("/").content.decode()


def test_files_of_tarieven_say_what_is_invented(client: Client) -> None:
    told = Inkoop.objects.get(slug="mlw-mer-2024").voorbeeld
    book = load_workbook(io.BytesIO(client.get(f"{MLW}tarieven.xlsx").content))
    assert [row[0] for row in book["Toelichting"].iter_rows(values_only=True)][-1] == told
    assert told in client.get(f"{MLW}tarieven.csv").content.decode()
    assert client.get(f"{MLW}tarieven.json").json()["voorbeeld"] == told


def test_no_version_holds_it() -> None:
    for publicatie in Publicatie.objects.order_by("pk"):
        assert "voorbeeld" not in (publicatie.inhoud or {})["inkoop"]


def test_a_difficult_word_is_explained_by_the_portal_where_the_version_does_not(client: Client) -> None:
    page = client.get(f"{MLW}percelen/6/").content.decode()
    assert "(Uitleg van dit portaal.)" in page
    for word in ("outreachend", "hoarding"):
        assert f'id="begrip-{word}"' in page
