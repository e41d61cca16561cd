"""A sheet of tarieven that comes back after a colleague went on: what nobody touched stays, and what both changed is chosen."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook

from accounts.models import User
from core.codelijsten import Btw
from publicaties import tarieflijst
from publicaties.snapshot import take
from tarieven.actions import end_tarief, import_tarieven, remove_tarief, set_tarief
from tarieven.models import Tarief
from tarieven.spreadsheet import read, template
from tarieven.voorstel import Tariefvoorstel, Voorstelsoort, from_json
from tests.tarieven.conftest import Catalogus
from tests.tarieven.test_spreadsheet import JAN27


def filled(content: bytes, **cells: Any) -> bytes:
    """The sheet with these cells: nieuw_bedrag_3=62 fills in the third row."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    for name, value in cells.items():
        title, row = name.rsplit("_", 1)
        sheet.cell(int(row), titles.index(title.replace("_", " ")) + 1).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def back(catalogus: Catalogus, content: bytes) -> Tariefvoorstel:
    """As it is after the preview: kept, and worked out again."""
    voorstel = read(io.BytesIO(content), "tarieven.xlsx", catalogus.inkoop)
    again = from_json(catalogus.inkoop, voorstel.as_json())
    assert again == voorstel
    assert again.shown == voorstel.shown
    return again


def amounts() -> list[tuple[str, str]]:
    rows = Tarief.objects.order_by("product__code", "ingangsdatum", "pk")
    return [(row.product.code, str(row.bedrag)) for row in rows.select_related("product")]


def test_what_a_colleague_changed_since_the_template_is_chosen(catalogus: Catalogus, contractmanager: User) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    catalogus.tarief("kdv", "200.00")
    sheet = filled(template(catalogus.inkoop, JAN27), nieuw_bedrag_5=22, nieuw_bedrag_6=210)
    assert back(catalogus, sheet).botsingen == []
    Tarief.objects.filter(pk=tarief.pk).update(bedrag=Decimal("21.00"))
    voorstel = back(catalogus, sheet)
    (botsing,) = voorstel.botsingen
    assert (botsing.naam, botsing.oud, botsing.nieuw) == ("Vervoer", Decimal("21.00"), Decimal("22.00"))
    assert botsing.invoer.toen is not None
    assert botsing.invoer.toen.bedrag == Decimal("20.00")
    # Nobody chose: the amount of the colleague stays, the rest is taken over.
    assert [regel.naam for regel in voorstel.chosen([]).changes] == ["Kortdurend verblijf"]
    assert import_tarieven(voorstel=voorstel.chosen([botsing.invoer.sleutel]), by=contractmanager) == 2
    assert amounts() == [("kdv", "200.00"), ("kdv", "210.00"), ("vervoer", "21.00"), ("vervoer", "22.00")]


def test_the_amount_of_then_that_somebody_fills_in_is_meant(catalogus: Catalogus) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    sheet = filled(template(catalogus.inkoop, JAN27), nieuw_bedrag_5=20)
    Tarief.objects.filter(pk=tarief.pk).update(bedrag=Decimal("21.00"))
    assert [regel.nieuw for regel in back(catalogus, sheet).botsingen] == [Decimal("20.00")]
    # What the colleague made of it too, is no question.
    Tarief.objects.filter(pk=tarief.pk).update(bedrag=Decimal("20.00"))
    assert back(catalogus, sheet).botsingen == []


def test_a_cell_that_nobody_touched_is_as_the_colleague_made_it(catalogus: Catalogus, contractmanager: User) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    sheet = filled(template(catalogus.inkoop, JAN27), nieuw_bedrag_5=22)
    Tarief.objects.filter(pk=tarief.pk).update(btw=Btw.HOOG)
    voorstel = back(catalogus, sheet)
    assert voorstel.botsingen == []
    import_tarieven(voorstel=voorstel, by=contractmanager)
    assert {row.btw for row in Tarief.objects.all()} == {Btw.HOOG}
    # Of one cell that both changed it is asked, whatever else the row says.
    other = filled(sheet, btw_5="9%")
    assert [regel.naam for regel in back(catalogus, other).botsingen] == ["Vervoer"]


def test_a_list_leaves_the_rows_that_nobody_touched(catalogus: Catalogus, contractmanager: User) -> None:
    catalogus.tarief("vervoer", "20.00")
    kdv = catalogus.tarief("kdv", "200.00")
    listed = tarieflijst.export(take(catalogus.inkoop), "xlsx", basis=True)
    rows = {row[0].value: row[0].row for row in load_workbook(io.BytesIO(listed)).worksheets[0].iter_rows(min_row=2)}
    Tarief.objects.filter(pk=kdv.pk).update(bedrag=Decimal("205.00"))
    untouched = back(catalogus, listed)
    assert (untouched.changes, untouched.van_collega, untouched.zonder_basis) == ([], 1, False)
    voorstel = back(catalogus, filled(listed, **{f"bedrag_{rows['vervoer']}": 22}))
    assert [(regel.naam, regel.soort, regel.botst) for regel in voorstel.changes] == [
        ("Vervoer", Voorstelsoort.GEWIJZIGD, False)
    ]
    both = back(catalogus, filled(listed, **{f"bedrag_{rows['kdv']}": 210}))
    assert [(regel.oud, regel.nieuw) for regel in both.botsingen] == [(Decimal("205.00"), Decimal("210.00"))]


def test_what_a_colleague_took_away_is_asked_too(catalogus: Catalogus, contractmanager: User) -> None:
    tarief = catalogus.tarief("vervoer", "20.00")
    kdv = catalogus.tarief("kdv", "200.00")
    listed = tarieflijst.export(take(catalogus.inkoop), "xlsx", basis=True)
    rows = {row[0].value: row[0].row for row in load_workbook(io.BytesIO(listed)).worksheets[0].iter_rows(min_row=2)}
    remove_tarief(tarief=tarief, by=contractmanager)
    end_tarief(tarief=kdv, tot=JAN27, by=contractmanager)
    voorstel = back(catalogus, listed)
    assert (voorstel.changes, voorstel.van_collega) == ([], 2)
    changed = back(catalogus, filled(listed, **{f"bedrag_{rows['vervoer']}": 22, f"bedrag_{rows['kdv']}": 210}))
    # The end of the one nobody touched in the sheet: it stays, with the new amount.
    assert [(regel.naam, regel.botst, regel.tot) for regel in changed.changes] == [
        ("Vervoer", True, None),
        ("Kortdurend verblijf", False, JAN27),
    ]


def test_a_base_that_is_made_up_does_no_harm(catalogus: Catalogus, contractmanager: User) -> None:
    set_tarief(product=catalogus.vervoer, bedrag=Decimal("20.00"), vanaf=JAN27, by=contractmanager)
    book = load_workbook(io.BytesIO(filled(template(catalogus.inkoop, JAN27), nieuw_bedrag_5=22)))
    for odd in ("0001-01-01", "gisteren", None, "=1+1"):
        book["Basis"].cell(5, [cell.value for cell in book["Basis"][1]].index("ingangsdatum") + 1).value = odd
        buffer = io.BytesIO()
        book.save(buffer)
        voorstel = back(catalogus, buffer.getvalue())
        assert [(regel.naam, regel.botst) for regel in voorstel.changes] == [("Vervoer", False)]


def test_a_sheet_without_a_base_says_so(catalogus: Catalogus) -> None:
    catalogus.tarief("vervoer", "20.00")
    listed = tarieflijst.export(take(catalogus.inkoop), "csv")
    assert not read(io.BytesIO(listed), "tarieven.csv", catalogus.inkoop).zonder_basis
    Tarief.objects.update(bedrag=Decimal("21.00"))
    voorstel = read(io.BytesIO(listed), "tarieven.csv", catalogus.inkoop)
    assert ([regel.nieuw for regel in voorstel.changes], voorstel.zonder_basis) == ([Decimal("20.00")], True)
    # What visitors download has none: it is a file to read.
    book = load_workbook(io.BytesIO(tarieflijst.export(take(catalogus.inkoop), "xlsx")))
    assert "Basis" not in book.sheetnames
