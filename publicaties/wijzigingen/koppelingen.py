"""Which product occurs in which perceel, what one must enrol for as well, and the sentence about tarieven."""

from __future__ import annotations

import html
from collections.abc import Iterator

from publicaties import beschrijving, woorden
from publicaties.snapshot import Snapshot
from publicaties.wijzigingen.model import WijzigingInhoud, WijzigingSoort
from publicaties.wijzigingen.vergelijking import Vergelijking, verb
from publicaties.wijzigingen.verschil import Verschil, Verschilsoort
from segments.models import HoofdstukSoort


def tell_sentence(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    """The generated sentence about tarieven, when the facts that it is made of changed."""
    was, wordt = (str(beschrijving.tariefzin(snapshot)) for snapshot in (vergelijking.old, vergelijking.new))
    if was == wordt:
        return
    found = vergelijking.take(lambda verschil: _is_about_tariefzin(verschil.pad))
    if found:
        places = [row.sleutel for row in vergelijking.new.hoofdstukken if row.soort == HoofdstukSoort.PERCELENLIJST]
        yield WijzigingInhoud(
            soort=WijzigingSoort.ZIN,
            titel=f"De zin over de tarieven is {verb(was, wordt)}",
            plekken=tuple(vergelijking.plek("hoofdstukken", sleutel) for sleutel in places),
            was=_paragraphs([was]),
            wordt=_paragraphs([wordt]),
            is_tekst=True,
            verschillen=tuple(found),
        )


def _is_about_tariefzin(pad: tuple[str, ...]) -> bool:
    return pad[-1] in {"tarief_per_perceel", "tarief_per_grondslag"}


def tell_links(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    """Product by product; the same change in several percelen is told once."""
    found = vergelijking.take(lambda verschil: _is_link(verschil.pad))
    together: dict[tuple[str, Verschilsoort, str, str], list[Verschil]] = {}
    for verschil in found:
        nummer, code = verschil.pad[1], verschil.pad[3]
        was, wordt = _period(vergelijking.old, nummer, code), _period(vergelijking.new, nummer, code)
        soort = verschil.soort if len(verschil.pad) == 4 else Verschilsoort.ANDERS
        together.setdefault((code, soort, was, wordt), []).append(verschil)
    for (code, soort, was, wordt), verschillen in together.items():
        nummers = vergelijking.in_order("percelen", (verschil.pad[1] for verschil in verschillen))
        product = vergelijking.item("producten", code)
        name, where = product.kort if product else code, woorden.percelen(nummers)
        titel = {
            Verschilsoort.ERBIJ: f"{name} komt voortaan voor in {where}",
            Verschilsoort.WEG: f"{name} komt niet meer voor in {where}",
        }.get(soort, f"De inkoopperiode van {name} in {where} is gewijzigd")
        yield WijzigingInhoud(
            soort=WijzigingSoort.KOPPELING,
            titel=titel,
            plekken=(
                *((vergelijking.plek("producten", code),) if product else ()),
                *(vergelijking.plek("percelen", nummer) for nummer in nummers),
            ),
            was=was,
            wordt=wordt,
            verschillen=tuple(verschillen),
        )


def _is_link(pad: tuple[str, ...]) -> bool:
    return len(pad) >= 4 and (pad[0], pad[2]) == ("percelen", "producten")


def _period(snapshot: Snapshot, nummer: str, code: str) -> str:
    """In words; empty when the product does not occur there."""
    perceel = snapshot.perceel.get(nummer)
    link = next((link for link in perceel.producten if link.code == code), None) if perceel else None
    return "" if link is None else link.periode or "de hele looptijd"


def tell_conditions(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    """One change per product: all that an aanbieder of it must or may enrol for as well, before and after."""
    found = vergelijking.take(lambda verschil: verschil.pad[0] == "voorwaarden" and len(verschil.pad) > 1)
    together: dict[str, list[Verschil]] = {}
    for verschil in found:
        together.setdefault(vergelijking.item("voorwaarden", verschil.pad[1]).product, []).append(verschil)
    for code, verschillen in together.items():
        product = vergelijking.item("producten", code)
        was, wordt = (
            _paragraphs(
                beschrijving.voorwaardezin(snapshot, row) for row in snapshot.voorwaarden if row.product == code
            )
            for snapshot in (vergelijking.old, vergelijking.new)
        )
        yield WijzigingInhoud(
            soort=WijzigingSoort.VOORWAARDE,
            titel=f"De inschrijfvoorwaarden bij {product.kort if product else code} zijn {verb(was, wordt)}",
            plekken=(vergelijking.plek("producten", code),) if product else (),
            was=was,
            wordt=wordt,
            is_tekst=True,
            verschillen=tuple(verschillen),
        )


def _paragraphs(sentences: object) -> str:
    return "".join(f"<p>{html.escape(str(sentence), quote=False)}</p>" for sentence in sentences if sentence)  # type: ignore[attr-defined]
