"""Citing: one form, an address that stays what it is, sums that whoever asks the portal finds again; and what was withdrawn says so."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import pytest
from django.test import Client
from lxml import etree, html

from accounts.models import User
from catalogus.bestanden import _with_cover
from publicaties.models import Bestand, Publicatie
from publicaties.versies import full_name
from tests.catalogus.adressen import AROUND, KAMPEN, LIMBURG, MLW, QUESTIONS, SITE, VERSION
from tests.core.test_pdf import texts
from tests.publicaties.factories import withdraw

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

#: What goes across all inkopen is of no version, and so has nothing to cite.
ACROSS = [path for path in QUESTIONS if not path.startswith("/inkoop/")]
PAGES = [*VERSION, *(path for path in QUESTIONS if path not in ACROSS)]


def tree(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, path
    return html.fromstring(response.content.decode())


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    return [" ".join(text for _, text in lines) for lines in texts(pdf, folder)]


def cited(page: Any) -> str:
    return " ".join(page.get_element_by_id("citeer-tekst").text_content().split())


def address(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    assert found, text
    parts = urlsplit(found[0])
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_a_version_is_cited_at_an_address_that_shows_the_same_page(client: Client, path: str) -> None:
    page = tree(client, path)
    assert page.xpath("//a[@data-wmo-kopieer='citeer-tekst']/@href") == ["#citeer"]
    text = cited(page)
    fixed = address(text)
    slug, number = re.match(r"/inkoop/([a-z0-9-]+)/versie/(\d+)/", fixed).groups()  # type: ignore[union-attr]
    publicatie = Publicatie.objects.select_related("inkoop").get(inkoop__slug=slug, volgnummer=number)
    assert f"{full_name(publicatie).lower()}, " in text.lower()
    assert f"sha256 van de versie: {publicatie.sha256}" in text
    there = tree(client, fixed)
    assert there.xpath("string(//h1)") == page.xpath("string(//h1)")
    assert cited(there) == text


@pytest.mark.parametrize("path", [*SITE, *ACROSS])
def test_what_is_of_no_inkoop_does_not_offer_to_be_cited(client: Client, path: str) -> None:
    page = tree(client, path)
    assert page.get_element_by_id("citeer", None) is None
    assert page.xpath("//a[@data-wmo-kopieer='citeer-tekst' or @href='#citeer']") == []


@pytest.mark.parametrize("path", AROUND)
def test_what_belongs_to_no_version_says_so_and_of_which_day_it_is(client: Client, path: str) -> None:
    page = tree(client, path)
    assert "stand van" in cited(page)
    assert "sha256" not in cited(page)
    assert address(cited(page)) == path
    assert "hoort niet bij een versie" in page.get_element_by_id("citeer").text_content()


@pytest.mark.parametrize("path", [f"{MLW}percelen/6/", f"{MLW}versie/2/producten/bgi/", f"{LIMBURG}segmenten/1a/"])
def test_the_sums_are_those_of_what_can_be_fetched(client: Client, path: str) -> None:
    page = tree(client, path)
    sums = re.findall(r"\b[0-9a-f]{64}\b", cited(page))
    files = page.xpath("//section[@id='citeer']//a[contains(@href, '.json')]/@href")
    assert [hashlib.sha256(client.get(file).content).hexdigest() for file in files] == sums
    assert len(sums) == 2


def test_a_part_that_did_not_change_keeps_its_sum_in_a_later_version(client: Client) -> None:
    def part(number: int, path: str) -> bytes:
        return bytes(client.get(f"{MLW}versie/{number}/{path}").content)

    assert part(2, "percelen/1.json") == part(3, "percelen/1.json")
    assert part(2, "producten/bgi.json") != part(3, "producten/bgi.json")
    assert client.get(f"{MLW}versie/2/percelen/6.json").status_code == 404


def test_the_page_of_tarieven_is_cited_with_its_day(client: Client) -> None:
    """Without it the cited page would follow the calendar."""
    assert re.search(r"/tarieven/\?dag=\d{4}-\d\d-\d\d$", address(cited(tree(client, f"{MLW}tarieven/"))))
    assert address(cited(tree(client, f"{MLW}tarieven/?dag=2026-01-01"))).endswith("?dag=2026-01-01")


@pytest.mark.parametrize(
    "path", [f"{MLW}percelen/1/", f"{MLW}document/", f"{MLW}grondslagen/", f"{LIMBURG}segmenten/2a/"]
)
def test_the_sign_beside_a_heading_gives_the_pinned_address_of_that_heading(client: Client, path: str) -> None:
    page = tree(client, path)
    links = page.xpath("//a[@data-wmo-anker]/@href")
    assert links
    fixed = address(cited(page))
    for link in links:
        place, _, anchor = link.partition("#")
        assert place == fixed
        assert page.xpath(f"//*[@id='{anchor}']")


def test_on_paper_stands_the_pinned_address(client: Client) -> None:
    page = tree(client, f"{MLW}percelen/1/")
    assert "/versie/3/percelen/1/" in page.xpath("string(//footer//*[@class='wmo-op-papier'][1])")


@pytest.mark.parametrize(
    ("file", "page"),
    [("beschrijvingen.pdf", ""), ("percelen/6.pdf", "percelen/6/"), ("producten/bgi.pdf", "producten/bgi/")],
)
def test_every_page_of_a_pdf_says_where_the_text_stands(client: Client, tmp_path: Path, file: str, page: str) -> None:
    pages = pages_of(client.get(f"{MLW}versie/3/{file}").content, tmp_path)
    expected = f"/inkoop/mlw-mer-2024/versie/3/{page}"
    assert [number for number, text in enumerate(pages, start=1) if expected not in text] in (
        [],
        [1],
    )  # a cover has no footer


def test_the_bytes_of_a_file_stand_at_an_address_of_their_own(client: Client) -> None:
    bestand = Bestand.objects.get(
        publicatie__inkoop__slug="mlw-mer-2024", publicatie__volgnummer=2, soort="perceel", code="1"
    )
    response = client.get(f"{MLW}versie/2/bestanden/{bestand.sha256}.pdf")
    assert hashlib.sha256(response.content).hexdigest() == bestand.sha256
    assert "max-age=31536000" in response["Cache-Control"]
    assert client.get(f"{MLW}versie/3/bestanden/{bestand.sha256}.pdf").status_code == 404
    assert client.get(f"{MLW}versie/2/bestanden/{'0' * 64}.pdf").status_code == 404


@pytest.mark.parametrize("file", ["beschrijvingen.pdf", "percelen/1.pdf"])
def test_a_withdrawn_version_says_so_wherever_it_is_read(client: Client, tmp_path: Path, file: str) -> None:
    """On its page, in the feed, and on every page of its files; what was published stays to be had."""
    person, other = User.objects.get(username="contractmanager"), User.objects.get(username="beoordelaar")
    publicatie = Publicatie.objects.get(inkoop__slug="mlw-mer-2024", volgnummer=3)
    pinned = f"{MLW}versie/3/"
    before = client.get(pinned + file).content
    published = feed_entry(client, "Versie 3 is gepubliceerd")
    _with_cover.cache_clear()
    withdraw(publicatie, by=person, other=other, reden="Een tarief was verkeerd overgenomen.")

    page = tree(client, pinned + ("percelen/1/" if "percelen" in file else ""))
    assert "Deze versie is ingetrokken op" in " ".join(page.text_content().split())
    assert "ingetrokken op" in cited(page)
    (original,) = page.xpath("//a[contains(@href, '/bestanden/')]/@href")
    assert client.get(original).content == before

    entry = feed_entry(client, "Versie 3 is gepubliceerd en later ingetrokken")
    assert entry.findtext("{*}id") == published.findtext("{*}id")
    assert entry.findtext("{*}updated") > published.findtext("{*}updated")
    assert "Een tarief was verkeerd overgenomen." in entry.findtext("{*}summary")

    response = client.get(pinned + file)
    assert response["Cache-Control"] == "public, max-age=600, immutable"  # not longer: a reader must hear of it
    first, *rest = pages_of(response.content, tmp_path)
    assert "Deze versie is ingetrokken" in first
    assert "Een tarief was verkeerd overgenomen." in first
    assert hashlib.sha256(before).hexdigest() in "".join(first.split())
    assert len(rest) == len(pikepdf.open(io.BytesIO(before)).pages)
    assert all("INGETROKKEN" in text for text in rest[1:])
    assert client.get(pinned + file)["ETag"] == response["ETag"]


def feed_entry(client: Client, title: str) -> Any:
    feed = etree.fromstring(client.get(f"{MLW}nieuws.atom").content)
    (entry,) = [entry for entry in feed.findall("{*}entry") if entry.findtext("{*}title") == title]
    return entry


def test_a_reader_finds_out_what_everything_means_and_checks_a_sum(client: Client) -> None:
    page = tree(client, "/over/")
    assert tree(client, KAMPEN).xpath("//footer//a[@href='/over/']")
    (command,) = page.xpath("//pre/code")
    fetched = re.fullmatch(r"curl -s http://testserver(/\S+) \| sha256sum", command.text_content())
    assert fetched
    assert hashlib.sha256(client.get(fetched[1]).content).hexdigest() in page.text_content()
