"""What a version says of eisen. The order of the fields is that of forms and pages."""

from __future__ import annotations

from typing import Any, ClassVar

from core.deel import DeelInhoud
from core.soort import Document
from eisen.models import Reikwijdte


class EisInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "eis"
    codevelden: ClassVar[tuple[str, ...]] = ("nummer",)

    nummer: str
    naam: str
    soort: str
    moment: str
    geldt_voor: str
    segmenten: list[str]
    percelen: list[str]
    producten: list[str]
    norm: str
    bewijsmiddel: str
    weging: int | None
    max_score: int | None
    knock_out: bool
    tekst: str

    @property
    def volledig(self) -> str:
        return f"Eis {self.nummer} {self.naam}"

    @property
    def kort(self) -> str:
        return f"eis {self.nummer}"

    def holds_for(self, document: Document, deel: Any) -> bool:
        """Whether an aanbieder of this segment, perceel or product must meet it.

        What is asked of a segment holds for its percelen and producten; what is asked of a perceel for what is bought in it; and who
        enrols for a perceel must meet what its producten ask.
        """
        match self.geldt_voor, deel.soortnaam:
            case Reikwijdte.INKOOP, _:
                return True
            case Reikwijdte.SEGMENT, "segment":
                return deel.code in self.segmenten
            case Reikwijdte.SEGMENT, "perceel":
                return deel.segment in self.segmenten
            case Reikwijdte.SEGMENT, "product":
                return not {*deel.segmenten}.isdisjoint(self.segmenten)
            case Reikwijdte.PERCEEL, "perceel":
                return deel.nummer in self.percelen
            case Reikwijdte.PERCEEL, "product":
                percelen = (perceel for perceel in document.delen("perceel") if perceel.nummer in self.percelen)
                return any(link.code == deel.code for perceel in percelen for link in perceel.producten)
            case Reikwijdte.PRODUCT, "perceel":
                return any(link.code in self.producten for link in deel.producten)
            case Reikwijdte.PRODUCT, "product":
                return deel.code in self.producten
        return False
