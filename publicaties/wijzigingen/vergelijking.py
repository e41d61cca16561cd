"""Two snapshots, and the differences between them that no change has told yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec

from core import dutch
from core.inhoud import Inhoud
from producten.inhoud import RubriekInhoud
from publicaties import woorden
from publicaties.plek import Plek
from publicaties.snapshot import Snapshot
from publicaties.wijzigingen.verschil import Verschil, by_key, difference

P = ParamSpec("P")

#: By the list in the snapshot: what one item is called, and how a place says which one it is.
ENKELVOUD: dict[str, str] = {
    "hoofdstukken": "hoofdstuk",
    "segmenten": "segment",
    "rubrieken": "rubriek",
    "grondslagen": "grondslag",
    "leefgebieden": "leefgebied",
    "producten": "product",
    "voorwaarden": "voorwaarde",
    "percelen": "perceel",
    "tarieven": "tarief",
    "indexaties": "indexatie",
    "begrippen": "begrip",
}


@dataclass
class Vergelijking:
    old: Snapshot
    new: Snapshot
    left: list[Verschil] = field(init=False)

    def __post_init__(self) -> None:
        self.left = difference(self.old, self.new)
        self._old = {name: by_key(getattr(self.old, name), name) for name in ENKELVOUD}
        self._new = {name: by_key(getattr(self.new, name), name) for name in ENKELVOUD}

    def take(
        self, wanted: Callable[Concatenate[Verschil, P], bool], *args: P.args, **kwargs: P.kwargs
    ) -> list[Verschil]:
        """The differences that are `wanted(verschil, …)`; nobody else gets them."""
        taken: list[Verschil] = []
        left: list[Verschil] = []
        for verschil in self.left:
            (taken if wanted(verschil, *args, **kwargs) else left).append(verschil)
        self.left = left
        return taken

    def before(self, name: str, key: str) -> Any:
        """The item of list `name` in the old snapshot, or None."""
        return self._old[name].get(key)

    def after(self, name: str, key: str) -> Any:
        return self._new[name].get(key)

    def item(self, name: str, key: str) -> Any:
        """As it is now, or was when it is gone."""
        return self.after(name, key) or self.before(name, key)

    def in_order(self, name: str, keys: Iterable[str]) -> list[str]:
        """`keys` in the order of the document."""
        order = [*self._new[name], *self._old[name]]
        return sorted(set(keys), key=order.index)

    def plek(self, name: str, key: str, rubriek: str = "") -> Plek:
        if name == "inkoop":
            return Plek(soort="inkoop", naam="de inkoop", rubriek=rubriek)
        return Plek(
            soort=ENKELVOUD[name], code=code_of(self.item(name, key)), naam=self.kort(name, key), rubriek=rubriek
        )

    def kort(self, name: str, key: str) -> str:
        """As a place inside a sentence: "BGI", "perceel 6", "hoofdstuk 'Inleiding'"."""
        item = self.item(name, key)
        match name:
            case "producten":
                return woorden.productkort(item)
            case "percelen":
                return f"perceel {item.nummer}"
            case "segmenten":
                return f"segment {item.code}"
            case "grondslagen":
                return f"grondslag {item.code}"
        return f"{ENKELVOUD[name]} '{full_name(name, item)}'"


def full_name(name: str, item: Any) -> str:
    """ "Perceel 6 Volwassenen met …", "Begeleiding Individueel (BGI)", "Inleiding"."""
    match name:
        case "producten":
            return woorden.productnaam(item)
        case "percelen":
            return woorden.perceelnaam(item)
        case "segmenten":
            return woorden.segmentnaam(item)
        case "grondslagen":
            return item.label if f"({item.code})" in item.label else f"{item.label} ({item.code})"
        case "hoofdstukken":
            return str(item.titel)
        case "leefgebieden":
            return f"{item.nummer}. {item.naam}"
        case "begrippen":
            return str(item.term)
        case "rubrieken":
            return f"{item.naam} ({item.soort})"
        case "indexaties":
            return f"{item.jaar}, per {dutch.day(item.ingangsdatum)}"
    return str(getattr(item, "naam", ""))


def code_of(item: Inhoud) -> str:
    """The stable code that addresses use."""
    if isinstance(item, RubriekInhoud):
        return f"{item.soort}/{item.sleutel}"
    for name in ("code", "nummer", "sleutel", "term", "jaar"):
        if hasattr(item, name):
            return str(getattr(item, name))
    return ""


def verb(was: str, wordt: str) -> str:
    if not was:
        return "toegevoegd"
    return "gewijzigd" if wordt else "vervallen"
