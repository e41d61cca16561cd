"""What a sheet said when it was downloaded: a hidden sheet beside it, so that a cell that somebody changed is known from one that a
colleague changed since.

For the sheets of the workplace and the admin alike. A .csv, a template and a sheet from before this have no base: then a cell is
compared with what stands there now, and the screen says so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum, auto

from core.spreadsheet.cells import SpreadsheetFout
from core.spreadsheet.reading import Table, read_table
from core.spreadsheet.writing import Sheet
from core.vergelijk import Budget, opcodes

NAAM = "Basis"

_WORD = re.compile(r"<[^>]*>|[^\s<]+\s*|\s+|<")
_CONTEXT = 8
_STEPS = 200_000


def with_base(sheet: Sheet) -> list[Sheet]:
    rows = list(sheet.rows)
    return [replace(sheet, rows=rows), replace(sheet, name=NAAM, rows=rows, hidden=True)]


def read_base(content: bytes, filename: str, titles: Sequence[str]) -> Table | None:
    """None: the file has no base, or none that can be read any longer."""
    if not filename.lower().endswith(".xlsx"):
        return None
    try:
        return read_table(io.BytesIO(content), filename, headers=[], optional=titles, sheet=NAAM)
    except SpreadsheetFout:
        return None


#: It is not known what a cell said when the sheet was downloaded.
ONBEKEND = object()


class Celstand(Enum):
    """What a cell of a sheet that comes back does."""

    GELIJK = auto()  # it says what stands there now
    VAN_COLLEGA = auto()  # nobody touched it in the sheet, and a colleague changed it since: that stays
    WIJZIGING = auto()
    BOTST = auto()  # changed in the sheet and by a colleague: somebody chooses


def stand_of(cel: object, toen: object, nu: object) -> Celstand:
    """`toen`: what it said when the sheet was downloaded, or ONBEKEND."""
    if cel == nu:
        return Celstand.GELIJK
    if toen is ONBEKEND:
        return Celstand.WIJZIGING
    if cel == toen:
        return Celstand.VAN_COLLEGA
    return Celstand.WIJZIGING if toen == nu else Celstand.BOTST


def changed_words(was: str, wordt: str) -> list[tuple[str, str]]:
    """The change word by word: ("del" | "ins" | "", text). Of a long stretch that stays, only the ends."""
    old, new = _WORD.findall(was), _WORD.findall(wordt)
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in opcodes(old, new, Budget(_STEPS)):
        if kind == "equal":
            found.append(("", _ends(old[a:b])))
            continue
        found += [("del", "".join(old[a:b])), ("ins", "".join(new[c:d]))]
    return [(kind, text) for kind, text in found if text]


def _ends(words: Iterable[str]) -> str:
    words = list(words)
    if len(words) <= 4 * _CONTEXT:
        return "".join(words)
    return f"{''.join(words[:_CONTEXT])} … {''.join(words[-_CONTEXT:])}"
