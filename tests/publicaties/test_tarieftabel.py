"""The table of tarieven of one product: only what differs is a column, what is the same is said once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from core import dutch
from publicaties.beschrijving import Tariefrij
from publicaties.tarieftabel import tabel

BEGIN = dt.date(2024, 1, 1)


def rij(
    bedrag: str, *, code: str = "", perceel: str = "", btw: str = "vrijgesteld", begin: dt.date = BEGIN
) -> Tariefrij:
    return Tariefrij(
        waarden={
            "grondslag": f"Grond {code} ({code})" if code else "alle grondslagen",
            "perceel": perceel or "1, 2 en 3",
        },
        eigen=frozenset(name for name, value in (("grondslag", code), ("perceel", perceel)) if value),
        waarvoor="",
        bedrag=Decimal(bedrag),
        per="per uur",
        btw=btw,
        ingangsdatum=begin,
        einddatum=None,
        periode=dutch.period(begin, None),
        geldt=True,
    )


def test_what_is_the_same_stands_above_the_table() -> None:
    found = tabel([rij("60", code="SOM"), rij("70", code="PSY")])
    assert (found.voor, found.na) == (("Grondslag",), ())
    assert found.gemeen == "Per uur, vrijgesteld van btw, vanaf 1\u00a0januari\u00a02024"
    assert [(row.voor, row.bedrag) for row in found.rijen] == [
        (("Grond SOM (SOM)",), Decimal("60")),
        (("Grond PSY (PSY)",), Decimal("70")),
    ]


def test_one_tarief_is_no_table() -> None:
    found = tabel([rij("21.50", btw="9%")])
    assert (found.voor, found.na) == ((), ())
    assert found.gemeen == "Per uur, btw 9%, vanaf 1\u00a0januari\u00a02024"


def test_what_differs_is_a_column() -> None:
    found = tabel([rij("60", perceel="1"), rij("70", begin=dt.date(2025, 1, 1)), rij("80", perceel="2", btw="9%")])
    assert (found.voor, found.na) == (("Perceel",), ("Btw", "Periode"))
    assert found.gemeen == "Per uur"
    assert found.rijen[1].voor == ("1, 2 en 3",)


def test_a_history_begins_with_its_periods() -> None:
    found = tabel([rij("60"), rij("70", begin=dt.date(2025, 1, 1))])
    assert (found.voor, found.na) == (("Periode",), ())
    assert [row.voor for row in found.rijen] == [
        ("vanaf 1\u00a0januari\u00a02024",),
        ("vanaf 1\u00a0januari\u00a02025",),
    ]


def test_a_percentage_has_no_btw_of_its_own_and_an_abbreviation_keeps_its_capitals() -> None:
    procent = replace(rij("20", btw=""), per="van het tarief van HbH")
    assert tabel([procent]).gemeen == "Van het tarief van HbH, vanaf 1\u00a0januari\u00a02024"
    assert tabel([procent]).gemeen_in_zin == "van het tarief van HbH, vanaf 1\u00a0januari\u00a02024"


def test_a_line_with_a_productcode_of_its_own_shows_the_codes() -> None:
    own = replace(rij("60", code="SOM"), eigen=frozenset({"grondslag", "productcode"}))
    rows = [
        replace(row, waarden={**row.waarden, "productcode": code})
        for row, code in ((own, "02A77"), (rij("70"), "02A03"))
    ]
    found = tabel(rows)
    assert found.voor == ("Grondslag", "Productcode")
    assert [row.voor[1] for row in found.rijen] == ["02A77", "02A03"]
