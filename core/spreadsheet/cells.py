"""What a cell holds, how it is read as a code, a name or a day, and how a text in it stays a text."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from core.fouten import BewerkFout
from core.moment import JAREN

MAX_TEXT = 32_767  # Excel's own limit for a cell
MAX_TOLD = 20  # faults of one file on the screen

Value = str | int | Decimal | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


@dataclass(frozen=True)
class Celfout:
    """What is wrong, and where: `row` as the spreadsheet numbers it, `column` the title, `cell` such as "F12"."""

    message: str
    row: int | None = None
    column: str = ""
    cell: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        place = f"Cel {self.cell}" if self.cell else f"Rij {self.row}" if self.row else ""
        if place and self.column:
            place += f" ({self.column})"
        if place and self.sheet:
            place = f"Blad {self.sheet}, {place[0].lower()}{place[1:]}"
        return f"{place}: {self.message}" if place else self.message


class SpreadsheetFout(BewerkFout):
    """The file cannot be used. `fouten` tells what is wrong, in Dutch."""

    veld = "bestand"

    def __init__(self, *fouten: Celfout | str) -> None:
        self.fouten = [Celfout(fout) if isinstance(fout, str) else fout for fout in fouten]
        super().__init__("\n".join(str(fout) for fout in self.fouten))

    @property
    def boodschappen(self) -> list[str]:
        return [str(fout) for fout in self.fouten[:MAX_TOLD]]


class Ingekort(str):
    """A text of which a part was struck in the sheet, and so is no text."""

    gemist = "Wat in de cel was doorgehaald, is weggelaten."


def unreadable() -> SpreadsheetFout:
    return SpreadsheetFout(
        "Het bestand is beschadigd of geen echte spreadsheet. Open het, en bewaar het opnieuw als .xlsx of .csv."
    )


@dataclass(frozen=True)
class Refused:
    """A cell that cannot be read as a value, and why."""

    message: str


FORMULA = Refused("Hier staat een formule. Kopieer de cel en plak alleen de waarde.")


# A text that would run: after apostrophes and white space a sign that begins a formula, or a tab or new line that hides one.
_BEGINS_FORMULA = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def safe_text(value: str) -> str:
    """`value` such that no spreadsheet runs it as a formula: with an apostrophe before it, which reading takes off."""
    return f"'{value}" if _BEGINS_FORMULA.match(value) else value


def plain_text(value: str) -> str:
    """The inverse of `safe_text()`."""
    return value[1:] if value.startswith("'") and _BEGINS_FORMULA.match(value[1:]) else value


def tidy(text: str) -> str:
    """`text` with new lines as \\n and without what XML and PostgreSQL cannot hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_cell(text: str) -> Value | Refused:
    """A text from outside: without spaces around it; empty is None."""
    text = plain_text(tidy(text)).strip()
    return Refused(f"De tekst is te lang: hooguit {MAX_TEXT} tekens.") if len(text) > MAX_TEXT else text or None


def text_of(value: Value) -> str:
    """A code or a name, also when the spreadsheet made a number of it."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case Decimal():
            return f"{value.normalize():f}"
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
    return str(value)


def day_of(value: Value) -> dt.date | None:
    """A day: a date, or text such as 1-1-2027, 01/01/2027 or 2027-01-01. Raises ValueError with a Dutch message."""
    if value is None:
        return None
    text = text_of(value).strip()
    day = value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else None
    if isinstance(value, str):
        with suppress(ValueError):
            if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
                day = dt.date(int(match[1]), int(match[2]), int(match[3]))
            if match := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", text):
                day = dt.date(int(match[3]), int(match[2]), int(match[1]))
    if day is None:
        raise ValueError(f"“{text[:40]}” is geen datum. Verwacht: dag-maand-jaar, bijvoorbeeld 1-1-2027.")
    if day.year not in JAREN:
        raise ValueError(f"“{text[:40]}” ligt te ver weg. Verwacht: een datum tussen {JAREN[0]} en {JAREN[-1]}.")
    return day
