"""A place in the document, and sentences that name places: enough to say what it is called and to link to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.inhoud import Inhoud


class Plek(Inhoud):
    """`soort`: the name of a kind of part, or "inkoop", "tarieven"; `naam` as readers know it, "BGI" or "perceel 6"."""

    soort: str
    code: str = ""
    naam: str = ""
    rubriek: str = ""

    @property
    def pad(self) -> str:
        """ "product/bgi/opleidingsniveau": how a remark stores its place."""
        return "/".join(part for part in (self.soort, self.code, self.rubriek) if part)


@dataclass(frozen=True)
class Zin:
    """A text that was made from facts, in pieces; a piece with a place is a link to it. Empty is false."""

    stukken: tuple[tuple[str, Plek | None], ...] = ()

    def __str__(self) -> str:
        return "".join(tekst for tekst, _ in self.stukken)

    def __bool__(self) -> bool:
        return bool(str(self))

    def __len__(self) -> int:
        return len(str(self))

    def __add__(self, other: Zin | str) -> Zin:
        return Zin(self.stukken + zin(other).stukken)

    def __radd__(self, other: str) -> Zin:
        return zin(other) + self


def zin(tekst: Zin | str, plek: Plek | None = None) -> Zin:
    """`tekst` as a Zin; with a place, all of it links there."""
    if isinstance(tekst, Zin):
        return tekst
    return Zin(((tekst, plek),)) if tekst else Zin()


def listing(zinnen: Iterable[Zin | str], *, word: str = "en", between: str = ", ") -> Zin:
    """As `dutch.listing`, with the links kept. `word` empty: the last one is no different from the others."""
    parts = [zin(one) for one in zinnen if one]
    found = Zin()
    for position, part in enumerate(parts):
        last = position == len(parts) - 1
        found += ("" if not position else f" {word} " if last and word else between) + part
    return found


def named_or_listed(enkelvoud: str, meervoud: str, plekken: Iterable[Plek]) -> Zin:
    """ "perceel 5", "percelen 1, 2 en 3": each links to its place."""
    found = list(plekken)
    if len(found) == 1:
        return zin(f"{enkelvoud} {found[0].code}", found[0])
    return f"{meervoud} " + listing(zin(plek.code, plek) for plek in found) if found else Zin()
