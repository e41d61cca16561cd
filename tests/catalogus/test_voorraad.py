"""Every public answer may be kept by everybody, is told apart strongly, is compressed, and is not sent to who has it."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Iterator
from typing import Any

import brotli
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import User
from catalogus import versie, voorraad
from catalogus.voorraad import Voorraadantwoord, _Kast
from proces.models import Bijeenkomst, Document
from publicaties.models import Bestand, Publicatie
from segments.models import Regio
from tests.catalogus.adressen import LIMBURG, MLW, QUESTIONS
from tests.clock import later
from tests.overleg.factories import published_nota
from tests.overleg.gevraagd import told_in_nota
from tests.segments.test_admin import PNG

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

PAGE, PINNED = f"{MLW}producten/bgi/", f"{MLW}versie/2/producten/bgi/"
#: A nota that came out, and an address that only a sender has.
OVERLEG = {"int:volgnummer": "1", "slug:formaat": "pdf", "str:toegang": "1-x"}
STAFF = ("beheer/", "admin/", "inloggen/", "uitloggen/", "inrichten/")


def routes(patterns: list[Any], before: str = "", app: str = "") -> Iterator[tuple[str, str]]:
    """Each with the app whose it is."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route, pattern.app_name or app)
        elif isinstance(pattern, URLPattern):
            yield app, route


def address(route: str) -> str:
    """One that exists in the demo data."""
    slug = "limburg-noord-2022" if "segmenten" in route else "mlw-mer-2024"
    slug = "mlw-mer" if route.startswith("huisstijl/") else slug
    code = "1" if "percelen" in route else "1a" if "segmenten" in route else "bgi"
    nummer = "1" if "segmenten" in route else "2"
    for name, value in {
        "slug:slug": slug,
        "int:nummer": nummer,
        "slug:code": code,
        "slug:sleutel": "stuk",
        **OVERLEG,
    }.items():
        route = route.replace(f"<{name}>", value)
    # A PDF of a choice needs one.
    return f"/{route}" + ("?perceel=1" if route.endswith("eisenpakket.pdf") else "")


ROUTES = [row for row in routes(get_resolver().url_patterns) if not row[1].startswith(STAFF)]
PUBLIC = sorted(address(route) for app, route in ROUTES if app != "loket")
#: Forms, for one at a time (ADR 27).
LOKET = sorted(address(route) for app, route in ROUTES if app == "loket")


@pytest.fixture
def stuk() -> None:
    """What the demo has not: a document with its file, a bijeenkomst called so, a regio with its logo."""
    bijeenkomst = Bijeenkomst.objects.filter(inkoop__slug="mlw-mer-2024", openbaar=True).order_by("pk")[0]
    bijeenkomst.sleutel = "stuk"
    bijeenkomst.save()
    regio = Regio.objects.get(slug="mlw-mer")
    regio.logo.save("logo.png", ContentFile(PNG))
    document = Document.objects.filter(inkoop__slug="mlw-mer-2024").order_by("pk")[0]
    document.sleutel = "stuk"
    document.bestand.save("stuk.pdf", ContentFile(b"%PDF-1.7"))


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.usefixtures("stuk")
@pytest.mark.parametrize("path", [*PUBLIC, *QUESTIONS])
def test_what_is_for_everybody_is_the_same_for_everybody(client: Client, path: str) -> None:
    if "<slug:sha256>" in path:
        files = Bestand.objects.filter(publicatie__inkoop__slug="mlw-mer-2024", publicatie__volgnummer=2)
        path = path.replace("<slug:sha256>", files.order_by("pk")[0].sha256)
    contractmanager, beoordelaar = (User.objects.get(username=name) for name in ("contractmanager", "beoordelaar"))
    versie = Publicatie.objects.get(inkoop__slug="mlw-mer-2024", volgnummer=3)
    if "/reactienota/" in path:
        published_nota(versie, contractmanager, beoordelaar)
    if "/vragen/1" in path:
        told_in_nota(versie.inkoop, contractmanager, beoordelaar)
    plain = client.get(path)
    assert plain.status_code == 200, path
    assert "Cookie" not in plain.get("Vary", "")
    assert not plain.cookies
    assert "public" in plain["Cache-Control"]
    assert re.fullmatch(r'"[0-9a-f]{64}"', plain["ETag"])
    told = client.get(path, headers={"If-None-Match": plain["ETag"]})
    assert (told.status_code, body(told), told["ETag"]) == (304, b"", plain["ETag"])
    assert told["Cache-Control"] == plain["Cache-Control"]
    expected = body(plain)
    client.force_login(User.objects.get(username="lezer"))
    again = client.get(path)
    assert body(again) == expected
    assert dict(again.headers) == dict(plain.headers)


@pytest.mark.parametrize("path", LOKET)
def test_a_form_is_kept_by_nobody(client: Client, path: str) -> None:
    """Also when the code in its address is of nobody, or is no longer of use."""
    answer = client.get(path)
    assert answer.status_code in {200, 404, 410}, path
    assert "ETag" not in answer.headers
    if answer.status_code == 404:
        assert "public" not in answer.get("Cache-Control", "")
    else:
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("form", ["vragen", "volgen", "reageren"])
def test_each_form_of_an_inkoop_is_among_them(client: Client, form: str) -> None:
    assert f"{MLW}{form}/" in LOKET
    assert f"{MLW}{form}/" not in PUBLIC
    assert client.get(f"{MLW}{form}/").status_code == 200


def test_every_public_address_is_looked_at() -> None:
    assert len(PUBLIC) > 50
    assert {"/", "/zoeken/", f"{MLW}nieuws.atom", "/huisstijl/mlw-mer.png", f"{LIMBURG}versie/1/segmenten/1a.pdf"} <= {
        *PUBLIC
    }


def test_pages_of_staff_are_left_alone(client: Client) -> None:
    response = client.get("/inloggen/", headers={"Accept-Encoding": "br"})
    assert not {"ETag", "Content-Encoding"} & set(response.headers)
    assert "public" not in response.get("Cache-Control", "")


@pytest.mark.parametrize("path", [PAGE, PINNED, "/", "/zoeken/?q=begeleiding", f"{MLW}gegevens.json"])
def test_a_page_goes_over_the_wire_compressed(client: Client, path: str) -> None:
    plain = client.get(path)
    for accept, coding, unpack in (("gzip, deflate, br", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress)):
        for _ in range(2):  # made, and kept
            packed = client.get(path, headers={"Accept-Encoding": accept})
            assert packed["Content-Encoding"] == coding
            assert unpack(packed.content) == plain.content
            assert packed["Content-Length"] == str(len(packed.content))
            assert "Accept-Encoding" in packed["Vary"]
            # Other bytes are another ETag; whoever has either has the page.
            assert packed["ETag"] != plain["ETag"]
            again = client.get(path, headers={"Accept-Encoding": accept, "If-None-Match": packed["ETag"]})
            assert (again.status_code, again["ETag"]) == (304, packed["ETag"])
    assert len(packed.content) < len(plain.content) / 2
    refused = client.get(path, headers={"Accept-Encoding": "gzip;q=0, br;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_a_file_is_sent_as_it_was_stored(client: Client) -> None:
    response = client.get(f"{MLW}beschrijvingen.pdf", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in response.headers
    assert response.content.startswith(b"%PDF")
    part = client.get(f"{MLW}beschrijvingen.pdf", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")


def test_a_kept_answer_carries_every_header_of_the_first(client: Client) -> None:
    first, kept = client.get(PAGE), client.get(PAGE)
    assert {"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"} <= set(
        first.headers
    )
    assert dict(first.headers) == dict(kept.headers)
    assert client.head(PAGE)["ETag"] == first["ETag"]


def test_who_has_a_page_is_told_so_after_one_query_also_by_a_process_that_never_made_it(client: Client) -> None:
    etag = client.get(PAGE)["ETag"]
    voorraad.clear()
    versie.read_stukken.cache_clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 304
    assert len(queries) == 1


def test_a_page_of_a_version_may_be_kept_and_says_so_when_the_version_is_withdrawn(client: Client) -> None:
    """Not for a year: what a page says of its version changes, and a withdrawn one gets a sheet before its PDF."""
    pinned, current = client.get(PINNED)["Cache-Control"], client.get(PAGE)["Cache-Control"]
    assert pinned == "public, max-age=600, immutable"
    assert current == "public, max-age=60, stale-while-revalidate=600"
    assert client.get(f"{MLW}versie/2/beschrijvingen.pdf")["Cache-Control"] == pinned
    assert client.get(f"{MLW}versie/2/gegevens.json")["Cache-Control"] == "public, max-age=31536000, immutable"


def test_nothing_old_is_sent_when_something_changed_or_a_day_began(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get(PAGE)
    Regio.objects.filter(slug="mlw-mer").update(contact="Bel ons op 0123")
    after = client.get(PAGE)
    assert after["ETag"] != before["ETag"]
    assert "0123" in after.content.decode()
    assert client.get(PAGE, headers={"If-None-Match": before["ETag"]}).status_code == 200
    later(monkeypatch, dt.timedelta(days=1))
    assert client.get(PAGE)["ETag"] != after["ETag"]


def test_a_question_is_answered_and_not_kept(client: Client) -> None:
    kept = len(voorraad._kast.rows)
    one, other = (client.get(f"{MLW}tarieven/?dag={day}") for day in ("2026-06-01", "2027-06-01"))
    assert one["ETag"] != other["ETag"]
    assert len(voorraad._kast.rows) == kept


def test_the_memory_that_a_process_gives_has_an_end() -> None:
    kast = _Kast(1_000)
    for number in range(10):
        kast.keep((str(number),), Voorraadantwoord("d", [], {"": b"x" * 100}, True))
        kast.keep((str(number),), Voorraadantwoord("d", [], {"": b"x" * 100}, True))  # again: counted once
    assert [key for (key,) in kast.rows] == ["5", "6", "7", "8", "9"]
    assert kast.used == 1_000
    kast.find(("5",))
    kast.keep(("n",), Voorraadantwoord("d", [], {"": b"x" * 100}, True))
    assert [key for (key,) in kast.rows] == ["7", "8", "9", "5", "n"]
