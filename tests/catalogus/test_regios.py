"""Regions beside each other: only like with like, and nothing that was invented."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from catalogus.overal import Inkoopdeel
from catalogus.regios import Aangewezen, _facts
from catalogus.regiotarieven import Regiotarieven, compare_tarieven, draw
from publicaties.snapshot import Snapshot
from tests.catalogus.adressen import KAMPEN, LIMBURG, MLW
from tests.catalogus.test_past import deel, trede
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer

DAY = dt.date(2026, 7, 1)
NAAST = "/vergelijken/?deel=mlw-mer-2024/product/bgi&deel=limburg-noord-2022/product/begeleiding-individueel"


def region(slug: str, *, factor: str = "1", fictief: bool = False, **amounts: str) -> Inkoopdeel:
    """MLW/MER under another name, with other amounts; `amounts` by grondslag of BGI."""

    def change(data: dict[str, Any]) -> None:
        data["inkoop"] |= {"slug": slug, "titel": f"Inkoop {slug}", "tarieven_fictief": fictief}
        data["inkoop"]["regio"] |= {"slug": slug, "naam": f"Regio {slug}"}
        for row in data["tarieven"]:
            row["bedrag"] = str((Decimal(row["bedrag"]) * Decimal(factor)).quantize(Decimal("0.01")))
            if row["product"] == "bgi" and row["grondslag"] in amounts:
                row["bedrag"] = amounts[row["grondslag"]]

    return deel(changed(mlw_mer()[2], change))


def told(found: Regiotarieven) -> dict[tuple[str, str], tuple[int, str, str, str]]:
    return {
        (beeld.per, groep.waarvoor): (groep.inkopen, str(groep.laagste), str(groep.mediaan), str(groep.hoogste))
        for beeld in found.beelden
        for groep in beeld.groepen
    }


def test_the_median_is_the_middle_one_and_of_two_their_mean() -> None:
    three = [region("a", PSY="60.00"), region("b", PSY="70.00"), region("c", PSY="100.00")]
    found = told(compare_tarieven(three, "02", DAY))
    assert found["per uur", "Psychische stoornis"] == (3, "60.00", "70.00", "100.00")
    two = told(compare_tarieven(three[:2], "02", DAY))
    assert two["per uur", "Psychische stoornis"] == (2, "60.00", "65.00", "70.00")
    half = told(compare_tarieven([region("a", PSY="60.00"), region("b", PSY="60.01")], "02", DAY))
    assert half["per uur", "Psychische stoornis"][2] == "60.01"


def test_invented_amounts_are_left_out_and_named() -> None:
    found = compare_tarieven([region("a", PSY="60.00"), region("b", PSY="70.00", fictief=True)], "02", DAY)
    assert found.beelden == ()
    assert [one.versie.slug for one in found.fictief] == ["b"]
    assert found.alleen > 0


def test_another_unit_btw_or_axis_is_never_held_beside() -> None:
    def per_dagdeel(data: dict[str, Any]) -> None:
        data["inkoop"] |= {"slug": "b", "tarieven_fictief": False}
        for product in data["producten"]:
            product["eenheid"] = "16"

    def with_btw(data: dict[str, Any]) -> None:
        data["inkoop"] |= {"slug": "c", "tarieven_fictief": False}
        for row in data["tarieven"]:
            row["btw"] = "laag"

    def by_trede(data: dict[str, Any]) -> None:
        rows = [row for row in data["tarieven"] if row["product"] == "bgi"][:1]
        trede(data)
        data["inkoop"]["tarieven_fictief"] = False
        data["tarieven"] = [row | {"grondslag": None, "waarde1": "T1", "waarde2": "ZIN"} for row in rows]

    own = region("a")
    for change in (per_dagdeel, with_btw, by_trede):
        other = deel(changed(mlw_mer()[2], change))
        assert compare_tarieven([own, other], "02", DAY).beelden == (), change.__name__
    # Of two inkopen with the same axes, the same values stand together.
    one, two = (deel(changed(mlw_mer()[2], by_trede), slug) for slug in ("x", "y"))
    assert [*told(compare_tarieven([one, two], "02", DAY))] == [("per uur", "Licht, Zorg in natura")]


def test_an_inkoop_with_a_tarief_per_perceel_weighs_as_one() -> None:
    def per_perceel(data: dict[str, Any]) -> None:
        data["inkoop"] |= {"slug": "b", "tarieven_fictief": False, "tarief_per_perceel": True}
        rows = [row for row in data["tarieven"] if row["product"] == "bgi" and row["grondslag"] == "PSY"][-1:]
        data["tarieven"] = [
            {**rows[0], "perceel": str(number), "bedrag": bedrag}
            for number, bedrag in enumerate(("50.00", "60.00", "90.00"), 1)
        ]

    other = deel(changed(mlw_mer()[2], per_perceel))
    (beeld,) = compare_tarieven([region("a", PSY="70.00"), other], "02", DAY).beelden
    (groep,) = beeld.groepen
    assert (groep.inkopen, str(groep.mediaan)) == (2, "65.00")
    first = groep.waarnemingen[0]
    assert (first.laag, first.midden, first.hoog) == (Decimal("50.00"), Decimal("60.00"), Decimal("90.00"))


def test_the_day_decides_and_a_toeslag_is_no_tarief() -> None:
    regions = [region("a"), region("b")]
    assert compare_tarieven(regions, "02", dt.date(2020, 1, 1)).beelden == ()
    assert [one.versie.slug for one in compare_tarieven(regions, "02", dt.date(2020, 1, 1)).zonder] == ["a", "b"]

    def toeslag(data: dict[str, Any]) -> None:
        data["inkoop"] |= {"slug": "c", "tarieven_fictief": False}
        for product in data["producten"]:
            product["tariefsoort"] = "toeslag"

    assert compare_tarieven([regions[0], deel(changed(mlw_mer()[2], toeslag))], "02", DAY).beelden == ()


def test_the_drawing_stays_inside_however_many_regions_there_are() -> None:
    many = [region(f"r{number}", factor=f"1.{number:02}") for number in range(6)]
    for beeld in compare_tarieven(many, "02", DAY).beelden:
        found = draw(beeld)
        for streep in found.strepen:
            assert 0 <= streep.van <= streep.mediaan <= streep.tot <= found.breed
            assert all(streep.van <= punt <= streep.tot for punt in streep.punten)
            assert streep.y < found.hoog


def test_how_a_segment_is_paid_for_is_plain_text() -> None:
    """For a product by its segmenten; a perceel says it itself, or says of which segment it is."""

    def type_in(data: dict[str, Any]) -> None:
        for row in data["segmenten"]:
            row["bekostiging"] = "<b>x</b>"

    typed = changed(demo_snapshots("limburg-noord-2022")[-1], type_in)
    inkoop = deel(typed)
    product = next(row for row in typed.producten if row.segmenten)
    for part, words in (
        (product, "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        (typed.percelen[0], "&lt;b&gt;x&lt;/b&gt; (zoals in segment 1a)"),
    ):
        one = Aangewezen(inkoop.versie, inkoop, typed, part)
        assert dict(_facts(one, DAY))["Bekostiging"] == words


# --- the page ---


def tree(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_two_regions_stand_side_by_side(client: Client) -> None:
    page = tree(client, NAAST)
    rows = {
        row.find(".//h2").text_content().strip(): [
            " ".join(cell.text_content().split()) for cell in row.find_class("wmo-vergelijk__kolom")
        ]
        for row in page.find_class("wmo-vergelijk__rubriek")
    }
    assert "uur" in rows["Eenheid"][0].lower()
    assert rows["Bekostiging"][0].endswith("niet vermeld")
    assert "Trajectfinanciering" in rows["Bekostiging"][1]
    assert any(naam.startswith("Tarief op") and "verzonnen" in cells[0] for naam, cells in rows.items())
    assert all(len(cells) == 2 for cells in rows.values())
    assert rows["Omschrijving"][1] != rows["Omschrijving"][0]
    assert "stand 2020" in page.find_class("wmo-vergelijk__koppen")[0].text_content().replace("\xa0", " ")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_same_soort_comes_first_and_percelen_meet_percelen(client: Client) -> None:
    page = tree(client, "/vergelijken/?deel=mlw-mer-2024/product/bgi")
    found = [one.text_content() for one in page.xpath("//section[@aria-labelledby='kandidaten-kop']//a")]
    assert found[0].startswith("Begeleiding, ")
    assert found[1].startswith("Begeleiding individueel, ")
    percelen = tree(client, "/vergelijken/?deel=mlw-mer-2024/perceel/1").xpath(
        "//section[@aria-labelledby='kandidaten-kop']//a/@href"
    )
    assert percelen
    assert all("limburg-noord-2022/perceel/" in href for href in percelen)
    assert "/vergelijken/?deel=mlw-mer-2024/product/bgi" in tree(client, f"{MLW}producten/bgi/").xpath("//a/@href")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_where_only_invented_amounts_are_nothing_remains_and_it_says_why(client: Client) -> None:
    text = " ".join(tree(client, "/vergelijken/?categorie=02").find(".//main").text_content().split())
    assert (
        "Er blijft niets over om te vergelijken. Verzonnen bedragen tellen niet mee: Wmo-begeleiding en kortdurend"
        in text
    )
    assert "Zonder tarief op" in text
    assert "€" not in text


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_with_amounts_that_are_not_invented_there_is_a_table_and_its_drawing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    regions = [region("a", PSY="60.00"), region("b", PSY="70.00"), region("c", PSY="90.00"), region("d", fictief=True)]
    monkeypatch.setattr("catalogus.regios.overal", lambda: regions)
    page = tree(client, "/vergelijken/?categorie=02&dag=2026-07-01")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.xpath("//tbody/tr")]
    assert ["Psychische stoornis", "3", "€ 60,00", "€ 70,00", "€ 90,00"] in rows
    assert len(page.xpath("//main//svg[@role='img']//circle")) >= 3
    assert "Niet meegeteld, want verzonnen: Inkoop d" in " ".join(page.find(".//main").text_content().split())


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("deel=onzin", "Dit bestaat niet"),
        ("deel=mlw-mer-2024/segment/1", "Dit bestaat niet"),
        ("deel=mlw-mer-2024/product/xyz", "heeft geen product xyz"),
        ("deel=mlw-mer-2024/product/bgi&deel=limburg-noord-2022/perceel/1a-lokaal", "niet met elkaar te vergelijken"),
        ("&".join(f"deel=mlw-mer-2024/product/{code}" for code in ("bgi", "bgg", "kdv", "vervoer")), "hooguit 3"),
        ("categorie=99", "Kies een product"),
        ("pagina=-1&categorie=02", "Begeleiding"),
        (f"{NAAST.partition('?')[2]}&dag=onzin", "Dit is geen datum"),
    ],
)
def test_whatever_is_asked_is_told(client: Client, query: str, words: str) -> None:
    assert words in tree(client, f"/vergelijken/?{query}").find(".//main").text_content()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("address", ["/vergelijken/", "/vergelijken/?categorie=02", NAAST])
def test_the_page_costs_one_query_once_it_was_read(client: Client, address: str) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len([query for query in queries if " FROM " in query["sql"]]) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_an_inkoop_without_percelen_can_be_compared(client: Client) -> None:
    assert KAMPEN.strip("/").split("/")[1] == "kampen-2026"
    page = tree(client, "/vergelijken/?deel=kampen-2026/product/begeleiding&deel=mlw-mer-2024/product/bgi")
    assert len(page.find_class("wmo-vergelijk__rubriek")) > 5
    assert LIMBURG not in page.find(".//main").text_content()


def test_a_snapshot_is_not_kept_by_its_extract() -> None:
    found = region("a")
    assert not any(isinstance(value, Snapshot) for value in vars(found.uittreksel).values())
