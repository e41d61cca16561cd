"""How a version stands: its changes, its problems and its remarks, from working data or from what was submitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from overleg.models import Onderwerp, Vraag
from publicaties import actions
from publicaties.models import BEWERKBAAR, Publicatie
from publicaties.problemen import Probleem, find_undone
from publicaties.snapshot import Snapshot, read, take
from publicaties.wijzigingen import WijzigingInhoud, compare
from segments.bewerking import fingerprint
from werkplek import plekken
from werkplek.opmerkingen import Opgemerkt, remarks_on
from werkplek.publiceren.pagina import picture


@dataclass(kw_only=True)
class Gemotiveerd:
    """Something on the screen that a person gives a reason for: what was stored, what is in the field, and what is wrong with that."""

    sleutel: str
    reden: str = ""
    was_reden: str = ""
    fout: str = ""


@dataclass(kw_only=True)
class Gevonden(Gemotiveerd):
    """A problem, where its place is mended, the name of that place; of a warning why it may stay (`reden`).

    `eerder` is the reason that the version before gave for the same.
    """

    probleem: Probleem
    adres: str
    waar: str
    blokkeert: bool
    vraagt: bool
    eerder: str = ""

    @property
    def wacht(self) -> bool:
        """Whether the version cannot be submitted before somebody wrote a reason."""
        return self.vraagt and not self.was_reden


@dataclass(kw_only=True)
class GemotiveerdeWijziging(Gemotiveerd):
    """One change on the screen, with its reason and the remarks at its places."""

    wijziging: WijzigingInhoud
    opmerkingen: list[Opgemerkt] = field(default_factory=list)
    adressen: list[tuple[str, str]] = field(default_factory=list)
    #: (what, address) of the decisions about reacties that it came from.
    reacties: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Versiepaar:
    """What a version says (`snapshot`) and what it is compared with (`vorige`, None for a first version)."""

    publicatie: Publicatie
    snapshot: Snapshot
    before: Snapshot | None
    vorige: Publicatie | None

    @classmethod
    def of(cls, publicatie: Publicatie) -> Versiepaar:
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
        return fingerprint(f"{picture(self.publicatie)} {self.snapshot.sha256} {fingerprint_of_reasons(self.regels())}")

    def problemen(self) -> list[Probleem]:
        """Blockers first."""
        found = actions.problems_of(self.publicatie, self.snapshot, self.before)
        return sorted(found, key=lambda probleem: not probleem.blocks(self.publicatie.soort))

    def split_problemen(self) -> tuple[list[Gevonden], list[Gevonden]]:
        """Blockers and warnings."""
        found = list(self._gevonden())
        return [row for row in found if row.blokkeert], [row for row in found if not row.blokkeert]

    def _gevonden(self) -> Iterator[Gevonden]:
        redenen = dict(self.publicatie.afwegingen.values_list("sleutel", "reden"))
        eerder = dict(self.vorige.afwegingen.values_list("sleutel", "reden")) if self.vorige else {}
        soort = self.publicatie.soort
        for probleem in self.problemen():
            reden = redenen.get(probleem.sleutel, "")
            yield Gevonden(
                sleutel=probleem.sleutel,
                reden=reden,
                was_reden=reden,
                probleem=probleem,
                adres=plekken.adres(self.publicatie.inkoop.slug, probleem.plek),
                waar=plekken.naam(probleem.plek, self.snapshot),
                blokkeert=probleem.blocks(soort),
                vraagt=probleem.asks(soort),
                eerder=eerder.get(probleem.sleutel, ""),
            )

    def teruggedraaid(self) -> list[Probleem]:
        """What versions that are out and come later would undo of it."""
        later = actions.read_later(self.publicatie)
        return list(find_undone(self.snapshot, self.before, later)) if self.before and later else []

    def sinds_teruggave(self) -> list[WijzigingInhoud] | None:
        """What is different from what the beoordelaar returned last; None: it was never returned."""
        returned = self.publicatie.teruggegeven_inhoud
        return None if returned is None else compare(read(returned), self.snapshot)

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
        because = self._because()
        return [
            GemotiveerdeWijziging(
                sleutel=wijziging.sleutel,
                wijziging=wijziging,
                reden=reden,
                was_reden=reden,
                adressen=[(plek.naam or plek.code, plekken.adres(slug, plek)) for plek in wijziging.plekken],
                reacties=[answer for plek in wijziging.plekken for answer in because.get(plek.pad, ())],
            )
            for wijziging, reden in pairs
        ]

    def _because(self) -> dict[str, list[tuple[str, str]]]:
        """Of each place the decisions and answers that led to its change: about an earlier version. Two queries."""
        inkoop, before = self.publicatie.inkoop, self.vorige.volgnummer if self.vorige else 0
        rows = Onderwerp.objects.filter(ronde__inkoop=inkoop, ronde__publicatie__volgnummer__gte=before or 0)
        found: dict[str, list[tuple[str, str]]] = {}
        for row in rows.exclude(plekken=[]).order_by("pk"):
            for pad in row.plekken:
                adres = reverse("werkplek:overleg:onderwerp", args=[inkoop.slug, row.pk])
                found.setdefault(pad, []).append((str(row), adres))
        asked = Vraag.objects.confirmed().filter(inkoop=inkoop).exclude(veranderd="")
        if self.vorige:
            asked = asked.filter(ingediend_op__gte=self.vorige.gepubliceerd_op)
        for vraag in asked.order_by("pk"):
            adres = reverse("werkplek:vragen:vraag", args=[inkoop.slug, vraag.pk])
            found.setdefault(vraag.veranderd, []).append((f"vraag {vraag.referentie}", adres))
        return found

    def opmerkingen(self, opgelost: bool | None = None) -> list[Opgemerkt]:
        """Remarks, newest first; `opgelost`: only those that are dealt with, or only those that are not."""
        return remarks_on(self.publicatie, self.snapshot, slug=self.publicatie.inkoop.slug, opgelost=opgelost)


def fingerprint_of_reasons(regels: Iterable[Gemotiveerd]) -> str:
    """Of what is given a reason, in its order, with the reasons that are stored."""
    return fingerprint(repr([(regel.sleutel, regel.was_reden) for regel in regels]))


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
