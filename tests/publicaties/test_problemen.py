"""Rules about what a document holds, and the list of problems itself."""

from __future__ import annotations

from typing import Any

import pytest

from publicaties.models import PublicatieSoort
from publicaties.problemen import Probleem, find_problems
from publicaties.snapshot import Snapshot
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer, named
from tests.publicaties.problemen import JUNE, Change, asks, new, only, problems, told


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


def test_slip_the_missing_entry_in_the_contents() -> None:
    probleem = only(
        lambda data: data.update(hoofdstukken=[row for row in data["hoofdstukken"] if row["soort"] != "percelen"])
    )
    assert asks(probleem)
    assert probleem.boodschap.startswith("Er zijn percelen, maar geen hoofdstuk dat ze toont.")


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


@pytest.mark.parametrize(
    ("tot", "is_told"), [("2026-05-31", True), ("2026-06-01", False), ("2026-12-31", False), (None, False)]
)
def test_a_product_that_ends_on_the_first_day_is_still_bought(tot: str | None, is_told: bool) -> None:
    found = problems(lambda data: named(data["percelen"], "5")["producten"][0].update(tot=tot))
    assert bool(told(found, "KDV wordt in perceel 5 maar ingekocht tot en met")) == is_told


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
    snapshot = changed(snapshot, lambda data: data["percelen"][0].update(contactadres="inkoop@mlw.example"))
    assert len(told(found(""), "Er staat nergens")) == 1


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
