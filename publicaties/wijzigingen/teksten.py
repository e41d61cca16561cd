"""Changed text, with redline. The same change at several places is told once."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from core import dutch
from core.inhoud import relation, velden
from core.plek import Plek
from core.richtext import Blok, blocks
from core.soort import Soort, rich_fields
from publicaties.redline import delta
from publicaties.soorten import PER_LIJST
from publicaties.wijzigingen.model import WijzigingInhoud, WijzigingSoort
from publicaties.wijzigingen.vergelijking import Vergelijking, verb
from publicaties.wijzigingen.verschil import Verschil, Verschilsoort


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


def tell_texts(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    together: dict[Any, list[_Tekst]] = {}
    for verschil in vergelijking.take(lambda found: _label(vergelijking, found) is not None):
        tekst = _read(vergelijking, verschil)
        together.setdefault((tekst.label, tekst.delta), []).append(tekst)
    for teksten in together.values():
        yield _told(vergelijking, teksten)


def _told(vergelijking: Vergelijking, teksten: list[_Tekst]) -> WijzigingInhoud:
    first = teksten[0]
    what = verb(first.was, first.wordt)
    where = dutch.listing(tekst.plek.naam for tekst in teksten)
    return WijzigingInhoud(
        soort=WijzigingSoort.TEKST,
        titel=f"{first.label} {what} {PER_LIJST[first.name].voorzetsel} {where}",
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
    if not new_blocks or not tekst.plek.rubriek or not PER_LIJST[tekst.name].met_rubrieken:
        return
    for item in getattr(vergelijking.new, tekst.name):
        has = {blok.html for blok in blocks(item.teksten.get(tekst.plek.rubriek, ""))}
        if vergelijking.before(tekst.name, item.deelcode) is None and new_blocks <= has:
            yield f"{dutch.capital(item.kort)} is nieuw en heeft deze tekst ook."


def _label(vergelijking: Vergelijking, verschil: Verschil) -> str | None:
    """What the text is called that this difference is about; None when it is not about text."""
    if verschil.soort == Verschilsoort.VOLGORDE:
        return None
    soort = PER_LIJST.get(verschil.pad[0])
    if soort is None:
        return None
    match verschil.pad[2:]:
        case ("teksten", sleutel) if soort.met_rubrieken:
            return _rubrieknaam(vergelijking, soort.naam, sleutel)
        case (veld,):
            return soort.teksten.get(veld) or (soort.label(veld) if veld in soort.alineas else None)
        case (veld, key, naam):
            return _text_of_row(soort, veld, key, naam)
    return None


def _text_of_row(kind: Soort, veld: str, key: str, naam: str) -> str | None:
    """ "Toelichting op kenmerk 2": a rich text in a row of a part."""
    found = next((one for one in velden(kind.inhoud) if one.naam == veld), None)
    if found is None or found.item is None:
        return None
    model = relation(kind.model, found).related_model
    label = rich_fields(model, found.item).get(naam)
    return f"{label} op {model._meta.verbose_name} {key}" if label else None


def _rubrieknaam(vergelijking: Vergelijking, soort: str, sleutel: str) -> str:
    for snapshot in (vergelijking.new, vergelijking.old):
        for rubriek in snapshot.rubrieken:
            if (rubriek.soort, rubriek.sleutel) == (soort, sleutel):
                return rubriek.naam
    return sleutel


def _read(vergelijking: Vergelijking, verschil: Verschil) -> _Tekst:
    name, key = verschil.pad[:2]
    rubriek = verschil.pad[3] if verschil.pad[2] == "teksten" else ""
    rich = verschil.pad[2] not in PER_LIJST[name].alineas
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
