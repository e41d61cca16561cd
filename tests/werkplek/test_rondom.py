"""Rond de tekst: planning, bijeenkomsten, documenten and kengetallen as a contractmanager enters them."""

from __future__ import annotations

import html as html_module
import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.moment import Moment
from opslag.models import Bestandsinhoud
from proces.models import MAX_DOCUMENT, Bijeenkomst, Document, Kengetal, Mijlpaal
from segments.models import Inkoop
from tests.werkplek.conftest import basis_of

BASE = "/beheer/inkoop-2026/rondom/"
pytestmark = pytest.mark.django_db


def office(folder: str, **parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml"):
            archive.writestr(name, "x")
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def told(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def add(client: Client, kind: str, **data: Any) -> Any:
    return client.post(f"{BASE}{kind}/toevoegen/", data)


def test_a_moment_is_entered_as_people_write_it(editor: Client, compleet: Inkoop) -> None:
    data = {"titel": "Overlegtafels", "moment": "maart–juni 2027", "stand": "gepland", "sluit": "reageren"}
    assert add(editor, "mijlpaal", **data).status_code == 302
    row = Mijlpaal.objects.get()
    assert (str(row.moment), row.openbaar, row.sluit) == ("2027-03/2027-06", False, "reageren")
    page = editor.get(f"{BASE}mijlpaal/")
    assert "maart tot en met juni 2027. Sluit reageren" in told(page)
    assert "niet openbaar" in told(page)


def test_who_moves_a_moment_need_not_type_when_it_was(editor: Client, compleet: Inkoop) -> None:
    row = Mijlpaal.objects.create(inkoop=compleet, titel="Start", moment=Moment.parse("2027-Q1"))
    url = f"{BASE}mijlpaal/{row.pk}/"
    data = {"titel": "Start", "moment": "Q2 2027", "stand": "verschoven", "basis": basis_of(editor, url)}
    assert "waarom dit moment verschoven is" in told(editor.post(url, data))
    assert editor.post(url, {**data, "reden": "Meer tijd voor het onderzoek"}).status_code == 302
    row.refresh_from_db()
    assert (str(row.moment), str(row.eerder)) == ("2027-Q2", "2027-Q1")
    history = told(editor.get(f"{url}geschiedenis/"))
    assert "Wanneer: 1e kwartaal 2027 → 2e kwartaal 2027" in history
    assert "Stand: gepland → verschoven" in history


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"moment": "najaar"}, "is geen moment"),
        ({"moment": "1 januari 3027"}, "ligt te ver weg"),
        ({"moment": "Q3 2027", "tijd": "12.00"}, "Een tijd kan alleen bij een dag"),
        ({"moment": "juni–maart 2027"}, "het einde ligt voor het begin"),
        ({"moment": "1-1-2027", "tijd": "noen"}, "is geen tijd"),
    ],
)
def test_a_wrong_moment_is_told(data: dict[str, str], message: str, editor: Client, compleet: Inkoop) -> None:
    response = add(editor, "mijlpaal", titel="Start", stand="gepland", **data)
    assert response.status_code == 422
    assert message in told(response)
    assert not Mijlpaal.objects.exists()


def test_a_bijeenkomst_with_agenda_and_report(editor: Client, compleet: Inkoop) -> None:
    segment = compleet.segmenten.get()
    data = {
        "titel": "Overlegtafel wonen", "soort": "overlegtafel", "datum": "1 maart 2027", "tijd": "9.30", "eindtijd": "11 uur",
        "plaats": "Stadhuis", "segmenten": [segment.pk], "agenda": "- Opening\n- Rondvraag", "verslag": "Besproken: **alles**.",
    }  # fmt: skip
    assert add(editor, "bijeenkomst", **data).status_code == 302
    row = Bijeenkomst.objects.get()
    assert (row.sleutel, list(row.segmenten.all())) == ("overlegtafel-wonen", [segment])
    assert row.agenda == "<ul><li>Opening</li><li>Rondvraag</li></ul>"
    assert "<strong>alles</strong>" in row.verslag
    url = f"{BASE}bijeenkomst/{row.pk}/"
    assert "- Opening" in editor.get(url).text
    wrong = editor.post(url, {**data, "sleutel": row.sleutel, "eindtijd": "9.00", "basis": basis_of(editor, url)})
    assert "eindigt na het begin" in told(wrong)
    # What was typed stands there as it was typed, also when it looks like what is stored.
    typed = editor.post(url, {**data, "sleutel": row.sleutel, "agenda": "<p>**Alles**</p>", "datum": "morgen"})
    assert "&lt;p&gt;**Alles**&lt;/p&gt;" in typed.text


def test_what_the_editor_sends_is_what_the_signs_say_and_nothing_else(editor: Client, compleet: Inkoop) -> None:
    html = '<p>Besproken: <strong>alles</strong> &lt;b&gt; 5 * 3<script>alert(1)</script></p><ul><li><p onclick="x">Een</p></li></ul>'
    data = {"titel": "Sessie", "sleutel": "sessie", "soort": "overlegtafel", "datum": "gisteren"}
    page = add(editor, "bijeenkomst", **data, verslag=html, **{"verslag-vorm": "html"})
    assert page.status_code == 422  # the date; what was written stands there, for the editor and without it
    assert "Besproken: **alles** &lt;b&gt; 5 * 3" in page.text
    shown = html_module.unescape(page.text.partition('name="verslag" data-wmo-html="')[2].partition('"')[0])
    assert shown == "<p>Besproken: <strong>alles</strong> &lt;b&gt; 5 * 3</p><ul><li>Een</li></ul>"
    data["datum"] = "1 maart 2027"
    assert add(editor, "bijeenkomst", **data, verslag=html, **{"verslag-vorm": "html"}).status_code == 302
    assert Bijeenkomst.objects.get().verslag == shown
    far = "<p>x</p>" * 200_000
    page = add(editor, "bijeenkomst", **data | {"sleutel": "b"}, verslag=far, **{"verslag-vorm": "html"})
    assert page.status_code in {413, 422}
    assert Bijeenkomst.objects.count() == 1


def test_kengetallen_take_dots_and_an_order(editor: Client, compleet: Inkoop) -> None:
    for naam, omzet in (("Begeleiding", "3.524.317"), ("Dagbesteding", "€ 606470")):
        assert add(editor, "kengetal", naam=naam, jaar="2023", omzet=omzet).status_code == 302
    assert "is geen heel getal" in told(add(editor, "kengetal", naam="Iets", jaar="2023", omzet="1,5"))
    first, second = Kengetal.objects.order_by("volgorde")
    assert (first.omzet, second.omzet) == (3_524_317, 606_470)
    data = {"verplaats": f"omhoog:{second.pk}", "basis": basis_of(editor, f"{BASE}kengetal/")}
    assert editor.post(f"{BASE}kengetal/", data).status_code == 302
    assert [row.naam for row in Kengetal.objects.order_by("volgorde")] == ["Dagbesteding", "Begeleiding"]


# --- documents --------------------------------------------------------------------------------------------------------


def upload(client: Client, name: str, content: bytes, **data: Any) -> Any:
    return add(client, "document", titel="Stuk", soort="overig", bestand=SimpleUploadedFile(name, content), **data)


@pytest.mark.parametrize(
    ("name", "content"), [("nota.pdf", b"%PDF-1.7 x"), ("nota.docx", office("word")), ("cijfers.xlsx", office("xl"))]
)
def test_a_document_is_uploaded_and_stays_inside(
    name: str, content: bytes, editor: Client, visitor: Client, compleet: Inkoop
) -> None:
    assert upload(editor, name, content, bijlagenummer="3a", versie="2.0", moment="maart 2027").status_code == 302
    row = Document.objects.get()
    assert (row.bijlagenummer, row.versie, str(row.moment), row.openbaar) == ("3a", "2.0", "2027-03", False)
    assert bytes(Bestandsinhoud.objects.get().inhoud) == content
    response = editor.get(f"{BASE}document/{row.pk}/bestand/")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"".join(response.streaming_content) == content
    assert visitor.get(f"{BASE}document/{row.pk}/bestand/").status_code == 302
    assert visitor.get(f"/inkoop/inkoop-2026/documenten/{row.sleutel}/bestand/").status_code == 404


BOM = office("word", **{"word/zwaar.xml": b"0" * 120_000_000})


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nota.pdf", b"MZ\x90\x00", "past niet bij de naam"),
        ("nota.docx", office("xl"), "past niet bij de naam"),
        ("nota.docx", office("word", **{"word/vbaProject.bin": b"x"}), "past niet bij de naam"),
        ("nota.exe", b"%PDF-1.7", "exe"),
        ("nota.pdf", b"", "leeg"),
        ("nota.pdf", b"%PDF-" + b"x" * (MAX_DOCUMENT - 4), "hooguit 25 MB"),
        ("bom.docx", BOM, "uitgepakt te groot"),
    ],
    ids=["type", "folder", "macro", "extension", "empty", "large", "bomb"],
)
def test_a_file_that_cannot_be_is_refused(
    name: str, content: bytes, message: str, editor: Client, compleet: Inkoop
) -> None:
    response = upload(editor, name, content)
    assert response.status_code == 422
    assert message in told(response)
    assert not Document.objects.exists()
    assert not Bestandsinhoud.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "..\\..\\geheim.pdf", "a\x00\r\n\u202eb.pdf", "x" * 300 + ".pdf"]
)
def test_a_name_is_only_a_name(name: str, editor: Client, compleet: Inkoop) -> None:
    response = upload(editor, name, b"%PDF-1.7")
    for row in Document.objects.all():
        stored = row.bestand.name.partition("/")[2]
        assert re.fullmatch(r"[\w.-]{1,200}", stored), stored
        header = editor.get(f"{BASE}document/{row.pk}/bestand/").headers["Content-Disposition"]
        assert "\n" not in header
        assert ".." not in header
    assert Document.objects.exists() or "past niet bij de naam" in told(response)


def test_a_link_instead_of_a_file(editor: Client, compleet: Inkoop) -> None:
    link = "https://www.voorbeeld.nl/nota"
    assert "Kies een bestand of een link" in told(upload(editor, "nota.pdf", b"%PDF-1.7", link=link))
    assert "Vul een webadres in" in told(
        add(editor, "document", titel="Stuk", soort="overig", link="javascript:alert(1)")
    )
    assert add(editor, "document", titel="Stuk", soort="overig", link=link).status_code == 302
    assert Document.objects.get().link == link


def test_a_file_stays_until_it_is_taken_away(editor: Client, compleet: Inkoop) -> None:
    upload(editor, "nota.pdf", b"%PDF-1.7")
    row = Document.objects.get()
    url = f"{BASE}document/{row.pk}/"
    data = {"titel": "Nieuwe titel", "sleutel": row.sleutel, "soort": "overig"}
    assert "nota.pdf" in editor.get(url).text
    assert editor.post(url, {**data, "basis": basis_of(editor, url)}).status_code == 302
    row.refresh_from_db()
    assert (row.titel, bool(row.bestand)) == ("Nieuwe titel", True)
    assert editor.post(url, {**data, "bestand-clear": "on", "basis": basis_of(editor, url)}).status_code == 302
    row.refresh_from_db()
    assert row.bestand.name == ""


def test_a_chain_of_replacements_has_an_end(editor: Client, compleet: Inkoop) -> None:
    first = Document.objects.create(inkoop=compleet, sleutel="een", titel="Een")
    second = Document.objects.create(inkoop=compleet, sleutel="twee", titel="Twee", vervangt=first)
    url = f"{BASE}document/{first.pk}/"
    data = {"titel": "Een", "sleutel": "een", "soort": "overig", "vervangt": second.pk, "basis": basis_of(editor, url)}
    assert "is zelf een opvolger" in told(editor.post(url, data))
    data |= {"vervangt": "", "bij_versie": "7"}
    assert "geen gepubliceerde versie 7" in told(editor.post(url, data))


def test_what_is_removed_stays_in_the_history(editor: Client, compleet: Inkoop) -> None:
    row = Mijlpaal.objects.create(inkoop=compleet, titel="Start", moment=Moment.parse("2027"))
    url = f"{BASE}mijlpaal/{row.pk}/verwijderen/"
    assert editor.post(url, {"basis": basis_of(editor, url)}).status_code == 302
    assert not Mijlpaal.objects.exists()
    assert "Start verwijderd" in told(editor.get(f"{BASE}mijlpaal/geschiedenis/"))


# --- Excel ------------------------------------------------------------------------------------------------------------


def test_a_planning_goes_out_and_comes_in_as_a_sheet(editor: Client, compleet: Inkoop) -> None:
    Mijlpaal.objects.create(inkoop=compleet, titel="Start", moment=Moment.parse("2027-Q1"))
    content = editor.get("/beheer/inkoop-2026/excel/mijlpaal.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet: Any = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    column = headers.index("Wanneer") + 1
    assert sheet.cell(2, column).value == "1e kwartaal 2027"
    sheet.cell(2, column).value = "maart–juni 2027"
    new = {"Titel": "Slot", "Wanneer": "1 december 2027", "Stand": "gepland"}
    for title, value in new.items():
        sheet.cell(3, headers.index(title) + 1).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    url = "/beheer/inkoop-2026/excel/mijlpaal/"
    page = editor.post(url, {"bestand": ContentFile(buffer.getvalue(), name="planning.xlsx")})
    assert page.status_code == 200, told(page)
    basis = re.search(r'name="basis" value="([^"]+)"', page.text)
    assert basis
    assert editor.post(url, {"akkoord": "ja", "basis": basis[1]}).status_code == 302
    assert sorted((row.titel, str(row.moment)) for row in Mijlpaal.objects.all()) == [
        ("Slot", "2027-12-01"), ("Start", "2027-03/2027-06"),
    ]  # fmt: skip


@pytest.mark.parametrize("soort", ["mijlpaal", "bijeenkomst", "document", "kengetal"])
def test_a_list_costs_as_much_however_long_it_is(
    soort: str, editor: Client, compleet: Inkoop, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        common = {"inkoop": compleet}
        match soort:
            case "mijlpaal":
                Mijlpaal.objects.create(**common, titel=f"M {number}", moment=Moment.parse("2027"))
            case "bijeenkomst":
                Bijeenkomst.objects.create(**common, titel="B", sleutel=f"b-{number}", datum="2027-01-01")
            case "document":
                Document.objects.create(**common, titel="D", sleutel=f"d-{number}")
            case _:
                Kengetal.objects.create(**common, naam=f"K {number}", jaar=2027)
    with django_assert_max_num_queries(10):
        assert editor.get(f"{BASE}{soort}/").status_code == 200
