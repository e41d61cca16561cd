"""What a problem is: a Dutch message, a place to go to, and whether it stands in the way of submitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core.plek import Plek
from publicaties.models import PublicatieSoort

DOCUMENT = Plek(soort="inkoop", naam="het hele document")


@dataclass(frozen=True)
class Probleem:
    """Base of every kind of problem. `plek` says where it is; `boodschap` what is wrong and what to do."""

    #: Whether a blocker also stops a consultatieversie, which may be incomplete: that is what people are asked about.
    ook_bij_consultatie: ClassVar[bool] = False

    plek: Plek

    @property
    def boodschap(self) -> str:
        raise NotImplementedError

    @property
    def blokkeert(self) -> bool:
        return True

    @property
    def soort(self) -> str:
        """The kind, as a stable name."""
        return type(self).__name__

    def blocks(self, soort: str) -> bool:
        """Whether a version of this soort cannot be submitted with it."""
        return self.blokkeert and (self.ook_bij_consultatie or soort == PublicatieSoort.DEFINITIEF)


@dataclass(frozen=True)
class Waarschuwing(Probleem):
    """A problem that may be meant."""

    @property
    def blokkeert(self) -> bool:
        return False
