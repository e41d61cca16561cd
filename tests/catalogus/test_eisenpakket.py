"""Everything that is asked for a chosen set of percelen and producten: the page, and the PDF that is made when it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pymupdf
import pytest
from django.db import connection
from django.test import Client
from lxml import html

from catalogus import eisenpakket
from catalogus.eisenpakket import MEEST_DELEN, MEEST_GEKOZEN, TEGELIJK, choose, slot
from tests.catalogus.adressen import KAMPEN, MLW
from tests.publicaties.demo import changed, mlw_mer

PDF = f"{MLW}eisenpakket.pdf"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    eisenpakket._kept.clear()
    yield
    eisenpakket._kept.clear()


def test_the_producten_of_a_perceel_come_with_it_in_the_order_of_the_document() -> None:
    snapshot = mlw_mer()[2]
    keuze = choose(snapshot, {"product": ["kdv", "KDV"], "perceel": ["6", "1"]})
    assert [deel.deelcode for deel in keuze.delen] == ["1", "6", *(row.code for row in snapshot.producten)]
    assert keuze.vraag == "perceel=1&perceel=6&product=kdv"
    assert choose(snapshot, {"perceel": ["1", "6"], "product": ["kdv"]}).vraag == keuze.vraag


def test_what_is_not_there_is_told_and_a_choice_has_an_end() -> None:
    snapshot = mlw_mer()[2]
    assert "geen perceel 99" in choose(snapshot, {"perceel": ["1", "99"]}).fout
    assert not choose(snapshot, {}).delen

    def many(data: dict[str, Any]) -> None:
        data["percelen"] = [{**data["percelen"][0], "nummer": str(number)} for number in range(1, 41)]
        data["producten"] = [{**data["producten"][0], "code": f"p{number}"} for number in range(30)]
        data["percelen"][0]["producten"] = [
            {"code": f"p{number}", "van": None, "tot": None, "in_beginsel": False} for number in range(30)
        ]
        data["tarieven"], data["voorwaarden"], data["eisen"] = [], [], []

    big = changed(snapshot, many)
    too_many = choose(big, {"perceel": [str(number) for number in range(2, 3 + MEEST_GEKOZEN)]})
    assert f"hooguit {MEEST_GEKOZEN}" in too_many.fout
    assert str(MEEST_DELEN) in choose(big, {"perceel": ["1"]}).fout


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_one_page_has_rubrieken_eisen_tarieven_and_limits(client: Client) -> None:
    page = html.fromstring(client.get(f"{MLW}versie/4/eisenpakket/?perceel=6&product=kdv").content.decode())
    text = " ".join(page.xpath("//main")[0].text_content().split()).replace("\xa0", " ")
    for told in (
        "Er is steeds een medewerker op mbo-3-niveau",
        "€ 79,34",
        "maximaal 42 etmalen per jaar",
        "Zorgmijding en wantrouwen",
    ):
        assert told.lower() in text.lower(), told
    assert "Wie inschrijft voor Begeleiding Individueel complex" in text
    numbers = [one.removeprefix("eis-") for one in page.xpath("//tr/@id")]
    assert len(numbers) == len(set(numbers)) > 3
    assert page.xpath("//a[text()='Download als PDF']/@href") == [
        f"{MLW}versie/4/eisenpakket.pdf?perceel=6&product=kdv"
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_an_inkoop_without_percelen_has_one_too(client: Client) -> None:
    page = html.fromstring(client.get(f"{KAMPEN}eisenpakket/?product=begeleiding").content.decode())
    assert [one.get("name") for one in page.xpath("//fieldset//input")].count("perceel") == 0
    assert page.get_element_by_id("product-begeleiding") is not None


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_pdf_is_made_once_for_a_set_and_known_before_it_is_made(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(pk: int, snapshot: Any, keuze: eisenpakket.Pakketkeuze) -> bytes:
        made.append(keuze.vraag)
        return b"%PDF " + keuze.vraag.encode()

    monkeypatch.setattr(eisenpakket, "_make", make)
    first = client.get(f"{PDF}?perceel=6&product=kdv")
    assert (first.status_code, first["Content-Type"], first["X-Robots-Tag"]) == (200, "application/pdf", "noindex")
    again = client.get(f"{PDF}?product=kdv&perceel=6")
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    eisenpakket._kept.clear()
    assert client.get(f"{PDF}?perceel=6&product=kdv", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert made == ["perceel=6&product=kdv"]
    assert client.get(f"{PDF}?perceel=1")["ETag"] != first["ETag"]
    assert client.get(f"{MLW}versie/2/eisenpakket.pdf?perceel=1")["ETag"] != client.get(f"{PDF}?perceel=1")["ETag"]
    assert client.get(PDF).status_code == 400
    assert client.get(f"{PDF}?perceel=99").status_code == 400


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_who_comes_when_every_place_is_taken_is_asked_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eisenpakket, "_make", lambda *args: b"%PDF")
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        """Another process: a session of its own on the database."""
        try:
            with connection.cursor() as cursor:
                for number in range(TEGELIJK):
                    cursor.execute("SELECT pg_advisory_lock(%s, %s)", [eisenpakket.SLOT, number])
            held.set()
            go_on.wait(20)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(20)
    try:
        busy = client.get(f"{PDF}?perceel=1")
        assert (busy.status_code, busy["Retry-After"], busy["Cache-Control"]) == (503, "30", "no-store")
        assert "halve minuut" in busy.content.decode()
    finally:
        go_on.set()
        other.join()
    assert client.get(f"{PDF}?perceel=1").status_code == 200


@pytest.mark.django_db
def test_a_place_is_free_again_also_after_a_failure() -> None:
    def fail() -> None:
        with slot() as free:
            assert free
            raise RuntimeError

    for _ in range(TEGELIJK + 2):
        with pytest.raises(RuntimeError):
            fail()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_pdf_says_what_the_page_says(client: Client) -> None:
    """The real one, read back."""
    response = client.get(f"{MLW}versie/4/eisenpakket.pdf?product=kdv")
    with pymupdf.open(stream=response.content) as document:
        text = " ".join(" ".join(page.get_text() for page in document).split())
    for told in ("Eisenpakket", "Kortdurend verblijf", "Opleiding bij kortdurend verblijf", "42 etmalen per jaar"):
        assert told in text, told


def test_what_is_kept_has_an_end() -> None:
    kept = eisenpakket._Kept(100)
    for number in range(10):
        kept.keep(str(number), b"x" * 30)
    assert [*kept.rows] == ["7", "8", "9"]
