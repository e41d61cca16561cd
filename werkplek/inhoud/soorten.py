"""The kinds of parts that are added, ordered, copied and archived in the same way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from percelen.actions import copy_perceel, copy_rubriek
from producten.actions import copy_product
from producten.models import RubriekSoort
from publicaties.snapshot import Snapshot
from segments.actions import copy_hoofdstuk, copy_segment
from segments.models import Inkoop
from werkplek.inhoud import forms
from werkplek.inhoud.forms import FeitenForm


@dataclass(frozen=True)
class Soort:
    naam: str
    meervoud: str
    lidwoord: str
    rijen: str  # the related name on Inkoop
    sleutel: str  # the field that is its code; "pk" when it has none
    form: type[FeitenForm]
    volgorde: bool = True
    archief: bool = True
    copy: Callable[..., Any] | None = None
    in_snapshot: str = ""

    @property
    def kopieerbaar(self) -> bool:
        return self.copy is not None

    def rows(self, inkoop: Inkoop) -> QuerySet[Any]:
        found: QuerySet[Any] = getattr(inkoop, self.rijen).all()
        return found.order_by("volgorde", "pk") if self.volgorde else found.order_by(self.sleutel)

    def active(self, inkoop: Inkoop) -> QuerySet[Any]:
        return self.rows(inkoop).filter(gearchiveerd_op=None) if self.archief else self.rows(inkoop)

    def code_of(self, row: Any) -> str:
        if self.naam == "rubriek":
            return f"{row.soort}-{row.sleutel}"
        return str(getattr(row, self.sleutel))

    def find(self, inkoop: Inkoop, code: str) -> Any:
        """Also what is archived. Raises Http404."""
        where: dict[str, Any] = {self.sleutel: code}
        if self.naam == "rubriek":
            soort, _, sleutel = code.partition("-")
            where = {"soort": soort, "sleutel": sleutel}
        elif (self.sleutel in {"pk"} or self.naam == "leefgebied") and (not code.isdecimal() or len(code) > 9):
            raise Http404
        row = self.rows(inkoop).filter(**where).first()
        if row is None:
            raise Http404(f"{self.naam} {code} bestaat niet.")
        return row

    def in_(self, snapshot: Snapshot) -> dict[str, Any]:
        """The parts of a snapshot, by code."""
        return {self.code_of(row): row for row in getattr(snapshot, self.in_snapshot)}


SOORTEN = {
    soort.naam: soort
    for soort in (
        Soort(
            "hoofdstuk", "hoofdstukken", "het", "hoofdstukken", "sleutel", forms.HoofdstukForm,
            copy=copy_hoofdstuk, in_snapshot="hoofdstukken",
        ),
        Soort("segment", "segmenten", "het", "segmenten", "code", forms.SegmentForm, copy=copy_segment, in_snapshot="segmenten"),
        Soort("perceel", "percelen", "het", "percelen", "nummer", forms.PerceelForm, copy=copy_perceel, in_snapshot="percelen"),
        Soort("product", "producten", "het", "producten", "code", forms.ProductForm, copy=copy_product, in_snapshot="producten"),
        Soort("rubriek", "rubrieken", "de", "rubrieken", "sleutel", forms.RubriekForm, copy=copy_rubriek, in_snapshot="rubrieken"),
        Soort("grondslag", "grondslagen", "de", "grondslagen", "code", forms.GrondslagForm),
        Soort("leefgebied", "leefgebieden", "het", "leefgebieden", "nummer", forms.LeefgebiedForm, volgorde=False, archief=False),
        Soort("begrip", "begrippen", "het", "begrippen", "pk", forms.BegripForm, volgorde=False, archief=False),
    )
}  # fmt: skip
RUBRIEKSOORTEN = [(soort.value, f"Rubrieken van elk {soort.label}") for soort in RubriekSoort]


def find_soort(naam: str) -> Soort:
    if naam not in SOORTEN:
        raise Http404(f"Onbekende soort: {naam}")
    return SOORTEN[naam]
