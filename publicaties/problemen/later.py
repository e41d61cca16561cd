"""Versions that are out and come into force after this one: what they would undo of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core import dutch
from core.plek import Plek
from publicaties.problemen.model import Probleem, Waarschuwing
from publicaties.snapshot import Snapshot
from publicaties.wijzigingen import lacking

#: The soort of the place that is another version.
VERSIE = "versie"
#: So many changes are named; of more it is said how many.
GENOEMD = 6


@dataclass(frozen=True)
class Later:
    """A version that takes over on its ingangsdatum."""

    volgnummer: int | None
    ingangsdatum: dt.date
    snapshot: Snapshot


def find_undone(snapshot: Snapshot, previous: Snapshot, later: Sequence[Later]) -> Iterator[Probleem]:
    for versie in later:
        titels = [wijziging.titel for wijziging in lacking(previous, snapshot, versie.snapshot)]
        if not titels:
            continue
        named = [f"‘{titel}’" for titel in titels[:GENOEMD]]
        if rest := len(titels) - len(named):
            named.append(f"nog {rest} andere")
        yield Waarschuwing(
            Plek(soort=VERSIE, code=str(versie.volgnummer), naam=f"versie {versie.volgnummer}"),
            f"Op {dutch.day(versie.ingangsdatum)} gaat versie {versie.volgnummer} in. Zij is al gepubliceerd en heeft dit niet: "
            f"{dutch.listing(named)}. Vanaf die dag geldt dat dus niet meer. Bereid na deze versie ook een verbetering van versie "
            f"{versie.volgnummer} voor, of schrijf waarom dat niet hoeft.",
            reden_nodig=True,
        )
