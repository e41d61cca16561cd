"""How long contracten last, which procedure and domeinen an inkoop has, and what an older version said of these."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from publicaties import beschrijving
from publicaties.feiten import feiten
from publicaties.problemen import find_problems
from publicaties.snapshot import Snapshot, read
from publicaties.wijzigingen import apply, compare
from segments.models import ZONDER_MAXIMUM, Procedure
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer, named

DAY = dt.date(2026, 6, 1)


def messages(snapshot: Snapshot, *, blocks: bool) -> list[str]:
    found = find_problems(snapshot, previous=None, day=DAY)
    return [row.boodschap for row in found if row.blokkeert == blocks]


def older(snapshot: Snapshot, **values: Any) -> dict[str, Any]:
    """As it was stored when an inkoop had one domein and years."""
    data = snapshot.model_dump(mode="json")
    inkoop = data["inkoop"]
    for naam in ("domeinen", "einde_contract", "looptijd_maanden", "verlengingen_maanden", "opzegtermijn_maanden"):
        del inkoop[naam]
    inkoop.update({"domein": "wmo", "basisjaren": 3, "verlengingen": [1, 1], **values})
    return data


# --- what was published before ----------------------------------------------------------------------------------------


def test_an_older_version_says_what_it_said_and_keeps_its_form_and_sha256() -> None:
    limburg = demo_snapshots("limburg-noord-2022")[0]
    stored = older(limburg)
    old = read(stored)
    assert old.stored() == stored
    assert (old.inkoop.domeinen, old.inkoop.looptijd_maanden, old.inkoop.verlengingen_maanden) == (
        ["wmo"],
        36,
        [12, 12],
    )
    assert [feit.tekst for feit in feiten(old, old.inkoop)] == [feit.tekst for feit in feiten(limburg, limburg.inkoop)]
    # In months it says the same: no line in any change table.
    assert old == limburg
    assert compare(old, limburg) == []


def test_what_is_built_on_an_older_version_is_stored_as_today() -> None:
    limburg = demo_snapshots("limburg-noord-2022")[0]
    old = read(older(limburg))
    later = changed(limburg, lambda data: data["inkoop"].update(looptijd_maanden=42, domeinen=["wmo", "jeugd"]))
    found = compare(old, later)
    assert {row.titel for row in found} == {"Looptijd gewijzigd", "Domein toegevoegd"}
    assert apply(old, found) == later
    assert apply(old, found).stored()["inkoop"]["looptijd_maanden"] == 42


@pytest.mark.parametrize("jaren", [None, 0, 1])
def test_years_of_any_kind_are_read(jaren: int | None) -> None:
    old = read(older(mlw_mer()[2], basisjaren=jaren, verlengingen=[], domein="jeugd"))
    assert old.inkoop.looptijd_maanden == (None if jaren is None else 12 * jaren)
    assert old.inkoop.domeinen == ["jeugd"]


def test_the_old_procedures_say_what_they_said() -> None:
    assert (Procedure("open_house").label, Procedure("aanbesteding").label) == ("open house", "aanbesteding")


# --- problems ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("procedure", Procedure.values)
@pytest.mark.parametrize(
    ("lijst", "code", "veld", "name"),
    [
        ("percelen", "1a-regionaal", "aanbieders_max", "Perceel 1a-regionaal"),
        ("segmenten", "1a", "regionaal_max", "Segment 1a"),
    ],
)
def test_a_maximum_where_the_number_may_not_be_limited_is_a_blocker(
    procedure: str, lijst: str, code: str, veld: str, name: str
) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["inkoop"]["procedure"] = procedure
        for row in data["segmenten"]:
            row.update(regionaal_max=None, lokaal_max=None)
        named(data[lijst], code)[veld] = 12

    found = messages(changed(demo_snapshots("limburg-noord-2022")[0], edit), blocks=True)
    told = [text for text in found if text.startswith(f"{name} heeft een maximum aantal aanbieders")]
    assert bool(told) == (procedure in ZONDER_MAXIMUM)


def test_an_end_that_the_looptijd_contradicts_is_a_blocker() -> None:
    def snapshot(einde: str) -> Snapshot:
        facts = {"start_contract": "2027-01-01", "looptijd_maanden": 36, "einde_contract": einde}
        return changed(mlw_mer()[2], lambda data: data["inkoop"].update(facts))

    assert any(
        "eindigt op 31 december 2029, maar de einddatum is 1 januari 2030" in text
        for text in messages(snapshot("2030-01-01"), blocks=True)
    )
    assert not any("looptijd" in text for text in messages(snapshot("2029-12-31"), blocks=True))


@pytest.mark.parametrize(
    ("maanden", "verlengingen", "is_told"),
    [(48, [], False), (49, [], True), (36, [12], False), (36, [12, 1], True), (None, [48], False), (None, [49], True)],
)
def test_months_count_with_those_of_the_verlengingen(
    maanden: int | None, verlengingen: list[int], is_told: bool
) -> None:
    facts = {"looptijd_maanden": maanden, "verlengingen_maanden": verlengingen, "looptijd_toelichting": " "}
    found = messages(changed(mlw_mer()[2], lambda data: data["inkoop"].update(facts)), blocks=False)
    assert any("duren met verlengingen 49 maanden, meer dan 48" in text for text in found) == is_told
    assert is_told or not any("duren met" in text for text in found)


@pytest.mark.parametrize(
    "facts", [{"start_contract": None}, {"looptijd_maanden": None}, {"einde_contract": None}], ids=str
)
def test_an_end_contradicts_only_a_begin_and_a_looptijd(facts: dict[str, Any]) -> None:
    given = {"start_contract": "2027-01-01", "looptijd_maanden": 36, "einde_contract": "2030-01-01", **facts}
    snapshot = changed(mlw_mer()[2], lambda data: data["inkoop"].update(given))
    assert not any("looptijd" in text for text in messages(snapshot, blocks=True))


def test_more_than_48_months_asks_for_a_reason() -> None:
    def snapshot(toelichting: str) -> Snapshot:
        facts = {"looptijd_maanden": 36, "verlengingen_maanden": [12, 12], "looptijd_toelichting": toelichting}
        return changed(mlw_mer()[2], lambda data: data["inkoop"].update(facts))

    assert any("duren met verlengingen 60 maanden" in text for text in messages(snapshot(""), blocks=False))
    assert not any("duren met" in text for text in messages(snapshot("Omdat de zorg lang duurt."), blocks=False))


@pytest.mark.parametrize(
    ("hoeveel", "words"),
    [
        ("alle", "in percelen 1, 2 en 3 (alle drie)."),
        ("een", "in ten minste een van de percelen 1, 2 en 3."),
        ("", "in percelen 1, 2 en 3."),
    ],
)
def test_a_condition_says_whether_it_means_all_of_its_percelen(hoeveel: str, words: str) -> None:
    version = changed(
        mlw_mer()[3],
        lambda data: next(row for row in data["voorwaarden"] if row["percelen"]).update(hoeveel=hoeveel),
    )
    assert any(
        str(zin).endswith(words) for zin in beschrijving.voorwaardezinnen(version, version.product["bgi-complex"])
    )
    unsaid = [text for text in messages(version, blocks=False) if "zegt niet of zij geldt voor alle percelen" in text]
    assert bool(unsaid) == (hoeveel == "")


def test_a_category_of_a_domein_that_the_inkoop_is_not_of_is_told() -> None:
    def snapshot(categorie: str, domeinen: list[str]) -> Snapshot:
        def edit(data: dict[str, Any]) -> None:
            data["inkoop"]["domeinen"] = domeinen
            named(data["producten"], "bgi").update(iwmo_categorie=categorie, iwmo_code="")

        return changed(mlw_mer()[2], edit)

    def told(snapshot: Snapshot) -> list[str]:
        return [text for text in messages(snapshot, blocks=False) if text.startswith("De productcategorie van BGI")]

    assert "hoort bij het domein Jeugd" in told(snapshot("45", ["wmo"]))[0]
    assert "hoort bij het domein Wmo" in told(snapshot("02", ["jeugd"]))[0]
    assert told(snapshot("45", ["wmo", "jeugd"])) == told(snapshot("02", ["wmo"])) == []
