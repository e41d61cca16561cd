"""Changed tarieven: per product what each line pays from which day, old and new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from core import dutch
from core.codelijsten import Btw, Tariefsoort, label_of
from publicaties.snapshot import Snapshot
from publicaties.wijzigingen.model import Tariefwijziging, WijzigingInhoud, WijzigingSoort
from publicaties.wijzigingen.vergelijking import Vergelijking
from tarieven.inhoud import TariefInhoud

#: As `TariefInhoud.lijn`.
Tarieflijn = tuple[str | None, ...]


def tell_tarieven(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    """One change per product."""
    found = vergelijking.take(lambda verschil: verschil.pad[0] == "tarieven" and len(verschil.pad) > 1)
    codes = {verschil.pad[1]: vergelijking.item("tarieven", verschil.pad[1]).product for verschil in found}
    order = [product.code for product in vergelijking.new.producten]
    for code in sorted(set(codes.values()), key=lambda code: order.index(code) if code in order else len(order)):
        product = vergelijking.new.product.get(code) or vergelijking.old.product.get(code)
        name = product.kort if product else code
        own = [verschil for verschil in found if codes[verschil.pad[1]] == code]
        lines = tuple(compare_lines(vergelijking, code))
        remarks = tuple(_remarks(vergelijking, {verschil.pad[1] for verschil in own}))
        if not lines and not remarks:
            remarks = ("De bedragen veranderen niet; alleen de perioden zijn anders vastgelegd.",)
        yield WijzigingInhoud(
            soort=WijzigingSoort.TARIEF,
            titel=f"Tarieven van {name} zijn gewijzigd"
            if lines
            else f"Gegevens bij de tarieven van {name} zijn gewijzigd",
            plekken=(vergelijking.plek("producten", code),) if product else (),
            tarieven=lines,
            opmerkingen=remarks,
            verschillen=tuple(own),
        )


def compare_lines(vergelijking: Vergelijking, product: str) -> Iterator[Tariefwijziging]:
    """For each line of the product the periods in which the amount differs."""
    old, new = _lines(vergelijking.old, product), _lines(vergelijking.new, product)
    found = vergelijking.new.product.get(product) or vergelijking.old.product.get(product)
    soort = found.tariefsoort if found else Tariefsoort.BEDRAG.value
    for line in [*new, *(line for line in old if line not in new)]:
        before, after = old.get(line, []), new.get(line, [])
        _, grondslag, *waarden, perceel = line
        for vanaf, tot, was, wordt in _periods(before, after):
            yield Tariefwijziging(
                grondslag=grondslag,
                perceel=perceel,
                waarden=tuple(code for code in waarden if code is not None),
                omschrijving=_describe(vergelijking, line),
                vanaf=vanaf,
                tot=tot,
                was=was,
                wordt=wordt,
                tariefsoort=soort,
            )


def _lines(snapshot: Snapshot, product: str) -> dict[Tarieflijn, list[TariefInhoud]]:
    lines: dict[Tarieflijn, list[TariefInhoud]] = {}
    for row in snapshot.tarieven:
        if row.product == product:
            lines.setdefault(row.lijn, []).append(row)
    return lines


def _periods(
    before: list[TariefInhoud], after: list[TariefInhoud]
) -> Iterator[tuple[dt.date, dt.date | None, Decimal | None, Decimal | None]]:
    """The longest periods in which old and new pay something else, each with one amount before and one after."""
    days = sorted(_turning_points([*before, *after]))
    open_period: tuple[dt.date, Decimal | None, Decimal | None] | None = None
    for day in days:
        was, wordt = _amount(before, day), _amount(after, day)
        if open_period and open_period[1:] != (was, wordt):
            yield open_period[0], day - dt.timedelta(days=1), *open_period[1:]
            open_period = None
        if was != wordt and open_period is None:
            open_period = (day, was, wordt)
    if open_period:
        yield open_period[0], None, *open_period[1:]


def _turning_points(rows: Iterable[TariefInhoud]) -> set[dt.date]:
    found: set[dt.date] = set()
    for row in rows:
        found.add(row.ingangsdatum)
        if row.einddatum is not None and row.einddatum < dt.date.max:
            found.add(row.einddatum + dt.timedelta(days=1))
    return found


def _amount(rows: list[TariefInhoud], day: dt.date) -> Decimal | None:
    return next((row.bedrag for row in rows if row.is_valid_on(day)), None)


def _describe(vergelijking: Vergelijking, line: Tarieflijn) -> str:
    _, grondslag, *waarden, perceel = line
    parts = []
    if grondslag is not None:
        parts.append(_label(vergelijking, "grondslag", grondslag))
    parts += [_label(vergelijking, "aswaarde", code) for code in waarden if code is not None]
    if perceel is not None:
        parts.append(f"perceel {perceel}")
    return ", ".join(parts)


def _label(vergelijking: Vergelijking, soort: str, code: str) -> str:
    row = vergelijking.new.vind(soort, code) or vergelijking.old.vind(soort, code)
    return dutch.inside(row.label) if row else code


def _remarks(vergelijking: Vergelijking, keys: set[str]) -> Iterator[str]:
    """What changed beside the amounts."""
    for key in vergelijking.in_order("tarieven", keys):
        was, wordt = vergelijking.before("tarieven", key), vergelijking.after("tarieven", key)
        if was is None or wordt is None:
            continue
        line = _describe(vergelijking, wordt.lijn)
        where = f" ({line})" if line else ""
        if was.btw != wordt.btw:
            yield f"De btw{where} gaat van {label_of(Btw, was.btw)} naar {label_of(Btw, wordt.btw)}."
        if was.iwmo_code != wordt.iwmo_code:
            names = [code or "die van het product" for code in (was.iwmo_code, wordt.iwmo_code)]
            yield f"De productcode{where} gaat van {names[0]} naar {names[1]}."
        if was.opbouw != wordt.opbouw:
            what = "gewijzigd" if was.opbouw and wordt.opbouw else "toegevoegd" if wordt.opbouw else "vervallen"
            yield f"De kostprijsopbouw{where} is {what}."
