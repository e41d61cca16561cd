"""What a version says of percelen, and of the conditions to enrol for a product. The order of the fields is that of forms and pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from core import dutch
from core.deel import DeelInhoud
from core.inhoud import Bron, Inhoud, Teksten, describe, with_links
from percelen.models import Inschrijfvoorwaarde
from segments.models import Inkoop


class PerceelProductInhoud(Inhoud):
    codevelden: ClassVar[tuple[str, ...]] = ("code",)

    code: Annotated[str, Bron("product")]
    van: dt.date | None
    tot: dt.date | None
    in_beginsel: bool

    @property
    def periode(self) -> str:
        """When the product is bought in the perceel: "in beginsel 2027 en 2028"; empty: without an end of its own."""
        period = dutch.period(self.van, self.tot)
        return f"in beginsel {period}" if period and self.in_beginsel else period


class KenmerkInhoud(Inhoud):
    codevelden: ClassVar[tuple[str, ...]] = ("nummer",)

    nummer: int
    naam: str
    toelichting: str


class PerceelInhoud(DeelInhoud):
    """Durations in months. `doorstroom` holds numbers of other percelen."""

    soortnaam: ClassVar[str] = "perceel"
    codevelden: ClassVar[tuple[str, ...]] = ("nummer",)

    nummer: str
    naam: str
    producten: Annotated[
        list[PerceelProductInhoud],
        Bron("perceelproducten", ("product__volgorde", "product__pk"), {"product__gearchiveerd_op": None}),
    ]
    segment: str | None
    bereik: str
    # By CBS code; none: all that take part.
    gemeenten: list[str] = []
    uitvoeringsvariant: str = ""
    bekostiging: str = ""
    cpv: list[str] = []
    aanbieders_min: int | None = None
    aanbieders_max: int | None = None
    geraamde_waarde: int | None = None
    geraamd_volume: str = ""
    toewijzing_min_maanden: int | None
    toewijzing_max_maanden: int | None
    toewijzing_in_beginsel: bool
    verlenging_max_maanden: int | None
    naast_ander_perceel: bool
    geen_24_uur: bool
    min_kenmerken: int | None
    min_leefgebieden: int | None
    kenmerken: Annotated[list[KenmerkInhoud], Bron(orde=("nummer",))]
    doorstroom: list[str]
    doorstroom_buiten: str
    contactadres: str = ""
    teksten: Teksten

    @property
    def levert(self) -> list[tuple[str, str]]:
        """What an aanbieder that enrols for it provides: (product, when it is bought there)."""
        return [(link.code, link.periode) for link in self.producten]

    @property
    def vraagt_toegang(self) -> bool:
        """Whether who comes here has kenmerken to meet, or trouble in a number of leefgebieden."""
        return bool(self.kenmerken) or self.min_leefgebieden is not None

    @property
    def segmentcodes(self) -> list[str]:
        return [self.segment] if self.segment else []

    @property
    def volledig(self) -> str:
        return f"Perceel {self.nummer} {self.naam}"

    @property
    def kort(self) -> str:
        return f"perceel {self.nummer}"


class VoorwaardeInhoud(Inhoud):
    """Who enrols for `product` (for these grondslagen; none: all) must or may also enrol for `ander_product`."""

    codevelden: ClassVar[tuple[str, ...]] = ("product", "ander_product", "soort")

    product: str
    soort: str
    voor_grondslagen: list[str]
    ander_product: str
    grondslagen: list[str]
    percelen: list[str]
    # Empty in what was published before it was asked.
    hoeveel: str = ""
    toelichting: str


def describe_voorwaarden(inkoop: Inkoop) -> list[VoorwaardeInhoud]:
    rows = Inschrijfvoorwaarde.objects.filter(
        product__inkoop=inkoop, product__gearchiveerd_op=None, ander_product__gearchiveerd_op=None
    ).order_by("product__volgorde", "volgorde", "pk")
    return [describe(row, VoorwaardeInhoud) for row in with_links(rows, VoorwaardeInhoud)]
