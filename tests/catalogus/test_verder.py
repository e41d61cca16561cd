"""Where a reader goes on: other versions, what is not there, the regio to ask, what happens around the text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from accounts.models import User
from catalogus import versie, voorraad
from core.moment import Moment
from proces.models import Document, Mijlpaal
from publicaties.models import Publicatie
from segments.models import Regio
from tests.catalogus.adressen import KAMPEN, LIMBURG, MLW
from tests.publicaties.factories import withdraw

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    voorraad.clear()
    yield
    voorraad.clear()


def tree(client: Client, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status, address
    return html.fromstring(response.content.decode())


def links(page: Any) -> list[str]:
    return [str(href) for href in page.xpath(".//a/@href")]


# --- versions ---


def out(slug: str, nummer: int, by: str, other: str) -> None:
    """Withdraw a version of the demo."""
    publicatie = Publicatie.objects.get(inkoop__slug=slug, volgnummer=nummer)
    withdraw(publicatie, by=User.objects.get(username=by), other=User.objects.get(username=other))


def test_nobody_is_sent_to_changes_that_there_are_not(client: Client) -> None:
    out("limburg-noord-2022", 2, "demo-indiener", "demo-beoordelaar")  # which leaves one version
    for inkoop, told in ((LIMBURG, False), (MLW, True)):
        menu = tree(client, inkoop).find_class("wmo-inkoopnav")[0]
        assert (f"{inkoop}wijzigingen/" in links(menu)) == told
    assert f"{KAMPEN}versie/1/wijzigingen/" not in links(tree(client, f"{KAMPEN}versies/").find(".//main"))
    home = links(tree(client, "/"))
    assert f"{KAMPEN}versie/1/" in home
    assert f"{MLW}versie/3/wijzigingen/" in home


def test_a_version_without_eisen_leads_to_one_that_has_them(client: Client) -> None:
    there = f"{MLW}versie/4/eisen/"
    for address in (f"{MLW}eisen/", f"{MLW}versie/1/eisen/"):
        (empty,) = tree(client, address).find_class("wmo-leeg")
        assert (links(empty), "Consultatieversie" in empty.text_content()) == ([there], True)
    assert links(tree(client, f"{KAMPEN}versie/1/eisen/").find_class("wmo-leeg")[0]) == [f"{KAMPEN}versie/2/eisen/"]
    assert links(tree(client, f"{LIMBURG}eisen/").find_class("wmo-leeg")[0]) == []  # nor does version 2
    assert tree(client, there).find_class("wmo-leeg") == []
    out("mlw-mer-2024", 4, "contractmanager", "beoordelaar")
    assert there not in links(tree(client, f"{MLW}eisen/"))


def test_of_several_versions_with_eisen_the_one_that_counts_comes_first() -> None:
    slug = "voorbeeldstad-2026"
    for day, nummer in ((dt.date(2026, 3, 1), 1), (dt.date(2026, 8, 1), 2)):
        found = versie._find(slug, None, day, versie.state(slug)).met_eisen
        assert found is not None
        assert (found.publicatie.volgnummer, found.pad) == (nummer, f"/inkoop/{slug}/")


def test_old_version_leads_to_the_same_page_of_today(client: Client) -> None:
    page = tree(client, f"{MLW}versie/1/producten/bgi/")
    assert page.xpath("//a[text()='Lees dit in de versie die nu geldt']/@href") == [f"{MLW}producten/bgi/"]
    assert page.findtext(".//title").endswith(", versie 1 – Wmo-inkoopportaal")
    assert "versie" not in tree(client, f"{MLW}producten/bgi/").findtext(".//title")


@pytest.mark.parametrize(
    ("address", "chosen"),
    [("wijzigingen/", ["2", "3"]), ("versie/1/wijzigingen/", ["1", "3"]), ("wijzigingen/?van=1", ["1", "3"])],
)
def test_form_proposes_two_versions_that_differ(client: Client, address: str, chosen: list[str]) -> None:
    page = tree(client, MLW + address)
    assert page.xpath("//select/option[@selected]/@value") == chosen
    assert not page.xpath("//select[@aria-invalid]")


# --- what is not there ---


@pytest.mark.parametrize(
    ("address", "on"),
    [("percelen/99/", "percelen/"), ("producten/oud/", "producten/"), ("versie/1/percelen/6/", "versie/1/percelen/")],
)
def test_what_a_version_does_not_have_is_told_with_ways_on(client: Client, address: str, on: str) -> None:
    page = tree(client, MLW + address, 404)
    assert MLW + on in links(page)
    assert f"{MLW}versies/" in links(page)


def test_capitals_in_a_code_are_forgiven(client: Client) -> None:
    assert client.get(f"{MLW}producten/BGI/").headers["Location"] == f"{MLW}producten/bgi/"


def test_day_without_tarieven_shows_which_there_are(client: Client) -> None:
    page = tree(client, f"{MLW}tarieven/?dag=2023-01-01")
    section = page.get_element_by_id("bgi")
    assert "geldt voor dit product geen tarief" in section.text_content()
    assert "Psychische stoornis" in section.text_content()
    assert not section.xpath(".//details")


# --- conditions ---


def test_conditions_stand_before_the_text_and_on_the_perceel_too(client: Client) -> None:
    for address in (f"{MLW}producten/bgi-complex/", f"{MLW}percelen/6/"):
        page = tree(client, address)
        sections = [section.get("id") for section in page.find_class("wmo-rubriek")]
        assert sections.index("inschrijven") < min(sections.index("doelgroep"), 3)
        assert "moet ook ingeschreven zijn" in page.get_element_by_id("inschrijven").text_content()
    assert not tree(client, f"{MLW}percelen/5/").xpath("//*[@id='inschrijven']")


# --- the regio ---


def test_regio_can_be_asked_on_contact_and_under_every_page(client: Client) -> None:
    for address in ("/contact/", KAMPEN, f"{KAMPEN}documenten/"):
        assert "mailto:inkoopkk@kampen.nl" in links(tree(client, address))


def test_page_follows_when_the_regio_changes_its_look(client: Client) -> None:
    assert f"/huisstijl/{Regio.objects.get(naam='Kampen').slug}.css" not in client.get(KAMPEN).content.decode()
    Regio.objects.filter(naam="Kampen").update(huisstijl="--utrecht-link-color: #154273;")
    assert f"/huisstijl/{Regio.objects.get(naam='Kampen').slug}.css" in client.get(KAMPEN).content.decode()


def test_logo_of_a_regio_is_shown(client: Client) -> None:
    regio = Regio.objects.get(naam="Kampen")
    address = f"/huisstijl/{regio.slug}.png"
    assert client.get(address).status_code == 404
    regio.logo.save("logo.png", SimpleUploadedFile("logo.png", PNG))
    response = client.get(address)
    assert (response.headers["Content-Type"], response.content) == ("image/png", PNG)
    assert tree(client, KAMPEN).xpath("//header//img/@src") == [address]
    regio.logo.storage.delete(regio.logo.name)
    assert client.get(address).status_code == 404


# --- around the text ---


def test_timeline_has_what_is_precise_before_what_is_not(client: Client) -> None:
    inkoop = Mijlpaal.objects.filter(inkoop__slug="limburg-noord-2022")[:1].get().inkoop
    common = {"inkoop": inkoop, "openbaar": True, "voorlopig": True}
    Mijlpaal.objects.create(moment=Moment.parse("2031-12"), titel="Ergens in de maand", **common)
    Mijlpaal.objects.create(moment=Moment.parse("2031-12-12"), titel="Op de twaalfde", **common)
    Mijlpaal.objects.create(moment=Moment.parse("2019-01-01"), titel="Lang geleden", **common)
    page = tree(client, f"{LIMBURG}planning/")
    titles = [" ".join(heading.text_content().split()) for heading in page.xpath("//ol/li//h3")]
    assert titles[:2] == ["Op de twaalfde eerstvolgende voorlopig", "Ergens in de maand voorlopig"]
    assert titles[2] == "Lang geleden"  # what is past stands apart


def test_document_says_what_its_file_is(client: Client) -> None:
    document = Document.objects.filter(inkoop__slug="kampen-2026").order_by("pk")[0]
    assert "Waar geen download bij staat" in tree(client, f"{KAMPEN}documenten/").text_content()
    document.bestand.save("brief.pdf", SimpleUploadedFile("brief.pdf", b"%PDF-" + b"x" * 3_000))
    address = f"{KAMPEN}documenten/{document.sleutel}/bestand/"
    (link,) = tree(client, f"{KAMPEN}documenten/").xpath(f"//a[@href='{address}']")
    assert "PDF" in link.text_content()
    assert "kB" in link.text_content().replace("KB", "kB")
    response = client.get(address)
    assert (response.status_code, b"".join(response.streaming_content)[:5]) == (200, b"%PDF-")  # type: ignore[attr-defined]
    document.bestand.storage.delete(document.bestand.name)
    assert client.get(address).status_code == 404


# --- a proposal beside what holds ---


def test_a_proposal_after_a_definitive_version_is_found_read_and_reacted_to(client: Client) -> None:
    """Version 3 holds; version 4 is a consultatieversie that is open for reacties."""
    block = tree(client, MLW).find_class("wmo-aanbieder")[0]
    assert f"{MLW}versie/4/" in links(block)
    assert any(link.startswith(f"{MLW}reageren/?ronde=") for link in links(block))
    for address in (f"{MLW}versie/4/", f"{MLW}versie/4/percelen/1/", f"{MLW}versie/4/eisen/"):
        band, *_ = tree(client, address).find_class("wmo-band")
        assert "Consultatieversie." in band.text_content()
        assert links(band) == [f"{MLW}reageren/"]
    assert f"{MLW}reageren/?plek=perceel/1/doelgroep" in links(tree(client, f"{MLW}versie/4/percelen/1/"))
    for address in (f"{MLW}percelen/1/", f"{MLW}versie/2/percelen/1/", f"{KAMPEN}versie/1/"):
        assert not [link for link in links(tree(client, address)) if "reageren/?plek" in link], address
    stands = [row.text_content() for row in tree(client, f"{MLW}versies/").find_class("utrecht-badge-status")]
    assert [" ".join(stand.split()) for stand in stands[:2]] == ["Consultatieversie", "Geldt nu"]


def test_what_a_proposal_changed_because_of_reacties_leads_both_ways(client: Client) -> None:
    assert f"{KAMPEN}reactienota/1/#onderwerp-3" in links(tree(client, f"{KAMPEN}wijzigingen/").find(".//main"))
    nota = links(tree(client, f"{KAMPEN}reactienota/1/").find(".//main"))
    assert len({link for link in nota if link.startswith(f"{KAMPEN}versie/2/wijzigingen/#")}) >= 3
