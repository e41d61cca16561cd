from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from openpyxl import load_workbook

from accounts.models import Rol, User
from core.moment import Moment, Precisie
from core.spreadsheet_admin import FORMATS, read
from proces.models import Kengetal, Mijlpaal
from producten.models import Grondslag, ProductTekst
from segments.models import Inkoop, Regio
from tarieven.models import Tarief
from tests.accounts.factories import UserFactory
from tests.clock import later
from tests.core.everything import everything
from tests.core.sheets import csv, xlsx
from tests.core.test_admin import WITH_SHEET, address, each_sheet
from tests.producten.factories import GrondslagFactory

HEAD = ["inkoop", "code", "nummer", "label", "status", "definitie", "bron", "volgorde"]


def row(code: str = "PSY", label: str = "Psychisch", inkoop: str = "inkoop-2026") -> list[str]:
    return [inkoop, code, "", label, "in_gebruik", "", "", "1"]


@pytest.fixture
def manager(client: Client, beheerder: User, inkoop: Inkoop) -> Client:
    client.force_login(beheerder)
    return client


def upload(client: Client, content: bytes, name: str = "bestand.csv", model: type[Model] = Grondslag) -> HttpResponse:
    return client.post(address(model, "import"), {"bestand": SimpleUploadedFile(name, content)})


def confirm(client: Client, response: HttpResponse, model: type[Model] = Grondslag) -> HttpResponse:
    token = re.search(r'name="token" value="([^"]+)"', response.content.decode())
    assert token, response.content.decode()
    return client.post(address(model, "process_import"), {"token": token[1]}, follow=True)


def test_preview_saves_nothing_and_confirming_saves_it(manager: Client, beheerder: User) -> None:
    response = upload(manager, csv(HEAD, row()))
    page = response.content.decode()
    assert "1 nieuw, 0 gewijzigd, 0 gelijk" in page
    assert "<ins>Psychisch</ins>" in page
    assert not Grondslag.objects.exists()
    page = confirm(manager, response).content.decode()
    assert "Geïmporteerd: 1 nieuw, 0 gewijzigd, 0 gelijk gebleven." in page
    grondslag = Grondslag.objects.get(code="PSY")
    assert LogEntry.objects.get(object_id=str(grondslag.pk)).user == beheerder


def test_preview_shows_old_and_new(manager: Client, inkoop: Inkoop) -> None:
    GrondslagFactory(inkoop=inkoop, code="PSY", label="Oud", volgorde=1)
    page = upload(manager, csv(HEAD, row(label="Nieuw"))).content.decode()
    assert "0 nieuw, 1 gewijzigd, 0 gelijk" in page
    assert "<del>Oud</del>" in page
    assert "<ins>Nieuw</ins>" in page
    assert "style=" not in page.split('id="voorvertoning"')[1].split("Kolommen")[0]


def test_preview_escapes_what_a_cell_holds(manager: Client) -> None:
    page = upload(manager, csv(HEAD, row(label="<script>alert(1)</script>"))).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_equal_file_has_nothing_to_confirm(manager: Client, inkoop: Inkoop) -> None:
    GrondslagFactory(inkoop=inkoop, code="PSY", label="Psychisch", volgorde=1)
    page = upload(manager, csv(HEAD, row())).content.decode()
    assert "Dit bestand verandert niets." in page
    assert 'name="token"' not in page


def test_a_preview_is_confirmed_once(manager: Client) -> None:
    response = upload(manager, csv(HEAD, row()))
    confirm(manager, response)
    Grondslag.objects.all().delete()
    assert "verlopen of al verwerkt" in confirm(manager, response).content.decode()
    assert not Grondslag.objects.exists()


@pytest.mark.parametrize(("passed", "saved"), [(dt.timedelta(minutes=30), True), (dt.timedelta(days=1), False)])
def test_a_preview_is_good_for_a_while(
    manager: Client, monkeypatch: pytest.MonkeyPatch, passed: dt.timedelta, saved: bool
) -> None:
    response = upload(manager, csv(HEAD, row()))
    later(monkeypatch, passed)
    confirm(manager, response)
    assert Grondslag.objects.exists() == saved


def test_a_preview_of_somebody_else_cannot_be_confirmed(manager: Client, regio: Regio) -> None:
    response = upload(manager, csv(HEAD, row()))
    other = Client()
    other.force_login(UserFactory(is_staff=True, regio=regio, rol=Rol.BEHEERDER))
    assert "verlopen of al verwerkt" in confirm(other, response).content.decode()
    assert not Grondslag.objects.exists()


def test_a_preview_of_another_model_or_a_made_up_token_is_refused(manager: Client) -> None:
    response = upload(manager, csv(HEAD, row()))
    assert "verlopen of al verwerkt" in confirm(manager, response, Tarief).content.decode()
    made_up = manager.post(address(Grondslag, "process_import"), {"token": "../../etc/passwd"}, follow=True)
    assert "verlopen of al verwerkt" in made_up.content.decode()
    assert manager.get(address(Grondslag, "process_import"), follow=True).status_code == 200
    assert not Grondslag.objects.exists()


def test_data_that_changed_after_the_preview_is_previewed_again(manager: Client, inkoop: Inkoop) -> None:
    grondslag = GrondslagFactory(inkoop=inkoop, code="PSY", label="Oud", volgorde=1)
    response = upload(manager, csv(HEAD, row(label="Nieuw")))
    Grondslag.objects.filter(pk=grondslag.pk).update(label="Van een collega")
    response = confirm(manager, response)
    assert "<del>Van een collega</del>" in response.content.decode()
    assert Grondslag.objects.get().label == "Van een collega"
    confirm(manager, response)
    assert Grondslag.objects.get().label == "Nieuw"


def test_role_that_is_gone_at_confirmation_saves_nothing(manager: Client, beheerder: User) -> None:
    response = upload(manager, csv(HEAD, row()))
    beheerder.lidmaatschappen.all().delete()
    assert confirm(manager, response).status_code == 403
    assert not Grondslag.objects.exists()


def test_another_machine_confirms_what_this_one_showed(manager: Client, tmp_path: Path, monkeypatch: Any) -> None:
    response = upload(manager, csv(HEAD, row()))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    cache.clear()
    confirm(manager, response)
    assert Grondslag.objects.get().code == "PSY"


def test_one_fault_keeps_everything_out(manager: Client) -> None:
    page = upload(manager, csv(HEAD, row(), row(code="fout"))).content.decode()
    assert "Er is niets opgeslagen" in page
    assert re.search(r"<td>bestand.csv</td>\s*<td>3</td>", page)
    assert "2 tot 10 hoofdletters" in page
    assert 'name="token"' not in page
    assert not Grondslag.objects.exists()


def test_missing_and_unknown_headers_are_named_with_the_expected_ones(manager: Client) -> None:
    page = upload(manager, csv(["inkoop", "kode", *HEAD[2:]], row())).content.decode()
    assert "“kode”" in page
    assert "De kolom “code” ontbreekt" in page
    assert "Verwacht: inkoop, code, label, nummer" in page


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("bestand.exe", b"x", "Kies een bestand met de extensie"),
        ("bestand.xlsx", b"geen zip", "Bewaar het als .xlsx"),
        ("bestand.xlsx", b"PK\x03\x04kapot", "beschadigd"),
        ("bestand.csv", b"x" * 5_000_001, "te groot"),
        ("bestand.json", b"{", "geen geldige JSON: regel 1, teken 2"),
        ("bestand.json", b'{"inkoop": 1}', "Verwacht: een lijst van objecten"),
        ("bestand.json", b"[" * 100_000, "geen geldige JSON"),
        ("bestand.json", b'[{"inkoop": "a"}]', "De kolom “code” ontbreekt"),
        ("bestand.json", b'[{"inkoop": NaN}]', "NaN is geen getal"),
        ("bestand.json", b'[{"inkoop": 1e999999999}]', "te groot of te klein"),
        ("bestand.json", b'[{"inkoop": 1' + b"0" * 5000 + b"}]", "geen geldige JSON"),
        ("bestand.json", b'[{"inkoop": [1]}]', "Verwacht: één waarde"),
        ("bestand.json", b'[{"inkoop": "a", "inkoop": "b"}]', "Een kolom staat twee keer"),
    ],
)
def test_files_that_cannot_be_read(manager: Client, name: str, content: bytes, message: str) -> None:
    response = upload(manager, content, name)
    assert response.status_code == 200
    assert message in response.content.decode()


def test_zip_bomb_is_refused(manager: Client) -> None:
    buffer = BytesIO(xlsx(HEAD, row()))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"0" * 200_000_000)
    assert len(buffer.getvalue()) < 5_000_000
    response = upload(manager, buffer.getvalue(), "bestand.xlsx")
    assert "uitgepakt te groot" in response.content.decode()


def test_too_many_rows_are_refused(manager: Client) -> None:
    response = upload(manager, csv(HEAD, *[row()] * 5001))
    assert "te veel rijen" in response.content.decode()


def test_formulas_are_refused_by_cell(manager: Client) -> None:
    page = upload(manager, xlsx(HEAD, row(label="=1+1")), "bestand.xlsx").content.decode()
    assert re.search(r"<td>2</td>\s*<td>label</td>\s*<td>D2</td>\s*<td class=\"errors\">Hier staat een formule", page)


def test_inkoop_of_the_neighbour_is_unknown(manager: Client, buurregio: Regio) -> None:
    from tests.segments.factories import InkoopFactory

    InkoopFactory(regio=buurregio, slug="van-de-buren")
    page = upload(manager, csv(HEAD, row(inkoop="van-de-buren"))).content.decode()
    assert "Inkoop “van-de-buren” is onbekend. Verwacht: inkoop-2026." in page


def test_export_and_import_ask_for_the_role_in_every_format(manager: Client) -> None:
    for index, kind in enumerate(FORMATS):
        response = manager.post(address(Grondslag, "export"), {"format": str(index), "resource": "0"})
        assert response["Content-Disposition"] == f'attachment; filename="grondslagen.{kind.extension}"'


# --- export → import changes nothing ---

NASTY = [
    "=1+1",
    "+31 6 12345678",
    "-streepje",
    "@SOM",
    "'=x",
    "'gewoon",
    "\ttab",
    "regel 1\r\nregel 2",
    'aanhaling " en ; en ,',
    "007",
    "1.234",
    "2026-01-01",
    "TRUE",
    "é ü ’ – €",
]


def exported(client: Client, model: type[Model], index: int) -> bytes:
    response = client.post(address(model, "export"), {"format": str(index), "resource": "0"})
    assert response.status_code == 200
    content: bytes = response.content
    return content


@each_sheet
@pytest.mark.parametrize("index", range(len(FORMATS)), ids=lambda index: FORMATS[index].extension)
def test_importing_an_export_changes_nothing(model: type[Model], index: int, manager: Client, inkoop: Inkoop) -> None:
    for number in (1, 2):
        everything(inkoop, "Eigenwaar", number=number)
    extension = FORMATS[index].extension
    page = upload(manager, exported(manager, model, index), f"export.{extension}", model).content.decode()
    assert "Dit bestand verandert niets." in page, page


@pytest.mark.parametrize("index", range(len(FORMATS)), ids=lambda index: FORMATS[index].extension)
def test_nasty_texts_survive_a_round_trip(index: int, manager: Client, inkoop: Inkoop) -> None:
    for number, text in enumerate(NASTY):
        Kengetal.objects.create(inkoop=inkoop, jaar=2000 + number, naam=f"Naam {number}", toelichting=text)
        Mijlpaal.objects.create(
            inkoop=inkoop, titel=f"{text} {number}", moment=Moment(dt.date(2026, 1, 1), Precisie.DAG), omschrijving=text
        )
    extension = FORMATS[index].extension
    for model in (Kengetal, Mijlpaal):
        page = upload(manager, exported(manager, model, index), f"export.{extension}", model).content.decode()
        assert "Dit bestand verandert niets." in page, page


def test_no_exported_cell_can_run_as_a_formula(manager: Client, inkoop: Inkoop) -> None:
    for number, text in enumerate(NASTY):
        Kengetal.objects.create(inkoop=inkoop, jaar=2000 + number, naam=f"{text} {number}", toelichting=text)
    sheet = load_workbook(BytesIO(exported(manager, Kengetal, 0))).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t\r"]
    lines = exported(manager, Kengetal, 1).decode("utf-8-sig").splitlines()
    assert not [part for line in lines for part in line.split(";") if part.lstrip('"')[:1] in set("=+-@\t\r")]


def test_text_that_does_not_fit_in_a_cell_is_exported_as_csv_or_json(manager: Client, inkoop: Inkoop) -> None:
    rows = everything(inkoop, "Eigenwaar")
    ProductTekst.objects.filter(pk=rows[ProductTekst].pk).update(tekst=f"<p>{'woord ' * 6000}</p>")
    response = manager.post(address(ProductTekst, "export"), {"format": "0", "resource": "0"})
    assert "Kies csv of json." in response.content.decode()
    assert (
        "attachment"
        in manager.post(address(ProductTekst, "export"), {"format": "2", "resource": "0"}).headers[
            "Content-Disposition"
        ]
    )


def test_json_export_holds_codes_and_no_ids(manager: Client, inkoop: Inkoop) -> None:
    everything(inkoop, "Eigenwaar")
    (tarief,) = json.loads(exported(manager, Tarief, 2))
    assert tarief == {
        "inkoop": "inkoop-2026",
        "product": "eigenwaar-1",
        "grondslag": "EIGENWAARB",
        "waarde1": "eigenwaar-1-w",
        "waarde2": None,
        "perceel": "eigenwaar-1",
        "ingangsdatum": "2026-01-01",
        "einddatum": None,
        "bedrag": str(Decimal("64.80")),
        "btw": "vrijgesteld",
        "iwmo_code": "",
    }


def test_required_sheets_are_there() -> None:
    names = {model._meta.model_name for model in WITH_SHEET}
    assert {"gemeente", "grondslag", "product", "perceel", "tarief", "kengetal", "mijlpaal"} <= names


def test_reading_asks_for_all_columns(manager: Client) -> None:
    from producten.resources import GrondslagResource

    table = read(csv(HEAD, row()), "x.csv", GrondslagResource(regio_ids=None))
    assert list(table.columns) == HEAD


# --- a template -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (
            "producten/rubriek",
            {"soort": "product", "sleutel": "duur", "naam": "Duur", "bron": "tekst", "verplicht": "ja"},
        ),
        ("segments/hoofdstuk", {"sleutel": "slot", "titel": "Slot", "soort": "tekst"}),
        ("segments/segment", {"code": "2b", "naam": "Nieuw"}),
        ("producten/leefgebied", {"nummer": 9, "naam": "Geld"}),
    ],
)
def test_a_template_explains_each_column_and_its_new_rows_come_in(
    client: Client, beheerder: User, inkoop: Inkoop, model: str, row: dict[str, Any]
) -> None:
    client.force_login(beheerder)
    address = f"/admin/{model}/import/"
    assert f"{address}sjabloon.xlsx" in client.get(address).text
    response = client.get(f"{address}sjabloon.xlsx")
    book = load_workbook(BytesIO(response.content))
    sheet, uitleg = book.worksheets
    titles = [cell.value for cell in sheet[1]]
    assert sheet.max_row == 1
    told = {cells[0].value: (cells[1].value, cells[2].value) for cells in uitleg.iter_rows(min_row=2)}
    assert list(told) == titles
    assert all(any(texts) for texts in told.values()), told
    values = {"inkoop": inkoop.slug, "volgorde": 1, **row}
    sheet.append([values.get(title) for title in titles])
    content = BytesIO()
    book.save(content)
    page = client.post(address, {"bestand": SimpleUploadedFile("sjabloon.xlsx", content.getvalue())})
    assert "1 nieuw, 0 gewijzigd, 0 gelijk" in page.text, re.findall(r'class="errors">([^<]*)', page.text)
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token
    assert client.post(f"/admin/{model}/process_import/", {"token": token[1]}).status_code == 302
    assert apps.get_model(*model.split("/")).objects.filter(inkoop=inkoop).count() == 1


def test_a_template_is_for_who_may_import(client: Client, lezer: User) -> None:
    client.force_login(lezer)
    assert client.get("/admin/producten/rubriek/import/sjabloon.xlsx").status_code == 302
