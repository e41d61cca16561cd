"""What is wrong with a document before it is published: rules about facts, tarieven and texts.

The same list is the screen before publishing and the guard in `actions.submit`. To check working data, take a snapshot first:
`find_problems(take(inkoop), previous=…, day=…)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from core.plek import Plek
from publicaties.models import Wijziging as WijzigingRij
from publicaties.problemen.drift import find_drift, find_typed_sentences
from publicaties.problemen.feiten import find_facts
from publicaties.problemen.model import DOCUMENT, Probleem, Waarschuwing
from publicaties.problemen.tarieven import find_tarieven
from publicaties.problemen.teksten import find_texts
from publicaties.snapshot import Snapshot

__all__ = ["Probleem", "Waarschuwing", "find_problems", "find_unexplained"]


@dataclass(frozen=True)
class NietsGewijzigd(Waarschuwing):
    @property
    def boodschap(self) -> str:
        return "Er is niets veranderd ten opzichte van de vorige versie. Controleer of een nieuwe versie nodig is."


@dataclass(frozen=True)
class WijzigingZonderReden(Waarschuwing):
    titel: str

    @property
    def boodschap(self) -> str:
        return f"Bij deze wijziging staat geen reden: {self.titel}. Leg uit waarom, dan begrijpen aanbieders haar."


def find_problems(snapshot: Snapshot, *, previous: Snapshot | None, day: dt.date) -> list[Probleem]:
    """Everything that is wrong with `snapshot` as it would come into force on `day`; blockers first.

    `previous` is the version that it would follow: what is gone since then may not be named any more.
    """
    found = [
        *find_facts(snapshot, previous, day),
        *find_tarieven(snapshot, day),
        *find_texts(snapshot, previous),
        *find_typed_sentences(snapshot, previous),
        *find_drift(snapshot),
    ]
    if previous is not None and previous == snapshot:
        found.append(NietsGewijzigd(DOCUMENT))
    return sorted(found, key=lambda probleem: not probleem.blokkeert)


def find_unexplained(wijzigingen: Iterable[WijzigingRij]) -> list[Probleem]:
    """A warning for each change of a version under way that has no reason yet."""
    return [
        WijzigingZonderReden(Plek(soort="wijziging", code=row.sleutel, naam="de wijzigingen"), str(row.inhoud["titel"]))
        for row in wijzigingen
        if not row.reden.strip()
    ]
