"""What becomes of the reason of a change when the change is computed again."""

from __future__ import annotations

from typing import Any

import pytest

from publicaties.fouten import WrongStatus
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot
from publicaties.wijzigingstabel import explain as explain_all
from publicaties.wijzigingstabel import store
from segments.models import Inkoop
from tests.publicaties.demo import changed, mlw_mer, named
from tests.publicaties.factories import PublicatieFactory

OLD = mlw_mer()[1]


@pytest.fixture
def publicatie(inkoop: Inkoop) -> Publicatie:
    made: Publicatie = PublicatieFactory(inkoop=inkoop)
    return made


def without(snapshot: Snapshot, code: str) -> Snapshot:
    return changed(snapshot, lambda data: data["producten"].remove(named(data["producten"], code)))


def with_kdv(**fields: Any) -> Snapshot:
    return changed(OLD, lambda data: named(data["producten"], "kdv").update(fields))


def reasons(publicatie: Publicatie, before: Snapshot, snapshot: Snapshot) -> dict[str, str]:
    store(publicatie, before, snapshot)
    return {row.inhoud["titel"]: row.reden for row in publicatie.wijzigingen.order_by("volgorde")}


def explain(publicatie: Publicatie, reden: str, word: str) -> None:
    """To the change whose title has this word."""
    (row,) = [row for row in publicatie.wijzigingen.all() if word in row.inhoud["titel"]]
    row.reden = reden
    row.save(update_fields=["reden"])


def test_a_reason_stays_with_a_change_that_grows(publicatie: Publicatie) -> None:
    store(publicatie, OLD, with_kdv(naam="Logeren"))
    explain(publicatie, "Zo heet het in de verordening.", "Logeren")
    assert reasons(publicatie, OLD, with_kdv(naam="Logeren", afkorting="LOG")) == {
        "Product 'Kortdurend verblijf (KDV)' heet voortaan 'Logeren (LOG)'": "Zo heet het in de verordening."
    }


def test_a_reason_goes_only_to_a_change_of_the_same_kind(publicatie: Publicatie) -> None:
    """The version that brought in a product is withdrawn; what was told of its end does not explain that it now begins."""
    store(publicatie, OLD, without(OLD, "kdv"))
    explain(publicatie, "Niemand vroeg erom.", "is vervallen")
    assert reasons(publicatie, without(OLD, "kdv"), OLD) == {
        "Product Kortdurend verblijf (KDV) is toegevoegd": "",
    }


def test_a_change_without_a_reason_stands_in_the_way_of_none(publicatie: Publicatie) -> None:
    """Two rows share a place with what is told now; the one that was explained counts, however few places it has."""
    store(publicatie, OLD, with_kdv(naam="Logeren", afkorting="LOG"))
    (row,) = publicatie.wijzigingen.all()
    explained = row.inhoud | {"verschillen": row.inhoud["verschillen"][:1]}
    publicatie.wijzigingen.create(sleutel="een plaats", volgorde=2, inhoud=explained, reden="Eén plaats.")
    row.sleutel = "twee plaatsen"
    row.save()
    assert list(reasons(publicatie, OLD, with_kdv(naam="Logeren", afkorting="LOG")).values()) == ["Eén plaats."]


def test_of_two_reasons_the_one_with_most_places_counts(publicatie: Publicatie) -> None:
    store(publicatie, OLD, with_kdv(naam="Logeren", afkorting="LOG"))
    (row,) = publicatie.wijzigingen.all()
    for number, reden in [(1, "Eén plaats."), (2, "Twee plaatsen."), (0, "Geen plaats.")]:
        inhoud = row.inhoud | {"verschillen": row.inhoud["verschillen"][:number]}
        publicatie.wijzigingen.create(sleutel=f"{number}", volgorde=number + 1, inhoud=inhoud, reden=reden)
    row.delete()
    assert list(reasons(publicatie, OLD, with_kdv(naam="Logeren", afkorting="LOG")).values()) == ["Twee plaatsen."]


def test_what_has_nothing_in_common_has_no_reason(publicatie: Publicatie) -> None:
    store(publicatie, OLD, with_kdv(naam="Logeren"))
    explain(publicatie, "Zo heet het in de verordening.", "Logeren")
    other = changed(OLD, lambda data: named(data["producten"], "vervoer").update(naam="Vervoer per dag"))
    assert list(reasons(publicatie, OLD, other).values()) == [""]


def test_no_reason_of_its_own_is_no_reason_to_take_that_of_another(publicatie: Publicatie) -> None:
    store(publicatie, OLD, with_kdv(naam="Logeren"))
    (row,) = publicatie.wijzigingen.all()
    publicatie.wijzigingen.create(sleutel="ander", volgorde=2, inhoud=row.inhoud, reden="Van een andere wijziging.")
    assert list(reasons(publicatie, OLD, with_kdv(naam="Logeren")).values()) == [""]


# --- order ---


def three(**other: str) -> Snapshot:
    """Three products with another name."""

    def rename(data: dict[str, Any]) -> None:
        for code in ("bgi", "kdv", "vervoer"):
            named(data["producten"], code)["naam"] = other.get(code, f"Nieuw {code}")

    return changed(OLD, rename)


def order(publicatie: Publicatie) -> list[tuple[int, str]]:
    rows = publicatie.wijzigingen.order_by("volgorde")
    return [(row.volgorde, row.inhoud["verschillen"][0]["pad"][1]) for row in rows]


def test_the_order_of_the_editor_stays_without_gaps(publicatie: Publicatie) -> None:
    store(publicatie, OLD, three())
    keys = {row.inhoud["verschillen"][0]["pad"][1]: row.sleutel for row in publicatie.wijzigingen.all()}
    explain_all(publicatie, {}, [keys["vervoer"], keys["bgi"], keys["kdv"]])
    assert order(publicatie) == [(1, "vervoer"), (2, "bgi"), (3, "kdv")]
    unchanged = next(row["naam"] for row in OLD.model_dump(mode="json")["producten"] if row["code"] == "vervoer")
    store(publicatie, OLD, three(vervoer=unchanged))
    assert order(publicatie) == [(1, "bgi"), (2, "kdv")]


def test_what_the_editor_did_not_see_comes_last(publicatie: Publicatie) -> None:
    store(publicatie, OLD, three())
    keys = {row.inhoud["verschillen"][0]["pad"][1]: row.sleutel for row in publicatie.wijzigingen.all()}
    explain_all(publicatie, {keys["kdv"]: " Daarom. "}, [keys["kdv"]])
    assert order(publicatie) == [(1, "kdv"), (2, "bgi"), (3, "vervoer")]
    assert publicatie.wijzigingen.get(sleutel=keys["kdv"]).reden == "Daarom."
    for strange in ({"bestaat-niet": "Waarom"}, {}):
        with pytest.raises(WrongStatus, match="niet meer"):
            explain_all(publicatie, strange, [] if strange else ["bestaat-niet"])


@pytest.mark.parametrize(
    ("new", "editor", "found"),
    [
        ("vervoer", ["bgi", "kdv"], ["bgi", "vervoer", "kdv"]),
        ("vervoer", ["kdv", "bgi"], ["kdv", "bgi", "vervoer"]),
        ("bgi", ["kdv", "vervoer"], ["bgi", "kdv", "vervoer"]),
    ],
)
def test_a_new_change_comes_behind_the_one_that_it_follows_by_itself(
    publicatie: Publicatie, new: str, editor: list[str], found: list[str]
) -> None:
    """By themselves: bgi, vervoer, kdv. The first of all comes first."""
    names = {row["code"]: row["naam"] for row in OLD.model_dump(mode="json")["producten"]}
    store(publicatie, OLD, three(**{new: names[new]}))
    keys = {row.inhoud["verschillen"][0]["pad"][1]: row.sleutel for row in publicatie.wijzigingen.all()}
    explain_all(publicatie, {}, [keys[code] for code in editor])
    store(publicatie, OLD, three())
    assert [code for _, code in order(publicatie)] == found
