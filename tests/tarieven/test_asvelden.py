"""Every axis is in all that goes by the axes of a tarief: an axis that is added is looked for here too (docs/uitbreiden.md)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from accounts.models import User
from core.spreadsheet import write_xlsx
from producten.models import ASVELDEN, EIGEN_ASVELDEN, PLAATSEN, Tariefas
from publicaties.snapshot import take
from publicaties.wijzigingen import compare
from segments.models import Inkoop
from tarieven.actions import import_tarieven
from tarieven.inhoud import TariefInhoud
from tarieven.inrichting import Plaats, load
from tarieven.invoer import Invoer
from tarieven.models import PLAATS, Tarief
from tarieven.perioden import Cel
from tarieven.resources import TariefResource
from tarieven.spreadsheet import read, template
from tests.core.sheets import run
from tests.producten.factories import AswaardeFactory, GrondslagFactory, ProductFactory, TariefasFactory
from tests.tarieven.factories import TariefFactory
from werkplek.tarieven.gepubliceerd import sleutel_of

DAY, JAN27 = dt.date(2026, 1, 1), dt.date(2027, 1, 1)


@pytest.fixture(params=ASVELDEN)
def per_as(request: pytest.FixtureRequest, inkoop: Inkoop) -> SimpleNamespace:
    """A product of which the tarief differs by one axis, with an amount for each of its two values."""
    veld = request.param
    inkoop.start_contract, inkoop.met_tarieven = DAY, True
    inkoop.save()
    product = ProductFactory(inkoop=inkoop, code="bg", tarief_per_grondslag=veld == "grondslag")
    make: Callable[..., object] = GrondslagFactory
    extra: dict[str, object] = {"inkoop": inkoop}
    if veld in EIGEN_ASVELDEN:
        plaats = EIGEN_ASVELDEN.index(veld) + 1
        make, extra = AswaardeFactory, {"tariefas": TariefasFactory(inkoop=inkoop, naam="trede", plaats=plaats)}
    een, twee = (make(code=code, label=label, **extra) for code, label in (("T1", "licht"), ("T2", "zwaar")))
    (product.grondslagen if veld == "grondslag" else product.aswaarden).set([een, twee])
    for waarde, bedrag in ((een, "10.00"), (twee, "20.00")):
        TariefFactory(product=product, bedrag=Decimal(bedrag), ingangsdatum=DAY, **{veld: waarde})
    return SimpleNamespace(inkoop=inkoop, veld=veld, product=product, een=een, twee=twee)


def test_a_place_has_every_axis() -> None:
    assert {"product", *ASVELDEN, "perceel"} == set(PLAATS)
    assert Cel._fields == Plaats._fields
    assert set(Cel._fields) == set(PLAATS)
    assert {field.name for field in dataclasses.fields(Invoer)} > set(PLAATS)
    assert set(TariefInhoud.codevelden) == {*PLAATS, "ingangsdatum"}
    assert [Tariefas(plaats=plaats).veld for plaats, _ in PLAATSEN] == list(EIGEN_ASVELDEN)


@pytest.mark.parametrize("waarde", ["een", None])
def test_two_amounts_for_one_value_are_refused(per_as: SimpleNamespace, waarde: str | None) -> None:
    """The same value twice, or one for all values beside it."""
    value = getattr(per_as, waarde) if waarde else None
    with pytest.raises(IntegrityError, match="tarief_geen_overlap"), transaction.atomic():
        TariefFactory(product=per_as.product, ingangsdatum=JAN27, **{per_as.veld: value})


def test_a_filled_in_template_gives_each_value_its_amount(per_as: SimpleNamespace, contractmanager: User) -> None:
    book = load_workbook(io.BytesIO(template(per_as.inkoop, JAN27)))
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    naam = "grondslag" if per_as.veld == "grondslag" else "trede"
    assert [row[head.index(naam)].value for row in sheet.iter_rows(min_row=2)] == ["T1", "T2"]
    for number, row in enumerate(sheet.iter_rows(min_row=2), start=1):
        row[head.index("nieuw bedrag")].value = 10 * number + 1
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    voorstel = read(content, "tarieven.xlsx", per_as.inkoop)
    assert [Invoer.from_json(one.as_json()) for one in voorstel.invoer] == list(voorstel.invoer)
    before = take(per_as.inkoop)
    import_tarieven(voorstel=voorstel, by=contractmanager)
    found = {getattr(row, per_as.veld).code: row.bedrag for row in Tarief.objects.filter(ingangsdatum=JAN27)}
    assert found == {"T1": Decimal(11), "T2": Decimal(21)}
    (told,) = compare(before, take(per_as.inkoop))
    assert [(row.omschrijving, row.was, row.wordt) for row in told.tarieven] == [
        ("licht", Decimal(10), Decimal(11)),
        ("zwaar", Decimal(20), Decimal(21)),
    ]


def test_the_sheet_of_the_admin_goes_out_and_comes_back(per_as: SimpleNamespace) -> None:
    content = write_xlsx([TariefResource(regio_ids=None).sheet()], title="Tarieven")
    was = {getattr(row, per_as.veld).code: row.bedrag for row in Tarief.objects.all()}
    Tarief.objects.all().delete()
    assert run(TariefResource, content, name="bestand.xlsx")[1] == []
    assert {getattr(row, per_as.veld).code: row.bedrag for row in Tarief.objects.all()} == was


def test_a_cell_knows_its_rows_and_what_was_published_of_it(per_as: SimpleNamespace) -> None:
    inrichting, tarief = load(per_as.inkoop), Tarief.objects.for_list()[0]
    plaats = inrichting.parts(tarief.cel)
    assert (plaats.cel, getattr(plaats, per_as.veld)) == (tarief.cel, per_as.een)
    assert "T1" in plaats.naam or "licht" in plaats.naam
    assert sleutel_of(plaats) == take(per_as.inkoop).tarieven[0].lijn
