"""A cell of the matrix as a text that a person can write: ja, vanaf 1-1-2027, in beginsel 1-1-2027 t/m 31-12-2028."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError

from core.spreadsheet import Value, text_of
from percelen.actions import Plaatsing
from werkplek.formulier import DagField

_JA = {"ja", "j", "x", "v", "1"}
_NEE = {"", "nee", "n", "-", "0"}
_BEGINSEL = re.compile(r"\(?\bin beginsel\b\)?")
_TOT_EN_MET = re.compile(r"\s*(?:\btot en met\b|\bt/m\b|\btm\b|\bt\.e\.m\.|[–—]|(?<=\s)-(?=\s))\s*")
_VANAF = re.compile(r"^(?:vanaf|van|per|sinds)\s+")
_JAREN = re.compile(r"[1-9]\d{3}(?:(?:,| en|, en) [1-9]\d{3})*")
VERWACHT = (
    "ja, leeg, “vanaf 1-1-2027”, “t/m 31-12-2028” of “1-1-2027 t/m 31-12-2028”, eventueel met “in beginsel” ervoor"
)
UITLEG = [
    ("", "(leeg)", "Het product komt niet voor in dit perceel."),
    ("", "ja", "Het product komt voor in dit perceel."),
    ("", "vanaf 1-1-2027", "Het product komt voor vanaf deze dag."),
    ("", "t/m 31-12-2028", "Het product komt voor tot en met deze dag."),
    ("", "1-1-2027 t/m 31-12-2028", "Het product komt voor in deze periode."),
    ("", "in beginsel 1-1-2027 t/m 31-12-2028", "De periode geldt in beginsel."),
]


def write(cel: Plaatsing | None) -> str:
    """`read(write(cel)) == cel`."""
    if cel is None:
        return ""
    if cel.van and cel.tot:
        period = f"{_day(cel.van)} t/m {_day(cel.tot)}"
    elif cel.van:
        period = f"vanaf {_day(cel.van)}"
    else:
        period = f"t/m {_day(cel.tot)}" if cel.tot else ""
    if cel.in_beginsel:
        return f"in beginsel {period}" if period else "ja, in beginsel"
    return period or "ja"


def _day(day: dt.date) -> str:
    return f"{day.day}-{day.month}-{day.year:04d}"


def read(value: Value) -> Plaatsing | None:
    """Raises ValueError with a Dutch message."""
    shown = text_of(value)
    if isinstance(value, dt.date):
        raise ValueError("Hier staat één dag. Schrijf “vanaf” of “t/m” ervoor, en geef de cel de opmaak Tekst.")
    text, count = _BEGINSEL.subn(" ", " ".join(shown.lower().split()))
    text = re.sub(r"^ja\b(?=.)", "", text.strip(" ,;")).strip(" ,;")
    in_beginsel = count > 0
    if text in _NEE and not in_beginsel:
        return None
    if text in _JA or not text:
        return Plaatsing(in_beginsel=in_beginsel)
    begin, end = _period(text, shown)
    if begin and end and end < begin:
        raise ValueError("De einddatum ligt voor de begindatum.")
    return Plaatsing(begin, end, in_beginsel)


def _period(text: str, shown: str) -> tuple[dt.date | None, dt.date | None]:
    begin, *ends = _TOT_EN_MET.split(text)
    if any(re.search(r"\btot\b", part) for part in (begin, *ends)):
        raise ValueError("Schrijf “t/m” in plaats van “tot”, zodat duidelijk is of de laatste dag meetelt.")
    if not ends and _JAREN.fullmatch(begin):
        years = [int(year) for year in re.findall(r"\d{4}", begin)]
        if years != list(range(years[0], years[0] + len(years))):
            raise ValueError("De jaren volgen niet op elkaar. Schrijf het eerste en het laatste met “t/m” ertussen.")
        return _first(str(years[0])), _last(str(years[-1]))
    if len(ends) > 1 or not (ends or _VANAF.match(begin)) or ends == [""]:
        raise ValueError(f"“{shown[:40]}” kan hier niet. Verwacht: {VERWACHT}.")
    begin = _VANAF.sub("", begin)
    return _first(begin) if begin else None, _last(ends[0]) if ends else None


def _first(text: str) -> dt.date:
    return dt.date(int(text), 1, 1) if re.fullmatch(r"[1-9]\d{3}", text) else _read_day(text)


def _last(text: str) -> dt.date:
    return dt.date(int(text), 12, 31) if re.fullmatch(r"[1-9]\d{3}", text) else _read_day(text)


def _read_day(text: str) -> dt.date:
    try:
        day: dt.date | None = DagField().clean(text)
    except ValidationError as fout:
        raise ValueError("; ".join(fout.messages)) from None
    assert day is not None  # noqa: S101 -- the field is required
    return day
