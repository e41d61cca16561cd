"""Sheets of the workplace: out, filled in, each cell that would change, and then all of it or nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from accounts.models import User
from percelen.models import Perceel, PerceelProduct
from producten.models import Grondslag, Leefgebied, Product, ProductTekst, Rubriek
from publicaties.soorten import SOORTEN
from segments.models import Begrip, Inkoop, Segment
from tests.clock import later
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import GrondslagFactory, LeefgebiedFactory, ProductFactory
from tests.segments.factories import InkoopFactory
from tests.werkplek.conftest import client_of
from tests.werkplek.test_lezen import grow
from werkplek.inhoud.excel.views import BLADEN

BASE = "/beheer/inkoop-2026/excel/"
AT = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
Change = Callable[[Any], None]


def download(client: Client, soort: str) -> Any:
    return openpyxl.load_workbook(BytesIO(client.get(f"{BASE}{soort}.xlsx").content))


def packed(book: Any) -> SimpleUploadedFile:
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("blad.xlsx", content.getvalue())


def cell(sheet: Any, code: str, title: str) -> Any:
    columns = {one.value: one.column for one in sheet[1]}
    row = next(one.row for one in sheet["A"] if str(one.value) == code)
    return sheet.cell(row, columns[title])


def upload(client: Client, soort: str, changes: dict[tuple[str, str], Any] | Change, **kwargs: Any) -> Any:
    """The sheet as it is downloaded now, with other cells; by (code, title)."""
    book = download(client, soort)
    if callable(changes):
        changes(book.active)
    else:
        for (code, title), value in changes.items():
            cell(book.active, code, title).value = value
    return client.post(f"{BASE}{soort}/", {"bestand": packed(book)}, **kwargs)


def shown(page: Any) -> list[tuple[str, str, str, str]]:
    assert page.status_code == 200, page.context["form"].fouten
    return [(cel.code, cel.kolom.titel, cel.was, cel.wordt) for cel in page.context["cellen"]]


def confirm(client: Client, soort: str, page: Any) -> Any:
    basis = re.search(r'name="basis" value="([^"]+)"', page.text)
    assert basis
    return client.post(f"{BASE}{soort}/", {"akkoord": "ja", "basis": basis[1]})


def unchanged(client: Client, soort: str) -> bool:
    return "Er is niets te wijzigen" in upload(client, soort, {}, follow=True).content.decode()


@pytest.fixture
def inhoud(inkoop: Inkoop, perceel: Perceel, product: Product) -> Inkoop:
    """More of everything, with what a spreadsheet could spoil."""
    GrondslagFactory(inkoop=inkoop, code="SOM", label="=Somatisch, of lichamelijk")
    LeefgebiedFactory(inkoop=inkoop, nummer=7, naam="Wonen")
    other = ProductFactory(inkoop=inkoop, code="kdv", naam="=1+1", afkorting="'-x")
    PerceelFactory(inkoop=inkoop, nummer="4", naam="Vier")
    PerceelFactory(inkoop=inkoop, nummer="5", naam="Vijf")
    PerceelProductFactory(
        perceel=perceel, product=other, van=dt.date(2027, 1, 1), tot=dt.date(2028, 12, 31), in_beginsel=True
    )
    Begrip.objects.update(omschrijving="Eerste regel.\r\nTweede regel.", synoniemen=["besluit", "opdracht"])
    Segment.objects.update(contractvorm="c", tussentijdse_toetreding=True, lokaal_toelichting="-5 %")
    return inkoop


# --- every sheet ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("soort", BLADEN)
def test_what_comes_back_unchanged_changes_nothing(editor: Client, inhoud: Inkoop, soort: str) -> None:
    assert unchanged(editor, soort)


@pytest.mark.parametrize(
    ("soort", "code", "title", "value"),
    [
        ("product", "bgi", "Naam", "Andere naam"),
        ("product", "bgi", "Grondslagen", "PSY, SOM"),
        ("perceel", "3", "Doorstroom naar perceel", "4, 5"),
        ("perceel", "3", "Segment", ""),
        ("matrix", "bgi", "Perceel 4", "vanaf 1-1-2027"),
        ("segment", "1a", "Tussentijdse toetreding", "nee"),
        ("segment", "1a", "Doelgroep", "Voor wie **dat** wil."),
        ("hoofdstuk", "inleiding", "Soort", "tekst"),
        ("grondslag", "SOM", "Betekenis", "Het lichaam."),
        ("leefgebied", "7", "Naam", "Huis"),
        ("rubriek", "product-eisen", "Verplicht", "ja"),
        ("begrip", "", "Synoniemen", "besluit,order"),
    ],
)
def test_every_sheet_shows_what_changes_and_then_saves_it(
    editor: Client, inhoud: Inkoop, soort: str, code: str, title: str, value: str
) -> None:
    if soort == "hoofdstuk":
        inhoud.hoofdstukken.update(soort="percelen")
    code = code or str(Begrip.objects.get().pk)
    page = upload(editor, soort, {(code, title): value})
    assert [(row[0], row[1], row[3]) for row in shown(page)] == [(code, title, value)]
    assert confirm(editor, soort, page).status_code == 302
    assert (cell(download(editor, soort).active, code, title).value or "") == value
    assert unchanged(editor, soort)


def test_who_may_only_read_downloads_and_does_not_read_in(inhoud: Inkoop, lezer: User, editor: Client) -> None:
    client = client_of(lezer)
    page = client.get(BASE).content.decode()
    assert "excel/matrix.xlsx" in page
    assert "excel/matrix/" not in page
    assert client.get(f"{BASE}matrix.xlsx").status_code == 200
    accepted = upload(editor, "matrix", {("bgi", "Perceel 4"): "ja"}).context["voorstel"].gezien
    assert client.get(f"{BASE}matrix/").status_code == 403
    assert client.post(f"{BASE}matrix/", {"akkoord": "ja", "basis": accepted}).status_code == 403


def test_a_sheet_that_does_not_exist(editor: Client, inhoud: Inkoop) -> None:
    assert editor.get(f"{BASE}kenmerk.xlsx").status_code == 404
    assert editor.get(f"{BASE}kenmerk/").status_code == 404


def test_a_preview_of_one_inkoop_is_not_taken_for_another(editor: Client, inhoud: Inkoop) -> None:
    other = ProductFactory(inkoop=InkoopFactory(regio=inhoud.regio, slug="andere-inkoop"), code="kdv", naam="=1+1")
    accepted = upload(editor, "product", {("kdv", "Naam"): "Anders"}).context["voorstel"].gezien
    response = editor.post("/beheer/andere-inkoop/excel/product/", {"akkoord": "ja", "basis": accepted})
    assert response.status_code == 409
    other.refresh_from_db()
    assert other.naam == "=1+1"


def test_no_text_runs_as_a_formula(editor: Client, inhoud: Inkoop) -> None:
    for soort in BLADEN:
        assert all(one.data_type != "f" for sheet in download(editor, soort) for row in sheet for one in row)
    assert cell(download(editor, "matrix").active, "kdv", "Naam").value == "'=1+1"


def test_a_text_that_excel_cannot_hold_is_told(editor: Client, inhoud: Inkoop) -> None:
    ProductTekst.objects.update(tekst=f"<p>{'lang ' * 8000}</p>")
    assert "te lang voor Excel" in editor.get(f"{BASE}product.xlsx", follow=True).content.decode()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04geen excel", b"<html>"])
def test_what_is_no_spreadsheet_is_told(editor: Client, inhoud: Inkoop, content: bytes) -> None:
    response = editor.post(f"{BASE}product/", {"bestand": SimpleUploadedFile("x.xlsx", content)})
    assert response.status_code == 422


def test_more_rows_ask_no_more_of_the_database(
    editor: Client, inhoud: Inkoop, product: Product, perceel: Perceel
) -> None:
    def queries(soort: str) -> int:
        book = download(editor, soort)
        with CaptureQueriesContext(connection) as context:
            assert editor.post(f"{BASE}{soort}/", {"bestand": packed(book)}).status_code == 302
        return len(context)

    before = {soort: queries(soort) for soort in BLADEN}
    grow(inhoud, product, perceel, 20)
    assert {soort: queries(soort) for soort in BLADEN} == before


# --- facts and texts --------------------------------------------------------------------------------------------------


def test_each_cell_is_shown_and_then_all_is_taken(editor: Client, inhoud: Inkoop, product: Product) -> None:
    changes = {("bgi", "Naam"): "Andere naam", ("bgi", "Eisen"): "- een\n- twee", ("bgi", "Maximaal per jaar"): 42}
    page = upload(editor, "product", changes)
    assert shown(page) == [
        ("bgi", "Naam", "Begeleiding individueel", "Andere naam"),
        ("bgi", "Maximaal per jaar", "", "42"),
        ("bgi", "Eisen", "", "- een\n- twee"),
    ]
    product.refresh_from_db()
    assert product.naam == "Begeleiding individueel"
    assert confirm(editor, "product", page).status_code == 302
    product.refresh_from_db()
    assert (product.naam, product.max_per_jaar) == ("Andere naam", 42)
    tekst = ProductTekst.objects.get(product=product, rubriek__sleutel="eisen").tekst
    assert tekst == "<ul><li>een</li><li>twee</li></ul>"
    assert confirm(editor, "product", page).status_code == 302  # once more: it says so already


def test_links_are_codes_in_the_order_of_the_document_and_are_read_forgivingly(
    editor: Client, inhoud: Inkoop, product: Product
) -> None:
    product.leefgebieden.set(Leefgebied.objects.order_by("-nummer"))
    assert cell(download(editor, "product").active, "bgi", "Leefgebieden").value == "3, 7"
    changes = {("bgi", "Leefgebieden"): "wonen", ("bgi", "Grondslagen"): "som\npsy", ("kdv", "Segmenten"): "Segment 1A"}
    Segment.objects.update(naam="")
    page = upload(editor, "product", changes)
    assert shown(page) == [
        ("bgi", "Grondslagen", "PSY", "PSY, SOM"),
        ("bgi", "Leefgebieden", "3, 7", "7"),
        ("kdv", "Segmenten", "", "1a"),
    ]
    confirm(editor, "product", page)
    assert [row.nummer for row in product.leefgebieden.order_by("nummer")] == [7]
    assert [row.code for row in product.grondslagen.order_by("code")] == ["PSY", "SOM"]
    assert [row.code for row in Product.objects.get(code="kdv").segmenten.order_by("code")] == ["1a"]


def test_a_link_to_what_was_archived_is_in_no_cell_and_stays(editor: Client, inhoud: Inkoop, product: Product) -> None:
    Grondslag.objects.filter(code="PSY").update(gearchiveerd_op=AT)
    page = upload(editor, "product", {("bgi", "Naam"): "Anders", ("bgi", "Grondslagen"): "SOM"})
    assert shown(page)[1] == ("bgi", "Grondslagen", "", "SOM")
    assert confirm(editor, "product", page).status_code == 302
    assert [row.code for row in product.grondslagen.order_by("code")] == ["PSY", "SOM"]


@pytest.mark.parametrize(
    ("soort", "code", "title", "value", "message"),
    [
        (
            "product",
            "bgi",
            "Grondslagen",
            "PSY, XX",
            "cel L2 (Grondslagen): “XX” is onbekend. Verwacht: PSY, SOM of leeg.",
        ),
        (
            "perceel",
            "3",
            "Doorstroom naar perceel",
            "3",
            "Perceel 3 Gericht op behoud kan niet naar zichzelf verwijzen.",
        ),
        ("perceel", "3", "Segment", "9", "“9” is onbekend. Verwacht: 1a of leeg."),
        ("perceel", "3", "Kan naast een ander perceel", "soms", "“soms” is onbekend. Verwacht: ja, nee of leeg."),
        ("product", "bgi", "Eenheid", "week of zo", "“week of zo” is onbekend. Verwacht: minuut, uur"),
        ("product", "bgi", "Maximaal per jaar", "veel", "Voer een geheel getal in"),
        ("product", "bgi", "Naam", None, "verplicht"),
        ("product", "bgi", "Doelgroep", None, "Deze rubriek is verplicht. Vul een tekst in."),
        ("rubriek", "product-eenheid", "Soort", "perceel", "Deze inhoud past niet bij deze soort rubriek."),
    ],
)
def test_one_wrong_cell_is_told_and_nothing_can_be_taken(
    editor: Client, inhoud: Inkoop, soort: str, code: str, title: str, value: str | None, message: str
) -> None:
    page = upload(editor, soort, {(code, title): value})
    assert page.status_code == 422
    (cel,) = page.context["cellen"]
    assert message in cel.melding
    assert cel.fout in cel.melding
    assert "Alles overnemen" not in page.content.decode()
    assert not page.context["kan_opslaan"]


def remove(sheet: Any) -> None:
    cell(sheet, "kdv", "Naam").value = "Anders"
    sheet.delete_rows(2)
    sheet.delete_cols(3)


def test_rows_and_columns_that_are_left_out_stay_as_they_are(editor: Client, inhoud: Inkoop) -> None:
    assert [row[:2] for row in shown(upload(editor, "product", remove))] == [("kdv", "Naam")]


def add_rows(sheet: Any) -> None:
    for code in ("weg", "KDV", None):
        sheet.append([code, "Naam"])


def test_rows_that_belong_to_nothing_are_told_together(editor: Client, inhoud: Inkoop) -> None:
    ProductFactory(inkoop=inhoud, code="weg", gearchiveerd_op=AT)
    page = upload(editor, "product", add_rows)
    assert page.status_code == 422
    assert [message.partition(": ")[2] for _, message in page.context["form"].fouten] == [
        "“weg” is gearchiveerd. Haal dit onderdeel terug, of verwijder de rij uit het bestand.",
        "“KDV” staat er twee keer. Verwijder een van de twee rijen.",
        "Hier ontbreekt de code van een product. Vul de code in, of verwijder de rij.",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda product: Product.objects.filter(pk=product.pk).update(naam="Van een collega"),
        lambda product: product.grondslagen.clear(),
        lambda product: ProductTekst.objects.filter(product=product).update(tekst="<p>Van een collega.</p>"),
    ],
)
def test_after_a_change_by_a_colleague_nothing_is_taken(
    editor: Client, inhoud: Inkoop, product: Product, change: Callable[[Product], None]
) -> None:
    changes = {
        ("bgi", "Naam"): "Mijn naam",
        ("bgi", "Grondslagen"): "SOM",
        ("bgi", "Doelgroep"): "Anders",
        ("kdv", "Naam"): "Ook anders",
    }
    page = upload(editor, "product", changes)
    assert len(shown(page)) == 4
    change(product)
    response = confirm(editor, "product", page)
    assert response.status_code == 409
    assert "Een collega heeft intussen iets veranderd." in response.text
    assert Product.objects.get(code="kdv").naam == "=1+1"
    # The preview says what would change now, and that can be taken over.
    assert len(response.context["cellen"]) == 4
    assert confirm(editor, "product", response).status_code == 302
    assert Product.objects.get(code="kdv").naam == "Ook anders"


@pytest.mark.parametrize(("passed", "name"), [(dt.timedelta(minutes=30), "Anders"), (dt.timedelta(days=1), "=1+1")])
def test_a_preview_is_good_for_a_while(
    editor: Client, inhoud: Inkoop, monkeypatch: pytest.MonkeyPatch, passed: dt.timedelta, name: str
) -> None:
    page = upload(editor, "product", {("kdv", "Naam"): "Anders"})
    later(monkeypatch, passed)
    confirm(editor, "product", page)
    assert Product.objects.get(code="kdv").naam == name


def test_another_cell_of_a_colleague_is_no_conflict(editor: Client, inhoud: Inkoop, product: Product) -> None:
    page = upload(editor, "product", {("bgi", "Naam"): "Mijn naam"})
    product.grondslagen.clear()
    assert confirm(editor, "product", page).status_code == 302
    product.refresh_from_db()
    assert (product.naam, product.grondslagen.count()) == ("Mijn naam", 0)


def test_two_rubrieken_of_one_name_have_columns_of_their_own(editor: Client, inhoud: Inkoop) -> None:
    Rubriek.objects.filter(sleutel__in=["eisen", "eenheid"]).update(naam="Naam")
    titles = [one.value for one in download(editor, "product").active[1]]
    assert len(set(titles)) == len(titles)
    assert unchanged(editor, "product")


# --- the matrix -------------------------------------------------------------------------------------------------------


def test_the_matrix_has_a_row_for_each_product_and_a_column_for_each_perceel(editor: Client, inhoud: Inkoop) -> None:
    rows = [[one.value for one in row] for row in download(editor, "matrix").active]
    assert rows == [
        ["Product", "Naam", "Perceel 3", "Perceel 4", "Perceel 5"],
        ["bgi", "Begeleiding individueel", "ja", None, None],
        ["kdv", "'=1+1", "in beginsel 1-1-2027 t/m 31-12-2028", None, None],
    ]


def test_the_matrix_comes_back_with_two_cells_changed(editor: Client, inhoud: Inkoop, perceel: Perceel) -> None:
    page = upload(editor, "matrix", {("bgi", "Perceel 3"): None, ("kdv", "Perceel 4"): "in beginsel 2027"})
    assert shown(page) == [
        ("bgi", "Perceel 3", "ja", ""),
        ("kdv", "Perceel 4", "", "in beginsel 1-1-2027 t/m 31-12-2027"),
    ]
    assert PerceelProduct.objects.count() == 2
    assert confirm(editor, "matrix", page).status_code == 302
    link = PerceelProduct.objects.get(perceel__nummer="4")
    assert (link.product.code, link.van, link.tot, link.in_beginsel) == (
        "kdv",
        dt.date(2027, 1, 1),
        dt.date(2027, 12, 31),
        True,
    )
    assert not PerceelProduct.objects.filter(product__code="bgi").exists()
    assert unchanged(editor, "matrix")


def test_a_cell_of_the_matrix_that_cannot_be_read_is_told(editor: Client, inhoud: Inkoop) -> None:
    page = upload(editor, "matrix", {("bgi", "Perceel 4"): "misschien", ("kdv", "Perceel 5"): "ja"})
    assert page.status_code == 422
    ((_, message),) = page.context["form"].fouten
    assert message.startswith("Blad Producten per perceel, cel D2 (Perceel 4): “misschien” kan hier niet. Verwacht: ja")
    assert PerceelProduct.objects.count() == 2


def test_a_cell_of_the_matrix_that_a_colleague_changed_is_not_overwritten(
    editor: Client, inhoud: Inkoop, perceel: Perceel
) -> None:
    page = upload(editor, "matrix", {("bgi", "Perceel 3"): None, ("kdv", "Perceel 4"): "ja"})
    PerceelProduct.objects.filter(product__code="bgi").update(van=dt.date(2027, 1, 1))
    response = confirm(editor, "matrix", page)
    assert response.status_code == 409
    assert [(cel.code, cel.was, cel.wordt) for cel in response.context["cellen"]] == [
        ("bgi", "vanaf 1-1-2027", ""),
        ("kdv", "", "ja"),
    ]
    assert PerceelProduct.objects.count() == 2


def test_a_preview_expires(editor: Client, inhoud: Inkoop, monkeypatch: pytest.MonkeyPatch) -> None:
    page = upload(editor, "product", {("bgi", "Naam"): "Mijn naam"})
    monkeypatch.setattr("core.inlezen.GELDIG", dt.timedelta(seconds=-1))
    response = confirm(editor, "product", page)
    assert response.status_code == 409
    assert "verlopen" in response.text
    assert not Product.objects.filter(naam="Mijn naam").exists()


def test_archived_and_unknown_rows_and_columns_of_the_matrix_are_told(editor: Client, inhoud: Inkoop) -> None:
    def add(sheet: Any) -> None:
        sheet.append(["weg", "Weg", "ja"])

    ProductFactory(inkoop=inhoud, code="weg", gearchiveerd_op=AT)
    page = upload(editor, "matrix", add)
    assert "“weg” is gearchiveerd. Haal dit onderdeel terug" in page.content.decode()
    book = download(editor, "matrix")
    Perceel.objects.filter(nummer="4").update(gearchiveerd_op=AT)
    page = editor.post(f"{BASE}matrix/", {"bestand": packed(book)})
    assert page.status_code == 422
    assert "Perceel 4 is gearchiveerd. Haal het terug, of verwijder de kolom" in page.content.decode()
    Perceel.objects.filter(nummer="4").delete()
    page = editor.post(f"{BASE}matrix/", {"bestand": packed(book)})
    assert "Onbekende kop “Perceel 4”. Verwacht: Product, Naam, Perceel 3, Perceel 5." in page.content.decode()


def test_what_is_archived_after_the_preview_is_not_changed(editor: Client, inhoud: Inkoop) -> None:
    page = upload(editor, "matrix", {("bgi", "Perceel 4"): "ja"})
    Perceel.objects.filter(nummer="4").update(gearchiveerd_op=AT)
    assert confirm(editor, "matrix", page).status_code == 422
    assert PerceelProduct.objects.count() == 2


# --- what is new --------------------------------------------------------------------------------------------------------


def append(sheet: Any, **values: Any) -> None:
    """A row below the others; by title, with _ for a space."""
    titles = [one.value for one in sheet[1]]
    row = dict.fromkeys(titles, None) | {naam.replace("_", " "): value for naam, value in values.items()}
    assert set(row) == set(titles), set(row) - set(titles)
    sheet.append([row[title] for title in titles])


def test_a_row_with_a_new_code_is_a_new_part_with_its_links_and_texts(editor: Client, inhoud: Inkoop) -> None:
    page = upload(
        editor,
        "product",
        lambda sheet: append(
            sheet,
            Code="logeren",
            Naam="Logeren",
            Grondslagen="PSY, SOM",
            Leefgebieden="3",
            Doelgroep="Voor **wie** logeert.",
        ),
    )
    assert not Product.objects.filter(code="logeren").exists()
    assert shown(page)[0] == ("logeren", "Nieuw", "", "nieuw")
    assert ("logeren", "Naam", "", "Logeren") in shown(page)
    assert "Product logeren (nieuw)" in page.text
    response = confirm(editor, "product", page)
    assert response.status_code == 302
    assert "1 product toegevoegd, 4 cellen gewijzigd" in editor.get(response["Location"]).text
    new = Product.objects.get(code="logeren")
    assert new.volgorde > Product.objects.get(code="kdv").volgorde
    assert sorted(row.code for row in new.grondslagen.all()) == ["PSY", "SOM"]
    assert ProductTekst.objects.get(product=new).tekst == "<p>Voor <strong>wie</strong> logeert.</p>"
    assert unchanged(editor, "product")


@pytest.mark.parametrize(
    ("soort", "values", "found"),
    [
        ("perceel", {"Nummer": "6", "Naam": "Zes", "Segment": "1a"}, {"nummer": "6", "naam": "Zes"}),
        ("segment", {"Code": "2b", "Naam": "Nieuw segment"}, {"code": "2b"}),
        ("hoofdstuk", {"Sleutel": "slot", "Titel": "Slot", "Tekst": "Tot slot."}, {"titel": "Slot", "tekst": "<p>Tot slot.</p>"}),
        ("grondslag", {"Code": "ZG", "Label": "Zintuiglijk"}, {"code": "ZG", "label": "Zintuiglijk"}),
        ("leefgebied", {"Nummer": "9", "Naam": "Geld"}, {"nummer": 9, "naam": "Geld"}),
        ("rubriek", {"Sleutel": "perceel-duur", "Naam": "Duur"}, {"soort": "perceel", "sleutel": "duur"}),
        ("begrip", {"Term": "regie", "Omschrijving": "Zelf bepalen."}, {"term": "regie"}),
    ],
)  # fmt: skip
def test_every_kind_can_begin_in_its_sheet(
    editor: Client, inhoud: Inkoop, soort: str, values: dict[str, str], found: dict[str, Any]
) -> None:
    page = upload(editor, soort, lambda sheet: append(sheet, **values))
    assert "nieuw" in {row[3] for row in shown(page)}
    assert confirm(editor, soort, page).status_code == 302
    rows = SOORTEN[soort].model.objects.filter(inkoop=inhoud, **found)
    assert rows.count() == 1
    assert unchanged(editor, soort)


def test_an_empty_inkoop_begins_in_excel(editor: Client, inkoop: Inkoop) -> None:
    """In the order that the page tells, from the templates."""
    rows: list[tuple[str, dict[str, Any]]] = [
        ("rubriek", {"Sleutel": "product-doelgroep", "Naam": "Doelgroep", "Verplicht": "ja"}),
        ("grondslag", {"Code": "PSY", "Label": "Psychisch"}),
        ("product", {"Code": "bgi", "Naam": "Begeleiding", "Grondslagen": "PSY", "Doelgroep": "Voor wie."}),
        ("perceel", {"Nummer": "1", "Naam": "Een"}),
    ]
    for soort, values in rows:
        book = openpyxl.load_workbook(BytesIO(editor.get(f"{BASE}sjabloon/{soort}.xlsx").content))
        append(book.active, **values)
        page = editor.post(f"{BASE}{soort}/", {"bestand": packed(book)})
        assert confirm(editor, soort, page).status_code == 302, page.context["form"].fouten
    page = upload(editor, "matrix", {("bgi", "Perceel 1"): "ja"})
    assert confirm(editor, "matrix", page).status_code == 302
    product = Product.objects.get(inkoop=inkoop)
    assert [row.nummer for row in product.percelen.all()] == ["1"]
    assert ProductTekst.objects.get(product=product).tekst == "<p>Voor wie.</p>"


@pytest.mark.parametrize(
    ("soort", "values", "message"),
    [
        ("product", {"Code": "Logeren!", "Naam": "Logeren"}, "Code: Gebruik alleen kleine letters"),
        ("product", {"Code": "logeren"}, "Naam: "),
        ("leefgebied", {"Nummer": "negen", "Naam": "Geld"}, "Nummer: "),
        ("rubriek", {"Sleutel": "duur", "Naam": "Duur"}, "Schrijf de soort ervoor"),
        ("begrip", {"Nummer": "999999", "Term": "x", "Omschrijving": "y"}, "Laat het nummer van een nieuwe rij leeg"),
        ("begrip", {"Term": "toewijzing", "Omschrijving": "y"}, "Dit begrip staat al in de lijst"),
    ],
)
def test_a_new_row_that_cannot_be_is_told_with_its_cell(
    editor: Client, inhoud: Inkoop, soort: str, values: dict[str, str], message: str
) -> None:
    before = SOORTEN[soort].model.objects.count()
    page = upload(editor, soort, lambda sheet: append(sheet, **values))
    assert page.status_code == 422
    told = " ".join(fout for _, fout in page.context["form"].fouten)
    assert message in told
    assert re.search(r"cel [A-Z]+\d+", told)
    assert not page.context["kan_opslaan"]
    assert SOORTEN[soort].model.objects.count() == before


def test_a_code_that_a_colleague_took_meanwhile_is_refused(editor: Client, inhoud: Inkoop) -> None:
    page = upload(editor, "product", lambda sheet: append(sheet, Code="logeren", Naam="Logeren"))
    ProductFactory(inkoop=inhoud, code="logeren", naam="Van een collega")
    response = confirm(editor, "product", page)
    assert response.status_code == 422
    assert "“logeren” is intussen al toegevoegd" in response.text
    assert Product.objects.get(code="logeren").naam == "Van een collega"


def test_a_template_is_empty_and_explains_each_column(editor: Client, inhoud: Inkoop) -> None:
    Rubriek.objects.filter(soort="product", sleutel="doelgroep").update(toelichting="Voor wie is het?")
    book = openpyxl.load_workbook(BytesIO(editor.get(f"{BASE}sjabloon/product.xlsx").content))
    sheet, uitleg = book.worksheets
    assert sheet.max_row == 1
    told = {row[0].value: row[2].value for row in uitleg.iter_rows(min_row=2) if not row[1].value}
    assert told["Code"].startswith("Verplicht. Een code die er nog niet is")
    assert told["Doelgroep"] == "Tekst. Voor wie is het?"
    assert told["Maximaal per week"] == "In de eenheid van het product."
    assert "matrix" in BLADEN
    assert editor.get(f"{BASE}sjabloon/matrix.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("cel", "html"),
    [
        (
            "Zie https://www.voorbeeld.nl/duur en https://www.voorbeeld.nl/verlenging.",
            "<p>Zie https://www.voorbeeld.nl/duur en https://www.voorbeeld.nl/verlenging.</p>",
        ),
        ("Een rit:\n• 60 minuten heen\n• terug", "<p>Een rit:</p><ul><li>60 minuten heen</li><li>terug</li></ul>"),
        ("3. Derde lid vervalt.\n4. Vierde lid blijft.", '<ol start="3"><li>Derde lid vervalt.</li><li>Vierde lid blijft.</li></ol>'),
        (r"5 ** 2 en 3 ** 4, pad C:\temp\map", r"<p>5 ** 2 en 3 ** 4, pad C:\temp\map</p>"),
    ],
)  # fmt: skip
def test_the_preview_shows_what_a_text_becomes(editor: Client, inhoud: Inkoop, cel: str, html: str) -> None:
    page = upload(editor, "product", {("bgi", "Doelgroep"): cel}, follow=True)
    assert html in page.text
    confirm(editor, "product", page)
    assert ProductTekst.objects.get(product__code="bgi", rubriek__sleutel="doelgroep").tekst == html


def test_what_is_struck_in_a_cell_is_left_out_and_told(editor: Client, inhoud: Inkoop) -> None:
    runs = CellRichText(
        TextBlock(InlineFont(), "Start binnen "),
        TextBlock(InlineFont(strike=True), "tien "),
        TextBlock(InlineFont(), "vijf dagen, 20 m"),
        TextBlock(InlineFont(vertAlign="superscript"), "2"),
    )
    page = upload(editor, "product", {("bgi", "Doelgroep"): runs}, follow=True).text
    assert "<p>Start binnen vijf dagen, 20 m²</p>" in page
    assert "Wat in de cel was doorgehaald, is weggelaten." in page


def test_a_cell_that_is_struck_as_a_whole_is_refused(editor: Client, inhoud: Inkoop) -> None:
    def strike(sheet: Any) -> None:
        cell(sheet, "bgi", "Doelgroep").font = Font(strike=True)

    response = upload(editor, "product", strike)
    assert "Deze cel is doorgehaald." in response.content.decode()


# --- what a colleague changed since the download ----------------------------------------------------------------------


def later_upload(client: Client, soort: str, changes: dict[tuple[str, str], Any], meanwhile: Callable[[], Any]) -> Any:
    """Downloaded, changed here, changed by a colleague, and read in."""
    book = download(client, soort)
    for (code, title), value in changes.items():
        cell(book.active, code, title).value = value
    meanwhile()
    return client.post(f"{BASE}{soort}/", {"bestand": packed(book)}, follow=True)


def choose(client: Client, page: Any, soort: str = "product", **data: Any) -> Any:
    basis = re.search(r'name="basis" value="([^"]+)"', page.text)
    assert basis
    return client.post(f"{BASE}{soort}/", {"basis": basis[1], **data})


@pytest.mark.parametrize("soort", BLADEN)
def test_every_sheet_carries_what_it_said(editor: Client, inhoud: Inkoop, soort: str) -> None:
    book = download(editor, soort)
    base = book["Basis"]
    assert base.sheet_state == "hidden"
    assert [[one.value for one in row] for row in base] == [[one.value for one in row] for row in book.worksheets[0]]


def test_a_cell_of_a_colleague_that_was_not_touched_stays(editor: Client, inhoud: Inkoop, product: Product) -> None:
    page = later_upload(
        editor,
        "product",
        {("bgi", "Afkorting"): "BI"},
        lambda: Product.objects.filter(code="bgi").update(naam="Van haar"),
    )
    assert [(row[1], row[3]) for row in shown(page)] == [("Afkorting", "BI")]
    assert "wijzigde een collega 1 cel die u niet aanpaste" in page.text
    assert choose(editor, page, akkoord="ja").status_code == 302
    product.refresh_from_db()
    assert (product.naam, product.afkorting) == ("Van haar", "BI")


def test_only_what_a_colleague_changed_is_nothing_to_take(editor: Client, inhoud: Inkoop, product: Product) -> None:
    page = later_upload(editor, "product", {}, lambda: Product.objects.filter(code="bgi").update(naam="Van haar"))
    assert "Wat een collega na het downloaden wijzigde, blijft staan." in page.text


@pytest.mark.parametrize("mijn", [True, False])
def test_a_cell_that_both_changed_is_chosen(editor: Client, inhoud: Inkoop, product: Product, mijn: bool) -> None:
    vorige = product.naam
    page = later_upload(
        editor,
        "product",
        {("bgi", "Naam"): "Van mij", ("bgi", "Afkorting"): "BI"},
        lambda: Product.objects.filter(code="bgi").update(naam="Van haar"),
    )
    (botst,) = [cel for cel in page.context["cellen"] if cel.botst]
    assert (botst.toen, botst.was, botst.wordt) == (vorige, "Van haar", "Van mij")
    assert f"Toen u downloadde stond er: {vorige}" in page.text
    answer = choose(editor, page, akkoord="ja", **({"mijn": botst.sleutel} if mijn else {}))
    assert answer.status_code == 302
    product.refresh_from_db()
    assert (product.naam, product.afkorting) == ("Van mij" if mijn else "Van haar", "BI")


def test_a_text_that_both_changed_is_chosen(editor: Client, inhoud: Inkoop, product: Product) -> None:
    tekst = ProductTekst.objects.filter(product=product).order_by("pk").first()
    assert tekst
    titel = tekst.rubriek.naam
    page = later_upload(
        editor,
        "product",
        {("bgi", titel): "Binnen zes dagen."},
        lambda: ProductTekst.objects.filter(pk=tekst.pk).update(tekst="<p>Binnen vijf dagen.</p>"),
    )
    (botst,) = page.context["cellen"]
    assert botst.botst
    assert "vijf" in "".join(re.findall(r"<del.*?</del>", page.text, re.DOTALL))
    choose(editor, page, akkoord="ja", mijn=botst.sleutel)
    tekst.refresh_from_db()
    assert tekst.tekst == "<p>Binnen zes dagen.</p>"


def test_a_sheet_without_a_base_is_compared_with_now_and_says_so(
    editor: Client, inhoud: Inkoop, product: Product
) -> None:
    book = download(editor, "product")
    del book["Basis"]
    Product.objects.filter(code="bgi").update(afkorting="XX")
    page = editor.post(f"{BASE}product/", {"bestand": packed(book)})
    assert [row[1] for row in shown(page)] == ["Afkorting"]
    assert "Dit bestand vertelt niet wat er stond toen u het downloadde" in page.text
    assert not any(cel.botst for cel in page.context["cellen"])


def test_a_change_after_the_preview_is_shown_again_also_in_a_chosen_cell(
    editor: Client, inhoud: Inkoop, product: Product
) -> None:
    page = later_upload(
        editor,
        "product",
        {("bgi", "Naam"): "Van mij"},
        lambda: Product.objects.filter(code="bgi").update(naam="Van haar"),
    )
    sleutel = page.context["cellen"][0].sleutel
    Product.objects.filter(code="bgi").update(naam="Nog eens van haar")
    answer = choose(editor, page, akkoord="ja", mijn=sleutel)
    assert answer.status_code == 409
    assert "Nog eens van haar" in answer.text
    product.refresh_from_db()
    assert product.naam == "Nog eens van haar"


def test_a_long_preview_is_paged_and_keeps_what_was_chosen(
    editor: Client, inhoud: Inkoop, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("werkplek.inhoud.excel.views.PER_PAGINA", 2)
    page = later_upload(
        editor,
        "product",
        {
            ("bgi", "Naam"): "Van mij",
            ("bgi", "Afkorting"): "BI",
            ("kdv", "Naam"): "Kortdurend",
            ("kdv", "Afkorting"): "KD",
        },
        lambda: Product.objects.filter(code="bgi").update(naam="Van haar"),
    )
    assert "4 cellen zijn anders dan" in page.text
    assert "hier 1 tot en met 2" in page.text
    (botst,) = [cel for cel in page.context["cellen"] if cel.botst]
    page = choose(editor, page, pagina="2", mijn=botst.sleutel)
    assert page.status_code == 200
    assert "hier 3 tot en met 4" in page.text
    assert f'<input type="hidden" name="mijn" value="{botst.sleutel}">' in page.text
    product.refresh_from_db()
    assert product.naam == "Van haar"
    choose(editor, page, akkoord="ja", mijn=botst.sleutel)
    product.refresh_from_db()
    assert product.naam == "Van mij"
    assert Product.objects.get(code="kdv").afkorting == "KD"


def test_the_matrix_knows_what_it_said(editor: Client, inhoud: Inkoop, product: Product, perceel: Perceel) -> None:
    vier = Perceel.objects.get(nummer="4")
    page = later_upload(
        editor,
        "matrix",
        {("bgi", "Perceel 4"): "vanaf 1-1-2027", ("bgi", "Perceel 5"): "ja"},
        lambda: PerceelProductFactory(perceel=vier, product=product),
    )
    assert [(cel.kolom.titel, cel.botst) for cel in page.context["cellen"]] == [
        ("Perceel 4", True),
        ("Perceel 5", False),
    ]
    choose(editor, page, "matrix", akkoord="ja")
    assert PerceelProduct.objects.get(perceel=vier, product=product).van is None
    assert PerceelProduct.objects.filter(perceel__nummer="5", product=product).exists()
