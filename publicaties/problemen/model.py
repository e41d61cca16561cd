"""What a problem is: a Dutch message, a place to go to, and whether it stands in the way of submitting."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from core.inhoud import canonical
from core.plek import Plek
from publicaties.models import PublicatieSoort

DOCUMENT = Plek(soort="inkoop", naam="het hele document")


@dataclass(frozen=True)
class Probleem:
    """A Blokkade or a Waarschuwing. `plek` says where it is; `boodschap` what is wrong and what to do."""

    blokkeert: ClassVar[bool]

    plek: Plek
    boodschap: str

    def blocks(self, soort: str) -> bool:
        """Whether a version of this soort cannot be submitted with it."""
        return False

    def asks(self, soort: str) -> bool:
        """Whether a version of this soort can only be submitted when somebody wrote why it may stay (`Afweging`)."""
        return False

    @property
    def sleutel(self) -> str:
        """Which problem it is: a reason holds for what was told, at its place, and for nothing else."""
        return hashlib.sha256(canonical([self.plek.pad, self.boodschap])).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Blokkade(Probleem):
    """The document would be wrong in law, or cannot be made. Nobody can overrule it, so nothing is one that may be meant."""

    blokkeert: ClassVar[bool] = True

    #: Whether it also stops a consultatieversie, which may be incomplete: that is what people are asked about.
    ook_bij_consultatie: bool = False

    def blocks(self, soort: str) -> bool:
        return self.ook_bij_consultatie or soort == PublicatieSoort.DEFINITIEF


@dataclass(frozen=True, kw_only=True)
class Waarschuwing(Probleem):
    """A problem that may be meant: a person may overrule it, with a reason that the beoordelaar reads."""

    blokkeert: ClassVar[bool] = False

    #: It is so seldom meant that a definitive version needs the reason.
    reden_nodig: bool = False

    def asks(self, soort: str) -> bool:
        return self.reden_nodig and soort == PublicatieSoort.DEFINITIEF
