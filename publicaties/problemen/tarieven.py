"""Rules about tarieven: for everything that is bought exactly one amount, and a build-up that explains it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from core import dutch
from core.plek import Plek
from producten.inhoud import ProductInhoud
from publicaties import woorden
from publicaties.problemen.model import Blokkade, Probleem, Waarschuwing
from publicaties.snapshot import Snapshot
from tarieven.dekking import Afspraken, Gewenst, Koppeling, holes
from tarieven.inhoud import TariefInhoud
from tarieven.models import Kostenelement
from tarieven.perioden import DAY, Cel, Periode, Tijdlijnen, conflicts

#: The number of a code that the snapshot does not have; told elsewhere (`feiten`).
UNKNOWN = -1


class _Boek:
    """The tarieven of a snapshot as lines of periods; its parts are numbered in their order, from 1."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.product = {row.code: number for number, row in enumerate(snapshot.producten, 1)}
        self.grondslag = {row.code: number for number, row in enumerate(snapshot.grondslagen, 1)}
        self.perceel = {row.nummer: number for number, row in enumerate(snapshot.percelen, 1)}
        self.afspraken = Afspraken(snapshot.inkoop.start_contract or dt.date.min, snapshot.inkoop.tarief_per_perceel)

    def lijnen(self, rows: Iterable[TariefInhoud]) -> Tijdlijnen:
        lines: dict[Cel, list[Periode]] = {}
        for row in sorted(rows, key=lambda row: row.ingangsdatum):
            lines.setdefault(self.cel(row), []).append(Periode(row.ingangsdatum, row.einddatum, row.bedrag, row.btw))
        return lines

    def cel(self, row: TariefInhoud) -> Cel:
        return Cel(
            self.product[row.product],
            None if row.grondslag is None else self.grondslag.get(row.grondslag, UNKNOWN),
            None if row.perceel is None else self.perceel.get(row.perceel, UNKNOWN),
        )

    def gewenst(self, product: ProductInhoud, *, per_perceel: bool) -> list[Gewenst]:
        """`per_perceel`: its tarieven do run per perceel, whatever was agreed."""
        koppelingen = [
            Koppeling(self.perceel[perceel.nummer], link.van, link.tot)
            for perceel in self.snapshot.percelen
            for link in perceel.producten
            if link.code == product.code
        ]
        grondslagen = (
            [self.grondslag.get(code, UNKNOWN) for code in product.grondslagen] if product.tarief_per_grondslag else []
        )
        afspraken = replace(self.afspraken, per_perceel=self.afspraken.per_perceel or per_perceel)
        return afspraken.wanted(self.product[product.code], koppelingen, grondslagen)

    def names(self, cellen: Iterable[Cel]) -> tuple[list[str], list[str]]:
        """The grondslagen and percelen of these cells, each once, in document order."""
        grondslagen = {cel.grondslag for cel in cellen}
        percelen = {cel.perceel for cel in cellen}
        return (
            [code for code, number in self.grondslag.items() if number in grondslagen],
            [nummer for nummer, number in self.perceel.items() if number in percelen],
        )


def find_tarieven(snapshot: Snapshot, day: dt.date) -> Iterator[Probleem]:
    if not snapshot.inkoop.met_tarieven:
        return
    boek = _Boek(snapshot)
    by_product: dict[str, list[TariefInhoud]] = {}
    for row in snapshot.tarieven:
        by_product.setdefault(row.product, []).append(row)
    for product in snapshot.producten:
        rows = by_product.get(product.code, [])
        lijnen = boek.lijnen(rows)
        gewenst = boek.gewenst(product, per_perceel=any(row.perceel is not None for row in rows))
        yield from _coverage(boek, product, gewenst, lijnen, day)
        yield from _agreements(boek, product, rows)
        yield from _doubles(boek, product, lijnen)
        yield from _useless(boek, product, gewenst, rows)
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


def _coverage(
    boek: _Boek, product: ProductInhoud, gewenst: list[Gewenst], lijnen: Tijdlijnen, day: dt.date
) -> Iterator[Probleem]:
    """From `day` on, or from the first day that it is bought when that is later; what has ended does not count."""
    missing: dict[dt.date, list[Cel]] = {}
    gaps: dict[tuple[dt.date, dt.date], list[Cel]] = {}
    ends: dict[dt.date, list[Cel]] = {}
    for hiaat in holes(gewenst, lijnen, day):
        if hiaat.van == hiaat.inkoop.van:
            missing.setdefault(hiaat.van, []).append(hiaat.cel)
        elif hiaat.tot is None or hiaat.tot == hiaat.inkoop.tot:
            ends.setdefault(hiaat.van - DAY, []).append(hiaat.cel)
        else:
            gaps.setdefault((hiaat.van, hiaat.tot), []).append(hiaat.cel)
    for moment, bought in missing.items():
        yield Blokkade(
            _plek(product),
            f"Voor {_for(boek, product, bought)} is er op {dutch.day(moment)} geen tarief. "
            "Voeg een tarief toe dat dan geldt.",
        )
    for (van, tot), bought in gaps.items():
        yield Blokkade(
            _plek(product),
            f"Voor {_for(boek, product, bought)} is er van {dutch.day(van)} tot en met {dutch.day(tot)} geen tarief. "
            "Sluit het gat.",
        )
    for moment, bought in ends.items():
        yield Waarschuwing(
            _plek(product),
            f"Het tarief voor {_for(boek, product, bought)} loopt af op {dutch.day(moment)} "
            "en er is nog geen volgend tarief.",
        )


def _doubles(boek: _Boek, product: ProductInhoud, lijnen: Tijdlijnen) -> Iterator[Probleem]:
    same = [
        (cel, one, cel, other) for cel, line in lijnen.items() for one, other in pairwise(line) if one.overlaps(other)
    ]
    for cel, one, _, other in [*same, *conflicts(lijnen)]:
        yield Blokkade(
            _plek(product),
            f"Voor {_line(boek, product, cel)} gelden op {dutch.day(max(one.van, other.van))} twee tarieven. Beëindig er een.",
        )


def _agreements(boek: _Boek, product: ProductInhoud, rows: list[TariefInhoud]) -> Iterator[Probleem]:
    own = list(dict.fromkeys(row.perceel for row in rows if row.perceel is not None))
    if own and not boek.afspraken.per_perceel:
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


def _useless(
    boek: _Boek, product: ProductInhoud, gewenst: list[Gewenst], rows: list[TariefInhoud]
) -> Iterator[Probleem]:
    useless = dict.fromkeys(cel for row in rows if not any(cell.cel.meets(cel := boek.cel(row)) for cell in gewenst))
    for cel in useless:
        yield Waarschuwing(
            _plek(product),
            f"Er is een tarief voor {_line(boek, product, cel)}, maar dat wordt niet ingekocht. Controleer of het tarief weg kan.",
        )


def _is_complete(row: TariefInhoud) -> bool:
    return row.opbouw is not None and {regel.element for regel in row.opbouw.regels} >= set(Kostenelement.values)


def _for(boek: _Boek, product: ProductInhoud, cellen: list[Cel]) -> str:
    """ "BGI met grondslag PSY in percelen 1 en 2"; told once for all grondslagen and percelen of the same moment."""
    grondslagen, percelen = boek.names(cellen)
    text = product.kort
    if grondslagen and len(grondslagen) < len(product.grondslagen):
        text += f" met grondslag {dutch.listing(grondslagen)}"
    if percelen and len(percelen) < len(woorden.percelen_of(boek.snapshot, product.code)):
        text += f" in {woorden.percelen(percelen)}"
    return text


def _line(boek: _Boek, product: ProductInhoud, cel: Cel) -> str:
    text = product.kort
    for code in boek.names([cel])[0]:
        text += f" met grondslag {code}"
    for nummer in boek.names([cel])[1]:
        text += f" in perceel {nummer}"
    return text


def _plek(product: ProductInhoud) -> Plek:
    return product.plek().model_copy(update={"rubriek": "tarieven"})
