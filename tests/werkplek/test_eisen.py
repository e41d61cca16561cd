"""Eisen through the form, the sheet, the import of the admin, and as visitors read and filter them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from core.plek import Plek
from eisen.models import Eis
from eisen.resources import EisResource
from percelen.models import Perceel
from segments.models import Inkoop
from tests.core.sheets import csv, run
from tests.eisen.factories import EisFactory
from tests.percelen.factories import PerceelFactory
from tests.producten.factories import ProductFactory
from tests.werkplek.conftest import send
from tests.werkplek.test_excel import confirm
from werkplek.plekken import adres

BASE = "/beheer/inkoop-2026/"


def new(editor: Client, **values: Any) -> Any:
    asked = {"nummer": "S1G1", "naam": "Ervaring", "soort": "gunningscriterium", "geldt_voor": "inkoop", **values}
    return editor.post(f"{BASE}toevoegen/eis/", asked)


def test_an_eis_is_added_in_a_form_and_written_in_its_place(editor: Client, perceel: Perceel) -> None:
    response = new(editor, geldt_voor="perceel", percelen=[perceel.pk], weging="100", moment="inschrijving")
    assert response.status_code == 302, response.text
    eis = Eis.objects.get(nummer="S1G1")
    assert (eis.weging, [row.nummer for row in eis.percelen.all()]) == (100, ["3"])
    send(editor, f"{BASE}tekst/eis/S1G1/tekst/bewerken/", {"tekst": "<p>Toon drie projecten.</p>"})
    page = editor.get(f"{BASE}eisen/").text
    assert adres("inkoop-2026", Plek(soort="eis", code="S1G1", rubriek="tekst")) == f"{BASE}eisen/#tekst-S1G1"
    for words in ('id="tekst-S1G1"', "Gunningscriteria", "S1G1", "perceel 3", "100%", "Toon drie projecten."):
        assert words in page


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"geldt_voor": "perceel"}, "Kies voor welke percelen deze eis geldt."),
        ({"nummer": "G1"}, "Er is al een eis met dit nummer in deze inkoop."),
        ({"soort": "kpi", "weging": "10"}, "Alleen een selectiecriterium of gunningscriterium heeft een weging"),
        ({"weging": "120"}, "De weging is een percentage van 1 tot en met 100."),
    ],
)
def test_what_cannot_be_is_told_in_the_form(
    editor: Client, perceel: Perceel, values: dict[str, Any], message: str
) -> None:
    response = new(editor, **values)
    assert response.status_code == 422
    assert message in response.text
    assert Eis.objects.count() == 1


def test_a_perceel_beside_the_whole_inkoop_is_refused(editor: Client, perceel: Perceel) -> None:
    response = new(editor, percelen=[perceel.pk])
    assert "Deze eis geldt voor de hele inkoop: laat percelen leeg." in response.text


# --- sheet ------------------------------------------------------------------------------------------------------------


def sheet(editor: Client, *rows: dict[str, Any]) -> Any:
    file = io.BytesIO(editor.get(f"{BASE}excel/eis.xlsx").content)
    book = openpyxl.load_workbook(file)
    first = book.worksheets[0]
    titles = [cell.value for cell in first[1]]
    for row in rows:
        first.append([row.get(title, "") for title in titles])
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "eisen.xlsx"
    return editor.post(f"{BASE}excel/eis/", {"bestand": out})


ROW = {"Nummer": "G2", "Naam": "Verzekering", "Soort": "geschiktheidseis", "Geldt voor": "de hele inkoop"}


def test_rows_come_in_from_excel_after_a_look(editor: Client, perceel: Perceel) -> None:
    row = ROW | {"Geldt voor": "percelen", "Percelen": "3", "Norm": "€ 2.500.000", "Tekst": "Een **polis**."}
    response = sheet(editor, row)
    assert "Verzekering" in response.text
    assert not Eis.objects.filter(nummer="G2").exists()
    response = confirm(editor, "eis", response)
    assert response.status_code == 302, response.text
    eis = Eis.objects.get(nummer="G2")
    assert (eis.norm, eis.tekst) == ("€ 2.500.000", "<p>Een <strong>polis</strong>.</p>")
    assert [one.nummer for one in eis.percelen.all()] == ["3"]


@pytest.mark.parametrize(
    ("values", "place", "message"),
    [
        ({"Geldt voor": "percelen"}, "3 (Nummer)", "Kies voor welke percelen deze eis geldt."),
        ({"Weging (%)": 20}, "3 (Nummer)", "Alleen een selectiecriterium of gunningscriterium"),
        ({"Soort": "iets anders"}, "3 (Soort)", "iets anders"),
        ({"Percelen": "9"}, "3 (Percelen)", "9"),
        ({"Soort": "gunningscriterium", "Weging (%)": "veel"}, "3 (Weging (%))", "Voer een geheel getal in."),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(
    editor: Client, perceel: Perceel, values: dict[str, Any], place: str, message: str
) -> None:
    response = sheet(editor, ROW | values)
    assert place in response.text
    assert message in response.text
    assert Eis.objects.count() == 1


def test_weights_that_are_not_100_together_are_refused_at_their_cells(editor: Client, perceel: Perceel) -> None:
    criteria = [
        ROW | {"Nummer": nummer, "Naam": nummer, "Soort": "gunningscriterium", "Weging (%)": weging}
        for nummer, weging in (("C1", 60), ("C2", 30))
    ]
    page = sheet(editor, *criteria).text
    for place in ("3 (Weging (%))", "4 (Weging (%))"):
        assert place in page
    assert "van perceel 3 is samen 90%, geen 100%: C1 60% en C2 30%" in page
    assert not Eis.objects.filter(nummer="C1").exists()
    criteria[1]["Weging (%)"] = 40
    assert confirm(editor, "eis", sheet(editor, *criteria)).status_code == 302
    assert Eis.objects.filter(nummer__in=["C1", "C2"]).count() == 2


def test_the_import_of_the_admin_takes_the_same_rows(inkoop: Inkoop) -> None:
    PerceelFactory(inkoop=inkoop, nummer="1")
    head = list(EisResource(regio_ids=None).titles)
    given = {
        "inkoop": "inkoop-2026", "nummer": "KPI-1", "naam": "Wachttijd", "soort": "kpi", "geldt_voor": "perceel",
        "percelen": "1", "norm": "95%", "knock_out": "nee", "volgorde": "1",
    }  # fmt: skip
    assert run(EisResource, csv(head, [given.get(title, "") for title in head]))[1] == []
    assert [row.nummer for row in Eis.objects.get().percelen.all()] == ["1"]
    bad = given | {"nummer": "KPI 2", "percelen": "8"}
    faults = run(EisResource, csv(head, [bad.get(title, "") for title in head]))[1]
    assert any("percelen" in fout and "“8” is onbekend" in fout for fout in faults)


# --- for visitors -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("demo")
def test_the_public_page_shows_all_and_filters(client: Client) -> None:
    page = "/inkoop/mlw-mer-2024/versie/4/eisen/"
    everything = client.get(page).text
    assert "11 eisen" in everything
    assert 'id="eis-VV-2"' in everything
    some = client.get(f"{page}?perceel=5").text
    assert "1 eis<" in some.replace(". <a", "<a") or "1 eis." in some
    assert 'id="eis-OPL-2"' in some
    assert 'id="eis-VV-2"' not in some
    assert 'id="eis-KPI-3"' in client.get(f"{page}?soort=kpi&perceel=6").text
    wrong = client.get(f"{page}?perceel=99").text
    assert "Dit staat niet in deze versie. Kies uit de lijst." in wrong
    assert client.get("/inkoop/mlw-mer-2024/versie/1/eisen/").status_code == 200


@pytest.mark.usefixtures("demo")
def test_they_stand_on_every_perceel_and_product_that_they_hold_for(client: Client) -> None:
    base = "/inkoop/mlw-mer-2024/versie/4/"
    assert "Registratie van uren en no-show" in client.get(f"{base}percelen/6/").text
    assert "Registratie van uren en no-show" in client.get(f"{base}producten/bgi-complex/").text
    assert "Registratie van uren en no-show" not in client.get(f"{base}percelen/1/").text
    assert "alle-eisen" not in client.get("/inkoop/mlw-mer-2024/versie/1/percelen/1/").text


def test_the_number_of_queries_does_not_grow(editor: Client, perceel: Perceel) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        editor.get(f"{BASE}eisen/")
    product = ProductFactory(inkoop=perceel.inkoop)
    for _ in range(5):
        EisFactory(inkoop=perceel.inkoop, geldt_voor="product").producten.add(product)
    with CaptureQueriesContext(connection) as many:
        editor.get(f"{BASE}eisen/")
    assert len(many) <= len(one)
