"""Changed text, with redline. The same change at several places is told once."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core import dutch
from core.richtext import Blok, blocks
from publicaties.plek import Plek
from publicaties.redline import delta
from publicaties.wijzigingen.model import Wijziging, WijzigingSoort
from publicaties.wijzigingen.vergelijking import Vergelijking, verb
from publicaties.wijzigingen.verschil import Soort, Verschil

#: Fields with text, by list: what the text is called. `producten` and `percelen` have theirs by rubriek.
TEKSTEN: dict[str, dict[str, str]] = {
    "hoofdstukken": {"tekst": "Tekst", "slottekst": "Tekst aan het slot"},
    "segmenten": {
        "doelgroep": "Doelgroep",
        "tekst": "Tekst",
        "leveranciersmanagement": "Leveranciersmanagement",
        "toegangsmanagement": "Toegangsmanagement",
    },
    "grondslagen": {"definitie": "Uitleg"},
    "begrippen": {"omschrijving": "Omschrijving"},
}


@dataclass(frozen=True)
class _Tekst:
    label: str
    name: str
    key: str
    plek: Plek
    was: str
    wordt: str
    verschil: Verschil

    @property
    def delta(self) -> tuple[tuple[Blok | None, Blok | None], ...]:
        return delta(self.was, self.wordt)


def tell_texts(vergelijking: Vergelijking) -> Iterator[Wijziging]:
    together: dict[Any, list[_Tekst]] = {}
    for verschil in vergelijking.take(lambda found: _label(vergelijking, found) is not None):
        tekst = _read(vergelijking, verschil)
        together.setdefault((tekst.label, tekst.delta), []).append(tekst)
    for teksten in together.values():
        yield _told(vergelijking, teksten)


def _told(vergelijking: Vergelijking, teksten: list[_Tekst]) -> Wijziging:
    first = teksten[0]
    what = verb(first.was, first.wordt)
    where = dutch.listing(tekst.plek.naam for tekst in teksten)
    preposition = "in" if first.name == "hoofdstukken" else "bij"
    return Wijziging(
        soort=WijzigingSoort.TEKST,
        titel=f"{first.label} {what} {preposition} {where}",
        plekken=tuple(tekst.plek for tekst in teksten),
        was=first.was,
        wordt=first.wordt,
        is_tekst=True,
        opmerkingen=tuple(_also(vergelijking, first)),
        verschillen=tuple(tekst.verschil for tekst in teksten),
    )


def _also(vergelijking: Vergelijking, tekst: _Tekst) -> Iterator[str]:
    """What is new and has the changed text from the start: told as added, but a reader of this change wants to know."""
    new_blocks = {wordt.html for _, wordt in tekst.delta if wordt is not None}
    if not new_blocks or not tekst.plek.rubriek or tekst.name not in ("producten", "percelen"):
        return
    items = vergelijking.new.producten if tekst.name == "producten" else vergelijking.new.percelen
    old = vergelijking.old.product if tekst.name == "producten" else vergelijking.old.perceel
    for item in items:
        key = str(getattr(item, "code", "") or getattr(item, "nummer", ""))
        has = {blok.html for blok in blocks(item.teksten.get(tekst.plek.rubriek, ""))}
        if key not in old and new_blocks <= has:
            yield f"{dutch.capital(vergelijking.kort(tekst.name, key))} is nieuw en heeft deze tekst ook."


def _label(vergelijking: Vergelijking, verschil: Verschil) -> str | None:
    """What the text is called that this difference is about; None when it is not about text."""
    if verschil.soort == Soort.VOLGORDE:
        return None
    match verschil.pad:
        case ("producten" | "percelen" as name, _, "teksten", sleutel):
            return _rubrieknaam(vergelijking, "product" if name == "producten" else "perceel", sleutel)
        case ("percelen", _, "kenmerken", nummer, "toelichting"):
            return f"Toelichting op kenmerk {nummer}"
        case (name, _, field):
            return TEKSTEN.get(name, {}).get(field)
    return None


def _rubrieknaam(vergelijking: Vergelijking, soort: str, sleutel: str) -> str:
    for snapshot in (vergelijking.new, vergelijking.old):
        for rubriek in snapshot.rubrieken:
            if (rubriek.soort, rubriek.sleutel) == (soort, sleutel):
                return rubriek.naam
    return sleutel


def _read(vergelijking: Vergelijking, verschil: Verschil) -> _Tekst:
    name, key = verschil.pad[:2]
    rubriek = verschil.pad[3] if verschil.pad[2] == "teksten" else ""
    rich = name != "begrippen"
    return _Tekst(
        label=_label(vergelijking, verschil) or "",
        name=name,
        key=key,
        plek=vergelijking.plek(name, key, rubriek),
        was=_rich(verschil.was, rich),
        wordt=_rich(verschil.wordt, rich),
        verschil=verschil,
    )


def _rich(value: object, rich: bool) -> str:
    text = str(value or "")
    return text if rich or not text else f"<p>{html.escape(text, quote=False)}</p>"
