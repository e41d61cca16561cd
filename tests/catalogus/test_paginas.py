"""Public pages on the demo data: complete, well built, cheap, and without anything from elsewhere."""

from __future__ import annotations

import gzip
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from lxml import html

from catalogus import aanbod, overal, versie, voorraad
from core.spreadsheet import read_table
from proces.models import Mijlpaal
from publicaties.beschrijving import tarieven_in
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot
from publicaties.tarieflijst import rows
from tests.adressen import ROUTES
from tests.catalogus.adressen import AROUND, ELDERS, KAMPEN, LIMBURG, MLW, PAGES, QUESTIONS, SITE, VERSION
from tests.publicaties.demo import mlw_mer

COLUMNS = [
    "product", "naam", "iWmo-productcategorie", "iWmo-productcode", "grondslag", "waarvoor", "perceel", "percelen", "eenheid",
    "eenheidcode", "toelichting op de eenheid", "bedrag", "eurocenten", "ingangsdatum", "einddatum", "btw", "opmerking",
]  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def cold() -> None:
    voorraad.clear()
    versie._find.cache_clear()
    versie.read_stukken.cache_clear()
    aanbod._read.cache_clear()
    overal.forget()


def tree(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.fromstring(response.content.decode())


def test_every_page_of_the_site_is_visited() -> None:
    """With the address of one version, or without."""
    staff = ("beheer/", "admin/", "inloggen/", "uitloggen/", "inrichten/")
    visited = {resolve(address.partition("?")[0]).route.replace("versie/<int:nummer>/", "") for address in PAGES}
    pages = {route.replace("versie/<int:nummer>/", "") for route in ROUTES if route.endswith("/")}
    assert [page for page in sorted(pages - visited) if not page.startswith((*staff, *ELDERS))] == []
    assert [route for route in ELDERS if not any(page.startswith(route) for page in pages)] == []


@pytest.fixture(params=PAGES)
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_page_has_one_h1_and_a_heading_order_without_gaps(client: Client, address: str) -> None:
    page = tree(client, address)
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    for before, after in pairwise(levels):
        assert after <= before + 1, levels


def test_page_has_language_landmarks_title_and_skip_link(client: Client, address: str) -> None:
    page = tree(client, address)
    assert page.get("lang") == "nl"
    assert len(page.findall(".//main")) == 1
    assert page.find(".//header") is not None
    assert page.find(".//footer") is not None
    first_link = page.find(".//a")
    assert first_link.get("href") == "#inhoud"
    assert page.get_element_by_id("inhoud").tag == "main"
    assert len(page.findtext(".//title")) > 20
    assert len(page.xpath("//meta[@name='description']/@content")[0]) > 50


def test_page_has_no_double_ids_and_every_anchor_leads_somewhere(client: Client, address: str) -> None:
    page = tree(client, address)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]
    for href in page.xpath("//a[starts-with(@href, '#')]/@href"):
        assert href[1:] in ids, href
    for name in ("aria-labelledby", "aria-describedby", "for", "popovertarget", "form"):
        for value in page.xpath(f"//@{name}"):
            assert set(value.split()) <= set(ids), (name, value)


def test_page_has_nothing_inline_and_asks_nobody_else(client: Client, address: str) -> None:
    response = client.get(address)
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = html.fromstring(response.content.decode())
    assert not page.xpath("//@style | //style | //script[not(@src)]")
    assert not [
        name for name in {str(key) for element in page.iter() for key in element.attrib} if name.startswith("on")
    ]
    for source in page.xpath("//@src | //link[@rel!='canonical' and @rel!='alternate']/@href"):
        assert source.startswith("/"), source


def test_links_within_the_portal_work(client: Client) -> None:
    """Every page that is linked from a page of each kind."""
    found: set[str] = set()
    for address in PAGES:
        for href in tree(client, address).xpath("//main//a/@href"):
            if href.startswith("/"):
                found.add(href.split("#")[0])
    assert len(found) > 60
    broken = [href for href in sorted(found) if client.get(href).status_code != 200]
    assert broken == []


@pytest.mark.parametrize("address", [*SITE, *VERSION, *AROUND, *QUESTIONS])
def test_page_costs_few_queries(client: Client, address: str) -> None:
    # A page around the text has links to segmenten and percelen.
    budget = 3 if address in VERSION else 12 if address.startswith("/zoeken/") else 7
    cold()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    # Without the settings of a transaction, which ask no table.
    read = [query["sql"][:120] for query in queries if " FROM " in query["sql"]]
    assert len(read) <= budget, read


def test_page_costs_one_query_the_next_time(client: Client) -> None:
    client.get(f"{MLW}producten/bgi/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{MLW}producten/bgi/")
    assert len(queries) == 1


def test_cookies_change_nothing_and_keep_the_page_in_the_cache(client: Client) -> None:
    plain = client.get(f"{MLW}producten/bgi/").content
    client.cookies["gezien"] = "mlw-mer-2024:2"
    client.cookies["sessionid"] = "onzin"
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{MLW}producten/bgi/").content == plain
    assert len(queries) == 1


@pytest.mark.parametrize("path", ["document/", "versie/1/document/"])
def test_how_percelen_and_producten_hang_together_is_told_once(client: Client, path: str) -> None:
    text = tree(client, MLW + path).find(".//main").text_content().replace("\xa0", " ")
    assert text.count("komt alleen voor in perceel 5.") == 1


@pytest.mark.parametrize("address", [f"{MLW}begrippen/", f"{MLW}versie/2/begrippen/", f"{KAMPEN}begrippen/"])
def test_begrippen_stand_as_people_look_them_up(client: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those of a version that was frozen in another order."""
    read = versie.read

    def frozen_otherwise(stored: dict[str, Any]) -> Snapshot:
        found = read(stored)
        return found.model_copy(update={"begrippen": found.begrippen[::-1]})

    monkeypatch.setattr(versie, "read", frozen_otherwise)
    terms = [term.text_content().lower() for term in tree(client, address).iter("dt")]
    assert len(terms) > 15
    assert terms == sorted(terms)


def test_begrippen_stand_in_the_menu_of_an_inkoop_that_has_them(client: Client) -> None:
    menu = tree(client, f"{MLW}producten/bgi/").find_class("wmo-inkoopnav__link")
    assert f"{MLW}begrippen/" in [link.get("href") for link in menu]
    menu = tree(client, f"{MLW}versie/1/").find_class("wmo-inkoopnav__link")
    assert not [link for link in menu if "begrippen" in link.get("href")]


@pytest.mark.parametrize("path", ["", "document/", "segmenten/ouderen/", "producten/dagbesteding/", "versies/"])
def test_the_description_of_a_page_promises_nothing_that_is_not_there(client: Client, path: str) -> None:
    (description,) = tree(client, KAMPEN + path).xpath("//meta[@name='description']/@content")
    for word in ("percelen", "grondslag", "tarie", "declarabel", "leveranciersmanagement"):
        assert word not in description, description


@pytest.mark.parametrize(
    ("path", "rubriek", "links"),
    [
        ("producten/bgi-complex/", "grondslagen", ["grondslagen/#grondslag-PSY"]),
        ("producten/bgi/", "declaratie", []),
        ("percelen/1/", "producten", ["producten/bgi/", "producten/bgg/", "producten/vervoer/"]),
    ],
)
def test_what_a_rubriek_names_from_the_facts_is_a_link(
    client: Client, path: str, rubriek: str, links: list[str]
) -> None:
    section = tree(client, MLW + path).get_element_by_id(rubriek)
    found = [href for href in section.xpath(".//a[not(@data-wmo-anker)]/@href") if href.startswith("/")]
    assert found == [MLW + link for link in links]


# --- changes ---


def test_changed_rubriek_says_so_with_its_redline_and_in_the_contents(client: Client) -> None:
    page = tree(client, f"{MLW}producten/bgi/")
    rubriek = page.get_element_by_id("opleidingsniveau")
    assert "Gewijzigd in versie 3" in rubriek.text_content()
    assert rubriek.xpath(".//details//ins")
    assert (
        "(gewijzigd)"
        in page.xpath("//a[@href='#opleidingsniveau' and contains(@class, 'inhoud__link')]")[0].text_content()
    )
    assert "Gewijzigd in versie" not in page.get_element_by_id("declaratie").text_content()


def test_new_product_says_so(client: Client) -> None:
    assert "Nieuw in versie 3" in tree(client, f"{MLW}producten/bgi-complex/").text_content()


def test_change_table_links_to_the_places(client: Client) -> None:
    page = tree(client, f"{MLW}wijzigingen/")
    hrefs = page.xpath("//article//a/@href")
    assert f"{MLW}producten/bgi/#opleidingsniveau" in hrefs
    assert f"{MLW}percelen/6/" in hrefs


def test_a_long_table_opens_with_how_much_of_each_kind_and_folds_the_rest(client: Client) -> None:
    page = tree(client, f"{MLW}wijzigingen/?van=1&tot=3")
    groups = page.xpath("//details[starts-with(@id, 'soort-')]")
    assert len(groups) > 3
    inside = {group.get("id"): len(group.xpath(".//article")) for group in groups}
    (summary,) = page.xpath("//p[contains(., ' wijzigingen ten opzichte van ')]")
    told = {
        link.get("href")[1:]: int(link.text_content().split()[-1])
        for link in summary.xpath(".//a[starts-with(@href, '#')]")
    }
    assert told == inside
    assert int(summary.text_content().split()[0]) == sum(inside.values()) == len(page.xpath("//article"))
    assert [link.get("href")[1:] for link in page.xpath("//nav[@data-wmo-inhoud]//a")] == list(inside)
    short = tree(client, f"{MLW}wijzigingen/")
    assert short.xpath("//article")
    assert not short.xpath("//details[starts-with(@id, 'soort-')]")


def test_the_first_definitive_version_is_called_so(client: Client) -> None:
    for number, expected in ((1, False), (2, True), (3, False)):
        text = tree(client, f"{MLW}versie/{number}/wijzigingen/").text_content()
        assert ("de eerste definitieve versie van deze inkoop" in text) == expected
    (row,) = tree(client, f"{MLW}versies/").xpath("//main//li[contains(., 'Eerste definitieve versie.')]")
    assert "Versie 2" in row.text_content().replace("\xa0", " ")


def test_any_two_versions_compare(client: Client) -> None:
    forward, backward = (tree(client, f"{MLW}wijzigingen/?van={van}&tot={tot}") for van, tot in ((2, 3), (3, 2)))
    assert "Perceel 6 Volwassenen met complexe meervoudige problematiek is toegevoegd" in forward.text_content()
    assert "Perceel 6 Volwassenen met complexe meervoudige problematiek is vervallen" in backward.text_content()
    # What is gone has its page in the version that had it.
    assert f"{MLW}percelen/6/" in backward.xpath("//article//a/@href")


@pytest.mark.parametrize("query", ["van=9&tot=3", "van=3&tot=3", "van=x", "tot=2"])
def test_impossible_comparison_is_told_at_the_field(client: Client, query: str) -> None:
    page = tree(client, f"{MLW}wijzigingen/?{query}")
    assert page.xpath("//select[@aria-invalid='true']")
    assert not page.xpath("//article")


# --- percelen and products ---


def test_perceel_without_products_says_so_instead_of_no(client: Client) -> None:
    table, liste = (
        tree(client, LIMBURG).find_class("wmo-matrix")[0],
        tree(client, LIMBURG).find_class("wmo-matrixlijst"),
    )
    (row,) = [
        row
        for row in table.iter("tr")
        if "Kortdurende, enkelvoudige" in row.text_content() and "lokaal" in row.text_content()
    ]
    assert "Nog niet bekend welke producten" in row.text_content()
    assert not row.find_class("wmo-matrix__nee")
    assert "Nog niet bekend welke producten" in liste[0].text_content()


def test_matrix_and_list_say_the_same(client: Client) -> None:
    page = tree(client, MLW)
    for row, item in zip(page.xpath("//table//tbody/tr"), page.find_class("wmo-matrixlijst")[0], strict=True):
        heads = [th.xpath("string(a)") for th in page.xpath("//table//thead//th")]
        yes = [head for head, cell in zip(heads, row.xpath("td"), strict=True) if cell.find_class("wmo-matrix__ja")]
        assert [chip.text_content() for chip in item.find_class("wmo-code")] == yes


# --- comparing ---


def test_comparison_marks_what_differs_and_folds_what_is_equal(client: Client) -> None:
    page = tree(client, f"{MLW}vergelijken/?product=bgi&product=bgi-complex")
    assert "met complexe, meervoudige problematiek" in " ".join(
        mark.text_content() for mark in page.find_class("wmo-verschil")
    )
    assert page.xpath("//details[@id='kpi-s' or @id='kpis' or @id]//summary")
    codes = page.xpath("//select[@name='product']/option[@selected]/@value")
    assert codes == ["bgi", "bgi-complex"]


def test_what_is_not_recorded_is_not_called_inapplicable(client: Client) -> None:
    """The data only says that nothing is recorded; whether it applies is a legal statement."""
    for query in ("perceel=1&perceel=2&perceel=3", "product=bgi&product=vervoer&product=kdv"):
        text = tree(client, f"{MLW}vergelijken/?{query}").text_content()
        assert "niet van toepassing" not in text, query
        assert "niet vermeld" in text, query


def test_one_choice_is_a_beginning_and_not_a_mistake(client: Client) -> None:
    page = tree(client, f"{MLW}vergelijken/?perceel=1")
    assert "Kies er twee of drie" not in page.text_content()
    assert page.xpath("//select[@name='perceel']/option[@selected]/@value") == ["1"]


def test_segmenten_compare_too(client: Client) -> None:
    page = tree(client, f"{LIMBURG}vergelijken/?segment=1a&segment=2a")
    assert "Segment 1a en segment 2a vergelijken" in page.findtext(".//h1")
    names = [heading.text for heading in page.xpath("//main//h2")]
    assert {"Bekostiging", "Doelgroep", "Leveranciersmanagement"} <= set(names)


def test_four_are_too_many(client: Client) -> None:
    page = tree(client, f"{MLW}vergelijken/?perceel=1&perceel=2&perceel=3&perceel=4")
    assert "Kies er twee of drie" in page.text_content()


def test_kengetallen_are_parts_of_the_total_omzet(client: Client) -> None:
    bars = tree(client, f"{KAMPEN}kengetallen/").xpath("//tbody//td[contains(@class, 'wmo-staaf-cel')]")
    assert [" ".join(bar.text_content().split()) for bar in bars] == ["20%", "67%", "12%", "< 1%", "< 1%", "< 1%"]
    assert sum(float(width) for bar in bars for width in bar.xpath(".//rect[2]/@width")) == pytest.approx(100, abs=0.5)


# --- files and feeds ---


def test_tarieven_are_the_same_in_every_file(client: Client) -> None:
    publicatie = Publicatie.objects.get(inkoop__slug="mlw-mer-2024", volgnummer=3)
    expected = list(rows(versie.read_stukken(publicatie.pk, publicatie.sha256).snapshot))
    assert expected
    json = client.get(f"{MLW}tarieven.json").json()
    assert [row["eurocent"] for row in json["tarieven"]] == [row["eurocent"] for row in expected]
    for extension in ("xlsx", "csv"):
        response = client.get(f"{MLW}tarieven.{extension}")
        table = read_table(io.BytesIO(response.content), f"tarieven.{extension}", headers=COLUMNS)
        assert [int(float(row["eurocenten"])) for row in table.rows] == [row["eurocent"] for row in expected]
        assert response.headers["ETag"] == client.get(f"{MLW}tarieven.{extension}").headers["ETag"]


def test_a_file_of_tarieven_names_the_percelen_of_a_product(client: Client) -> None:
    found = {row["product"]: row for row in client.get(f"{MLW}tarieven.json").json()["tarieven"]}
    assert found["kdv"]["percelen"] == ["5"]
    assert found["bgi"]["percelen"] == ["1", "2", "3", "4"]
    assert (found["vervoer"]["grondslag"], found["vervoer"]["eenheidnaam"]) == (None, "dag")
    table = read_table(
        io.BytesIO(client.get(f"{MLW}tarieven.csv").content),
        "tarieven.csv",
        headers=COLUMNS,
    )
    assert {row["product"]: row["percelen"] for row in table.rows}["bgi-complex"] == "6"


def test_a_file_of_tarieven_survives_excel_and_says_what_is_invented(client: Client) -> None:
    for extension in ("csv", "xlsx"):
        response = client.get(f"{MLW}tarieven.{extension}")
        table = read_table(io.BytesIO(response.content), f"tarieven.{extension}", headers=COLUMNS)
        assert table.rows[0]["opmerking"].startswith("verzonnen bedrag. Voorbeeld. ")
        for row in table.rows:
            assert row["opmerking"].startswith("verzonnen bedrag")
            for column in ("iWmo-productcategorie", "eenheidcode"):
                assert re.fullmatch(r"\d\d \D.*", row[column]), "a bare 02 would become 2"


@pytest.mark.parametrize("path", ["producten/bgi/", "percelen/1/", "document/", "wijzigingen/", "grondslagen/"])
def test_one_jump_leads_to_the_text(client: Client, path: str) -> None:
    page = tree(client, f"{MLW}{path}")
    jumps = page.xpath("//a[contains(@class, 'utrecht-skip-link')]/@href")
    assert jumps == ["#inhoud", "#de-tekst"]
    focusable = "self::a[@href] or self::button or self::input or self::select or self::summary or self::textarea"
    earlier = "preceding::*[self::p or self::li or self::td][ancestor::*[@id='de-tekst']]"
    # A link in the first sentence is part of the text.
    before = page.xpath(f"//*[@id='de-tekst']//*[{focusable}][not({earlier}) and not(ancestor::p or ancestor::li)]")
    assert len(before) <= 2


@pytest.mark.parametrize("nummer", ["1", "6"])
def test_the_page_of_a_perceel_has_the_tarieven_of_its_pdf(client: Client, nummer: str) -> None:
    snapshot = mlw_mer()[2]
    section = tree(client, f"{MLW}percelen/{nummer}/").get_element_by_id("alle-tarieven")
    shown = [
        text
        for one in section.xpath(".//*[contains(@class, 'wmo-getal') or contains(@class, 'groot')]")
        if "€" in (text := one.text_content().replace("\xa0", " ").strip())
    ]
    on_paper = [
        rij.bedragtekst.replace("\xa0", " ")
        for _, rijen in tarieven_in(snapshot, snapshot.perceel[nummer], None)
        for rij in rijen
    ]
    assert shown == on_paper
    assert len(shown) >= 1
    assert [one.text_content().strip() for one in section.xpath(".//h3")] == [
        snapshot.product[link.code].volledig for link in snapshot.perceel[nummer].producten
    ]


def test_a_table_of_tarieven_does_not_say_alle(client: Client) -> None:
    for code in ("vervoer", "kdv", "bgi"):
        section = tree(client, f"{MLW}producten/{code}/").get_element_by_id("tarief")
        assert "€" in section.text_content()
        assert "alle" not in section.text_content(), code


def test_file_is_not_sent_again(client: Client) -> None:
    etag = client.get(f"{MLW}tarieven.csv").headers["ETag"]
    assert client.get(f"{MLW}tarieven.csv", headers={"If-None-Match": etag}).status_code == 304


def test_inkoop_without_tarieven_has_no_file_and_no_day_to_choose(client: Client) -> None:
    assert client.get(f"{LIMBURG}tarieven.csv").status_code == 404
    assert tree(client, f"{MLW}tarieven/").xpath("//main//form//input/@name") == ["dag"]
    assert tree(client, f"{LIMBURG}tarieven/").xpath("//main//form//input/@name") == []


def test_feed_tells_of_versions_and_public_moments(client: Client) -> None:
    hidden = Mijlpaal.objects.filter(inkoop__slug="mlw-mer-2024").order_by("pk")[0]
    Mijlpaal.objects.filter(pk=hidden.pk).update(openbaar=False)
    response = client.get(f"{MLW}nieuws.atom")
    feed = ET.fromstring(response.content)  # noqa: S314 -- our own
    titles = [
        entry.findtext("{http://www.w3.org/2005/Atom}title")
        for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert {"Versie 1 is gepubliceerd", "Versie 2 is gepubliceerd", "Versie 3 is gepubliceerd"} <= set(titles)
    assert not [title for title in titles if title and hidden.titel in title]
    assert response.headers["Content-Type"].startswith("application/atom+xml")


def test_sitemap_has_only_what_is_read_today(client: Client) -> None:
    found = re.findall(r"<loc>http://testserver([^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    assert f"{MLW}producten/bgi/" in found
    assert not [path for path in found if "/versie/" in path]
    assert len(found) == len(set(found))
    assert [path for path in found if client.get(path).status_code != 200] == []


def test_pinned_pages_are_not_indexed_and_current_ones_name_their_address(client: Client) -> None:
    assert tree(client, f"{MLW}versie/3/producten/bgi/").xpath("//meta[@name='robots']/@content") == ["noindex"]
    canonical = tree(client, f"{MLW}tarieven/?dag=2026-06-01").xpath("//link[@rel='canonical']/@href")
    assert canonical == [f"http://testserver{MLW}tarieven/"]


def test_html_of_a_product_page_is_small(client: Client) -> None:
    assert len(gzip.compress(client.get(f"{MLW}producten/bgi/").content)) < 15_000


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cold()
    yield
    cold()
