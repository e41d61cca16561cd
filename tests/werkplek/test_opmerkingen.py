"""What the beoordelaar remarked, at the content that it is about."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from accounts.models import User
from publicaties import actions
from publicaties.models import Opmerking, Publicatie
from segments.models import Inkoop
from tests.producten.factories import GrondslagFactory, LeefgebiedFactory
from tests.segments.factories import BegripFactory, SegmentFactory
from tests.werkplek.conftest import client_of
from tests.werkplek.versies import fill, returned
from werkplek.inhoud import beeld

BASE = "/beheer/inkoop-2026/"
PAGE = f"{BASE}producten/product-0/"
BLOK = "tekst-product-product-0-doelgroep"
HTMX = {"HX-Request": "true"}

OPMERKINGEN = {
    "product/product-0/doelgroep": "Wie is 'wie'?",
    "product/product-0": "De eenheid klopt niet.",
    "product/product-0/kpi": "Over een rubriek die er niet is.",
    "perceel/1": "De naam is te lang.",
    "hoofdstuk/producten": "Zet dit vooraan.",
    "segment/1a": "Over het segment.",
    "grondslag/PSY": "Over de grondslag.",
    "grondslag/PSY/definitie": "Over de betekenis.",
    "leefgebied/3": "Over het leefgebied.",
    "begrip/en/of": "Over het begrip.",
    "rubriek/product/doelgroep": "Over de kop.",
    "inkoop": "Over de looptijd.",
    "tarieven": "Over de tarieven.",
    "product/weg": "Over een product dat weg is.",
    "": "Verder goed.",
}
#: Where each is told: the page, and the block on it ("": above the blocks).
PLAATSEN = {
    PAGE: {
        BLOK: ["product/product-0/doelgroep"],
        "": ["product/product-0", "product/product-0/kpi"],
    },
    f"{BASE}percelen/1/": {"": ["perceel/1"]},
    f"{BASE}hoofdstukken/producten/": {"": ["hoofdstuk/producten"]},
    f"{BASE}segmenten/1a/": {"": ["segment/1a"]},
    f"{BASE}grondslagen/": {
        "PSY": ["grondslag/PSY"],
        "tekst-grondslag-PSY-definitie": ["grondslag/PSY/definitie"],
        "": ["leefgebied/3"],
    },
    f"{BASE}begrippen/": {"": ["begrip/en/of"]},
    f"{BASE}onderdelen/rubriek/": {"": ["rubriek/product/doelgroep"]},
    BASE: {"": ["inkoop", "tarieven", "product/weg", ""]},
}


@pytest.fixture
def teruggegeven(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Publicatie:
    fill(inkoop)
    versie = returned(inkoop, contractmanager, beoordelaar, *OPMERKINGEN.items())
    SegmentFactory(inkoop=inkoop, code="1a")
    GrondslagFactory(inkoop=inkoop, code="PSY")
    LeefgebiedFactory(inkoop=inkoop, nummer=3)
    BegripFactory(inkoop=inkoop, term="en/of")
    return versie


def told(client: Client, page: str) -> dict[str, list[str]]:
    """The places of the remarks on a page, by the nearest block with an id."""
    found: dict[str, list[str]] = {}
    places = {tekst: plek for plek, tekst in OPMERKINGEN.items()}
    for row in html.fromstring(client.get(page).text).xpath("//ul[@class='wmo-opmerkingen__lijst']/li"):
        tekst = next(tekst for tekst in places if tekst in row.text_content())
        block = next(iter(row.xpath("ancestor::section[@id][1]/@id")), "")
        found.setdefault(block, []).append(places[tekst])
    return found


@pytest.mark.parametrize("page", PLAATSEN)
def test_each_remark_stands_where_it_is_about(editor: Client, teruggegeven: Publicatie, page: str) -> None:
    assert {block: sorted(plekken) for block, plekken in told(editor, page).items()} == {
        block: sorted(plekken) for block, plekken in PLAATSEN[page].items()
    }


def test_every_remark_is_told_once() -> None:
    assert sorted(plek for page in PLAATSEN.values() for block in page.values() for plek in block) == sorted(
        OPMERKINGEN
    )


def test_a_remark_says_who_and_when_and_leads_to_its_version(editor: Client, teruggegeven: Publicatie) -> None:
    page = editor.get(PAGE).text
    assert "Wie is &#x27;wie&#x27;?" in page
    assert "beoordelaar, vandaag om" in page
    assert (
        f'<a class="utrecht-link utrecht-link--html-a" href="{BASE}publicatie/{teruggegeven.pk}/">Versie van juni</a>'
        in page
    )
    inkoop = editor.get(BASE).text
    assert f'href="{BASE}tarieven/">Tarieven</a>' in inkoop
    for told_as in ("De hele versie", "De inkoop"):
        assert f"<strong>{told_as}</strong>" in inkoop
    for page, told_as in (
        ("begrippen/", "Begrip &#x27;en/of&#x27;"),
        ("onderdelen/rubriek/", "Rubriek &#x27;Doelgroep (product)&#x27;"),
    ):
        assert f"<strong>{told_as}</strong>" in editor.get(BASE + page).text


def test_the_outline_counts_the_remarks_of_a_part(editor: Client, teruggegeven: Publicatie) -> None:
    signs = {
        str(link.get("href")).removeprefix(BASE): sign[0].text_content().strip()
        for link in html.fromstring(editor.get(PAGE).text).xpath("//a[contains(@class, 'wmo-overzicht__link')]")
        if (sign := link.xpath(".//span[contains(@class, '--opmerking')]/span[@class='wmo-sr']"))
    }
    assert signs == {
        "hoofdstukken/producten/": "1 opmerking",
        "segmenten/1a/": "1 opmerking",
        "percelen/1/": "1 opmerking",
        "producten/product-0/": "3 opmerkingen",
        "grondslagen/": "3 opmerkingen",
        "begrippen/": "1 opmerking",
    }


def test_a_remark_that_is_dealt_with_is_gone_and_the_button_leads_back(
    editor: Client, teruggegeven: Publicatie
) -> None:
    form = html.fromstring(editor.get(PAGE).text).xpath(f"//section[@id='{BLOK}']//form")[0]
    response = editor.post(form.action, dict(form.fields), follow=True)
    assert response.redirect_chain == [(f"{PAGE}#{BLOK}", 302)]
    assert "De opmerking is opgelost." in response.text
    assert told(editor, PAGE) == {"": PLAATSEN[PAGE][""]}
    assert Opmerking.objects.exclude(opgelost_op=None).get().plek == "product/product-0/doelgroep"


@pytest.mark.parametrize("terug", ["", "https://elders.nl/", "//elders.nl/", "javascript:alert(1)"])
def test_the_button_never_leads_to_another_site(editor: Client, teruggegeven: Publicatie, terug: str) -> None:
    opmerking = teruggegeven.opmerkingen.get(plek="")
    versie = f"{BASE}publicatie/{teruggegeven.pk}/"
    response = editor.post(f"{versie}opmerkingen/{opmerking.pk}/", {"terug": terug})
    assert response["Location"] == versie


def test_others_read_the_remarks_without_the_button(
    teruggegeven: Publicatie, lezer: User, beoordelaar: User, beheerder: User
) -> None:
    for user in (lezer, beoordelaar, beheerder):
        page = client_of(user).get(PAGE).text
        assert "De eenheid klopt niet." in page
        assert "Opgelost" not in page


def test_what_is_still_open_stays_until_the_version_is_out(
    editor: Client, inkoop: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publicaties.document.render_bestanden", lambda publicatie, snapshot: iter(()))
    fill(inkoop)
    versie = returned(inkoop, contractmanager, beoordelaar, ("product/product-0", "De eenheid klopt niet."))
    actions.submit(publicatie=versie, by=contractmanager, at=timezone.now())
    page = editor.get(PAGE).text
    assert "De eenheid klopt niet." in page
    assert "Opgelost" not in page
    actions.approve(publicatie=versie, by=beoordelaar, at=timezone.now())
    assert "De eenheid klopt niet." in editor.get(PAGE).text
    actions.publish(publicatie=versie, by=contractmanager, at=timezone.now())
    assert "De eenheid klopt niet." not in editor.get(PAGE).text


def test_who_edits_the_text_sees_the_remark_and_after_saving_too(editor: Client, teruggegeven: Publicatie) -> None:
    url = f"{BASE}tekst/product/product-0/doelgroep/bewerken/"
    fragment = editor.get(url, headers=HTMX)
    assert "Wie is &#x27;wie&#x27;?" in fragment.text
    assert "Opgelost" not in fragment.text  # a button that leaves the page would lose what is typed
    data = {"tekst": "<p>Voor volwassenen.</p>", "vorm": "html", "basis": fragment.context["concept"].basis}
    saved = html.fromstring(f"<div>{editor.post(url, data, headers=HTMX).text}</div>")
    assert saved.xpath("//section//form/input[@name='terug']/@value") == [f"{PAGE}#{BLOK}"]


@pytest.mark.parametrize("page", PLAATSEN)
def test_queries_do_not_grow_with_the_remarks(
    editor: Client, teruggegeven: Publicatie, beoordelaar: User, page: str
) -> None:
    def count() -> int:
        beeld.forget()
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(page).status_code == 200
        return len(queries)

    before = count()
    for plek in list(OPMERKINGEN) * 3:
        Opmerking.objects.create(
            publicatie=teruggegeven, plek=plek, tekst="Nog iets.", door=beoordelaar, op=timezone.now()
        )
    assert count() == before
