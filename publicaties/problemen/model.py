"""What a problem is: a Dutch message, a place to go to, and whether it stands in the way of submitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

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


@dataclass(frozen=True, kw_only=True)
class Blokkade(Probleem):
    blokkeert: ClassVar[bool] = True

    #: Whether it also stops a consultatieversie, which may be incomplete: that is what people are asked about.
    ook_bij_consultatie: bool = False

    def blocks(self, soort: str) -> bool:
        return self.ook_bij_consultatie or soort == PublicatieSoort.DEFINITIEF


@dataclass(frozen=True)
class Waarschuwing(Probleem):
    """A problem that may be meant."""

    blokkeert: ClassVar[bool] = False
