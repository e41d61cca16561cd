"""Tarieven of one product as a table with only what they differ by; what they have in common is said once, above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import dutch
from core.codelijsten import Btw
from publicaties.beschrijving import Tariefrij, tariefkolommen


@dataclass(frozen=True)
class Tabelrij:
    voor: tuple[str, ...]
    bedrag: Decimal
    bedragtekst: str
    na: tuple[str, ...]


@dataclass(frozen=True)
class Tarieftabel:
    """`gemeen`: "Per uur, vrijgesteld van btw, vanaf 1 januari 2024". `voor`, `na`: names of the columns around the tarief.

    Without any column there is one tarief, and no table.
    """

    gemeen: str
    voor: tuple[str, ...]
    na: tuple[str, ...]
    rijen: tuple[Tabelrij, ...]

    @property
    def gemeen_in_zin(self) -> str:
        """Behind an amount: "per uur, vrijgesteld van btw"."""
        return dutch.inside(self.gemeen)


def tabel(rijen: Sequence[Tariefrij]) -> Tarieftabel:
    """`rijen`: at least one tarief, all of the same product."""
    terms = {
        "Per": [rij.per for rij in rijen],
        "Btw": [rij.btw for rij in rijen],
        "Periode": [dutch.unbroken(rij.periode) for rij in rijen],
    }
    said = {"Per": rijen[0].per, "Btw": _btw(rijen[0].btw), "Periode": terms["Periode"][0]}
    before = {dutch.capital(name): [rij.waarden[name] for rij in rijen] for name in tariefkolommen(rijen)}
    after = {name: values for name, values in terms.items() if len(set(values)) > 1}
    common = [said[name] for name in terms if name not in after and said[name]]
    # A row begins with what it is about.
    before = before or {name: after.pop(name) for name in list(after)[-1:]}
    return Tarieftabel(
        gemeen=dutch.capital(", ".join(common)),
        voor=tuple(before),
        na=tuple(after),
        rijen=tuple(
            Tabelrij(
                tuple(values[place] for values in before.values()),
                rij.bedrag,
                rij.bedragtekst,
                tuple(values[place] for values in after.values()),
            )
            for place, rij in enumerate(rijen)
        ),
    )


def _btw(label: str) -> str:
    """Nothing of a percentage: its btw is that of the tarief that it is of."""
    if not label:
        return ""
    return "vrijgesteld van btw" if label == Btw.VRIJGESTELD.label else f"btw {label}"
