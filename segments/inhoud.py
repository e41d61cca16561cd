"""What a version says of an inkoop, its segmenten, hoofdstukken and begrippen. The order of the fields is that of forms and pages."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar

from core.deel import DeelInhoud
from core.inhoud import Bron, Inhoud


class RegioInhoud(Inhoud):
    slug: str
    naam: str
    website: str


class DeelnemerInhoud(Inhoud):
    code: Annotated[str, Bron("gemeente__code")]
    naam: Annotated[str, Bron("gemeente__naam")]
    groep: str


class InkoopInhoud(Inhoud):
    slug: str
    titel: str
    domein: str
    procedure: str
    procedure_toelichting: str
    # As they were entered: the document names MLW before MER.
    deelnemers: Annotated[list[DeelnemerInhoud], Bron(orde=("pk",))]
    start_contract: dt.date | None
    basisjaren: int | None
    verlengingen: list[int]
    looptijd_toelichting: str
    cpv: list[str]
    met_tarieven: bool
    tarief_per_perceel: bool
    tarieven_fictief: bool
    kostprijs_verplicht: bool
    regio: RegioInhoud

    @property
    def deelcode(self) -> str:
        return ""

    @property
    def kort(self) -> str:
        return "de inkoop"


class HoofdstukInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "hoofdstuk"
    codevelden: ClassVar[tuple[str, ...]] = ("sleutel",)

    titel: str
    sleutel: str
    soort: str
    tekst: str
    slottekst: str

    @property
    def volledig(self) -> str:
        return self.titel


class SegmentInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "segment"

    code: str
    naam: str
    contractvorm: str
    contractvorm_toelichting: str
    tussentijdse_toetreding: bool | None
    regionaal_min: int | None
    regionaal_max: int | None
    lokaal_min: int | None
    lokaal_max: int | None
    lokaal_toelichting: str
    bekostiging: str
    uitvoeringsvariant: str
    budgetplafond: str
    doelgroep: str
    leveranciersmanagement: str
    toegangsmanagement: str
    tekst: str

    @property
    def kortcode(self) -> str:
        """ "1a"; empty for a code that is only the name once more ("tijdelijk")."""
        return "" if self.code == self.naam.lower() else self.code

    @property
    def titel(self) -> str:
        """ "1a Hulp bij huishouden", "Tijdelijk"."""
        return " ".join(filter(None, [self.kortcode, self.naam]))

    @property
    def volledig(self) -> str:
        """ "Segment 1a Hulp bij huishouden", "Segment Tijdelijk"."""
        return f"Segment {self.titel}"

    @property
    def kort(self) -> str:
        """ "segment 1a", "segment Tijdelijk"."""
        return f"segment {self.kortcode or self.naam}"


class BegripInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "begrip"
    codevelden: ClassVar[tuple[str, ...]] = ("term",)

    term: str
    omschrijving: str
    synoniemen: list[str]
    niet_gebruiken: list[str]

    @property
    def volledig(self) -> str:
        return self.term
