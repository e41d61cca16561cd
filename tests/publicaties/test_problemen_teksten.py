"""Rules about single texts, and about the same thing said twice."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from core import richtext
from core.fields import MAX_RICH_TEXT
from publicaties.models import PublicatieSoort
from publicaties.problemen import Probleem, find_problems
from publicaties.problemen.drift import contradicts
from publicaties.problemen.teksten import uses
from publicaties.snapshot import Snapshot
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer, named
from tests.publicaties.problemen import JUNE, Change, asks, new, only, problems, told

S4_SENTENCE = (
    "De tarieven per product zijn voor alle percelen hetzelfde, maar (bij begeleiding individueel en begeleiding groep) "
    "wel afhankelijk van de grondslag waarop de cliënt ondersteuning krijgt."
)


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


def drifted(one: list[str], other: list[str]) -> list[str]:
    """What is told when KDV says the one, and perceel 5 the other: a paragraph for each."""

    def write(data: dict[str, Any]) -> None:
        named(data["producten"], "kdv")["teksten"]["doelgroep"] = "".join(f"<p>{tekst}</p>" for tekst in one)
        named(data["percelen"], "5")["teksten"]["doelgroep"] = "".join(f"<p>{tekst}</p>" for tekst in other)

    return [probleem.boodschap for probleem in told(problems(write), "KDV, Doelgroep", "zeggen bijna hetzelfde")]


def some_words(count: int, **changed_to: str) -> str:
    """ "w0 w1 w2 …", some of them changed."""
    return " ".join(changed_to.get(f"w{number}", f"w{number}") for number in range(count))


def replaced(begin: int, end: int) -> dict[str, str]:
    return {f"w{number}": f"x{number}" for number in range(begin, end)}


@pytest.mark.parametrize(
    ("count", "begin", "end", "is_told"),
    [
        (12, 5, 6, True),
        (11, 5, 6, False),  # too short to say anything
        (25, 9, 16, True),  # 18 of 25 are the same: 0.72
        (25, 9, 17, False),
        (25, 9, 9, False),
    ],
)
def test_paragraphs_of_some_length_that_are_nearly_the_same_drift(
    count: int, begin: int, end: int, is_told: bool
) -> None:
    assert len(drifted([some_words(count)], [some_words(count, **replaced(begin, end))])) == is_told


def test_two_places_that_drift_are_told_once() -> None:
    one = [some_words(20), "In een tweede alinea, die ook al niet klopt, staan hier nog meer woorden bij elkaar."]
    other = [some_words(20, w9="x9"), one[1].replace("tweede", "andere")]
    (told_,) = drifted(one, other)
    assert "perceel 5, Doelgroep en KDV, Doelgroep" in told_


@pytest.mark.parametrize(
    ("begin", "end", "was", "wordt"),
    [
        (0, 1, "… w0 w1 w2 w3 …", "… x0 w1 w2 w3 …"),
        (10, 11, "… w7 w8 w9 w10 w11 w12 w13 …", "… w7 w8 w9 x10 w11 w12 w13 …"),
        (59, 60, "… w56 w57 w58 w59 …", "… w56 w57 w58 x59 …"),
        # Of a long difference the first eight words, with three around it.
        (
            20,
            32,
            "… w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 w27 w28 w29 w30 …",
            "… w17 w18 w19 x20 x21 x22 x23 x24 x25 x26 x27 x28 x29 x30 …",
        ),
    ],
)
def test_of_what_drifts_the_first_difference_is_told_with_what_stands_around_it(
    begin: int, end: int, was: str, wordt: str
) -> None:
    (told_,) = drifted([some_words(60)], [some_words(60, **replaced(begin, end))])
    assert f"'{was}'" in told_
    assert f"'{wordt}'" in told_


@pytest.mark.parametrize(
    ("zin", "contradicted", "other_way"),
    [
        ("Het tarief is in alle percelen gelijk.", False, True),
        ("Het tarief verschilt per perceel.", True, False),
        ("Het tarief hangt af van de grondslag.", False, True),
        ("Het tarief is voor elke grondslag hetzelfde.", True, False),
        ("Het tarief is in elk perceel gelijk, maar hangt af van de grondslag.", False, True),
        ("Het tarief verschilt per perceel, en het hangt af van de grondslag.", True, True),
        ("Het tarief staat bij elk perceel en elke grondslag.", False, False),
    ],
)
def test_a_sentence_about_tarieven_is_held_against_the_facts(zin: str, contradicted: bool, other_way: bool) -> None:
    def turn(data: dict[str, Any]) -> None:
        data["inkoop"]["tarief_per_perceel"] = True
        for product in data["producten"]:
            product["grondslagen"] = product["grondslagen"][:1]

    june = changed(mlw_mer()[2], lambda data: data["inkoop"].update(tarief_per_perceel=False))
    assert (contradicts(june, zin), contradicts(changed(june, turn), zin)) == (contradicted, other_way)
    two = changed(june, lambda data: [row.update(grondslagen=row["grondslagen"][:2]) for row in data["producten"]])  # type: ignore[arg-type, return-value]
    assert contradicts(two, "Het tarief is voor elke grondslag hetzelfde.")
    one = changed(june, lambda data: [row.update(tarief_per_grondslag=False) for row in data["producten"]])  # type: ignore[arg-type, return-value]
    assert not contradicts(one, "Het tarief is voor elke grondslag hetzelfde.")


@pytest.mark.parametrize(
    ("zin", "is_told"),
    [
        ("Het tarief verschilt per grondslag.", True),
        ("De prijzen zijn in elk perceel gelijk.", True),
        ("De aanpak verschilt per grondslag.", False),
        ("Het tarief verschilt.", False),
        ("Het tarief staat bij elk perceel.", False),
    ],
)
def test_only_a_sentence_about_what_tarieven_depend_on_is_told(zin: str, is_told: bool) -> None:
    def write(data: dict[str, Any]) -> None:
        named(data["hoofdstukken"], "inleiding")["tekst"] += f"<p>{zin}</p>"

    found = told(new(write), f"'{zin}'")
    assert len(found) == is_told
    without = changed(changed(mlw_mer()[2], write), lambda data: data["inkoop"].update(met_tarieven=False))
    assert not told(find_problems(without, previous=None, day=JUNE), f"'{zin}'")


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
        ("Wie dit toewijst, die zij toewijzen.", "toewijzing", ["toewijst", "toewijzen"]),
        ("Zij beschikte, is beschikt en gebeschikt.", "beschikking", ["beschikte", "beschikt", "gebeschikt"]),
        ("Over een locatie beschikt de aanbieder.", "beschikking", []),
        ("De gemeente gaat erover, en beschikt.", "beschikking", ["beschikt"]),
        ("Zij beschikt. Daarover later.", "beschikking", ["beschikt"]),
        ("Wie leent, doet een lening.", "lening", ["lening"]),
        ("Zij lenen het.", "lening", ["lenen"]),
        ("De ringen, hij ringt.", "ring", ["ringen"]),
        ("Ik zing een aria.", "zing een aria", ["zing een aria"]),
        ("De percelen en een perceeltje.", "perceel", ["percelen", "perceeltje"]),
        ("De percen.", "perceel", []),
        ("De tarieven en de lokalen.", "tarief", ["tarieven"]),
        ("De tarieven en de lokalen.", "lokaal", ["lokalen"]),
        ("De bedden.", "bed", ["bedden"]),
        ("Twee foto’s en foto's.", "foto", ["foto’s", "foto's"]),
    ],
)
def test_forms_of_a_forbidden_word(tekst: str, verboden: str, found: list[str]) -> None:
    assert uses(tekst, verboden) == found


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


@pytest.mark.parametrize(
    ("tekst", "wat"),
    [
        ("Zie perceel 1a en segment 2b.", []),
        ("Zie perceel 1a-regionaal.", []),
        ("Zie perceel 1a-landelijk.", ["perceel 1a-landelijk"]),
        ("Zie perceel 9.", ["perceel 9"]),
        ("Zie segment 9.", ["segment 9"]),
    ],
)
def test_references_where_there_are_segmenten(tekst: str, wat: list[str]) -> None:
    limburg = demo_snapshots("limburg-noord-2022")[0]

    def found(snapshot: Snapshot) -> set[str]:
        return {row.boodschap for row in find_problems(snapshot, previous=None, day=JUNE)}

    def write(data: dict[str, Any]) -> None:
        data["hoofdstukken"][-1]["tekst"] += f"<p>{tekst}</p>"

    dead = sorted(
        re.findall(r"staat '(.*?)', maar dat is er niet", " ".join(found(changed(limburg, write)) - found(limburg)))
    )
    assert dead == wat


def test_a_segment_is_no_reference_where_there_are_none() -> None:
    def write(data: dict[str, Any]) -> None:
        named(data["hoofdstukken"], "leeswijzer")["tekst"] += "<p>Zie segment 9 en percelen 98 t/m 250.</p>"

    found = [probleem.boodschap for probleem in new(write)]
    assert not any("segment" in text for text in found)
    # Of a long range no more than a hundred numbers, and the last.
    assert len([text for text in found if "'perceel " in text]) == 101


@pytest.mark.parametrize(
    ("values", "tekst", "is_told"),
    [
        ({}, "Bij het product BGX geldt dit.", True),
        ({"afkorting": ""}, "Bij het product BGX geldt dit.", False),
        ({}, "Declareer met code 02A99.", True),
        ({"iwmo_code": ""}, "Declareer met code 02A99.", False),
    ],
)
def test_codes_are_references_only_where_there_are_any(values: dict[str, str], tekst: str, is_told: bool) -> None:
    def write(data: dict[str, Any]) -> None:
        for row in data["producten"]:
            row.update(values)
        for row in data["tarieven"]:
            row.update({"iwmo_code": ""})
        named(data["hoofdstukken"], "leeswijzer")["tekst"] += f"<p>{tekst}</p>"

    assert bool(told(problems(write), "maar dat is er niet")) == is_told


@pytest.mark.parametrize(("afkorting", "is_told"), [("KV", False), ("KVX", True)])
def test_a_very_short_name_that_is_gone_is_no_reference(afkorting: str, is_told: bool) -> None:
    def other(data: dict[str, Any]) -> None:
        kdv = named(data["producten"], "kdv")
        data["producten"].append(kdv | {"code": "weg", "naam": "Iets heel anders", "afkorting": afkorting})

    def write(data: dict[str, Any]) -> None:
        named(data["hoofdstukken"], "leeswijzer")["tekst"] += f"<p>Zie ook {afkorting}.</p>"

    june = mlw_mer()[2]
    found = find_problems(changed(june, write), previous=changed(june, other), day=JUNE)
    assert bool(told(found, f"staat '{afkorting}', maar dat is er niet")) == is_told


def test_a_begrip_may_name_its_own_synonym_and_no_other() -> None:
    def write(term: str) -> Change:
        def edit(data: dict[str, Any]) -> None:
            named(data["begrippen"], term)["omschrijving"] += " Het heet ook beschikking."

        return edit

    terms = [row.term for row in mlw_mer()[2].begrippen if row.term != "toewijzing"]
    assert not told(problems(write("toewijzing")), "staat 'beschikking'")
    assert told(problems(write(terms[0])), "staat 'beschikking'", "steeds 'toewijzing'")


def test_a_text_of_exactly_the_limit_fits() -> None:
    def found(length: int) -> list[Probleem]:
        tekst = f"<p>{'a' * (length - 7)}</p>"
        return told(new(lambda data: named(data["hoofdstukken"], "leeswijzer").update(tekst=tekst)), "maak de tekst")

    assert (len(found(MAX_RICH_TEXT)), len(found(MAX_RICH_TEXT + 1))) == (0, 1)


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


def test_a_sign_that_nobody_sees_hides_no_reference() -> None:
    def hide(data: dict[str, Any]) -> None:
        data["producten"][0]["teksten"]["doelgroep"] += "<p>Zie per\u00adceel\u00a099.</p>"

    assert told(new(hide), "perceel 99", "dat is er niet")


def test_small_signs_are_no_signs_that_cannot_be_printed() -> None:
    def write(data: dict[str, Any]) -> None:
        data["producten"][0]["teksten"]["doelgroep"] += "<p>CO<sub>2</sub>, 10<sup>6</sup> en 20 m<sup>2</sup>.</p>"

    assert new(write) == []
