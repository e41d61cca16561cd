from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core.inhoud import own_fields
from core.spreadsheet import write_xlsx
from percelen.models import Perceel
from producten.models import Product
from segments.models import Inkoop
from tarieven.inhoud import TariefInhoud
from tarieven.models import Tarief
from tarieven.resources import TariefResource
from tests.core.sheets import csv, run, xlsx
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import GrondslagFactory, ProductFactory
from tests.tarieven.factories import TariefFactory

HEAD = list(TariefResource(regio_ids=None).titles)


def tarief_row(**values: Any) -> list[Any]:
    given = {
        "inkoop": "inkoop-2026",
        "product": "vervoer",
        "perceel": "alle",
        "ingangsdatum": "2026-01-01",
        "bedrag": "64,80",
        "btw": "vrijgesteld",
        **values,
    }
    return [given.get(title, "") for title in HEAD]


@pytest.fixture
def product(inkoop: Inkoop) -> Product:
    return ProductFactory(inkoop=inkoop, code="vervoer")


@pytest.mark.parametrize("bedrag", ["64,80", "64.80", "€ 64,80", 64.8, Decimal("64.80")])
@pytest.mark.parametrize("day", ["2026-06-01", "1-6-2026", dt.date(2026, 6, 1)])
def test_amounts_and_days_as_people_write_them(bedrag: Any, day: Any, product: Product) -> None:
    content = xlsx(HEAD, tarief_row(bedrag=bedrag, ingangsdatum=day))
    assert run(TariefResource, content, name="bestand.xlsx")[1] == []
    tarief = Tarief.objects.get()
    assert (tarief.bedrag, tarief.ingangsdatum) == (Decimal("64.80"), dt.date(2026, 6, 1))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("bedrag", "1.234", "niet eenduidig"),
        ("bedrag", "-5", "groter dan nul"),
        ("bedrag", "0", "nul"),
        ("bedrag", "64,805", "decimalen"),
        ("bedrag", "gratis", "geen bedrag"),
        ("bedrag", "", "Vul een bedrag in"),
        ("ingangsdatum", "1 juni 2026", "geen datum"),
        ("ingangsdatum", "2026-02-30", "geen datum"),
        ("product", "bgi", "Product “bgi” is onbekend. Verwacht: vervoer."),
        ("product", "", "De cel is leeg. Verwacht: vervoer."),
        ("grondslag", "PSY", "Grondslag “PSY” is onbekend. Verwacht: leeg."),
        ("perceel", "", "De cel is leeg. Verwacht: alle."),
        ("perceel", "9", "Perceel “9” is onbekend"),
        ("btw", "12%", "Verwacht: vrijgesteld, laag (9%), hoog (21%)"),
    ],
)
def test_wrong_cell_is_named(column: str, value: str, message: str, product: Product) -> None:
    _, (fault,) = run(TariefResource, csv(HEAD, tarief_row(**{column: value})))
    assert f"2 ({column}): " in fault
    assert message in fault
    assert not Tarief.objects.exists()


def test_grondslag_and_perceel(inkoop: Inkoop) -> None:
    inkoop.tarief_per_perceel = True
    inkoop.save()
    perceel: Perceel = PerceelFactory(inkoop=inkoop, nummer="1")
    bgi = ProductFactory(inkoop=inkoop, code="bgi", tarief_per_grondslag=True)
    PerceelProductFactory(perceel=perceel, product=bgi)
    bgi.grondslagen.add(GrondslagFactory(inkoop=inkoop, code="PSY"))
    assert run(TariefResource, csv(HEAD, tarief_row(product="bgi", grondslag="PSY", perceel="1")))[1] == []
    tarief = Tarief.objects.get()
    assert (tarief.grondslag and tarief.grondslag.code, tarief.perceel) == ("PSY", perceel)
    _, (fault,) = run(TariefResource, csv(HEAD, tarief_row(product="bgi", perceel="1")))
    assert "2 (grondslag): Het tarief van" in fault


def test_overlap_is_told_in_dutch(product: Product) -> None:
    TariefFactory(product=product, ingangsdatum=dt.date(2025, 1, 1))
    _, faults = run(TariefResource, csv(HEAD, tarief_row()))
    assert faults == [
        "Rij 2: Voor dit product, deze waarden en dit perceel geldt in deze periode al een tarief. "
        "Beëindig eerst dat tarief, of kies een andere periode."
    ]


@pytest.mark.parametrize("reverse", [False, True])
def test_new_period_follows_the_ended_one_in_any_order(reverse: bool, product: Product) -> None:
    TariefFactory(product=product, ingangsdatum=dt.date(2025, 1, 1))
    rows = [
        tarief_row(ingangsdatum="2025-01-01", einddatum="2025-12-31"),
        tarief_row(ingangsdatum="2026-01-01", bedrag="66,10"),
    ]
    result, faults = run(TariefResource, csv(HEAD, *(reversed(rows) if reverse else rows)))
    assert faults == []
    assert (result.totals["update"], result.totals["new"]) == (1, 1)
    assert Tarief.objects.count() == 2


def test_two_new_rows_that_overlap_are_refused_together(product: Product) -> None:
    _, faults = run(TariefResource, csv(HEAD, tarief_row(), tarief_row(ingangsdatum="2026-07-01")))
    assert len(faults) == 1
    assert "Rij 3" in faults[0]
    assert not Tarief.objects.exists()


def test_dry_run_saves_nothing(product: Product) -> None:
    result, _ = run(TariefResource, csv(HEAD, tarief_row()), dry_run=True)
    assert result.totals["new"] == 1
    assert not Tarief.objects.exists()


def test_the_sheet_holds_all_that_a_version_says_of_a_tarief() -> None:
    assert {"inkoop", *own_fields(TariefInhoud)} == set(HEAD)


def test_what_goes_out_comes_back_with_its_own_productcode(inkoop: Inkoop) -> None:
    product = ProductFactory(inkoop=inkoop, code="vervoer", iwmo_categorie="02", iwmo_code="02A03")
    TariefFactory(product=product, iwmo_code="02A05", einddatum=dt.date(2026, 12, 31))
    content = write_xlsx([TariefResource(regio_ids=None).sheet()], title="Tarieven")
    was = Tarief.objects.values().get()
    Tarief.objects.all().delete()
    assert run(TariefResource, content, name="bestand.xlsx")[1] == []
    assert Tarief.objects.values().get() == was | {"id": Tarief.objects.get().pk}
