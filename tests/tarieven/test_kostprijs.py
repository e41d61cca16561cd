"""The six elements of the law, and the hourly sum, worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarieven.inhoud import KostenregelInhoud
from tarieven.kostprijs import assess, work_out
from tarieven.models import Kostenelement, Kostprijsopbouw
from tests.tarieven.factories import KostenregelFactory, KostprijsopbouwFactory


def regel(element: str, bedrag: str | None = None, reden: str = "") -> KostenregelInhoud:
    return KostenregelInhoud(element=element, bedrag=bedrag and Decimal(bedrag), niet_van_toepassing=reden)


COMPLETE = [
    regel("a", "35.00"),
    regel("b", "12.00"),
    regel("c", "14.00"),
    regel("d", "3.80"),
    regel("e", reden="Het tarief geldt voor het eerste jaar."),
    regel("f", "0.00"),
]


def test_a_complete_build_up_that_adds_up() -> None:
    toets = assess(COMPLETE, Decimal("64.80"))
    assert toets.is_complete
    assert (toets.totaal, toets.verschil, toets.procent, toets.problemen) == (Decimal("64.80"), 0, 0, [])


def test_each_element_needs_an_amount_or_a_reason() -> None:
    toets = assess(COMPLETE[:3], Decimal("64.80"))
    assert toets.ontbreekt == (Kostenelement.D, Kostenelement.E, Kostenelement.F)
    assert toets.problemen == [
        "In de kostprijsopbouw ontbreken d, e en f: vul een bedrag in, of waarom het niet van toepassing is."
    ]
    assert assess(COMPLETE[:4], Decimal("64.80")).problemen == [
        "In de kostprijsopbouw ontbreken e en f: vul een bedrag in, of waarom het niet van toepassing is."
    ]
    assert assess(COMPLETE[:5], Decimal("64.80")).problemen == [
        "In de kostprijsopbouw ontbreekt f: vul een bedrag in, of waarom het niet van toepassing is."
    ]
    assert assess(None, Decimal("64.80")).ontbreekt == tuple(Kostenelement)
    assert assess([regel("a", reden="  ")], Decimal(1)).ontbreekt == tuple(Kostenelement)


@pytest.mark.parametrize(
    ("tarief", "word"), [("66.80", "2,00 lager"), ("60.00", "4,80 hoger"), ("64.79", "0,01 hoger")]
)
def test_a_build_up_that_does_not_add_up_is_told(tarief: str, word: str) -> None:
    toets = assess(COMPLETE, Decimal(tarief))
    assert toets.problemen == [f"De kostprijsopbouw is €\u00a0{word} dan het tarief."]
    assert toets.verschil == Decimal("64.80") - Decimal(tarief)


@pytest.mark.django_db
def test_rows_are_assessed_as_snapshots_are() -> None:
    opbouw = KostprijsopbouwFactory()
    for part in COMPLETE:
        KostenregelFactory(opbouw=opbouw, **part.model_dump())
    assert assess(opbouw.regels.order_by("element"), opbouw.tarief.bedrag) == assess(COMPLETE, Decimal("64.80"))


def figures(**kwargs: object) -> Kostprijsopbouw:
    return Kostprijsopbouw(
        **{
            "bruto_uurloon": Decimal("20.00"),
            "toeslagen_percentage": Decimal("50"),
            "betaalde_uren": Decimal("1878"),
            "productieve_uren": Decimal("1252"),
            "overhead_percentage": Decimal("20"),
            "reiskosten": Decimal("2.00"),
            "risico_percentage": Decimal("2.5"),
            **kwargs,
        }
    )


def test_the_hourly_sum() -> None:
    """20 + 50% = 30; × 1878 / 1252 = × 1.5 = 45; + 20% = 54; + 2 = 56; + 2.5% = 57.40."""
    found = work_out(figures())
    assert found is not None
    assert [step.bedrag for step in found.stappen] == [20, 30, 45, 54, 54, 56, Decimal("57.40")]
    assert [step.som for step in found.stappen] == [
        "",
        "+ 50%",
        "× 1.878 / 1.252 uur",
        "+ 20%",
        "× 1 uur / 1 cliënt(en)",
        "+ 2,00",
        "+ 2,5%",
    ]
    assert (found.per_uur, found.per_eenheid) == (Decimal("54.00"), Decimal("57.40"))
    assert found.elementen() == {
        Kostenelement.A: Decimal("30.00"),
        Kostenelement.B: Decimal("10.40"),  # 9.00 overhead + 1.40 risk
        Kostenelement.C: Decimal("15.00"),
        Kostenelement.D: Decimal("2.00"),
    }


def test_a_dagdeel_in_a_group() -> None:
    """54 per hour × 4 hours / 6 cliënten = 36; + 2 = 38; + 2.5% = 38.95."""
    found = work_out(figures(uren_per_eenheid=Decimal(4), clienten=Decimal(6)))
    assert found is not None
    assert (found.per_uur, found.per_eenheid) == (Decimal("54.00"), Decimal("38.95"))
    assert found.stappen[4].bedrag == 36


def test_without_wage_or_productive_hours_there_is_no_sum() -> None:
    assert work_out(figures(bruto_uurloon=None)) is None
    assert work_out(figures(productieve_uren=None)) is None
    found = work_out(
        figures(toeslagen_percentage=None, overhead_percentage=None, reiskosten=None, risico_percentage=None)
    )
    assert found is not None
    assert found.per_eenheid == Decimal("30.00")
    assert [found.stappen[step].som for step in (1, 3, 5, 6)] == ["+ 0%", "+ 0%", "+ 0,00", "+ 0%"]


MONEY = st.decimals("0.01", "200", places=2)
PERCENT = st.none() | st.decimals("0", "100", places=2)


@given(
    MONEY, PERCENT, PERCENT, PERCENT, MONEY, st.decimals("900", "1878", places=2), st.decimals("0.25", "9", places=2)
)
def test_the_elements_add_up_to_the_price_of_a_unit(
    wage: Decimal,
    surcharges: Decimal | None,
    overhead: Decimal | None,
    risk: Decimal | None,
    travel: Decimal,
    hours: Decimal,
    clienten: Decimal,
) -> None:
    found = work_out(
        figures(
            bruto_uurloon=wage,
            toeslagen_percentage=surcharges,
            overhead_percentage=overhead,
            risico_percentage=risk,
            reiskosten=travel,
            productieve_uren=hours,
            clienten=clienten,
        )
    )
    assert found is not None
    assert sum(found.elementen().values()) == found.per_eenheid
    assert abs(found.elementen()[Kostenelement.A] - found.beroepskracht) < Decimal("0.03")
