"""What a list of amounts would change, before anything is saved: per cell old, new, percent, warnings and faults."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from core import dutch
from core.codelijsten import Btw, Tariefsoort
from core.spreadsheet import Celfout
from producten.models import ASVELDEN, EIGEN_ASVELDEN, Aswaarde
from segments.models import Inkoop
from tarieven.bedragen import opvallend, percent_difference
from tarieven.fouten import TariefFout
from tarieven.inrichting import Inrichting, Plaats, load
from tarieven.invoer import Invoer, since
from tarieven.matrix import year_before
from tarieven.models import combination_faults, own_code, value_faults
from tarieven.perioden import DAY, Cel, Einde, Periode, Tijdlijn, check_days, conflicts, covering, on, set_from
from tarieven.schrijven import conflict_message

_MAX_TOLD = 50


class Voorstelsoort(Enum):
    NIEUW = "nieuw tarief"
    GEWIJZIGD = "ander bedrag"
    EINDDATUM = "andere einddatum"
    ONGEWIJZIGD = "ongewijzigd"


@dataclass(frozen=True)
class Voorstelregel:
    """`oud`: what holds on the first day now. `procent`: the difference with it. `botst`: a colleague changed it too: somebody chooses."""

    invoer: Invoer
    naam: str
    soort: Voorstelsoort
    oud: Decimal | None
    tot: dt.date | None
    waarschuwingen: Sequence[str] = ()
    tariefsoort: str = Tariefsoort.BEDRAG
    botst: bool = False

    @property
    def nieuw(self) -> Decimal:
        return self.invoer.bedrag

    @property
    def procent(self) -> Decimal | None:
        return None if self.oud is None else percent_difference(self.oud, self.nieuw)


@dataclass(frozen=True)
class Tariefvoorstel:
    """With a fault nothing can be saved. `ontbreekt`: cells that would have no tarief on a first day of the list.

    `gezien`: the tarieven on which this was based; saving is refused when somebody has changed them since. `van_collega`: how many rows
    nobody touched that a colleague changed; `zonder_basis`: the sheet does not tell that.
    """

    inkoop: Inkoop
    invoer: Sequence[Invoer]
    regels: Sequence[Voorstelregel]
    fouten: Sequence[Celfout]
    ontbreekt: Sequence[str]
    van_collega: int = 0
    zonder_basis: bool = False

    @property
    def can_be_saved(self) -> bool:
        return not self.fouten and bool(self.changes)

    @property
    def changes(self) -> list[Voorstelregel]:
        return [regel for regel in self.regels if regel.soort is not Voorstelsoort.ONGEWIJZIGD]

    @property
    def botsingen(self) -> list[Voorstelregel]:
        return [regel for regel in self.changes if regel.botst]

    def chosen(self, mijn: Collection[str]) -> Tariefvoorstel:
        """What is taken over: of what a colleague changed too only what somebody chose."""
        left = {regel.invoer.sleutel for regel in self.botsingen} - set(mijn)
        return propose(self.inkoop, [item for item in self.invoer if item.sleutel not in left]) if left else self

    @property
    def shown(self) -> str:
        """The same for the same outcome: to see whether saving would still do what somebody looked at."""
        regels = [
            (
                row.naam,
                row.soort.value,
                row.oud,
                row.nieuw,
                row.invoer.van,
                row.tot,
                f"{row.invoer.btw} {row.invoer.iwmo_code}",
                row.waarschuwingen,
                row.botst and row.invoer.toen,
            )
            for row in self.regels
        ]
        told = repr([*regels, *map(str, self.fouten), *self.ontbreekt, self.van_collega])
        return hashlib.sha256(told.encode()).hexdigest()

    def as_json(self) -> list[Any]:
        """To keep between the preview and saving; `from_json()` reads it back."""
        return [[item.as_json() for item in self.invoer], self.zonder_basis]


def from_json(inkoop: Inkoop, data: Sequence[Any]) -> Tariefvoorstel:
    """The proposal, worked out again on the tarieven of now."""
    rows, zonder_basis = data
    return replace(propose(inkoop, map(Invoer.from_json, rows)), zonder_basis=zonder_basis)


Place = Callable[[Invoer, str, str], Celfout]


def _place(invoer: Invoer, column: str, message: str) -> Celfout:
    return Celfout(message, invoer.rij, column)


def propose(
    inkoop: Inkoop,
    invoer: Iterable[Invoer],
    *,
    fouten: Sequence[Celfout] = (),
    place: Place = _place,
    inrichting: Inrichting | None = None,
) -> Tariefvoorstel:
    """`fouten`: what was wrong with rows that could not be read; `place` says where the fault of a column is."""
    inrichting = inrichting or load(inkoop)
    plan = Plan(inrichting, list(invoer), place)
    return Tariefvoorstel(
        inkoop=inkoop,
        invoer=plan.invoer,
        regels=plan.regels,
        fouten=[*fouten, *plan.fouten],
        ontbreekt=plan.missing(),
        van_collega=plan.van_collega,
    )


class Plan:
    """The lines of periods after a list of amounts, and what each amount does."""

    def __init__(self, inrichting: Inrichting, invoer: list[Invoer], place: Place = _place) -> None:
        self.inrichting = inrichting
        self.invoer = invoer
        self.place = place
        self.fouten: list[Celfout] = []
        self.regels: list[Voorstelregel] = []
        self.lines: dict[Cel, Tijdlijn] = dict(inrichting.lijnen)
        self.changed: set[dt.date] = set()
        self.holding: dict[Cel, Tijdlijn] = {}
        self.product_percelen = {
            product.pk: {link.perceel_id for link in inrichting.links_of(product)}
            for product in inrichting.product.values()
        }
        self.product_assen = {product.pk: inrichting.assen_of(product) for product in inrichting.product.values()}
        by_cell: dict[Cel, dict[dt.date, Invoer]] = {}
        self.van_collega = 0
        self.botst: set[str] = set()
        for asked in invoer:
            cel = self._cell(asked)
            if cel is None:
                continue
            product = inrichting.parts(cel).product
            found = since(asked, inrichting.lijnen.get(cel, ()), lambda code: own_code(product, code))  # noqa: B023
            if found is None:
                self.van_collega += 1
                continue
            item, botst = found
            if botst:
                self.botst.add(item.sleutel)
            twin = by_cell.setdefault(cel, {}).setdefault(item.van, item)
            if twin is not item:
                self._fault(
                    item, "ingangsdatum", f"Deze combinatie staat ook in {_row(twin)}, met dezelfde ingangsdatum."
                )
        for cel, items in by_cell.items():
            self._set(cel, [items[van] for van in sorted(items)])
        self._conflicts({cel.product for cel in by_cell}, by_cell)
        order = {item.sleutel: position for position, item in enumerate(invoer)}
        self.regels.sort(key=lambda regel: order[regel.invoer.sleutel])

    def _fault(self, item: Invoer, column: str, message: str) -> None:
        """`column`: as `Invoer` calls it; people see the name of the axis."""
        assen = self.inrichting.assen
        self.fouten.append(self.place(item, assen[column].naam if column in assen else column, message))

    def _cell(self, item: Invoer) -> Cel | None:
        """The cell of this row, when there may be a tarief in it."""
        product = self.inrichting.product.get(item.product)
        grondslag = self.inrichting.grondslag.get(item.grondslag) if item.grondslag else None
        perceel = self.inrichting.perceel.get(item.perceel) if item.perceel else None
        faults = len(self.fouten)
        if product is None:
            self._fault(item, "product", f"Product “{item.product[:60]}” bestaat niet in deze inkoop.")
        if item.grondslag and grondslag is None:
            known = dutch.listing([code for code, row in self.inrichting.grondslag.items() if not row.is_archived])
            self._fault(item, "grondslag", f"Grondslag “{item.grondslag[:60]}” bestaat niet. Verwacht: {known}.")
        waarden = [self._waarde(item, veld) for veld in EIGEN_ASVELDEN]
        if item.perceel and perceel is None:
            self._fault(item, "perceel", f"Perceel “{item.perceel[:60]}” bestaat niet in deze inkoop.")
        try:
            check_days(item.van, item.tot)
        except TariefFout as fout:
            wrong_end = item.tot is not None and item.tot < item.van
            self._fault(item, "einddatum" if wrong_end else "ingangsdatum", str(fout))
        if product is None or len(self.fouten) > faults:
            return None
        plaats = Plaats(product, grondslag, perceel, *waarden)
        cel = plaats.cel
        if self._stands(cel, item):
            return cel
        for column, part in plaats._asdict().items():
            if part is not None and part.is_archived:
                self._fault(item, column, f"{part} is gearchiveerd.")
        wrong = combination_faults(
            product,
            plaats.waarden,
            perceel,
            per_perceel=self.inrichting.inkoop.tarief_per_perceel,
            assen=self.product_assen[product.pk],
            percelen=self.product_percelen[product.pk],
        )
        wrong |= value_faults(product, item.bedrag, item.iwmo_code or "")
        for column, message in wrong.items():
            self._fault(item, column, message)
        return cel if len(self.fouten) == faults else None

    def _waarde(self, item: Invoer, veld: str) -> Aswaarde | None:
        """The value of an own axis that this row names, by its code or its label."""
        asked: str | None = getattr(item, veld)
        if not asked:
            return None
        known = [row for row in self.inrichting.aswaarde.values() if row.tariefas.veld == veld]
        found = [row for row in known if row.code.casefold() == asked.casefold()]
        found = found or [row for row in known if row.label.casefold() == asked.casefold()]
        if len(found) == 1:
            return found[0]
        naam = dutch.capital(self.inrichting.assen[veld].naam) if veld in self.inrichting.assen else "Waarde"
        codes = dutch.listing(row.code for row in known if not row.is_archived)
        self._fault(item, veld, f"{naam} “{asked[:60]}” bestaat niet. Verwacht: {codes}.")
        return None

    def _stands(self, cel: Cel, item: Invoer) -> bool:
        """This row is exactly what is there, perhaps from before the product changed."""
        period = on(self.inrichting.lijnen.get(cel, ()), item.van)
        return (
            period is not None
            and (period.van, period.tot, period.bedrag) == (item.van, item.tot, item.bedrag)
            and item.btw in (None, period.btw)
            and self._code(cel, item) in (None, period.iwmo_code)
        )

    def _code(self, cel: Cel, item: Invoer) -> str | None:
        """The own productcode that this row says; None: it says nothing."""
        return None if item.iwmo_code is None else own_code(self.inrichting.parts(cel).product, item.iwmo_code)

    def _set(self, cel: Cel, items: list[Invoer]) -> None:
        """Put the rows of one cell on its line, from early to late."""
        previous: Invoer | None = None
        days = {item.van for item in items}
        for item in items:
            if previous and previous.tot and item.van <= previous.tot:
                self._fault(item, "ingangsdatum", f"Dit tarief begint voordat dat van {_row(previous)} eindigt.")
                continue
            previous = item
            line = self.lines.get(cel, [])
            running, stands = on(line, item.van), self._stands(cel, item)
            before = running or (line[-1] if line else None)
            btw = item.btw or (before.btw if before else Btw.VRIJGESTELD)
            code = self._code(cel, item)
            code = (before.iwmo_code if before else "") if code is None else code
            new = Periode(item.van, None, item.bedrag, btw, iwmo_code=code)
            try:
                changed = list(line) if stands else set_from(line, new, item.tot or Einde.TOT_VOLGENDE)
            except TariefFout as fout:
                self._fault(item, "einddatum" if item.tot else "ingangsdatum", str(fout))
                continue
            self.lines[cel] = changed
            self.regels.append(self._outcome(cel, item, line, changed, days))

    def _outcome(
        self, cel: Cel, item: Invoer, line: Tijdlijn, changed: Tijdlijn, days: Collection[dt.date]
    ) -> Voorstelregel:
        """What a row does to `line`, which it makes `changed`; `days`: the first days of all rows of this cell."""
        running, now, is_change = on(line, item.van), on(changed, item.van), list(changed) != list(line)
        if cel not in self.holding:
            self.holding[cel] = covering(self.inrichting.lijnen, cel)
        holding = self.holding[cel]
        was = on(holding, item.van)
        if not is_change:
            soort = Voorstelsoort.ONGEWIJZIGD
        elif running is None or running.van < item.van:
            soort = Voorstelsoort.NIEUW
        else:
            soort = Voorstelsoort.EINDDATUM if now and running.same_price(now) else Voorstelsoort.GEWIJZIGD
        warnings: list[str] = []
        if is_change:
            self.changed.add(item.van)
            last_year = on(holding, year_before(item.van))
            warnings = opvallend(
                item.bedrag, nu=was.bedrag if was else None, jaar_eerder=last_year.bedrag if last_year else None
            )
            if soort is not Voorstelsoort.EINDDATUM and now and (lost := _lost(line, changed, now, days)):
                warnings.append(lost)
        return Voorstelregel(
            item,
            self.inrichting.name(cel),
            soort,
            was.bedrag if was else None,
            now.tot if now else None,
            warnings,
            self.inrichting.parts(cel).product.tariefsoort,
            item.sleutel in self.botst,
        )

    def _conflicts(self, products: set[int], by_cell: Mapping[Cel, Mapping[dt.date, Invoer]]) -> None:
        touched = {cel: line for cel, line in self.lines.items() if cel.product in products}
        for cel, period, other, against in conflicts(touched):
            item = by_cell.get(cel, {}).get(period.van) or by_cell.get(other, {}).get(against.van)
            message = conflict_message(self.inrichting, cel, period, other, against)
            if item:
                differs = next(veld for veld in ("perceel", *ASVELDEN) if getattr(cel, veld) != getattr(other, veld))
                self._fault(item, differs, message)
            else:
                self.fouten.append(Celfout(message))

    def missing(self) -> list[str]:
        """Cells without a tarief on a day on which something changes."""
        found = [
            f"{self.inrichting.name(hiaat.cel)}: geen tarief op {dutch.day(day)}."
            for day in sorted(self.changed)[:12]
            for hiaat in self.inrichting.hiaten(day, day, self.lines)
        ]
        return found if len(found) <= _MAX_TOLD else [*found[:_MAX_TOLD], f"En nog {len(found) - _MAX_TOLD}."]


def _lost(line: Tijdlijn, changed: Tijdlijn, now: Periode, days: Collection[dt.date]) -> str:
    """What somebody may not see: a tarief that ran on beyond the last day of this one, and is cut off by it."""
    if now.tot is None or now.tot == dt.date.max:
        return ""
    next_day = now.tot + DAY
    running = on(line, next_day)
    if running is None or next_day in days or on(changed, next_day):
        return ""
    went = f"tot en met {dutch.day(running.tot)}" if running.tot else "zonder einddatum"
    return (
        f"Het tarief van {dutch.amount(running.bedrag)} liep door {went}. "
        f"Het stopt nu, en na {dutch.day(now.tot)} is er geen tarief."
    )


def _row(item: Invoer) -> str:
    return f"rij {item.rij}" if item.rij else "een andere regel"
