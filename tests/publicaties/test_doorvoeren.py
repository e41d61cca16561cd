"""Order of publishing is not order of validity: what is compared with what, what a later version undoes, and how that is mended."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from hypothesis import given

from accounts.models import User
from producten.models import Product, ProductTekst
from publicaties import actions, doorvoeren
from publicaties.fouten import AlreadyOpen, NotExplained, WrongStatus
from publicaties.models import Publicatie, PublicatieSoort, Status
from publicaties.problemen import VERSIE, Later, find_undone
from publicaties.snapshot import Snapshot, read, take
from publicaties.versies import after, before
from publicaties.wijzigingen import catch_up, lacking
from segments.models import Inkoop
from tests.publicaties.demo import changed, mlw_mer, named
from tests.publicaties.factories import AT
from tests.publicaties.strategies import pairs
from tests.publicaties.test_versies import JULY, JUNE, MARCH, version
from tests.publicaties.test_wijzigingen import content, random_snapshots
from tests.werkplek.versies import add_product, change_text, explain_all, fill

pytestmark = pytest.mark.usefixtures("small_files")
TODAY, APRIL = dt.date(2026, 6, 1), dt.date(2027, 4, 1)


# --- which version takes the place of which ---


def test_what_a_version_takes_the_place_of() -> None:
    rows = [version(1, MARCH), version(2, JULY), version(3, JUNE)]
    new = version(9, JUNE, volgnummer=None, status=Status.CONCEPT)
    assert before(rows, new) is rows[2]
    assert before(rows[:2], new) is rows[0]
    assert before(rows[1:2], new) is rows[1], "nothing is in force yet: the first to come"
    assert before([], new) is None
    assert after(rows, new) == [rows[1]]
    assert after(rows, rows[2]) == [rows[1]]
    assert after(rows, rows[0]) == [], "what came out later knew it"


def test_a_consultatieversie_goes_on_from_an_earlier_one() -> None:
    rows = [version(1, MARCH), version(2, JUNE, soort=PublicatieSoort.CONSULTATIE), version(3, JULY)]
    new = version(9, JUNE, volgnummer=None, status=Status.CONCEPT, soort=PublicatieSoort.CONSULTATIE)
    assert before(rows, new) is rows[1]
    assert before([*rows, version(4, JUNE)], new).volgnummer == 4  # type: ignore[union-attr]
    assert after(rows, new) == []


# --- bringing up to date: pure ---


def base() -> Snapshot:
    return mlw_mer()[2]


def test_what_the_later_one_changed_itself_it_keeps() -> None:
    def now(data: dict[str, Any]) -> None:
        named(data["producten"], "bgi")["teksten"]["doelgroep"] = "<p>Verbeterd.</p>"
        named(data["producten"], "bgg")["naam"] = "Begeleiding in een groep"

    def later(data: dict[str, Any]) -> None:
        named(data["producten"], "bgi")["teksten"]["omschrijving"] = "<p>Nieuw in april.</p>"
        data["producten"] = [row for row in data["producten"] if row["code"] != "kdv"]
        data["percelen"] = [row for row in data["percelen"] if row["nummer"] != "5"]
        data["producten"].reverse()

    found = catch_up(base(), changed(base(), now), changed(base(), later))
    expected = changed(changed(base(), later), now)
    assert found == expected
    assert found.producten[0].code != base().producten[0].code
    titels = [row.titel for row in lacking(base(), changed(base(), now), changed(base(), later))]
    assert len(titels) == 2


def test_a_correction_inside_what_the_later_one_brought_already() -> None:
    """Version 5 brings a product, version 6 brings it too and corrects it: version 5 lacks the correction, not the product."""

    def bring(data: dict[str, Any]) -> None:
        data["producten"].append(
            copy.deepcopy(named(data["producten"], "bgi")) | {"code": "bgi-nieuw", "identiteit": ""}
        )

    def correct(data: dict[str, Any]) -> None:
        bring(data)
        named(data["producten"], "bgi-nieuw")["teksten"]["doelgroep"] = "<p>Verbeterd.</p>"

    (lacks,) = lacking(base(), changed(base(), correct), changed(base(), bring))
    assert (lacks.wordt, [plek.pad for plek in lacks.plekken]) == (
        "<p>Verbeterd.</p>",
        ["product/bgi-nieuw/doelgroep"],
    )


def test_a_product_that_the_later_one_calls_otherwise() -> None:
    def identify(data: dict[str, Any]) -> None:
        named(data["producten"], "vervoer")["identiteit"] = "3f0c3f34-6f29-4f2a-9f0e-0a4c5d6e7f80"

    old = changed(base(), identify)

    def recode(data: dict[str, Any]) -> None:
        for row in data["producten"]:
            row["code"] = "vervoer-dag" if row["code"] == "vervoer" else row["code"]
        for perceel in data["percelen"]:
            for link in perceel["producten"]:
                link["code"] = "vervoer-dag" if link["code"] == "vervoer" else link["code"]
        for tarief in data["tarieven"]:
            tarief["product"] = "vervoer-dag" if tarief["product"] == "vervoer" else tarief["product"]
        for rij in data["voorwaarden"]:
            for veld in ("product", "ander_product"):
                rij[veld] = "vervoer-dag" if rij[veld] == "vervoer" else rij[veld]

    now = changed(old, lambda data: named(data["producten"], "vervoer").update(naam="Vervoer per dag"))
    later = changed(old, recode)
    found = catch_up(old, now, later)
    assert found.product["vervoer-dag"].naam == "Vervoer per dag"
    assert "vervoer" not in found.product
    assert len(lacking(old, now, later)) == 1


def test_what_points_at_something_that_the_later_one_took_away_is_left_out() -> None:
    def now(data: dict[str, Any]) -> None:
        named(data["percelen"], "1")["producten"].append(
            {"code": "kdv", "van": None, "tot": None, "in_beginsel": False}
        )
        named(data["producten"], "bgi")["teksten"]["doelgroep"] = "<p>Verbeterd.</p>"

    def later(data: dict[str, Any]) -> None:
        for name, field in (("producten", "code"), ("tarieven", "product"), ("voorwaarden", "product")):
            data[name] = [row for row in data[name] if row[field] != "kdv"]
        for perceel in data["percelen"]:
            perceel["producten"] = [link for link in perceel["producten"] if link["code"] != "kdv"]

    assert doorvoeren.closed(base()) == base()
    merged = doorvoeren.closed(catch_up(base(), changed(base(), now), changed(base(), later)))
    assert "kdv" not in {link.code for perceel in merged.percelen for link in perceel.producten}
    assert merged.product["bgi"].teksten["doelgroep"] == "<p>Verbeterd.</p>"


@pytest.mark.parametrize(("changes", "named_", "rest"), [(0, 0, ""), (1, 1, ""), (6, 6, ""), (8, 6, "en nog 2 andere")])
def test_of_what_a_later_one_undoes_six_are_named(changes: int, named_: int, rest: str) -> None:
    def rename(data: dict[str, Any]) -> None:
        for number, row in enumerate([*data["percelen"], *data["producten"]][:changes]):
            row["naam"] = f"Andere naam {number}"

    found = list(find_undone(changed(base(), rename), base(), [Later(7, APRIL, base())]))
    assert len(found) == bool(changes)
    for probleem in found:
        assert probleem.boodschap.count("‘") == named_
        assert ("andere. Vanaf" in probleem.boodschap) == bool(rest)
        assert rest in probleem.boodschap


def test_a_part_stays_without_what_it_points_at_and_an_amount_goes_with_it() -> None:
    def point(data: dict[str, Any]) -> None:
        named(data["percelen"], "1")["segment"] = "weg"
        kdv = next(row for row in data["tarieven"] if row["product"] == "kdv")
        data["tarieven"] += [kdv | {veld: "weg"} for veld in ("product", "grondslag", "perceel", "waarde1")]

    found = doorvoeren.closed(changed(base(), point))
    assert found.perceel["1"].segment is None
    assert found == changed(base(), lambda data: named(data["percelen"], "1").update(segment=None))


@random_snapshots
@given(pairs())
def test_who_changed_nothing_has_nothing_to_bring_and_who_did_not_change_lacks_all(
    pair: tuple[Snapshot, Snapshot],
) -> None:
    old, new = pair
    assert content(catch_up(old, old, new)) == content(new)
    assert content(catch_up(old, new, old)) == content(new)


# --- the whole road ---


def out(inkoop: Inkoop, day: dt.date, by: User, approver: User, **kwargs: Any) -> Publicatie:
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam=f"Vanaf {day}", ingangsdatum=day, by=by, at=AT, **kwargs
    )
    explain_all(publicatie, by)
    actions.submit(publicatie=publicatie, by=by, at=AT)
    actions.approve(publicatie=publicatie, by=approver, at=AT)
    actions.publish(publicatie=publicatie, by=by, at=AT)
    return publicatie


@pytest.fixture
def product(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> Product:
    """Version 1 is in force; version 2 comes in April, with another text for its second product."""
    first = fill(inkoop)
    add_product(inkoop, "product-9", first.teksten.get().rubriek, inkoop.percelen.get())
    out(inkoop, TODAY, contractmanager, beoordelaar)
    second = Product.objects.get(code="product-9")
    change_text(second, "<p>Vanaf april anders.</p>")
    out(inkoop, APRIL, contractmanager, beoordelaar)
    change_text(second, "<p>Voor wie product-9 nodig heeft.</p>")
    return first


def test_what_comes_later_undoes_a_correction(
    inkoop: Inkoop, product: Product, contractmanager: User, beoordelaar: User
) -> None:
    change_text(product, "<p>Verbeterd.</p>")
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam="Verbetering", ingangsdatum=TODAY, by=contractmanager, at=AT
    )
    with pytest.raises(NotExplained, match=r"Op 1 april 2027 gaat versie 2 in.*Doelgroep") as refused:
        actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    (probleem,) = refused.value.problemen
    assert (probleem.plek.soort, probleem.plek.code) == (VERSIE, "2")
    reden = {probleem: "Die volgt vandaag nog."}
    actions.overrule(publicatie=publicatie, redenen=reden, by=contractmanager, at=AT)
    actions.submit(publicatie=publicatie, by=contractmanager, at=AT)
    assert publicatie.vorige is not None
    assert publicatie.vorige.volgnummer == 1
    # Told against what is in force, and not against what was published last: version 2 has another text elsewhere.
    (wijziging,) = publicatie.wijzigingen.all()
    assert wijziging.inhoud["wordt"] == "<p>Verbeterd.</p>"
    actions.approve(publicatie=publicatie, by=beoordelaar, at=AT)
    actions.publish(publicatie=publicatie, by=contractmanager, at=AT)


def test_the_later_one_is_corrected_too(
    inkoop: Inkoop, product: Product, contractmanager: User, beoordelaar: User
) -> None:
    change_text(product, "<p>Verbeterd.</p>")
    out(inkoop, TODAY, contractmanager, beoordelaar)
    (later,) = doorvoeren.to_come(inkoop, TODAY)
    assert [row.wordt for row in doorvoeren.lacks(later)] == ["<p>Verbeterd.</p>"]
    identiteit = product.identiteit
    concept = doorvoeren.prepare_correction(versie=later, by=contractmanager, at=AT)
    assert (concept.ingangsdatum, concept.versienaam) == (APRIL, "Verbetering van versie 2")
    teksten = dict(ProductTekst.objects.values_list("product__code", "tekst"))
    assert teksten == {"product-0": "<p>Verbeterd.</p>", "product-9": "<p>Vanaf april anders.</p>"}
    product.refresh_from_db()
    assert product.identiteit == identiteit
    actions.submit(publicatie=concept, by=contractmanager, at=AT)
    assert concept.vorige is not None
    assert concept.vorige.volgnummer == 2
    assert [row.inhoud["wordt"] for row in concept.wijzigingen.all()] == ["<p>Verbeterd.</p>"]
    with pytest.raises(AlreadyOpen):
        doorvoeren.prepare_correction(versie=later, by=contractmanager, at=AT)
    actions.approve(publicatie=concept, by=beoordelaar, at=AT)
    actions.publish(publicatie=concept, by=contractmanager, at=AT)
    (later,) = doorvoeren.to_come(inkoop, TODAY)
    assert (later.volgnummer, doorvoeren.lacks(later)) == (4, [])
    assert read(later.inhoud or {}) == take(inkoop)


def test_what_is_in_force_already_gets_a_version_of_its_own(
    inkoop: Inkoop, product: Product, contractmanager: User
) -> None:
    first = Publicatie.objects.get(volgnummer=1)
    with pytest.raises(WrongStatus, match="Versie 1 komt niet meer"):
        doorvoeren.prepare_correction(versie=first, by=contractmanager, at=AT + dt.timedelta(days=365))
    assert not Publicatie.objects.filter(status=Status.CONCEPT).exists()


def test_only_what_came_out_since_and_counts_before_it_is_brought(
    inkoop: Inkoop, product: Product, contractmanager: User, beoordelaar: User
) -> None:
    def texts(number: int) -> list[str]:
        snapshot = doorvoeren.caught_up(Publicatie.objects.get(volgnummer=number))
        return [snapshot.product[code].teksten[rubriek] for code in ("product-0", "product-9")]

    rubriek = product.teksten.get().rubriek.sleutel
    was = texts(2)
    assert was[1] == "<p>Vanaf april anders.</p>"
    change_text(product, "<p>Vanaf mei.</p>")
    out(inkoop, dt.date(2027, 5, 1), contractmanager, beoordelaar)
    assert texts(2) == was
    change_text(product, "<p>Nu verbeterd.</p>")
    out(inkoop, TODAY, contractmanager, beoordelaar)
    assert texts(2) == ["<p>Nu verbeterd.</p>", was[1]]
    assert texts(1) == [was[0], "<p>Voor wie product-9 nodig heeft.</p>"]
    change_text(product, "<p>Wat vindt u hiervan?</p>")
    out(inkoop, TODAY, contractmanager, beoordelaar, soort=PublicatieSoort.CONSULTATIE)
    assert texts(2) == ["<p>Nu verbeterd.</p>", was[1]], "what is asked is not decided"
    change_text(product, "<p>Toch niet.</p>")
    out(inkoop, APRIL, contractmanager, beoordelaar)
    assert texts(6) == ["<p>Toch niet.</p>", "<p>Voor wie product-9 nodig heeft.</p>"]


def test_nothing_is_undone_by_what_came_out_later(
    inkoop: Inkoop, product: Product, contractmanager: User, beoordelaar: User
) -> None:
    first = Publicatie.objects.get(volgnummer=1)
    assert actions.read_later(first) == []
