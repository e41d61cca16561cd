"""The matrix of a day, and the gaps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.codelijsten import Tariefsoort
from segments.models import Inkoop
from tarieven.inrichting import load
from tarieven.matrix import Matrix, matrix, year_before
from tarieven.perioden import Cel
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import AswaardeFactory, GrondslagFactory, ProductFactory, TariefasFactory
from tests.tarieven.conftest import Catalogus
from tests.tarieven.factories import TariefFactory

DAY = dt.date(2027, 3, 1)


def shown(found: Matrix) -> dict[tuple[str, str | None], list[str]]:
    """Per row the cells: an amount, "hiaat", "leeg", or "–" where the product has no tarief."""
    table = {}
    for rij in found.rijen:
        cells = []
        for cel in rij.cellen:
            if not cel.past and cel.geldt is None:
                cells.append("–")
            elif cel.geldt:
                cells.append(f"{cel.geldt.bedrag}{' via' if cel.is_indirect else ''}")
            else:
                cells.append("hiaat" if cel.hiaat else "leeg")
        table[rij.product.code, rij.perceel and rij.perceel.nummer] = cells
    return table


def test_products_down_and_grondslagen_across(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "60.00", grondslag="som")
    catalogus.tarief("vervoer", "20.00")
    GrondslagFactory(inkoop=catalogus.inkoop, code="ZG")
    found = matrix(catalogus.inkoop, DAY)
    assert [kolom.sleutel for kolom in found.kolommen] == ["een", "SOM", "PSY"]
    assert shown(found) == {
        ("bgi", None): ["–", "60.00", "hiaat"],
        ("bgi-complex", None): ["–", "–", "hiaat"],
        ("vervoer", None): ["20.00", "–", "–"],
        ("kdv", None): ["hiaat", "–", "–"],
    }
    early = shown(matrix(catalogus.inkoop, dt.date(2026, 3, 1)))
    assert early["bgi-complex", None] == ["–", "–", "leeg"]  # bought from 2027 on


def test_a_cell_tells_last_year_what_comes_and_what_ended(catalogus: Catalogus) -> None:
    catalogus.tarief("vervoer", "20.00", "2026-01-01", "2026-12-31")
    catalogus.tarief("vervoer", "21.00", "2027-01-01", "2027-12-31")
    catalogus.tarief("vervoer", "22.00", "2028-01-01")
    catalogus.tarief("kdv", "200.00", "2026-01-01", "2026-12-31")
    rijen = {rij.product.code: rij.cellen[0] for rij in matrix(catalogus.inkoop, DAY).rijen}
    vervoer, kdv = rijen["vervoer"], rijen["kdv"]
    assert [p and str(p.bedrag) for p in (vervoer.geldt, vervoer.vorig_jaar, vervoer.volgend, vervoer.beeindigd)] == [
        "21.00",
        "20.00",
        "22.00",
        None,
    ]
    assert vervoer.procent == Decimal("5.00")
    assert [p and str(p.bedrag) for p in (kdv.geldt, kdv.vorig_jaar, kdv.volgend, kdv.beeindigd)] == [
        None,
        "200.00",
        None,
        "200.00",
    ]
    assert kdv.procent is None
    assert kdv.hiaat
    early = {rij.product.code: rij.cellen[0] for rij in matrix(catalogus.inkoop, dt.date(2026, 3, 1)).rijen}["vervoer"]
    assert early.geldt is not None
    assert early.procent is None  # there is no year before


def test_rows_per_perceel_where_tarieven_may_differ_per_perceel(catalogus: Catalogus) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.tarief("bgi", "60.00", grondslag="som")
    catalogus.tarief("vervoer", "20.00", perceel="p1")
    found = shown(matrix(catalogus.inkoop, DAY))
    assert found == {
        ("bgi", None): ["–", "60.00", "leeg"],
        ("bgi", "1"): ["–", "60.00 via", "hiaat"],
        ("bgi", "2"): ["–", "60.00 via", "hiaat"],
        ("bgi-complex", None): ["–", "–", "leeg"],
        ("bgi-complex", "6"): ["–", "–", "hiaat"],
        ("vervoer", None): ["leeg", "–", "–"],
        ("vervoer", "1"): ["20.00", "–", "–"],
        ("vervoer", "2"): ["hiaat", "–", "–"],
        ("kdv", None): ["leeg", "–", "–"],
        ("kdv", "5"): ["hiaat", "–", "–"],
    }


def test_old_tarieven_that_no_longer_fit_stay_visible(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "50.00")  # from before the product had tarieven per grondslag
    catalogus.tarief("vervoer", "20.00", perceel="p1")  # from before tarieven were for all percelen
    found = shown(matrix(catalogus.inkoop, DAY))
    assert found["bgi", None] == ["50.00", "50.00 via", "50.00 via"]
    assert found["vervoer", "1"] == ["20.00", "–", "–"]


def test_the_number_of_queries_does_not_grow(inkoop: Inkoop) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found: Any = matrix(inkoop, DAY)
            load(inkoop).hiaten(DAY)
            for rij in found.rijen:
                str(rij.product), str(rij.perceel), [cel.plaats.naam for cel in rij.cellen]
        return len(queries)

    inkoop.tarief_per_perceel = True
    inkoop.save()

    def grow() -> None:
        product = ProductFactory(inkoop=inkoop, tarief_per_grondslag=True)
        grondslag = GrondslagFactory(inkoop=inkoop)
        product.grondslagen.add(grondslag)
        link = PerceelProductFactory(product=product, perceel=PerceelFactory(inkoop=inkoop))
        TariefFactory(product=product, grondslag=grondslag, perceel=link.perceel)

    grow()
    few = count()
    for _ in range(4):
        grow()
    assert count() == few <= 18


def test_gaps_per_product_grondslag_and_perceel(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "60.00", "2026-01-01", "2026-12-31", grondslag="som")
    catalogus.tarief("bgi", "62.00", "2027-02-01", grondslag="som")
    catalogus.tarief("bgi", "70.00", grondslag="psy")
    catalogus.tarief("complex", "90.00", "2027-01-01", "2027-12-31", grondslag="psy")
    catalogus.tarief("vervoer", "20.00", "2020-01-01")

    def found(van: dt.date, tot: dt.date | None = None) -> list[tuple[str, str, str | None]]:
        inrichting = load(catalogus.inkoop)
        return [
            (inrichting.name(gap.cel), gap.van.isoformat(), gap.tot and gap.tot.isoformat())
            for gap in inrichting.hiaten(van, tot)
        ]

    assert found(dt.date(2026, 1, 1)) == [
        ("BGI, SOM", "2027-01-01", "2027-01-31"),
        ("BGI complex, PSY", "2028-01-01", "2028-12-31"),
        ("Kortdurend verblijf", "2026-01-01", None),
    ]
    assert found(dt.date(2027, 1, 15), dt.date(2027, 1, 15)) == [
        ("BGI, SOM", "2027-01-15", "2027-01-15"),
        ("Kortdurend verblijf", "2027-01-15", "2027-01-15"),
    ]
    assert found(dt.date(2020, 1, 1), dt.date(2025, 12, 31)) == []  # before the contracts begin


def test_gaps_in_an_inkoop_without_dates_and_percelen(catalogus: Catalogus) -> None:
    catalogus.inkoop.start_contract = None
    product = ProductFactory(inkoop=catalogus.inkoop, naam="Los product", volgorde=9)
    for van, tot in ((None, dt.date(2026, 6, 30)), (None, dt.date(2026, 8, 31)), (dt.date(2026, 9, 1), None)):
        PerceelProductFactory(product=product, perceel__inkoop=catalogus.inkoop, van=van, tot=tot)
    TariefFactory(product=product, ingangsdatum=dt.date(2026, 2, 1), einddatum=dt.date.max)
    alone = ProductFactory(inkoop=catalogus.inkoop, naam="Zonder perceel", volgorde=10)
    inrichting = load(catalogus.inkoop)
    gaps = [
        (inrichting.name(gap.cel), gap.van, gap.tot)
        for gap in inrichting.hiaten(dt.date(2026, 1, 1))
        if inrichting.parts(gap.cel)[0] in (product, alone)
    ]
    assert gaps == [
        ("Los product", dt.date(2026, 1, 1), dt.date(2026, 1, 31)),
        ("Zonder perceel", dt.date(2026, 1, 1), None),
    ]


def test_the_same_day_a_year_earlier() -> None:
    assert year_before(dt.date(2028, 2, 29)) == dt.date(2027, 2, 28)
    assert year_before(dt.date(2027, 3, 1)) == dt.date(2026, 3, 1)
    assert year_before(dt.date.min) == dt.date.min


def test_a_product_per_grondslag_without_grondslagen_has_a_gap(catalogus: Catalogus) -> None:
    """The check before submission says so too (`tests/publicaties/test_problemen_tarieven.py`): both read `tarieven.dekking`."""
    product = ProductFactory(inkoop=catalogus.inkoop, naam="Zonder grondslag", tarief_per_grondslag=True)
    inrichting = load(catalogus.inkoop)
    found = [gap.cel for gap in inrichting.hiaten(DAY, DAY) if gap.cel.product == product.pk]
    assert [inrichting.name(cel) for cel in found] == ["Zonder grondslag"]
    TariefFactory(product=product, ingangsdatum=dt.date(2026, 1, 1))
    assert not [gap for gap in load(catalogus.inkoop).hiaten(DAY, DAY) if gap.cel.product == product.pk]


def test_cells_are_in_the_order_of_the_document(catalogus: Catalogus) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    lines = [
        catalogus.tarief("bgi", "1", grondslag="som"),
        catalogus.tarief("bgi", "2", grondslag="psy", perceel="p1"),
        catalogus.tarief("bgi", "3", grondslag="psy", perceel="p2"),
        catalogus.tarief("vervoer", "4"),
        catalogus.tarief("bgi", "5", "2020-01-01", "2020-12-31"),
        catalogus.tarief("bgi", "6", "2021-01-01", "2021-12-31", perceel="p1"),
    ]
    inrichting = load(catalogus.inkoop)
    found = [inrichting.lijnen[cel][0].pk for cel in sorted(inrichting.lijnen, key=inrichting.order)]
    assert found == [lines[number].pk for number in (4, 5, 0, 1, 2, 3)]


def test_what_is_archived_is_in_no_column(catalogus: Catalogus) -> None:
    inkoop, then = catalogus.inkoop, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    trede = TariefasFactory(inkoop=inkoop, code="trede", naam="trede", meervoud="treden", plaats=2)
    weg = TariefasFactory(inkoop=inkoop, code="weg", naam="weg", plaats=1, gearchiveerd_op=then)
    AswaardeFactory(tariefas=trede, code="T1")
    AswaardeFactory(tariefas=trede, code="T2", gearchiveerd_op=then)
    AswaardeFactory(tariefas=weg, code="W1")
    GrondslagFactory(inkoop=inkoop, code="OUD", gearchiveerd_op=then)
    found = {veld: [row.code for row in one.waarden] for veld, one in load(inkoop).assen.items()}
    assert found == {"grondslag": ["SOM", "PSY"], "waarde2": ["T1"]}
    type(catalogus.bgi).objects.filter(pk=catalogus.bgi.pk).update(gearchiveerd_op=then)
    assert [product.code for product in load(inkoop).producten] == ["bgi-complex", "vervoer", "kdv"]
    type(catalogus.bgi).objects.filter(pk=catalogus.complex.pk).update(gearchiveerd_op=then)
    assert list(load(inkoop).assen) == ["waarde2"]


def test_a_tarief_is_wanted_in_its_cell_on_the_days_that_it_is_bought(catalogus: Catalogus) -> None:
    catalogus.vervoer.tariefsoort = Tariefsoort.OFFERTE
    catalogus.vervoer.save()
    inrichting = load(catalogus.inkoop)
    cel = Cel(catalogus.complex.pk, grondslag=catalogus.psy.pk)
    assert [inrichting.is_wanted(cel, dt.date(year, 12, 31)) for year in (2026, 2027, 2028, 2029)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not inrichting.is_wanted(cel._replace(grondslag=catalogus.som.pk), DAY)
    assert not inrichting.is_wanted(Cel(catalogus.vervoer.pk), DAY)


@pytest.mark.parametrize(
    ("tot", "day", "percelen"),
    [
        (None, "2027-03-01", [None]),
        ("2026-12-31", "2026-12-31", [None]),
        ("2026-12-31", "2027-01-01", [None]),
        ("2026-12-31", "2027-01-02", ["1", "2"]),
    ],
)
def test_what_ran_for_all_percelen_until_yesterday_is_filled_in_for_all_of_them(
    catalogus: Catalogus, tot: str | None, day: str, percelen: list[str | None]
) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.tarief("vervoer", "20.00", tot=tot)
    inrichting = load(catalogus.inkoop)
    plaatsen = [inrichting.parts(cel) for cel in inrichting.te_vullen(dt.date.fromisoformat(day))]
    assert [plek.perceel and plek.perceel.nummer for plek in plaatsen if plek.product == catalogus.vervoer] == percelen
    # It is bought from 2027 on.
    assert any(plek.product == catalogus.complex for plek in plaatsen) == day.startswith("2027")
