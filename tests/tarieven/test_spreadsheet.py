"""Tarieven out to a spreadsheet and in again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import time
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from accounts.models import User
from core.codelijsten import Btw
from producten.models import Product
from publicaties import tarieflijst
from publicaties.snapshot import take
from tarieven.actions import import_tarieven, set_tarief
from tarieven.fouten import TariefFout
from tarieven.models import Tarief
from tarieven.spreadsheet import read, template
from tarieven.voorstel import Tariefvoorstel, Voorstelsoort
from tests.tarieven.conftest import Catalogus

JAN27 = dt.date(2027, 1, 1)
HEADERS = ["product", "grondslag", "perceel", "nieuw bedrag", "ingangsdatum", "einddatum", "btw"]


def xlsx(*rows: Sequence[Any], headers: Sequence[str] = HEADERS) -> bytes:
    book = Workbook()
    worksheet = book.active
    assert worksheet is not None
    for row in (headers, *rows):
        worksheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def proposed(catalogus: Catalogus, content: bytes, filename: str = "tarieven.xlsx") -> Tariefvoorstel:
    return read(io.BytesIO(content), filename, catalogus.inkoop)


def cells(content: bytes) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def export(catalogus: Catalogus, formaat: str) -> bytes:
    return tarieflijst.export(take(catalogus.inkoop), formaat)


def everything() -> list[dict[str, Any]]:
    return list(Tarief.objects.order_by("pk").values())


# --- the template -----------------------------------------------------------------------------------------------------


def test_the_template_has_the_rows_that_an_inkoop_should_have(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "60.00", grondslag="som")
    catalogus.tarief("vervoer", "20.00", "2026-01-01", "2027-12-31", btw=Btw.LAAG)
    catalogus.tarief("kdv", "200.00", "2026-01-01", "2026-12-31")
    head, *rows = cells(template(catalogus.inkoop, JAN27))
    assert head[:6] == ["product", "naam", "grondslag", "perceel", "eenheid", "huidig bedrag"]
    assert head[6:] == ["nieuw bedrag", "ingangsdatum", "einddatum", "btw", "iWmo-productcode"]
    first = dt.datetime.combine(JAN27, dt.time())
    assert rows == [
        ["bgi", "Begeleiding Individueel", "SOM", "alle", "uur", 60, None, first, None, "vrijgesteld", "02A03"],
        ["bgi", "Begeleiding Individueel", "PSY", "alle", "uur", None, None, first, None, "vrijgesteld", "02A03"],
        ["bgi-complex", "BGI complex", "PSY", "alle", "uur", None, None, first, None, "vrijgesteld", None],
        ["vervoer", "Vervoer", None, "alle", "stuk", 20, None, first, first.replace(month=12, day=31), "9%", None],
        ["kdv", "Kortdurend verblijf", None, "alle", "etmaal", 200, None, first, None, "vrijgesteld", None],
    ]  # fmt: skip
    book = load_workbook(io.BytesIO(template(catalogus.inkoop, JAN27)))
    assert book.sheetnames == ["Tarieven", "Toelichting", "Basis"]
    assert book["Basis"].sheet_state == "hidden"
    assert book.properties.title == "Tarieven Inkoop 2026 vanaf 1 januari 2027"
    assert template(catalogus.inkoop, JAN27) == template(catalogus.inkoop, JAN27)


def test_the_template_has_rows_per_perceel_where_that_is_how_tarieven_run(catalogus: Catalogus) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.inkoop.tarieven_fictief = True
    catalogus.tarief("bgi", "60.00", grondslag="som")
    catalogus.tarief("vervoer", "20.00", perceel="p1")
    rows = [(row[0], row[2], row[3], row[5], row[-1]) for row in cells(template(catalogus.inkoop, JAN27))[1:]]
    assert rows == [
        ("bgi", "SOM", "alle", 60, "verzonnen bedrag"),
        ("bgi", "PSY", "1", None, "verzonnen bedrag"),
        ("bgi", "PSY", "2", None, "verzonnen bedrag"),
        ("bgi-complex", "PSY", "6", None, "verzonnen bedrag"),
        ("vervoer", None, "1", 20, "verzonnen bedrag"),
        ("vervoer", None, "2", None, "verzonnen bedrag"),
        ("kdv", None, "5", None, "verzonnen bedrag"),
    ]


def test_what_begins_for_all_percelen_on_the_day_of_the_template_is_one_row(catalogus: Catalogus) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.tarief("vervoer", "20.00", "2027-01-01")
    rows = cells(template(catalogus.inkoop, JAN27))[1:]
    assert [row[3] for row in rows if row[0] == "vervoer"] == ["alle"]


def test_a_line_of_the_template_has_its_own_productcode_before_that_of_the_product(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "60.00", grondslag="som", iwmo_code="02A99")
    rows = cells(template(catalogus.inkoop, JAN27))[1:]
    assert {row[2]: row[-1] for row in rows if row[0] == "bgi"} == {"SOM": "02A99", "PSY": "02A03"}


def test_a_filled_in_template_is_next_years_tarieven(catalogus: Catalogus, contractmanager: User) -> None:
    catalogus.tarief("bgi", "60.00", grondslag="som")
    catalogus.tarief("vervoer", "20.00", btw=Btw.LAAG)
    book = load_workbook(io.BytesIO(template(catalogus.inkoop, JAN27)))
    worksheet = book.worksheets[0]
    assert proposed(catalogus, template(catalogus.inkoop, JAN27)).regels == []  # nothing filled in, nothing changes
    for row, amount in ((2, 62.97), (3, "€ 70,00"), (5, "20,5")):
        worksheet.cell(row, 7).value = amount
    buffer = io.BytesIO()
    book.save(buffer)
    voorstel = proposed(catalogus, buffer.getvalue())
    assert voorstel.fouten == []
    assert [(regel.naam, regel.soort, regel.oud, regel.nieuw, regel.procent) for regel in voorstel.regels] == [
        ("BGI, SOM", Voorstelsoort.NIEUW, Decimal("60.00"), Decimal("62.97"), Decimal("4.95")),
        ("BGI, PSY", Voorstelsoort.NIEUW, None, Decimal("70.00"), None),
        ("Vervoer", Voorstelsoort.NIEUW, Decimal("20.00"), Decimal("20.50"), Decimal("2.50")),
    ]
    assert voorstel.ontbreekt == [
        "BGI complex, PSY: geen tarief op 1 januari 2027.",
        "Kortdurend verblijf: geen tarief op 1 januari 2027.",
    ]
    before = everything()
    assert import_tarieven(voorstel=voorstel, by=contractmanager) == 3
    assert [(row["bedrag"], row["einddatum"]) for row in everything()[: len(before)]] == [
        (Decimal("60.00"), dt.date(2026, 12, 31)),
        (Decimal("20.00"), dt.date(2026, 12, 31)),
    ]
    assert Tarief.objects.valid_on(JAN27).get(product=catalogus.vervoer).btw == Btw.LAAG


# --- the export -------------------------------------------------------------------------------------------------------


def test_the_export_has_the_national_codes(catalogus: Catalogus) -> None:
    catalogus.tarief("bgi", "64.80", grondslag="som")
    catalogus.tarief("vervoer", "1234.50", "2026-01-01", "2026-12-31", perceel="p1", btw=Btw.LAAG)
    head, first, second = cells(export(catalogus, "xlsx"))
    bgi, vervoer = dict(zip(head, first, strict=True)), dict(zip(head, second, strict=True))
    assert (bgi["iWmo-productcode"], bgi["iWmo-productcategorie"]) == ("02A03", "02 Begeleiding")
    assert (bgi["eenheid"], bgi["eenheidcode"], bgi["waarvoor"]) == ("uur", "04 uur", "Grondslag SOM")
    assert (bgi["bedrag"], bgi["eurocenten"], bgi["perceel"]) == (64.8, 6480, "alle")
    assert (vervoer["bedrag"], vervoer["btw"], vervoer["perceel"]) == (1234.5, "9%", "1")
    lines = list(csv.reader(io.StringIO(export(catalogus, "csv").decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == head
    assert lines[2][-5:] == ["1234,50", "123450", "2026-01-01", "2026-12-31", "9%"]
    catalogus.inkoop.tarieven_fictief = True
    catalogus.inkoop.save()
    data = json.loads(export(catalogus, "json"))
    assert (data["inkoop"], data["verzonnen_bedragen"]) == (catalogus.inkoop.slug, True)
    assert data["tarieven"][0] == {
        "product": "bgi",
        "productnaam": "Begeleiding Individueel (BGI)",
        "iwmo_categorie": "02",
        "iwmo_code": "02A03",
        "soort": "bedrag",
        "grondslag": "SOM",
        "waarden": {"grondslag": "SOM"},
        "waarvoor": "Grondslag SOM",
        "perceel": None,
        "percelen": ["1", "2"],
        "eenheid": "04",
        "eenheidnaam": "uur",
        "eenheid_toelichting": "",
        "eurocent": 6480,
        "procent": None,
        "btw": "vrijgesteld",
        "ingangsdatum": "2026-01-01",
        "einddatum": None,
    }


@pytest.mark.parametrize("formaat", ["xlsx", "csv"])
def test_invented_amounts_say_so_in_every_row(catalogus: Catalogus, formaat: str) -> None:
    catalogus.inkoop.tarieven_fictief = True
    catalogus.inkoop.save()
    catalogus.tarief("vervoer", "20.00")
    content = export(catalogus, formaat)
    assert "verzonnen bedrag" in (cells(content)[1] if formaat == "xlsx" else content.decode())
    assert proposed(catalogus, content, f"x.{formaat}").fouten == []


@pytest.mark.parametrize("naam", ["=1+1", "+31 6", "-x", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_a_name_cannot_run_as_a_formula(catalogus: Catalogus, naam: str) -> None:
    Product.objects.filter(pk=catalogus.vervoer.pk).update(naam=naam)
    catalogus.tarief("vervoer", "20.00")
    worksheet = load_workbook(io.BytesIO(export(catalogus, "xlsx"))).worksheets[0]
    assert worksheet["B2"].data_type == "s"
    assert str(worksheet["B2"].value).startswith("'")
    lines = list(csv.reader(io.StringIO(export(catalogus, "csv").decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lines[1][1].startswith("'")
    assert proposed(catalogus, export(catalogus, "csv"), "x.csv").fouten == []


PERIOD = st.tuples(
    st.sampled_from([("bgi", "som"), ("bgi", "psy"), ("vervoer", None), ("kdv", None)]),
    st.sampled_from([None, "p1", "p2", "p5"]),
    st.integers(0, 40),
    st.none() | st.integers(0, 20),
    st.decimals("0.01", "999999.99", places=2),
    st.sampled_from(Btw.values),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PERIOD, max_size=12))
def test_importing_an_export_changes_nothing(
    catalogus: Catalogus, contractmanager: User, periods: list[tuple[Any, ...]]
) -> None:
    Tarief.objects.all().delete()
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.inkoop.save()
    for (product, grondslag), perceel, van, days, bedrag, btw in periods:
        begin = dt.date(2026, 1, 1) + dt.timedelta(days=van)
        try:
            set_tarief(
                product=getattr(catalogus, product),
                grondslag=grondslag and getattr(catalogus, grondslag),
                perceel=perceel and getattr(catalogus, perceel),
                bedrag=bedrag,
                vanaf=begin,
                btw=btw,
                by=contractmanager,
                **({} if days is None else {"einde": begin + dt.timedelta(days=days)}),
            )
        except TariefFout:
            continue
    before = everything()
    for formaat in ("xlsx", "csv"):
        content = export(catalogus, formaat)
        voorstel = proposed(catalogus, content, f"tarieven.{formaat}")
        assert voorstel.fouten == []
        assert voorstel.changes == []
        assert len(voorstel.regels) == len(before)
        assert import_tarieven(voorstel=voorstel, by=contractmanager) == 0
        assert everything() == before
    Tarief.objects.all().delete()
    import_tarieven(voorstel=proposed(catalogus, content, "tarieven.csv"), by=contractmanager)
    values = [name for name in before[0] if name not in ("id", "bedrag_onafgerond")] if before else ["bedrag"]
    order = ("product_id", "grondslag_id", "perceel_id", "ingangsdatum")
    assert list(Tarief.objects.order_by(*order).values(*values)) == sorted(
        ({name: row[name] for name in values} for row in before),
        key=lambda row: [(row[name] is None, row[name]) for name in order],  # as PostgreSQL: NULL last
    )


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["vervoer", "", "alle", -5, JAN27], "Cel D2 (nieuw bedrag): “-5” is kleiner dan nul."),
        (["vervoer", "", "alle", "-5,00", JAN27], "Cel D2 (nieuw bedrag): “-5,00” is kleiner dan nul."),
        (["vervoer", "", "alle", 64.125, JAN27], "Cel D2 (nieuw bedrag): “64,125” heeft meer dan twee decimalen."),
        (["vervoer", "", "alle", "64,1250", JAN27], "Cel D2 (nieuw bedrag): “64,1250” heeft meer dan twee decimalen."),
        (["vervoer", "", "alle", "1.234", JAN27], "Cel D2 (nieuw bedrag): “1.234” is niet eenduidig"),
        (["vervoer", "", "alle", 1e9, JAN27], "Cel D2 (nieuw bedrag): “1000000000” is te groot"),
        (["vervoer", "", "alle", "n.t.b.", JAN27], "Cel D2 (nieuw bedrag): “n.t.b.” is geen bedrag."),
        (["vervoer", "", "alle", True, JAN27], "Cel D2 (nieuw bedrag): Hier staat geen bedrag."),
        (["vervoer", "", "alle", dt.date(2026, 5, 1), JAN27], "Cel D2 (nieuw bedrag): Hier staat een datum of tijd."),
        (["vervoer", "", "alle", dt.time(1, 30), JAN27], "Cel D2 (nieuw bedrag): Hier staat een datum of tijd."),
        (["vervoer", "", "alle", "=20*1.05", JAN27], "Cel D2 (nieuw bedrag): Hier staat een formule."),
        (["vervoer", "", "alle", 5, None], "Cel E2 (ingangsdatum): De ingangsdatum ontbreekt."),
        (["vervoer", "", "alle", 5, "1 januari"], "Cel E2 (ingangsdatum): “1 januari” is geen datum."),
        (["vervoer", "", "alle", 5, 46388], "Cel E2 (ingangsdatum): “46388” is geen datum."),
        (["vervoer", "", "alle", 5, JAN27, dt.date(2026, 12, 31)], "Cel F2 (einddatum): De einddatum (31 december 2026) ligt"),
        (["vervoer", "", "alle", 5, JAN27, "ooit"], "Cel F2 (einddatum): “ooit” is geen datum."),
        (["vervoer", "", "alle", 5, JAN27, None, "hoog tarief"], "Cel G2 (btw): “hoog tarief” is geen btw-tarief."),
        (["bgx", "", "alle", 5, JAN27], "Cel A2 (product): Product “bgx” bestaat niet in deze inkoop."),
        ([None, "", "alle", 5, JAN27], "Cel A2 (product): De productcode ontbreekt."),
        (["bgi", "XYZ", "alle", 5, JAN27], "Cel B2 (grondslag): Grondslag “XYZ” bestaat niet. Verwacht: SOM en PSY."),
        (["bgi", "", "alle", 5, JAN27], "Cel B2 (grondslag): Het tarief van Begeleiding Individueel (BGI) verschilt"),
        (["bgi-complex", "SOM", "alle", 5, JAN27], "Cel B2 (grondslag): BGI complex is er niet voor grondslag SOM."),
        (["kdv", "", 1, 5, JAN27], "Cel C2 (perceel): Kortdurend verblijf komt niet voor in perceel 1."),
        (["vervoer", "", None, 5, JAN27], "Cel C2 (perceel): Het perceel ontbreekt."),
    ],
)  # fmt: skip
def test_bad_input_is_named_by_row_and_column(
    catalogus: Catalogus, contractmanager: User, row: Any, message: str
) -> None:
    catalogus.inkoop.tarief_per_perceel = True
    catalogus.inkoop.save()
    good = ["kdv", "", "5", "200,00", JAN27]
    voorstel = proposed(catalogus, xlsx(row, good))
    assert [str(fout)[: len(message)] for fout in voorstel.fouten] == [message]
    with pytest.raises(TariefFout, match="Er is niets opgeslagen"):
        import_tarieven(voorstel=voorstel, by=contractmanager)
    assert everything() == []


def test_overlap_within_the_file_and_with_what_is_there(catalogus: Catalogus) -> None:
    catalogus.tarief("kdv", "200.00", "2028-01-01")
    voorstel = proposed(
        catalogus,
        xlsx(
            ["vervoer", "", "alle", 5, JAN27, dt.date(2027, 12, 31)],
            ["vervoer", "", "alle", 6, dt.date(2027, 7, 1)],
            ["kdv", "", "alle", 7, JAN27, dt.date(2028, 6, 30)],
            ["bgi", "SOM", "alle", 7, JAN27],
            ["BGI", "som", "Alle percelen", 8, JAN27],
        ),
    )
    assert [str(fout).split(":")[0] for fout in voorstel.fouten] == [
        "Cel E6 (ingangsdatum)",
        "Cel E3 (ingangsdatum)",
        "Cel F4 (einddatum)",
    ]


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (["product", "grondslag", "perceel", "prijs", "ingangsdatum"], "Cel D1: Onbekende kop “prijs”."),
        (["product", "grondslag", "perceel", "ingangsdatum"], "Er moet één kolom “nieuw bedrag” of “bedrag” zijn."),
        ([*HEADERS, "bedrag"], "Er mag maar één kolom zijn"),
        (["product", "nieuw bedrag", "ingangsdatum"], "Rij 1: De kolom “grondslag” ontbreekt."),
    ],
)
def test_a_wrong_header_is_told(catalogus: Catalogus, headers: list[str], message: str) -> None:
    voorstel = proposed(catalogus, xlsx(headers=headers))
    assert message in str(voorstel.fouten[0])
    assert not voorstel.can_be_saved


def test_a_sheet_of_100_000_rows_or_a_zip_bomb_is_refused_within_seconds(
    catalogus: Catalogus, contractmanager: User
) -> None:
    many = b"product;grondslag;perceel;bedrag;ingangsdatum\r\n" + b"vervoer;;alle;5;1-1-2027\r\n" * 100_000
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 500_000_000)
    for content, filename, message in (
        (many, "x.csv", "te veel rijen"),
        (bomb.getvalue(), "x.xlsx", "uitgepakt te groot"),
        (b"\0" * 6_000_000, "x.xlsx", "te groot: hooguit 5 MB"),
        (b"PK\x03\x04", "x.xlsx", "beschadigd"),
    ):
        begin = time.process_time()
        voorstel = proposed(catalogus, content, filename)
        assert time.process_time() - begin < 3
        assert message in str(voorstel.fouten[0])
        with pytest.raises(TariefFout):
            import_tarieven(voorstel=voorstel, by=contractmanager)


def test_btw_is_read_as_people_and_spreadsheets_write_it(catalogus: Catalogus) -> None:
    for written, btw in [
        ("9%", Btw.LAAG),
        (0.09, Btw.LAAG),
        (21, Btw.HOOG),
        ("Vrijgesteld", Btw.VRIJGESTELD),
        (None, None),
    ]:
        (item,) = proposed(catalogus, xlsx(["vervoer", None, None, 5, JAN27, None, written])).invoer
        assert item.btw == btw
