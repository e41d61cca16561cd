"""The remarks of the beoordelaar with their places: for the screens of a version, and for the content that they are about."""

from __future__ import annotations

from dataclasses import dataclass

from publicaties.models import Opmerking, Publicatie
from publicaties.snapshot import Snapshot
from werkplek import plekken


@dataclass(frozen=True)
class Opgemerkt:
    """A remark with the name of its place, and where that place is edited."""

    opmerking: Opmerking
    plek: str
    adres: str

    @property
    def deel(self) -> tuple[str, str]:
        """Soort and code of the part it is about; empty for the whole version."""
        found = plekken.read_plek(self.opmerking.plek)
        return found.soort, found.code


def remarks_on(
    publicatie: Publicatie, snapshot: Snapshot, *, slug: str, opgelost: bool | None = None
) -> list[Opgemerkt]:
    """Newest first; `opgelost`: only those that are dealt with, or only those that are not. One query."""
    rows = publicatie.opmerkingen.select_related("door").order_by("-op", "pk")
    if opgelost is not None:
        rows = rows.filter(opgelost_op__isnull=not opgelost)
    return [_opgemerkt(row, snapshot, slug) for row in rows]


def _opgemerkt(opmerking: Opmerking, snapshot: Snapshot, slug: str) -> Opgemerkt:
    if not opmerking.plek:
        return Opgemerkt(opmerking, "De hele versie", "")
    plek = plekken.read_plek(opmerking.plek)
    return Opgemerkt(opmerking, plekken.naam(plek, snapshot), plekken.adres(slug, plek))
