"""Past deze cliënt hier? What is ticked is judged, and nowhere kept."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from catalogus.toegang import Criterium, criteria, judge, together
from tests.catalogus.adressen import MLW
from tests.publicaties.demo import changed, mlw_mer

ZES, VIJF = f"{MLW}percelen/6/toegang/", f"{MLW}percelen/5/toegang/"
KENMERKEN = {f"kenmerk-{number}": "1" for number in range(1, 6)}
LEEFGEBIEDEN = {f"leefgebied-{number}": "1" for number in range(1, 12)}


def some(rows: dict[str, str], number: int) -> dict[str, str]:
    return dict(list(rows.items())[:number])


def asked(code: str) -> dict[str, Criterium]:
    snapshot = mlw_mer()[2]
    return {one.sleutel: one for one in criteria(snapshot, snapshot.perceel[code])}


@pytest.mark.parametrize(
    ("kenmerken", "leefgebieden", "wlz", "samen"),
    [(4, 5, False, "ja"), (5, 11, False, "ja"), (3, 5, False, "nee"), (4, 4, False, "nee"), (4, 0, False, "open"), (5, 11, True, "nee")],
)  # fmt: skip
def test_perceel_6_asks_4_of_5_kenmerken_and_5_of_11_leefgebieden(
    kenmerken: int, leefgebieden: int, wlz: bool, samen: str
) -> None:
    given = some(KENMERKEN, kenmerken) | some(LEEFGEBIEDEN, leefgebieden) | ({"wlz": "1"} if wlz else {})
    found = asked("6")
    assert [*found] == ["kenmerken", "leefgebieden", "wlz"]
    assert (len(found["kenmerken"].punten), len(found["leefgebieden"].punten)) == (5, 11)
    assert together(judge(one, given) for one in found.values()) == samen


@pytest.mark.parametrize(
    ("week", "weken", "jaar", "samen"),
    [
        ("3", "", "42", "ja"), ("4", "", "42", "nee"), ("7", "6", "42", "ja"), ("7", "7", "42", "nee"), ("3", "", "43", "nee"),
        ("3", "", "", "open"), ("", "", "", "open"), ("drie", "", "42", "open"), ("3", "", "٤٢", "open"), ("3", "", "-1", "open"),
        ("0003", "", "9999999", "open"),
    ],
)  # fmt: skip
def test_kdv_has_3_a_week_or_6_weeks_and_42_a_year(week: str, weken: str, jaar: str, samen: str) -> None:
    given = {"kdv-week": week, "kdv-weken": weken, "kdv-jaar": jaar}
    oordelen = [judge(one, given) for one in asked("5").values()]
    assert together(oordelen) == samen
    fouten = [naam for one in oordelen for naam in one.fouten]
    assert fouten == [
        naam for naam, value in given.items() if value and not (value.isascii() and value.isdigit() and len(value) < 7)
    ]


def test_without_percelen_a_product_has_its_own_page() -> None:
    snapshot = changed(mlw_mer()[2], lambda data: data.update(percelen=[], voorwaarden=[]))
    assert [one.sleutel for one in criteria(snapshot, snapshot.product["kdv"])] == ["kdv-aaneen", "kdv-jaar"]
    assert criteria(snapshot, snapshot.product["bgi"]) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_button_answers_and_nothing_remembers(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    given = KENMERKEN | some(LEEFGEBIEDEN, 5)
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        answer = Client(enforce_csrf_checks=True).post(ZES, given)
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    (told,) = page.xpath("//p[@data-wmo-samen and not(@hidden)]")
    assert told.get("data-wmo-samen") == "ja"
    assert len(page.xpath("//input[@checked]")) == 10
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    assert "kenmerk-1" not in caplog.text
    assert all(query["sql"].startswith(("SELECT", "\n    SELECT")) for query in queries)
    again = html.fromstring(client.get(ZES).content.decode())
    assert not again.xpath("//input[@checked]")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_what_is_no_number_is_told_and_kept_in_its_field(client: Client) -> None:
    page = html.fromstring(client.post(VIJF, {"kdv-week": "drie", "kdv-jaar": "42"}).content.decode())
    assert page.get_element_by_id("kdv-week").get("value") == "drie"
    assert "hidden" not in page.get_element_by_id("kdv-week-fout").attrib
    assert "hidden" in page.get_element_by_id("kdv-jaar-fout").attrib


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_each_criterium_leads_to_the_text_behind_it(client: Client) -> None:
    page = html.fromstring(client.get(ZES).content.decode())
    for href in page.xpath("//fieldset//a/@href"):
        path, _, anchor = href.partition("#")
        target = html.fromstring(client.get(path).content.decode())
        assert not anchor or target.get_element_by_id(anchor) is not None
    assert len(page.xpath("//fieldset//details")) == 5
    assert ZES in html.fromstring(client.get(f"{MLW}percelen/6/").content.decode()).xpath("//a/@href")
    assert f"{MLW}percelen/1/toegang/" not in client.get(f"{MLW}percelen/1/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("path", "status"),
    [("percelen/1/toegang/", 200), ("percelen/99/toegang/", 404), ("versie/2/percelen/5/toegang/", 200), ("producten/kdv/toegang/", 200)],
)  # fmt: skip
def test_every_perceel_and_product_has_an_answer(client: Client, path: str, status: int) -> None:
    assert client.get(MLW + path).status_code == status
    assert client.post(MLW + path, {"x": "y" * 100}).status_code == status
    assert client.put(MLW + path).status_code == 405


def test_a_number_too_long_to_read_is_refused() -> None:
    found: Any = judge(asked("5")["kdv-jaar"], {"kdv-jaar": "9" * 5000})
    assert (found.staat, found.fouten) == ("open", ["kdv-jaar"])
