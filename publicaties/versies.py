"""Which version counts on which day: pure functions on the versions of one inkoop, in any order, loaded with one query.

Two validities, never mixed: a version is *in force* from its ingangsdatum; it is *known* from the moment of publishing. These functions
look at the first; what was published when, the status tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from django.utils import timezone

from core import dutch
from publicaties.models import Publicatie, PublicatieSoort, Status


class Versiestaat(StrEnum):
    GELDT = "geldt"
    STAND = "stand"
    KOMT = "komt"
    GOLD = "gold"
    CONSULTATIE = "consultatie"
    INGETROKKEN = "ingetrokken"
    NIET_GEPUBLICEERD = "niet_gepubliceerd"


@dataclass(frozen=True)
class Label:
    """What a reader must know of a version before reading it: "geldt nu", "stand 2020", "gaat in op 1 juni 2026", …"""

    staat: Versiestaat
    tekst: str


def full_name(versie: Publicatie) -> str:
    return numbered(versie.volgnummer, versie.versienaam)


def numbered(volgnummer: int | None, name: str) -> str:
    """ "Versie 3, van 1 juni 2026", "Versie 2, eerste versie": its number with its name, in which the word is not said twice."""
    rest = name[len("versie ") :] if name.lower().startswith("versie ") else name
    return f"Versie {volgnummer}, {dutch.inside(rest)}" if rest else f"Versie {volgnummer}"


def current(versies: Iterable[Publicatie], day: dt.date) -> Publicatie | None:
    """The definitive, published, not withdrawn version with the latest ingangsdatum up to `day`; of two, the higher number."""
    begun = [versie for versie in _in_order(versies) if versie.ingangsdatum <= day]
    return begun[-1] if begun else None


def upcoming(versies: Iterable[Publicatie], day: dt.date) -> list[Publicatie]:
    """The versions that will come into force after `day`, first the earliest. Leaves out one that never will, being replaced before."""
    order = _in_order(versies)
    return [versie for versie, after in _with_next(order) if versie.ingangsdatum > day and not _same_day(versie, after)]


def before(versies: Iterable[Publicatie], versie: Publicatie) -> Publicatie | None:
    """What `versie` takes the place of, so what it is compared with: what would be in force on its ingangsdatum without it.

    Not the one that was published last: that may come into force later. Before the first of all it is the first to come. A
    consultatieversie goes on from an earlier one that came out since.
    """
    others = [row for row in versies if row.pk != versie.pk]
    found = current(others, versie.ingangsdatum) or next(iter(upcoming(others, versie.ingangsdatum)), None)
    if versie.is_consultatie:
        earlier = [row for row in others if row.status == Status.GEPUBLICEERD and row.is_consultatie]
        found = max([*earlier, *([found] if found else [])], key=_number, default=None)
    return found


def after(versies: Iterable[Publicatie], versie: Publicatie) -> list[Publicatie]:
    """The versions that were out before `versie` and will take its place after a while, first the earliest: they do not know it."""
    if versie.is_consultatie:
        return []
    earlier = (row for row in versies if versie.volgnummer is None or _number(row) < versie.volgnummer)
    return upcoming(earlier, versie.ingangsdatum)


def shown(versies: Iterable[Publicatie], day: dt.date) -> Publicatie | None:
    """What a visitor reads who names no version: the current one, else the first to come, else the last consultatieversie."""
    rows = list(versies)
    chosen = current(rows, day) or next(iter(upcoming(rows, day)), None)
    if chosen is None:
        consultatie = [row for row in rows if row.status == Status.GEPUBLICEERD and row.is_consultatie]
        chosen = max(consultatie, key=_number, default=None)
    return chosen


def label(versies: Iterable[Publicatie], versie: Publicatie, day: dt.date) -> Label:
    """What to say of `versie`, one of `versies`, on `day`."""
    return labels([*(row for row in versies if row.pk != versie.pk), versie], day)[-1]


def labels(versies: Sequence[Publicatie], day: dt.date) -> list[Label]:
    """The label of each version, in the given order."""
    order = _in_order(versies)
    now = current(order, day)
    followed_by = {versie.pk: after for versie, after in _with_next(order)}
    return [_label(versie, now, followed_by.get(versie.pk), day) for versie in versies]


def _label(versie: Publicatie, now: Publicatie | None, after: Publicatie | None, day: dt.date) -> Label:
    if versie.status == Status.INGETROKKEN:
        moment = f" op {dutch.day(timezone.localdate(versie.ingetrokken_op))}" if versie.ingetrokken_op else ""
        return Label(Versiestaat.INGETROKKEN, f"ingetrokken{moment}")
    if versie.status != Status.GEPUBLICEERD:
        return Label(Versiestaat.NIET_GEPUBLICEERD, "niet gepubliceerd")
    if versie.is_consultatie:
        return Label(Versiestaat.CONSULTATIE, "consultatieversie")
    if after is not None and _same_day(versie, after):
        return Label(Versiestaat.GOLD, f"vervangen door versie {after.volgnummer}")
    if now is not None and versie.pk == now.pk:
        end = f", wordt vervangen per {dutch.day(after.ingangsdatum)}" if after else ""
        if versie.op_hoofdlijnen and versie.gepubliceerd_op:
            # What it is about has begun, and what is bought now it does not say.
            return Label(Versiestaat.STAND, f"stand {timezone.localdate(versie.gepubliceerd_op).year}{end}")
        return Label(Versiestaat.GELDT, f"geldt nu{end}")
    if versie.ingangsdatum > day:
        return Label(Versiestaat.KOMT, f"gaat in op {dutch.day(versie.ingangsdatum)}")
    assert after is not None  # noqa: S101 -- begun, not the current one: so another came after it
    return Label(Versiestaat.GOLD, f"gold tot en met {dutch.day(after.ingangsdatum - dt.timedelta(days=1))}")


def _in_order(versies: Iterable[Publicatie]) -> list[Publicatie]:
    """Those that count or will count, in the order in which they follow each other."""
    counting = [row for row in versies if row.status == Status.GEPUBLICEERD and row.soort == PublicatieSoort.DEFINITIEF]
    return sorted(counting, key=lambda row: (row.ingangsdatum, _number(row)))


def _with_next(order: list[Publicatie]) -> list[tuple[Publicatie, Publicatie | None]]:
    return list(zip_longest(order, order[1:]))


def _same_day(versie: Publicatie, after: Publicatie | None) -> bool:
    return after is not None and after.ingangsdatum == versie.ingangsdatum


def _number(versie: Publicatie) -> int:
    return versie.volgnummer or 0
