"""What is wrong with a document before it is published: rules about facts, tarieven and texts.

The same list is the screen before publishing and the guard in `actions.submit`. To check working data, take a snapshot first:
`find_problems(take(inkoop), previous=…, day=…)`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from core.plek import Plek
from publicaties.models import PublicatieSoort, Wijziging
from publicaties.problemen.drift import find_drift, find_typed_sentences
from publicaties.problemen.feiten import find_facts
from publicaties.problemen.later import VERSIE, Later, find_undone
from publicaties.problemen.model import DOCUMENT, Blokkade, Probleem, Waarschuwing
from publicaties.problemen.tarieven import find_tarieven
from publicaties.problemen.teksten import find_texts
from publicaties.snapshot import Snapshot

__all__ = [
    "VERSIE",
    "Blokkade",
    "Later",
    "Probleem",
    "Waarschuwing",
    "find_problems",
    "find_undone",
    "find_unexplained",
]


def find_problems(
    snapshot: Snapshot,
    *,
    previous: Snapshot | None,
    day: dt.date,
    later: Sequence[Later] = (),
    contact: str | None = None,
) -> list[Probleem]:
    """Everything that is wrong with `snapshot` as it would come into force on `day`; blockers first.

    `previous` is the version that it would follow: what is gone since then may not be named any more. `later` are those that are
    out and would follow on it. `contact` is what the regio says of itself, which no snapshot holds; None: not known.

    What the portal reads in prose may be meant and is never a blocker; what the data says against itself is.
    """
    found = [
        *find_facts(snapshot, previous, day, contact),
        *find_tarieven(snapshot, day),
        *find_texts(snapshot, previous),
        *find_typed_sentences(snapshot, previous),
        *find_drift(snapshot),
    ]
    if previous is not None and previous == snapshot:
        text = "Er is niets veranderd ten opzichte van de vorige versie. Controleer of een nieuwe versie nodig is."
        found.append(Waarschuwing(DOCUMENT, text))
    if previous is not None:
        found.extend(find_undone(snapshot, previous, later))
    return sorted(found, key=lambda probleem: (not probleem.blokkeert, not probleem.asks(PublicatieSoort.DEFINITIEF)))


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
