"""How a reële prijs is built up: the six elements of the law, and the hourly sum behind them. Pure.

Uitvoeringsbesluit Wmo 2015, art. 5.4, lid 3: a price is based at least on the elements a–f. The hourly sum has the steps of the
calculation tool that the VNG and the branch organisations publish for Wmo begeleiding and huishoudelijke hulp: hourly wage, surcharges
and social charges, correction for productivity, overhead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from core import dutch
from tarieven.bedragen import percent_difference, round_amount
from tarieven.models import Kostenelement


class Kostprijsregel(Protocol):
    """An element with its amount, or the reason why it does not apply. Rows and snapshots both have this."""

    @property
    def element(self) -> str: ...
    @property
    def bedrag(self) -> Decimal | None: ...
    @property
    def niet_van_toepassing(self) -> str: ...


class Gegevens(Protocol):
    """The figures of an hour. Percentages such as 35 for 35%; `reiskosten` in euros per unit."""

    @property
    def bruto_uurloon(self) -> Decimal | None: ...
    @property
    def toeslagen_percentage(self) -> Decimal | None: ...
    @property
    def betaalde_uren(self) -> Decimal: ...
    @property
    def productieve_uren(self) -> Decimal | None: ...
    @property
    def overhead_percentage(self) -> Decimal | None: ...
    @property
    def reiskosten(self) -> Decimal | None: ...
    @property
    def risico_percentage(self) -> Decimal | None: ...
    @property
    def uren_per_eenheid(self) -> Decimal: ...
    @property
    def clienten(self) -> Decimal: ...


# --- the six elements -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Toets:
    """A build-up against its tarief. `verschil`: what the elements come to more (or less) than the tarief."""

    tarief: Decimal
    totaal: Decimal
    ontbreekt: tuple[Kostenelement, ...]

    @property
    def is_complete(self) -> bool:
        return not self.ontbreekt

    @property
    def verschil(self) -> Decimal:
        return self.totaal - self.tarief

    @property
    def procent(self) -> Decimal:
        return percent_difference(self.tarief, self.totaal)

    @property
    def problemen(self) -> list[str]:
        """What somebody should look at, in Dutch; empty when the build-up is complete and adds up."""
        found = []
        if self.ontbreekt:
            letters = dutch.listing([element.value for element in self.ontbreekt])
            word = "ontbreken" if len(self.ontbreekt) > 1 else "ontbreekt"
            found.append(
                f"In de kostprijsopbouw {word} {letters}: vul een bedrag in, of waarom het niet van toepassing is."
            )
        if self.is_complete and self.verschil:
            word = "hoger" if self.verschil > 0 else "lager"
            found.append(f"De kostprijsopbouw is {dutch.amount(abs(self.verschil))} {word} dan het tarief.")
        return found


def assess(regels: Iterable[Kostprijsregel] | None, tarief: Decimal) -> Toets:
    """Whether each element has an amount or a reason, and what they add up to. None: there is no build-up at all."""
    rows = list(regels or ())
    there = {row.element for row in rows if row.bedrag is not None or row.niet_van_toepassing.strip()}
    missing = tuple(element for element in Kostenelement if element.value not in there)
    return Toets(tarief, sum((row.bedrag for row in rows if row.bedrag), Decimal(0)), missing)


# --- the hourly sum ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kostprijsstap:
    """One line of the sum: euros, not rounded."""

    naam: str
    som: str
    bedrag: Decimal


@dataclass(frozen=True)
class Uurprijs:
    """The sum behind a tarief. `per_uur` and `per_eenheid` in euros, rounded half up; parts per unit, not rounded."""

    stappen: tuple[Kostprijsstap, ...]
    beroepskracht: Decimal
    niet_productief: Decimal
    overhead: Decimal
    reis: Decimal
    risico: Decimal
    per_uur: Decimal
    per_eenheid: Decimal

    def elementen(self) -> Mapping[Kostenelement, Decimal]:
        """What the sum gives for a–d, in whole cents. Together they are `per_eenheid`.

        The law has no element for risk: it counts as overhead. What rounding leaves goes to element a.
        """
        rest = {
            Kostenelement.B: round_amount(self.overhead + self.risico),
            Kostenelement.C: round_amount(self.niet_productief),
            Kostenelement.D: round_amount(self.reis),
        }
        return {Kostenelement.A: self.per_eenheid - sum(rest.values(), Decimal(0)), **rest}


def work_out(opbouw: Gegevens) -> Uurprijs | None:
    """The cost of an hour and of a unit; None when the wage or the productive hours are not there.

    wage × (1 + surcharges) is the cost of a paid hour; × paid / productive hours that of an hour with a cliënt;
    × (1 + overhead); per unit: × hours / cliënten, + travel and training; × (1 + risk).
    """
    if opbouw.bruto_uurloon is None or not opbouw.productieve_uren:
        return None
    paid = opbouw.bruto_uurloon * _times(opbouw.toeslagen_percentage)
    productive = paid * opbouw.betaalde_uren / opbouw.productieve_uren
    hour = productive * _times(opbouw.overhead_percentage)
    share = opbouw.uren_per_eenheid / opbouw.clienten
    travel = opbouw.reiskosten or Decimal(0)
    before_risk = hour * share + travel
    total = before_risk * _times(opbouw.risico_percentage)
    return Uurprijs(
        stappen=(
            Kostprijsstap("Bruto uurloon", "", opbouw.bruto_uurloon),
            Kostprijsstap("Met toeslagen en sociale lasten", f"+ {_figure(opbouw.toeslagen_percentage)}%", paid),
            Kostprijsstap(
                "Per productief uur",
                f"× {_figure(opbouw.betaalde_uren)} / {_figure(opbouw.productieve_uren)} uur",
                productive,
            ),
            Kostprijsstap("Met overhead", f"+ {_figure(opbouw.overhead_percentage)}%", hour),
            Kostprijsstap(
                "Per eenheid",
                f"× {_figure(opbouw.uren_per_eenheid)} uur / {_figure(opbouw.clienten)} cliënt(en)",
                hour * share,
            ),
            Kostprijsstap("Met reis- en opleidingskosten", f"+ {dutch.number(travel, 2)}", before_risk),
            Kostprijsstap("Met risico", f"+ {_figure(opbouw.risico_percentage)}%", total),
        ),
        beroepskracht=paid * share,
        niet_productief=(productive - paid) * share,
        overhead=(hour - productive) * share,
        reis=travel,
        risico=total - before_risk,
        per_uur=round_amount(hour),
        per_eenheid=round_amount(total),
    )


def _times(percentage: Decimal | None) -> Decimal:
    return 1 + (percentage or Decimal(0)) / 100


def _figure(value: Decimal | None) -> str:
    """Without decimals that say nothing: 1.878 or 12,5."""
    rounded = (value or Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
    return dutch.number(rounded, max(0, -int(rounded.as_tuple().exponent)))
