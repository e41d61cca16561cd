"""An indexation round worked out, with every figure in between, so that anyone can do the sum again (feiten 7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from core import dutch
from core.codelijsten import Tariefsoort
from tarieven.bedragen import check_amount, round_amount
from tarieven.fouten import TariefFout
from tarieven.inrichting import Inrichting, load
from tarieven.models import Basis, Indexatie, Methode
from tarieven.perioden import DAY, Cel, Periode, after, on


class Component(Protocol):
    """A weighed price index; percentages such as 4.94 for 4.94%. Rows and snapshots both have this."""

    @property
    def gewicht(self) -> Decimal: ...
    @property
    def vorig_voorlopig(self) -> Decimal: ...
    @property
    def vorig_definitief(self) -> Decimal: ...
    @property
    def voorlopig(self) -> Decimal: ...


@dataclass(frozen=True)
class Percentage:
    """The figures of a round, weighed, in percent. `correctie`: what the previous round turned out too low (or too high)."""

    methode: str
    vorig_voorlopig: Decimal
    vorig_definitief: Decimal
    correctie: Decimal
    voorlopig: Decimal
    onafgerond: Decimal
    afgerond: Decimal

    @property
    def factor(self) -> Decimal:
        """What an amount is multiplied by: 1.0496 for 4.96%."""
        return 1 + self.afgerond / 100

    @property
    def som(self) -> str:
        """The sum in words and figures, for a reader who wants to do it again."""
        result = f"{_figure(self.onafgerond)}%, afgerond {_figure(self.afgerond)}%"
        if self.methode == Methode.KETEN:
            return (
                f"(1 + {_figure(self.vorig_definitief)}%) / (1 + {_figure(self.vorig_voorlopig)}%) "
                f"× (1 + {_figure(self.voorlopig)}%) − 1 = {result}"
            )
        return (
            f"{_figure(self.voorlopig)}% + ({_figure(self.vorig_definitief)}% − {_figure(self.vorig_voorlopig)}%) "
            f"= {result}"
        )


def percentage(componenten: Iterable[Component], *, methode: str, decimalen: int) -> Percentage:
    """The percentage of a round. Raises TariefFout when there are no components or their weights do not add up to 1.

    Adding up (advice of the VNG): provisional figure of next year + (definitive − provisional figure of this year).
    Chained: (1 + definitive) / (1 + provisional of this year) × (1 + provisional of next year) − 1.
    """
    parts = list(componenten)
    if not parts:
        raise TariefFout("Vul ten minste één component in, bijvoorbeeld OVA met gewicht 0,9 en PPC met gewicht 0,1.")
    weight = sum((part.gewicht for part in parts), Decimal(0))
    if weight != 1:
        raise TariefFout(f"De gewichten tellen op tot {_figure(weight)}. Samen moeten ze 1 zijn.")
    before = sum((part.gewicht * part.vorig_voorlopig for part in parts), Decimal(0))
    definitive = sum((part.gewicht * part.vorig_definitief for part in parts), Decimal(0))
    coming = sum((part.gewicht * part.voorlopig for part in parts), Decimal(0))
    if methode == Methode.KETEN:
        if before <= -100:
            raise TariefFout("Het voorlopige cijfer van vorig jaar kan niet -100% of lager zijn.")
        correction = ((100 + definitive) / (100 + before) - 1) * 100
        exact = (100 + definitive) * (100 + coming) / (100 + before) - 100
    else:
        correction = definitive - before
        exact = coming + correction
    rounded = exact.quantize(Decimal(1).scaleb(-decimalen), ROUND_HALF_UP)
    if rounded <= -100:
        raise TariefFout(f"Een indexatie van {_figure(rounded)}% kan niet. Controleer de cijfers.")
    return Percentage(methode, before, definitive, correction, coming, exact, rounded)


@dataclass(frozen=True)
class Celberekening:
    """One tarief: `basis` × factor = `onafgerond` → `nieuw`, from the first day of the round up to and including `tot`."""

    cel: Cel
    naam: str
    tarief: Periode
    basis: Decimal
    factor: Decimal
    onafgerond: Decimal
    nieuw: Decimal
    tot: dt.date | None

    @property
    def oud(self) -> Decimal:
        return self.tarief.bedrag

    @property
    def verschil(self) -> Decimal:
        return self.nieuw - self.oud

    @property
    def som(self) -> str:
        """ "64,80 × 1,0496 = 68,01408 → 68,01"."""
        exact = _figure(self.onafgerond, least=2)
        return f"{_figure(self.basis, least=2)} × {_figure(self.factor)} = {exact} → {dutch.number(self.nieuw, 2)}"


@dataclass(frozen=True)
class Overgeslagen:
    cel: Cel
    naam: str
    reden: str


@dataclass(frozen=True)
class Berekening:
    percentage: Percentage
    cellen: Sequence[Celberekening]
    overgeslagen: Sequence[Overgeslagen]


def bereken(indexatie: Indexatie, inrichting: Inrichting | None = None) -> Berekening:
    """What the round makes of each tarief; the same before and after it has been applied. Raises TariefFout."""
    componenten = indexatie.componenten.order_by("pk")
    figures = percentage(componenten, methode=indexatie.methode, decimalen=indexatie.percentage_decimalen)
    inrichting = inrichting or load(indexatie.inkoop)
    done: list[Celberekening] = []
    skipped: list[Overgeslagen] = []
    for cel in sorted(inrichting.lijnen, key=inrichting.order):
        if inrichting.parts(cel)[0].is_archived:
            continue
        outcome = _work_out(indexatie, figures, inrichting, cel)
        if isinstance(outcome, Celberekening):
            done.append(outcome)
        elif outcome:
            skipped.append(outcome)
    return Berekening(figures, done, skipped)


def _work_out(
    indexatie: Indexatie, figures: Percentage, inrichting: Inrichting, cel: Cel
) -> Celberekening | Overgeslagen | None:
    """None: this cell had ended earlier, or begins later."""
    day, line, name = indexatie.ingangsdatum, inrichting.lijnen[cel], inrichting.name(cel)
    running, earlier, following = on(line, day), on(line, day - DAY), after(line, day)
    if running and running.van == day and running.indexatie != indexatie.pk:
        return Overgeslagen(cel, name, f"Er begint al een tarief op {dutch.day(day)}: {dutch.amount(running.bedrag)}.")
    if earlier is None:
        return None
    if Tariefsoort.of(inrichting.parts(cel).product.tariefsoort).is_procent:
        return Overgeslagen(cel, name, "Dit is een percentage van een ander tarief: het gaat vanzelf mee.")
    if running is None and not inrichting.is_wanted(cel, day):
        return Overgeslagen(
            cel, name, f"Het tarief eindigt op {dutch.day(day - DAY)}; daarna wordt dit niet ingekocht."
        )
    # After a tarief for one year, say, the next one goes up to what is already known, else on.
    last = running.tot if running else following.van - DAY if following else None
    basis = earlier.bedrag
    if indexatie.basis == Basis.ONAFGEROND and earlier.bedrag_onafgerond is not None:
        # Somebody may have set another amount since: then the unrounded one is not of this tarief.
        basis = earlier.bedrag_onafgerond if round_amount(earlier.bedrag_onafgerond) == earlier.bedrag else basis
    exact = basis * figures.factor
    try:
        nieuw = check_amount(round_amount(exact))
    except ValueError as fout:
        return Overgeslagen(cel, name, str(fout))
    return Celberekening(cel, name, earlier, basis, figures.factor, exact, nieuw, last)


def _figure(value: Decimal, least: int = 0) -> str:
    """All decimals that say something (eight at most), with a decimal comma."""
    exponent = value.quantize(Decimal("1e-8"), ROUND_HALF_UP).normalize().as_tuple().exponent
    return dutch.number(value.quantize(Decimal("1e-8"), ROUND_HALF_UP), max(least, -int(exponent)))
