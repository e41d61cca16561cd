"""How a version stands: its changes, its problems and its remarks, from working data or from what was submitted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from publicaties import actions
from publicaties.models import BEWERKBAAR, Publicatie
from publicaties.problemen import Probleem, find_problems
from publicaties.snapshot import Snapshot, read, take
from publicaties.wijzigingen import WijzigingInhoud, compare
from segments.bewerking import fingerprint
from werkplek import plekken
from werkplek.opmerkingen import Opgemerkt, remarks_on
from werkplek.publiceren.pagina import picture

#: A problem, where its place is edited, and the name of that place.
Gevonden = tuple[Probleem, str, str]


@dataclass
class GemotiveerdeWijziging:
    """One change on the screen, with its reason and the remarks at its places."""

    sleutel: str
    wijziging: WijzigingInhoud
    reden: str = ""
    was_reden: str = ""
    fout: str = ""
    opmerkingen: list[Opgemerkt] = field(default_factory=list)
    adressen: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Stand:
    """What a version says (`snapshot`) and what it is compared with (`vorige`, None for a first version)."""

    publicatie: Publicatie
    snapshot: Snapshot
    before: Snapshot | None
    vorige: Publicatie | None

    @classmethod
    def of(cls, publicatie: Publicatie) -> Stand:
        """As submitted, or as the working data stands now."""
        if publicatie.status in BEWERKBAAR:
            vorige = actions.previous_of(publicatie)
            snapshot = take(publicatie.inkoop)
        else:
            vorige = publicatie.vorige
            snapshot = read(publicatie.inhoud or {})
        before = read(vorige.inhoud) if vorige and vorige.inhoud else None
        return cls(publicatie, snapshot, before, vorige)

    @property
    def fingerprint(self) -> str:
        """Of all that is said about it on a screen."""
        told = [[regel.sleutel, regel.reden] for regel in self.regels()]
        return fingerprint(f"{picture(self.publicatie)} {self.snapshot.sha256} {told}")

    def problemen(self) -> list[Probleem]:
        """Blockers first."""
        found = find_problems(self.snapshot, previous=self.before, day=self.publicatie.ingangsdatum)
        return sorted(found, key=lambda probleem: not probleem.blocks(self.publicatie.soort))

    def split_problemen(self) -> tuple[list[Gevonden], list[Gevonden]]:
        """Blockers and warnings."""
        blockers: list[Gevonden] = []
        warnings: list[Gevonden] = []
        for probleem in self.problemen():
            adres = plekken.adres(self.publicatie.inkoop.slug, probleem.plek)
            waar = plekken.naam(probleem.plek, self.snapshot)
            (blockers if probleem.blocks(self.publicatie.soort) else warnings).append((probleem, adres, waar))
        return blockers, warnings

    def regels(self) -> list[GemotiveerdeWijziging]:
        """The changes with their reasons: stored ones once submitted, else those of this moment with the reasons so far."""
        rows = self.publicatie.wijzigingen.order_by("volgorde", "pk") if self.publicatie.pk else ()
        stored = {row.sleutel: row for row in rows}
        if self.publicatie.status in BEWERKBAAR:
            found = compare(self.before, self.snapshot) if self.before else []
            order = list(stored)
            # Those without a place yet stand at the end, in the order of the document.
            found.sort(key=lambda row: order.index(row.sleutel) if row.sleutel in stored else len(order))
            pairs = [(row, stored[row.sleutel].reden if row.sleutel in stored else "") for row in found]
        else:
            pairs = [(WijzigingInhoud.model_validate(row.inhoud), row.reden) for row in stored.values()]
        slug = self.publicatie.inkoop.slug
        return [
            GemotiveerdeWijziging(
                sleutel=wijziging.sleutel,
                wijziging=wijziging,
                reden=reden,
                was_reden=reden,
                adressen=[(plek.naam or plek.code, plekken.adres(slug, plek)) for plek in wijziging.plekken],
            )
            for wijziging, reden in pairs
        ]

    def opmerkingen(self, opgelost: bool | None = None) -> list[Opgemerkt]:
        """Remarks, newest first; `opgelost`: only those that are dealt with, or only those that are not."""
        return remarks_on(self.publicatie, self.snapshot, slug=self.publicatie.inkoop.slug, opgelost=opgelost)


def at_places(regels: Iterable[GemotiveerdeWijziging], opmerkingen: Iterable[Opgemerkt]) -> list[Opgemerkt]:
    """Put each remark with the first change at its place; returns those that belong to no change."""
    by_place: dict[str, GemotiveerdeWijziging] = {}
    for regel in regels:
        for plek in regel.wijziging.plekken:
            by_place.setdefault(plek.pad, regel)
    left: list[Opgemerkt] = []
    for opgemerkt in opmerkingen:
        found = by_place.get(opgemerkt.opmerking.plek)
        (found.opmerkingen if found else left).append(opgemerkt)
    return left
