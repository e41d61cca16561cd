"""Reading spreadsheets from outside, and writing ones in which no text runs as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from core.spreadsheet import (
    MAX_ROWS,
    Column,
    Sheet,
    SpreadsheetFout,
    Table,
    day_of,
    plain_text,
    read_table,
    safe_text,
    text_of,
    write_csv,
    write_xlsx,
)

HEADERS = ["naam", "bedrag"]
SHEET = "xl/worksheets/sheet1.xml"
NOON = dt.datetime.combine(dt.date(2027, 1, 1), dt.time(12, 30))


def xlsx(*rows: Sequence[Any], sheets: Sequence[str] = ("Blad",)) -> bytes:
    book = Workbook()
    worksheet = book.active
    assert worksheet is not None
    worksheet.title = sheets[0]
    for row in rows:
        worksheet.append(row)
    for name in sheets[1:]:
        book.create_sheet(name)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes], **kwargs: Any) -> bytes:
    """`content` with one part of the archive changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        assert part in old.namelist()
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data, **kwargs)
    return buffer.getvalue()


def with_strings(content: bytes, strings: bytes, sheet: bytes) -> bytes:
    """`content` with a table of shared strings, as Excel writes, and another sheet."""
    link = b'<Relationship Id="s" Type="http://x/sharedStrings" Target="/xl/strings.xml"/></Relationships>'
    content = changed(content, "xl/_rels/workbook.xml.rels", lambda data: data.replace(b"</Relationships>", link))
    buffer = io.BytesIO(changed(content, SHEET, lambda _: sheet))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/strings.xml", strings)
    return buffer.getvalue()


def read(content: bytes, filename: str = "tarieven.xlsx", **kwargs: Any) -> Table:
    return read_table(io.BytesIO(content), filename, **{"headers": HEADERS, **kwargs})


def faults(content: bytes, filename: str = "tarieven.xlsx", **kwargs: Any) -> list[str]:
    with pytest.raises(SpreadsheetFout) as caught:
        read(content, filename, **kwargs)
    assert str(caught.value)
    return [str(fout) for fout in caught.value.fouten]


# --- what is read -----------------------------------------------------------------------------------------------------


def test_values_keep_their_type_and_rows_their_number() -> None:
    table = read(
        xlsx(
            HEADERS,
            ["  BGI  ", 64.8],
            [],
            ["met\nregel", 3],
            [dt.date(2027, 1, 1), NOON],
            [True, 0.1 + 0.2],
        )
    )
    assert [(row.number, row["naam"], row["bedrag"]) for row in table.rows] == [
        (2, "BGI", Decimal("64.8")),
        (4, "met\nregel", 3),
        (5, dt.date(2027, 1, 1), NOON),
        (6, True, Decimal("0.3")),
    ]
    assert type(table.rows[1]["bedrag"]) is int


def test_titles_may_stand_in_any_order_and_case_below_empty_rows() -> None:
    table = read(xlsx([], ["BEDRAG ", None, "Naam", " soort"], [1, None, "a"]), optional=["soort"])
    assert table.columns == {"bedrag": 1, "naam": 3, "soort": 4}
    assert table.rows[0].values == {"bedrag": 1, "naam": "a"}
    assert str(table.fout(table.rows[0], "naam", "Fout.")) == "Cel C3 (naam): Fout."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            xlsx(["naam", "prijs"]),
            "Cel B1: Onbekende kop “prijs”. Verwacht: naam, bedrag. Verander de kop, of verwijder de kolom.",
        ),
        (xlsx(["naam", "naam"]), "Cel B1: De kop “naam” staat er twee keer."),
        (xlsx(["naam"]), "Rij 1: De kolom “bedrag” ontbreekt."),
        (xlsx(["naam", "bedrag"], ["a", 1, "los"]), "Cel C2: Boven deze kolom staat geen kop."),
        (xlsx(), "Het blad is leeg. Verwacht als koppen: naam, bedrag."),
    ],
)
def test_a_wrong_header_is_refused(content: bytes, message: str) -> None:
    assert message in faults(content)


def test_a_formula_is_refused_where_it_stands() -> None:
    content = xlsx(HEADERS, ["a", "=1+1"], ["=A1", 2])
    assert faults(content) == [
        "Cel B2 (bedrag): Hier staat een formule. Kopieer de cel en plak alleen de waarde.",
        "Cel A3 (naam): Hier staat een formule. Kopieer de cel en plak alleen de waarde.",
    ]
    assert faults(b"naam;bedrag\r\na;=1+1\r\n", "x.csv")[0].startswith("Cel B2 (bedrag): Hier staat een formule.")


def test_an_error_of_the_spreadsheet_is_refused() -> None:
    assert faults(xlsx(HEADERS, ["a", "#REF!"])) == ["Cel B2 (bedrag): Hier staat een fout van de spreadsheet: #REF!."]


def test_one_of_several_sheets_is_read_by_name() -> None:
    content = xlsx(HEADERS, ["a", 1], sheets=["Tarieven", "Toelichting"])
    assert read(content).sheet == "Tarieven"
    assert read(content, sheet="Tarieven").rows[0]["naam"] == "a"
    assert faults(content, sheet="Prijzen") == ["Het blad “Prijzen” ontbreekt."]
    wrong = xlsx(["naam"], sheets=["Tarieven", "Toelichting"])
    assert faults(wrong) == ["Blad Tarieven, rij 1: De kolom “bedrag” ontbreekt."]


def test_other_writers_of_xlsx_are_read() -> None:
    """Prefixed namespaces, texts in the cell, cells and rows without an address, runs with a format."""
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row><x:c t="inlineStr"><x:is><x:t>naam</x:t></x:is></x:c>'
        b'<x:c t="str"><x:v>bedrag</x:v></x:c></x:row>'
        b'<x:row r="7"><x:c t="inlineStr"><x:is><x:r><x:t>BGI </x:t></x:r><x:r><x:t>complex</x:t></x:r>'
        b"<x:rPh><x:t>uitspraak</x:t></x:rPh></x:is></x:c><x:c><x:v>64.799999999999997</x:v></x:c></x:row>"
        b"</x:sheetData></x:worksheet>"
    )
    table = read(changed(xlsx(), "xl/worksheets/sheet1.xml", lambda _: sheet))
    assert [(row.number, *row.values.values()) for row in table.rows] == [(7, "BGI complex", Decimal("64.8"))]


def test_shared_strings_are_read() -> None:
    strings = (
        b"<sst><si><t>naam</t></si><si><t xml:space='preserve'> bed</t><phoneticPr/></si>"
        b"<si><r><rPr><b/></rPr><t>be</t></r><r><t>drag</t></r></si><si><t>a_x000D_\nb_x005F_x0041_</t></si></sst>"
    )
    cells = b"".join(b'<c t="s"><v>%d</v></c>' % index for index in (0, 2))
    sheet = ROOT + b"<row>" + cells + b'</row><row><c t="s"><v>3</v></c></row></sheetData></worksheet>'
    assert read(with_strings(PLAIN, strings, sheet)).rows[0]["naam"] == "a\nb_x0041_"


def test_what_follows_the_cells_is_not_looked_at() -> None:
    content = changed(
        PLAIN, SHEET, lambda data: data.replace(b"</sheetData>", b"</sheetData><broken") + b" " * 9_000_000
    )
    assert read(content).rows[0]["naam"] == "a"


def test_days_count_from_1904_where_the_book_says_so() -> None:
    book = Workbook()
    book.epoch = dt.datetime.combine(dt.date(1904, 1, 1), dt.time())
    worksheet = book.active
    assert worksheet is not None
    worksheet.append(HEADERS)
    worksheet.append(["a", dt.date(2027, 1, 1)])
    buffer = io.BytesIO()
    book.save(buffer)
    assert read(buffer.getvalue()).rows[0]["bedrag"] == dt.date(2027, 1, 1)


@pytest.mark.parametrize(
    "content",
    [
        "naam;bedrag\r\nCafé;64,80\r\n".encode("utf-8-sig"),
        "naam;bedrag\nCafé;64,80\n".encode("cp1252"),
        "naam\tbedrag\nCafé\t64,80\n".encode("utf-16"),
        'naam,bedrag\nCafé,"64,80"\n'.encode(),
        b"sep=|\nnaam|bedrag\nCaf\xc3\xa9|64,80\n",
    ],
)
def test_csv_is_read_as_excel_and_others_write_it(content: bytes) -> None:
    (row,) = read(content, "Tarieven.CSV").rows
    assert (row["naam"], row["bedrag"]) == ("Café", "64,80")


def test_rows_of_a_csv_are_numbered_as_a_spreadsheet_shows_them() -> None:
    content = b'sep=;\r\nnaam;bedrag\r\n"twee\r\nregels";1\r\n\r\nb;2\r\n'
    assert [(row.number, row["naam"]) for row in read(content, "x.csv").rows] == [(3, "twee\nregels"), (5, "b")]


# --- what is refused, and how soon ------------------------------------------------------------------------------------

ROOT = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW = b"<row><c><v>1</v></c></row>"
BOMB = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><r>&b;</r>'
PLAIN = xlsx(HEADERS, ["a", 1])


def of_sheet(data: bytes) -> bytes:
    return changed(PLAIN, SHEET, lambda _: data)


def of_part(part: str, data: bytes) -> bytes:
    return changed(PLAIN, part, lambda _: data)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "100,000 rows": (
        lambda: changed(PLAIN, SHEET, lambda data: data.replace(b"</sheetData>", ROW * 100_000 + b"</sheetData>")),
        "te veel rijen",
    ),
    "zip bomb": (lambda: of_sheet(b" " * 200_000_000), "uitgepakt"),
    "many parts": (lambda: many_parts(10_000), "uitgepakt"),
    "cells in one row": (lambda: of_sheet(ROOT + b"<row>" + b"<c/>" * 5_000_000), "te veel cellen"),
    "cells in a wide row": (lambda: of_sheet(ROOT + b"<row>" + b"<c><v>1</v></c>" * 101 + b"</row>"), "kolommen"),
    "empty rows": (lambda: of_sheet(ROOT + b"<row/>" * 4_000_000), "te veel cellen"),
    "strings": (lambda: with_strings(PLAIN, b"<sst>" + b"<si/>" * 5_000_000, b"<a/>"), "te veel cellen"),
    "runs": (lambda: with_strings(PLAIN, b"<sst><si>" + b"<r/>" * 5_000_000, b"<a/>"), "te veel cellen"),
    "no string": (lambda: with_strings(PLAIN, b"<sst/>", ROOT + b'<row><c t="s"><v>1</v></c></row>'), "beschadigd"),
    "styles": (lambda: of_part("xl/styles.xml", b"<s><cellXfs>" + b"<xf/>" * 4_000_000), "te veel opmaak"),
    "nested": (lambda: of_sheet(b"<a>" * 3_000_000), "te veel cellen"),
    "entities": (lambda: of_sheet(BOMB), "beschadigd"),
    "entities in the book": (lambda: of_part("xl/workbook.xml", BOMB), "beschadigd"),
    "long number": (lambda: of_sheet(ROOT + b"<row><c><v>" + b"9" * 20_000_000 + b"</v></c></row>"), "gewoon getal"),
    "long text": (
        lambda: of_sheet(ROOT + b'<row><c t="str"><v>' + b"a" * 20_000_000 + b"</v></c></row></sheetData>"),
        "te lang",
    ),
    "long formula": (
        lambda: of_sheet(ROOT + b"<row><c><f>" + b"(" * 20_000_000 + b"</f></c></row></sheetData>"),
        "formule",
    ),
    "long rule": (
        lambda: changed(
            PLAIN, SHEET, lambda data: data.replace(b"</row></sheetData>", b"</row>" * 2 + b" " * 10_000_000)
        ),
        "beschadigd",
    ),
    "other compression": (lambda: changed(PLAIN, SHEET, bytes, compress_type=zipfile.ZIP_LZMA), "beschadigd"),
    "rows out of order": (lambda: of_sheet(ROOT + b'<row r="2"/><row r="1"/>'), "beschadigd"),
    "half an archive": (lambda: PLAIN[: len(PLAIN) // 2], "beschadigd"),
    "not XML": (lambda: of_sheet(b"<a"), "beschadigd"),
    "no book": (lambda: of_part("_rels/.rels", b"<Relationships/>"), "beschadigd"),
    "a part outside": (
        lambda: changed(
            PLAIN, "xl/_rels/workbook.xml.rels", lambda data: data.replace(b"/xl/worksheets", b"../../../../etc")
        ),
        "beschadigd",
    ),
}


def many_parts(number: int) -> bytes:
    buffer = io.BytesIO(PLAIN)
    with zipfile.ZipFile(buffer, "a") as archive:
        for index in range(number):
            archive.writestr(f"xl/{index}", b"")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def full_file() -> float:
    """Seconds of processor time that a file with as many cells as are admitted takes here and now."""
    titles = [f"titel {number}" for number in range(20)]
    cell = b'<c t="inlineStr"><is><r><t>een </t></r><r><t>woord</t></r></is></c>'
    row = b"<row>" + cell * len(titles) + b"</row>"
    content = changed(
        xlsx(titles), SHEET, lambda data: data.replace(b"</sheetData>", row * (MAX_ROWS - 1) + b"</sheetData>")
    )
    begin = time.process_time()
    assert len(read(content, headers=titles).rows) == MAX_ROWS - 1
    return time.process_time() - begin


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_takes_no_longer_than_a_few_full_ones(name: str, full_file: float) -> None:
    make, message = HOSTILE[name]
    content = make()
    assert len(content) < 5_000_000
    begin = time.process_time()
    told = faults(content)
    assert time.process_time() - begin < 4 * full_file
    assert message in told[0]


@pytest.mark.parametrize("name", ["cells in one row", "nested", "long text", "zip bomb", "runs"])
def test_hostile_files_take_little_memory(name: str) -> None:
    content = HOSTILE[name][0]()
    tracemalloc.start()
    faults(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


def test_too_many_rows_and_bytes_are_refused_in_csv_too() -> None:
    content = b"naam;bedrag\n" + b"a;1\n" * 100_000
    assert faults(content, "x.csv") == ["Het bestand heeft te veel rijen: hooguit 5000 onder de koppen."]
    assert len(read(content, "x.csv", max_rows=100_000).rows) == 100_000
    assert faults(b"naam;bedrag\n" + b" " * 5_000_000, "x.csv") == ["Het bestand is te groot: hooguit 5 MB."]
    assert faults(b"", "x.csv") == ["Het bestand is leeg."]


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (xlsx(HEADERS), "x.csv"),
        (b"naam;bedrag", "x.xlsx"),
        (b"\xd0\xcf\x11\xe0", "x.xls"),
        (xlsx(HEADERS), "x.xlsm"),
        (b"naam;bedrag\n\x00;1", "x.csv"),
        (b'naam;bedrag\n"a;1', "x.csv"),
        (b"naam;bedrag\n" + b"a" * 200_000 + b";1", "x.csv"),
    ],
)
def test_another_kind_of_file_is_refused(content: bytes, filename: str) -> None:
    assert re.search("Bewaar het als|beschadigd", faults(content, filename)[0])


@given(st.binary(max_size=300))
def test_noise_never_raises_anything_else(noise: bytes) -> None:
    for content, filename in [(noise, "x.csv"), (b"PK\x03\x04" + noise, "x.xlsx")]:
        with pytest.raises(SpreadsheetFout):
            read(content, filename)


# --- what is written --------------------------------------------------------------------------------------------------

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "'=1", "＝1", "=cmd|' /C calc'!A0"]
TEXT = st.one_of(
    st.sampled_from([*DANGEROUS, "#N/A", "#REF!", "1,5", "04", "TRUE"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("=+-@' \t_x04D"),
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_begins_like_a_formula_is_written_as_text(text: str) -> None:
    sheet = Sheet("Blad", [Column("naam"), Column(text)], [[text, text]])
    book = load_workbook(io.BytesIO(write_xlsx([sheet], title="Titel")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert len(cells) == 4
    lines = list(csv.reader(io.StringIO(write_csv(sheet).decode("utf-8-sig"), newline=""), delimiter=";"))
    for cell in cells[1:]:
        assert cell.data_type == "s"
        assert str(cell.value)[0] == "'"
    assert all(value[0] == "'" for value in (lines[0][1], *lines[1]))


def test_plain_texts_are_left_alone() -> None:
    for text in ["", "BGI", "'s-Hertogenbosch", "64-80", "a=b"]:
        assert safe_text(text) == text


@given(st.text())
def test_safe_text_loses_nothing(text: str) -> None:
    assert plain_text(safe_text(text)) == text
    assert safe_text(text)[:1] not in list("=+-@\t\r\n")


@given(
    st.lists(
        st.tuples(TEXT, st.decimals(-(10**6), 10**6, places=2), st.dates(dt.date(1901, 1, 1), dt.date(2199, 12, 31))),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(rows: list[tuple[str, Decimal, dt.date]]) -> None:
    columns = [Column("naam"), Column("bedrag", "bedrag"), Column("dag", "datum")]
    sheet = Sheet("Blad", columns, rows)
    expected = []
    for text, amount, day in rows:
        kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
        expected.append((kept.strip() or None, amount, day))
    headers = [column.title for column in columns]
    table = read(write_xlsx([sheet], title="Titel"), headers=headers)
    assert [tuple(row[title] for title in headers) for row in table.rows] == expected
    table = read(write_csv(sheet), "x.csv", headers=headers)
    for row, (text, amount, day) in zip(table.rows, expected, strict=True):
        assert row["naam"] == text
        assert Decimal(str(row["bedrag"]).replace(",", ".")) == amount
        assert day_of(row["dag"]) == day


def test_a_workbook_has_a_title_a_language_and_a_header_that_stays() -> None:
    columns = [Column("naam"), Column("bedrag", "bedrag"), Column("dag", "datum", width=14)]
    sheet = Sheet("Blad/1", columns, [["een wat langere naam", Decimal("1234.50"), dt.date(2027, 1, 1)]])
    content = write_xlsx([sheet], title="Tarieven 2027")
    book = load_workbook(io.BytesIO(content))
    assert (book.properties.title, book.properties.language) == ("Tarieven 2027", "nl-NL")
    worksheet = book.worksheets[0]
    assert worksheet.title == "Blad 1"
    assert worksheet.freeze_panes == "A2"
    assert worksheet["A1"].font.b
    assert [cell.number_format for cell in worksheet[2]] == ["@", "#,##0.00", "d-m-yyyy"]
    assert worksheet.column_dimensions["A"].width == 22
    assert worksheet.column_dimensions["C"].width == 14


def test_the_same_content_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet("Blad", [Column("naam")], [["a"]])
    first = write_xlsx([sheet], title="Titel")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    time.sleep(1.1)
    assert write_xlsx([sheet], title="Titel") == first


def test_a_text_that_excel_cannot_hold_is_refused() -> None:
    with pytest.raises(SpreadsheetFout, match="te lang voor Excel"):
        write_xlsx([Sheet("Blad", [Column("naam")], [["a" * 40_000]])], title="Titel")


# --- what people type -------------------------------------------------------------------------------------------------


def test_codes_survive_a_spreadsheet_that_makes_numbers_of_them() -> None:
    assert [text_of(value) for value in (None, 1, Decimal("1.50"), Decimal("100"), True, " a")] == [
        "",
        "1",
        "1.5",
        "100",
        "ja",
        " a",
    ]


def test_days_are_read_as_people_write_them() -> None:
    for value in (dt.date(2027, 1, 9), "9-1-2027", "09/01/2027", "9.1.2027", "2027-01-09"):
        assert day_of(value) == dt.date(2027, 1, 9)
    assert day_of(None) is None
    for wrong in ("31-2-2027", "9-1-27", "morgen", 46_000, True, NOON):
        with pytest.raises(ValueError, match="is geen datum"):
            day_of(wrong)
