"""What a version says of an inkoop, its segmenten, hoofdstukken and begrippen. The order of the fields is that of forms and pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    ModelWrapValidatorHandler,
    PrivateAttr,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from core.deel import DeelInhoud
from core.inhoud import Bron, Inhoud


class RegioInhoud(Inhoud):
    slug: str
    naam: str
    website: str


class DeelnemerInhoud(Inhoud):
    codevelden: ClassVar[tuple[str, ...]] = ("code",)

    code: Annotated[str, Bron("gemeente__code")]
    naam: Annotated[str, Bron("gemeente__naam")]
    groep: str


#: What was published before has one domein, and its looptijd in years.
VROEGER = ("domein", "basisjaren", "verlengingen")


class InkoopInhoud(Inhoud):
    """Durations in months. An older version reads as what it means today; what was stored of it stays as it was (`stored`)."""

    slug: str
    titel: str
    verzonnen: bool = False
    domeinen: list[str]
    procedure: str
    procedure_toelichting: str
    # As they were entered: the document names MLW before MER.
    deelnemers: Annotated[list[DeelnemerInhoud], Bron(orde=("pk",))]
    start_contract: dt.date | None
    einde_contract: dt.date | None = None
    looptijd_maanden: int | None = None
    verlengingen_maanden: list[int] = []
    opzegtermijn_maanden: int | None = None
    looptijd_toelichting: str
    cpv: list[str]
    met_tarieven: bool
    tarief_per_perceel: bool
    tarieven_fictief: bool
    kostprijs_verplicht: bool
    regio: RegioInhoud

    _vroeger: dict[str, Any] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if not isinstance(data, Mapping) or not any(naam in data for naam in VROEGER):
            return handler(data)
        old = {naam: data[naam] for naam in VROEGER if naam in data}
        now = {naam: value for naam, value in data.items() if naam not in old}
        if "domein" in old:
            now["domeinen"] = [old["domein"]]
        if old.get("basisjaren") is not None:
            now["looptijd_maanden"] = 12 * old["basisjaren"]
        if old.get("verlengingen"):
            now["verlengingen_maanden"] = [12 * jaren for jaren in old["verlengingen"]]
        found = handler(now)
        found._vroeger = old
        return found

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        if not (info.exclude_unset and self._vroeger):
            return written
        made = {"domeinen", "looptijd_maanden", "verlengingen_maanden"}
        return {naam: value for naam, value in written.items() if naam not in made} | self._vroeger

    def __eq__(self, other: object) -> bool:
        """What it says counts, not in which form it was stored."""
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(self.slug)

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
    cpv: list[str] = []
    geraamde_waarde: int | None = None
    geraamd_volume: str = ""
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
