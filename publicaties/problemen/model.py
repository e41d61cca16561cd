"""What a problem is: a Dutch message, a place to go to, and whether it stands in the way of submitting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from publicaties.models import PublicatieSoort
from publicaties.plek import Plek

DOCUMENT = Plek(soort="inkoop", naam="het hele document")


@dataclass(frozen=True)
class Probleem:
    """Base of every kind of problem. `plek` says where; `boodschap` what is wrong and what to do."""

    blokkeert: ClassVar[bool] = True
    #: Whether it also stops a consultatieversie, which may be incomplete: that is what people are asked about.
    ook_bij_consultatie: ClassVar[bool] = False

    plek: Plek = field(default=DOCUMENT, kw_only=True)

    @property
    def boodschap(self) -> str:
        raise NotImplementedError

    @property
    def soort(self) -> str:
        return type(self).__name__

    def blocks(self, soort: str) -> bool:
        """Whether a version of this soort cannot be submitted with it."""
        return self.blokkeert and (self.ook_bij_consultatie or soort == PublicatieSoort.DEFINITIEF)
