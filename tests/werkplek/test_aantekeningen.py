"""Remarks of colleagues at a text: said, answered, dealt with, and never outside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.fouten import BewerkFout
from proces.actions import add_note, resolve_note
from proces.models import Aantekening
from publicaties.snapshot import take
from segments.models import Inkoop
from tests.werkplek.conftest import client_of

HERE = "/beheer/inkoop-2026/tekst/product/bgi/doelgroep/aantekeningen/"
pytestmark = pytest.mark.django_db


def test_said_answered_and_dealt_with(editor: Client, lezer: User, beoordelaar: User, compleet: Inkoop) -> None:
    assert editor.post(HERE, {"tekst": "Klopt dit nog?\n<script>alert(1)</script>"}).status_code == 302
    first = Aantekening.objects.get()
    colleague = client_of(lezer)
    page = colleague.get(HERE).text
    assert "Klopt dit nog?" in page
    assert "<script>alert(1)" not in page
    assert colleague.post(HERE, {"tekst": "Ja, gebeld.", "bij": first.pk}).status_code == 302
    text = editor.get("/beheer/inkoop-2026/producten/bgi/").text
    assert re.search(r"1 aantekening<", text)
    assert "Ja, gebeld." in editor.get("/beheer/inkoop-2026/aantekeningen/").text
    assert client_of(beoordelaar).post(HERE, {"opgelost": first.pk}).status_code == 302
    first.refresh_from_db()
    assert first.opgelost_door == beoordelaar
    assert "1 aantekening<" not in editor.get("/beheer/inkoop-2026/producten/bgi/").text
    assert "Opgelost (1)" in editor.get(HERE).text


@pytest.mark.parametrize("tekst", ["", "   ", "\u200b\n", "x" * 4_001])
def test_nothing_and_too_much_are_refused(tekst: str, editor: Client, compleet: Inkoop) -> None:
    assert editor.post(HERE, {"tekst": tekst}).status_code == 422
    assert not Aantekening.objects.exists()


def test_twice_the_same_is_once(editor: Client, compleet: Inkoop) -> None:
    for _ in range(2):
        editor.post(HERE, {"tekst": "Klopt dit nog?"})
    assert Aantekening.objects.count() == 1


def test_what_is_dealt_with_is_not_answered(contractmanager: User, editor: Client, compleet: Inkoop) -> None:
    now = timezone.now()
    note: Any = add_note(inkoop=compleet, plek="product/bgi/doelgroep", tekst="Vraag", by=contractmanager, at=now)
    resolve_note(note=note, by=contractmanager, at=now)
    note.refresh_from_db()
    with pytest.raises(BewerkFout):
        add_note(inkoop=compleet, plek=note.plek, tekst="Te laat", by=contractmanager, at=now, bij=note)
    response = editor.post(HERE, {"tekst": "Te laat", "bij": note.pk})
    assert response.status_code == 422
    assert "Te laat" in response.text  # what was typed is still there


def test_the_neighbour_and_the_snapshot_know_nothing(
    buur: User, contractmanager: User, visitor: Client, compleet: Inkoop
) -> None:
    tekst = "Geheimpje van collega's"
    add_note(inkoop=compleet, plek="product/bgi/doelgroep", tekst=tekst, by=contractmanager, at=timezone.now())
    assert client_of(buur).get(HERE).status_code == 404
    assert client_of(buur).post(HERE, {"tekst": "Hoi"}).status_code == 404
    assert visitor.get(HERE).status_code == 302
    assert b"Geheimpje" not in take(compleet).canonical()
