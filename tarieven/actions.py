"""What changes tarieven. Each function locks the inkoop first, so that of two people at the same moment the second sees the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from accounts.models import User
from core import dutch
from core.codelijsten import Btw
from core.inhoud import describe, with_links
from producten.models import Product
from segments.bewerking import editing, lock
from segments.models import Inkoop
from tarieven.bedragen import check_amount
from tarieven.fouten import TariefFout
from tarieven.indexatie import Berekening, bereken
from tarieven.inhoud import TariefInhoud
from tarieven.inrichting import Inrichting, Plaats, load, load_lines
from tarieven.models import (
    PLAATS,
    Indexatie,
    Kostenelement,
    Kostenregel,
    Kostprijsopbouw,
    Tarief,
    assen_of,
    combination_faults,
    own_code,
    value_faults,
)
from tarieven.perioden import DAY, Cel, Einde, Periode, Tijdlijn, end_on, on, set_from, without
from tarieven.schrijven import refuse_conflicts, write
from tarieven.voorstel import Plan, Tariefvoorstel


@contextmanager
def _editing(inkoop: Inkoop, by: User, reden: str = "") -> Iterator[None]:
    """A transaction in which nobody else changes the tarieven of `inkoop`. Raises NotAllowed."""
    with editing(by, inkoop, reden):
        lock(inkoop)
        yield


# --- one cell ---------------------------------------------------------------------------------------------------------


def set_tarief(
    *,
    product: Product,
    bedrag: Decimal,
    vanaf: dt.date,
    einde: Einde | dt.date = Einde.ZOALS_NU,
    btw: str | None = None,
    iwmo_code: str | None = None,
    by: User,
    **waar: Any,
) -> Tarief:
    """Let a cell have an amount from a day; `waar`: the other fields of its `Plaats`. Returns the row that holds on that day.

    What runs on that day ends the day before, or is replaced when it begins that day; what begins later stays.
    `btw` and `iwmo_code` None: as they were. Raises TariefFout.
    """
    with _editing(product.inkoop, by):
        try:
            amount = check_amount(bedrag)
        except ValueError as fout:
            raise TariefFout(str(fout)) from fout
        inrichting = _one_product(product)
        plaats = Plaats(product, **waar)
        cel = plaats.cel
        line = inrichting.lijnen.get(cel, [])
        running = on(line, vanaf)
        if running is None or running.van != vanaf:
            _check_combination(inrichting, plaats)
        before = running or (line[-1] if line else None)
        kept = btw or (before.btw if before else Btw.VRIJGESTELD)
        code = (before.iwmo_code if before else "") if iwmo_code is None else own_code(product, iwmo_code)
        if faults := value_faults(product, amount, code):
            raise TariefFout(" ".join(faults.values()))
        _replace(inrichting, cel, set_from(line, Periode(vanaf, None, amount, kept, iwmo_code=code), einde))
        return Tarief.objects.for_list().valid_on(vanaf).get(**plaats._asdict())


def end_tarief(*, tarief: Tarief, tot: dt.date | None, by: User) -> None:
    """Let `tot` be the last day; None: no end. Raises TariefFout when a later tarief is in the way."""
    with _editing(tarief.product.inkoop, by):
        inrichting, cel, period = _current(tarief)
        _replace(inrichting, cel, end_on(inrichting.lijnen[cel], period.van, tot))


def remove_tarief(*, tarief: Tarief, extend_previous: bool = False, by: User) -> None:
    """Take a tarief away, as a mistake; with `extend_previous` the one that ended the day before runs on in its place."""
    with _editing(tarief.product.inkoop, by):
        inrichting, cel, period = _current(tarief)
        _replace(inrichting, cel, without(inrichting.lijnen[cel], period.van, extend_previous=extend_previous))


def _one_product(product: Product) -> Inrichting:
    """As `load()`, for one product: enough to name a cell and see what it meets."""
    lines = load_lines(product.inkoop, [product.pk])
    grondslagen = {row.code: row for row in product.inkoop.grondslagen.order_by("pk")}
    percelen = {row.nummer: row for row in product.inkoop.percelen.order_by("pk")}
    waarden = {row.code: row for row in product.inkoop.aswaarden.order_by("pk")}
    return Inrichting(product.inkoop, {product.code: product}, grondslagen, percelen, lines, waarden)


def _current(tarief: Tarief) -> tuple[Inrichting, Cel, Periode]:
    inrichting = _one_product(tarief.product)
    for period in inrichting.lijnen.get(tarief.cel, ()):
        if period.pk == tarief.pk:
            return inrichting, tarief.cel, period
    raise TariefFout("Dit tarief bestaat niet meer. Laad de tarieven opnieuw.")


def _check_combination(inrichting: Inrichting, plaats: Plaats) -> None:
    product, perceel = plaats.product, plaats.perceel
    if any(part and part.inkoop_id != product.inkoop_id for part in plaats):
        raise TariefFout("Product, grondslag en perceel horen niet bij dezelfde inkoop.")
    for part in plaats:
        if part and part.is_archived:
            raise TariefFout(f"{part} is gearchiveerd.")
    faults = combination_faults(
        product,
        plaats.waarden,
        perceel,
        per_perceel=inrichting.inkoop.tarief_per_perceel,
        assen=assen_of(product),
        percelen=set(product.percelen.values_list("pk", flat=True)),
    )
    if faults:
        raise TariefFout(" ".join(faults.values()))


def _replace(inrichting: Inrichting, cel: Cel, line: Tijdlijn) -> None:
    lines: dict[Cel, Tijdlijn] = {**inrichting.lijnen, cel: line}
    refuse_conflicts(inrichting, lines, about=cel)
    write(inrichting.lijnen, lines)


# --- a list -----------------------------------------------------------------------------------------------------------


def import_tarieven(*, voorstel: Tariefvoorstel, by: User) -> int:
    """Save a proposal on the tarieven of now, all or nothing. Returns how many of its rows changed something.

    That it does what was shown, the screen sees to (`werkplek.inlezen`). Raises TariefFout when it has faults.
    """
    if voorstel.fouten:
        raise TariefFout("Er is niets opgeslagen. Verbeter eerst: " + str(voorstel.fouten[0]))
    with _editing(voorstel.inkoop, by, reden="import"):
        inrichting = load(voorstel.inkoop)
        plan = Plan(inrichting, list(voorstel.invoer))
        if plan.fouten:
            raise TariefFout("Er is niets opgeslagen. Verbeter eerst: " + str(plan.fouten[0]))
        write(inrichting.lijnen, plan.lines)
        return len(voorstel.changes)


# --- a round ----------------------------------------------------------------------------------------------------------


def apply_indexatie(*, indexatie: Indexatie, by: User, at: dt.datetime) -> Berekening:
    """Begin a new period for each tarief that the round indexes. Raises TariefFout.

    A build-up goes along: the increase is added to its element e, indexation, so that it still adds up to the tarief.
    """
    inkoop = indexatie.inkoop
    with _editing(inkoop, by, reden=str(indexatie)):
        indexatie.refresh_from_db()
        if indexatie.toegepast_op:
            raise TariefFout("Deze indexatie is al toegepast.")
        inrichting = load(inkoop)
        berekening = bereken(indexatie, inrichting)
        if not berekening.cellen:
            raise TariefFout("Er is geen tarief om te indexeren op deze ingangsdatum.")
        lines = dict(inrichting.lijnen)
        for item in berekening.cellen:
            cut = replace(item.tarief, tot=indexatie.ingangsdatum - DAY)
            new = replace(
                item.tarief,
                pk=None,
                van=indexatie.ingangsdatum,
                tot=item.tot,
                bedrag=item.nieuw,
                bedrag_onafgerond=item.onafgerond.quantize(Decimal("1e-8")),
                indexatie=indexatie.pk,
            )
            lines[item.cel] = [*(cut if period is item.tarief else period for period in lines[item.cel]), new]
        refuse_conflicts(inrichting, lines)
        rows = {cel: row for (cel, _), row in write(inrichting.lijnen, lines).items()}
        _index_opbouw(indexatie, berekening, rows)
        created = _as_stored([row.pk for row in rows.values()])
        indexatie.herstel = [
            {
                "naam": item.naam,
                "basis": item.tarief.pk,
                "einddatum": item.tarief.tot and item.tarief.tot.isoformat(),
                "nieuw": rows[item.cel].pk,
                "waarden": created[rows[item.cel].pk],
            }
            for item in berekening.cellen
        ]
        indexatie.toegepast_op, indexatie.toegepast_door = at, by
        indexatie.save(update_fields=["herstel", "toegepast_op", "toegepast_door"])
        return berekening


def undo_indexatie(*, indexatie: Indexatie, is_published: Callable[[Indexatie], bool], by: User) -> None:
    """Give back exactly the rows from before the round. Raises TariefFout when `is_published`, or when one has changed since."""
    inkoop = indexatie.inkoop
    with _editing(inkoop, by, reden=f"{indexatie} ongedaan gemaakt"):
        indexatie.refresh_from_db()
        if not indexatie.toegepast_op:
            raise TariefFout("Deze indexatie is niet toegepast.")
        if is_published(indexatie):
            raise TariefFout(
                "Deze indexatie staat in een gepubliceerde versie en kan niet meer ongedaan worden gemaakt."
            )
        if not indexatie.herstel:
            raise TariefFout("Van deze indexatie is niet bewaard wat er stond. Wijzig de tarieven per cel.")
        inrichting = load(inkoop)
        found = _as_stored([item["nieuw"] for item in indexatie.herstel])
        lines = {cel: list(line) for cel, line in inrichting.lijnen.items()}
        place = {period.pk: (cel, period) for cel, line in lines.items() for period in line}
        changed: list[str] = []
        for item in indexatie.herstel:
            basis = place.get(item["basis"])
            ended = indexatie.ingangsdatum - DAY
            # What was kept before a field was added lacks it: it had its default.
            now = {name: value for name, value in found.get(item["nieuw"], {}).items() if name in item["waarden"]}
            if basis is None or basis[1].tot != ended or now != item["waarden"]:
                changed.append(item["naam"])
                continue
            cel, period = basis
            tot = dt.date.fromisoformat(item["einddatum"]) if item["einddatum"] else None
            lines[cel] = [
                replace(other, tot=tot) if other is period else other
                for other in lines[cel]
                if other.pk != item["nieuw"]
            ]
        if changed:
            raise TariefFout(
                f"Sinds de indexatie is gewijzigd: {dutch.listing(changed[:10])}. "
                "Zet dat eerst terug, of wijzig de tarieven per cel."
            )
        write(inrichting.lijnen, lines)
        indexatie.toegepast_op = indexatie.toegepast_door = None
        indexatie.herstel = []
        indexatie.save(update_fields=["herstel", "toegepast_op", "toegepast_door"])


def _as_stored(pks: list[int]) -> dict[int, dict[str, Any]]:
    """The tarieven with their build-up, as they are now, by pk."""
    rows = with_links(Tarief.objects.filter(pk__in=pks), TariefInhoud).order_by("pk")
    return {row.pk: describe(row, TariefInhoud).model_dump(mode="json", exclude=set(PLAATS)) for row in rows}


def _index_opbouw(indexatie: Indexatie, berekening: Berekening, rows: Mapping[Cel, Tarief]) -> None:
    """Copy each build-up to the new tarief, with the increase in element e."""
    items = {item.tarief.pk: item for item in berekening.cellen}
    regels = Prefetch("regels", Kostenregel.objects.order_by("element"))
    copies: list[Kostprijsopbouw] = []
    parts: list[Kostenregel] = []
    for opbouw in Kostprijsopbouw.objects.filter(tarief__in=items).prefetch_related(regels).order_by("pk"):
        item = items[opbouw.tarief_id]
        amounts = {regel.element: (regel.bedrag, regel.niet_van_toepassing) for regel in opbouw.regels.all()}
        earlier = amounts.get(Kostenelement.E, (None, ""))[0] or Decimal(0)
        amounts[Kostenelement.E] = (earlier + item.verschil, "")
        source = f"{indexatie} ({dutch.number(berekening.percentage.afgerond, indexatie.percentage_decimalen)}%)"
        opbouw.pk = None
        opbouw._state.adding = True
        opbouw.tarief = rows[item.cel]
        opbouw.bron = "; ".join(part for part in (opbouw.bron, source) if part)[:300]
        copies.append(opbouw)
        parts += [
            Kostenregel(opbouw=opbouw, element=element, bedrag=bedrag, niet_van_toepassing=reden)
            for element, (bedrag, reden) in amounts.items()
        ]
    Kostprijsopbouw.objects.bulk_create(copies)
    Kostenregel.objects.bulk_create(parts)


# --- build-up ---------------------------------------------------------------------------------------------------------


def save_kostprijsopbouw(
    *, tarief: Tarief, waarden: Mapping[str, Any], regels: Mapping[str, Decimal | str], by: User
) -> Kostprijsopbouw:
    """Record how a tarief is built up. `regels`: by element a–f an amount per unit, or the reason why it does not apply.

    An element that is left out is taken away; whether the build-up is complete is asked elsewhere (`tarieven.kostprijs`).
    Raises TariefFout.
    """
    with _editing(tarief.product.inkoop, by):
        _current(tarief)
        opbouw = Kostprijsopbouw.objects.filter(tarief=tarief).first() or Kostprijsopbouw(tarief=tarief)
        for name, value in waarden.items():
            setattr(opbouw, name, value)
        try:
            opbouw.full_clean()
            opbouw.save()
            opbouw.regels.exclude(element__in=regels).delete()
            there = {regel.element: regel for regel in opbouw.regels.order_by("element")}
            for element, value in sorted(regels.items()):
                regel = there.get(element) or Kostenregel(opbouw=opbouw, element=element)
                regel.bedrag = value if isinstance(value, Decimal) else None
                regel.niet_van_toepassing = value.strip() if isinstance(value, str) else ""
                regel.full_clean()
                regel.save()
        except ValidationError as fout:
            raise TariefFout(" ".join(fout.messages)) from fout
        return opbouw
