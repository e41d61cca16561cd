"""The eisen of a snapshot as tables, one for each sort: for web, PDF and Word alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from core import dutch
from core.deel import DeelInhoud
from core.plek import Zin, listing, zin
from core.soort import Feitsoort
from eisen.inhoud import EisInhoud
from eisen.models import Eissoort
from eisen.soort import EIS, meervoud
from publicaties.snapshot import Snapshot


@dataclass(frozen=True)
class Eisrij:
    """What is said of it besides its text: `waarden` by the columns of its table, `merken` in sentences below the text."""

    eis: EisInhoud
    waarden: Mapping[str, Zin]
    merken: Sequence[str]


@dataclass(frozen=True)
class Eistabel:
    """All eisen of one sort. What is the same for each of them has no column and is told once (`gemeen`)."""

    soort: str
    naam: str
    gemeen: Zin
    kolommen: Sequence[str]
    rijen: Sequence[Eisrij]

    @property
    def samen(self) -> bool:
        """Whether there are so many columns that they would leave the text no room: then they are told below each other."""
        return len(self.kolommen) > 2

    @property
    def anker(self) -> str:
        return f"eisen-{self.soort}"


def eistabellen(snapshot: Snapshot, eisen: Iterable[EisInhoud]) -> list[Eistabel]:
    """In the order of `Eissoort`, and within a sort in that of the document."""
    per_soort: dict[str, list[EisInhoud]] = {soort.value: [] for soort in Eissoort}
    for eis in eisen:
        per_soort.setdefault(eis.soort, []).append(eis)
    return [_tabel(snapshot, soort, rows) for soort, rows in per_soort.items() if rows]


#: What is told once above a table when it is the same for all of it: the beginning of that sentence, by field.
_GEMEEN = {"moment": "", "geldt_voor": "Geldt voor "}


def _tabel(snapshot: Snapshot, soort: str, eisen: Sequence[EisInhoud]) -> Eistabel:
    """What is declared of an eis: below its text what it is or is not, the rest in columns, where and when it holds last."""
    gemeen: list[Zin] = []
    own: dict[str, list[Zin]] = {}
    where: dict[str, list[Zin]] = {}
    for feit in kolommen():
        values = [zin(feit.woorden(snapshot, eis)) for eis in eisen]
        begin = _GEMEEN.get(_veld(feit))
        if not any(values):
            continue
        if begin is None:
            own[feit.naam] = values
        elif len(set(map(str, values))) > 1:
            where[feit.naam] = [_capital(one) for one in values]
        else:
            gemeen.append(_capital(begin + values[0]) + ".")
    columns = own | where
    rows = [
        Eisrij(
            eis,
            {naam: values[at] for naam, values in columns.items()},
            [merkzin(feit, snapshot, eis) for feit in merken() if getattr(eis, feit.velden[0])],
        )
        for at, eis in enumerate(eisen)
    ]
    return Eistabel(soort, dutch.capital(meervoud(soort)), listing(gemeen, word="", between=" "), list(columns), rows)


def kolommen() -> list[Feitsoort]:
    """What is said of an eis in a column of its table."""
    return [feit for feit in EIS.feitsoorten if not feit.intern and not _is_merk(feit)]


def merken() -> list[Feitsoort]:
    """What an eis is or is not: said below its text when it is."""
    return [feit for feit in EIS.feitsoorten if not feit.intern and _is_merk(feit)]


def _is_merk(feit: Feitsoort) -> bool:
    return isinstance(EIS.modelveld(_veld(feit)), models.BooleanField)


def _veld(feit: Feitsoort) -> str:
    return next(iter(feit.velden), "")


def merkzin(feit: Feitsoort, snapshot: Snapshot, eis: EisInhoud) -> str:
    """ "Knock-out: wie niet voldoet, valt af." """
    return f"{feit.naam}: {feit.woorden(snapshot, eis)}."


def _capital(value: Zin) -> Zin:
    """With a capital, unless it begins with a link to what has a name."""
    return zin(dutch.capital(str(value))) if value == zin(str(value)) else value


def eisen_of(snapshot: Snapshot, deel: DeelInhoud) -> list[EisInhoud]:
    """What an aanbieder of this segment, perceel or product must meet, in the order of the document."""
    return [eis for eis in snapshot.eisen if eis.holds_for(snapshot, deel)]


def genummerd(snapshot: Snapshot, deel: DeelInhoud) -> Zin:
    """Only their numbers, for where the tables stand elsewhere in the same document: "G1, G2 en KPI-1"."""
    tabellen = eistabellen(snapshot, eisen_of(snapshot, deel))
    return zin("; ".join(f"{tabel.naam}: {dutch.listing(rij.eis.nummer for rij in tabel.rijen)}" for tabel in tabellen))
