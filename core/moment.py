"""A moment in a planning: a day, a month, a quarter or a year, or a range of these, as Dutch planners write them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from django.utils.formats import date_format

from core.dutch import MONTHS

#: A day outside these years is a slip of the finger; and a day later or earlier than it still exists.
JAREN = range(1900, 2200)


class Precisie(StrEnum):
    DAG = "dag"
    MAAND = "maand"
    KWARTAAL = "kwartaal"
    JAAR = "jaar"


@dataclass(frozen=True, order=True)
class Moment:
    """`begin` is the first day; `eind` the first day of the last unit of a range, or None."""

    begin: dt.date
    precisie: Precisie
    eind: dt.date | None = None
    eind_precisie: Precisie | None = None

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read "2022-09-19", "2022-12", "2024-Q3", "2023", or two of these with a slash; or what people write: "1 maart 2027",
        "1-3-2027", "Q3 2027", "3e kwartaal 2027", "maart–juni 2027", "1 tot en met 5 maart 2027".

        Raises ValueError with a Dutch message.
        """
        found = _single(text)
        if found:
            return cls(*found)
        for first, last in _halves(text.strip()):
            eind = _single(last)
            # "maart–juni 2027", "1–5 maart 2027": what the first does not say, it has from the last.
            if eind and (begin := _single(first) or _completed(first, *eind)):
                if eind[0] < begin[0]:
                    raise ValueError(f"“{text[:60]}”: het einde ligt voor het begin.")
                return cls(*begin, *eind)
        raise ValueError(
            f"“{text[:60]}” is geen moment. Schrijf een dag, maand, kwartaal of jaar: 1 maart 2027, maart 2027, Q3 2027 of 2027. "
            "Van … tot en met: maart–juni 2027."
        )

    def __str__(self) -> str:
        """The form that `parse()` reads."""
        first = _code(self.begin, self.precisie)
        return f"{first}/{_code(self.eind, self.eind_precisie)}" if self.eind and self.eind_precisie else first

    def shifted(self, van: dt.date, naar: dt.date) -> Moment:
        """As far from `naar` as it was from `van`: by whole months when both are the same day of the month."""

        def moved(day: dt.date, precisie: Precisie) -> dt.date:
            return _first_day(_moved(day, van, naar), precisie)

        eind = moved(self.eind, self.eind_precisie) if self.eind and self.eind_precisie else None
        return Moment(moved(self.begin, self.precisie), self.precisie, eind, self.eind_precisie)

    @property
    def last_day(self) -> dt.date:
        return _last_day(self.eind or self.begin, self.eind_precisie or self.precisie)

    @property
    def last_label(self) -> str:
        """Its end as people read it: of a range the last unit."""
        return _label(self.eind or self.begin, self.eind_precisie or self.precisie)

    @property
    def label(self) -> str:
        """As people read it: "19 september 2022", "december 2022", "3e kwartaal 2024", "juni–juli 2023"."""
        first = _label(self.begin, self.precisie)
        if not (self.eind and self.eind_precisie):
            return first
        last = _label(self.eind, self.eind_precisie)
        if self.precisie == self.eind_precisie and self.begin.year == self.eind.year and self.precisie != Precisie.JAAR:
            first = first.removesuffix(f" {self.begin.year}")
        return f"{first} tot en met {last}"


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """What may be the two ends of a range. A hyphen comes last: a date may have some of its own."""
    for sign in (" tot en met ", " t/m ", "–", "—", " - ", "/", "-"):
        first, found, last = text.lower().partition(sign)
        if found and sign not in last:
            yield first.strip(), last.strip()


def _single(text: str) -> tuple[dt.date, Precisie] | None:
    """None for what is no day, month, quarter or year."""
    text = " ".join(text.lower().split())
    with suppress(ValueError):
        for pattern, precisie in _VORMEN:
            if match := re.fullmatch(pattern, text, re.ASCII):
                found = match.groupdict()
                jaar, kwartaal = int(found["j"]), int(found.get("k") or 1)
                maand = _month(found.get("m") or str(3 * kwartaal - 2))
                return dt.date(jaar, maand, int(found.get("d") or 1)), precisie
    return None


_J, _M = r"(?P<j>\d{4})", r"(?P<m>[a-z]{3,9})\.?"
_VORMEN = [
    (rf"{_J}-(?P<m>\d\d)-(?P<d>\d\d)", Precisie.DAG),
    (rf"(?P<d>\d\d?)[-/.](?P<m>\d\d?)[-/.]{_J}", Precisie.DAG),
    (rf"(?P<d>\d\d?) {_M} {_J}", Precisie.DAG),
    (rf"{_J}-(?P<m>\d\d)", Precisie.MAAND),
    (rf"{_M} {_J}", Precisie.MAAND),
    (rf"{_J}[- ]q(?P<k>[1-4])", Precisie.KWARTAAL),
    (rf"q(?P<k>[1-4]) {_J}", Precisie.KWARTAAL),
    (rf"(?P<k>[1-4])(?:e|de|ste) kwartaal (?:van )?{_J}", Precisie.KWARTAAL),
    (_J, Precisie.JAAR),
]


def _month(text: str) -> int:
    """A number, or a month by its name or its first letters. Raises ValueError."""
    if text.isdecimal():
        return int(text)
    text = {"mrt": "maart"}.get(text, text)
    for number, name in enumerate(MONTHS.split("|"), start=1):
        if name.startswith(text):
            return number
    raise ValueError(text)


def _completed(first: str, eind: dt.date, precisie: Precisie) -> tuple[dt.date, Precisie] | None:
    maand = MONTHS.split("|")[eind.month - 1]
    kwartaal = f"{first} kwartaal {eind.year}" if precisie == Precisie.KWARTAAL else ""
    dag = f"{first} {maand} {eind.year}" if precisie == Precisie.DAG else ""
    return _single(f"{first} {eind.year}") or _single(dag) or _single(kwartaal)


def _code(day: dt.date, precisie: Precisie) -> str:
    match precisie:
        case Precisie.DAG:
            return day.isoformat()
        case Precisie.MAAND:
            return f"{day:%Y-%m}"
        case Precisie.KWARTAAL:
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case Precisie.JAAR:
            return str(day.year)


def _label(day: dt.date, precisie: Precisie) -> str:
    match precisie:
        case Precisie.DAG:
            return date_format(day, "j F Y")
        case Precisie.MAAND:
            return date_format(day, "F Y")
        case Precisie.KWARTAAL:
            return f"{(day.month + 2) // 3}e kwartaal {day.year}"
        case Precisie.JAAR:
            return str(day.year)


def _last_day(day: dt.date, precisie: Precisie) -> dt.date:
    if precisie == Precisie.DAG:
        return day
    month = {Precisie.MAAND: day.month, Precisie.KWARTAAL: day.month + 2, Precisie.JAAR: 12}[precisie]
    return dt.date(day.year, month, calendar.monthrange(day.year, month)[1])


def _moved(day: dt.date, van: dt.date, naar: dt.date) -> dt.date:
    if van.day != naar.day:
        return day + (naar - van)
    months = day.year * 12 + day.month - 1 + (naar.year - van.year) * 12 + naar.month - van.month
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _first_day(day: dt.date, precisie: Precisie) -> dt.date:
    """Of the unit that holds `day`."""
    match precisie:
        case Precisie.MAAND:
            return day.replace(day=1)
        case Precisie.KWARTAAL:
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case Precisie.JAAR:
            return day.replace(month=1, day=1)
    return day
