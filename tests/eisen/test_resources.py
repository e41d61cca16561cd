"""Eisen by import in the admin."""

from __future__ import annotations

from typing import Any

import pytest

from eisen.models import Eis
from eisen.resources import EisResource
from segments.models import Inkoop
from tests.core.sheets import csv, run
from tests.eisen.factories import EisFactory
from tests.percelen.factories import PerceelFactory

HEAD = list(EisResource(regio_ids=None).titles)


def eis_row(nummer: str, weging: Any, **values: Any) -> list[Any]:
    given = {
        "inkoop": "inkoop-2026", "nummer": nummer, "naam": nummer, "soort": "gunningscriterium", "moment": "inschrijving",
        "geldt_voor": "perceel", "percelen": "1", "weging": weging, "knock_out": "nee", "volgorde": 1, **values,
    }  # fmt: skip
    return [given.get(title, "") for title in HEAD]


@pytest.fixture(autouse=True)
def percelen(inkoop: Inkoop) -> None:
    for nummer in ("1", "2"):
        PerceelFactory(inkoop=inkoop, nummer=nummer)


def test_weights_of_a_perceel_that_are_not_100_are_refused_by_line_and_column() -> None:
    _, faults = run(EisResource, csv(HEAD, eis_row("C1", 60), eis_row("C2", 30), eis_row("C3", 100, percelen="2")))
    told = (
        "De weging van de gunningscriteria van perceel 1 is samen 90%, geen 100%: C1 60% en C2 30%. Pas de weging aan."
    )
    column = chr(ord("A") + HEAD.index("weging"))
    assert faults == [f"Cel {column}2 (weging): {told}", f"Cel {column}3 (weging): {told}"]
    assert not Eis.objects.exists()


def test_they_count_together_with_what_stands_there() -> None:
    assert run(EisResource, csv(HEAD, eis_row("C1", 60), eis_row("C2", 40), eis_row("C3", 100, percelen="2")))[1] == []
    _, (fault,) = run(EisResource, csv(HEAD, eis_row("C1", 50)))
    assert "van perceel 1 is samen 90%, geen 100%: C1 50% en C2 40%" in fault
    assert Eis.objects.get(nummer="C1").weging == 60
    # Another sort of eis is not weighed with them, and what is wrong already does not keep other work waiting.
    Eis.objects.filter(nummer="C1").update(weging=10)
    assert run(EisResource, csv(HEAD, eis_row("S1", 100, soort="selectiecriterium")))[1] == []
    assert run(EisResource, csv(HEAD, eis_row("C1", 10, naam="Anders")))[1] == []
    assert run(EisResource, csv(HEAD, eis_row("C1", 60)))[1] == []


def test_what_stands_for_another_perceel_is_counted_by_where_it_holds(inkoop: Inkoop) -> None:
    EisFactory(inkoop=inkoop, nummer="A1", soort="gunningscriterium", geldt_voor="inkoop", weging=40)
    _, faults = run(EisResource, csv(HEAD, eis_row("C1", 60)))
    # Perceel 2 would have only the 40 of the whole inkoop; that is no fault of this row.
    assert faults == []
    _, faults = run(EisResource, csv(HEAD, eis_row("C2", 10)))
    assert len(faults) == 1
