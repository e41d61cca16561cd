"""Rules about tarieven: for everything that is bought exactly one amount, and a build-up that explains it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from core import dutch
from core.plek import Plek
from producten.inhoud import ProductInhoud
from publicaties import woorden
from publicaties.problemen.model import Blokkade, Probleem, Waarschuwing
from publicaties.snapshot import Snapshot
from tarieven.inhoud import TariefInhoud
from tarieven.models import Kostenelement


@dataclass(frozen=True)
class _Koop:
    """A product that is bought: in a perceel (None: there are none), for a grondslag (None: one tarief), from a day to a day."""

    product: ProductInhoud
    perceel: str | None
    grondslag: str | None
    van: dt.date
    tot: dt.date | None

    def is_paid_by(self, row: TariefInhoud) -> bool:
        return row.grondslag in (None, self.grondslag) and row.perceel in (None, self.perceel)


def find_tarieven(snapshot: Snapshot, day: dt.date) -> Iterator[Probleem]:
    if not snapshot.inkoop.met_tarieven:
        return
    for product in snapshot.producten:
        rows = [row for row in snapshot.tarieven if row.product == product.code]
        yield from _coverage(snapshot, product, rows, day)
        yield from _doubles(product, rows)
        yield from _agreements(snapshot, product, rows)
        current = [row for row in rows if row.einddatum is None or row.einddatum >= day]
        incomplete = sum(not _is_complete(row) for row in current)
        if incomplete:
            # Uitvoeringsbesluit Wmo 2015, art. 5.4: six elements, each with an amount or why it does not apply.
            what = "1 tarief" if incomplete == 1 else f"{incomplete} tarieven"
            yield (Blokkade if snapshot.inkoop.kostprijs_verplicht else Waarschuwing)(
                _plek(product),
                f"Bij {what} van {product.kort} is de kostprijsopbouw niet compleet. "
                "Vul alle zes kostenelementen in, of leg uit waarom er een niet geldt.",
            )


def _coverage(snapshot: Snapshot, product: ProductInhoud, rows: list[TariefInhoud], day: dt.date) -> Iterator[Probleem]:
    missing: dict[dt.date, list[_Koop]] = {}
    gaps: dict[tuple[dt.date, dt.date], list[_Koop]] = {}
    ends: dict[dt.date, list[_Koop]] = {}
    for koop in _bought(snapshot, product, day):
        paid = sorted((row for row in rows if koop.is_paid_by(row)), key=lambda row: row.ingangsdatum)
        if not any(row.is_valid_on(koop.van) for row in paid):
            missing.setdefault(koop.van, []).append(koop)
            continue
        until = _paid_until(paid, koop.van)
        if until is None or (koop.tot is not None and until >= koop.tot):
            continue
        later = [
            row.ingangsdatum
            for row in paid
            if row.ingangsdatum > until and (koop.tot is None or row.ingangsdatum <= koop.tot)
        ]
        if later:
            gaps.setdefault((_next_day(until), min(later) - dt.timedelta(days=1)), []).append(koop)
        else:
            ends.setdefault(until, []).append(koop)
    for moment, bought in missing.items():
        yield Blokkade(
            _plek(product),
            f"Voor {_for(snapshot, product, bought)} is er op {dutch.day(moment)} geen tarief. "
            "Voeg een tarief toe dat dan geldt.",
        )
    for (van, tot), bought in gaps.items():
        yield Blokkade(
            _plek(product),
            f"Voor {_for(snapshot, product, bought)} is er van {dutch.day(van)} tot en met {dutch.day(tot)} geen tarief. "
            "Sluit het gat.",
        )
    for moment, bought in ends.items():
        yield Waarschuwing(
            _plek(product),
            f"Het tarief voor {_for(snapshot, product, bought)} loopt af op {dutch.day(moment)} "
            "en er is nog geen volgend tarief.",
        )


def _bought(snapshot: Snapshot, product: ProductInhoud, day: dt.date) -> Iterator[_Koop]:
    """From `day` on, or from the first day that it is bought when that is later; what has ended does not count.

    Before the contracts begin nothing is bought.
    """
    day = max(day, snapshot.inkoop.start_contract or day)
    grondslagen: list[str | None] = (
        [*product.grondslagen] if product.tarief_per_grondslag and product.grondslagen else [None]
    )
    places: list[tuple[str | None, dt.date, dt.date | None]] = []
    if not snapshot.percelen:
        places = [(None, day, None)]
    for perceel in snapshot.percelen:
        for link in perceel.producten:
            first = max(day, link.van or day)
            if link.code == product.code and (link.tot is None or link.tot >= first):
                places.append((perceel.nummer, first, link.tot))
    for perceel_nummer, first, last in places:
        for grondslag in grondslagen:
            yield _Koop(product, perceel_nummer, grondslag, first, last)


def _paid_until(rows: list[TariefInhoud], day: dt.date) -> dt.date | None:
    """The last day of an unbroken row of tarieven that begins with the one on `day`; None: no end."""
    while True:
        now = next((row for row in rows if row.is_valid_on(day)), None)
        if now is None:
            return day - dt.timedelta(days=1)
        if now.einddatum is None or now.einddatum == dt.date.max:
            return None
        day = _next_day(now.einddatum)


def _doubles(product: ProductInhoud, rows: list[TariefInhoud]) -> Iterator[Probleem]:
    for position, row in enumerate(rows):
        for other in rows[position + 1 :]:
            same = _overlap(row.grondslag, other.grondslag) and _overlap(row.perceel, other.perceel)
            start = max(row.ingangsdatum, other.ingangsdatum)
            if same and row.is_valid_on(start) and other.is_valid_on(start):
                yield Blokkade(
                    _plek(product),
                    f"Voor {_line(product, row)} gelden op {dutch.day(start)} twee tarieven. Beëindig er een.",
                )


def _agreements(snapshot: Snapshot, product: ProductInhoud, rows: list[TariefInhoud]) -> Iterator[Probleem]:
    own = list(dict.fromkeys(row.perceel for row in rows if row.perceel is not None))
    if own and not snapshot.inkoop.tarief_per_perceel:
        yield Blokkade(
            _plek(product),
            f"{product.kort} heeft een eigen tarief voor {woorden.percelen(own)}, maar volgens de inkoop zijn de tarieven "
            "in alle percelen gelijk. Pas de tarieven aan, of zet bij de inkoop dat een tarief per perceel kan verschillen.",
        )
    if not product.tarief_per_grondslag and any(row.grondslag is not None for row in rows):
        yield Blokkade(
            _plek(product),
            f"{product.kort} heeft tarieven per grondslag, maar volgens het product is er één tarief. "
            "Pas de tarieven aan, of zet bij het product dat het tarief per grondslag verschilt.",
        )
    offered = {perceel.nummer for perceel in woorden.percelen_of(snapshot, product.code)}
    useless = [
        row
        for row in rows
        if (row.grondslag is not None and row.grondslag not in product.grondslagen)
        or (row.perceel is not None and row.perceel not in offered)
    ]
    for line in dict.fromkeys(_line(product, row) for row in useless):
        yield Waarschuwing(
            _plek(product),
            f"Er is een tarief voor {line}, maar dat wordt niet ingekocht. Controleer of het tarief weg kan.",
        )


def _is_complete(row: TariefInhoud) -> bool:
    return row.opbouw is not None and {regel.element for regel in row.opbouw.regels} >= set(Kostenelement.values)


def _overlap(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _for(snapshot: Snapshot, product: ProductInhoud, bought: list[_Koop]) -> str:
    """ "BGI met grondslag PSY in percelen 1 en 2"; told once for all grondslagen and percelen of the same moment."""
    grondslagen = list(dict.fromkeys(koop.grondslag for koop in bought if koop.grondslag is not None))
    percelen = list(dict.fromkeys(koop.perceel for koop in bought if koop.perceel is not None))
    text = product.kort
    if grondslagen and len(grondslagen) < len(product.grondslagen):
        text += f" met grondslag {dutch.listing(grondslagen)}"
    if percelen and len(percelen) < len(woorden.percelen_of(snapshot, product.code)):
        text += f" in {woorden.percelen(percelen)}"
    return text


def _line(product: ProductInhoud, row: TariefInhoud) -> str:
    text = product.kort
    text += f" met grondslag {row.grondslag}" if row.grondslag is not None else ""
    return text + (f" in perceel {row.perceel}" if row.perceel is not None else "")


def _plek(product: ProductInhoud) -> Plek:
    return product.plek().model_copy(update={"rubriek": "tarieven"})


def _next_day(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)
