"""An inkoop of which the tarieven depend on a trede and a leveringsvorm (the price lists of Altena and Meerinzicht, feiten 9)."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.models import User
from core.fouten import BewerkFout
from publicaties import tarieflijst
from publicaties.document import Versiegegevens, document_html
from publicaties.herstel import restore
from publicaties.problemen import find_problems
from publicaties.snapshot import read as read_snapshot
from publicaties.snapshot import take
from publicaties.wijzigingen import compare
from segments.actions import archive
from segments.models import Inkoop
from tarieven.actions import apply_indexatie, import_tarieven, set_tarief
from tarieven.dekking import Afspraken, Koppeling, holes
from tarieven.fouten import TariefFout
from tarieven.inrichting import load
from tarieven.invoer import Invoer
from tarieven.matrix import matrix
from tarieven.models import Tarief
from tarieven.perioden import Cel, Periode, conflicts, covering, on
from tarieven.spreadsheet import read, template
from tarieven.voorstel import propose
from tests.producten.factories import AswaardeFactory, ProductFactory, TariefasFactory
from tests.publicaties.demo import changed
from tests.tarieven.factories import IndexatieFactory, IndexcomponentFactory, TariefFactory

DAY = dt.date(2026, 1, 1)
JAN27 = dt.date(2027, 1, 1)


@pytest.fixture
def altena(inkoop: Inkoop) -> SimpleNamespace:
    """Begeleiding by trede and leveringsvorm, hulp bij het huishouden by leveringsvorm, vervoer with one tarief; no percelen."""
    inkoop.start_contract, inkoop.met_tarieven = DAY, True
    inkoop.save()
    trede = TariefasFactory(inkoop=inkoop, code="trede", naam="trede", meervoud="treden", plaats=1)
    vorm = TariefasFactory(inkoop=inkoop, code="vorm", naam="leveringsvorm", meervoud="leveringsvormen", plaats=2)
    waarden = {
        code.lower(): AswaardeFactory(tariefas=tariefas, code=code, label=label, definitie=definitie, volgorde=volgorde)
        for volgorde, (tariefas, code, label, definitie) in enumerate(
            [
                (trede, "T1", "licht", "Enkele uren per 4 weken."),
                (trede, "T2", "midden", ""),
                (vorm, "pgb", "pgb professioneel", ""),
                (vorm, "netwerk", "sociaal netwerk", ""),
            ]
        )
    }
    begeleiding, hbh, vervoer = (
        ProductFactory(inkoop=inkoop, code=code, naam=naam, volgorde=volgorde)
        for volgorde, (code, naam) in enumerate(
            [("bg", "Begeleiding"), ("hbh", "Hulp bij het huishouden"), ("vervoer", "Vervoer")], 1
        )
    )
    begeleiding.aswaarden.set(waarden.values())
    hbh.aswaarden.set([waarden["pgb"], waarden["netwerk"]])
    return SimpleNamespace(inkoop=inkoop, trede=trede, vorm=vorm, bg=begeleiding, hbh=hbh, vervoer=vervoer, **waarden)


def fill(altena: SimpleNamespace) -> None:
    for product, waarde1, waarde2, bedrag in [
        (altena.bg, altena.t1, altena.pgb, "344.13"),
        (altena.bg, altena.t1, altena.netwerk, "206.48"),
        (altena.bg, altena.t2, altena.pgb, "1032.39"),
        (altena.bg, altena.t2, altena.netwerk, "619.44"),
        (altena.hbh, None, altena.pgb, "16.30"),
        (altena.hbh, None, altena.netwerk, "12.23"),
        (altena.vervoer, None, None, "5.10"),
    ]:
        TariefFactory(product=product, waarde1=waarde1, waarde2=waarde2, bedrag=Decimal(bedrag), ingangsdatum=DAY)


def test_the_last_axis_stands_across_and_the_other_down(altena: SimpleNamespace) -> None:
    fill(altena)
    found = matrix(altena.inkoop, DAY)
    assert [kolom.sleutel for kolom in found.kolommen] == ["een", "waarde2:pgb", "waarde2:netwerk"]
    assert [
        (
            rij.product.code,
            [row.code for row in rij.waarden],
            [cel.geldt and str(cel.geldt.bedrag) for cel in rij.cellen],
        )
        for rij in found.rijen
    ] == [
        ("bg", ["T1"], [None, "344.13", "206.48"]),
        ("bg", ["T2"], [None, "1032.39", "619.44"]),
        ("hbh", [], [None, "16.30", "12.23"]),
        ("vervoer", [], ["5.10", None, None]),
    ]


def test_what_is_missing_is_named_by_its_values(altena: SimpleNamespace) -> None:
    fill(altena)
    Tarief.objects.get(bedrag="619.44").delete()
    inrichting = load(altena.inkoop)
    assert [inrichting.name(hiaat.cel) for hiaat in inrichting.hiaten(DAY)] == ["Begeleiding, midden, sociaal netwerk"]
    told = [row.boodschap for row in find_problems(take(altena.inkoop), previous=None, day=DAY)]
    assert (
        "Voor Begeleiding met trede T2 met leveringsvorm netwerk is er op 1 januari 2026 geen tarief. "
        + ("Voeg een tarief toe dat dan geldt.")
        in told
    )


def test_a_value_meets_none_in_the_database_too(altena: SimpleNamespace) -> None:
    fill(altena)
    with pytest.raises(IntegrityError), transaction.atomic():
        TariefFactory(product=altena.bg, waarde1=altena.t1, ingangsdatum=DAY)
    TariefFactory(product=altena.bg, waarde1=altena.t1, ingangsdatum=dt.date(2020, 1, 1), einddatum=dt.date(2020, 1, 2))
    with pytest.raises(ValidationError, match="waarde van een andere as"):
        Tarief(product=altena.bg, waarde1=altena.pgb, bedrag=Decimal(1), ingangsdatum=DAY).full_clean()


@pytest.mark.parametrize(
    ("waarden", "message"),
    [
        ({"waarde1": "t1"}, "verschilt per leveringsvorm: vul een leveringsvorm in"),
        ({}, "verschilt per trede: vul een trede in"),
        ({"product": "vervoer", "waarde1": "t1"}, "Het tarief van Vervoer verschilt niet per trede"),
    ],
)
def test_an_amount_needs_a_value_of_each_axis_of_its_product(
    altena: SimpleNamespace, contractmanager: User, waarden: dict[str, str], message: str
) -> None:
    product = getattr(altena, waarden.pop("product", "bg"))
    rows = {veld: getattr(altena, naam) for veld, naam in waarden.items()}
    with pytest.raises(TariefFout, match=message):
        set_tarief(product=product, bedrag=Decimal(1), vanaf=DAY, by=contractmanager, **rows)


def test_the_sheet_has_a_column_for_each_axis_and_comes_back(altena: SimpleNamespace, contractmanager: User) -> None:
    """All amounts through the sheet; the same in xlsx, csv, JSON, the page and the PDF. No word about grondslagen or percelen."""
    book = load_workbook(io.BytesIO(template(altena.inkoop, DAY)))
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert head[:5] == ["product", "naam", "trede", "leveringsvorm", "eenheid"]
    assert "grondslag" not in str([cell.value for row in book.worksheets[1] for cell in row])
    amounts = ["344,13", "206,48", "1.032,39", "619,44", "16,30", "12,23", "5,10"]
    for number, amount in enumerate(amounts, start=2):
        sheet.cell(number, head.index("nieuw bedrag") + 1).value = amount
    buffer = io.BytesIO()
    book.save(buffer)
    voorstel = read(io.BytesIO(buffer.getvalue()), "x.xlsx", altena.inkoop)
    assert (voorstel.fouten, voorstel.ontbreekt) == ([], [])
    assert import_tarieven(voorstel=voorstel, by=contractmanager) == len(amounts)
    snapshot = take(altena.inkoop)
    expected = [34413, 20648, 103239, 61944, 1630, 1223, 510]
    data = json.loads(tarieflijst.export(snapshot, "json"))["tarieven"]
    assert [row["eurocent"] for row in data] == expected
    assert data[0]["waarden"] == {"trede": "T1", "leveringsvorm": "pgb"}
    for formaat in ("xlsx", "csv"):
        content = tarieflijst.export(snapshot, formaat)
        again = read(io.BytesIO(content), f"x.{formaat}", altena.inkoop)
        assert (again.fouten, again.changes, len(again.regels)) == ([], [], len(amounts))
    titles, first, *_ = csv.reader(io.StringIO(tarieflijst.export(snapshot, "csv").decode("utf-8-sig")), delimiter=";")
    assert dict(zip(titles, first, strict=True))["waarvoor"] == "licht, pgb professioneel"
    versie = Versiegegevens("I", "R", "V", None, DAY, False, None, None, "")
    with_chapter = changed(snapshot, _with_chapter)
    paper = document_html(versie, with_chapter, [])
    for amount in amounts:
        assert f"€\u00a0{amount}" in paper
    assert '<td>Trede</td><th scope="col">Leveringsvorm</th>' in paper
    assert "Enkele uren per 4 weken." in paper
    assert "bij Begeleiding hangt het tarief af van trede en leveringsvorm" in paper.lower().replace("bij b", "bij B")
    assert "rondslag" not in paper


def _with_chapter(data: dict[str, Any]) -> None:
    data["hoofdstukken"] = [
        {
            "identiteit": "",
            "titel": "Tarieven",
            "sleutel": "tarieven",
            "soort": "tarieven",
            "tekst": "",
            "slottekst": "",
        }
    ]


def test_wrong_values_in_a_sheet_are_named(altena: SimpleNamespace) -> None:
    fill(altena)
    content = (
        "product;trede;leveringsvorm;nieuw bedrag;ingangsdatum\r\nbg;T9;pgb;5;1-1-2027\r\nhbh;T1;pgb;5;1-1-2027\r\n"
    )
    fouten = read(io.BytesIO(content.encode()), "x.csv", altena.inkoop).fouten
    assert [str(fout) for fout in fouten] == [
        "Cel B2 (trede): Trede “T9” bestaat niet. Verwacht: T1 en T2.",
        "Cel B3 (trede): Het tarief van Hulp bij het huishouden verschilt niet per trede: laat die waarde leeg.",
    ]
    by_label = "product;trede;leveringsvorm;bedrag;ingangsdatum\r\nbg;licht;Sociaal netwerk;5;1-1-2027\r\n"
    assert read(io.BytesIO(by_label.encode()), "x.csv", altena.inkoop).fouten == []
    without = read(io.BytesIO(b"product;trede;bedrag;ingangsdatum\r\n"), "x.csv", altena.inkoop).fouten
    assert "De kolom “leveringsvorm” ontbreekt" in str(without[0])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("pgb", ""),
        ("PGB", ""),
        ("Sociaal Netwerk", ""),
        ("T1", "Leveringsvorm “T1” bestaat niet. Verwacht: pgb en netwerk."),
        ("zin", "Leveringsvorm “zin” bestaat niet. Verwacht: pgb en netwerk."),
    ],
)
def test_a_value_is_found_by_its_code_or_its_label(altena: SimpleNamespace, asked: str, told: str) -> None:
    then = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    AswaardeFactory(tariefas=altena.vorm, code="oud", label="vroeger", gearchiveerd_op=then, volgorde=9)
    asked_for = Invoer("hbh", None, None, Decimal(1), JAN27, waarde2=asked)
    assert [fout.message for fout in propose(altena.inkoop, [asked_for]).fouten] == ([told] if told else [])


def test_a_label_of_two_values_names_neither(altena: SimpleNamespace) -> None:
    AswaardeFactory(tariefas=altena.vorm, code="pgb-2", label="Sociaal netwerk", volgorde=9)
    asked_for = Invoer("hbh", None, None, Decimal(1), JAN27, waarde2="sociaal netwerk")
    (fout,) = propose(altena.inkoop, [asked_for]).fouten
    assert fout.message == "Leveringsvorm “sociaal netwerk” bestaat niet. Verwacht: pgb, netwerk en pgb-2."


def test_an_axis_with_tarieven_stays_and_says_how_many(altena: SimpleNamespace, contractmanager: User) -> None:
    fill(altena)
    for deel, message in (
        (altena.trede, "Voor de treden zijn er 4 tarieven."),
        (altena.netwerk, "Voor sociaal netwerk zijn er 3 tarieven."),
    ):
        with pytest.raises(BewerkFout, match=message):
            archive(deel=deel, inkoop=altena.inkoop, by=contractmanager, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    altena.trede.plaats = 2
    with pytest.raises(ValidationError, match="De plaats kan niet anders worden"):
        altena.trede.full_clean()
    Tarief.objects.filter(waarde1__isnull=False).delete()
    archive(deel=altena.trede, inkoop=altena.inkoop, by=contractmanager, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert [kolom.sleutel for kolom in matrix(altena.inkoop, DAY).kolommen] == ["een", "waarde2:pgb", "waarde2:netwerk"]


@pytest.mark.parametrize("code", ["T1", "HH2", "zin", "pgb-informeel", "9"])
def test_codes_of_values_hold_digits(altena: SimpleNamespace, code: str) -> None:
    if code != "T1":
        AswaardeFactory.build(inkoop=altena.inkoop, tariefas=altena.trede, code=code).full_clean()
    with pytest.raises(ValidationError, match="Een code bestaat uit"):
        AswaardeFactory.build(inkoop=altena.inkoop, tariefas=altena.trede, code=f"{code} x").full_clean()


def test_a_round_indexes_every_cell_and_the_change_table_tells_them(
    altena: SimpleNamespace, contractmanager: User
) -> None:
    fill(altena)
    before = take(altena.inkoop)
    ronde = IndexatieFactory(inkoop=altena.inkoop, ingangsdatum=JAN27)
    IndexcomponentFactory(indexatie=ronde)
    apply_indexatie(indexatie=ronde, by=contractmanager, at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    after = take(altena.inkoop)
    assert len(after.tarieven) == 14
    told = {row.titel: [line.zin for line in row.tarieven] for row in compare(before, after)}
    assert told["Tarieven van Begeleiding zijn gewijzigd"][0].startswith(
        "licht, pgb professioneel: van €\u00a0344,13 naar"
    )
    assert len(told["Tarieven van Begeleiding zijn gewijzigd"]) == 4


def test_putting_a_version_back_brings_axes_values_and_amounts(altena: SimpleNamespace, contractmanager: User) -> None:
    fill(altena)
    before = take(altena.inkoop)
    altena.trede.naam = "intensiteit"
    altena.trede.save()
    Tarief.objects.filter(waarde1=altena.t1).delete()
    altena.t1.delete()
    restore(
        inkoop=altena.inkoop, snapshot=before, by=contractmanager, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), reden=""
    )
    assert take(altena.inkoop) == before


def test_a_snapshot_from_before_the_axes_reads_as_none(altena: SimpleNamespace) -> None:
    data = take(altena.inkoop).model_dump(mode="json")
    for row in data["producten"]:
        row.pop("aswaarden")
    for name in ("tariefassen", "aswaarden"):
        data.pop(name)
    old = read_snapshot(data)
    assert (old.tariefassen, old.product["bg"].aswaarden) == ([], [])
    assert json.loads(old.canonical()) == data


def test_paste_asks_for_the_other_axis(altena: SimpleNamespace, contractmanager: User, client: Client) -> None:
    fill(altena)
    client.force_login(contractmanager)
    address = f"/beheer/{altena.inkoop.slug}/tarieven/plakken/"
    page = client.get(address).content.decode()
    assert "Leveringsvorm" in page
    assert "Begeleiding, licht; Begeleiding, midden; Hulp bij het huishouden" in page
    asked = {"kolom": "waarde2:pgb", "ingangsdatum": "1-1-2027"}
    in_order = client.post(address, {**asked, "regels": "350\n1050\n17"}).content.decode()
    assert "Begeleiding, midden, pgb professioneel" in in_order
    assert "€\u00a01.050,00" in in_order
    named = client.post(address, {**asked, "regels": "bg\tT2\t1051\nhbh;18"}).content.decode()
    assert "€\u00a01.051,00" in named
    wrong = client.post(address, {**asked, "regels": "bg\t1051"}).content.decode()
    assert "Zet tussen Begeleiding en het bedrag ook: trede." in wrong


def test_the_screens_say_per_what(altena: SimpleNamespace, contractmanager: User, client: Client) -> None:
    fill(altena)
    client.force_login(contractmanager)
    matrix_page = client.get(f"/beheer/{altena.inkoop.slug}/tarieven/?dag=2026-06-01").content.decode()
    assert "Per product, trede en leveringsvorm, op de dag" in matrix_page
    ids = [part.split('"')[0] for part in matrix_page.split(' id="cel-')[1:]]
    assert len(ids) == len(set(ids)) == 7
    cel = client.get(f"/beheer/{altena.inkoop.slug}/tarieven/cel/bg/?waarde1=T1&waarde2=pgb").content.decode()
    assert "Begeleiding, licht, pgb professioneel" in cel
    assert client.get(f"/beheer/{altena.inkoop.slug}/tarieven/cel/bg/?waarde1=pgb").status_code == 404
    form = client.get(f"/beheer/{altena.inkoop.slug}/gegevens/product/bg/").content.decode()
    assert "Tarief verschilt verder per" in form


def test_a_region_without_own_axes_sees_none(inkoop: Inkoop, contractmanager: User, client: Client) -> None:
    product = ProductFactory(inkoop=inkoop, code="x")
    client.force_login(contractmanager)
    form = client.get(f"/beheer/{inkoop.slug}/gegevens/product/{product.code}/").content.decode()
    assert "verschilt verder per" not in form
    head = [cell.value for cell in load_workbook(io.BytesIO(template(inkoop, DAY))).worksheets[0][1]]
    assert head[:4] == ["product", "naam", "eenheid", "huidig bedrag"]


# --- the algebra, over both axes --------------------------------------------------------------------------------------

VALUE = st.none() | st.integers(1, 2)
CELLS = st.builds(lambda *parts: Cel(1, *parts), VALUE, VALUE, VALUE, VALUE)
PERIODS = st.tuples(st.integers(0, 20), st.none() | st.integers(0, 10))


def _line(van: int, days: int | None) -> list[Periode]:
    begin = DAY + dt.timedelta(days=van)
    return [Periode(begin, None if days is None else begin + dt.timedelta(days=days), Decimal(1))]


@given(st.dictionaries(CELLS, PERIODS.map(lambda period: _line(*period)), max_size=5), CELLS, st.integers(0, 35))
def test_without_conflicts_a_day_has_one_amount_for_any_full_cell(
    lines: dict[Cel, list[Periode]], asked: Cel, number: int
) -> None:
    cell = Cel(1, *(part or 1 for part in asked[1:]))
    day = DAY + dt.timedelta(days=number)
    holding = [period for period in covering(lines, cell) if period.holds(day)]
    if not conflicts(lines):
        assert len(holding) <= 1
        assert bool(holding) == (on(covering(lines, cell), day) is not None)
    assert sorted(map(id, covering(lines, cell))) == sorted(
        id(period) for other, line in lines.items() if _covers(other, cell) for period in line
    )


def _covers(other: Cel, cell: Cel) -> bool:
    return all(part is None or part == mine for part, mine in zip(other[1:], cell[1:], strict=True))


@given(
    st.dictionaries(st.sampled_from(["grondslag", "waarde1", "waarde2"]), st.sets(st.integers(1, 3)), max_size=3),
    st.lists(st.integers(1, 3), unique=True),
    st.booleans(),
)
def test_every_combination_wants_one_amount(assen: dict[str, set[int]], percelen: list[int], per_perceel: bool) -> None:
    wanted = Afspraken(DAY, per_perceel).wanted(1, [Koppeling(one, None, None) for one in percelen], assen)
    places = len(percelen) if per_perceel and percelen else 1
    size = places
    for values in assen.values():
        size *= max(len(values), 1)
    assert len({cell.cel for cell in wanted}) == len(wanted) == size
    for cell in wanted:
        assert {veld for veld in ("grondslag", "waarde1", "waarde2") if getattr(cell.cel, veld)} == {
            veld for veld, values in assen.items() if values
        }
    lines = {cell.cel: _line(0, None) for cell in wanted}
    assert list(holes(wanted, lines, DAY)) == []
    if wanted:
        del lines[wanted[0].cel]
        assert [hole.cel for hole in holes(wanted, lines, DAY)] == [wanted[0].cel]
