"""What a text names is a link when no other can be meant; what stands in a product is shown where a perceel points at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from core.opmaak import Pagina
from proces.models import Document, DocumentSoort
from publicaties.models import Publicatie
from publicaties.samenhang import genoemd
from tests.catalogus.adressen import MLW
from tests.publicaties.demo import mlw_mer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def tree(client: Client, path: str) -> Any:
    return html.fromstring(client.get(path).content.decode())


def links(page: Any, rubriek: str) -> list[tuple[str, str]]:
    section = page.get_element_by_id(rubriek)
    found = section.xpath("./div[contains(@class, 'wmo-tekst')]//a")
    return [(link.text_content().replace("\xa0", " "), link.get("href")) for link in found]


def test_a_perceel_a_product_and_the_annex_are_links(client: Client) -> None:
    assert ("perceel 3", f"{MLW}percelen/3/") in links(tree(client, f"{MLW}percelen/2/"), "doelen")
    assert links(tree(client, f"{MLW}percelen/2/"), "kpis") == [
        ("bijlage KPI", f"{MLW}documenten/#document-bijlage-kpi")
    ]
    there = tree(client, f"{MLW}documenten/")
    assert there.xpath("//*[@id='document-bijlage-kpi']")
    perceel = tree(client, f"{MLW}percelen/5/")
    assert ("product Kortdurend verblijf (KDV)", f"{MLW}producten/kdv/") in links(perceel, "doelgroep")
    assert ("het product", f"{MLW}producten/kdv/") in links(perceel, "duur")


def test_a_pinned_page_links_within_its_version(client: Client) -> None:
    assert ("perceel 3", f"{MLW}versie/2/percelen/3/") in links(tree(client, f"{MLW}versie/2/percelen/2/"), "doelen")


def test_two_annexes_are_no_link(client: Client) -> None:
    document = Document.objects.get(inkoop__slug="mlw-mer-2024", soort=DocumentSoort.KPI_BIJLAGE)
    Document.objects.create(
        inkoop=document.inkoop, sleutel="kpi-2", titel="Nog een", soort=DocumentSoort.KPI_BIJLAGE, openbaar=True
    )
    assert links(tree(client, f"{MLW}percelen/2/"), "kpis") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Na perceel 3 volgt niets.", ["perceel 3"]),
        ("Er is geen perceel 35 en geen perceel 3a.", []),
        ("In perceel 3 of 4 en per perceel 3 uur.", []),
        ("Het vervoer regelt de aanbieder.", []),
        ("Daarvoor is het product Vervoer.", ["product Vervoer"]),
        (
            "Begeleiding Individueel complex (BGI complex) is anders dan BGI.",
            ["Begeleiding Individueel complex (BGI complex)", "BGI"],
        ),
        ('Zie <a href="https://www.example.nl/">perceel 3</a>.', []),
    ],
)
def test_only_what_is_unambiguous(text: str, expected: list[str]) -> None:
    snapshot = mlw_mer()[2]
    patterns = [(one.pattern, f"/{one.plek.pad}") for one in genoemd(snapshot)]
    shown = html.fromstring(Pagina(genoemd=patterns).html(f"<p>{text}</p>"))
    own = [link.text_content().replace("\xa0", " ") for link in shown.xpath(".//a[starts-with(@href, '/')]")]
    assert own == expected


def test_a_perceel_that_points_at_its_product_shows_what_stands_there_and_says_so(client: Client) -> None:
    perceel, product = tree(client, f"{MLW}percelen/5/"), tree(client, f"{MLW}producten/kdv/")
    shown = perceel.xpath("//div[@class='wmo-ingevoegd']")
    assert len(shown) >= 4
    for block in shown:
        assert "Uit het product Kortdurend verblijf (KDV):" in block.text_content()
        rubriek = block.getparent().get("id")
        text = block.xpath("./div[contains(@class, 'wmo-tekst')]//*[self::p or self::li]")[-1].text_content()
        assert " ".join(text.split())[:80] in " ".join(product.get_element_by_id(rubriek).text_content().split())
    assert "42 etmalen" in perceel.text_content().replace("\xa0", " ")
    assert not tree(client, f"{MLW}percelen/1/").xpath("//div[@class='wmo-ingevoegd']")


def test_the_version_itself_stays_as_it_is() -> None:
    publicatie = Publicatie.objects.get(inkoop__slug="mlw-mer-2024", volgnummer=3)
    assert "<a href" not in str(publicatie.inhoud["percelen"][4]["teksten"])  # type: ignore[index]
