"""Tarieven of all regions beside each other: median and spread of what can be compared, and a drawing of it. Pure functions.

Only like with like: the same soort ondersteuning, unit, btw, and the same value of the same axes. Invented amounts are no tarieven.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from statistics import median

from catalogus.overal import Bedrag, Inkoopdeel
from core import dutch
from core.codelijsten import Btw, label_of

CENT = Decimal("0.01")
#: In units of the drawing.
BREED, LINKS, RECHTS, RIJ, BOVEN = 720, 230, 24, 34, 30
#: So many rows are drawn, and so many observations named; the table has every row.
MEEST_GETEKEND, MEEST_GENOEMD = 20, 40


@dataclass(frozen=True)
class Waarneming:
    """What one inkoop pays for a product: one amount, or from `laag` to `hoog` when it differs per perceel; `midden` counts."""

    deel: Inkoopdeel
    product: str
    kort: str
    laag: Decimal
    midden: Decimal
    hoog: Decimal
    toelichting: str


@dataclass(frozen=True)
class Tariefgroep:
    """What can be compared with each other. `waarvoor`: the values of the axes; empty: for everybody."""

    waarvoor: str
    waarnemingen: tuple[Waarneming, ...]

    @property
    def inkopen(self) -> int:
        return len({one.deel.versie.slug for one in self.waarnemingen})

    @property
    def laagste(self) -> Decimal:
        return min(one.midden for one in self.waarnemingen)

    @property
    def hoogste(self) -> Decimal:
        return max(one.midden for one in self.waarnemingen)

    @property
    def mediaan(self) -> Decimal:
        return _middle(one.midden for one in self.waarnemingen)

    @property
    def genoemd(self) -> tuple[Waarneming, ...]:
        return self.waarnemingen[:MEEST_GENOEMD]


@dataclass(frozen=True)
class Tariefbeeld:
    """One unit of one soort ondersteuning: what can be compared, and how it looks."""

    per: str
    btw: str
    groepen: tuple[Tariefgroep, ...]

    @property
    def anker(self) -> str:
        return "tarieven-" + "".join(letter if letter.isalnum() else "-" for letter in f"{self.per} {self.btw}".lower())

    @property
    def titel(self) -> str:
        btw = "" if self.btw == Btw.VRIJGESTELD else f", btw {label_of(Btw, self.btw)}"
        return f"Tarieven {self.per}{btw}"


@dataclass(frozen=True)
class Regiotarieven:
    """`fictief`: inkopen of which the amounts are invented; `alleen`: how many amounts have nothing to be compared with."""

    beelden: tuple[Tariefbeeld, ...]
    fictief: tuple[Inkoopdeel, ...]
    alleen: int
    zonder: tuple[Inkoopdeel, ...]


def compare_tarieven(delen: Sequence[Inkoopdeel], categorie: str, day: dt.date) -> Regiotarieven:
    """What counts on `day`, of every inkoop that buys this soort ondersteuning."""
    buyers = [deel for deel in delen if any(one.categorie == categorie for one in deel.uittreksel.producten)]
    fictief = tuple(deel for deel in buyers if deel.uittreksel.fictief and deel.uittreksel.bedragen)
    found: dict[tuple[str, str], dict[tuple[tuple[str, str], ...], list[Waarneming]]] = {}
    names: dict[tuple[tuple[str, str], ...], str] = {}
    zonder = []
    for deel in buyers:
        if deel in fictief:
            continue
        rows = [row for row in deel.uittreksel.bedragen if row.categorie == categorie and row.is_valid_on(day)]
        if not rows:
            zonder.append(deel)
        for key, meaning, one in _observations(deel, rows, names):
            found.setdefault(key, {}).setdefault(meaning, []).append(one)
    beelden, alone = [], 0
    for (unit, btw), groups in sorted(found.items()):
        groepen = []
        for meaning, rows_of_group in groups.items():
            groep = Tariefgroep(names[meaning], tuple(sorted(rows_of_group, key=_order)))
            if groep.inkopen > 1:
                groepen.append(groep)
            else:
                alone += len(rows_of_group)
        if groepen:
            groepen.sort(key=lambda groep: dutch.alphabetical(groep.waarvoor))
            beelden.append(Tariefbeeld(unit, btw, tuple(groepen)))
    return Regiotarieven(tuple(beelden), fictief, alone, tuple(zonder))


def _observations(
    deel: Inkoopdeel, rows: Iterable[Bedrag], names: dict[tuple[tuple[str, str], ...], str]
) -> Iterable[tuple[tuple[str, str], tuple[tuple[str, str], ...], Waarneming]]:
    """One for each product and value; the percelen of an inkoop weigh as one, however many there are."""
    together: dict[tuple[str, str, str, tuple[tuple[str, str], ...]], list[Bedrag]] = {}
    for row in rows:
        meaning = tuple((naam.lower(), label.lower()) for naam, label in row.voor)
        names.setdefault(meaning, dutch.capital(", ".join(label for _, label in row.voor)))
        together.setdefault((row.per, row.btw, row.product, meaning), []).append(row)
    for (per, btw, product, meaning), same in together.items():
        amounts = [row.bedrag for row in same]
        yield (
            (per, btw),
            meaning,
            Waarneming(deel, product, same[0].kort, min(amounts), _middle(amounts), max(amounts), same[0].toelichting),
        )


def _middle(amounts: Iterable[Decimal]) -> Decimal:
    return Decimal(median(amounts)).quantize(CENT, ROUND_HALF_UP)


def _order(one: Waarneming) -> tuple[Decimal, str, str, str]:
    return one.midden, one.deel.versie.regio, one.deel.versie.slug, one.product


# --- the drawing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Streep:
    """A row: from the lowest to the highest, a dot for each, a mark at the median."""

    naam: str
    y: int
    van: float
    tot: float
    mediaan: float
    punten: tuple[float, ...]


@dataclass(frozen=True)
class Tekening:
    strepen: tuple[Streep, ...]
    schaal: tuple[tuple[float, Decimal], ...]
    hoog: int
    uitleg: str
    breed: int = BREED
    boven: int = BOVEN


def draw(beeld: Tariefbeeld) -> Tekening:
    groepen = beeld.groepen[:MEEST_GETEKEND]
    low, high = min(groep.laagste for groep in groepen), max(groep.hoogste for groep in groepen)
    margin = max((high - low) / 20, Decimal(1))
    low, high = max(low - margin, Decimal(0)), high + margin

    def x(value: Decimal) -> float:
        return round(LINKS + (BREED - LINKS - RECHTS) * float((value - low) / (high - low)), 1)

    strepen = tuple(
        Streep(
            _short(groep.waarvoor or "Alle cliënten"), BOVEN + RIJ // 2 + at * RIJ, x(groep.laagste), x(groep.hoogste),
            x(groep.mediaan), tuple(sorted({x(one.midden) for one in groep.waarnemingen})),
        )
        for at, groep in enumerate(groepen)
    )  # fmt: skip
    step = max(1, ceil((high - low) / 5))
    schaal = tuple((x(Decimal(euro)), Decimal(euro)) for euro in range(ceil(low), int(high) + 1, step))
    uitleg = (
        f"{beeld.titel}: per rij de tarieven van alle regio’s als punten, met een streep op de mediaan. "
        "De tabel hieronder heeft de bedragen."
    )
    return Tekening(strepen, schaal, BOVEN + len(groepen) * RIJ + 8, uitleg)


def _short(text: str) -> str:
    return text if len(text) <= 34 else f"{text[:33].rstrip()}…"
