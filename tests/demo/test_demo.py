"""The demo command itself, and the wall: what the texts of the sources may not do."""

from __future__ import annotations

import hashlib
import html
import io
import re
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
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
def test_the_versions_of_mlw_mer_are_published() -> None:
    rows = Publicatie.objects.filter(inkoop__slug="mlw-mer-2024").order_by("volgnummer")
    assert [(row.volgnummer, row.soort, str(row.ingangsdatum)) for row in rows] == [
        (1, "consultatie", "2024-01-01"),
        (2, "definitief", "2024-01-01"),
        (3, "definitief", "2026-06-01"),
        (4, "consultatie", "2027-01-01"),
    ]


#: Of what a demo published before there were eisen, looptijden in months and identities. It never changes again.
GEPUBLICEERD = {
    ("mlw-mer-2024", 1): "271017be444bc707f213873e6c6ff3cb46dd02b2cc14195b8c38d3374994bc50",
    ("mlw-mer-2024", 2): "5af9b862c0521280799ddb9073dc0cec67f7b838697e0f64546c5a8d7c72d8e1",
    ("mlw-mer-2024", 3): "90a418300cbe77244eb337f8910e33be173cd79238ed1d6088f5b88bdec1a51a",
    ("limburg-noord-2022", 1): "b6d5c388b631b2bf499cbbd68ea689f7931327548b1dfa3b9a39ac6a02f370dd",
    ("kampen-2026", 1): "56bb0da494a1493d79cb57ea355f301fce661787c8ce3536125a6b7fe12738ce",
}


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
@pytest.mark.parametrize(("slug", "nummer"), GEPUBLICEERD)
def test_what_was_published_is_published_again_byte_for_byte(client: Client, slug: str, nummer: int) -> None:
    """The row, the file of the page and the file in the PDF: what is read, printed and cited is made of the same bytes as then."""
    publicatie = Publicatie.objects.get(inkoop__slug=slug, volgnummer=nummer)
    assert publicatie.sha256 == GEPUBLICEERD[slug, nummer]
    file = client.get(f"/inkoop/{slug}/versie/{nummer}/gegevens.json").content
    assert hashlib.sha256(file).hexdigest() == publicatie.sha256
    with pikepdf.open(io.BytesIO(publicatie.bestanden.get(soort="document").inhoud)) as pdf:
        assert pdf.attachments[f"{slug}.json"].get_file().read_bytes() == file


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "nummer", "page", "said", "later"),
    [
        ("mlw-mer-2024", 1, "", "Consultatieversie", "Eisen en KPI’s"),
        ("mlw-mer-2024", 2, "percelen/1/", "de financiën weer op orde brengen;", "KPI-1"),
        ("mlw-mer-2024", 3, "producten/bgi-complex/", "moet voor alle drie de percelen gelden.", "BGIC-1"),
        ("limburg-noord-2022", 1, "", "3 jaar", "36 maanden"),
        (
            "kampen-2026",
            1,
            "document/",
            "De gemeente Kampen gebruikt hun antwoorden",
            "Uitvoeringseis",
        ),
    ],
)
def test_an_old_version_says_what_it_said_on_its_page_and_on_paper(
    client: Client, slug: str, nummer: int, page: str, said: str, later: str
) -> None:
    publicatie = Publicatie.objects.get(inkoop__slug=slug, volgnummer=nummer)
    with pymupdf.open(stream=bytes(publicatie.bestanden.get(soort="document").inhoud), filetype="pdf") as pdf:
        paper = " ".join(sheet.get_text() for sheet in pdf)
    for text in (client.get(f"/inkoop/{slug}/versie/{nummer}/{page}").content.decode(), paper):
        text = " ".join(re.sub(r"<[^>]+>", " ", html.unescape(text)).split())
        assert said in text
        assert later not in text


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
        assert take(inkoop) == read(last.inhoud or {})


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
