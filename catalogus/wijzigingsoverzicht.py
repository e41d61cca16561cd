"""What changed: between two versions on a page of its own, and on the page of a product or perceel that it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from catalogus.adressen import below, exists
from catalogus.versie import Versie, read_stukken
from core.deel import DeelInhoud
from publicaties.models import OnderdeelSoort
from publicaties.redline import redline
from publicaties.soorten import SOORTEN
from publicaties.wijzigingen import WijzigingInhoud, WijzigingSoort, compare

LABELS = {
    WijzigingSoort.TOEGEVOEGD: "Nieuw",
    WijzigingSoort.VERWIJDERD: "Vervallen",
    WijzigingSoort.CODE: "Andere code",
    WijzigingSoort.HERNOEMD: "Andere naam",
    WijzigingSoort.TEKST: "Tekst",
    WijzigingSoort.ZIN: "Zin",
    WijzigingSoort.TARIEF: "Tarief",
    WijzigingSoort.KOPPELING: "Percelen en producten",
    WijzigingSoort.VOORWAARDE: "Voorwaarde",
    WijzigingSoort.FEIT: "Gegeven",
    WijzigingSoort.VOLGORDE: "Volgorde",
}


#: A longer table opens with what it holds of each kind.
VEEL = 24
#: What the changes of a kind are called together, where that is not their own label.
SAMEN = {
    WijzigingSoort.TEKST: "Gewijzigde teksten",
    WijzigingSoort.ZIN: "Gewijzigde zinnen",
    WijzigingSoort.TARIEF: "Tarieven",
    WijzigingSoort.VOORWAARDE: "Voorwaarden",
    WijzigingSoort.FEIT: "Gegevens",
}


class Aanleiding(NamedTuple):
    """An answer in a nota that a change came from."""

    van: str  # what it answered: "reacties"
    naam: str
    adres: str


@dataclass(frozen=True)
class Wijzigingsregel:
    """One change in a table: `plekken` are (name, address), in the new version or, for what is gone, in the old one."""

    wijziging: WijzigingInhoud
    reden: str
    plekken: tuple[tuple[str, str], ...]
    aanleiding: tuple[Aanleiding, ...] = ()

    @property
    def anker(self) -> str:
        return anchor(self.wijziging)

    @property
    def label(self) -> str:
        return LABELS[self.wijziging.soort]


@dataclass(frozen=True)
class Wijzigingsgroep:
    """The changes of one kind in a long table."""

    soort: WijzigingSoort
    regels: tuple[Wijzigingsregel, ...]

    @property
    def naam(self) -> str:
        return SAMEN.get(self.soort, LABELS[self.soort])

    @property
    def anker(self) -> str:
        return f"soort-{self.soort}"


def groups(rows: Sequence[Wijzigingsregel]) -> list[Wijzigingsgroep]:
    """A long table by kind, in the order in which a table tells them; a short one is no groups."""
    if len(rows) <= VEEL:
        return []
    found = [(soort, tuple(row for row in rows if row.wijziging.soort == soort)) for soort in WijzigingSoort]
    return [Wijzigingsgroep(soort, regels) for soort, regels in found if regels]


def anchor(wijziging: WijzigingInhoud) -> str:
    return f"w-{wijziging.sleutel[:10]}"


def table(
    wijzigingen: Iterable[tuple[WijzigingInhoud, str]],
    versie: Versie,
    before: Versie | None,
    because: Mapping[str, Iterable[Aanleiding]] | None = None,
) -> list[Wijzigingsregel]:
    """`because`: of a place the answers that led to its change (`catalogus.aanleiding`)."""
    return [
        Wijzigingsregel(
            wijziging,
            reden,
            tuple(_places(wijziging, versie, before)),
            tuple(_answers(wijziging, because or {})),
        )
        for wijziging, reden in wijzigingen
    ]


def places(wijziging: WijzigingInhoud) -> set[str]:
    """Where it changed something: the places themselves, and the parts that they belong to."""
    found = {plek.pad for plek in wijziging.plekken}
    return found | {f"{plek.soort}/{plek.code}" for plek in wijziging.plekken if plek.code}


def _answers(wijziging: WijzigingInhoud, because: Mapping[str, Iterable[Aanleiding]]) -> Iterable[Aanleiding]:
    """Each once, in the order of the nota's."""
    here = places(wijziging)
    return dict.fromkeys(answer for pad, answers in because.items() if pad in here for answer in answers)


def _places(wijziging: WijzigingInhoud, versie: Versie, before: Versie | None) -> Iterable[tuple[str, str]]:
    """What is not in this version was in the one before: that need not be read for it."""
    for plek in wijziging.plekken:
        found = versie if exists(versie.snapshot, plek) else before
        if found is not None and (adres := below(plek.soort, plek.code, plek.rubriek)):
            yield plek.naam, found.pad + adres


def between(before: Versie, after: Versie) -> Sequence[WijzigingInhoud]:
    """The changes from one version to another, computed once per process."""
    return _between(before.publicatie.pk, before.publicatie.sha256, after.publicatie.pk, after.publicatie.sha256)


@lru_cache(maxsize=64)
def _between(old: int, old_sha256: str, new: int, new_sha256: str) -> tuple[WijzigingInhoud, ...]:
    return tuple(compare(read_stukken(old, old_sha256).snapshot, read_stukken(new, new_sha256).snapshot))


def of_deel(versie: Versie, deel: DeelInhoud) -> list[WijzigingInhoud]:
    """What this version changed of one part, in the order of the change table."""
    place = (deel.soortnaam, deel.deelcode)
    return [row for row, _ in versie.wijzigingen if any((plek.soort, plek.code) == place for plek in row.plekken)]


# --- on the page that changed ---


@dataclass(frozen=True)
class Paginawijzigingen:
    """What this version changed on one page. `rubrieken`: the redline by rubriek; `overig`: (what, where it is told)."""

    nieuw: bool
    rubrieken: dict[str, SafeString]
    overig: list[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.rubrieken or self.overig)


def on_page(versie: Versie, soort: OnderdeelSoort, code: str, rubrieken: Iterable[str]) -> Paginawijzigingen:
    """`rubrieken`: those that stand on the page; a change of another one is told by its title."""
    standing = set(rubrieken)
    found = Paginawijzigingen(nieuw=False, rubrieken={}, overig=[])
    for wijziging, _ in versie.wijzigingen:
        plekken = [plek for plek in wijziging.plekken if (plek.soort, plek.code) == (soort, code)]
        if not plekken:
            continue
        if wijziging.soort == WijzigingSoort.TOEGEVOEGD:
            return Paginawijzigingen(nieuw=True, rubrieken={}, overig=[])
        lines = _redlines(wijziging, (SOORTEN[soort].meervoud, code))
        found.rubrieken.update({rubriek: text for rubriek, text in lines.items() if rubriek in standing})
        if not lines.keys() & standing:
            found.overig.append((wijziging.titel, anchor(wijziging)))
    return found


def _redlines(wijziging: WijzigingInhoud, item: tuple[str, str]) -> dict[str, SafeString]:
    """Of the texts of this item itself: a change that is told once may concern texts that differ elsewhere."""
    if wijziging.soort != WijzigingSoort.TEKST:
        return {}
    return {
        verschil.pad[3]: mark_safe(redline(str(verschil.was or ""), str(verschil.wordt or "")))  # noqa: S308 -- escaped there
        for verschil in wijziging.verschillen
        if verschil.pad[:2] == item and len(verschil.pad) == 4 and verschil.pad[2] == "teksten"
    }
