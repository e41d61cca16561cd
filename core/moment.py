"""A moment in a planning: a day, a month, a quarter or a year, or a range of these, as Dutch planners write them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.formats import date_format


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
        """Read "2022-09-19", "2022-12", "2024-Q3", "2023", or two of these with a slash. Raises ValueError with a Dutch message."""
        first, _, last = text.strip().partition("/")
        begin, precisie = _parse_single(first)
        if not last:
            return cls(begin, precisie)
        eind, eind_precisie = _parse_single(last)
        if eind < begin:
            raise ValueError(f"'{text}': het einde ligt voor het begin.")
        return cls(begin, precisie, eind, eind_precisie)

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
    def label(self) -> str:
        """As people read it: "19 september 2022", "december 2022", "3e kwartaal 2024", "juni–juli 2023"."""
        first = _label(self.begin, self.precisie)
        if not (self.eind and self.eind_precisie):
            return first
        last = _label(self.eind, self.eind_precisie)
        if self.precisie == self.eind_precisie and self.begin.year == self.eind.year and self.precisie != Precisie.JAAR:
            first = first.removesuffix(f" {self.begin.year}")
        return f"{first} tot en met {last}"


def _parse_single(text: str) -> tuple[dt.date, Precisie]:
    text = text.strip().upper()
    try:
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return dt.date(int(match[1]), 3 * int(match[2]) - 2, 1), Precisie.KWARTAAL
        if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return dt.date(int(match[1]), int(match[2]), 1), Precisie.MAAND
        if re.fullmatch(r"\d{4}", text):
            return dt.date(int(text), 1, 1), Precisie.JAAR
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return dt.date.fromisoformat(text), Precisie.DAG
    except ValueError:
        pass
    raise ValueError(
        f"'{text}' is geen moment. Verwacht: 2024-03-21, 2024-03, 2024-Q1, 2024, of twee daarvan met een schuine streep."
    )


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
