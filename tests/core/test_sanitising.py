"""HTML that runs or reaches out is gone after saving, by admin form, inline and import alike."""

from __future__ import annotations

import json

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from accounts.models import User
from core.fields import RichTextField
from core.resources import NaturalKeyResource
from core.spreadsheet_admin import SpreadsheetAdmin
from percelen.models import Kenmerk, Perceel, PerceelTekst
from producten.models import Product, ProductTekst
from segments.models import Inkoop
from tests.core.adminforms import save
from tests.core.everything import everything
from tests.core.sheets import run
from tests.core.test_admin import OWN, REGISTERED, address

EVIL = """<p onclick="alert(1)">Blijft <script>alert(1)</script><a href="javascript:alert(1)">a</a>
<a href="data:text/html,x">b</a> <a href="file:///etc/passwd">c</a> <a href="JaVaScRiPt:x">d</a>
<img src=x onerror=alert(1)><svg onload=alert(1)></svg><iframe src="//x"></iframe><style>p{}</style></p>"""
FORBIDDEN = [
    "<script",
    "alert(1)",
    "onclick",
    "onerror",
    "onload",
    "javascript:",
    "data:",
    "file:",
    "<img",
    "<svg",
    "<iframe",
    "<style",
]

RICH = [(model, field.name) for model in REGISTERED for field in model._meta.fields if isinstance(field, RichTextField)]
INLINES = [
    (Product, ProductTekst, "teksten-0-tekst", "tekst"),
    (Perceel, PerceelTekst, "teksten-0-tekst", "tekst"),
    (Perceel, Kenmerk, "kenmerken-0-toelichting", "toelichting"),
]


def assert_clean(row: Model, field: str) -> None:
    row.refresh_from_db()
    stored = getattr(row, field)
    assert stored.startswith("<p>Blijft")
    assert [word for word in FORBIDDEN if word in stored.lower()] == []


@pytest.fixture
def manager(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


@pytest.fixture
def own(inkoop: Inkoop) -> dict[type[Model], Model]:
    return everything(inkoop, OWN)


@pytest.mark.parametrize(("model", "field"), RICH, ids=lambda value: getattr(value, "__name__", value))
def test_by_the_admin_form(model: type[Model], field: str, manager: Client, own: dict[type[Model], Model]) -> None:
    assert save(manager, address(model, "change", own[model].pk), **{field: EVIL}).status_code == 302
    assert_clean(own[model], field)


@pytest.mark.parametrize(("parent", "child", "name", "field"), INLINES)
def test_by_an_inline(
    parent: type[Model],
    child: type[Model],
    name: str,
    field: str,
    manager: Client,
    own: dict[type[Model], Model],
) -> None:
    assert save(manager, address(parent, "change", own[parent].pk), **{name: EVIL}).status_code == 302
    assert_clean(own[child], field)


def rich_sheets() -> list[tuple[type[NaturalKeyResource], str]]:
    found = []
    for model, field in RICH:
        model_admin = admin.site._registry[model]
        if isinstance(model_admin, SpreadsheetAdmin):
            found += [(kind, field) for kind in model_admin.resource_classes if field in kind.fields]
    return found


@pytest.mark.parametrize(("kind", "field"), rich_sheets(), ids=lambda value: getattr(value, "__name__", value))
def test_by_import(kind: type[NaturalKeyResource], field: str, own: dict[type[Model], Model]) -> None:
    sheet = kind(regio_ids=None).sheet()
    titles = [column.title for column in sheet.columns]
    (row,) = [dict(zip(titles, values, strict=True)) for values in sheet.rows]
    row[field] = EVIL
    result, faults = run(kind, json.dumps([row], default=str).encode(), name="bestand.json")
    assert faults == []
    assert result.totals["update"] == 1
    assert_clean(own[kind._meta.model], field)


def test_every_rich_text_is_in_this_test() -> None:
    assert len(RICH) >= 9
    assert {kind.__name__ for kind, _ in rich_sheets()} == {
        "EisResource",
        "GrondslagResource",
        "HoofdstukResource",
        "SegmentResource",
        "ProductTekstResource",
        "PerceelTekstResource",
    }
