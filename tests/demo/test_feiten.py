"""Every number and rule of the source document S4 (feiten 5) can be found on a public page."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

INKOOP = "/inkoop/mlw-mer-2024/"

FEITEN = [
    # the change table of 1 June 2026, and the versions
    ("versies/", "Versie 3, van 1 juni 2026"),
    ("versies/", "1 januari 2024"),
    ("versies/", "14 november 2022"),
    # gemeenten, in the order of the document
    ("", "MLW: Leudal, Nederweert en Weert; MER: Maasgouw, Echt-Susteren en Roerdalen"),
    # producten: eenheid, codes, percelen
    ("producten/bgi/", "uur landelijke code 04"),
    ("producten/bgi/", "02A03"),
    ("producten/bgi/", "percelen 1 , 2 , 3 en 4"),
    ("producten/bgi/", "per grondslag"),
    ("producten/bgi-complex/", "perceel 6"),
    ("producten/bgi-complex/", "in beginsel 2027 en 2028"),
    ("producten/bgi-complex/", "Psychische stoornis (PSY)"),
    ("producten/bgi-complex/", "met de grondslag psychische stoornis in percelen 1 , 2 en 3"),
    ("producten/bgi-complex/", "minimaal twee keer per jaar"),
    ("producten/bgg/", "dagdeel landelijke code 16"),
    ("producten/bgg/", "3 tot 4 uur"),
    ("producten/bgg/", "één dagdeel niet gelijk aan vier uur begeleiding individueel"),
    ("producten/bgg/", "07A03"),
    ("producten/vervoer/", "één tarief"),
    ("producten/vervoer/", "€ 21,50 per dag"),
    ("producten/bgi/", "€ 59,74 tot € 70,86 per uur, per grondslag"),
    ("vergelijken/?product=bgi&product=bgg", "€ 44,37 tot € 56,29 per dagdeel, per grondslag"),
    ("producten/vervoer/", "08A03"),
    ("producten/vervoer/", "Code VVR"),
    ("producten/kdv/", "etmaal landelijke code 14"),
    ("producten/kdv/", "04A01"),
    ("producten/kdv/", "perceel 5"),
    ("producten/kdv/", "maximaal 3 etmalen per week of maximaal 6 weken aaneen"),
    ("producten/kdv/", "maximaal 42 etmalen per jaar"),
    ("producten/kdv/", "toewijzing maximaal 1 jaar"),
    ("producten/kdv/", "24 uur per dag"),
    # mbo-3 and 24-hour reachability
    ("producten/bgi/", "mbo-3"),
    ("producten/bgi-complex/", "mbo-3"),
    ("producten/bgg/", "mbo-3"),
    ("producten/kdv/", "mbo-3"),
    ("producten/bgi/", "24 uur per dag"),
    # grondslagen 1–5 and their source
    ("grondslagen/", "1. Somatische aandoening of beperking"),
    ("grondslagen/", "2. Lichamelijke handicap"),
    ("grondslagen/", "3. Psychogeriatrische aandoening of beperking"),
    ("grondslagen/", "4. Psychische stoornis"),
    ("grondslagen/", "5. Verstandelijke handicap"),
    ("grondslagen/", "DSM-5"),
    ("grondslagen/", "Beleidsregels indicatiestelling Wlz 2022"),
    ("grondslagen/", "Zintuiglijke handicap"),
    ("grondslagen/", "NAH"),
    # leefgebieden 1–11
    *[
        ("producten/bgi/", f"{nummer}. {naam}")
        for nummer, naam in enumerate(
            [
                "Persoonlijk functioneren",
                "Sociaal functioneren",
                "Gezondheid en zelfzorg",
                "Verplaatsen en vervoer",
                "Wonen",
                "Regie bij huishouden",
                "Dagbesteding (werk/school)",
                "Vrije tijd",
                "Financiën/administratie",
                "Justitie",
                "Verslaving",
            ],
            start=1,
        )
    ],
    # percelen: name and duration
    ("percelen/1/", "Volwassenen met lichte/matige problematiek gericht op ontwikkeling"),
    ("percelen/1/", "in beginsel maximaal 2 jaar"),
    ("percelen/2/", "Volwassenen met matige/zware problematiek gericht op ontwikkeling"),
    ("percelen/2/", "in beginsel maximaal 2 jaar"),
    ("percelen/2/", "naar perceel 3 of beschermd wonen"),
    ("percelen/3/", "Volwassenen gericht op behoud"),
    ("percelen/3/", "minimaal 1 jaar en maximaal 5 jaar"),
    ("percelen/4/", "Ouderen gericht op gecontroleerde achteruitgang"),
    ("percelen/4/", "minimaal 1 jaar en maximaal 5 jaar"),
    ("percelen/5/", "maximaal 1 jaar"),
    ("percelen/5/", "Naast een ander perceel mogelijk"),
    ("percelen/6/", "Volwassenen met complexe meervoudige problematiek"),
    ("percelen/6/", "maximaal 1 jaar"),
    ("percelen/6/", "telkens maximaal 1 jaar"),
    ("percelen/6/", "minimaal 4 van de 5 kenmerken"),
    ("percelen/6/", "zware problematiek op minimaal 5 leefgebieden"),
    ("percelen/6/", "ten minste vier ketenpartners"),
    ("percelen/6/", "naar percelen 1 , 2 en 3 of beschermd wonen"),
    ("percelen/6/", "24 uur per dag"),
    # rules across
    ("percelen/", "komt alleen voor in perceel 5"),
    ("percelen/", "komt alleen voor in perceel 6"),
    ("percelen/", "in percelen 1 , 2 , 3 en 4"),
    ("document/", "Deze inkoop heeft 6 percelen"),
    ("document/", "Deze inkoop heeft 5 producten"),
    ("producten/bgg/", "moet ook ingeschreven zijn voor Vervoer"),
    ("producten/bgg/", "mag ook inschrijven voor Vervoer"),
]


def text_of(client: Client, path: str) -> str:
    response = client.get(INKOOP + path)
    assert response.status_code == 200, path
    main = re.search(r"<main.*</main>", response.content.decode(), flags=re.DOTALL)
    assert main
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main.group(0))))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("path", "feit"), FEITEN)
def test_a_fact_of_the_document_stands_on_a_public_page(client: Client, path: str, feit: str) -> None:
    assert feit.lower() in text_of(client, path).lower()


# Rows of the source document, naam counted (feiten 5).
ROWS = {
    "producten/bgi/": 15,
    "producten/bgi-complex/": 15,
    "producten/bgg/": 15,
    "producten/kdv/": 14,
    "producten/vervoer/": 9,
}
ROWS |= {f"percelen/{nummer}/": 10 for nummer in range(1, 7)}
EXTRA = {"tarief", "inschrijven", "kenmerken", "alle-eisen", "alle-tarieven"}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("path", "rows"), ROWS.items())
def test_a_page_has_the_rubrieken_of_the_document(client: Client, path: str, rows: int) -> None:
    content = client.get(INKOOP + path).content.decode()
    rubrieken = set(re.findall(r'<section class="wmo-rubriek(?: wmo-rubriek--kort)?"\s+id="([^"]+)"', content)) - EXTRA
    assert len(rubrieken) + 1 == rows


KENGETALLEN = [
    "1.066.743",
    "1.563",
    "3.524.317",
    "1.159",
    "606.470",
    "266",
    "672",
    "22.270",
    "80",
    "14.157",
    "5.234.629",
    "1.698",
]


@pytest.mark.usefixtures("demo")
def test_the_kengetallen_of_kampen_stand_as_stored_totals_too(client: Client) -> None:
    content = client.get("/inkoop/kampen-2026/kengetallen/").content.decode()
    assert [figure for figure in KENGETALLEN if f">{figure}<" not in content] == []


SEGMENTEN = {
    "1a": ["10 tot 20", "maximaal 30"],
    "1b": ["10 tot 15", "35"],
    "2a": ["15", "35"],
    "2b": ["5 tot 10", "15"],
    "3a": ["4", "7"],
    "3b": ["mogelijk"],
}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(("code", "figures"), SEGMENTEN.items())
def test_a_segment_of_limburg_noord_shows_its_aanbieders(client: Client, code: str, figures: list[str]) -> None:
    content = client.get(f"/inkoop/limburg-noord-2022/segmenten/{code}/").content.decode()
    assert [figure for figure in figures if f"<dd>{figure}" not in content] == []
