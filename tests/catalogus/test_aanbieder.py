"""What stands at the top of an inkoop and a perceel: can I enrol, until when and where, for whom, what does it pay, what is new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from catalogus import voorraad
from catalogus.aanbieder import betalingen, voor_aanbieder
from catalogus.versie import Stukken, Versie, find
from core.moment import Moment
from proces.models import Mijlpaal
from publicaties.snapshot import Snapshot
from publicaties.versies import Label, Versiestaat
from segments.models import Segment
from tests.catalogus.adressen import KAMPEN, LIMBURG, MLW
from tests.publicaties.demo import changed, mlw_mer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
DAY = dt.date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    voorraad.clear()
    yield
    voorraad.clear()


def block(client: Client, address: str) -> dict[str, str]:
    page = html.fromstring(client.get(address).content.decode())
    (found,) = page.find_class("wmo-aanbieder")
    return {
        " ".join(row.findtext("dt").split()): " ".join(row.find("dd").text_content().split())
        for row in found.iter("div")
    }


def days(number: int) -> Moment:
    return Moment.parse(str(dt.date.today() + dt.timedelta(days=number)))  # noqa: DTZ011


def test_an_inkoop_says_it_all_from_planning_and_facts(client: Client) -> None:
    told = block(client, MLW)
    assert told["Inschrijven"].startswith(
        "Aanmelden: gesloten sinds september 2023 Inschrijven: gesloten sinds oktober"
    )
    assert told["Voor wie"].endswith("percelen 1, 2, 3, 4, 5 en 6")
    assert "€ 59,74 tot € 70,86 per uur BGI" in told["Tarief (verzonnen)"].replace("\xa0", " ")
    assert told["Laatst gewijzigd"].replace("\xa0", " ").startswith("20 mei 2026, in versie 3: Perceel 6")


def test_a_perceel_says_what_holds_for_it_alone(client: Client) -> None:
    told = block(client, f"{MLW}percelen/6/")
    assert told["Tarief (verzonnen)"].replace("\xa0", " ") == "€ 79,34 per uur vanaf 1 januari 2027"
    assert told["Laatst gewijzigd"].endswith("nieuw in deze versie")
    assert "nieuw" not in block(client, f"{MLW}percelen/1/")["Laatst gewijzigd"]
    assert len(told["Voor wie"]) > 30


def test_what_is_open_says_until_when_also_on_the_perceel(client: Client) -> None:
    inkoop = Mijlpaal.objects.filter(inkoop__slug="mlw-mer-2024").order_by("pk")[0].inkoop
    Mijlpaal.objects.create(inkoop=inkoop, titel="Tweede ronde", moment=days(40), sluit="inschrijven", openbaar=True)
    for address in (MLW, f"{MLW}percelen/1/"):
        assert "Inschrijven: open tot en met" in block(client, address)["Inschrijven"]
    Mijlpaal.objects.create(inkoop=inkoop, titel="Reageren", moment=days(3), sluit="reageren", openbaar=True)
    assert "Reageren: sluit over 3 dagen" in block(client, MLW)["Meedenken"]


def test_a_moment_for_one_segment_stands_on_its_percelen_only(client: Client) -> None:
    segment = Segment.objects.get(inkoop__slug="limburg-noord-2022", code="1a")
    Mijlpaal.objects.create(
        inkoop=segment.inkoop, titel="Ronde", moment=days(40), sluit="inschrijven", openbaar=True, segment=segment
    )
    assert "open tot" in block(client, f"{LIMBURG}percelen/1a-lokaal/")["Inschrijven"]
    assert "open tot" not in block(client, f"{LIMBURG}percelen/2a-lokaal/")["Inschrijven"]


def test_what_was_chosen_in_2020_is_not_told_as_what_holds_today(client: Client) -> None:
    page = client.get(LIMBURG).content.decode()
    assert "Geldt nu" not in page
    assert "Stand 2020" in page
    assert "Vraag na of dat nu zo is" in block(client, LIMBURG)["Inschrijven"]
    assert "Geldt nu" not in client.get(f"{LIMBURG}percelen/1a-lokaal/").content.decode()
    assert block(client, LIMBURG)["Tarief"] == "Deze versie noemt geen tarieven."


def test_nor_is_what_was_corrected_since(client: Client) -> None:
    """Version 2 corrects the words of 1. It is of 2020 too: neither says what holds now."""
    for page in ("", "versie/1/", "versie/1/percelen/2a-regionaal/", "wijzigingen/", "versies/", "nieuws.atom"):
        content = client.get(f"{LIMBURG}{page}").content.decode()
        assert "eldt nu" not in content, page
        assert "eldt vanaf" not in content, page
    old, new = (
        client.get(f"{LIMBURG}{versie}percelen/2a-regionaal/").content.decode().replace("\xa0", " ")
        for versie in ("versie/1/", "")
    )
    for said in ("werken 15 aanbieders", "Vervangen door versie 2", "Lees dit in de nieuwste versie"):
        assert (said in old, said in new) == (True, False)
    assert "kozen voor 15 aanbieders" in new


def test_an_inkoop_without_percelen_has_it_too(client: Client) -> None:
    told = block(client, KAMPEN)
    assert "segmenten" in told["Voor wie"]
    assert "Reageren: gesloten sinds" in told["Meedenken"]


def test_the_address_of_a_version_says_nothing_of_today(client: Client) -> None:
    told = block(client, f"{MLW}versie/3/percelen/1/")
    assert told["Inschrijven"] == "Kijk op de pagina van vandaag"
    assert "Hierna" not in told


def with_(versie: Versie, monkeypatch: pytest.MonkeyPatch, **inkoop: Any) -> Versie:
    """The same version, of an inkoop about which other things are known."""
    snapshot = changed(versie.snapshot, lambda data: data["inkoop"].update(inkoop))
    monkeypatch.setattr("catalogus.versie.read_stukken", lambda pk, sha: Stukken(snapshot, (), {}))
    return versie


@pytest.mark.parametrize(
    ("inkoop", "staat"),
    [
        ({"procedure": "open_doorlopend"}, "doorlopend"),
        ({"procedure": "open_gesloten"}, "dicht"),
        ({"procedure": "open_gesloten", "start_contract": "2099-01-01"}, "onbekend"),
        ({"procedure": "europees"}, "onbekend"),
        ({"procedure": "open_doorlopend", "einde_contract": "2025-12-31", "looptijd_maanden": 24}, "dicht"),
        ({"procedure": "open_doorlopend", "einde_contract": "2025-12-31", "verlengingen_maanden": [24]}, "doorlopend"),
    ],
)
def test_without_a_planning_the_procedure_says_it(
    monkeypatch: pytest.MonkeyPatch, inkoop: dict[str, Any], staat: str
) -> None:
    Mijlpaal.objects.update(openbaar=False)
    found = voor_aanbieder(with_(find("mlw-mer-2024", None), monkeypatch, **inkoop)).meedoen
    assert found is not None
    assert found.staat == staat


def test_segmenten_can_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    versie = replace(find("limburg-noord-2022", None), label=Label(Versiestaat.GELDT, "geldt nu"))
    found = voor_aanbieder(versie).meedoen
    assert found is not None
    assert (found.staat, found.waar) == ("doorlopend", "in segment 3b")
    alone = voor_aanbieder(versie, versie.snapshot.perceel["1a-lokaal"]).meedoen
    assert alone is not None
    assert (alone.staat, alone.zin) == ("dicht", "Tussentijds instappen kan niet.")


def test_a_toeslag_is_no_price_and_a_perceel_counts_its_own_amounts() -> None:
    def change(data: dict[str, Any]) -> None:
        data["producten"][0]["tariefsoort"] = "toeslag_pct"
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] in {"bgi", "bgg"}]
        data["tarieven"][-1]["perceel"], data["tarieven"][-1]["bedrag"] = "2", "99.00"

    snapshot: Snapshot = changed(mlw_mer()[2], change)
    toeslag = snapshot.producten[0].code
    assert toeslag == "bgi"
    (alles,) = betalingen(snapshot, None, DAY)
    assert "99,00 per dagdeel" in alles.tekst
    (een,) = betalingen(snapshot, snapshot.perceel["1"], DAY)
    assert "99,00" not in een.tekst


def test_a_perceel_asks_nothing_for_the_planning(client: Client) -> None:
    client.get(f"{MLW}percelen/1/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{MLW}percelen/2/")
    assert len([query for query in queries if " FROM " in query["sql"]]) == 1
