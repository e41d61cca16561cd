"""The demo command itself, and the wall: what the texts of the sources may not do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from core import richtext
from percelen.models import Perceel
from proces.models import Document, Kengetal, Mijlpaal
from producten.models import Product, ProductTekst
from publicaties.herstel import restore
from publicaties.models import Bestand, Publicatie
from publicaties.snapshot import read, take
from segments.models import Inkoop, Segment
from tarieven.models import Tarief
from wmo_portal.demo import load

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
COUNTED = [
    Inkoop,
    Segment,
    Product,
    ProductTekst,
    Perceel,
    Tarief,
    Publicatie,
    Bestand,
    Mijlpaal,
    Document,
    Kengetal,
    User,
]


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_loading_again_doubles_nothing() -> None:
    before = [model.objects.count() for model in COUNTED]  # type: ignore[attr-defined]
    load(lambda line: None)
    assert [model.objects.count() for model in COUNTED] == before  # type: ignore[attr-defined]
    assert all(before)


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_three_versions_of_mlw_mer_are_published() -> None:
    rows = Publicatie.objects.filter(inkoop__slug="mlw-mer-2024").order_by("volgnummer")
    assert [(row.volgnummer, row.soort, str(row.ingangsdatum)) for row in rows] == [
        (1, "consultatie", "2024-01-01"),
        (2, "definitief", "2024-01-01"),
        (3, "definitief", "2026-06-01"),
    ]


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_a_market_consultation_is_never_said_to_be_in_force(client: Client) -> None:
    """Kampen published its uitgangspunten to be discussed; everything of it can be read and found all the same."""
    sitemap = client.get("/sitemap.xml").content.decode()
    pages = re.findall(r"<loc>http://testserver(/inkoop/kampen-2026/[^<]*)</loc>", sitemap)
    assert len(pages) > 14
    for page in [*pages, "/inkoop/kampen-2026/versie/1/"]:
        content = client.get(page).content.decode().replace("\xa0", " ")
        assert "Consultatieversie." in content, page
        assert "eldt nu" not in content, page
        assert "geldt vanaf" not in content, page
    home = " ".join(client.get("/").content.decode().split())
    assert "/inkoop/kampen-2026/" in home
    assert "bedoeld voor 1 januari 2026" in home
    found = client.get("/zoeken/?q=Bibob").content.decode()
    assert "/inkoop/kampen-2026/eisen/#eis-BIBOB" in found
    assert "Consultatieversie" in found


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_working_data_is_what_was_published_last() -> None:
    for inkoop in Inkoop.objects.order_by("pk"):
        last = Publicatie.objects.filter(inkoop=inkoop).order_by("-volgnummer").first()
        assert last is not None
        assert take(inkoop).sha256 == last.sha256


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_restoring_a_version_gives_its_snapshot_back() -> None:
    inkoop = Inkoop.objects.get(slug="mlw-mer-2024")
    by = User.objects.get(username="contractmanager")
    for publicatie in Publicatie.objects.filter(inkoop=inkoop).order_by("volgnummer"):
        snapshot = read(publicatie.inhoud or {})
        restore(inkoop=inkoop, snapshot=snapshot, by=by, at=publicatie.gepubliceerd_op, reden="test")  # type: ignore[arg-type]
        assert take(Inkoop.objects.get(pk=inkoop.pk)) == snapshot


def test_the_demo_refuses_to_run_in_production(settings: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="hoort niet in productie"):
        call_command("demo")


@pytest.mark.usefixtures("demo")
def test_invented_amounts_say_so_on_every_page(client: Client) -> None:
    for path in ("", "tarieven/", "producten/bgi/", "percelen/6/", "document/"):
        assert "De tariefbedragen zijn verzonnen" in client.get(f"/inkoop/mlw-mer-2024/{path}").content.decode(), path


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents are not beside this checkout")
def test_no_sentence_of_a_source_document_is_copied() -> None:
    length = 9
    sources = " ".join(words_of(re.sub(r"<[^>]+>", " ", path.read_text())) for path in sorted(SEEDS.glob("*.txt")))
    runs = {tuple(chunk) for chunk in chunks(sources.split(), length)}
    for row in Publicatie.objects.order_by("pk"):
        # Line by line: a list of names is a list of names in every document.
        for line in [line for text in texts_in(row.inhoud) for line in richtext.plain_text(text).splitlines()]:
            for chunk in chunks(words_of(line).split(), length):
                assert tuple(chunk) not in runs, " ".join(chunk)


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) else []


def words_of(text: str) -> str:
    return re.sub(r"[^a-zà-ÿ0-9]+", " ", text.lower())


def chunks(words: list[str], length: int) -> list[list[str]]:
    return [words[start : start + length] for start in range(len(words) - length + 1)]
