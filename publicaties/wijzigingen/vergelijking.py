"""Two snapshots, and the differences between them that no change has told yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec

from core import dutch
from core.deel import DeelInhoud
from core.plek import Plek
from publicaties.snapshot import Snapshot
from publicaties.soorten import PER_LIJST
from publicaties.wijzigingen.verschil import Verschil, by_key, difference, recoded
from tarieven.inhoud import IndexatieInhoud

P = ParamSpec("P")

#: By the list in the snapshot: what one item is called.
ENKELVOUD: dict[str, str] = {
    **{naam: soort.naam for naam, soort in PER_LIJST.items()},
    "voorwaarden": "voorwaarde",
    "tarieven": "tarief",
    "indexaties": "indexatie",
}


@dataclass
class Vergelijking:
    old: Snapshot
    new: Snapshot
    left: list[Verschil] = field(init=False)

    def __post_init__(self) -> None:
        self.left = difference(self.old, self.new)
        # From here on what was is told by the codes of now.
        self.old = recoded(self.old, self.left)
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
        item = self.new.inkoop if name == "inkoop" else self.item(name, key)
        if isinstance(item, DeelInhoud):
            return item.plek(rubriek)
        code = str(getattr(item, "jaar", ""))
        naam = self.kort(name, key)
        return Plek(soort=ENKELVOUD.get(name, name), code=code, naam=naam, rubriek=rubriek)

    def kort(self, name: str, key: str) -> str:
        """As a place inside a sentence: "BGI", "perceel 6", "hoofdstuk 'Inleiding'"."""
        item = self.new.inkoop if name == "inkoop" else self.item(name, key)
        kort: str = getattr(item, "kort", "") or f"{ENKELVOUD[name]} '{full_name(name, item)}'"
        return kort


def full_name(name: str, item: Any) -> str:
    """ "Perceel 6 Volwassenen met …", "Begeleiding Individueel (BGI)", "Inleiding"."""
    if isinstance(item, IndexatieInhoud):
        return f"{item.jaar}, per {dutch.day(item.ingangsdatum)}"
    return item.volledig if isinstance(item, DeelInhoud) else str(getattr(item, "naam", ""))


def verb(was: str, wordt: str) -> str:
    if not was:
        return "toegevoegd"
    return "gewijzigd" if wordt else "vervallen"
