"""The eisen of a snapshot as tables, one for each sort: for web, PDF and Word alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core import dutch
from core.codelijsten import label_of
from core.deel import DeelInhoud
from core.plek import Zin, zin
from eisen.inhoud import EisInhoud
from eisen.models import Eismoment, Eissoort
from eisen.soort import geldt_voor, meervoud
from publicaties.snapshot import Snapshot


@dataclass(frozen=True)
class Eisrij:
    """`waarden`: what is said of it besides its text, by the columns of its table."""

    eis: EisInhoud
    waarden: Mapping[str, Zin]


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


def _tabel(snapshot: Snapshot, soort: str, eisen: Sequence[EisInhoud]) -> Eistabel:
    columns = {
        "Bewijsmiddel": [zin(eis.bewijsmiddel) for eis in eisen],
        "Norm": [zin(eis.norm) for eis in eisen],
        "Weging": [zin(weging(eis)) for eis in eisen],
    }
    wanneer = [zin(dutch.capital(label_of(Eismoment, eis.moment))) for eis in eisen]
    voor = [geldt_voor(snapshot, eis) for eis in eisen]
    told = []
    if len(set(map(str, wanneer))) > 1:
        columns["Wanneer"] = wanneer
    elif wanneer[0]:
        told.append(wanneer[0] + ".")
    if len(set(map(str, voor))) > 1:
        columns["Geldt voor"] = [zin(dutch.capital(str(one))) if one == zin(str(one)) else one for one in voor]
    elif voor[0]:
        told.append("Geldt voor " + voor[0] + ".")
    columns = {naam: values for naam, values in columns.items() if any(values)}
    rows = [Eisrij(eis, {naam: values[at] for naam, values in columns.items()}) for at, eis in enumerate(eisen)]
    gemeen = told[0] + " " + told[1] if len(told) > 1 else zin(told[0] if told else "")
    return Eistabel(soort, dutch.capital(meervoud(soort)), gemeen, list(columns), rows)


def weging(eis: EisInhoud) -> str:
    """ "40%, maximaal 10 punten"."""
    score = (
        f"maximaal {eis.max_score} {'punt' if eis.max_score == 1 else 'punten'}" if eis.max_score is not None else ""
    )
    return ", ".join(filter(None, [f"{eis.weging}%" if eis.weging is not None else "", score]))


def eisen_of(snapshot: Snapshot, deel: DeelInhoud) -> list[EisInhoud]:
    """What an aanbieder of this segment, perceel or product must meet, in the order of the document."""
    return [eis for eis in snapshot.eisen if eis.holds_for(snapshot, deel)]


def genummerd(snapshot: Snapshot, deel: DeelInhoud) -> Zin:
    """Only their numbers, for where the tables stand elsewhere in the same document: "G1, G2 en KPI-1"."""
    tabellen = eistabellen(snapshot, eisen_of(snapshot, deel))
    return zin("; ".join(f"{tabel.naam}: {dutch.listing(rij.eis.nummer for rij in tabel.rijen)}" for tabel in tabellen))
