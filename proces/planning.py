"""Where a planning stands at a moment: what was, what is, what comes, and what is still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from core import dutch
from proces.models import Mijlpaal, Mijlpaalstand

#: From so many days before it closes, the days are counted.
BIJNA = 14


class Fase(StrEnum):
    GEWEEST = "geweest"
    NU = "nu"
    STRAKS = "straks"


def clock(tijd: dt.time | None) -> str:
    """ ", 12.00 uur", behind a day."""
    return f", {tijd.hour}.{tijd.minute:02d} uur" if tijd else ""


def fase(row: Mijlpaal, at: dt.datetime) -> Fase:
    """What a person said of it goes before what the calendar says."""
    day = timezone.localdate(at)
    if row.stand == Mijlpaalstand.BEZIG:
        return Fase.NU
    if row.stand == Mijlpaalstand.KLAAR or row.moment.last_day < day or (row.sluit_op and row.sluit_op <= at):
        return Fase.GEWEEST
    return Fase.NU if row.moment.begin <= day else Fase.STRAKS


def on_the_line(row: Mijlpaal) -> tuple[dt.date, dt.date, int]:
    """A period stands at its begin; "december 2022" after what happens on a day of that month."""
    last = row.moment.last_day
    return row.moment.begin if row.moment.eind else last, last, row.pk


@dataclass(frozen=True)
class Sluiting:
    """Something that is possible until a moment. `staat`: komt, open, bijna or dicht."""

    mijlpaal: Mijlpaal
    staat: str
    tekst: str

    @property
    def is_open(self) -> bool:
        return self.staat in {"open", "bijna"}

    @property
    def wat(self) -> str:
        """ "Vragen stellen", "Aanmelden (segment Ouderen)"."""
        wat = dutch.capital(str(self.mijlpaal.get_sluit_display()))
        return f"{wat} ({self.mijlpaal.segment})" if self.mijlpaal.segment else wat


def closing(row: Mijlpaal, at: dt.datetime) -> Sluiting:
    """Of a mijlpaal that closes something. Open until `sluit_op`, which is the instant at which it is closed."""
    day, last = timezone.localdate(at), row.moment.last_day
    until = f"{'tot' if row.tijd else 'tot en met'} {row.moment.last_label}{clock(row.tijd)}"
    left = (last - day).days
    if row.sluit_op <= at:
        return Sluiting(row, "dicht", f"gesloten sinds {row.moment.last_label}")
    if row.moment.eind and row.moment.begin > day:
        return Sluiting(row, "komt", f"vanaf {dutch.day(row.moment.begin)}, {until}")
    if left > BIJNA:
        return Sluiting(row, "open", f"open {until}")
    over = {0: "vandaag", 1: "morgen"}.get(left, f"over {left} dagen")
    return Sluiting(row, "bijna", f"sluit {over}: {until}")


def closings(rows: Iterable[Mijlpaal], at: dt.datetime) -> list[Sluiting]:
    """What is open comes first, and what closes first of that; of what is closed, only the last of its kind when nothing else is."""
    found = sorted(
        (closing(row, at) for row in rows if row.sluit), key=lambda one: (one.mijlpaal.sluit_op, one.mijlpaal.pk)
    )
    alive = [one for one in found if one.staat != "dicht"]
    told = {(one.mijlpaal.sluit, one.mijlpaal.segment_id) for one in alive}
    last = {(one.mijlpaal.sluit, one.mijlpaal.segment_id): one for one in found}
    dicht = [one for key, one in last.items() if key not in told]
    return [*(one for one in alive if one.is_open), *(one for one in alive if not one.is_open), *dicht]


def upcoming(rows: Sequence[Mijlpaal], at: dt.datetime) -> Mijlpaal | None:
    """What happens next."""
    return next((row for row in sorted(rows, key=on_the_line) if fase(row, at) == Fase.STRAKS), None)


def first_closings(inkopen: Iterable[int], at: dt.datetime) -> dict[int, Sluiting]:
    """Of each inkoop (by key) what is open and closes first, else what comes, else what closed last. One query."""
    rows = Mijlpaal.objects.filter(inkoop__in=list(inkopen), openbaar=True).exclude(sluit="").select_related("segment")
    per_inkoop: dict[int, list[Mijlpaal]] = {}
    for row in rows.order_by("pk"):
        per_inkoop.setdefault(row.inkoop_id, []).append(row)
    found = {inkoop: closings(rows, at) for inkoop, rows in per_inkoop.items()}
    return {inkoop: rows[0] if rows[0].staat != "dicht" else rows[-1] for inkoop, rows in found.items()}
