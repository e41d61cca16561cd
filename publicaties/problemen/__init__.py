"""What is wrong with a document before it is published: rules about facts, tarieven and texts.

The same list is the screen before publishing and the guard in `actions.submit`. To check working data, take a snapshot first:
`find_problems(take(inkoop), previous=…, day=…)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from core.plek import Plek
from publicaties.models import Wijziging
from publicaties.problemen.drift import find_drift, find_typed_sentences
from publicaties.problemen.feiten import find_facts
from publicaties.problemen.model import DOCUMENT, Blokkade, Probleem, Waarschuwing
from publicaties.problemen.tarieven import find_tarieven
from publicaties.problemen.teksten import find_texts
from publicaties.snapshot import Snapshot

__all__ = ["Blokkade", "Probleem", "Waarschuwing", "find_problems", "find_unexplained"]


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
        text = "Er is niets veranderd ten opzichte van de vorige versie. Controleer of een nieuwe versie nodig is."
        found.append(Waarschuwing(DOCUMENT, text))
    return sorted(found, key=lambda probleem: not probleem.blokkeert)


def find_unexplained(wijzigingen: Iterable[Wijziging]) -> list[Probleem]:
    """A warning for each change of a version under way that has no reason yet."""
    return [
        Waarschuwing(
            Plek(soort="wijziging", code=row.sleutel, naam="de wijzigingen"),
            f"Bij deze wijziging staat geen reden: {row.inhoud['titel']}. Leg uit waarom, dan begrijpen aanbieders haar.",
        )
        for row in wijzigingen
        if not row.reden.strip()
    ]
