from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from core import richtext
from core.fields import MAX_RICH_TEXT
from publicaties.models import PublicatieSoort
from publicaties.problemen import Probleem, find_problems
from publicaties.problemen.teksten import uses
from publicaties.snapshot import Snapshot
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer, named

JUNE = dt.date(2026, 6, 1)
S4_SENTENCE = (
    "De tarieven per product zijn voor alle percelen hetzelfde, maar (bij begeleiding individueel en begeleiding groep) "
    "wel afhankelijk van de grondslag waarop de cliënt ondersteuning krijgt."
)

Change = Callable[[dict[str, Any]], None]


def problems(change: Change | None = None, *, day: dt.date = JUNE, previous: Snapshot | None = None) -> list[Probleem]:
    """Those of the version of 1 June 2026, after a change."""
    snapshot = mlw_mer()[2]
    return find_problems(changed(snapshot, change) if change else snapshot, previous=previous, day=day)


def new(change: Change, *, day: dt.date = JUNE, previous: Snapshot | None = None) -> list[Probleem]:
    """Only those that the change causes."""
    before = problems(day=day, previous=previous)
    return [probleem for probleem in problems(change, day=day, previous=previous) if probleem not in before]


def told(found: list[Probleem], *words: str) -> list[Probleem]:
    """Those whose message has all these words."""
    return [probleem for probleem in found if all(word in probleem.boodschap for word in words)]


def only(change: Change, **kwargs: Any) -> Probleem:
    """The one problem that the change causes."""
    (found,) = new(change, **kwargs)
    return found


def asks(probleem: Probleem) -> bool:
    """Whether it is a warning that only a person with a reason gets past."""
    return not probleem.blokkeert and probleem.asks(PublicatieSoort.DEFINITIEF)


# --- the demo documents themselves ---


@pytest.mark.parametrize("slug", ["mlw-mer-2024", "limburg-noord-2022", "kampen-2026", "voorbeeldstad-2026"])
def test_the_demo_documents_have_no_blockers(slug: str) -> None:
    previous: Snapshot | None = None
    for snapshot in demo_snapshots(slug):
        day = snapshot.inkoop.start_contract or JUNE
        assert [
            p.boodschap for p in find_problems(snapshot, previous=previous, day=day) if p.blokkeert or asks(p)
        ] == []
        previous = snapshot


def test_blockers_come_first() -> None:
    found = problems(lambda data: data["percelen"][0].update(naam="XX"))
    assert [probleem.blokkeert for probleem in found] == sorted((p.blokkeert for p in found), reverse=True)


# --- the slips of S4, put back ---


def test_slip_the_missing_entry_in_the_contents() -> None:
    probleem = only(
        lambda data: data.update(hoofdstukken=[row for row in data["hoofdstukken"] if row["soort"] != "percelen"])
    )
    assert asks(probleem)
    assert probleem.boodschap.startswith("Er zijn percelen, maar geen hoofdstuk dat ze toont.")


def test_slip_the_kdv_text_that_drifted() -> None:
    def copy_with_drift(data: dict[str, Any]) -> None:
        tekst = named(data["producten"], "kdv")["teksten"]["doelgroep"]
        drifted = tekst.replace("herstelt niet van een medische ingreep", "herstelt ook niet van een operatie")
        assert drifted != tekst
        named(data["percelen"], "5")["teksten"]["doelgroep"] = drifted

    probleem = only(copy_with_drift)
    assert not probleem.blokkeert
    assert probleem.plek.pad == "perceel/5/doelgroep"
    assert "perceel 5, Doelgroep en KDV, Doelgroep zeggen bijna hetzelfde" in probleem.boodschap


def test_equal_text_in_two_places_is_no_drift() -> None:
    def copy(data: dict[str, Any]) -> None:
        named(data["percelen"], "5")["teksten"]["doelgroep"] = named(data["producten"], "kdv")["teksten"]["doelgroep"]

    assert new(copy) == []


def test_slip_the_sentence_that_should_have_been_replaced() -> None:
    def type_it(data: dict[str, Any]) -> None:
        named(data["hoofdstukken"], "percelen")["slottekst"] += f"<p>{S4_SENTENCE}</p>"

    for previous in (None, mlw_mer()[1]):
        probleem = only(type_it, previous=previous)
        assert asks(probleem)
        assert probleem.plek.pad == "hoofdstuk/percelen/slottekst"
        assert "Dat klopt niet met de gegevens" in probleem.boodschap


def test_a_typed_sentence_that_happens_to_be_true_is_only_a_warning() -> None:
    def type_it(data: dict[str, Any]) -> None:
        named(data["hoofdstukken"], "percelen")["slottekst"] += "<p>Het tarief hangt af van de grondslag.</p>"

    probleem = only(type_it)
    assert "getypte zin over de tarieven: 'Het tarief hangt af van de grondslag.'" in probleem.boodschap
    assert not probleem.blokkeert


def test_the_old_generated_sentence_left_behind_in_a_text() -> None:
    from publicaties.beschrijving import tariefzin

    old = mlw_mer()[1]

    def type_it(data: dict[str, Any]) -> None:
        named(data["hoofdstukken"], "inleiding")["tekst"] += f"<p>{tariefzin(old)}</p>"

    assert told(new(type_it, previous=old), "Dat klopt niet met de gegevens")


def test_slip_products_without_opleidingsniveau() -> None:
    """S4's change table says "all products", and two have no such rubriek."""

    def require(data: dict[str, Any]) -> None:
        named(data["rubrieken"], "opleidingsniveau")["verplicht"] = True

    missing = [p for p in new(require) if asks(p)]
    assert [p.plek.pad for p in missing] == ["product/vervoer/opleidingsniveau", "product/kdv/opleidingsniveau"]


def test_slip_a_forgotten_rubriek_that_is_not_verplicht() -> None:
    def forget(data: dict[str, Any]) -> None:
        del named(data["producten"], "bgi")["teksten"]["tarief-wel"]

    assert (
        only(forget).boodschap
        == "BGI heeft geen 'In het tarief begrepen', de meeste andere wel. Controleer of dat klopt."
    )


def test_slip_beschikking_beside_toewijzing() -> None:
    def write(data: dict[str, Any]) -> None:
        named(data["producten"], "bgi")["teksten"]["declaratie"] += (
            "<p>De gemeente legt dit vast in de beschikking.</p>"
        )

    probleem = only(write)
    assert probleem.plek.pad == "product/bgi/declaratie"
    assert probleem.boodschap == (
        "In BGI, Declaratie staat 'beschikking'. Gebruik daarvoor steeds 'toewijzing' (begrippenlijst)."
    )


@pytest.mark.parametrize(
    ("tekst", "verboden", "found"),
    [
        ("De beschikkingen zijn klaar.", "beschikking", ["beschikkingen"]),
        ("De gemeente beschikt binnen 8 weken.", "beschikking", ["beschikt"]),
        ("De aanbieder beschikt over een locatie.", "beschikking", []),
        ("Waarover beschikt de aanbieder?", "beschikking", []),
        ("Dit staat ter beschikking.", "beschikking", []),
        ("Het is beschikbaar.", "beschikking", []),
        ("zorgbeschikking", "beschikking", []),
        ("Er zijn contra-indicaties.", "indicatie", []),
        ("Bij contra-indicaties en indicaties.", "indicatie", ["indicaties"]),
        ("De Indicatie geldt.", "indicatie", ["Indicatie"]),
        ("De prijzen stijgen.", "prijs", ["prijzen"]),
        ("De lotten zijn verdeeld.", "lot", ["lotten"]),
        ("Het plan van\naanpak.", "plan van aanpak", ["plan van\naanpak"]),
        ("De gemeente wijst toe; toewijzingen volgen.", "toewijzing", ["toewijzingen"]),
    ],
)
def test_forms_of_a_forbidden_word(tekst: str, verboden: str, found: list[str]) -> None:
    assert uses(tekst, verboden) == found


# --- facts ---


def test_empty_document() -> None:
    def clear(data: dict[str, Any]) -> None:
        for name in data:
            if isinstance(data[name], list):
                data[name] = []

    (probleem,) = problems(clear)
    assert "Het document is leeg" in probleem.boodschap
    assert probleem.blocks(PublicatieSoort.CONSULTATIE)


def test_missing_verplichte_rubriek() -> None:
    probleem = only(lambda data: named(data["percelen"], "3")["teksten"].pop("doelgroep"))
    assert (probleem.plek.pad, asks(probleem)) == ("perceel/3/doelgroep", True)
    assert not probleem.blocks(PublicatieSoort.CONSULTATIE)


def test_a_generated_rubriek_counts_as_present() -> None:
    assert "eenheid" in [row.sleutel for row in mlw_mer()[2].rubrieken if row.verplicht]
    eenheid, rubriek = new(lambda data: named(data["producten"], "bgi").update(eenheid="", eenheid_toelichting=""))
    assert told([eenheid], "BGI heeft geen eenheid")
    assert told([rubriek], "van BGI komt uit de gegevens")


def test_product_without_perceel_and_perceel_without_products() -> None:
    found = new(lambda data: named(data["percelen"], "5").update(producten=[]))
    assert [(p.plek.pad, asks(p)) for p in told(found, "KDV komt in geen enkel perceel voor")] == [
        ("product/kdv/matrix", True)
    ]
    assert [(p.plek.pad, asks(p)) for p in told(found, "In perceel 5 komt geen enkel product voor")] == [
        ("perceel/5/matrix", True)
    ]


def test_product_without_perceel_is_fine_in_an_inkoop_without_percelen() -> None:
    snapshot = demo_snapshots("kampen-2026")[0]
    assert not told(find_problems(snapshot, previous=None, day=JUNE), "geen enkel perceel")


def test_ended_period() -> None:
    def end(data: dict[str, Any]) -> None:
        named(data["percelen"], "5")["producten"][0]["tot"] = "2026-05-31"

    probleem = only(end)
    assert told([probleem], "KDV", "ingekocht tot en met 31 mei 2026")
    assert not probleem.blokkeert


def test_grondslag_that_is_not_in_use() -> None:
    probleem = only(lambda data: named(data["producten"], "kdv")["grondslagen"].append("ZG"))
    assert told([probleem], "KDV noemt de grondslag ZG", "niet gebruikt")
    assert (probleem.plek.pad, probleem.blokkeert) == ("product/kdv/gegevens", True)


def test_grondslag_without_product() -> None:
    probleem = only(lambda data: named(data["grondslagen"], "ZG").update(status="in_gebruik"))
    assert told([probleem], "Geen enkel product heeft de grondslag ZG")
    assert (probleem.plek.pad, probleem.blokkeert) == ("grondslag/ZG", False)


def test_more_kenmerken_asked_than_described() -> None:
    probleem = only(lambda data: named(data["percelen"], "6").update(min_kenmerken=6))
    assert told([probleem], "Perceel 6 vraagt minimaal 6 kenmerken")
    assert probleem.blokkeert


def test_chapters() -> None:
    def twice(data: dict[str, Any]) -> None:
        data["hoofdstukken"].append(named(data["hoofdstukken"], "tarieven") | {"sleutel": "tarieven-2"})

    double = only(twice)
    assert told([double], "Meer dan één hoofdstuk toont hetzelfde")
    empty = only(lambda data: named(data["hoofdstukken"], "inleiding").update(tekst=""))
    assert told([empty], "Hoofdstuk", "heeft geen inhoud")
    assert (double.blokkeert, empty.blokkeert) == (True, False)


@pytest.mark.parametrize(
    ("soort", "wat"),
    [
        ("wijzigingen", "Geen hoofdstuk toont de wijzigingen"),
        ("percelenlijst", "Geen hoofdstuk toont de lijst van percelen"),
    ],
)
def test_chapters_that_may_be_left_out(soort: str, wat: str) -> None:
    probleem = only(
        lambda data: data.update(hoofdstukken=[row for row in data["hoofdstukken"] if row["soort"] != soort]),
        previous=mlw_mer()[1],
    )
    assert wat in probleem.boodschap
    assert not probleem.blokkeert


@pytest.mark.parametrize(
    ("change", "waarom"),
    [
        (lambda data: data["voorwaarden"][0].update(percelen=["5"]), "BGI komt niet voor in perceel 5"),
        (lambda data: data["voorwaarden"][0].update(grondslagen=["ZG"]), "BGI heeft geen grondslag ZG"),
        (lambda data: data["voorwaarden"][0].update(voor_grondslagen=["SOM"]), "BGI complex heeft geen grondslag SOM"),
        (lambda data: data["voorwaarden"][0].update(ander_product="weg"), "het product 'weg' bestaat niet"),
    ],
)
def test_condition_that_nobody_can_meet(change: Change, waarom: str) -> None:
    assert waarom in only(change).boodschap


@pytest.mark.parametrize("lijst", ["hoofdstukken", "producten", "percelen", "segmenten"])
def test_a_document_with_one_of_these_is_not_empty(lijst: str) -> None:
    full = demo_snapshots("limburg-noord-2022")[0]

    def clear(data: dict[str, Any]) -> None:
        for name in ("hoofdstukken", "producten", "percelen", "segmenten"):
            data[name] = data[name] if name == lijst else []

    assert getattr(full, lijst)
    assert not told(find_problems(changed(full, clear), previous=None, day=JUNE), "Het document is leeg")


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({}, True),
        ({"tariefsoort": "toeslag_pct", "toeslag_op": ["bgi"]}, False),
        ({"tariefsoort": "offerte"}, False),
    ],
)
def test_an_amount_is_for_a_unit(values: dict[str, Any], asked: bool) -> None:
    def change(data: dict[str, Any]) -> None:
        named(data["producten"], "kdv").update({"eenheid": "", **values})

    assert bool(told(problems(change), "KDV heeft geen eenheid")) == asked
    without = changed(changed(mlw_mer()[2], change), lambda data: data["inkoop"].update(met_tarieven=False))
    assert not told(find_problems(without, previous=None, day=JUNE), "geen eenheid")


@pytest.mark.parametrize(("tot", "is_told"), [("2026-05-31", True), ("2026-06-01", False), (None, False)])
def test_a_product_that_ends_on_the_first_day_is_still_bought(tot: str | None, is_told: bool) -> None:
    found = problems(lambda data: named(data["percelen"], "5")["producten"][0].update(tot=tot))
    assert bool(told(found, "KDV wordt in perceel 5 maar ingekocht tot en met 31 mei 2026")) == is_told


def test_as_many_kenmerken_as_are_asked_is_enough() -> None:
    aantal = len(mlw_mer()[2].perceel["6"].kenmerken)
    for asked in (0, aantal):
        assert new(lambda data, asked=asked: named(data["percelen"], "6").update(min_kenmerken=asked)) == []  # type: ignore[misc]
    assert told(new(lambda data: named(data["percelen"], "6").update(min_kenmerken=aantal + 1)), "kenmerken, maar er")


def test_an_eis_without_text_asks_for_a_reason() -> None:
    def found(tekst: str) -> list[Probleem]:
        snapshot = changed(mlw_mer()[3], lambda data: named(data["eisen"], "KPI-1").update(tekst=tekst))
        return told(find_problems(snapshot, previous=None, day=JUNE), "Eis KPI-1 heeft geen tekst")

    assert [(probleem.plek.pad, asks(probleem)) for probleem in found("<p> </p>")] == [("eis/KPI-1/tekst", True)]
    assert found("<p>Wel.</p>") == []


def test_a_perceel_without_products_asks_for_a_reason_where_a_rubriek_tells_them() -> None:
    def change(*, verplicht: bool) -> Change:
        def empty(data: dict[str, Any]) -> None:
            named(data["percelen"], "5")["producten"] = []
            for row in data["rubrieken"]:
                # What is verplicht and no rubriek of products asks nothing here.
                row["verplicht"] = verplicht if row["bron"] == "producten" else True

        return empty

    for verplicht in (True, False):
        (probleem,) = told(problems(change(verplicht=verplicht)), "In perceel 5 komt geen enkel product voor")
        assert asks(probleem) == verplicht


@pytest.mark.parametrize(
    ("have", "items", "missing"),
    [(3, 5, 2), (2, 5, 0), (3, 4, 1), (2, 4, 0), (2, 3, 1), (1, 2, 0), (1, 1, 0), (5, 5, 0)],
)
def test_what_most_have_and_one_has_not_may_be_forgotten(have: int, items: int, missing: int) -> None:
    def change(data: dict[str, Any]) -> None:
        usual = next(row for row in data["rubrieken"] if row["soort"] == "product" and row["bron"] == "tekst")
        data["rubrieken"].append(usual | {"sleutel": "extra", "naam": "Extra", "verplicht": False})
        data["producten"] = data["producten"][:items]
        for number, row in enumerate(data["producten"]):
            row["teksten"] |= {"extra": f"<p>Iets over {row['code']}.</p>"} if number < have else {}

    assert len(told(problems(change), "Extra", "de meeste andere wel")) == missing


CHAPTERS = [
    ("producten", "producten"),
    ("productenlijst", "producten"),
    ("percelen", "percelen"),
    ("percelenlijst", "percelen"),
    ("segmenten", "segmenten"),
    ("grondslagen", "grondslagen"),
    ("eisen", "eisen"),
    ("tarieven", "tarieven"),
]


@pytest.mark.parametrize(("soort", "lijst"), CHAPTERS)
def test_a_chapter_shows_what_there_is_of_its_sort(soort: str, lijst: str) -> None:
    def change(*, rows: bool, **texts: str) -> Change:
        def edit(data: dict[str, Any]) -> None:
            own = data["hoofdstukken"][0] | {"sleutel": "proef", "titel": "Proef", "soort": soort}
            data["hoofdstukken"] = [own | {"tekst": "", "slottekst": ""} | texts]
            data[lijst] = data[lijst] if rows else []

        return edit

    def empty(**kwargs: Any) -> bool:
        full = demo_snapshots("limburg-noord-2022")[0] if soort == "segmenten" else mlw_mer()[3]
        found = find_problems(changed(full, change(**kwargs)), previous=None, day=JUNE)
        return bool(told(found, "Hoofdstuk 'Proef' heeft geen inhoud"))

    assert not empty(rows=True)
    assert empty(rows=False)
    assert not empty(rows=False, tekst="<p>Wel.</p>")
    assert not empty(rows=False, slottekst="<p>Wel.</p>")


@pytest.mark.parametrize(
    ("soort", "lijst"), [row for row in CHAPTERS if row[0] not in ("productenlijst", "percelenlijst")]
)
def test_what_there_is_needs_a_chapter_that_shows_it(soort: str, lijst: str) -> None:
    full = demo_snapshots("limburg-noord-2022")[0] if soort == "segmenten" else mlw_mer()[3]

    def asked(chapter: str | None, *, rows: bool) -> bool:
        def edit(data: dict[str, Any]) -> None:
            first = data["hoofdstukken"][0]
            data["hoofdstukken"] = [
                first | {"sleutel": "a", "soort": "tekst"},
                first | {"sleutel": "b", "soort": "tekst"},
            ]
            data["hoofdstukken"] += [first | {"sleutel": "c", "soort": chapter}] if chapter else []
            data[lijst] = data[lijst] if rows else []

        found = find_problems(changed(full, edit), previous=None, day=JUNE)
        assert not told(found, "toont hetzelfde")
        return bool(told(found, f"Er zijn {lijst}, maar geen hoofdstuk dat ze toont"))

    assert asked(None, rows=True)
    assert not asked(soort, rows=True)
    assert not asked(None, rows=False)


def test_without_chapters_at_all_none_is_missed() -> None:
    found = problems(lambda data: data.update(hoofdstukken=[]), previous=mlw_mer()[1])
    assert not told(found, "hoofdstuk", "toont")


@pytest.mark.parametrize(
    ("percelen", "hoeveel", "is_told"),
    [(["1", "2"], "", True), (["1"], "", False), (["1", "2"], "alle", False), ([], "", False)],
)
def test_of_more_percelen_a_condition_says_how_many(percelen: list[str], hoeveel: str, is_told: bool) -> None:
    def change(data: dict[str, Any]) -> None:
        data["voorwaarden"] = [data["voorwaarden"][0] | {"percelen": percelen, "hoeveel": hoeveel}]

    assert bool(told(problems(change), "zegt niet of zij geldt voor alle percelen 1 en 2")) == is_told


def test_a_condition_about_what_is_in_no_perceel_or_of_no_product() -> None:
    def nowhere(data: dict[str, Any]) -> None:
        data["voorwaarden"] = [data["voorwaarden"][0] | {"ander_product": "kdv", "grondslagen": [], "percelen": []}]
        named(data["percelen"], "5")["producten"] = []

    def gone(data: dict[str, Any]) -> None:
        data["voorwaarden"] = [data["voorwaarden"][0] | {"product": "weg"}]

    assert told(problems(nowhere), "kan niemand voldoen: KDV komt in geen enkel perceel voor")
    without = changed(changed(mlw_mer()[2], nowhere), lambda data: data.update(percelen=[]))
    assert not told(find_problems(without, previous=None, day=JUNE), "kan niemand voldoen")
    (probleem,) = told(problems(gone), "het product 'weg' bestaat niet")
    assert (probleem.plek.pad, probleem.blokkeert) == ("inkoop", True)


# --- tarieven ---


def test_missing_tarief_is_told_once_for_all_percelen() -> None:
    def remove(data: dict[str, Any]) -> None:
        data["tarieven"] = [row for row in data["tarieven"] if (row["product"], row["grondslag"]) != ("bgi", "PSY")]

    probleem = next(p for p in new(remove) if p.blokkeert)
    assert probleem.boodschap == (
        "Voor BGI met grondslag PSY is er op 1 juni 2026 geen tarief. Voeg een tarief toe dat dan geldt."
    )


def test_tarief_is_needed_on_the_first_day_that_a_product_is_bought() -> None:
    def later(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "bgi-complex")["ingangsdatum"] = "2027-01-02"

    assert "BGI complex is er op 1 januari 2027 geen tarief" in only(later).boodschap


def test_no_tarief_is_needed_when_the_inkoop_publishes_none() -> None:
    snapshot = changed(
        mlw_mer()[2], lambda data: (data["inkoop"].update(met_tarieven=False), data.update(tarieven=[]))[0]
    )
    found = find_problems(snapshot, previous=None, day=JUNE)
    assert not [p for p in found if p.plek.rubriek == "tarieven"]
    assert not [p for p in found if re.search(r"geen tarief|kostprijs|getypte zin|klopt niet met", p.boodschap)]


def test_tarief_for_one_perceel_does_not_pay_for_another() -> None:
    def one_perceel(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "vervoer")["perceel"] = "1"

    assert only(one_perceel).boodschap.startswith(
        "Voor Vervoer in percelen 2, 3 en 4 is er op 1 juni 2026 geen tarief."
    )


def test_gap_between_tarieven() -> None:
    def gap(data: dict[str, Any]) -> None:
        (row,) = [row for row in data["tarieven"] if row["product"] == "kdv"]
        data["tarieven"].append(row | {"ingangsdatum": "2027-02-01"})
        row["einddatum"] = "2026-12-31"

    assert "van 1 januari 2027 tot en met 31 januari 2027 geen tarief" in new(gap)[0].boodschap


def test_tarief_that_ends_is_a_warning_and_one_that_ends_with_the_period_is_fine() -> None:
    def end(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "kdv")["einddatum"] = "2026-12-31"

    probleem = only(end)
    assert told([probleem], "KDV loopt af op 31 december 2026")
    assert not probleem.blokkeert


@pytest.mark.parametrize(
    ("bought_until", "warned"), [("2026-12-31", False), ("2026-12-30", False), ("2027-01-01", True)]
)
def test_tarief_may_end_on_the_last_day_that_the_product_is_bought(bought_until: str, warned: bool) -> None:
    def both_end(data: dict[str, Any]) -> None:
        next(row for row in data["tarieven"] if row["product"] == "kdv")["einddatum"] = "2026-12-31"
        for perceel in data["percelen"]:
            for link in perceel["producten"]:
                if link["code"] == "kdv":
                    link["tot"] = bought_until

    found = [probleem.boodschap for probleem in new(both_end)]
    assert bool(found) == warned
    assert all("loopt af op 31 december 2026" in boodschap for boodschap in found)


@pytest.mark.parametrize(("bought_until", "missing"), [("2026-05-31", False), ("2026-06-01", True)])
def test_no_tarief_is_needed_for_what_is_no_longer_bought(bought_until: str, missing: bool) -> None:
    def end(data: dict[str, Any]) -> None:
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "kdv"]
        for perceel in data["percelen"]:
            for link in perceel["producten"]:
                if link["code"] == "kdv":
                    link["tot"] = bought_until

    found = [probleem.boodschap for probleem in new(end) if probleem.blokkeert]
    assert bool(found) == missing
    assert all("is er op 1 juni 2026 geen tarief" in boodschap for boodschap in found)


def test_no_tarief_is_needed_before_the_contracts_begin() -> None:
    def begin(start: str, first: str) -> Change:
        def change(data: dict[str, Any]) -> None:
            data["inkoop"]["start_contract"] = start
            for row in data["tarieven"]:
                row["ingangsdatum"] = max(row["ingangsdatum"], first)
            data["tarieven"] = [row for row in data["tarieven"] if not row["einddatum"] or row["einddatum"] >= first]

        return change

    assert told(problems(begin("2027-01-01", "2027-01-01")), "geen tarief") == []
    assert told(problems(begin("2027-01-01", "2027-02-01")), "op 1 januari 2027 geen tarief")


def test_nobody_to_ask_and_no_gemeente_to_work_for() -> None:
    def empty(data: dict[str, Any]) -> None:
        data["inkoop"]["deelnemers"] = []
        for perceel in data["percelen"]:
            perceel["contactadres"] = ""

    snapshot = changed(mlw_mer()[2], empty)

    def found(contact: str | None) -> list[Probleem]:
        return find_problems(snapshot, previous=None, day=JUNE, contact=contact)

    (gemeenten,) = told(found("inkoop@mlw.example"), "Er staat nergens")
    assert "welke gemeenten" in gemeenten.boodschap
    assert len(told(found(""), "Er staat nergens")) == 2
    assert len(told(found(None), "Er staat nergens")) == 1


def test_what_is_made_from_facts_is_not_typed_instead() -> None:
    """ "BGI en BGG" in the rubriek of the products does not put a product in a perceel."""
    assert any(row.bron == "producten" for row in mlw_mer()[2].rubrieken)
    sleutel = next(row.sleutel for row in mlw_mer()[2].rubrieken if row.bron == "producten")

    def change(*, typed: bool) -> Change:
        def without(data: dict[str, Any]) -> None:
            named(data["rubrieken"], sleutel)["verplicht"] = True
            perceel = named(data["percelen"], "5")
            perceel["producten"] = []
            perceel["teksten"][sleutel] = "<p>BGI en BGG</p>" if typed else ""

        return without

    for typed in (False, True):
        (probleem,) = told(problems(change(typed=typed)), "In perceel 5 komt geen enkel product voor")
        assert (probleem.plek.rubriek, asks(probleem)) == ("matrix", True)


def test_two_tarieven_at_once() -> None:
    def double(data: dict[str, Any]) -> None:
        row = next(row for row in data["tarieven"] if row["product"] == "kdv")
        data["tarieven"].append(row | {"ingangsdatum": "2025-01-01"})

    (probleem,) = told(new(double), "Voor KDV gelden op", "twee tarieven")
    assert probleem.blokkeert


def test_tarief_per_perceel_while_they_should_be_equal() -> None:
    def differ(data: dict[str, Any]) -> None:
        data["inkoop"]["tarief_per_perceel"] = False
        rows = [row for row in data["tarieven"] if row["product"] == "vervoer"]
        data["tarieven"].remove(rows[0])
        data["tarieven"] += [rows[0] | {"perceel": nummer} for nummer in "1234"]

    (probleem,) = [p for p in new(differ) if p.blokkeert]
    assert "Vervoer heeft een eigen tarief voor percelen 1, 2, 3 en 4" in probleem.boodschap


def test_tarief_per_grondslag_while_there_should_be_one() -> None:
    found = new(lambda data: named(data["producten"], "bgi").update(tarief_per_grondslag=False))
    missing, not_agreed = (p for p in found if p.blokkeert)
    assert told([missing], "Voor BGI is er op 1 juni 2026 geen tarief")
    assert told([not_agreed], "BGI heeft tarieven per grondslag")


def test_tarief_for_what_is_not_bought() -> None:
    def drop(data: dict[str, Any]) -> None:
        named(data["producten"], "bgi")["grondslagen"].remove("VG")

    assert "BGI met grondslag VG, maar dat wordt niet ingekocht" in only(drop).boodschap


def test_kostprijsopbouw_blocks_when_the_inkoop_says_so() -> None:
    usual = told(problems(), "kostprijsopbouw niet compleet")
    strict = told(problems(lambda d: d["inkoop"].update(kostprijs_verplicht=True)), "kostprijsopbouw niet compleet")
    assert ({p.blokkeert for p in usual}, {p.blokkeert for p in strict}) == ({False}, {True})


def test_complete_kostprijsopbouw() -> None:
    def build_up(data: dict[str, Any]) -> None:
        row = next(row for row in data["tarieven"] if row["product"] == "kdv")
        row["opbouw"] = dict.fromkeys(
            (
                "bruto_uurloon",
                "toeslagen_percentage",
                "productieve_uren",
                "overhead_percentage",
                "reiskosten",
                "risico_percentage",
            )
        ) | {
            "bron": "",
            "schaal": "",
            "regels": [{"element": letter, "bedrag": "10.00", "niet_van_toepassing": ""} for letter in "abcdef"],
        }

    gone = [p.plek.pad for p in problems() if p not in problems(build_up)]
    assert gone == ["product/kdv/tarieven"]


def lines(product: str, *rows: tuple[str, str, str | None], **values: Any) -> Change:
    """The product has these amounts (bedrag, first and last day) and no other, and these values."""

    def change(data: dict[str, Any]) -> None:
        named(data["producten"], product).update(values)
        first = next(row for row in data["tarieven"] if row["product"] == product)
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != product]
        for bedrag, van, tot in rows:
            data["tarieven"].append(first | {"bedrag": bedrag, "ingangsdatum": van, "einddatum": tot})

    return change


@pytest.mark.parametrize(
    ("rows", "told_of"),
    [
        ([("10.00", "2026-01-01", None), ("12.00", "2026-01-01", None)], "KDV (€\u00a010,00); KDV (€\u00a012,00)."),
        ([("12.00", "2026-08-01", None), ("10.00", "2026-01-01", None)], "KDV (€\u00a010,00); KDV (€\u00a012,00)."),
        ([("10.00", "2026-01-01", None), ("10.00", "2026-01-01", None)], ""),
        ([("10.00", "2026-01-01", "2026-07-31"), ("12.00", "2026-08-01", None)], ""),
        ([("10.00", "2026-01-01", "2026-08-01"), ("12.00", "2026-08-01", None)], "KDV (€\u00a010,00)"),
        # What ended before this version counts no more.
        ([("10.00", "2026-01-01", "2026-05-31"), ("12.00", "2026-01-01", None)], ""),
        ([("10.00", "2026-01-01", "2026-06-01"), ("12.00", "2026-01-01", None)], "KDV (€\u00a010,00)"),
        # The second is over before the third begins, the first is not.
        (
            [("10.00", "2026-01-01", None), ("10.00", "2026-01-01", "2026-07-31"), ("12.00", "2026-08-01", None)],
            "KDV (€\u00a010,00); KDV (€\u00a012,00).",
        ),
        ([(f"{10 + number}.00", "2026-01-01", None) for number in range(6)], "KDV (€\u00a015,00). In een bericht"),
        ([(f"{10 + number}.00", "2026-01-01", None) for number in range(8)], "KDV (€\u00a015,00) en nog 2."),
    ],
)
def test_a_code_has_one_amount_at_a_moment(rows: list[tuple[str, str, str | None]], told_of: str) -> None:
    found = told(problems(lines("kdv", *rows, iwmo_categorie="04", iwmo_code="04A01")), "Productcode 04A01 heeft")
    assert len(found) == bool(told_of)
    assert all(told_of in probleem.boodschap and not probleem.blokkeert for probleem in found)


@pytest.mark.parametrize(
    ("values", "blocker"),
    [
        ({"tariefsoort": "offerte"}, "KDV is op offerte, maar heeft wel tarieven"),
        ({"eenheid": "83"}, "KDV gaat in euro's (eenheid 83, iWmo CD087), maar heeft wel tarieven"),
    ],
)
def test_what_has_no_amounts_asks_for_none(values: dict[str, Any], blocker: str) -> None:
    assert told(problems(lines("kdv", ("10.00", "2026-01-01", None), **values)), "maar heeft wel tarieven") == told(
        problems(lines("kdv", ("10.00", "2026-01-01", None), **values)), blocker
    )
    without = problems(lines("kdv", **values))
    assert not told(without, "KDV", "tarief")
    assert not told(without, "KDV", "tarieven")


@pytest.mark.parametrize(
    ("values", "words", "blocks"),
    [
        ({"tariefsoort": "toeslag", "toeslag_op": []}, "maar er staat niet op welk product", False),
        ({"tariefsoort": "toeslag", "toeslag_op": ["kdv"]}, "een toeslag of korting op zichzelf", True),
        ({"tariefsoort": "toeslag", "toeslag_op": ["bgi"]}, "", False),
        ({"toeslag_op": []}, "", False),
    ],
)
def test_a_toeslag_is_on_another_product(values: dict[str, Any], words: str, blocks: bool) -> None:
    found = told(problems(lambda data: named(data["producten"], "kdv").update(values)), "toeslag of korting")
    assert [(words in probleem.boodschap, probleem.blokkeert) for probleem in found] == (
        [(True, blocks)] if words else []
    )


def test_a_code_of_another_category_is_a_blocker() -> None:
    change = lines("kdv", ("10.00", "2026-01-01", None), iwmo_categorie="04", iwmo_code="04A01")

    def with_code(data: dict[str, Any]) -> None:
        change(data)
        data["tarieven"][-1]["iwmo_code"] = "02A05"

    (probleem,) = told(problems(with_code), "past niet bij categorie 04")
    assert probleem.boodschap.startswith("Productcode 02A05 van KDV")
    assert probleem.blokkeert
    assert not told(problems(change), "past niet bij categorie")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("10.00", "2026-01-01", None)], "Bij 1 tarief van KDV"),
        ([("10.00", "2026-01-01", "2026-12-31"), ("11.00", "2027-01-01", None)], "Bij 2 tarieven van KDV"),
        ([("10.00", "2026-01-01", "2026-05-31"), ("11.00", "2026-06-01", None)], "Bij 1 tarief van KDV"),
        ([("10.00", "2026-01-01", "2026-06-01"), ("11.00", "2026-06-02", None)], "Bij 2 tarieven van KDV"),
    ],
)
def test_a_build_up_is_asked_of_each_amount_that_still_counts(
    rows: list[tuple[str, str, str | None]], words: str
) -> None:
    assert len(told(problems(lines("kdv", *rows)), words, "kostprijsopbouw niet compleet")) == 1
    toeslag = lines("kdv", *rows, tariefsoort="toeslag", toeslag_op=["bgi"])
    assert not told(problems(toeslag), "van KDV", "kostprijsopbouw niet compleet")


def test_two_tarieven_overlap_from_the_later_begin_on() -> None:
    for rows, day in (
        ([("10.00", "2026-01-01", None), ("11.00", "2027-02-01", None)], "1 februari 2027"),
        ([("10.00", "2026-01-01", "2027-02-01"), ("11.00", "2027-02-01", None)], "1 februari 2027"),
    ):
        (probleem,) = told(problems(lines("kdv", *rows)), "twee tarieven")
        assert probleem.boodschap == f"Voor KDV gelden op {day} twee tarieven. Beëindig er een."
    apart = [("10.00", "2026-01-01", "2027-01-31"), ("11.00", "2027-02-01", None)]
    assert not told(problems(lines("kdv", *apart)), "twee tarieven")


def test_a_tarief_for_all_percelen_and_one_for_a_perceel_are_two() -> None:
    def both(data: dict[str, Any]) -> None:
        data["inkoop"]["tarief_per_perceel"] = True
        vervoer = next(row for row in data["tarieven"] if row["product"] == "vervoer")
        data["tarieven"].append(vervoer | {"perceel": "2", "ingangsdatum": "2027-01-01"})

    (probleem,) = [row for row in new(both) if row.blokkeert]
    assert "gelden op 1 januari 2027 twee tarieven" in probleem.boodschap


# --- texts ---


@pytest.mark.parametrize(
    "fragment",
    ["XX", "[…]", "[...]", "[invullen]", "n.t.b.", "nader te bepalen", "nog te bepalen", "Lorem ipsum", "???", "TODO"],
)
def test_placeholder(fragment: str) -> None:
    def write(data: dict[str, Any]) -> None:
        named(data["producten"], "bgi")["teksten"]["omschrijving"] += f"<p>Het tarief wordt {fragment} daarna.</p>"

    found = new(write)
    assert found
    assert told(found, "staat nog '", "Vul de tekst aan") == found
    assert {(p.plek.pad, asks(p)) for p in found} == {("product/bgi/omschrijving", True)}


@pytest.mark.parametrize(
    "tekst", ["zie noot [1]", "het jaar 2026", "een e.a.", "nader te beschrijven situaties", "EXX-norm"]
)
def test_what_is_no_placeholder(tekst: str) -> None:
    assert new(lambda data: named(data["producten"], "bgi")["teksten"].update(omschrijving=f"<p>{tekst}</p>")) == []


@pytest.mark.parametrize(
    ("tekst", "wat"),
    [
        ("Zie perceel 7.", ["perceel 7"]),
        ("Dit geldt in de percelen 1, 2 en 9.", ["perceel 9"]),
        ("Percelen 5 t/m 8", ["perceel 7", "perceel 8"]),
        ("perceel 1, perceel 8 of beschermd wonen", ["perceel 8"]),
        ("Bij het product BGX geldt dit.", ["product BGX"]),
        ("Declareer met code 02A99.", ["02A99"]),
        ("In perceel 3 kan het 24 uur duren.", []),
        ("in dit perceel 15 aanbieders", []),
        ("Zie perceel 6 en product BGI of BGI complex, code 02A03.", []),
        ("Zie perceel 1 en 24 uur later perceel 2.", []),
    ],
)
def test_references(tekst: str, wat: list[str]) -> None:
    def write(data: dict[str, Any]) -> None:
        named(data["hoofdstukken"], "leeswijzer")["tekst"] += f"<p>{tekst}</p>"

    found = new(write)
    assert len(found) == len(wat)
    assert all(told([p], f"'{name}', maar dat is er niet in dit document") for p, name in zip(found, wat, strict=True))
    assert all(asks(p) and p.plek.pad == "hoofdstuk/leeswijzer/tekst" for p in found)


def test_a_product_that_is_gone_is_still_named() -> None:
    old, new_version = mlw_mer()[2], mlw_mer()[1]

    def write(data: dict[str, Any]) -> None:
        named(data["hoofdstukken"], "leeswijzer")["tekst"] += "<p>Zie ook BGI complex.</p>"

    found = find_problems(changed(new_version, write), previous=old, day=JUNE)
    (probleem,) = told(found, "maar dat is er niet in dit document")
    assert "'BGI complex'" in probleem.boodschap


def test_what_is_said_to_have_ended_may_stay_with_a_reason() -> None:
    """ "Kortdurend verblijf is per 1 januari 2027 vervallen" is true, and no dead reference."""
    old = mlw_mer()[2]

    def end(data: dict[str, Any]) -> None:
        data["producten"] = [row for row in data["producten"] if row["code"] != "kdv"]
        data["percelen"] = [row for row in data["percelen"] if row["nummer"] != "5"]
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "kdv"]
        named(data["hoofdstukken"], "inleiding")["titel"] = "Kortdurend verblijf is per 1 januari 2027 vervallen"

    found = told(find_problems(changed(old, end), previous=old, day=JUNE), "Kortdurend verblijf")
    assert found
    assert not any(probleem.blokkeert for probleem in found)


def test_text_over_the_limit() -> None:
    found = new(lambda data: named(data["hoofdstukken"], "leeswijzer").update(tekst=f"<p>{'a' * MAX_RICH_TEXT}</p>"))
    (probleem,) = told(found, "50.007 tekens", "maak de tekst korter")
    assert probleem.blocks(PublicatieSoort.CONSULTATIE)


@pytest.mark.parametrize(
    ("tekst", "teken"), [("≥ 18 jaar → plan ✓ co\u2011ouder\u00a0€", ""), ("Top \U0001f600, vakje ☐", "☐ (U+2610)")]
)
def test_sign_that_no_font_has(tekst: str, teken: str) -> None:
    found = new(lambda data: named(data["hoofdstukken"], "leeswijzer").update(tekst=f"<p>{tekst}</p>"))
    problemen = told(found, "een teken dat niet in de PDF kan")
    assert len(problemen) == bool(teken)
    assert all(teken in p.boodschap and p.plek.pad == "hoofdstuk/leeswijzer/tekst" for p in problemen)
    assert all(p.blocks(PublicatieSoort.CONSULTATIE) for p in problemen)


def test_nothing_changed() -> None:
    snapshot = mlw_mer()[2]
    (probleem,) = told(find_problems(snapshot, previous=snapshot, day=JUNE), "Er is niets veranderd")
    assert not probleem.blokkeert


def test_every_problem_has_a_message_and_a_place() -> None:
    def spoil(data: dict[str, Any]) -> None:
        data["percelen"][0]["naam"] = "XX"
        data["hoofdstukken"] = data["hoofdstukken"][:3]
        data["tarieven"] = data["tarieven"][:2]

    for probleem in problems(spoil, previous=mlw_mer()[1]):
        assert probleem.boodschap.endswith((".", "'"))
        assert probleem.plek.soort


def test_a_large_document_is_checked_in_reasonable_time() -> None:
    """Texts compare by shared runs of words, not each with each."""

    def grow(data: dict[str, Any]) -> None:
        for number in range(60):
            for product in mlw_mer()[2].model_dump(mode="json")["producten"]:
                texts = {key: f"<p>{number} {tekst[3:]}" for key, tekst in product["teksten"].items()}
                data["producten"].append(product | {"code": f"{product['code']}-{number}", "teksten": texts})

    snapshot = changed(mlw_mer()[2], grow)
    begin = time.process_time()  # whatever else the machine does
    find_problems(snapshot, previous=None, day=JUNE)
    assert time.process_time() - begin < 10


# --- S4 itself ---


def s4_rows(heading: str) -> dict[str, str]:
    """The rows of one table of S4, by their heading, as rich text."""
    (path, *_) = sorted((Path(settings.BASE_DIR).parent / "shared" / "seeds").glob("004_*.txt")) or [None]
    if path is None:
        pytest.skip("the source documents (shared/seeds) are not here")
    lines = path.read_text().splitlines()
    begin = lines.index(heading)
    rows = (line.partition("\t") for line in lines[begin + 1 : begin + 20] if "\t" in line)
    found: dict[str, str] = {}
    for name, _, text in rows:
        if name.startswith("Naam"):
            break
        found[name] = richtext.clean(re.sub(r"</?(?:ul|ol)[^>]*>", " ", text))  # lists without items
    return found


def test_the_slips_of_s4_word_for_word() -> None:
    """KDV stands in the product and again in perceel 5, where "invoeren" became "inroepen" and "mantelzorger" "mantelzorg"."""
    product, perceel = (
        s4_rows("Naam product\tKortdurend verblijf (KDV)"),
        s4_rows("Naam\tPerceel 5 Kortdurend verblijf (KDV)"),
    )

    def put_back(data: dict[str, Any]) -> None:
        kdv, five = named(data["producten"], "kdv")["teksten"], named(data["percelen"], "5")["teksten"]
        kdv |= {
            "doelgroep": product["Doelgroep"],
            "doelen": product["Doelen/resultaten"],
            "problematiek": product["Problematiek"],
            "niet-declarabel": product["Niet-declarabel"],
            "specifieke-eisen": product["Specifieke eisen"],
        }
        five |= {
            "doelgroep": perceel["Doelgroep"],
            "doelen": perceel["Doelen/resultaten"],
            "problematiek": perceel["Problematiek"],
        }

    found = new(put_back)
    drifted, forbidden = told(found, "zeggen bijna hetzelfde"), told(found, "Gebruik daarvoor steeds")
    assert len(drifted) + len(forbidden) == len(found)
    assert {p.plek.pad for p in drifted} == {"perceel/5/doelgroep", "perceel/5/doelen"}
    # "dan beschikt", but not "over … competenties beschikt"
    assert {p.plek.pad for p in forbidden} == {"product/kdv/niet-declarabel"}


def test_a_product_per_grondslag_without_grondslagen_needs_one_tarief() -> None:
    def without(data: dict[str, Any]) -> None:
        product = named(data["producten"], "bgi")
        product["grondslagen"] = []
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "bgi"]

    assert told(problems(without), "Voor BGI is er op 1 juni 2026 geen tarief")


def test_a_tarief_that_is_missing_before_the_contracts_begin_is_asked_for_when_they_begin() -> None:
    def later(data: dict[str, Any]) -> None:
        data["inkoop"]["start_contract"] = "2027-01-01"
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != "kdv"]

    assert told(problems(later), "Voor KDV is er op 1 januari 2027 geen tarief")


def test_a_sign_that_nobody_sees_hides_no_reference() -> None:
    def hide(data: dict[str, Any]) -> None:
        data["producten"][0]["teksten"]["doelgroep"] += "<p>Zie per\u00adceel\u00a099.</p>"

    assert told(new(hide), "perceel 99", "dat is er niet")


def test_small_signs_are_no_signs_that_cannot_be_printed() -> None:
    def write(data: dict[str, Any]) -> None:
        data["producten"][0]["teksten"]["doelgroep"] += "<p>CO<sub>2</sub>, 10<sup>6</sup> en 20 m<sup>2</sup>.</p>"

    assert new(write) == []
