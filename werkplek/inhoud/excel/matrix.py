"""Which product occurs in which perceel: a row for each product, a column for each perceel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from accounts.models import User
from core.spreadsheet import Value
from percelen.actions import matrix_of, save_matrix
from werkplek.inhoud.excel import vakje
from werkplek.inhoud.excel.blad import Blad, Bladkolom, Celwijziging


class Matrixblad(Blad):
    naam, enkelvoud, meervoud = "matrix", "product", "producten per perceel"
    sleutelkolom = "Product"
    met_naam = True

    @cached_property
    def rijen(self) -> dict[str, str]:
        return {row.code: row.naam for row in self.werkblad.snapshot.producten}

    @cached_property
    def kolommen(self) -> list[Bladkolom]:
        return [Bladkolom(f"Perceel {row.nummer}", veld=row.nummer) for row in self.werkblad.snapshot.percelen]

    @cached_property
    def oude_rijen(self) -> list[str]:
        archived = self.inkoop.producten.exclude(gearchiveerd_op=None).order_by("pk")
        return [row.code for row in archived]

    @cached_property
    def oude_kolommen(self) -> list[str]:
        archived = self.inkoop.percelen.exclude(gearchiveerd_op=None).order_by("pk")
        return [f"Perceel {row.nummer}" for row in archived]

    @cached_property
    def _now(self) -> dict[tuple[str, str], str]:
        return {plaats: vakje.write(cel) for plaats, cel in matrix_of(self.inkoop).items()}

    def value(self, code: str, kolom: Bladkolom) -> str:
        return self._now.get((kolom.veld, code), "")

    basis = value  # a cell is short enough to be its own fingerprint

    def read(self, code: str, kolom: Bladkolom, value: Value) -> str:
        return vakje.write(vakje.read(value))

    def check(self, cellen: list[Celwijziging]) -> list[Celwijziging]:
        return cellen

    def write(self, cellen: Sequence[Celwijziging], by: User) -> None:
        by_place = {(cel.kolom.veld, cel.code): cel for cel in cellen}
        save_matrix(
            inkoop=self.inkoop,
            was={plaats: vakje.read(cel.basis) for plaats, cel in by_place.items()},
            wordt={plaats: vakje.read(cel.wordt) for plaats, cel in by_place.items()},
            by=by,
        )

    def uitleg(self) -> Iterator[tuple[str, str, str]]:
        yield from vakje.UITLEG
        for perceel in self.werkblad.snapshot.percelen:
            yield f"Perceel {perceel.nummer}", "", perceel.naam
