"""Rules about tarieven: for everything that is bought exactly one amount, and a build-up that explains it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from core import dutch
from core.codelijsten import Tariefsoort, past_in
from core.deel import DeelInhoud
from core.plek import Plek
from producten.inhoud import ProductInhoud
from producten.models import ASVELDEN, EIGEN_ASVELDEN, GrondslagStatus, in_circle
from producten.soort import assen
from publicaties import woorden
from publicaties.problemen.model import Blokkade, Probleem, Waarschuwing
from publicaties.snapshot import Snapshot
from tarieven.dekking import Afspraken, Gewenst, Koppeling, holes
from tarieven.inhoud import TariefInhoud
from tarieven.models import Kostenelement
from tarieven.perioden import DAY, Cel, Periode, Tijdlijnen, conflicts

#: The number of a code that the snapshot does not have; told elsewhere (`feiten`).
UNKNOWN = -1


class Boek:
    """The tarieven of a snapshot as lines of periods; its parts are numbered in their order."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        #: By the field of a cell: the number of each code.
        self.nummers = {
            veld: {row.verwijscode: number for number, row in enumerate(_delen(snapshot, veld))} for veld in Cel._fields
        }
        self.buiten_gebruik = {row.code for row in snapshot.grondslagen if row.status != GrondslagStatus.IN_GEBRUIK}
        self.afspraken = Afspraken(snapshot.inkoop.start_contract or dt.date.min, snapshot.inkoop.tarief_per_perceel)

    def lijnen(self, rows: Iterable[TariefInhoud]) -> Tijdlijnen:
        lines: dict[Cel, list[Periode]] = {}
        for row in sorted(rows, key=lambda row: row.ingangsdatum):
            lines.setdefault(self.cel(row), []).append(Periode(row.ingangsdatum, row.einddatum, row.bedrag, row.btw))
        return lines

    def cel(self, row: TariefInhoud) -> Cel:
        codes = {veld: getattr(row, veld) for veld in Cel._fields}
        return Cel(**{veld: self._number(veld, code) for veld, code in codes.items() if code is not None})

    def gewenst(self, product: ProductInhoud, *, per_perceel: bool) -> list[Gewenst]:
        """`per_perceel`: its tarieven do run per perceel, whatever was agreed."""
        koppelingen = [
            Koppeling(self._number("perceel", perceel.nummer), link.van, link.tot)
            for perceel in self.snapshot.percelen
            for link in perceel.producten
            if link.code == product.code
        ]
        afspraken = replace(self.afspraken, per_perceel=self.afspraken.per_perceel or per_perceel)
        return afspraken.wanted(self._number("product", product.code), koppelingen, self.waarden(product))

    def waarden(self, product: ProductInhoud) -> dict[str, list[int]]:
        """The numbers of the values of each axis of the product, by the field of a cell."""
        numbers = {
            one.veld: [self._number(one.veld, row.code) for row in one.waarden] for one in assen(self.snapshot, product)
        }
        # A grondslag that the snapshot does not have wants a tarief too; one that is not in use gets none.
        wanted = [code for code in product.grondslagen if code not in self.buiten_gebruik]
        own = {"grondslag": [self._number("grondslag", code) for code in wanted]}
        return {veld: own.get(veld, found) for veld, found in numbers.items()}

    def _number(self, veld: str, code: str) -> int:
        return self.nummers[veld].get(code, UNKNOWN)

    def names(self, cellen: Iterable[Cel]) -> dict[str, list[str]]:
        """The values of each axis and the percelen of these cells, each once, in document order, by the field of a cell."""
        cellen = list(cellen)
        return {
            veld: [code for code, number in numbers.items() if number in {getattr(cel, veld) for cel in cellen}]
            for veld, numbers in self.nummers.items()
        }


def _delen(snapshot: Snapshot, veld: str) -> Sequence[DeelInhoud]:
    """What a field of a cell can stand for."""
    return snapshot.delen("aswaarde" if veld in EIGEN_ASVELDEN else veld)


def find_tarieven(snapshot: Snapshot, day: dt.date) -> Iterator[Probleem]:
    if not snapshot.inkoop.met_tarieven:
        return
    boek = Boek(snapshot)
    yield from _same_code(snapshot, day)
    by_product: dict[str, list[TariefInhoud]] = {}
    for row in snapshot.tarieven:
        by_product.setdefault(row.product, []).append(row)
    for product in snapshot.producten:
        rows = by_product.get(product.code, [])
        lijnen = boek.lijnen(rows)
        yield from _kind(snapshot, product, rows)
        if not product.heeft_bedrag:
            continue
        gewenst = boek.gewenst(product, per_perceel=any(row.perceel is not None for row in rows))
        yield from _coverage(boek, product, gewenst, lijnen, day)
        yield from _agreements(boek, product, rows)
        yield from _doubles(boek, product, lijnen)
        yield from _useless(boek, product, gewenst, rows)
        current = [row for row in rows if row.einddatum is None or row.einddatum >= day]
        incomplete = sum(not _is_complete(row) for row in current) if product.tariefsoort == Tariefsoort.BEDRAG else 0
        if incomplete:
            # Uitvoeringsbesluit Wmo 2015, art. 5.4: six elements, each with an amount or why it does not apply.
            what = "1 tarief" if incomplete == 1 else f"{incomplete} tarieven"
            yield (Blokkade if snapshot.inkoop.kostprijs_verplicht else Waarschuwing)(
                _plek(product),
                f"Bij {what} van {product.kort} is de kostprijsopbouw niet compleet. "
                "Vul alle zes kostenelementen in, of leg uit waarom er een niet geldt.",
            )


def _kind(snapshot: Snapshot, product: ProductInhoud, rows: list[TariefInhoud]) -> Iterator[Probleem]:
    """What its soort tarief and its codes ask."""
    if rows and not product.heeft_bedrag:
        why = (
            "is op offerte" if product.tariefsoort == Tariefsoort.OFFERTE else "gaat in euro's (eenheid 83, iWmo CD087)"
        )
        yield Blokkade(
            _plek(product),
            f"{product.kort} {why}, maar heeft wel tarieven. Verwijder die, of kies bij het product iets anders.",
        )
    if Tariefsoort.of(product.tariefsoort).is_bij_ander:
        if not product.toeslag_op:
            yield Waarschuwing(
                product.plek("gegevens"),
                f"{product.kort} is een toeslag of korting, maar er staat niet op welk product. Kies dat bij het product.",
            )
        if in_circle(product.code, {row.code: row.toeslag_op for row in snapshot.producten}):
            yield Blokkade(
                product.plek("gegevens"),
                f"{product.kort} is een toeslag of korting op zichzelf, of in een kring. Kies een ander product.",
            )
    for code in sorted({row.iwmo_code for row in rows if not past_in(product.iwmo_categorie, row.iwmo_code)}):
        yield Blokkade(
            _plek(product),
            f"Productcode {code} van {product.kort} past niet bij categorie {product.iwmo_categorie or '(geen)'} (iWmo TR381). "
            "Pas de code of de categorie aan.",
        )


def _same_code(snapshot: Snapshot, day: dt.date) -> Iterator[Probleem]:
    """iWmo TR418: the amount of a message is the agreed amount of that code. So a code has one amount at a moment."""
    per_code: dict[str, list[TariefInhoud]] = {}
    for row in snapshot.tarieven:
        product = snapshot.product.get(row.product)
        code = row.iwmo_code or (product.iwmo_code if product else "")
        if code and (row.einddatum is None or row.einddatum >= day):
            per_code.setdefault(code, []).append(row)
    for code, rows in per_code.items():
        rows.sort(key=lambda row: row.ingangsdatum)
        lines: dict[str, None] = {}
        for number, one in enumerate(rows):
            for other in rows[number + 1 :]:
                if one.einddatum is not None and other.ingangsdatum > one.einddatum:
                    break
                if other.bedrag != one.bedrag:
                    lines |= dict.fromkeys(_named(snapshot, row) for row in (one, other))
        if lines:
            told = list(lines)[:_MAX_LINES]
            more = f" en nog {len(lines) - len(told)}" if len(lines) > len(told) else ""
            yield Waarschuwing(
                _plek(snapshot.product[rows[0].product]),
                f"Productcode {code} heeft op hetzelfde moment meer dan één bedrag: {'; '.join(told)}{more}. "
                "In een bericht hoort bij een code één bedrag (iWmo TR418). Geef elk bedrag een eigen productcode.",
            )


#: Lines that one warning names.
_MAX_LINES = 6


def _named(snapshot: Snapshot, row: TariefInhoud) -> str:
    line = woorden.lijnnaam(snapshot, row)
    name = ", ".join(filter(None, [snapshot.product[row.product].kort, line]))
    return f"{name} ({dutch.amount(row.bedrag)})"


def _coverage(
    boek: Boek, product: ProductInhoud, gewenst: list[Gewenst], lijnen: Tijdlijnen, day: dt.date
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


def _doubles(boek: Boek, product: ProductInhoud, lijnen: Tijdlijnen) -> Iterator[Probleem]:
    same = [
        (cel, one, cel, other) for cel, line in lijnen.items() for one, other in pairwise(line) if one.overlaps(other)
    ]
    for cel, one, _, other in [*same, *conflicts(lijnen)]:
        yield Blokkade(
            _plek(product),
            f"Voor {_line(boek, product, cel)} gelden op {dutch.day(max(one.van, other.van))} twee tarieven. Beëindig er een.",
        )


def _agreements(boek: Boek, product: ProductInhoud, rows: list[TariefInhoud]) -> Iterator[Probleem]:
    own = list(dict.fromkeys(row.perceel for row in rows if row.perceel is not None))
    if own and not boek.afspraken.per_perceel:
        yield Blokkade(
            _plek(product),
            f"{product.kort} heeft een eigen tarief voor {woorden.percelen(own)}, maar volgens de inkoop zijn de tarieven "
            "in alle percelen gelijk. Pas de tarieven aan, of zet bij de inkoop dat een tarief per perceel kan verschillen.",
        )
    used, namen = boek.waarden(product), woorden.asnamen(boek.snapshot)
    for veld in ASVELDEN:
        if veld in used or all(getattr(row, veld) is None for row in rows):
            continue
        naam = namen.get(veld, "as")
        yield Blokkade(
            _plek(product),
            f"{product.kort} heeft tarieven per {naam}, maar volgens het product is er één tarief. "
            f"Pas de tarieven aan, of zet bij het product dat het tarief per {naam} verschilt.",
        )


def _useless(
    boek: Boek, product: ProductInhoud, gewenst: list[Gewenst], rows: list[TariefInhoud]
) -> Iterator[Probleem]:
    useless = dict.fromkeys(cel for row in rows if not any(cell.cel.meets(cel := boek.cel(row)) for cell in gewenst))
    for cel in useless:
        yield Waarschuwing(
            _plek(product),
            f"Er is een tarief voor {_line(boek, product, cel)}, maar dat wordt niet ingekocht. Controleer of het tarief weg kan.",
        )


def _is_complete(row: TariefInhoud) -> bool:
    return row.opbouw is not None and {regel.element for regel in row.opbouw.regels} >= set(Kostenelement.values)


def _for(boek: Boek, product: ProductInhoud, cellen: list[Cel]) -> str:
    """ "BGI met grondslag PSY in percelen 1 en 2"; told once for all values and percelen of the same moment."""
    names, own = boek.names(cellen), boek.waarden(product)
    text = product.kort
    for veld, naam in woorden.asnamen(boek.snapshot).items():
        if names[veld] and len(names[veld]) < len(own.get(veld, ())):
            text += f" met {naam} {dutch.listing(names[veld])}"
    percelen = names["perceel"]
    if percelen and len(percelen) < len(woorden.percelen_of(boek.snapshot, product.code)):
        text += f" in {woorden.percelen(percelen)}"
    return text


def _line(boek: Boek, product: ProductInhoud, cel: Cel) -> str:
    text, names = product.kort, boek.names([cel])
    for veld, naam in woorden.asnamen(boek.snapshot).items():
        for code in names[veld]:
            text += f" met {naam} {code}"
    for nummer in names["perceel"]:
        text += f" in perceel {nummer}"
    return text


def _plek(product: ProductInhoud) -> Plek:
    return product.plek().model_copy(update={"rubriek": "tarieven"})
