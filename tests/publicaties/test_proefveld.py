"""A field that a kind of part gets tomorrow: its model, its migration and a line in its Inhoud, and it stands wherever people look."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pymupdf
import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import Rol
from core.soort import Soort
from core.spreadsheet import read_table, write_xlsx
from producten.models import GrondslagStatus
from publicaties.models import Bestand, Publicatie
from publicaties.problemen import find_problems
from publicaties.snapshot import Snapshot, read, take
from publicaties.soorten import INKOOP, SOORTEN
from publicaties.wijzigingen import compare
from segments.models import HoofdstukSoort, Inkoop
from segments.resources import part_resource
from tests import database
from tests.accounts.factories import UserFactory
from tests.eisen.factories import EisFactory
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import (
    AswaardeFactory,
    GrondslagFactory,
    LeefgebiedFactory,
    ProductFactory,
    ProductTekstFactory,
    RubriekFactory,
    TariefasFactory,
)
from tests.publicaties.demo import changed
from tests.publicaties.factories import AT, make_published
from tests.publicaties.proefveld import LABEL, NAAM, proefveld
from tests.segments.factories import BegripFactory, HoofdstukFactory, InkoopFactory, RegioFactory, SegmentFactory
from tests.tarieven.factories import TariefFactory
from werkplek.inhoud.soorten import address_of

ALLE = pytest.mark.parametrize("soort", SOORTEN.values(), ids=SOORTEN)
UNPRINTABLE = "\N{BALLOT BOX}"
SLUG = "proef"

#: Where readers find each kind that has facts for them, below its version.
PAGINAS = {
    "hoofdstuk": "document/",
    "segment": "segmenten/a/",
    "grondslag": "grondslagen/",
    "aswaarde": "tarieven/",
    "product": "producten/bg/",
    "perceel": "percelen/1/",
    "eis": "eisen/",
    "begrip": "begrippen/",
}
#: What the document tells of in a chapter or a table, and what a search finds: not begrippen.
IN_PDF = PAGINAS.keys() - {"begrip"}


def waarde(soort: Soort) -> str:
    """One word, so that a line that breaks and a search keep it whole."""
    return f"proef{soort.naam}waarde"


def _fill() -> Publicatie:
    """An inkoop with a part of each kind, in which every part has a value; published."""
    regio = RegioFactory(naam="Proefregio")
    inkoop = InkoopFactory(regio=regio, slug=SLUG, titel="Proef")
    for naam, rol in (("contractmanager", Rol.CONTRACTMANAGER), ("beoordelaar", Rol.BEOORDELAAR)):
        UserFactory(username=naam, regio=regio, rol=rol)
    UserFactory(username="beheerder", regio=regio, rol=Rol.BEHEERDER, is_staff=True)
    chapters = ["tekst", "producten", "percelen", "segmenten", "grondslagen", "eisen", "tarieven"]
    for naam in chapters:
        HoofdstukFactory(inkoop=inkoop, sleutel=naam, titel=naam.capitalize(), soort=HoofdstukSoort(naam))
    segment = SegmentFactory(inkoop=inkoop, code="a", naam="Ouderen")
    SegmentFactory(inkoop=inkoop, code="b", naam="Jongeren")
    GrondslagFactory(inkoop=inkoop, code="PSY", definitie="<p>Wat het is.</p>", status=GrondslagStatus.NIET_INGEKOCHT)
    aswaarde = AswaardeFactory(tariefas=TariefasFactory(inkoop=inkoop, plaats=1))
    LeefgebiedFactory(inkoop=inkoop, nummer=1)
    rubriek = RubriekFactory(inkoop=inkoop)
    for code in ("bg", "dag"):
        product = ProductFactory(inkoop=inkoop, code=code, naam=f"Product {code}")
        product.segmenten.add(segment)
        product.aswaarden.add(aswaarde)
        ProductTekstFactory(product=product, rubriek=rubriek)
        TariefFactory(product=product, waarde1=aswaarde)
        PerceelProductFactory(
            product=product, perceel=PerceelFactory(inkoop=inkoop, nummer=str(1 + (code == "dag")), segment=segment)
        )
    EisFactory(inkoop=inkoop, nummer="G1")
    BegripFactory(inkoop=inkoop, term="cliënt")
    for soort in SOORTEN.values():
        soort.rows(inkoop).update(**{NAAM: waarde(soort)})
    Inkoop.objects.update(**{NAAM: waarde(INKOOP)})
    inkoop.refresh_from_db()
    return _publish(inkoop)


def _publish(inkoop: Inkoop) -> Publicatie:
    people = {user.username: user for user in UserFactory._meta.model.objects.order_by("pk")}
    return make_published(inkoop, by=people["contractmanager"], approver=people["beoordelaar"])


@pytest.fixture(scope="module")
def gevuld(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), database.filled(lambda: None), proefveld():
        _fill()
        yield


@pytest.fixture
def inkoop(gevuld: None, db: None) -> Inkoop:
    return Inkoop.objects.get(slug=SLUG)


@pytest.fixture
def snapshot(inkoop: Inkoop) -> Snapshot:
    return take(inkoop)


def opened(username: str) -> Client:
    client = Client()
    client.force_login(UserFactory._meta.model.objects.get(username=username))
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def pdf(inkoop: Inkoop, soort: str, code: str) -> str:
    file = Bestand.objects.get(publicatie__inkoop=inkoop, soort=soort, code=code)
    return "".join(page.get_text() for page in pymupdf.open(stream=bytes(file.inhoud)))


def row_of(soort: Soort, inkoop: Inkoop) -> Any:
    return soort.rows(inkoop).first()


# --- who edits --------------------------------------------------------------------------------------------------------


@ALLE
def test_the_form_asks_it_and_keeps_what_was_filled_in(soort: Soort, inkoop: Inkoop) -> None:
    client, row = opened("contractmanager"), row_of(soort, inkoop)
    address = reverse("werkplek:gegevens", args=[SLUG, soort.naam, address_of(row)])
    response = client.get(address)
    form = response.context["form"]
    assert str(form[NAAM].label) == LABEL
    assert f'value="{waarde(soort)}"' in str(form[NAAM])
    assert str(form[NAAM]) in response.content.decode()
    data = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    data = {
        name: [getattr(one, "pk", one) for one in value] if isinstance(value, list) else value
        for name, value in data.items()
    }
    answer = client.post(address, data | {NAAM: "anders"})
    assert answer.status_code == 302, answer.context["form"].errors
    row.refresh_from_db()
    assert getattr(row, NAAM) == "anders"


@ALLE
def test_the_sheet_of_the_workplace_has_a_column_for_it(soort: Soort, inkoop: Inkoop) -> None:
    response = opened("contractmanager").get(reverse("werkplek:excel_download", args=[SLUG, soort.naam]))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    assert {row[head.index(LABEL)] for row in rows if row[0]} == {waarde(soort)}


@ALLE
def test_the_import_of_the_admin_writes_and_reads_it(soort: Soort, inkoop: Inkoop) -> None:
    resource = part_resource(soort)(regio_ids=None)
    sheet = resource.sheet()
    at = resource.titles.index(NAAM)
    assert {row[at] for row in sheet.rows} == {waarde(soort)}
    rows = [[*row[:at], "anders", *row[at + 1 :]] for row in sheet.rows]
    file = io.BytesIO(write_xlsx([replace(sheet, rows=rows)], title=""))
    again = part_resource(soort)(regio_ids=None)
    table = read_table(file, "proef.xlsx", headers=again.titles)
    assert again.faults(again.import_table(table, dry_run=False), table) == []
    assert {getattr(row, NAAM) for row in soort.rows(inkoop)} == {"anders"}


@ALLE
def test_the_admin_has_it_in_its_form_and_in_its_sheet(soort: Soort, inkoop: Inkoop) -> None:
    client, row, own = opened("beheerder"), row_of(soort, inkoop), soort.model._meta
    base = f"admin:{own.app_label}_{own.model_name}"
    assert f'name="{NAAM}" value="{waarde(soort)}"' in page(client, reverse(f"{base}_change", args=[row.pk]))
    assert admin.site._registry[soort.model].resource_classes


# --- who reads --------------------------------------------------------------------------------------------------------


@ALLE
def test_it_stands_on_the_page_of_its_kind_and_on_no_other(soort: Soort, inkoop: Inkoop, visitor: Client) -> None:
    """With its label; of a kind that readers are told no facts of nowhere. The eis here holds for every part."""
    texts = {naam: page(visitor, f"/inkoop/{SLUG}/{address}") for naam, address in PAGINAS.items()}
    also = {"segment", "product", "perceel"} if soort.naam == "eis" else set()
    assert {naam for naam, text in texts.items() if waarde(soort) in text} == {soort.naam} & texts.keys() | also
    assert (soort.naam in texts) == soort.voor_lezers
    assert LABEL in texts.get(soort.naam, LABEL)


@ALLE
def test_it_stands_in_the_pdf_of_the_document_and_in_that_of_its_part(soort: Soort, inkoop: Inkoop) -> None:
    assert (waarde(soort) in pdf(inkoop, "document", "")) == (soort.naam in IN_PDF)
    if soort.met_pagina:
        assert waarde(soort) in pdf(inkoop, soort.naam, row_of(soort, inkoop).deelcode)


@ALLE
def test_it_stands_in_the_preview(soort: Soort, inkoop: Inkoop) -> None:
    client = opened("contractmanager")
    whole = page(client, reverse("werkplek:publiceren:voorbeeld_document", args=[SLUG]))
    assert (waarde(soort) in whole) == (soort.naam in IN_PDF)
    if soort.met_pagina:
        code = row_of(soort, inkoop).deelcode
        assert waarde(soort) in page(
            client, reverse("werkplek:publiceren:voorbeeld_onderdeel", args=[SLUG, soort.naam, code])
        )


@ALLE
def test_it_is_found_by_searching(soort: Soort, inkoop: Inkoop, visitor: Client) -> None:
    found = page(visitor, f"/zoeken/?q={waarde(soort)}")
    assert (f"/inkoop/{SLUG}/{PAGINAS.get(soort.naam, '-').partition('#')[0]}" in found) == (soort.naam in IN_PDF)


@pytest.mark.parametrize("naam", [soort.naam for soort in SOORTEN.values() if soort.met_pagina])
def test_it_stands_where_two_parts_are_compared(naam: str, inkoop: Inkoop, visitor: Client) -> None:
    first, second = SOORTEN[naam].rows(inkoop)[:2]
    text = page(visitor, f"/inkoop/{SLUG}/vergelijken/?{naam}={first.deelcode}&{naam}={second.deelcode}")
    assert (LABEL in text, text.count(waarde(SOORTEN[naam]))) == (True, 1)


# --- who checks -------------------------------------------------------------------------------------------------------


def with_value(soort: Soort, snapshot: Snapshot, value: str) -> Snapshot:
    def edit(data: dict[str, Any]) -> None:
        data[soort.meervoud][0][NAAM] = value

    return changed(snapshot, edit)


@ALLE
def test_a_change_of_it_is_told_with_its_label(soort: Soort, snapshot: Snapshot) -> None:
    after = with_value(soort, snapshot, "anders")
    (told,) = compare(snapshot, after)
    first = snapshot.delen(soort.naam)[0]
    assert (told.titel, told.was, told.wordt) == (f"{LABEL} gewijzigd bij {first.kort}", waarde(soort), "anders")


@ALLE
def test_a_sign_that_no_pdf_can_hold_is_found_in_it(soort: Soort, snapshot: Snapshot) -> None:
    after = with_value(soort, snapshot, UNPRINTABLE)
    found = [row for row in find_problems(after, previous=None, day=AT.date()) if UNPRINTABLE in row.boodschap]
    assert [(row.plek.soort, row.blocks("consultatie"), LABEL in row.boodschap) for row in found] == [
        (soort.naam, True, True)
    ]


@ALLE
def test_a_version_without_it_reads_as_empty_and_keeps_its_sha256(soort: Soort, snapshot: Snapshot) -> None:
    data = snapshot.stored()
    for deel in data[soort.meervoud]:
        del deel[NAAM]
    old = read(data)
    assert (old.delen(soort.naam)[0].proefveld, old.stored()) == ("", data)


# --- the inkoop itself ------------------------------------------------------------------------------------------------


def test_a_field_of_the_inkoop_stands_wherever_people_look(inkoop: Inkoop, snapshot: Snapshot, visitor: Client) -> None:
    field = f'name="{NAAM}" value="{waarde(INKOOP)}"'
    form = page(opened("contractmanager"), reverse("werkplek:inkoop_gegevens", args=[SLUG]))
    assert f'value="{waarde(INKOOP)}"' in form
    assert field in page(opened("beheerder"), reverse("admin:segments_inkoop_change", args=[inkoop.pk]))
    assert waarde(INKOOP) in page(visitor, f"/inkoop/{SLUG}/")
    assert waarde(INKOOP) in page(opened("contractmanager"), reverse("werkplek:inkoop", args=[SLUG]))
    assert waarde(INKOOP) in pdf(inkoop, "document", "")
    assert f"/inkoop/{SLUG}/" in page(visitor, f"/zoeken/?q={waarde(INKOOP)}")
    after = changed(snapshot, lambda data: data["inkoop"].update({NAAM: UNPRINTABLE}))
    assert [row.titel for row in compare(snapshot, after)] == [f"{LABEL} gewijzigd"]
    assert any(UNPRINTABLE in row.boodschap for row in find_problems(after, previous=None, day=AT.date()))
