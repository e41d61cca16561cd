from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from core import dutch
from core.codelijsten import PROCENT
from core.plek import Zin
from producten.soort import lijneenheid
from publicaties import beschrijving
from publicaties.feiten import Feit, feiten
from publicaties.snapshot import Snapshot
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer, named
from tests.publicaties.test_soorten import with_assen

DAY = dt.date(2026, 6, 1)


@pytest.fixture
def june() -> Snapshot:
    return mlw_mer()[2]


def facts(found: list[Feit]) -> dict[str, str]:
    return {feit.naam: str(feit.waarde) for feit in found}


# --- rubrieken ---


def test_rubrieken_follow_the_order_of_the_inkoop_and_what_says_nothing_is_left_out(june: Snapshot) -> None:
    """Rows of S4 (feiten 5), the name not counted: Vervoer 8, KDV 13, BGI and BGG 14."""
    numbers = {product.code: len(beschrijving.rijen(june, product)) for product in june.producten}
    assert numbers == {"bgi": 14, "bgi-complex": 14, "bgg": 14, "vervoer": 8, "kdv": 13}
    order = [rubriek.sleutel for rubriek in june.rubrieken_of("product")]
    found = [rij.sleutel for rij in beschrijving.rijen(june, june.product["kdv"])]
    assert found == [sleutel for sleutel in order if sleutel in found]
    assert "opleidingsniveau" not in found
    assert "grondslagen" not in [rij.sleutel for rij in beschrijving.rijen(june, june.product["vervoer"])]


def generated(snapshot: Snapshot, deel: Any, sleutel: str) -> tuple[str, ...]:
    return next(
        tuple(map(str, rij.gegenereerd)) for rij in beschrijving.rijen(snapshot, deel) if rij.sleutel == sleutel
    )


def test_generated_rubrieken_of_a_product(june: Snapshot) -> None:
    assert generated(june, june.product["bgi"], "grondslagen")[3] == "4. Psychische stoornis"
    assert generated(june, june.product["bgi-complex"], "grondslagen") == ("4. Psychische stoornis",)
    assert generated(june, june.product["bgi"], "eenheid") == ("Uur",)
    assert generated(june, june.product["bgg"], "eenheid")[0] == "Dagdeel (landelijk 4 uur)"
    assert generated(june, june.product["bgg"], "eenheid")[1].startswith("Een dagdeel is hier 3 tot 4 uur")
    assert generated(june, june.product["vervoer"], "eenheid") == (
        "Per dag, voor de heenrit en de terugrit samen.",
        "In landelijke berichten telt dit per stuk, code 82.",
    )
    assert generated(june, june.product["kdv"], "duur") == (
        "Maximaal 3 etmalen per week of maximaal 6 weken aaneen; maximaal 42 etmalen per jaar; toewijzing maximaal 1 jaar.",
    )


def test_generated_rubrieken_of_a_perceel(june: Snapshot) -> None:
    assert generated(june, june.perceel["6"], "producten") == (
        "Begeleiding Individueel complex (BGI complex): in beginsel 2027 en 2028",
    )
    assert generated(june, june.perceel["1"], "producten")[2] == "Vervoer"
    assert generated(june, june.perceel["1"], "duur") == ("De toewijzing duurt in beginsel maximaal 2 jaar.",)
    assert generated(june, june.perceel["3"], "duur") == ("De toewijzing duurt minimaal 1 jaar en maximaal 5 jaar.",)
    assert generated(june, june.perceel["6"], "duur") == (
        "De toewijzing duurt maximaal 1 jaar.",
        "Verlengen kan telkens met maximaal 1 jaar.",
    )


def test_generated_and_own_text_stand_in_one_rubriek(june: Snapshot) -> None:
    rij = next(rij for rij in beschrijving.rijen(june, june.perceel["6"]) if rij.sleutel == "duur")
    assert rij.gegenereerd
    assert rij.tekst.startswith("<p>")


# --- sentences ---


def test_sentence_about_tarieven() -> None:
    consultatie, first, june, _ = mlw_mer()
    assert not beschrijving.tariefzin(consultatie)
    assert str(beschrijving.tariefzin(first)) == (
        "De tarieven per product zijn in alle percelen gelijk; bij BGI en BGG hangt het tarief af van de grondslag."
    )
    assert str(beschrijving.tariefzin(june)) == "Bij BGI en BGG hangt het tarief af van de grondslag."


@pytest.mark.parametrize(
    ("per_perceel", "zin"),
    [
        (False, "De tarieven per product zijn in alle percelen gelijk."),
        (True, "De tarieven per product kunnen per perceel verschillen."),
    ],
)
def test_sentence_about_tarieven_without_grondslagen(june: Snapshot, per_perceel: bool, zin: str) -> None:
    def change(data: dict[str, Any]) -> None:
        data["inkoop"]["tarief_per_perceel"] = per_perceel
        for product in data["producten"]:
            product["tarief_per_grondslag"] = False

    assert str(beschrijving.tariefzin(changed(june, change))) == zin


def test_sentences_about_percelen(june: Snapshot) -> None:
    assert [*map(str, beschrijving.perceelzinnen(june))] == [
        "Begeleiding Individueel (BGI), Begeleiding Groep (BGG) en Vervoer komen voor in percelen 1, 2, 3 en 4.",
        "Begeleiding Individueel complex (BGI complex) komt alleen voor in perceel 6.",
        "Kortdurend verblijf (KDV) komt alleen voor in perceel 5.",
    ]
    only_one = changed(june, lambda data: data.update(percelen=[named(data["percelen"], "5")]))
    assert [*map(str, beschrijving.perceelzinnen(only_one))] == ["Kortdurend verblijf (KDV) komt voor in perceel 5."]
    assert beschrijving.perceelzinnen(demo_snapshots("kampen-2026")[0]) == []


def test_sentences_about_conditions(june: Snapshot) -> None:
    """What was published before it was asked how many of the percelen, goes on saying it in its own words."""
    told = (
        "Wie inschrijft voor Begeleiding Individueel complex (BGI complex), moet ook ingeschreven zijn voor Begeleiding Individueel "
        "(BGI) met de grondslag psychische stoornis in percelen 1, 2 en 3"
    )
    for snapshot, how in (
        (june, ". De inschrijving moet voor alle drie de percelen gelden."),
        (mlw_mer()[3], " (alle drie)."),
    ):
        zinnen = beschrijving.voorwaardezinnen(snapshot, snapshot.product["bgi-complex"])
        assert [*map(str, zinnen)] == [told + how]
    must, may = map(str, beschrijving.voorwaardezinnen(june, june.product["bgg"]))
    assert "moet ook ingeschreven zijn voor Vervoer." in must
    assert "voor de grondslag psychische stoornis, mag ook inschrijven voor Vervoer." in may
    assert beschrijving.voorwaardezinnen(june, june.product["kdv"]) == []


def test_a_sentence_leads_to_all_that_it_names() -> None:
    version = mlw_mer()[3]

    def named_in(zin: Zin) -> list[str]:
        return [plek.pad for _, plek in zin.stukken if plek]

    assert named_in(beschrijving.tariefzin(version)) == ["product/bgi", "product/bgg"]
    assert named_in(beschrijving.perceelzinnen(version)[1]) == ["product/bgi-complex", "perceel/6"]
    (zin,) = beschrijving.voorwaardezinnen(version, version.product["bgi-complex"])
    assert named_in(zin) == [
        "product/bgi-complex", "product/bgi", "grondslag/PSY", "perceel/1", "perceel/2", "perceel/3",
    ]  # fmt: skip


# --- tarieven ---


def test_tarieven_of_a_product_on_a_day(june: Snapshot) -> None:
    rows = beschrijving.tarieftabel(june, june.product["bgi"], DAY)
    assert [row.waarden["grondslag"][-4:].strip("( )") for row in rows] == ["SOM", "LG", "PG", "PSY", "VG"]
    assert (rows[0].bedrag, rows[0].per, rows[0].btw, rows[0].geldt) == (
        Decimal("59.74"),
        "per uur",
        "vrijgesteld",
        True,
    )
    (later,) = beschrijving.tarieftabel(june, june.product["bgi-complex"], DAY)
    assert (later.geldt, later.periode) == (False, "2027 en 2028")
    assert beschrijving.tarieftabel(june, june.product["bgi-complex"], dt.date(2029, 1, 1)) == []
    assert len(beschrijving.tarieftabel(june, june.product["bgi-complex"], None)) == 1
    (vervoer,) = beschrijving.tarieftabel(june, june.product["vervoer"], DAY)
    assert (vervoer.eigen, vervoer.per, vervoer.btw) == (frozenset(), "per dag", "9%")


def test_a_column_of_tarieven_says_something_or_is_left_out(june: Snapshot) -> None:
    """Vervoer has no grondslag and KDV only perceel 5: "alle" would be false of both."""

    def columns(snapshot: Snapshot, code: str) -> list[str]:
        return beschrijving.tariefkolommen(beschrijving.tarieftabel(snapshot, snapshot.product[code], None))

    assert {code: columns(june, code) for code in june.product} == {
        "bgi": ["grondslag"],
        "bgi-complex": ["grondslag"],
        "bgg": ["grondslag"],
        "vervoer": [],
        "kdv": [],
    }

    def own_tarief_in_perceel_2(data: dict[str, Any]) -> None:
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] == "bgi" and row["grondslag"] == "SOM"]
        data["tarieven"] += [data["tarieven"][0] | {"grondslag": "PSY", "perceel": "2"}]

    mixed = changed(june, own_tarief_in_perceel_2)
    assert columns(mixed, "bgi") == ["grondslag", "perceel"]
    table = beschrijving.tarieftabel(mixed, mixed.product["bgi"], None)
    assert [row.waarden["perceel"] for row in table] == ["1, 2, 3 en 4", "2"]


# --- facts ---


def test_facts_of_a_product(june: Snapshot) -> None:
    found = feiten(june, june.product["bgi-complex"])
    assert (found[1].naam, str(found[1].waarde), found[1].bij) == ("Eenheid", "uur", "landelijke code 04")
    assert facts(found)["Inkoopperiode"] == "in beginsel 2027 en 2028"
    assert facts(found)["Percelen"] == "perceel 6"
    percelen = next(feit for feit in found if feit.naam == "Percelen")
    assert [plek.pad for _, plek in percelen.waarde.stukken if plek] == ["perceel/6"]
    vervoer = feiten(june, june.product["vervoer"])[1]
    assert (
        vervoer.tekst
        == "per dag, voor de heenrit en de terugrit samen (in landelijke berichten geteld per stuk, code 82)"
    )
    assert "Hoeveel en hoe lang" not in facts(found)
    assert "Hoeveel en hoe lang" in facts(feiten(june, june.product["kdv"]))
    assert facts(feiten(june, june.product["bgi"]))["Percelen"] == "percelen 1, 2, 3 en 4"


def test_what_the_unit_does_not_say_itself_stands_behind_its_code_unless_a_rubriek_says_it(june: Snapshot) -> None:
    def without(data: dict[str, Any]) -> None:
        data["rubrieken"] = [row for row in data["rubrieken"] if row["bron"] != "eenheid"]

    def beside(snapshot: Snapshot) -> str:
        return next(feit.bij for feit in feiten(snapshot, snapshot.product["bgg"]) if feit.naam == "Eenheid")

    assert beside(june) == "landelijke code 16"
    assert beside(changed(june, without)).startswith("landelijke code 16; een dagdeel is hier 3 tot 4 uur")


@pytest.mark.parametrize(
    ("kenmerken", "min_leefgebieden", "asks"),
    [(True, 2, True), (True, None, True), (False, 2, True), (False, 0, True), (False, None, False)],
)
def test_whether_a_perceel_asks_something_of_who_comes(
    june: Snapshot, kenmerken: bool, min_leefgebieden: int | None, asks: bool
) -> None:
    perceel = next(row for row in june.percelen if row.kenmerken)
    rows = perceel.kenmerken if kenmerken else []
    one = perceel.model_copy(update={"kenmerken": rows, "min_leefgebieden": min_leefgebieden})
    assert one.vraagt_toegang is asks


def test_the_tarief_of_a_product_in_its_facts(june: Snapshot) -> None:
    def tarief(snapshot: Snapshot, code: str, day: dt.date | None = DAY) -> str:
        return facts(feiten(snapshot, snapshot.product[code], day)).get("Tarief", "").replace("\u00a0", " ")

    assert tarief(june, "bgi") == "€ 59,74 tot € 70,86 per uur, per grondslag"
    assert tarief(june, "vervoer") == "€ 21,50 per dag"
    assert tarief(june, "kdv") == "€ 148,75 per etmaal"
    # Not yet bought, and no longer: an amount comes with its period, or there is none.
    assert tarief(june, "bgi-complex").endswith(" per uur (2027 en 2028)")
    assert tarief(june, "bgi-complex", dt.date(2027, 6, 1)).endswith(" per uur")
    assert tarief(june, "bgi-complex", dt.date(2029, 1, 1)) == ""
    # Without a day no amount is said to count.
    assert (tarief(june, "bgi", None), tarief(june, "vervoer", None)) == ("per grondslag", "één tarief")
    assert tarief(mlw_mer()[0], "bgi") == ""

    def dearer_in_perceel_2(data: dict[str, Any]) -> None:
        row = next(row for row in data["tarieven"] if row["product"] == "kdv")
        data["tarieven"] += [row | {"perceel": "5", "bedrag": "150.00"}]

    assert tarief(changed(june, dearer_in_perceel_2), "kdv") == "€ 148,75 tot € 150,00 per etmaal, per perceel"


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"start_contract": "2024-01-01", "looptijd_maanden": 36}, "3 jaar, tot en met 31 december 2026"),
        ({"looptijd_maanden": 36, "verlengingen_maanden": [12]}, "3 jaar. Daarna te verlengen met 1 jaar."),
        ({"start_contract": "2024-02-29", "looptijd_maanden": 12}, "1 jaar, tot en met 28 februari 2025"),
        ({"start_contract": "2024-08-31", "looptijd_maanden": 6}, "6 maanden, tot en met 28 februari 2025"),
        ({"start_contract": "9990-01-01", "looptijd_maanden": 600}, "50 jaar"),
        (
            {"start_contract": "2025-07-01", "looptijd_maanden": 18, "verlengingen_maanden": [24, 6]},
            "18 maanden, tot en met 31 december 2026. Daarna te verlengen met 2 jaar, en dan met 6 maanden, "
            "uiterlijk tot en met 30 juni 2029.",
        ),
        (
            {"einde_contract": "2026-12-31", "verlengingen_maanden": [12, 12], "opzegtermijn_maanden": 6},
            "Tot en met 31 december 2026. Daarna 2 keer te verlengen met 1 jaar, uiterlijk tot en met 31 december 2028. "
            "De opzegtermijn is 6 maanden.",
        ),
        ({"start_contract": "2024-01-01"}, ""),
    ],
)
def test_how_long_contracts_last(june: Snapshot, values: dict[str, Any], text: str) -> None:
    nothing = {"start_contract": None, "looptijd_toelichting": ""}
    snapshot = changed(june, lambda data: data["inkoop"].update(nothing | values))
    assert facts(feiten(snapshot, snapshot.inkoop)).get("Looptijd", "") == text


def test_a_code_that_is_only_the_name_is_not_shown() -> None:
    kampen, limburg = demo_snapshots("kampen-2026")[0], demo_snapshots("limburg-noord-2022")[0]
    segmenten = feiten(kampen, kampen.product["begeleiding"])[-1]
    assert (segmenten.naam, str(segmenten.waarde)) == ("Segmenten", "Tijdelijk en Structureel")
    assert [plek.pad for _, plek in segmenten.waarde.stukken if plek] == ["segment/tijdelijk", "segment/structureel"]
    assert facts(feiten(limburg, limburg.product["logeren"]))["Segmenten"] == "3b Logeren"
    assert facts(feiten(limburg, limburg.product["begeleiding-individueel"]))["Segmenten"] == (
        "1a Volwassenen, complexe, meervoudige ondersteuningsvraag; 2b Volwassenen met ouderdom gerelateerde beperkingen"
    )
    assert facts(feiten(kampen, kampen.segment["tijdelijk"]))["Aanbieders"].startswith("12 tot 15")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, None),
        ({"max_per_week": 3}, "maximaal 3 etmalen per week"),
        ({"max_per_week": 0}, "maximaal 0 etmalen per week"),
        ({"max_weken_aaneen": 1}, "maximaal 1 week aaneen"),
        ({"max_per_week": 1, "max_weken_aaneen": 6}, "maximaal 1 etmaal per week of maximaal 6 weken aaneen"),
        ({"max_per_jaar": 42}, "maximaal 42 etmalen per jaar"),
        (
            {"max_per_jaar": 42, "max_toewijzing_maanden": 18},
            "maximaal 42 etmalen per jaar; toewijzing maximaal 18 maanden",
        ),
    ],
)
def test_how_much_of_a_product_and_for_how_long(june: Snapshot, values: dict[str, int], told: str | None) -> None:
    nothing = dict.fromkeys(("max_per_week", "max_weken_aaneen", "max_per_jaar", "max_toewijzing_maanden"))
    snapshot = changed(june, lambda data: named(data["producten"], "kdv").update(nothing | values))
    assert facts(feiten(snapshot, snapshot.product["kdv"])).get("Hoeveel en hoe lang") == told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, {"Tarief": "één tarief"}),
        ({"tariefsoort": "offerte"}, {"Tarief": "op offerte", "Soort tarief": "op offerte, zonder bedrag"}),
        ({"eenheid": "83"}, {}),
        ({"tarief_per_grondslag": True, "grondslagen": ["PSY", "VG"]}, {"Tarief": "per grondslag"}),
        (
            {"aswaarden": ["T1", "T2"]},
            {"Tarief": "per trede", "Indeling van het tarief": "trede: licht (T1) en zwaar (T2)"},
        ),
        ({"aswaarden": ["T2"]}, {"Tarief": "per trede", "Indeling van het tarief": "trede: zwaar (T2)"}),
        (
            {"tariefsoort": "toeslag", "toeslag_op": ["weg", "bgi"]},
            {"Tarief": "één tarief", "Soort tarief": "toeslag in euro", "Toeslag of korting op": "BGI"},
        ),
    ],
)
def test_what_the_tarief_of_a_product_depends_on(values: dict[str, Any], told: dict[str, str]) -> None:
    snapshot = changed(with_assen(mlw_mer()[2]), lambda data: named(data["producten"], "kdv").update(values))
    found = facts(feiten(snapshot, snapshot.product["kdv"]))
    names = ("Tarief", "Indeling van het tarief", "Soort tarief", "Toeslag of korting op")
    assert {naam: found[naam] for naam in names if naam in found} == told


@pytest.mark.parametrize(
    ("tariefsoort", "waarden", "unit"),
    [
        ("", [], ("04", "van 50 minuten")),
        ("", ["", None], ("04", "van 50 minuten")),
        ("", [None, "", "01", "14"], ("01", "")),
        ("toeslag_pct", ["01"], (PROCENT, "")),
    ],
)
def test_a_line_is_in_the_unit_of_its_value_or_of_its_product(
    tariefsoort: str, waarden: list[str | None], unit: tuple[str, str]
) -> None:
    product = SimpleNamespace(tariefsoort=tariefsoort, eenheid="04", eenheid_toelichting="van 50 minuten")
    rows = [None if one is None else SimpleNamespace(eenheid=one) for one in waarden]
    assert lijneenheid(product, rows) == unit


@pytest.mark.parametrize(
    ("van", "tot", "in_beginsel", "told"),
    [
        ("2027-01-01", "2028-12-31", True, "in beginsel 2027 en 2028"),
        ("2027-01-01", "2028-12-31", False, "2027 en 2028"),
        (None, None, True, ""),
    ],
)
def test_when_a_product_is_bought_in_a_perceel(
    june: Snapshot, van: str | None, tot: str | None, in_beginsel: bool, told: str
) -> None:
    def edit(data: dict[str, Any]) -> None:
        named(data["percelen"], "5")["producten"][0].update(van=van, tot=tot, in_beginsel=in_beginsel)

    snapshot = changed(june, edit)
    assert snapshot.perceel["5"].levert == [("kdv", told)]
    assert facts(feiten(snapshot, snapshot.product["kdv"])).get("Inkoopperiode", "") == told


def test_periods_that_differ_are_told_by_perceel(june: Snapshot) -> None:
    def edit(data: dict[str, Any]) -> None:
        for nummer, van, tot in (("1", "2027-01-01", "2028-12-31"), ("2", "2029-01-01", "2029-12-31")):
            next(row for row in named(data["percelen"], nummer)["producten"] if row["code"] == "bgi").update(
                van=van, tot=tot
            )

    snapshot = changed(june, edit)
    assert facts(feiten(snapshot, snapshot.product["bgi"]))["Inkoopperiode"] == (
        "perceel 1: 2027 en 2028; perceel 2: 2029"
    )


def test_facts_of_a_perceel(june: Snapshot) -> None:
    found = facts(feiten(june, june.perceel["6"]))
    assert found["Doorstroom"] == "naar percelen 1, 2 en 3 of beschermd wonen"
    assert found["Kenmerken"] == "minimaal 4 van de 5 kenmerken en zware problematiek op minimaal 5 leefgebieden"
    assert found["Toewijzing"] == "maximaal 1 jaar"
    assert facts(feiten(june, june.perceel["5"]))["Naast een ander perceel"]


def test_facts_of_a_segment_and_of_an_inkoop() -> None:
    limburg = demo_snapshots("limburg-noord-2022")[0]
    found = facts(feiten(limburg, limburg.segment["1a"]))
    assert found["Aanbieders regionaal"] == "10 tot 20"
    assert found["Aanbieders lokaal"] == "maximaal 30"
    assert found["Tussentijdse toetreding"] == "niet mogelijk"
    # The source names no letter: a contractvorm of ours is not told as theirs.
    assert found["Contractvorm"] == "Overeenkomst van 3 jaar, die twee keer met 1 jaar kan worden verlengd."
    assert found["Uitvoeringsvariant"] == "outputgericht (p × t)"
    inkoop = facts(feiten(limburg, limburg.inkoop))
    assert inkoop["Looptijd"] == (
        "3 jaar, tot en met 31 december 2024. Daarna 2 keer te verlengen met 1 jaar, uiterlijk tot en met 31 december 2026. "
        "Dit is in elk segment gelijk."
    )
    assert "Regio" not in inkoop
    assert inkoop["Procedure"] == "aanbesteding"
    mlw = facts(feiten(mlw_mer()[2], mlw_mer()[2].inkoop))
    assert mlw["Deelnemende gemeenten"] == "MLW: Leudal, Nederweert en Weert; MER: Maasgouw, Echt-Susteren en Roerdalen"


# --- words ---


@pytest.mark.parametrize(
    ("value", "word", "text"),
    [
        (1, "etmaal", "1 etmaal"),
        (3, "etmaal", "3 etmalen"),
        (4, "uur", "4 uur"),
        (1200, "dagdeel", "1.200 dagdelen"),
        (2, "x", "2 x"),
    ],
)
def test_counted(value: int, word: str, text: str) -> None:
    assert dutch.counted(value, word) == text


def test_alphabetical_order_is_that_of_a_dictionary() -> None:
    words = ["KPI", "Één", "dagdeel", "eigen regie", "grondslag", "Bibob", "p × q", "bouwsteen"]
    assert sorted(words, key=dutch.alphabetical) == [
        "Bibob",
        "bouwsteen",
        "dagdeel",
        "Één",
        "eigen regie",
        "grondslag",
        "KPI",
        "p × q",
    ]


def test_plural_and_capitals() -> None:
    assert [dutch.plural(word) for word in ("uur", "dagdeel", "etmaal", "anders")] == [
        "uren",
        "dagdelen",
        "etmalen",
        "anders",
    ]
    assert dutch.capital("uur") == "Uur"
    assert dutch.inside("Psychische stoornis") == "psychische stoornis"
    assert dutch.inside("NAH en meer") == "NAH en meer"
