"""Past dit bij ons? Which percelen fit, with why and why not, across all inkopen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from catalogus import overal
from catalogus.aanbod import Getoond
from catalogus.doelgroep import missing_words, named
from catalogus.overal import Inkoopdeel, extract
from catalogus.past import PER_PAGE, Pasoordeel, Past, Wens, answer
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot
from publicaties.versies import Label, Versiestaat
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer


def deel(snapshot: Snapshot, slug: str = "") -> Inkoopdeel:
    inkoop = snapshot.inkoop
    publicatie = Publicatie(pk=1, volgnummer=1, ingangsdatum=dt.date(2026, 1, 1))
    versie = Getoond(
        publicatie, Label(Versiestaat.GELDT, "geldt nu"), slug or inkoop.slug, inkoop.titel, inkoop.regio.naam,
        inkoop.regio.slug, "", "", {}, (), komt=False, verzonnen=inkoop.verzonnen,
    )  # fmt: skip
    return Inkoopdeel(versie, extract(snapshot))


def trede(data: dict[str, Any]) -> None:
    """As an inkoop with other axes and without percelen: trede × leveringsvorm."""
    data["inkoop"] |= {"slug": "voorbeeldstad-2026", "titel": "Voorbeeldstad"}
    data["inkoop"]["deelnemers"] = [{"code": "0363", "naam": "Amsterdam", "groep": ""}]
    data["percelen"], data["voorwaarden"], data["grondslagen"], data["tarieven"] = [], [], [], []
    data["tariefassen"] = [
        {"naam": "trede", "code": "trede", "meervoud": "treden", "plaats": 1},
        {"naam": "leveringsvorm", "code": "vorm", "meervoud": "leveringsvormen", "plaats": 2},
    ]
    data["aswaarden"] = [
        {"label": "licht", "code": "T1", "tariefas": "trede", "definitie": ""},
        {"label": "zwaar", "code": "T2", "tariefas": "trede", "definitie": ""},
        {"label": "Zorg in natura", "code": "ZIN", "tariefas": "vorm", "definitie": ""},
    ]
    for product in data["producten"]:
        product |= {"grondslagen": [], "tarief_per_grondslag": False}
        product["aswaarden"] = ["T1", "ZIN"] if product["code"] == "bgi" else ["T2"] if product["code"] == "bgg" else []


@pytest.fixture(scope="module")
def delen() -> list[Inkoopdeel]:
    return [
        deel(demo_snapshots("kampen-2026")[-1]),
        deel(demo_snapshots("limburg-noord-2022")[-1]),
        deel(mlw_mer()[2]),
        deel(changed(mlw_mer()[2], trede)),
    ]


def told(delen: list[Inkoopdeel], **get: Any) -> dict[tuple[str, str], Pasoordeel]:
    """Every answer, by inkoop and code."""
    wens = {name: value if isinstance(value, list) else [value] for name, value in get.items()}
    found: dict[tuple[str, str], Pasoordeel] = {}
    for pagina in range(1, 9):
        uitkomst = answer(Wens.read(wens | {"pagina": [str(pagina)]}), delen)
        found |= {(one.deel.versie.slug, one.plaats.code): one for _, _, rows in uitkomst.groepen for one in rows}
    return found


MLW, STAD = "mlw-mer-2024", "voorbeeldstad-2026"


def test_a_grondslag_says_which_producten_fit_and_where_nothing_is_known(delen: list[Inkoopdeel]) -> None:
    found = told(delen, grondslag="PSY")
    assert found[MLW, "1"].staat == Past.JA
    assert [reden.tekst for reden in found[MLW, "1"].redenen] == ["Psychische stoornis: BGI en BGG."]
    assert found[MLW, "6"].staat == Past.JA
    assert found["limburg-noord-2022", "1a-lokaal"].staat == Past.ONBEKEND
    somatisch = told(delen, grondslag="som")
    assert (somatisch[MLW, "6"].staat, somatisch[MLW, "6"].redenen[0].tekst) == (
        Past.NEE,
        "Voor een andere grondslag: Psychische stoornis.",
    )


def test_an_inkoop_without_percelen_answers_with_its_producten_and_its_own_axes(delen: list[Inkoopdeel]) -> None:
    found = told(delen, waarde="trede.licht")
    assert found[STAD, "bgi"].redenen[0].tekst == "Licht: BGI."
    assert found[STAD, "bgg"].staat == Past.NEE
    assert found[STAD, "kdv"].redenen[0].tekst == "KDV: niet ingedeeld naar trede, dus voor iedereen."
    assert found[MLW, "1"].redenen[0].tekst == "Deze inkoop deelt producten niet in naar trede."
    both = told(delen, waarde=["trede.licht", "leveringsvorm.zorg-in-natura"])
    assert both[STAD, "bgi"].staat == Past.JA
    assert told(delen, waarde=["trede.zwaar", "leveringsvorm.zorg-in-natura"])[STAD, "bgi"].staat == Past.NEE


def test_two_wishes_must_hold_for_one_product(delen: list[Inkoopdeel]) -> None:
    def change(data: dict[str, Any]) -> None:
        for product in data["producten"]:
            product["grondslagen"] = ["PSY"] if product["code"] == "bgi" else ["SOM"]

    een = [deel(changed(mlw_mer()[2], change))]
    found = told(een, grondslag="SOM", product="02")[MLW, "1"]
    assert found.staat == Past.NEE
    assert found.redenen[-1].tekst == "Geen van de producten past bij deze keuzes samen."
    assert told(een, grondslag="PSY", product="02")[MLW, "1"].staat == Past.JA


def test_a_gemeente_and_words_for_the_doelgroep(delen: list[Inkoopdeel]) -> None:
    found = told(delen, gemeente="0946", doelgroep="oudere")
    assert found[MLW, "4"].staat == Past.JA
    assert found[MLW, "4"].redenen[0].tekst == "Geldt in Nederweert."
    assert found[MLW, "1"].redenen[1].tekst == "De beschrijving van de doelgroep noemt ‘oudere’ niet."
    assert found[STAD, "bgi"].redenen[0].tekst == "Geldt daar niet, wel in Amsterdam."


def test_a_doelgroep_to_choose_is_named_in_a_text_or_a_segment(delen: list[Inkoopdeel]) -> None:
    (facet,) = (facet for facet in answer(Wens.read({}), delen).facetten if facet.sleutel == "groep")
    labels = {keuze.label for keuze in facet.keuzes}
    assert {
        "Ouderen",
        "Volwassenen",
        "Segment Tijdelijk",
        "Segment 2b Volwassenen met ouderdom gerelateerde beperkingen",
    } < labels
    found = told(delen, groep="ouderen")
    assert found[MLW, "4"].redenen[0].tekst == "De doelgroep noemt: Ouderen."
    assert {code for (slug, code), one in found.items() if slug == MLW and one.staat == Past.JA} == {"4"}
    assert found[MLW, "3"].redenen[0].tekst == "Voor een andere doelgroep: Volwassenen."
    assert found["limburg-noord-2022", "2b-lokaal"].staat == Past.JA
    tijdelijk = told(delen, groep="segment-tijdelijk")
    assert {slug for (slug, _), one in tijdelijk.items() if one.staat == Past.JA} == {"kampen-2026"}


def test_doelgroepen_are_alternatives(delen: list[Inkoopdeel]) -> None:
    found = told(delen, groep=["ouderen", "volwassenen"])
    assert (found[MLW, "3"].staat, found[MLW, "4"].staat) == (Past.JA, Past.JA)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("ouderen", []),
        ("OUDERE", []),
        ("thuis wonende", ["thuis"]),
        ("", []),
        ("cafés", ["cafes"]),
        ("!!", []),
        ("mens", []),
        ("ment", ["ment"]),
    ],
)
def test_words_are_found_in_their_other_forms(words: str, missing: list[str]) -> None:
    assert missing_words(words, "Oudere mensen, zelfstandig wonend") == missing


def test_ouders_are_no_ouderen() -> None:
    assert missing_words("ouderen", "Jeugdigen tot 18 jaar en hun ouders.") == ["ouderen"]
    assert list(named("Jeugdigen tot 18 jaar en hun ouders.")) == ["Jongeren en kinderen"]
    assert missing_words("ouders", "Jeugdigen en hun ouders.") == []


def test_the_number_beside_a_choice_is_what_it_would_give(delen: list[Inkoopdeel]) -> None:
    """For every value of every facet: choosing it alone beside the rest gives as many that fit or may."""
    start = Wens.read({"product": ["02"]})
    for facet in answer(start, delen).facetten:
        for keuze in facet.keuzes:
            rest = {name: list(values) for name, values in start.gekozen.items() if name != facet.sleutel}
            found = answer(Wens.read(rest | {facet.sleutel: [keuze.waarde]}), delen)
            has = [one for one in told(delen, **rest, **{facet.sleutel: keuze.waarde}).values() if one.staat != "nee"]
            assert len(has) == found.aantallen[Past.JA] + found.aantallen[Past.ONBEKEND]
            assert 0 < keuze.aantal <= len(has), (facet.sleutel, keuze)


def test_what_fits_comes_first_and_a_page_has_an_end(delen: list[Inkoopdeel]) -> None:
    many = delen * 12
    first = answer(Wens.read({"grondslag": ["SOM"]}), many)
    assert sum(len(rows) for _, _, rows in first.groepen) == PER_PAGE
    assert first.groepen[0][0] == Past.JA
    last = answer(Wens.read({"grondslag": ["SOM"], "pagina": ["99999"]}), many)
    assert last.pagina == last.paginas
    assert last.groepen[-1][0] == Past.NEE


@pytest.mark.parametrize(
    "get",
    [
        {"gemeente": ["'; DROP", "\x00"]}, {"waarde": ["x", ".", "trede."]}, {"grondslag": [""]}, {"pagina": ["-1"]},
        {"product": ["02"] * 99}, {"groep": ["segment-1a", "<b>"]}, {"doelgroep": ["(" * 500]}, {"pagina": ["99999999999"]},
    ],
)  # fmt: skip
def test_whatever_is_asked_has_an_answer(delen: list[Inkoopdeel], get: dict[str, list[str]]) -> None:
    wens = Wens.read(get)
    assert answer(wens, delen).paginas > 0
    assert wens.address().startswith("/past-dit-bij-ons/")


# --- the page ---


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_page_costs_one_query_once_every_inkoop_was_read(client: Client) -> None:
    overal.forget()
    counts = []
    for address in (
        "/past-dit-bij-ons/",
        "/past-dit-bij-ons/?grondslag=PSY&gemeente=0946",
        "/past-dit-bij-ons/?pagina=2",
    ):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len([query for query in queries if " FROM " in query["sql"]]))
    assert counts[0] <= 4
    assert counts[1:] == [1, 1]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_address_tells_everything_and_each_choice_can_be_taken_back(client: Client) -> None:
    page = html.fromstring(
        client.get("/past-dit-bij-ons/?grondslag=PSY&gemeente=0946&doelgroep=volwassenen").content.decode()
    )
    kept = page.xpath("//ul[@aria-label='Gekozen']//a/@href")
    assert kept == [
        "/past-dit-bij-ons/?grondslag=PSY&doelgroep=volwassenen",
        "/past-dit-bij-ons/?gemeente=0946&doelgroep=volwassenen",
        "/past-dit-bij-ons/?gemeente=0946&grondslag=PSY",
    ]
    assert page.xpath("//option[@selected]/@value") == ["0946"]
    assert page.xpath("//input[@checked]/@value") == ["PSY"]
    assert "/inkoop/mlw-mer-2024/percelen/1/" in page.xpath("//section[@aria-labelledby='past-ja']//h3/a/@href")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_part_of_the_page_is_what_stands_on_it(client: Client) -> None:
    address = "/past-dit-bij-ons/?grondslag=PSY"
    whole = html.fromstring(client.get(address).content.decode()).get_element_by_id("past-uitkomst")
    part = client.get(address, headers={"HX-Request": "true"})
    assert "no-store" in part["Cache-Control"]
    found = html.fromstring(part.content.decode())
    assert html.tostring(found.xpath("//*[@id='past-uitkomst']")[0]).strip() == html.tostring(whole).strip()
