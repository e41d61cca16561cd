"""One change as readers see it: stored with a version, shown in the change table, on the web and in the PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.safestring import SafeString, mark_safe

from core import dutch
from core.codelijsten import Tariefsoort, bedragtekst
from core.inhoud import Inhoud, canonical
from core.plek import Plek
from publicaties.redline import redline
from publicaties.soorten import SOORTEN
from publicaties.wijzigingen.verschil import Verschil


class WijzigingSoort(StrEnum):
    """In the order in which a change table tells them."""

    TOEGEVOEGD = "toegevoegd"
    VERWIJDERD = "verwijderd"
    CODE = "code"
    HERNOEMD = "hernoemd"
    TEKST = "tekst"
    ZIN = "zin"
    TARIEF = "tarief"
    KOPPELING = "koppeling"
    VOORWAARDE = "voorwaarde"
    FEIT = "feit"
    VOLGORDE = "volgorde"


class Tariefwijziging(Inhoud):
    """What one line of tarieven (grondslag, perceel; None: one, or all; `waarden` of the own axes) pays from a day on. None: no tarief."""

    grondslag: str | None
    perceel: str | None
    omschrijving: str
    vanaf: dt.date
    tot: dt.date | None
    was: Decimal | None
    wordt: Decimal | None
    waarden: tuple[str, ...] = ()
    tariefsoort: str = Tariefsoort.BEDRAG.value

    def bedrag(self, value: Decimal) -> str:
        """ "€ 64,80"; of a toeslag or korting "+ 25%"."""
        return bedragtekst(self.tariefsoort, value)

    @property
    def percentage(self) -> Decimal | None:
        """With two decimals, half up: 4.96 for 4,96% more. One would tell a raise of 4,96% as 5,0%."""
        if not self.was or self.wordt is None:
            return None
        return ((self.wordt - self.was) / self.was * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def percentage_tekst(self) -> str:
        """ "+4,96%", "+2,5%", "−1,0%"; empty when there is nothing to compare."""
        percentage = self.percentage
        if percentage is None:
            return ""
        sign = "+" if percentage > 0 else "−" if percentage < 0 else ""
        decimals = 2 if percentage % Decimal("0.1") else 1
        return f"{sign}{dutch.number(abs(percentage), decimals)}%"

    @property
    def periode(self) -> str:
        return dutch.period(self.vanaf, self.tot)

    @property
    def zin(self) -> str:
        """ "psychische stoornis: van € 70,86 naar € 72,63 vanaf 1 januari 2027 (+2,5%)"."""
        if self.was is None and self.wordt is not None:
            what = f"{self.bedrag(self.wordt)} {self.periode}"
        elif self.wordt is None and self.was is not None:
            what = f"vervalt {self.periode} (was {self.bedrag(self.was)})"
        elif self.was is not None and self.wordt is not None:
            what = (
                f"van {self.bedrag(self.was)} naar {self.bedrag(self.wordt)} {self.periode} ({self.percentage_tekst})"
            )
        else:
            what = self.periode
        return f"{self.omschrijving}: {what}" if self.omschrijving else what


class WijzigingInhoud(Inhoud):
    """`was` and `wordt` are canonical rich text when `is_tekst`, else plain words; `verschillen` is exactly what changed underneath."""

    soort: WijzigingSoort
    titel: str
    plekken: tuple[Plek, ...] = ()
    was: str = ""
    wordt: str = ""
    is_tekst: bool = False
    tarieven: tuple[Tariefwijziging, ...] = ()
    opmerkingen: tuple[str, ...] = ()
    verschillen: tuple[Verschil, ...]

    @property
    def sleutel(self) -> str:
        """Which places changed, in which way; not into what. So a reason survives when the text is polished after a remark."""
        places = sorted([str(verschil.soort), *verschil.pad] for verschil in self.verschillen)
        return hashlib.sha256(canonical([self.soort, places])).hexdigest()

    @property
    def leesbaar(self) -> tuple[Plek, ...]:
        """The places that a reader finds in the document. A rubriek is a heading: it stands where a text stands below it."""
        return tuple(plek for plek in self.plekken if not (plek.soort in SOORTEN and SOORTEN[plek.soort].is_kop))

    @property
    def redline(self) -> SafeString:
        """The changed blocks with <ins> and <del>; empty when there is no text to compare."""
        return mark_safe(redline(self.was, self.wordt, context=0) if self.is_tekst else "")  # noqa: S308 -- escaped there
