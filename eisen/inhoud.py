"""What a version says of eisen. The order of the fields is that of forms and pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from core.deel import DeelInhoud
from core.soort import Geheel
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
    bewijsmiddel: str
    norm: str
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

    def holds_for(self, document: Geheel, deel: Any) -> bool:
        """Whether an aanbieder of this segment, perceel or product must meet it.

        What is asked of a segment holds for its percelen and producten; what is asked of a perceel for what is bought in it; and who
        enrols for a perceel must meet what its producten ask.
        """
        reaches = _REACHES.get((self.geldt_voor, deel.soortnaam))
        return self.geldt_voor == Reikwijdte.INKOOP or (reaches is not None and reaches(self, document, deel))


#: Whether an eis of this reach holds for a part of this kind; what is not here, it does not reach.
_REACHES: dict[tuple[str, str], Callable[[EisInhoud, Geheel, Any], bool]] = {
    (Reikwijdte.SEGMENT, "segment"): lambda eis, document, segment: segment.code in eis.segmenten,
    (Reikwijdte.SEGMENT, "perceel"): lambda eis, document, perceel: perceel.segment in eis.segmenten,
    (Reikwijdte.SEGMENT, "product"): lambda eis, document, product: not {*product.segmenten}.isdisjoint(eis.segmenten),
    (Reikwijdte.PERCEEL, "perceel"): lambda eis, document, perceel: perceel.nummer in eis.percelen,
    (Reikwijdte.PERCEEL, "product"): lambda eis, document, product: any(
        link.code == product.code
        for perceel in document.delen("perceel")
        if perceel.nummer in eis.percelen
        for link in perceel.producten
    ),
    (Reikwijdte.PRODUCT, "perceel"): lambda eis, document, perceel: any(
        link.code in eis.producten for link in perceel.producten
    ),
    (Reikwijdte.PRODUCT, "product"): lambda eis, document, product: product.code in eis.producten,
}
