from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.moment import Moment
from proces.models import Bijeenkomst, Document, Mijlpaal
from segments.models import Inkoop, Regio
from tests.core.adminforms import errors, save
from tests.segments.factories import InkoopFactory, SegmentFactory

ADD = reverse("admin:proces_mijlpaal_add")
NEW_DOCUMENT = reverse("admin:proces_document_add")


@pytest.fixture
def manager(client: Client, beheerder: User) -> Client:
    client.force_login(beheerder)
    return client


@pytest.mark.parametrize("text", ["2024-03-21", "2024-03", "2024-Q3", "2024", "2024-Q1/2024-Q2", "2022/2023"])
def test_moment_is_one_field(text: str, manager: Client, inkoop: Inkoop) -> None:
    assert save(manager, ADD, inkoop=inkoop.pk, moment=text, titel="Start").status_code == 302
    mijlpaal = Mijlpaal.objects.get()
    assert mijlpaal.moment == Moment.parse(text)
    change = reverse("admin:proces_mijlpaal_change", args=[mijlpaal.pk])
    assert manager.get(change).context["adminform"].form["moment"].value() == mijlpaal.moment.label
    assert save(manager, change, titel="Anders").status_code == 302
    mijlpaal.refresh_from_db()
    assert (mijlpaal.titel, mijlpaal.moment) == ("Anders", Moment.parse(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [("maart", "geen moment"), ("2024-Q2/2024-Q1", "voor het begin"), ("", "verplicht"), ("2024-13", "geen moment")],
)
def test_wrong_moment_is_refused_in_dutch(text: str, message: str, manager: Client, inkoop: Inkoop) -> None:
    assert message in errors(save(manager, ADD, inkoop=inkoop.pk, moment=text, titel="Start"))[0]


def test_same_mijlpaal_twice_is_refused_in_dutch(manager: Client, inkoop: Inkoop) -> None:
    Mijlpaal.objects.create(inkoop=inkoop, titel="Start", moment=Moment.parse("2024-Q1"))
    told = errors(save(manager, ADD, inkoop=inkoop.pk, moment="2024-Q1", titel="Start"))
    assert told == ["Deze mijlpaal staat al in de planning."]


def office(folder: str, *extra: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/document.xml", *extra):
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "ok"),
    [
        ("verslag.pdf", b"%PDF-1.7", True),
        ("verslag.pdf", b"<html>", False),
        ("verslag.docx", office("word"), True),
        ("verslag.docx", office("xl"), False),
        ("verslag.xlsx", office("xl", "xl/vbaProject.bin"), False),
        ("verslag.odt", b"PK\x03\x04", False),
        ("verslag.html", b"<html>", False),
    ],
)
def test_files_are_checked_by_content(name: str, content: bytes, ok: bool, manager: Client, inkoop: Inkoop) -> None:
    fields = {"inkoop": inkoop.pk, "sleutel": "verslag", "titel": "Verslag", "moment": "2024-03"}
    response = save(manager, NEW_DOCUMENT, bestand=SimpleUploadedFile(name, content), **fields)
    assert response.status_code == (302 if ok else 200)
    assert Document.objects.exists() == ok


def test_document_without_a_file_or_date(manager: Client, inkoop: Inkoop) -> None:
    fields = {"inkoop": inkoop.pk, "sleutel": "verslag", "titel": "Verslag"}
    assert save(manager, NEW_DOCUMENT, **fields).status_code == 302
    document = Document.objects.get()
    assert document.moment is None
    change = reverse("admin:proces_document_change", args=[document.pk])
    assert errors(save(manager, change, moment="2024-01/2024-02")) == ["Vul één moment in, geen periode."]
    assert save(manager, change, moment="2024-01").status_code == 302
    document.refresh_from_db()
    assert str(document.moment) == "2024-01"


def test_document_stays_within_its_inkoop(manager: Client, regio: Regio, inkoop: Inkoop) -> None:
    document = Document.objects.create(inkoop=inkoop, sleutel="a", titel="A")
    change = reverse("admin:proces_document_change", args=[document.pk])
    assert errors(save(manager, change, segment=SegmentFactory(inkoop=InkoopFactory(regio=regio)).pk))


def test_documenten_of_a_bijeenkomst_are_shown_with_the_way_to_them(manager: Client, inkoop: Inkoop) -> None:
    bijeenkomst = Bijeenkomst.objects.create(inkoop=inkoop, sleutel="b", titel="B", datum=dt.date(2026, 1, 1))
    document = Document.objects.create(inkoop=inkoop, sleutel="a", titel="Presentatie", bijeenkomst=bijeenkomst)
    page = manager.get(reverse("admin:proces_bijeenkomst_change", args=[bijeenkomst.pk])).content.decode()
    assert "Presentatie" in page
    assert reverse("admin:proces_document_change", args=[document.pk]) in page
