"""What a sheet said when it was downloaded, and what that means when it comes back: in the admin. The workplace: test_excel."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from openpyxl import load_workbook

from accounts.models import User
from core.spreadsheet import ONBEKEND, Celstand, changed_words, stand_of
from producten.models import Grondslag
from segments.models import Inkoop
from tests.core.everything import everything
from tests.core.sheets import xlsx
from tests.core.test_admin import WITH_SHEET, address, each_sheet
from tests.core.test_spreadsheet_admin import HEAD, exported
from tests.producten.factories import GrondslagFactory


@pytest.fixture
def manager(client: Client, beheerder: User, inkoop: Inkoop) -> Client:
    client.force_login(beheerder)
    return client


@pytest.fixture
def psy(inkoop: Inkoop) -> Grondslag:
    grondslag: Grondslag = GrondslagFactory(
        inkoop=inkoop, code="PSY", label="Psychische stoornis", bron="wet", volgorde=1
    )
    return grondslag


def upload(client: Client, content: bytes) -> Any:
    return client.post(address(Grondslag, "import"), {"bestand": SimpleUploadedFile("blad.xlsx", content)})


def edited(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = load_workbook(BytesIO(content))
    change(book.worksheets[0])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def put(sheet: Any, row: int, **values: object) -> None:
    columns = {one.value: one.column for one in sheet[1]}
    for title, value in values.items():
        sheet.cell(row, columns[title], value)


def cell(title: str, value: object) -> Callable[[Any], None]:
    return lambda sheet: put(sheet, 2, **{title: value})


def confirm(client: Client, page: Any, **data: Any) -> Any:
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token
    return client.post(address(Grondslag, "process_import"), {"token": token[1], **data}, follow=True)


@pytest.mark.parametrize(
    ("cel", "toen", "nu", "stand"),
    [
        ("a", "a", "a", Celstand.GELIJK),
        ("b", "a", "b", Celstand.GELIJK),
        ("b", "a", "a", Celstand.WIJZIGING),
        ("a", "a", "b", Celstand.VAN_COLLEGA),
        ("b", "a", "c", Celstand.BOTST),
        ("b", ONBEKEND, "c", Celstand.WIJZIGING),
        (None, "a", "a", Celstand.WIJZIGING),
        ("a", None, None, Celstand.WIJZIGING),
    ],
)
def test_what_a_cell_does(cel: object, toen: object, nu: object, stand: Celstand) -> None:
    assert stand_of(cel, toen, nu) is stand


def test_the_changed_word_is_marked() -> None:
    assert changed_words("binnen vijf dagen", "binnen zes dagen") == [
        ("", "binnen "),
        ("del", "vijf "),
        ("ins", "zes "),
        ("", "dagen"),
    ]
    assert changed_words("", "nieuw") == [("ins", "nieuw")]
    long = "woord " * 40_000
    assert {kind for kind, _ in changed_words(long, long + "meer")} <= {"", "del", "ins"}


@each_sheet
def test_every_export_carries_what_it_said(model: type[Model], manager: Client, inkoop: Inkoop) -> None:
    everything(inkoop, "Eigenwaar")
    book = load_workbook(BytesIO(exported(manager, model, 0)))
    shown, base = book.worksheets
    assert (shown.sheet_state, base.sheet_state, base.title) == ("visible", "hidden", "Basis")
    assert [[cell.value for cell in row] for row in shown] == [[cell.value for cell in row] for row in base]
    assert shown.max_row > 1


def test_what_a_colleague_changed_in_another_cell_stays(manager: Client, psy: Grondslag) -> None:
    content = edited(exported(manager, Grondslag, 0), cell("bron", "raad"))
    Grondslag.objects.update(label="Psychische aandoening")
    page = upload(manager, content)
    assert "0 nieuw, 1 gewijzigd, 0 gelijk" in page.text
    assert "wijzigde een collega 1 cel die u niet aanpaste" in page.text
    confirm(manager, page)
    psy.refresh_from_db()
    assert (psy.label, psy.bron) == ("Psychische aandoening", "raad")


def test_only_a_change_of_a_colleague_is_nothing_to_do(manager: Client, psy: Grondslag) -> None:
    content = exported(manager, Grondslag, 0)
    Grondslag.objects.update(label="Psychische aandoening")
    page = upload(manager, content)
    assert "0 nieuw, 0 gewijzigd, 1 gelijk" in page.text
    assert 'name="token"' not in page.text


@pytest.mark.parametrize("mijn", [True, False])
def test_a_cell_that_both_changed_is_chosen(manager: Client, psy: Grondslag, mijn: bool) -> None:
    content = edited(exported(manager, Grondslag, 0), cell("label", "Psychisch"))
    Grondslag.objects.update(label="Psychische aandoening")
    page = upload(manager, content)
    row = re.search(r'<table id="botsingen">.*?</table>', page.text, re.DOTALL)
    assert row
    for told in ("Psychische stoornis", "Psychische aandoening", "<ins>Psychisch</ins>"):
        assert told in row[0]
    assert "checked" not in row[0]
    confirm(manager, page, **({"mijn": "2.label"} if mijn else {}))
    psy.refresh_from_db()
    assert psy.label == ("Psychisch" if mijn else "Psychische aandoening")


def test_what_is_saved_is_what_was_shown(manager: Client, psy: Grondslag) -> None:
    content = edited(exported(manager, Grondslag, 0), cell("label", "Psychisch"))
    Grondslag.objects.update(label="Psychische aandoening")
    page = upload(manager, content)
    Grondslag.objects.update(label="Nog iets anders")
    answer = confirm(manager, page, mijn="2.label")
    assert answer.status_code == 409
    assert "Nog iets anders" in answer.text
    psy.refresh_from_db()
    assert psy.label == "Nog iets anders"


def test_a_sheet_without_a_base_is_compared_with_now_and_says_so(manager: Client, psy: Grondslag) -> None:
    row = [psy.inkoop.slug, "PSY", "", "Psychisch", psy.status, "", "wet", "1"]
    page = upload(manager, xlsx(HEAD, row))
    assert "vertelt niet wat er stond toen het werd gedownload" in page.text
    confirm(manager, page)
    psy.refresh_from_db()
    assert psy.label == "Psychisch"


def test_a_preview_of_many_rows_is_paged_and_keeps_what_was_chosen(manager: Client, psy: Grondslag) -> None:
    inkoop = psy.inkoop

    def change(sheet: Any) -> None:
        cell("label", "Psychisch")(sheet)
        for number in range(250):
            code = f"C{chr(65 + number // 26)}{chr(65 + number % 26)}"
            put(
                sheet,
                number + 3,
                inkoop=inkoop.slug,
                code=code,
                label=f"Nieuw {number:03}",
                status=psy.status,
                volgorde="1",
            )

    content = edited(exported(manager, Grondslag, 0), change)
    Grondslag.objects.update(label="Psychische aandoening")
    page = upload(manager, content)
    assert page.text.count('<tr class="new">') == 100
    assert "Rijen 1 tot en met 100 van 250." in page.text
    page = confirm(manager, page, pagina="3", mijn="2.label")
    assert page.text.count('<tr class="new">') == 50
    assert "Nieuw 249" in page.text
    assert 'value="2.label" checked' in page.text
    assert Grondslag.objects.count() == 1
    confirm(manager, page, mijn="2.label")
    psy.refresh_from_db()
    assert (Grondslag.objects.count(), psy.label) == (251, "Psychisch")


def test_a_next_page_signs_nothing_that_was_not_shown(manager: Client, psy: Grondslag) -> None:
    row = [psy.inkoop.slug, "PSY", "", "Psychisch", psy.status, "", "wet", "1"]
    codes = [f"C{chr(65 + number // 26)}{chr(65 + number % 26)}" for number in range(120)]
    new = [[psy.inkoop.slug, code, "", f"Nieuw {code}", psy.status, "", "wet", "1"] for code in codes]
    page = upload(manager, xlsx(HEAD, row, *new))
    Grondslag.objects.update(label="Van een collega")
    answer = confirm(manager, page, pagina="2")
    assert answer.status_code == 409
    assert "Van een collega" in answer.text  # on the first page, which is shown again
    confirm(manager, page)  # the page of before is used up
    psy.refresh_from_db()
    assert (psy.label, Grondslag.objects.count()) == ("Van een collega", 1)
    confirm(manager, answer)
    psy.refresh_from_db()
    assert (psy.label, Grondslag.objects.count()) == ("Psychisch", 121)


def test_there_are_sheets_to_try() -> None:
    assert len(WITH_SHEET) > 10
