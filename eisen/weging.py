"""Whether what aanbieders are compared on counts up to 100: one rule, for the sheet, the import and the check before publishing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import dutch
from core.deel import DeelInhoud
from core.soort import Geheel
from eisen.inhoud import EisInhoud
from eisen.models import GEWOGEN, Eissoort
from eisen.soort import EIS
from percelen.soort import PERCEEL
from segments.models import Inkoop
from segments.soort import SEGMENT


@dataclass(frozen=True)
class Weegtotaal:
    """The criteria of one sort that are weighed against each other, and where: in a perceel, a segment or the inkoop."""

    soort: Eissoort
    waar: str
    eisen: Sequence[EisInhoud]

    @property
    def totaal(self) -> int:
        return sum(eis.weging or 0 for eis in self.eisen)

    @property
    def fout(self) -> str:
        """What is wrong with them, line by line; empty: nothing."""
        if self.totaal == 100:
            return ""
        lines = dutch.listing(
            f"{eis.nummer} {eis.weging}%" if eis.weging is not None else f"{eis.nummer} zonder weging"
            for eis in self.eisen
        )
        of_all = f"De weging van de {self.soort.meervoud} van {self.waar} is samen {self.totaal}%, geen 100%"
        return f"{of_all}: {lines}. Pas de weging aan."


def weegtotalen(document: Geheel) -> list[Weegtotaal]:
    """Aanbieders are compared within a perceel; without percelen within a segment; without these in the inkoop as a whole."""
    places: Sequence[DeelInhoud] = document.delen("perceel") or document.delen("segment")
    found = []
    for soort in GEWOGEN:
        eisen: list[EisInhoud] = [eis for eis in document.delen("eis") if eis.soort == soort]
        per_place = [(deel.kort, [eis for eis in eisen if eis.holds_for(document, deel)]) for deel in places]
        for waar, rows in per_place or [("de inkoop", eisen)]:
            if any(eis.weging is not None for eis in rows):
                found.append(Weegtotaal(soort, waar, rows))
    return found


def weegfouten(document: Geheel) -> dict[str, str]:
    """What is wrong with the weights, by the nummer of each eis that counts in them."""
    return {eis.nummer: een.fout for een in weegtotalen(document) if een.fout for eis in een.eisen}


class Werkdocument:
    """The working data of an inkoop as far as the weights need it."""

    def __init__(self, inkoop: Inkoop) -> None:
        self.inkoop = inkoop
        self._delen = {soort.naam: soort.describe(inkoop) for soort in (SEGMENT, PERCEEL, EIS)}

    def delen(self, soort: str) -> list[Any]:
        return self._delen.get(soort, [])

    def vind(self, soort: str, code: object) -> Any:
        return next((deel for deel in self.delen(soort) if deel.verwijscode == code), None)
