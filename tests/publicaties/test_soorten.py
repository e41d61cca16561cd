"""What a kind declares is found wherever a kind is: in forms, sheets, imports, snapshots, facts, changes, checks and search.

Over every field of every kind, so that a field that is added tomorrow is looked for in all of these places too.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib import admin
from django.db import models

from core.fields import CodeField
from core.soort import Soort
from eisen.resources import EisResource
from percelen.resources import PerceelResource
from producten.resources import (
    AswaardeResource,
    GrondslagResource,
    LeefgebiedResource,
    ProductResource,
    RubriekResource,
    TariefasResource,
)
from publicaties.feiten import feiten
from publicaties.models import OnderdeelSoort
from publicaties.onderdelen import onderdelen
from publicaties.problemen import find_problems
from publicaties.snapshot import Snapshot, read
from publicaties.soorten import SOORTEN
from publicaties.teksten import all_texts
from publicaties.wijzigingen import compare
from segments.resources import BegripResource, HoofdstukResource, SegmentResource
from tests.publicaties.demo import changed, demo_snapshots, mlw_mer
from werkplek.inhoud.forms import form_of

RESOURCES = {
    resource._meta.model: resource
    for resource in (
        PerceelResource, GrondslagResource, LeefgebiedResource, ProductResource, RubriekResource, BegripResource,
        HoofdstukResource, SegmentResource, TariefasResource, AswaardeResource, EisResource,
    )
}  # fmt: skip
FIELDS = [(soort, veld) for soort in SOORTEN.values() for veld in soort.feitvelden]
IDS = [f"{soort.naam}.{veld}" for soort, veld in FIELDS]
UNPRINTABLE = "\N{BALLOT BOX}"


def document(soort: Soort) -> Snapshot:
    """A version that has parts of this kind."""
    if soort.naam == "segment":
        return demo_snapshots("limburg-noord-2022")[0]
    return with_assen(mlw_mer()[3])


def with_assen(snapshot: Snapshot) -> Snapshot:
    """The demo has no axes of its own."""

    def edit(data: dict[str, Any]) -> None:
        data["tariefassen"] = [{"identiteit": "", "naam": "trede", "code": "trede", "meervoud": "treden", "plaats": 1}]
        data["aswaarden"] = [
            {"identiteit": "", "label": label, "code": code, "tariefas": "trede", "definitie": "Weinig steun."}
            for code, label in (("T1", "licht"), ("T2", "zwaar"))
        ]
        data["producten"][0]["aswaarden"] = ["T1", "T2"]

    return changed(snapshot, edit)


def other(soort: Soort, veld: str, value: Any) -> Any:
    """Another value that this field may have."""
    field = soort.modelveld(veld)
    if (
        choices := [key for key, _ in field.flatchoices if key and key != value]
        if hasattr(field, "flatchoices")
        else []
    ):
        return choices[0]
    if field.many_to_many or isinstance(value, list):
        return value[1:] if value else ["nieuw"]
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.IntegerField):
        return (value or 0) + 1
    return f"{value or ''}x"


def with_value(soort: Soort, veld: str, value: Any) -> tuple[Snapshot, Snapshot]:
    """A version, and the same with another value at the first part of this kind."""
    before = document(soort)

    def edit(data: dict[str, Any]) -> None:
        data[soort.meervoud][0][veld] = value

    return before, changed(before, edit)


@pytest.mark.parametrize(("soort", "veld"), FIELDS, ids=IDS)
def test_a_field_is_asked_in_the_form_and_stands_in_both_sheets(soort: Soort, veld: str) -> None:
    assert (veld in form_of(soort).base_fields) != (veld in soort.beheer)
    assert veld in RESOURCES[soort.model](regio_ids=None).titles
    assert veld in admin.site._registry[soort.model]._all_fields()


@pytest.mark.parametrize(("soort", "veld"), FIELDS, ids=IDS)
def test_a_changed_field_is_told_in_words_of_its_own(soort: Soort, veld: str) -> None:
    """Not by its bare name, which is for what nobody declared."""
    before = document(soort)
    value = other(soort, veld, getattr(before.delen(soort.naam)[0], veld))
    told = compare(*with_value(soort, veld, value))
    assert told
    bare = f"{veld.replace('_', ' ').capitalize()} gewijzigd"
    known = {feit.naam for feit in soort.feitsoorten} | {soort.label(alinea) for alinea in soort.alineas}
    assert not any(row.titel.startswith(bare) for row in told) or veld.replace("_", " ").capitalize() in known


TEXTS = [
    (soort, veld)
    for soort, veld in [*FIELDS, *((soort, veld) for soort in SOORTEN.values() for veld in soort.teksten)]
    if isinstance(soort.modelveld(veld), models.CharField | models.TextField)
    and not soort.modelveld(veld).choices
    and not isinstance(soort.modelveld(veld), CodeField)
]


@pytest.mark.parametrize(("soort", "veld"), TEXTS, ids=[f"{soort.naam}.{veld}" for soort, veld in TEXTS])
def test_a_sign_that_no_pdf_can_hold_is_a_blocker_in_every_text(soort: Soort, veld: str) -> None:
    text = f"<p>{UNPRINTABLE}</p>" if veld in soort.teksten else UNPRINTABLE
    before, after = with_value(soort, veld, text)
    found = [
        row for row in find_problems(after, previous=before, day=dt.date(2026, 6, 1)) if UNPRINTABLE in row.boodschap
    ]
    assert [row.plek.soort for row in found if row.blocks("consultatie")] == [soort.naam]


@pytest.mark.parametrize(
    "soort", [soort for soort in SOORTEN.values() if soort.met_pagina], ids=lambda soort: soort.naam
)
def test_every_fact_stands_on_the_page_and_is_found(soort: Soort) -> None:
    snapshot = document(soort)
    rows = {(row.soort, row.code): row.feiten for row in onderdelen(snapshot)}
    for deel in snapshot.delen(soort.naam):
        shown = feiten(snapshot, deel)
        for feit in soort.feitsoorten:
            if not feit.intern and feit.velden and feit.woorden(snapshot, deel) and feit.naam != "Tarief":
                assert feit.naam_bij(deel) in [one.naam for one in shown]
        for one in shown:
            assert one.tekst in rows[OnderdeelSoort(soort.naam), deel.deelcode]


def test_a_plain_field_needs_no_more_than_its_declaration() -> None:
    """`contactadres` of a perceel stands in its model and its Inhoud, and nowhere else."""
    june = mlw_mer()[2]
    after = changed(june, lambda data: data["percelen"][0].update(contactadres="inkoop@voorbeeld.nl"))
    perceel = after.perceel["1"]
    assert [feit.tekst for feit in feiten(after, perceel)][-1] == "inkoop@voorbeeld.nl"
    assert [row.titel for row in compare(june, after)] == ["Contact over dit perceel toegevoegd bij perceel 1"]
    assert "perceel 1, Contact over dit perceel" in [tekst.waar for tekst in all_texts(after)]
    row = next(row for row in onderdelen(after) if (row.soort, row.code) == (OnderdeelSoort.PERCEEL, "1"))
    assert "Contact over dit perceel: inkoop@voorbeeld.nl" in row.feiten


def test_a_field_that_an_old_version_lacks_reads_as_its_default_and_keeps_its_sha256() -> None:
    data = mlw_mer()[1].model_dump(mode="json")
    for perceel in data["percelen"]:
        perceel.pop("contactadres", None)
    old = read(data)
    assert old.perceel["1"].contactadres == ""
    assert json.loads(old.canonical()) == data
