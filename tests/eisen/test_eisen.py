"""What is asked of aanbieders: which parts an eis holds for, the tables, the words of a change, and what is wrong before publishing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from eisen.models import Eis, Eissoort
from eisen.soort import EIS
from publicaties.eisentabel import eisen_of, eistabellen, genummerd
from publicaties.feiten import feiten
from publicaties.problemen import find_problems
from publicaties.snapshot import Snapshot, read, take
from publicaties.wijzigingen import apply, compare
from segments.models import Inkoop
from tests.eisen.factories import EisFactory
from tests.percelen.factories import PerceelFactory
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer, named

DAY = dt.date(2026, 6, 1)


def edited(**values: Any) -> Snapshot:
    """The consultatieversie for 2027 with other values of eis KPI-1, which is asked in percelen 1 and 2."""
    return changed(mlw_mer()[3], lambda data: named(data["eisen"], "KPI-1").update(values))


def numbers(snapshot: Snapshot, soort: str, code: str) -> set[str]:
    return {eis.nummer for eis in eisen_of(snapshot, snapshot.vind(soort, code))}


def messages(snapshot: Snapshot, code: str) -> list[str]:
    found = find_problems(snapshot, previous=None, day=DAY)
    return [row.boodschap for row in found if row.plek.soort == "eis" and row.plek.code == code]


# --- where an eis holds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "percelen", "producten"),
    [
        ({"geldt_voor": "inkoop", "percelen": []}, "123456", {"bgi", "bgi-complex", "bgg", "vervoer", "kdv"}),
        ({}, "12", {"bgi", "bgg", "vervoer"}),
        ({"percelen": ["6"]}, "6", {"bgi-complex"}),
        ({"geldt_voor": "product", "percelen": [], "producten": ["kdv"]}, "5", {"kdv"}),
        ({"geldt_voor": "product", "percelen": [], "producten": ["bgi"]}, "1234", {"bgi"}),
        ({"percelen": []}, "", set()),
    ],
)
def test_it_holds_for_every_perceel_and_product_that_it_is_asked_of(
    values: dict[str, Any], percelen: str, producten: set[str]
) -> None:
    snapshot = edited(**values)
    assert [row.nummer for row in snapshot.percelen if "KPI-1" in numbers(snapshot, "perceel", row.nummer)] == [
        *percelen
    ]
    assert {row.code for row in snapshot.producten if "KPI-1" in numbers(snapshot, "product", row.code)} == producten


def test_what_is_asked_of_a_segment_holds_there_and_for_its_producten() -> None:
    kampen = demo_snapshots("kampen-2026")[1]
    assert "T1" in numbers(kampen, "segment", "tijdelijk")
    assert not {"S1", "O1"} & numbers(kampen, "segment", "tijdelijk")
    assert {"U1", "GC1", "BIBOB"} <= numbers(kampen, "segment", "tijdelijk")
    product = next(row for row in kampen.producten if "tijdelijk" in row.segmenten)
    assert "T1" in numbers(kampen, "product", product.code)
    asked = {"geldt_voor": "product", "segmenten": [], "producten": [product.code]}
    of_product = changed(kampen, lambda data: named(data["eisen"], "T1").update(asked))
    assert "T1" in numbers(of_product, "product", product.code)
    assert "T1" not in numbers(of_product, "segment", "tijdelijk")


def test_what_is_asked_of_a_segment_holds_for_its_percelen() -> None:
    def edit(data: dict[str, Any]) -> None:
        named(data["eisen"], "KPI-1").update(geldt_voor="segment", percelen=[], segmenten=["jeugd"])
        named(data["percelen"], "1").update(segment="jeugd")
        named(data["percelen"], "2").update(segment="ouderen")

    snapshot = changed(mlw_mer()[3], edit)
    assert [row.nummer for row in snapshot.percelen if "KPI-1" in numbers(snapshot, "perceel", row.nummer)] == ["1"]


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"geldt_voor": "inkoop"}, {}),
        ({"geldt_voor": "segment", "segmenten": ["jeugd"]}, {}),
        ({"geldt_voor": "perceel"}, {"percelen": "Kies voor welke percelen deze eis geldt."}),
        (
            {"geldt_voor": "inkoop", "percelen": ["1"]},
            {"percelen": "Deze eis geldt voor de hele inkoop: laat percelen leeg."},
        ),
        (
            {"geldt_voor": "segment", "producten": ["bgi"]},
            {
                "segmenten": "Kies voor welke segmenten deze eis geldt.",
                "producten": "Deze eis geldt voor segmenten: laat producten leeg.",
            },
        ),
        ({"producten": ["bgi"]}, {"producten": "Deze eis geldt voor iets anders: laat producten leeg."}),
    ],
)
def test_what_it_holds_for_is_chosen_in_the_list_of_its_reach(values: dict[str, Any], faults: dict[str, str]) -> None:
    assert EIS.controle(values) == faults


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"geldt_voor": "inkoop", "percelen": []}, {"Geldt voor": "de hele inkoop"}),
        (
            {"geldt_voor": "product", "percelen": [], "producten": ["kdv"]},
            {"Geldt voor": "KDV"},
        ),
        ({"weging": 40, "max_score": 10}, {"Geldt voor": "percelen 1 en 2", "Weging": "40%, maximaal 10 punten"}),
        ({"knock_out": True}, {"Geldt voor": "percelen 1 en 2", "Knock-out": "wie niet voldoet, valt af"}),
    ],
)
def test_facts_of_an_eis(values: dict[str, Any], told: dict[str, str]) -> None:
    snapshot = edited(**values)
    found = {feit.naam: str(feit.waarde) for feit in feiten(snapshot, snapshot.vind("eis", "KPI-1"))}
    assert {naam: found[naam] for naam in ("Geldt voor", "Weging", "Knock-out") if naam in found} == told


def test_the_perceel_that_an_eis_was_for_is_archived_and_it_holds_for_nothing(inkoop: Inkoop) -> None:
    """Not for everything: an empty list is not the whole inkoop."""
    perceel, eis = PerceelFactory(inkoop=inkoop, nummer="1"), EisFactory(inkoop=inkoop, geldt_voor="perceel")
    eis.percelen.add(perceel)
    PerceelFactory(inkoop=inkoop, nummer="2")
    type(perceel).objects.filter(pk=perceel.pk).update(gearchiveerd_op=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    snapshot = take(inkoop)
    assert eisen_of(snapshot, snapshot.perceel["2"]) == []
    assert any("maar er is er geen gekozen" in text for text in messages(snapshot, eis.nummer))


# --- tables -----------------------------------------------------------------------------------------------------------


def test_a_table_for_each_sort_in_their_order_and_what_is_the_same_is_told_once() -> None:
    kampen = demo_snapshots("kampen-2026")[1]
    tables = {tabel.naam: tabel for tabel in eistabellen(kampen, kampen.eisen)}
    assert list(tables) == ["Uitsluitingsgronden", "Geschiktheidseisen", "Gunningscriteria", "Contracteisen"]
    assert str(tables["Geschiktheidseisen"].gemeen) == "Bij inschrijving. Geldt voor de hele inkoop."
    assert tables["Geschiktheidseisen"].kolommen == []
    assert tables["Gunningscriteria"].kolommen == ["Geldt voor"]
    assert [str(rij.waarden["Geldt voor"]) for rij in tables["Gunningscriteria"].rijen][:1] == ["Tijdelijk"]
    assert tables["Contracteisen"].kolommen == ["Bewijsmiddel", "Norm", "Wanneer"]
    assert [tabel.samen for tabel in tables.values()] == [False, False, False, True]
    assert str(genummerd(kampen, kampen.segment["ouderen"])).startswith(
        "Uitsluitingsgronden: U1; Geschiktheidseisen: G1,"
    )


def test_of_two_eisen_is_told_in_columns_what_differs() -> None:
    def edit(data: dict[str, Any]) -> None:
        first = named(data["eisen"], "KPI-1") | {"bewijsmiddel": "", "norm": "", "moment": "uitvoering"}
        data["eisen"] = [
            first | {"nummer": "A", "weging": 40, "max_score": 1},
            first | {"nummer": "B", "percelen": ["1"], "max_score": 10, "knock_out": True},
        ]

    snapshot = changed(mlw_mer()[3], edit)
    (tabel,) = eistabellen(snapshot, snapshot.eisen)
    assert (str(tabel.gemeen), tabel.kolommen, tabel.samen) == (
        "Tijdens de uitvoering.",
        ["Weging", "Geldt voor"],
        False,
    )
    assert [[str(value) for value in rij.waarden.values()] for rij in tabel.rijen] == [
        ["40%, maximaal 1 punt", "percelen 1 en 2"],
        ["maximaal 10 punten", "perceel 1"],
    ]
    assert [[str(merk) for merk in rij.merken] for rij in tabel.rijen] == [
        [],
        ["Knock-out: wie niet voldoet, valt af."],
    ]


# --- changes ----------------------------------------------------------------------------------------------------------


def test_a_changed_norm_text_and_reach_are_told_in_words_of_their_own() -> None:
    before = mlw_mer()[3]
    after = edited(norm="95%", percelen=["1"], tekst="<p>Een andere tekst.</p>", knock_out=True)
    found = compare(before, after)
    assert {row.titel for row in found} == {
        "Norm toegevoegd bij eis KPI-1",
        "Geldt voor gewijzigd bij eis KPI-1",
        "Tekst gewijzigd bij eis KPI-1",
        "Knock-out toegevoegd bij eis KPI-1",
    }
    told = next(row for row in found if row.titel.startswith("Geldt"))
    assert (told.was, told.wordt) == ("percelen 1 en 2", "perceel 1")
    assert apply(before, found) == after


def test_a_new_eis_is_one_change_and_one_of_a_new_part_only_comes_with_it() -> None:
    new = mlw_mer()[3]
    known = [row for row in new.model_dump()["eisen"] if row["nummer"] not in {"BGIC-1", "OPL-3", "KPI-3"}]
    old = changed(mlw_mer()[1], lambda data: data.update(eisen=known))
    titles = [row.titel for row in compare(old, new)]
    assert "Perceel 6 Volwassenen met complexe meervoudige problematiek is toegevoegd" in titles
    assert not any(titel.startswith("Eis ") for titel in titles)
    lonely = changed(new, lambda data: data["eisen"].pop())
    assert [row.titel for row in compare(lonely, new)] == [
        "Eis KPI-3 KPI’s van het perceel voor complexe problematiek is toegevoegd"
    ]


def test_a_version_from_before_there_were_eisen_reads_without_them_and_keeps_its_sha256() -> None:
    data = mlw_mer()[1].model_dump(mode="json")
    del data["eisen"]
    old = read(data)
    assert (old.eisen, old.stored()) == ([], data)
    assert "eisen" not in [row.titel for row in compare(old, old)]


# --- weights ----------------------------------------------------------------------------------------------------------


def weighed(*weights: int | None, **extra: Any) -> Snapshot:
    def edit(data: dict[str, Any]) -> None:
        for number, weging in enumerate(weights, start=1):
            first = named(data["eisen"], "KPI-1")
            data["eisen"].append(
                first
                | {
                    "nummer": f"C{number}",
                    "naam": f"Criterium {number}",
                    "soort": "gunningscriterium",
                    "weging": weging,
                }
                | {"geldt_voor": "perceel", "percelen": ["1"], **extra}
            )

    return changed(mlw_mer()[3], edit)


def test_weights_that_are_not_100_in_a_perceel_are_named_by_line() -> None:
    snapshot = weighed(60, 30, None)
    assert messages(snapshot, "C1") == [
        "De weging van de gunningscriteria van perceel 1 is samen 90%, geen 100%: C1 60%, C2 30% en C3 zonder weging. "
        "Pas de weging aan."
    ]
    assert [row.blokkeert for row in find_problems(snapshot, previous=None, day=DAY) if row.plek.code == "C1"] == [True]


def test_weights_of_100_or_none_at_all_are_fine() -> None:
    assert messages(weighed(60, 40), "C1") == []
    assert messages(weighed(None, None), "C1") == []


def test_without_percelen_weights_are_added_up_in_a_segment() -> None:
    def edit(data: dict[str, Any]) -> None:
        for nummer, weging in (("T1", 40), ("GC1", 60), ("S1", 30)):
            named(data["eisen"], nummer).update(weging=weging)

    kampen = changed(demo_snapshots("kampen-2026")[1], edit)
    told = [row.boodschap for row in find_problems(kampen, previous=None, day=DAY) if "weging van de" in row.boodschap]
    assert [text.split(" is samen")[0].rpartition(" van ")[2] for text in told] == [
        "segment Structureel",
        "segment Ouderen",
    ]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"nummer": "G 1"}, "Het nummer van een eis bestaat uit letters, cijfers en streepjes, bijvoorbeeld S1G1."),
        ({"weging": 40}, "Alleen een selectiecriterium of gunningscriterium heeft een weging of een maximale score."),
        ({"soort": Eissoort.GUNNINGSCRITERIUM, "weging": 101}, "De weging is een percentage van 1 tot en met 100."),
    ],
)
@pytest.mark.django_db
def test_what_is_true_of_one_row_is_refused_in_dutch_and_by_the_database(
    inkoop: Inkoop, values: dict[str, Any], message: str
) -> None:
    eis = EisFactory.build(inkoop=inkoop, **values)
    with pytest.raises(ValidationError) as fout:
        eis.full_clean()
    assert message in fout.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        eis.save()
    assert not Eis.objects.exists()
