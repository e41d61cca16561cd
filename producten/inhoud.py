"""What a version says of rubrieken, grondslagen, leefgebieden and producten. The order of the fields is that of forms and pages."""

from __future__ import annotations

from typing import Annotated, ClassVar

from core.codelijsten import Tariefsoort, heeft_bedrag
from core.deel import DeelInhoud
from core.inhoud import Bron, Teksten


class RubriekInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "rubriek"
    codevelden: ClassVar[tuple[str, ...]] = ("soort", "sleutel")

    naam: str
    sleutel: str
    soort: str
    bron: str
    verplicht: bool

    @property
    def volledig(self) -> str:
        return f"{self.naam} ({self.soort})"


class GrondslagInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "grondslag"

    label: str
    code: str
    nummer: int | None
    status: str
    bron: str
    definitie: str

    @property
    def titel(self) -> str:
        """ "4. Psychische stoornis"; without a number the label only."""
        return f"{self.nummer}. {self.label}" if self.nummer is not None else self.label

    @property
    def volledig(self) -> str:
        """ "Psychische stoornis (PSY)"."""
        return self.label if f"({self.code})" in self.label else f"{self.label} ({self.code})"

    @property
    def kort(self) -> str:
        return f"grondslag {self.code}"


class LeefgebiedInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "leefgebied"
    codevelden: ClassVar[tuple[str, ...]] = ("nummer",)

    nummer: int
    naam: str

    @property
    def volledig(self) -> str:
        return f"{self.nummer}. {self.naam}"


class TariefasInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "tariefas"

    naam: str
    code: str
    meervoud: str
    plaats: int

    @property
    def veld(self) -> str:
        """The field of a tarief that holds a value of this axis."""
        return f"waarde{self.plaats}"

    @property
    def volledig(self) -> str:
        return self.naam


class AswaardeInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "aswaarde"

    label: str
    code: str
    tariefas: str
    eenheid: str = ""
    definitie: str

    @property
    def volledig(self) -> str:
        """ "licht (T1)"; a code that is the label once more says nothing."""
        return self.label if self.code.lower() == self.label.lower() else f"{self.label} ({self.code})"

    @property
    def kort(self) -> str:
        return self.volledig


class ProductInhoud(DeelInhoud):
    soortnaam: ClassVar[str] = "product"
    #: As an aanbieder enrols for it: in all gemeenten, for everybody that the texts say.
    gemeenten: ClassVar[tuple[str, ...]] = ()
    vraagt_toegang: ClassVar[bool] = False

    naam: str
    code: str
    afkorting: str
    tarief_per_grondslag: bool
    aswaarden: list[str] = []
    tariefsoort: str = Tariefsoort.BEDRAG.value
    toeslag_op: list[str] = []
    eenheid: str
    eenheid_toelichting: str
    iwmo_categorie: str
    iwmo_code: str
    frequentie: str = ""
    grondslagen: list[str]
    leefgebieden: list[int]
    segmenten: Annotated[list[str], Bron(orde=("code",))]
    max_per_week: int | None
    max_weken_aaneen: int | None
    max_per_jaar: int | None
    max_toewijzing_maanden: int | None
    teksten: Teksten

    @property
    def levert(self) -> list[tuple[str, str]]:
        """What an aanbieder that enrols for it provides, as of a perceel: itself."""
        return [(self.code, "")]

    @property
    def segmentcodes(self) -> list[str]:
        return self.segmenten

    @property
    def heeft_bedrag(self) -> bool:
        return heeft_bedrag(self.tariefsoort, self.eenheid)

    @property
    def volledig(self) -> str:
        """ "Begeleiding Individueel (BGI)"."""
        has_short = self.afkorting and self.afkorting != self.naam
        return f"{self.naam} ({self.afkorting})" if has_short else self.naam

    @property
    def kort(self) -> str:
        """ "BGI", or the name when there is no shorter one."""
        return self.afkorting or self.naam
