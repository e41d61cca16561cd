"""Changed names and changed facts, in words. The same change at several places is told once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core import dutch
from core.plek import Plek
from core.soort import Feitsoort
from publicaties.soorten import INKOOP, PER_LIJST
from publicaties.wijzigingen.model import WijzigingInhoud, WijzigingSoort
from publicaties.wijzigingen.vergelijking import ENKELVOUD, Vergelijking, verb
from publicaties.wijzigingen.verschil import Verschil, is_code


def tell_codes(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    """What stayed the same part and got another code."""
    for verschil in vergelijking.take(is_code):
        name, key, veld = verschil.pad
        was, wordt = str(verschil.was), str(verschil.wordt)
        what = PER_LIJST[name].label(veld).lower()
        yield WijzigingInhoud(
            soort=WijzigingSoort.CODE,
            titel=f"{dutch.capital(vergelijking.kort(name, key))}: {what} gewijzigd van {was} in {wordt}",
            plekken=(vergelijking.plek(name, key),),
            was=was,
            wordt=wordt,
            verschillen=(verschil,),
        )


def tell_names(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    """What kept its code and got another name."""
    for name, soort in PER_LIJST.items():
        found = vergelijking.take(_is_name, name, soort.naamvelden)
        for key in vergelijking.in_order(name, (verschil.pad[1] for verschil in found)):
            was, wordt = (item(name, key).volledig for item in (vergelijking.before, vergelijking.after))
            yield WijzigingInhoud(
                soort=WijzigingSoort.HERNOEMD,
                titel=_renamed(soort.naam, was, wordt),
                plekken=(vergelijking.plek(name, key),),
                was=was,
                wordt=wordt,
                verschillen=tuple(verschil for verschil in found if verschil.pad[1] == key),
            )
    for verschil in vergelijking.take(lambda verschil: verschil.pad == ("inkoop", "titel")):
        was, wordt = str(verschil.was), str(verschil.wordt)
        yield WijzigingInhoud(
            soort=WijzigingSoort.HERNOEMD,
            titel=f"De inkoop '{was}' heet voortaan '{wordt}'",
            was=was,
            wordt=wordt,
            verschillen=(verschil,),
        )


def _renamed(soort: str, was: str, wordt: str) -> str:
    if was.lower().startswith(f"{soort} "):  # its full name says what it is
        return f"{was} heet voortaan {wordt}"
    return f"{dutch.capital(soort)} '{was}' heet voortaan '{wordt}'"


def _is_name(verschil: Verschil, name: str, fields: tuple[str, ...]) -> bool:
    return len(verschil.pad) == 3 and verschil.pad[0] == name and verschil.pad[2] in fields


def tell_facts(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    together: dict[tuple[str, str, str, str], list[tuple[Plek, list[Verschil]]]] = {}
    for name, kind in {"inkoop": INKOOP, **PER_LIJST}.items():
        for soort in kind.feitsoorten:
            for key, verschillen in _taken(vergelijking, name, soort).items():
                was, wordt = (_words(vergelijking, soort, name, key, old=old) for old in (True, False))
                place = (vergelijking.plek(name, key), verschillen)
                label = soort.naam_bij(vergelijking.item(name, key)) if key else soort.naam
                together.setdefault((name, label, was, wordt), []).append(place)
    for (name, label, was, wordt), places in together.items():
        where = f" bij {dutch.listing(plek.naam for plek, _ in places)}" if name != "inkoop" else ""
        yield WijzigingInhoud(
            soort=WijzigingSoort.FEIT,
            titel=f"{label} {verb(was, wordt) if was != wordt else 'anders vastgelegd'}{where}",
            plekken=tuple(plek for plek, _ in places),
            was=was,
            wordt=wordt,
            verschillen=tuple(verschil for _, verschillen in places for verschil in verschillen),
        )


def _taken(vergelijking: Vergelijking, name: str, soort: Feitsoort) -> dict[str, list[Verschil]]:
    """The differences in the fields of this fact, by the key of the item (of the inkoop: empty)."""
    at, fields = (1 if name == "inkoop" else 2), {(veld,) for veld in soort.velden}
    found = vergelijking.take(lambda verschil: verschil.pad[0] == name and verschil.pad[at : at + 1] in fields)
    by_item: dict[str, list[Verschil]] = {}
    for verschil in found:
        by_item.setdefault("" if name == "inkoop" else verschil.pad[1], []).append(verschil)
    return {key: by_item[key] for key in (by_item if name == "inkoop" else vergelijking.in_order(name, by_item))}


def _words(vergelijking: Vergelijking, soort: Feitsoort, name: str, key: str, *, old: bool) -> str:
    snapshot = vergelijking.old if old else vergelijking.new
    owner: Any = (
        snapshot.inkoop if name == "inkoop" else (vergelijking.before if old else vergelijking.after)(name, key)
    )
    bij = str(soort.bij(snapshot, owner)) if soort.bij else ""
    woorden = str(soort.woorden(snapshot, owner))
    return f"{woorden} ({bij})" if woorden and bij else woorden


def tell_rest(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    """What has no words of its own yet: by the name of its field, so that nothing stays hidden."""
    for verschil in vergelijking.take(lambda verschil: True):
        name, key = verschil.pad[0], verschil.pad[1] if len(verschil.pad) > 1 else ""
        known = name in ENKELVOUD and vergelijking.item(name, key) is not None
        yield WijzigingInhoud(
            soort=WijzigingSoort.FEIT,
            titel=f"{dutch.capital(' '.join(verschil.pad[2:] or verschil.pad).replace('_', ' '))} gewijzigd"
            + (f" bij {vergelijking.kort(name, key)}" if known else ""),
            plekken=(vergelijking.plek(name, key),) if known else (),
            was=_short(verschil.was),
            wordt=_short(verschil.wordt),
            verschillen=(verschil,),
        )


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 200 else f"{text[:199]}…"
