"""A table under known titles, from .xlsx or .csv."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from openpyxl.utils import get_column_letter

from core.spreadsheet.cells import FORMULA, Celfout, Refused, SpreadsheetFout, Value, text_cell, unreadable
from core.spreadsheet.xlsx import Cell, Line, read_lines

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
_MAX_TOLD = 50


@dataclass(frozen=True)
class Row:
    """`number` as the spreadsheet shows it; values by title: texts without spaces around them, an empty cell is None."""

    number: int
    values: Mapping[str, Value]

    def __getitem__(self, title: str) -> Value:
        return self.values.get(title)


@dataclass(frozen=True)
class Table:
    """`columns`: the titles that are there, with their position, 1 for A. `sheet` is empty when there is only one."""

    columns: Mapping[str, int]
    rows: Sequence[Row]
    sheet: str = ""

    def fout(self, row: Row, title: str, message: str) -> Celfout:
        """A fault in the cell of this row and column."""
        return _fout(message, row.number, self.columns.get(title), title, self.sheet)


def _fout(message: str, number: int, position: int | None, title: str, sheet: str) -> Celfout:
    return Celfout(message, number, title, f"{get_column_letter(position)}{number}" if position else "", sheet)


def read_table(
    file: IO[bytes],
    filename: str,
    *,
    headers: Sequence[str],
    optional: Sequence[str] = (),
    sheet: str | None = None,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
) -> Table:
    """The rows under the titles `headers` (all must be there) and `optional`. Raises SpreadsheetFout.

    The titles stand in the first row that is not empty, in any order and case; another title is refused. `sheet`: the name
    of the worksheet, else the first one. Numbers come as int or Decimal, days as date, and everything in a .csv as text.
    A formula is refused: what it stands for depends on where it is opened.
    """
    content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise SpreadsheetFout(f"Het bestand is te groot: hooguit {max_bytes / 1_000_000:g} MB.")
    if not content:
        raise SpreadsheetFout("Het bestand is leeg.")
    try:
        if content[:2] == b"PK" and filename.lower().endswith(".xlsx"):
            name, lines = read_lines(content, sheet)
        elif filename.lower().endswith((".csv", ".txt")):
            name, lines = "", _csv_lines(content, [*headers, *optional])
        else:
            raise SpreadsheetFout("Dit bestand kan het portaal niet lezen. Bewaar het als .xlsx of als .csv.")
        return _table(lines, headers, optional, name, max_rows)
    except SpreadsheetFout:
        raise
    except Exception as fout:  # a damaged file breaks a parser anywhere
        raise unreadable() from fout


def _table(lines: Iterable[Line], headers: Sequence[str], optional: Sequence[str], sheet: str, max_rows: int) -> Table:
    columns: dict[str, int] = {}
    titles: dict[int, str] = {}
    rows: list[Row] = []
    faults: list[Celfout] = []
    for number, cells in lines:
        if all(cell is None for cell in cells):
            continue
        if not columns:
            columns = _header(cells, number, headers, optional, sheet)
            titles = {position: title for title, position in columns.items()}
            continue
        if len(rows) >= max_rows:
            raise SpreadsheetFout(f"Het bestand heeft te veel rijen: hooguit {max_rows} onder de koppen.")
        values: dict[str, Value] = {}
        for position, cell in enumerate(cells, start=1):
            title = titles.get(position, "")
            if isinstance(cell, Refused):
                faults.append(_fout(cell.message, number, position, title, sheet))
            elif title:
                values[title] = cell
            elif cell is not None:
                faults.append(_fout("Boven deze kolom staat geen kop.", number, position, "", sheet))
        if len(faults) >= _MAX_TOLD:
            break
        if any(value is not None for value in values.values()):
            rows.append(Row(number, values))
    if not columns:
        raise SpreadsheetFout(f"Het blad is leeg. Verwacht als koppen: {', '.join(headers)}.")
    if faults:
        raise SpreadsheetFout(*faults[:_MAX_TOLD])
    return Table(columns, rows, sheet)


def _header(
    cells: Sequence[Cell], number: int, headers: Sequence[str], optional: Sequence[str], sheet: str
) -> dict[str, int]:
    known = {_folded(title): title for title in (*headers, *optional)}
    columns: dict[str, int] = {}
    faults: list[Celfout] = []
    for position, cell in enumerate(cells, start=1):
        if cell is None:
            continue
        title = known.get(_folded(cell)) if isinstance(cell, str) else None
        if title is None:
            shown = cell.message if isinstance(cell, Refused) else f"Onbekende kop “{str(cell)[:40]}”."
            faults.append(
                _fout(
                    f"{shown} Verwacht: {', '.join(known.values())}. Verander de kop, of verwijder de kolom.",
                    number,
                    position,
                    "",
                    sheet,
                )
            )
        elif title in columns:
            faults.append(_fout(f"De kop “{title}” staat er twee keer.", number, position, "", sheet))
        else:
            columns[title] = position
    faults += [
        Celfout(f"De kolom “{title}” ontbreekt.", number, sheet=sheet) for title in headers if title not in columns
    ]
    if faults:
        raise SpreadsheetFout(*faults[:_MAX_TOLD])
    return columns


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _csv_lines(content: bytes, titles: Sequence[str]) -> Iterator[Line]:
    text = _decoded(content)
    first, _, rest = text.lstrip().partition("\n")
    if match := re.fullmatch(r"sep=(.)", first.strip(), flags=re.IGNORECASE):  # how some programs tell Excel
        delimiter, text = match[1], "\n" + rest
    else:
        wanted = {_folded(title) for title in titles}
        delimiter = max(
            ";,\t", key=lambda mark: len(wanted & {_folded(part.strip(' "\r')) for part in first.split(mark)})
        )
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return ((number, [_csv_cell(cell) for cell in line]) for number, line in enumerate(lines, start=1))


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in (
        ["utf-16"] if utf16 else ["utf-8-sig", "cp1252"]
    ):  # cp1252: what Excel writes unless asked for UTF-8
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise unreadable()


def _csv_cell(text: str) -> Cell:
    return FORMULA if text.strip().startswith("=") else text_cell(text)
