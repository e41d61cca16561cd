"""The same table as JSON: a list of objects with the titles as names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.spreadsheet.cells import Celfout, SpreadsheetFout
from core.spreadsheet.reading import MAX_BYTES, MAX_ROWS, Row, Table
from core.spreadsheet.writing import Sheet

_MAX_TOLD = 50
_MAX_EXPONENT = 30


def read_json(content: bytes, titles: Sequence[str]) -> Table:
    """A list of objects with these titles as keys. Raises SpreadsheetFout."""
    if len(content) > MAX_BYTES:
        raise SpreadsheetFout(f"Het bestand is te groot: hooguit {MAX_BYTES / 1_000_000:g} MB.")
    try:
        found = json.loads(content, parse_float=_decimal, parse_constant=_refuse, object_pairs_hook=_object)
    except json.JSONDecodeError as fout:
        raise SpreadsheetFout(f"Dit is geen geldige JSON: regel {fout.lineno}, teken {fout.colno}.") from fout
    except (ValueError, RecursionError) as fout:
        raise SpreadsheetFout("Dit is geen geldige JSON.") from fout
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise SpreadsheetFout("Verwacht: een lijst van objecten, zoals in een export.")
    if len(found) > MAX_ROWS:
        raise SpreadsheetFout(f"Het bestand heeft te veel rijen: hooguit {MAX_ROWS}.")
    faults: list[Celfout] = []
    rows: list[Row] = []
    for number, values in enumerate(found, start=1):
        expected = f"Verwacht: {', '.join(titles)}."
        faults += [
            Celfout(f"De kolom “{title}” ontbreekt. {expected}", number) for title in titles if title not in values
        ]
        faults += [
            Celfout(f"Onbekende kolom “{title[:40]}”. {expected}", number) for title in values if title not in titles
        ]
        faults += [
            Celfout("Hier staat een lijst of een object. Verwacht: één waarde.", number, title)
            for title, value in values.items()
            if isinstance(value, list | dict)
        ]
        if len(faults) >= _MAX_TOLD:
            break
        rows.append(Row(number, values))
    if faults:
        raise SpreadsheetFout(*faults[:_MAX_TOLD])
    return Table(dict.fromkeys(titles, 0), rows)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > _MAX_EXPONENT:  # written out, 1e999999999 would fill the memory
        raise SpreadsheetFout(f"Het getal {text[:40]} is te groot of te klein.")
    return number


def _refuse(constant: str) -> None:
    raise SpreadsheetFout(f"{constant} is geen getal.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise SpreadsheetFout("Een kolom staat twee keer in hetzelfde object.")
    return found


def write_json(sheet: Sheet) -> bytes:
    titles = [column.title for column in sheet.columns]
    rows = [dict(zip(titles, row, strict=True)) for row in sheet.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=str).encode()
