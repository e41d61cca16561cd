"""The remarks of the beoordelaar with their places: for the screens of a version, and for the content that they are about."""

from __future__ import annotations

from dataclasses import dataclass

from core.plek import Plek
from publicaties.models import Opmerking, Publicatie
from publicaties.snapshot import Snapshot
from werkplek import plekken


@dataclass(frozen=True)
class Opgemerkt:
    """A remark with where it is edited and, for a screen that shows it, the name of its place: names are read when one is asked for."""

    opmerking: Opmerking
    snapshot: Snapshot
    slug: str

    @property
    def plek(self) -> str:
        return plekken.naam(self._found, self.snapshot) if self.opmerking.plek else "De hele versie"

    @property
    def adres(self) -> str:
        return plekken.adres(self.slug, self._found) if self.opmerking.plek else ""

    @property
    def deel(self) -> tuple[str, str]:
        """Soort and code of the part it is about; empty for the whole version."""
        return self._found.soort, self._found.code

    @property
    def _found(self) -> Plek:
        return plekken.read_plek(self.opmerking.plek)


def remarks_on(
    publicatie: Publicatie, snapshot: Snapshot, *, slug: str, opgelost: bool | None = None
) -> list[Opgemerkt]:
    """Newest first; `opgelost`: only those that are dealt with, or only those that are not. One query."""
    rows = publicatie.opmerkingen.select_related("door").order_by("-op", "pk")
    if opgelost is not None:
        rows = rows.filter(opgelost_op__isnull=not opgelost)
    return [Opgemerkt(row, snapshot, slug) for row in rows]
