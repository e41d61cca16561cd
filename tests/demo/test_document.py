"""The whole document of MLW/MER as PDF: what two independent checkers find, and what a reader needs to find the way."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from publicaties.document import Versiegegevens, render_document
from publicaties.models import Bestand, BestandSoort, Publicatie
from publicaties.snapshot import read
from publicaties.wijzigingstabel import of_version

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


@pytest.fixture
def publicatie() -> Publicatie:
    return Publicatie.objects.get(inkoop__slug="mlw-mer-2024", volgnummer=3)


@pytest.fixture
def document(publicatie: Publicatie) -> bytes:
    return bytes(Bestand.objects.get(publicatie=publicatie, soort=BestandSoort.DOCUMENT).inhoud)


def check(program: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).parent / program), *args], capture_output=True, text=True, check=False
    )


def test_two_independent_checkers_find_no_errors(document: bytes, tmp_path: Path) -> None:
    file = tmp_path / "document.pdf"
    file.write_bytes(document)
    assert "errors=0 warnings=0" in check("pdfua", "check", str(file)).stdout
    assert "0 error(s), 0 warning(s)" in check("outloud", str(file)).stdout


def test_every_file_of_every_version_passes_the_checkers(tmp_path: Path) -> None:
    for publicatie in Publicatie.objects.order_by("pk"):
        row = Bestand.objects.filter(publicatie=publicatie).exclude(soort=BestandSoort.DOCUMENT).order_by("-pk").first()
        assert row is not None
        file = tmp_path / row.naam
        file.write_bytes(bytes(row.inhoud))
        assert "errors=0 warnings=0" in (found := check("pdfua", "check", str(file)).stdout), found
        assert "0 error(s), 0 warning(s)" in (found := check("outloud", str(file)).stdout), found


def test_it_has_language_title_bookmarks_and_working_contents(document: bytes) -> None:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_outline() as outline:
            titles = [str(item.title) for item in outline.root]
        assert any("Algemene productbeschrijvingen" in title for title in titles)
        annotations = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
        assert len([row for row in annotations if row.get("/Dest") or row.get("/A")]) >= 25


def test_it_carries_its_own_data(publicatie: Publicatie, document: bytes) -> None:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        attached = pdf.attachments["mlw-mer-2024.json"].get_file().read_bytes()
    assert hashlib.sha256(attached).hexdigest() == publicatie.sha256
    assert read(json.loads(attached)).sha256 == publicatie.sha256


def test_the_same_snapshot_gives_the_same_bytes(publicatie: Publicatie, document: bytes) -> None:
    snapshot = read(publicatie.inhoud or {})
    assert render_document(Versiegegevens.of(publicatie, snapshot), snapshot, of_version(publicatie)) == document


def test_stored_files_have_the_sha256_of_their_bytes() -> None:
    for row in Bestand.objects.order_by("pk"):
        assert hashlib.sha256(bytes(row.inhoud)).hexdigest() == row.sha256
