"""The cells of an .xlsx, as a stream: nothing is built that is not asked for, and reading stops at the first limit.

Not openpyxl: its reader works out styles, rules and formulas of the whole file first, so that a small file can keep it busy for
minutes. Here DTDs are refused, elements are counted while they are read, and what follows the cells is never parsed.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO, Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from core.richtext import raise_digits
from core.spreadsheet.cells import FORMULA, Ingekort, Refused, SpreadsheetFout, Value, text_cell, unreadable

MAX_COLUMNS = 100
MAX_UNPACKED = 30_000_000
MAX_PARTS = 500
MAX_ELEMENTS = 800_000  # of texts and cells together: what takes time; 5,000 rows of 20 texts have 300,000
_MAX_TOGETHER = 20_000  # in one row or one text: what takes memory
_MAX_FORMATS = 100_000

Cell = Value | Refused
Line = tuple[int, Sequence[Cell]]


def read_lines(content: bytes, sheet: str | None) -> tuple[str, Iterator[Line]]:
    """The name of the sheet (empty when it is the only one) and its rows that have cells, each with its number.

    Raises SpreadsheetFout; a damaged file may raise anything, also while the rows are read.
    """
    archive = zipfile.ZipFile(io.BytesIO(content))
    _check(archive)
    book = _Book(archive)
    if not book.sheets:
        raise SpreadsheetFout("Het bestand heeft geen werkblad.")
    if sheet is not None and sheet not in book.sheets:
        raise SpreadsheetFout(f"Het blad “{sheet}” ontbreekt.")
    name = sheet or next(iter(book.sheets))
    return (name if len(book.sheets) > 1 else ""), book.lines(name)


def _check(archive: zipfile.ZipFile) -> None:
    """Before anything is unpacked. A part never unpacks to more than it declares here."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise SpreadsheetFout(f"Het bestand is uitgepakt te groot: hooguit {MAX_UNPACKED // 1_000_000} MB.")
    if len({part.filename for part in parts}) < len(parts):
        raise unreadable()
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise unreadable()


def _local(name: str) -> str:
    """Without its namespace: there are two of them (transitional and strict), and one meaning."""
    return name.rpartition("}")[2]


def _parse(stream: IO[bytes]) -> Iterator[tuple[str, Element]]:
    events: Iterator[tuple[str, Element]] = iterparse(stream, events=("start", "end"), forbid_dtd=True)
    return events


class _Book:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.elements = 0
        self.sheets: dict[str, str] = {}
        self.strings: list[Cell] = []
        self.dates: set[int] = set()
        self.struck: set[int] = set()  # cell formats with a line through the whole cell
        self.epoch = CALENDAR_WINDOWS_1900
        (path,) = (target for kind, target in self._relations("").values() if kind == "officeDocument")
        relations = self._relations(path)
        hidden: dict[str, str] = {}
        for element in self._small(path):
            match _local(element.tag):
                case "workbookPr" if element.get("date1904") in ("1", "true"):
                    self.epoch = CALENDAR_MAC_1904
                case "sheet":
                    ident = next(value for name, value in element.items() if name.endswith("}id"))
                    kind, target = relations[ident]
                    if kind == "worksheet":
                        into = self.sheets if element.get("state", "visible") == "visible" else hidden
                        into[element.get("name", "")] = target
        self.sheets |= hidden
        for kind, target in relations.values():
            if kind == "styles":
                self._read_styles(target)
            elif kind == "sharedStrings":
                self._read_strings(target)

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Kind and path of what the part `path` refers to, by id."""
        folder, name = posixpath.split(path)
        found = {}
        for element in self._small(posixpath.join(folder, "_rels", f"{name}.rels")):
            if _local(element.tag) == "Relationship" and element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
                found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
        return found

    def _small(self, path: str) -> Iterator[Element]:
        """The elements of a part that is small in any real file."""
        with self.archive.open(path) as stream:
            for number, (event, element) in enumerate(_parse(stream)):
                if number > 2 * _MAX_FORMATS:
                    raise SpreadsheetFout("Het bestand heeft te veel opmaak. Plak de waarden in een nieuw bestand.")
                if event == "end":
                    yield element

    def _pieces(self, path: str, piece: str, within: str) -> Iterator[Element]:
        """Each `piece` in the one element `within`, which is emptied behind it. What follows `within` is not read."""
        root: Element | None = None
        together = 0
        with self.archive.open(path) as stream:
            for event, element in _parse(stream):
                if event == "start":
                    self.elements += 1
                    together += 1
                    if self.elements > MAX_ELEMENTS or together > _MAX_TOGETHER:
                        raise SpreadsheetFout("Het bestand heeft te veel cellen. Verdeel het over meer bestanden.")
                    if root is None and _local(element.tag) == within:
                        root = element
                elif root is not None and (tag := _local(element.tag)) in (piece, within):
                    if tag == within:
                        return
                    yield element
                    root.clear()
                    together = 0

    def _read_styles(self, path: str) -> None:
        """Which cell formats show a number as a day or a time."""
        codes = dict(BUILTIN_FORMATS)
        formats: list[int] = []
        fonts: list[bool] = []
        for element in self._small(path):
            match _local(element.tag):
                case "numFmt":
                    codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")[:255]
                case "fonts":
                    fonts = [any(_local(one.tag) == "strike" and _is_on(one) for one in font) for font in element]
                case "cellXfs":
                    formats = [int(format_.get("numFmtId", "0")) for format_ in element]
                    used = [int(format_.get("fontId", "0")) for format_ in element]
                    self.struck = {index for index, font in enumerate(used) if font < len(fonts) and fonts[font]}
        by_code = {number: is_date_format(codes.get(number)) for number in set(formats)}
        self.dates = {index for index, number in enumerate(formats) if by_code[number]}

    def _read_strings(self, path: str) -> None:
        self.strings = [_rich(element) for element in self._pieces(path, "si", within="sst")]

    def lines(self, sheet: str) -> Iterator[Line]:
        number = 0
        for row in self._pieces(self.sheets[sheet], "row", within="sheetData"):
            previous, number = number, int(row.get("r") or number + 1)
            if number <= previous:
                raise unreadable()
            yield number, self._cells(row)

    def _cells(self, row: Element) -> list[Cell]:
        cells: list[Cell] = []
        for element in row:
            match = re.match(r"[A-Z]{1,3}(?=[0-9])", element.get("r", ""))
            position = _position(match[0]) if match else len(cells) + 1
            value = self._value(element)
            if value is None:
                continue
            if int(element.get("s", "0")) in self.struck:
                value = STRUCK
            if position > MAX_COLUMNS:
                raise SpreadsheetFout(f"Het blad heeft te veel kolommen: hooguit {MAX_COLUMNS}.")
            cells.extend([None] * (position - len(cells)))
            cells[position - 1] = value
        return cells

    def _value(self, element: Element) -> Cell:
        content = {_local(child.tag): child for child in element}
        if "f" in content:
            return FORMULA
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return _rich(content["is"]) if "is" in content else None
        text = (content["v"].text or "").strip() if "v" in content else ""
        if kind == "str":
            return text_cell(_unescaped(content["v"].text or "")) if "v" in content else None
        if not text:
            return None
        match kind:
            case "s":
                return self.strings[int(text)]
            case "b":
                return text in ("1", "true")
            case "e":
                return Refused(f"Hier staat een fout van de spreadsheet: {text[:10]}.")
            case "d":
                return _day(dt.datetime.fromisoformat(text))
        number = float(text)
        if not math.isfinite(number):
            return Refused("Hier staat geen gewoon getal.")
        if int(element.get("s", "0")) in self.dates:
            try:
                return _day(from_excel(number, self.epoch))
            except (OverflowError, ValueError):
                return Refused("Hier staat een datum die niet bestaat.")
        exact = Decimal(f"{number:.15g}")  # as many digits as Excel shows
        return int(exact) if exact == exact.to_integral_value() and abs(exact) < 10**15 else exact


def _position(letters: str) -> int:
    position = 0
    for letter in letters:
        position = 26 * position + ord(letter) - 64
    return position


def _day(moment: Any) -> Value:
    """A moment at midnight is a day."""
    if isinstance(moment, dt.datetime):
        return moment.date() if moment.time() == dt.time() else moment.replace(tzinfo=None)
    if isinstance(moment, dt.date | dt.time | dt.timedelta):
        return moment
    return None


def _rich(element: Element) -> Cell:
    """The text of a string, plain or in runs with a format; not what was struck, nor how it is pronounced (rPh)."""
    parts: list[str] = []
    struck = False
    for child in element:
        match _local(child.tag):
            case "t":
                parts.append(child.text or "")
            case "r":
                text = "".join(run.text or "" for run in child if _local(run.tag) == "t")
                format_ = {_local(one.tag): one for run in child if _local(run.tag) == "rPr" for one in run}
                if _is_on(format_.get("strike")):
                    struck = struck or bool(text.strip())
                    continue
                raised = "vertAlign" in format_ and format_["vertAlign"].get("val") == "superscript"
                parts.append(raise_digits(text) if raised else text)
    found = text_cell(_unescaped("".join(parts)))
    return Ingekort(found or "") if struck and not isinstance(found, Refused) else found


def _is_on(switch: Element | None) -> bool:
    return switch is not None and switch.get("val", "1") not in ("0", "false")


STRUCK = Refused("Deze cel is doorgehaald. Haal de doorhaling weg als de tekst geldt, of maak de cel leeg.")


def _unescaped(text: str) -> str:
    """Excel writes what XML cannot hold as _x000D_."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
