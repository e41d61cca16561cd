"""The amounts and structures of public price lists (feiten 9) through the sheet, and the same out in every form."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pymupdf
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from core.codelijsten import Eenheid, Tariefsoort, bedragtekst, geteld, per
from core.fouten import BewerkFout
from producten.models import Aswaarde, Product
from publicaties import tarieflijst
from publicaties.feiten import feiten
from publicaties.problemen import find_problems
from publicaties.snapshot import Snapshot, take
from segments.actions import add_deel, save_feiten
from segments.bewerking import facts_of, fingerprint_of
from segments.models import HoofdstukSoort, Inkoop
from tarieven.actions import apply_indexatie, import_tarieven, set_tarief
from tarieven.fouten import TariefFout
from tarieven.indexatie import bereken
from tarieven.inrichting import load
from tarieven.models import Tarief
from tarieven.spreadsheet import read
from tests.producten.factories import AswaardeFactory, ProductFactory, TariefasFactory
from tests.publicaties.demo import changed
from tests.segments.factories import HoofdstukFactory
from tests.tarieven.factories import IndexatieFactory, IndexcomponentFactory
from tests.werkplek.versies import publish_from

DAY = dt.date(2023, 1, 1)
TWEE = "uur min"
#: Per list: its axes with their values (code, label, own unit), its products, and its amounts, all of them. A product: its name, its unit,
#: what it is, the values that it has, what the unit says of itself besides, and what it is a toeslag or korting on.
LIJSTEN: dict[str, dict[str, Any]] = {
    "westerveld": {
        "assen": {
            "tijdseenheid": [("uur", "uren", "04"), ("min", "minuten", "01")],
            "leveringsvorm": [
                ("zin", "natura", ""), ("prof", "pgb professioneel", ""), ("zzp", "zzp", ""), ("informeel", "pgb informeel", ""),
            ],
        },
        "producten": {
            "ibb": ("Individuele begeleiding basis", "04", "", f"{TWEE} zin prof zzp informeel"),
            "ibp": ("Individuele begeleiding plus", "04", "", TWEE),
            "bgl": ("Begeleiding groep licht", "16", "", ""),
            "bgm": ("Begeleiding groep midden", "16", "", ""),
            "bgz": ("Begeleiding groep zwaar", "16", "", ""),
            "respijt": ("Respijtzorg", "14", "", ""),
            "pv": ("Persoonlijke verzorging", "04", "", f"{TWEE} zin informeel"),
            "vervoer": ("Vervoer dagbesteding niet-rolstoelgebonden", "dg", "", ""),
            "rolstoel": ("Vervoer dagbesteding rolstoelgebonden", "dg", "", ""),
            "vraag": ("Vraagverheldering", "ex", "", ""),
            "stabiel": ("Vraagverheldering met stabilisatie", "ex", "", ""),
            "hbh": ("Hulp bij het huishouden", "04", "", f"{TWEE} zin prof zzp informeel"),
            "verhuis": ("Verhuiskosten", "ex", "", ""),
            "gezinslid": ("Verhuiskosten, elk volgend gezinslid", "82", "toeslag", "", "Per gezinslid, vanaf het tweede", "verhuis"),
            "sport": ("Sportrolstoel", "ex", "", "", "Voor een periode van 3 jaar"),
        },
        "bedragen": [
            *(("ibb", een, twee, bedrag) for twee in ("zin", "prof", "zzp") for een, bedrag in (("uur", "55,80"), ("min", "0,93"))),
            ("ibb", "uur", "informeel", "22,80"), ("ibb", "min", "informeel", "0,38"),
            ("ibp", "uur", "", "85,20"), ("ibp", "min", "", "1,42"),
            ("bgl", "", "", "35,76"), ("bgm", "", "", "46,15"), ("bgz", "", "", "65,57"), ("respijt", "", "", "204,21"),
            ("pv", "uur", "zin", "55,80"), ("pv", "min", "zin", "0,93"),
            ("pv", "uur", "informeel", "22,80"), ("pv", "min", "informeel", "0,38"),
            ("vervoer", "", "", "14,79"), ("rolstoel", "", "", "26,60"),
            ("vraag", "", "", "1.394,44"), ("stabiel", "", "", "2.493,95"),
            *(("hbh", een, twee, bedrag) for twee in ("zin", "prof") for een, bedrag in (("uur", "32,40"), ("min", "0,54"))),
            ("hbh", "uur", "zzp", "24,60"), ("hbh", "min", "zzp", "0,41"),
            ("hbh", "uur", "informeel", "16,20"), ("hbh", "min", "informeel", "0,27"),
            ("verhuis", "", "", "2.475,47"), ("gezinslid", "", "", "310,62"), ("sport", "", "", "3.570,40"),
        ],
        "per": {
            "per minuut", "per uur", "per dagdeel", "per etmaal", "per dag", "eenmalig", "per gezinslid, bij Verhuiskosten",
        },
    },
    "meerinzicht": {
        "assen": {
            "afstand": [("t9", "t/m 9 km", ""), ("t25", "10 t/m 25 km", "")],
            "leveringsvorm": [
                ("zin", "zorg in natura en pgb professioneel", ""), ("zzp", "pgb zzp", ""), ("netwerk", "pgb sociaal netwerk", ""),
            ],
        },
        "producten": {
            "hbh": ("Hulp bij het huishouden", "04", "", "zin zzp netwerk"),
            "bir": ("Begeleiding individueel regulier", "04", "", "zin zzp netwerk"),
            "bis": ("Begeleiding individueel specialistisch", "04", "", "zin zzp netwerk"),
            "biw": ("Begeleiding individueel waakvlam", "04", "", "zin zzp netwerk"),
            "groep": ("Groep regulier", "04", "", "zin zzp"),
            "arbeid": ("Groep arbeidsmatig", "04", "", "zin zzp"),
            "vervoer": ("Vervoer regulier", "dg", "", "t9 t25"),
            "rolstoel": ("Vervoer rolstoel", "dg", "", "t9 t25"),
            "logeren": ("Logeren all-in", "14", "", "zin zzp netwerk"),
            "verblijf": ("Logeren verblijf", "14", "", "zin zzp netwerk"),
        },
        "bedragen": [
            (product, "", vorm, bedrag)
            for product, bedragen in {
                "hbh": "31,80 23,85 15,90", "bir": "66,00 49,50 20,00", "bis": "73,80 55,35 20,00", "biw": "66,00 49,50 20,00",
                "groep": "9,60 7,20", "arbeid": "12,60 9,00", "logeren": "255,47 191,60 30,00", "verblijf": "180,29 135,22 30,00",
            }.items()
            for vorm, bedrag in zip(("zin", "zzp", "netwerk"), bedragen.split(), strict=False)
        ] + [
            ("vervoer", "t9", "", "14,51"), ("vervoer", "t25", "", "30,18"),
            ("rolstoel", "t9", "", "23,86"), ("rolstoel", "t25", "", "38,03"),
        ],
        "per": {"per uur", "per dag", "per etmaal"},
    },
    "altena": {
        "assen": {
            "trede": [("T1", "licht", ""), ("T2", "midden", ""), ("HH1", "HbH 1", ""), ("HH2", "HbH 2", "")],
            "leveringsvorm": [("pgb", "pgb", ""), ("netwerk", "sociaal netwerk", "")],
        },
        "producten": {
            "bg": ("Begeleiding", "4w", "", "T1 T2 pgb netwerk", "Naar rato als een periode al loopt"),
            "bgz": ("Begeleiding zwaar", "84", "", "pgb netwerk", "Per eenheid, zoals in de offerte"),
            "maatwerk": ("Begeleiding op maat", "", "offerte", ""),
            "vervoer": ("Vervoer", "dg", "", ""),
            "rolstoel": ("Vervoer rolstoel", "dg", "", ""),
            "hbh": ("Hulp bij het huishouden", "04", "", "HH1 HH2 pgb netwerk"),
            "korting": ("Sociaal netwerk, begeleiding", "", "korting_pct", "", "", "bg bgz"),
            "korting-hbh": ("Sociaal netwerk, huishouden", "", "korting_pct", "", "", "hbh"),
        },
        "bedragen": [
            ("bg", "T1", "pgb", "344,13"), ("bg", "T2", "pgb", "1.032,39"), ("bgz", "", "pgb", "43,35"),
            ("bg", "T1", "netwerk", "206,48"), ("bg", "T2", "netwerk", "619,44"), ("bgz", "", "netwerk", "26,01"),
            ("vervoer", "", "", "5,10"), ("rolstoel", "", "", "15,30"),
            ("hbh", "HH1", "pgb", "16,30"), ("hbh", "HH2", "pgb", "20,19"),
            ("hbh", "HH1", "netwerk", "12,23"), ("hbh", "HH2", "netwerk", "15,14"),
            ("korting", "", "", "40"), ("korting-hbh", "", "", "25"),
        ],
        "per": {
            "per 4 weken", "per dag", "per uur", "per eenheid", "van het tarief van Begeleiding en Begeleiding zwaar",
            "van het tarief van Hulp bij het huishouden",
        },
    },
    # The two more shapes: a taakgericht budget per gemeente and year, and a toeslag for evenings and weekends. Invented amounts.
    "taakgericht": {
        "assen": {
            "gemeente": [("a", "Gemeente A", ""), ("b", "Gemeente B", "")],
            "moment": [("avond", "avond", ""), ("weekend", "weekend", "")],
        },
        "producten": {
            "taak": ("Taakgericht budget", "jr", "budget", "a b"),
            "hbh": ("Hulp bij het huishouden", "04", "", ""),
            "toeslag": ("Toeslag avond en weekend", "04", "toeslag", "avond weekend", "", "hbh"),
            "zzp": ("Korting zzp", "04", "korting", "", "", "hbh"),
            "feestdag": ("Toeslag feestdag", "", "toeslag_pct", "", "", "hbh"),
        },
        "bedragen": [
            ("taak", "a", "", "64.800.000,00"), ("taak", "b", "", "999.999.999,99"), ("hbh", "", "", "38,40"),
            ("toeslag", "", "avond", "2,50"), ("toeslag", "", "weekend", "4,75"), ("zzp", "", "", "3,10"), ("feestdag", "", "", "12,5"),
        ],
        "per": {
            "per jaar", "per uur", "per uur, bij Hulp bij het huishouden", "van het tarief van Hulp bij het huishouden",
        },
    },
}  # fmt: skip


def build(inkoop: Inkoop, naam: str) -> dict[str, Any]:
    lijst = LIJSTEN[naam]
    inkoop.start_contract, inkoop.met_tarieven = DAY, True
    inkoop.save()
    for plaats, (as_, waarden) in enumerate(lijst["assen"].items(), 1):
        tariefas = TariefasFactory(inkoop=inkoop, code=as_, naam=as_, meervoud=f"{as_}en", plaats=plaats)
        for volgorde, (code, label, eenheid) in enumerate(waarden):
            AswaardeFactory(tariefas=tariefas, code=code, label=label, eenheid=eenheid, volgorde=volgorde)
    for volgorde, (code, (product, eenheid, soort, waarden, *rest)) in enumerate(lijst["producten"].items(), 1):
        row = ProductFactory(
            inkoop=inkoop, code=code, naam=product, eenheid=eenheid, tariefsoort=soort, volgorde=volgorde,
            eenheid_toelichting=rest[0] if rest else "",
        )  # fmt: skip
        row.aswaarden.set(Aswaarde.objects.filter(inkoop=inkoop, code__in=waarden.split()))
    for code, (*_, op) in lijst["producten"].items():
        if len(lijst["producten"][code]) == 6:
            Product.objects.get(inkoop=inkoop, code=code).toeslag_op.set(inkoop.producten.filter(code__in=op.split()))
    HoofdstukFactory(inkoop=inkoop, sleutel="producten", titel="Producten", soort=HoofdstukSoort.PRODUCTEN)
    HoofdstukFactory(inkoop=inkoop, sleutel="tarieven", titel="Tarieven", soort=HoofdstukSoort.TARIEVEN)
    return lijst


def fill(inkoop: Inkoop, lijst: dict[str, Any], by: User) -> Snapshot:
    first, second = lijst["assen"]
    text = f"product;{first};{second};nieuw bedrag;ingangsdatum\r\n" + "".join(
        f"{product};{een};{twee};{bedrag};1-1-2023\r\n" for product, een, twee, bedrag in lijst["bedragen"]
    )
    voorstel = read(io.BytesIO(text.encode()), "lijst.csv", inkoop)
    assert (voorstel.fouten, voorstel.ontbreekt) == ([], [])
    assert import_tarieven(voorstel=voorstel, by=by) == len(lijst["bedragen"])
    return take(inkoop)


def cents(bedrag: str) -> int:
    return int(Decimal(bedrag.replace(".", "").replace(",", ".")) * 100)


def shown(lijst: dict[str, Any], product: str, bedrag: str) -> str:
    """How an amount of the list is written for readers."""
    soort = Tariefsoort.of(lijst["producten"][product][2])
    return bedragtekst(soort, Decimal(cents(bedrag)) / 100).replace("\u00a0", " ")


def lines(lijst: dict[str, Any]) -> list[tuple[str, ...]]:
    """Each line of the list in words: its product, the labels of its values, its amount."""
    labels = {code: label for waarden in lijst["assen"].values() for code, label, _ in waarden}
    return [
        (product, *(labels[code] for code in (een, twee) if code), shown(lijst, product, bedrag))
        for product, een, twee, bedrag in lijst["bedragen"]
    ]


def words(html: str) -> str:
    """What a reader sees of a piece of a page, on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " "))


def stands(line: tuple[str, ...], rows: list[str]) -> bool:
    """Whether some row of a table says all of this."""
    _, *parts = line
    return any(all(part in row for part in parts) for row in rows)


@pytest.mark.parametrize("naam", LIJSTEN)
def test_a_price_list_goes_in_through_the_sheet_and_comes_out_everywhere(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, client: Client, naam: str
) -> None:
    """Every amount of it, published: in xlsx, csv and JSON, on the pages and in the PDF, each beside what it is for."""
    lijst = build(inkoop, naam)
    snapshot = fill(inkoop, lijst, contractmanager)
    told = [row.boodschap for row in find_problems(snapshot, previous=None, day=DAY)]
    assert [text for text in told if "tarief" in text.lower() and "kostprijsopbouw" not in text] == []
    publish_from(DAY, inkoop, contractmanager, beoordelaar)
    pad = f"/inkoop/{inkoop.slug}/"

    wanted = sorted((product, een, twee, cents(bedrag)) for product, een, twee, bedrag in lijst["bedragen"])
    first, second = lijst["assen"]
    data = client.get(f"{pad}tarieven.json").json()["tarieven"]
    assert wanted == sorted(
        (
            row["product"],
            row["waarden"].get(first, ""),
            row["waarden"].get(second, ""),
            row["eurocent"] if row["eurocent"] is not None else int(Decimal(row["procent"]) * 100),
        )
        for row in data
    )
    uitleg = {code: row[4] for code, row in lijst["producten"].items() if len(row) > 4 and row[4]}
    assert {row["product"]: row["eenheid_toelichting"] for row in data if row["eenheid_toelichting"]} == uitleg
    for formaat in ("xlsx", "csv"):
        content = client.get(f"{pad}tarieven.{formaat}").content
        again = read(io.BytesIO(content), f"x.{formaat}", inkoop)
        assert (again.fouten, again.changes, len(again.regels)) == ([], [], len(wanted))

    page = client.get(f"{pad}tarieven/").content.decode()
    paper = text_of_pdf(client.get(f"{pad}beschrijvingen.pdf").content)
    for code, (product, *_) in lijst["producten"].items():
        section = page.split(f'id="{code}"')[1].split("</section>")[0]
        own = client.get(f"{pad}producten/{code}/").content.decode()
        for line in (row for row in lines(lijst) if row[0] == code):
            for html in (section, own):
                rows = [words(row) for row in html.split("<tr")] if "<tr" in html else [words(html)]
                assert stands(line, rows), (line, product)
            assert line[-1] in paper, line
    for per_ in lijst["per"]:
        assert per_.lower() in words(page).lower()
        assert per_.removeprefix("per ") in paper
    for text in (page, paper):
        assert "rondslag" not in text
        assert all(uitleg_ in words(text) for uitleg_ in uitleg.values())
    assert " per 4 " not in words(page).replace("per 4 weken", "")


def text_of_pdf(content: bytes) -> str:
    with pymupdf.open(stream=content, filetype="pdf") as pdf:
        return re.sub(r"\s+", " ", " ".join(page.get_text() for page in pdf).replace("\u00a0", " "))


def test_a_unit_is_not_the_words_of_a_string() -> None:
    assert per("4w") == "per 4 weken"
    assert per("82", "Per 4 weken, ook bij een deel daarvan") == "per 4 weken"
    assert per("82", "Per dag, heen en terug") == "per dag"
    assert per("84", "Per 3 stuks") == "per stuk"
    assert per("ex") == "eenmalig"
    assert [geteld(aantal, eenheid) for aantal, eenheid in ((1, "16"), (3, "16"), (2, "4w"), (4, "04"))] == [
        "1 dagdeel", "3 dagdelen", "2 keer 4 weken", "4 uur",
    ]  # fmt: skip
    assert {Eenheid(value).code for value in Eenheid.values} == {"01", "04", "14", "16", "82", "83", "84"}


def test_a_frequency_that_the_unit_forbids_is_refused(inkoop: Inkoop) -> None:
    ProductFactory.build(inkoop=inkoop, eenheid="04", frequentie="2").full_clean()
    with pytest.raises(ValidationError, match="Deze frequentie past niet bij de eenheid: maand en per dag"):
        ProductFactory.build(inkoop=inkoop, eenheid="md", frequentie="1").full_clean()


@pytest.mark.parametrize(
    ("categorie", "code", "good"),
    [("02", "02A03", True), ("02", "VVR", True), ("45", "45A49", True), ("02", "07A03", False), ("", "02A03", False)],
)
def test_a_code_fits_its_category(inkoop: Inkoop, categorie: str, code: str, good: bool) -> None:
    product = ProductFactory.build(inkoop=inkoop, iwmo_categorie=categorie, iwmo_code=code)
    if good:
        product.full_clean()
    else:
        with pytest.raises(ValidationError, match="begint met de cijfers"):
            product.full_clean()


def test_a_line_has_a_code_of_its_own_for_its_period(inkoop: Inkoop, contractmanager: User) -> None:
    """Through the action, the sheet and the export; the next period may have another code."""
    product = ProductFactory(inkoop=inkoop, code="bg", naam="Begeleiding", iwmo_categorie="02", iwmo_code="02A03")
    set_tarief(product=product, bedrag=Decimal(60), vanaf=DAY, iwmo_code="02A03", by=contractmanager)
    assert Tarief.objects.get().iwmo_code == ""
    with pytest.raises(TariefFout, match="TR381"):
        set_tarief(
            product=product, bedrag=Decimal(61), vanaf=dt.date(2024, 1, 1), iwmo_code="07A03", by=contractmanager
        )
    text = "product;bedrag;ingangsdatum;iWmo-productcode\r\nbg;60;1-1-2024;02a77\r\n"
    voorstel = read(io.BytesIO(text.encode()), "x.csv", inkoop)
    assert (voorstel.fouten, len(voorstel.changes)) == ([], 1)
    import_tarieven(voorstel=voorstel, by=contractmanager)
    titles, *rows = csv.reader(io.StringIO(tarieflijst.export(take(inkoop), "csv").decode("utf-8-sig")), delimiter=";")
    at = titles.index("iWmo-productcode")
    assert [row[at] for row in rows] == ["02A03", "02A77"]
    wrong = read(io.BytesIO(text.replace("02a77", "07A01").encode()), "x.csv", inkoop).fouten
    assert str(wrong[0]).startswith("Cel D2 (iWmo-productcode): Productcode 07A01 past niet bij categorie 02")


def test_one_code_with_two_amounts_is_a_warning_that_names_the_lines(inkoop: Inkoop, contractmanager: User) -> None:
    inkoop.met_tarieven = True
    inkoop.save()
    een, twee = (
        ProductFactory(inkoop=inkoop, code=code, naam=code.upper(), iwmo_categorie="02", iwmo_code="02A03")
        for code in ("een", "twee")
    )
    set_tarief(product=een, bedrag=Decimal(60), vanaf=DAY, by=contractmanager)
    set_tarief(product=twee, bedrag=Decimal(70), vanaf=DAY, by=contractmanager)

    def told() -> list[str]:
        return [
            row.boodschap for row in find_problems(take(inkoop), previous=None, day=DAY) if "TR418" in row.boodschap
        ]

    assert len(told()) == 1
    assert (
        "Productcode 02A03 heeft op hetzelfde moment meer dan één bedrag: EEN (€\u00a060,00); TWEE (€\u00a070,00)."
        in told()[0]
    )
    set_tarief(product=twee, bedrag=Decimal(70), vanaf=DAY, iwmo_code="02A04", by=contractmanager)
    assert told() == []


def test_a_product_in_euros_or_on_offerte_has_no_amount_and_asks_none(inkoop: Inkoop, contractmanager: User) -> None:
    inkoop.met_tarieven = True
    inkoop.save()
    for code, eenheid, soort, why in (
        ("euro", "83", Tariefsoort.BEDRAG, "eenheid 83"), ("offerte", "04", Tariefsoort.OFFERTE, "is op offerte")
    ):  # fmt: skip
        product = ProductFactory(inkoop=inkoop, code=code, naam=code, eenheid=eenheid, tariefsoort=soort)
        with pytest.raises(TariefFout, match=why):
            set_tarief(product=product, bedrag=Decimal(1), vanaf=DAY, by=contractmanager)
        Tarief.objects.create(product=product, bedrag=Decimal(1), ingangsdatum=DAY)
        told = [row.boodschap for row in find_problems(take(inkoop), previous=None, day=DAY)]
        assert any(why in text and "maar heeft wel tarieven" in text for text in told)
        Tarief.objects.all().delete()
    assert load(inkoop).gewenst == []
    snapshot = take(inkoop)
    shown = {feit.naam: feit.tekst for feit in feiten(snapshot, snapshot.product["offerte"], DAY)}
    assert shown["Tarief"] == "op offerte"


def test_a_toeslag_is_on_another_product(inkoop: Inkoop, contractmanager: User) -> None:
    hbh, avond, zzp = (
        ProductFactory(inkoop=inkoop, code=code, naam=code, tariefsoort=soort)
        for code, soort in (
            ("hbh", Tariefsoort.BEDRAG), ("avond", Tariefsoort.TOESLAG_PROCENT), ("zzp", Tariefsoort.KORTING_PROCENT)
        )
    )  # fmt: skip

    def save(product: Product, *op: Product) -> None:
        basis = fingerprint_of(facts_of(product, ["toeslag_op"]))
        save_feiten(deel=product, inkoop=inkoop, values={"toeslag_op": list(op)}, basis=basis, by=contractmanager)

    save(avond, hbh)
    save(zzp, avond)
    for product, op, why in ((avond, zzp, "in een kring"), (avond, avond, "op zichzelf"), (hbh, avond, "Kies bij")):
        with pytest.raises(ValidationError, match=why):
            save(product, op)
    assert list(avond.toeslag_op.all()) == [hbh]
    set_tarief(product=hbh, bedrag=Decimal(30), vanaf=DAY, by=contractmanager)
    set_tarief(product=avond, bedrag=Decimal(25), vanaf=DAY, by=contractmanager)
    with pytest.raises(TariefFout, match="hooguit 100%"):
        set_tarief(product=zzp, bedrag=Decimal(125), vanaf=DAY, by=contractmanager)
    with pytest.raises(TariefFout, match="te groot"):
        set_tarief(product=hbh, bedrag=Decimal(1_000_000), vanaf=DAY, by=contractmanager)
    inkoop.met_tarieven = True
    inkoop.save()
    snapshot = take(inkoop)
    shown = {feit.naam: feit.tekst for feit in feiten(snapshot, snapshot.product["avond"], DAY)}
    assert (shown["Tarief"], shown["Toeslag of korting op"]) == ("+\u00a025% van het tarief van hbh", "hbh")
    ronde = IndexatieFactory(inkoop=inkoop, ingangsdatum=dt.date(2024, 1, 1))
    IndexcomponentFactory(indexatie=ronde)
    assert [row.naam for row in bereken(ronde).overgeslagen] == ["avond"]
    apply_indexatie(indexatie=ronde, by=contractmanager, at=dt.datetime(2023, 12, 1, tzinfo=dt.UTC))
    in_circle = changed(snapshot, lambda data: data["producten"][1].update(toeslag_op=["zzp"]))
    told = [row.boodschap for row in find_problems(in_circle, previous=None, day=DAY)]
    assert any("avond is een toeslag of korting op zichzelf, of in een kring" in text for text in told)


def test_a_new_toeslag_on_itself_is_refused_too(inkoop: Inkoop, contractmanager: User) -> None:
    hbh = ProductFactory(inkoop=inkoop, code="hbh")
    new = Product(code="x", naam="X", tariefsoort=Tariefsoort.BEDRAG)
    with pytest.raises((ValidationError, BewerkFout), match="Kies bij"):
        add_deel(deel=new, inkoop=inkoop, by=contractmanager, links={"toeslag_op": [hbh]})
    assert not Product.objects.filter(code="x").exists()


def test_the_pages_show_percent_offerte_and_4_weken(inkoop: Inkoop, contractmanager: User, client: Client) -> None:
    lijst = build(inkoop, "altena")
    fill(inkoop, lijst, contractmanager)
    client.force_login(contractmanager)
    page = client.get(f"/beheer/{inkoop.slug}/tarieven/?dag=2023-06-01").content.decode()
    for text in ("per 4 weken", "−\u00a040%", "€\u00a01.032,39"):
        assert text in page
    assert "Begeleiding op maat" in page
    cel = client.get(f"/beheer/{inkoop.slug}/tarieven/cel/korting/").content.decode()
    assert "−\u00a040%" in cel
    assert "Tarief van het tarief" not in cel
