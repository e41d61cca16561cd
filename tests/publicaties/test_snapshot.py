from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_origin

import pytest
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from core.inhoud import Inhoud, canonical, velden
from percelen.inhoud import KenmerkInhoud
from percelen.models import Kenmerk
from publicaties.herstel import restore
from publicaties.snapshot import SCHEMA_VERSIE, OnbekendSchema, Snapshot, read, stored_sha256, take
from publicaties.wijzigingen.verschil import SLEUTELS
from segments.models import Inkoop
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import GrondslagFactory, ProductFactory, ProductTekstFactory, RubriekFactory
from tests.publicaties.strategies import SNAPSHOTS
from tests.segments.factories import BegripFactory, HoofdstukFactory, SegmentFactory
from tests.tarieven.factories import TariefFactory

STORED = Path(__file__).parent / "snapshots"
#: What each stored sample hashes to. These never change: they stand in published versions.
SHA256 = {1: "726340a02f8bb6f69dc3c9a5808206222aadd33982c813a139ad28470c81122a"}


def stored(versie: int) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((STORED / f"v{versie}.json").read_text())
    return data


def test_there_is_a_sample_of_every_schema_version() -> None:
    assert sorted(SHA256) == list(range(1, SCHEMA_VERSIE + 1))
    assert sorted(path.name for path in STORED.iterdir()) == [f"v{versie}.json" for versie in SHA256]


@pytest.mark.parametrize("versie", SHA256)
def test_a_stored_snapshot_reads_back(versie: int) -> None:
    data = stored(versie)
    snapshot = read(data)
    assert snapshot.product["bgi-complex"].naam == "Begeleiding Individueel complex"
    assert stored_sha256(data) == SHA256[versie]
    if versie == SCHEMA_VERSIE:
        assert snapshot.sha256 == SHA256[versie]
        assert snapshot.model_dump(mode="json", exclude_unset=True) == data


def test_the_sample_has_something_of_everything() -> None:
    """An empty list would not notice that the schema of its items changed."""
    sample = stored(SCHEMA_VERSIE)
    # A list that came later has a default, and is not in it.
    assert all(sample[name] for name, field in Snapshot.model_fields.items() if field.is_required())
    assert sample["tarieven"][0]["opbouw"]["regels"]
    assert sample["indexaties"][0]["componenten"]
    assert any(perceel["kenmerken"] for perceel in sample["percelen"])
    assert any(perceel["producten"] for perceel in sample["percelen"])
    assert sample["inkoop"]["deelnemers"]


@pytest.mark.parametrize("versie", [0, SCHEMA_VERSIE + 1, None, "1"])
def test_an_unknown_schema_version_is_refused(versie: object) -> None:
    with pytest.raises(OnbekendSchema, match="Vraag de beheerder"):
        read(stored(SCHEMA_VERSIE) | {"schema_versie": versie})


def test_unknown_or_missing_keys_are_refused() -> None:
    sample = stored(SCHEMA_VERSIE)
    with pytest.raises(ValueError, match="extra_forbidden"):
        read(sample | {"iets": 1})
    with pytest.raises(ValueError, match="missing"):
        read({key: value for key, value in sample.items() if key != "percelen"})


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(SNAPSHOTS)
def test_the_canonical_form_survives_storing(snapshot: Snapshot) -> None:
    data = json.loads(json.dumps(snapshot.stored()))
    assert read(data) == snapshot
    assert canonical(data) == snapshot.canonical()
    assert stored_sha256(dict(reversed(data.items()))) == snapshot.sha256


def test_taking_a_snapshot_of_working_data(inkoop: Inkoop) -> None:
    GrondslagFactory(inkoop=inkoop, code="PSY")
    product = ProductFactory(inkoop=inkoop, code="bgi", naam="Begeleiding")
    product.grondslagen.set(inkoop.grondslagen.all())
    rubriek = RubriekFactory(inkoop=inkoop, sleutel="omschrijving", verplicht=True)
    ProductTekstFactory(product=product, rubriek=rubriek, tekst="<p>Een <b>uur</b></p>")
    ProductFactory(inkoop=inkoop, code="oud", gearchiveerd_op="2026-01-01T00:00Z")
    segment = SegmentFactory(inkoop=inkoop, code="1a")
    perceel = PerceelFactory(inkoop=inkoop, nummer="1", segment=segment)
    PerceelProductFactory(perceel=perceel, product=product)
    TariefFactory(product=product, bedrag="64.80")
    HoofdstukFactory(inkoop=inkoop)
    BegripFactory(inkoop=inkoop)
    snapshot = take(inkoop)
    assert [row.code for row in snapshot.producten] == ["bgi"]
    assert snapshot.product["bgi"].teksten == {"omschrijving": "<p>Een <strong>uur</strong></p>"}
    assert snapshot.rubrieken[0].verplicht
    assert snapshot.perceel["1"].producten[0].code == "bgi"
    assert snapshot.perceel["1"].segment == "1a"
    assert str(snapshot.tarieven[0].bedrag) == "64.80"
    assert take(inkoop) == snapshot
    assert take(inkoop).canonical() == snapshot.canonical()


def test_a_snapshot_costs_a_fixed_number_of_queries(inkoop: Inkoop, django_assert_num_queries: Any) -> None:
    def fill() -> None:
        product = ProductFactory(inkoop=inkoop)
        ProductTekstFactory(product=product)
        TariefFactory(product=product)
        PerceelProductFactory(product=product, perceel=PerceelFactory(inkoop=inkoop))

    fill()
    with django_assert_num_queries(28, exact=False) as one:
        take(inkoop)
    for _ in range(3):
        fill()
    with django_assert_num_queries(len(one)):
        take(inkoop)


def lists_below(inhoud: type[Inhoud]) -> Iterator[tuple[str, type[Inhoud]]]:
    for veld in velden(inhoud):
        if veld.item:
            if get_origin(inhoud.model_fields[veld.naam].annotation) is list:
                yield veld.naam, veld.item
            yield from lists_below(veld.item)


def test_every_list_says_by_what_its_rows_are_told_apart() -> None:
    """A list that does not say it cannot be compared, nor put back."""
    for naam, inhoud in lists_below(Snapshot):
        assert inhoud.codevelden, f"{inhoud.__name__} has no codevelden"
        assert set(inhoud.codevelden) <= set(inhoud.model_fields)
        assert SLEUTELS[naam] == inhoud.codevelden


def test_rows_are_put_back_by_what_tells_them_apart(
    inkoop: Inkoop, contractmanager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As declared, and not by whatever stands first."""
    row = Kenmerk.objects.create(perceel=PerceelFactory(inkoop=inkoop), nummer=1, naam="Zelfredzaam")
    monkeypatch.setattr(KenmerkInhoud, "codevelden", ("naam",))
    snapshot = take(inkoop)
    Kenmerk.objects.update(nummer=9)
    restore(inkoop=inkoop, snapshot=snapshot, by=contractmanager, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), reden="x")
    assert Kenmerk.objects.values_list("pk", "nummer").get() == (row.pk, 1)
