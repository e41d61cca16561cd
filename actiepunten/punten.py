"""What asks something of a person: one line for each thing, from every source, the most urgent first.

Page, mail and the count in the menu all call `points_for`. A source is a function in `actiepunten.bronnen` and a line of `BRONNEN`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum

from core import dutch


class Urgentie(IntEnum):
    """The order in which the lines stand."""

    MIS = 1  # something went wrong, or must be known at once
    WACHT = 2  # somebody else waits for this person
    BIJNA = 3  # a moment comes near
    STRAKS = 4  # can wait a while


LABELS = {
    Urgentie.MIS: ("danger", "Nu"),
    Urgentie.WACHT: ("active", "Wacht op u"),
    Urgentie.BIJNA: ("warning", "Bijna"),
    Urgentie.STRAKS: ("neutral", "Straks"),
}


@dataclass(frozen=True)
class Actiepunt:
    """`sleutel`: the same for the same thing, so that nobody is mailed about it twice. `voor`: before when; it orders equals."""

    sleutel: str
    urgentie: Urgentie
    wat: str
    adres: str
    waar: str = ""
    toelichting: str = ""
    voor: dt.datetime | None = None
    gebeurtenis: int | None = None  # may be put away by saying that it is read

    @property
    def kleur(self) -> str:
        return LABELS[self.urgentie][0]

    @property
    def label(self) -> str:
        return LABELS[self.urgentie][1]

    @property
    def orde(self) -> tuple[int, bool, dt.datetime, str, str, str]:
        last = dt.datetime.max.replace(tzinfo=dt.UTC)
        return self.urgentie, self.voor is None, self.voor or last, self.waar, self.wat, self.sleutel


def told(punten: list[Actiepunt]) -> str:
    """ "Niets vraagt nu iets van u", "1 punt vraagt iets van u"."""
    if not punten:
        return "Niets vraagt nu iets van u"
    return dutch.number_of(len(punten), "punt vraagt iets van u", "punten vragen iets van u")
