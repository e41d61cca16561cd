"""The files that the demo makes of its own texts, for ten of its documents."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pikepdf
import pytest
from django.test import Client

from inlezen import bestand
from proces.models import Document
from publicaties.lagen import FIXTURES, LaagFout, read_toml
from tests.publicaties.demo import demo_snapshots
from wmo_portal.demostukken import VOORBEELD, make

MOMENT = dt.datetime(2024, 5, 1, 9, 0, tzinfo=dt.UTC)
SLUGS = ("kampen-2026", "limburg-noord-2022", "mlw-mer-2024")
ROWS = [
    pytest.param(slug, row["sleutel"], id=row["sleutel"])
    for slug in SLUGS
    for row in read_toml(FIXTURES / slug / "proces.toml")["document"]
    if "maak" in row
]


def made(slug: str, sleutel: str, **change: str) -> tuple[str, bytes]:
    rondom: dict[str, Any] = read_toml(FIXTURES / slug / "proces.toml")
    row = next(row for row in rondom["document"] if row["sleutel"] == sleutel)
    file = make(row | change, rondom, demo_snapshots(slug)[-1], MOMENT)
    return str(file.name), file.read()


@pytest.mark.parametrize(("slug", "sleutel"), ROWS)
def test_a_made_file_says_what_it_is_and_passes_the_checkers(slug: str, sleutel: str, tmp_path: Path) -> None:
    naam, inhoud = made(slug, sleutel)
    assert (naam, inhoud) == made(slug, sleutel)
    if naam.endswith(".docx"):
        blokken = bestand.read(inhoud).boom.blokken
        assert VOORBEELD in blokken[0].tekst
        assert len(blokken) > 3
        return
    file = tmp_path / naam
    file.write_bytes(inhoud)
    assert not pdfua.validate(file).findings
    assert not outloud.check(str(file)).findings
    lines = [line.text for line in outloud.Document(str(file)).content(0).lines]
    assert VOORBEELD.split(",")[0] in " ".join(lines)
    with pikepdf.open(io.BytesIO(inhoud)) as pdf:
        assert len(pdf.pages) <= 3


@pytest.mark.parametrize("maak", ["pdf: segment/bestaat-niet", "pdf: planning, hoofdstuk/weg", "txt: planning", "pdf"])
def test_a_form_or_source_that_is_not_there_is_told(maak: str) -> None:
    with pytest.raises(LaagFout, match="pve-1a"):
        made("limburg-noord-2022", "pve-1a", maak=maak)


@pytest.mark.usefixtures("demo")
@pytest.mark.django_db
def test_ten_documents_have_a_file_that_visitors_can_fetch(client: Client) -> None:
    found = Document.objects.exclude(bestand="").select_related("inkoop").order_by("pk")
    assert {row.sleutel for row in found if row.inkoop.slug in SLUGS} == {str(param.values[1]) for param in ROWS}
    assert len(ROWS) == 10
    for row in found:
        assert VOORBEELD in row.omschrijving
        response = client.get(f"/inkoop/{row.inkoop.slug}/documenten/{row.sleutel}/bestand/")
        assert response.status_code == 200
        assert b"".join(response).startswith((b"%PDF-", b"PK"))  # type: ignore[arg-type]
