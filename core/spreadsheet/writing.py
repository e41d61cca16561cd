"""Spreadsheets for outside: the same content gives the same bytes, and no text runs as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from core.spreadsheet.cells import MAX_TEXT, SpreadsheetFout, Value, safe_text, text_of, tidy

_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001 – the first moment that a zip archive knows; it has no time zones
_FORMATS = {"tekst": "@", "bedrag": "#,##0.00", "getal": "General", "datum": "d-m-yyyy"}


@dataclass(frozen=True)
class Column:
    """`kind`: tekst, bedrag (euros), getal or datum. `width` in characters; without it as wide as what is in it."""

    title: str
    kind: str = "tekst"
    width: int | None = None


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]] = field(default_factory=list)
    hidden: bool = False


def write_xlsx(
    sheets: Sequence[Sheet], *, title: str, language: str = "nl-NL", modified: dt.datetime = _EPOCH
) -> bytes:
    """A workbook with a frozen header per sheet. Raises SpreadsheetFout for a text longer than Excel can hold."""
    book = Workbook(write_only=True)
    book.properties.title = tidy(title)
    book.properties.language = language
    book.properties.creator = None
    book.properties.created = modified.replace(tzinfo=None)
    ready = [(sheet, [[_ready(value) for value in row] for row in sheet.rows]) for sheet in sheets]
    for sheet, rows in ready:
        worksheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", sheet.name)[:31])
        worksheet.freeze_panes = "A2"
        worksheet.sheet_state = "hidden" if sheet.hidden else "visible"
        worksheet.print_title_rows = "1:1"
        for position, column in enumerate(sheet.columns):
            longest = max((_length(row[position]) for row in rows), default=0)
            width = column.width or min(max(longest, len(column.title), 8) + 2, 60)
            worksheet.column_dimensions[get_column_letter(position + 1)].width = width
        head = [_cell(worksheet, _ready(column.title), "tekst") for column in sheet.columns]
        for cell in head:
            cell.font = Font(bold=True)
        worksheet.append(head)
        for row in rows:
            cells = zip(sheet.columns, row, strict=True)
            worksheet.append([_cell(worksheet, value, column.kind) for column, value in cells])
    buffer = io.BytesIO()
    book.save(buffer)
    return _repacked(buffer.getvalue(), modified)


def _ready(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    text = safe_text(tidy(value))
    if len(text) > MAX_TEXT:
        raise SpreadsheetFout(f"Een tekst is te lang voor Excel (hooguit {MAX_TEXT} tekens): {text[:40]}…")
    # A text that looks like Excel's escape of a character is escaped itself.
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def _cell(worksheet: Any, value: Any, kind: str) -> Any:
    cell: Any = WriteOnlyCell(worksheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # also when it looks like an error (#N/A)
        cell.number_format = "@"
        if "\n" in value or len(value) > 60:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.number_format = _FORMATS[kind]
    return cell


def _length(value: Value) -> int:
    return max((len(line) for line in text_of(value).splitlines()), default=0)


def _repacked(content: bytes, modified: dt.datetime) -> bytes:
    """The archive with one moment everywhere, in place of the moment of writing."""
    buffer = io.BytesIO()
    moment = f"{modified:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, data)
            info = zipfile.ZipInfo(part.filename, _EPOCH.timetuple()[:6])
            info.external_attr = 0o644 << 16
            new.writestr(info, data, zipfile.ZIP_DEFLATED, 6)
    return buffer.getvalue()


def write_csv(sheet: Sheet) -> bytes:
    """As Dutch Excel opens it: UTF-8 with a mark, semicolons, decimal commas; days as 2027-01-31."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(column.title) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_csv_value(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def _csv_value(value: Value) -> str:
    match value:
        case str():
            return safe_text(tidy(value))
        case Decimal():
            return f"{value:f}".replace(".", ",")
    return text_of(value)
