"""What the demo documents say is true of them, and said as their government says it. Read from `fixtures/`, without a database."""

from __future__ import annotations

import re

import pytest

from core.opmaak import Pagina, Term
from publicaties.lagen import FIXTURES
from publicaties.teksten import rich_texts
from tests.publicaties.demo import demo_snapshots, mlw_mer

#: How an editor speaks of the documents that the demo data come from. A government does not speak of its own decision so.
OVER_DE_BRON = re.compile(
    r"de bron|(?:is|zijn|niet|niets|geen .*) genoemd|noemt? geen|staat hierover|deze opsomming|waarschijnlijk",
    re.IGNORECASE,
)


def test_regie_bij_huishouden_is_not_explained_as_the_regie_of_a_medewerker() -> None:
    snapshot = mlw_mer()[2]
    terms = [Term(row.term, row.omschrijving, tuple(row.synoniemen)) for row in snapshot.begrippen]
    shown = " ".join(Pagina(terms).html(tekst.inhoud) for tekst in rich_texts(snapshot))
    assert ">regie bij huishouden</button>" in shown
    assert not re.findall(r">[Rr]egie</button>\S* bij (?:het )?huishouden", shown)


def test_no_text_speaks_of_a_source() -> None:
    said = [
        (path.relative_to(FIXTURES), line)
        for path in sorted(FIXTURES.glob("*/**/*.toml"))
        for line in path.read_text().splitlines()
        # Where a definition comes from is a fact of a grondslag.
        if OVER_DE_BRON.search(line) and not line.startswith(("#", "bron = "))
    ]
    assert said == []


def test_no_contractvorm_is_told_that_the_source_does_not_name() -> None:
    for limburg in demo_snapshots("limburg-noord-2022"):
        assert {segment.contractvorm for segment in limburg.segmenten} == {""}
        assert all(segment.contractvorm_toelichting for segment in limburg.segmenten)


#: So many aanbieders, in figures or in words; and what makes that a choice.
AANTAL = re.compile(r"\b(?:\d+|vier|zeven)\b[^.]*\baanbieders", re.IGNORECASE)
KEUZE = re.compile(r"\b(?:kozen|plaats voor)\b")


def test_how_many_aanbieders_was_decided_is_told_as_a_decision() -> None:
    """Version 1 says of perceel 2a-regionaal that 15 aanbieders work there; it keeps its bytes, and version 2 corrects it."""
    counted = [
        [
            zin
            for perceel in limburg.percelen
            for zin in re.split(r"(?<=\.) ", perceel.teksten["omschrijving"])
            if AANTAL.search(zin)
        ]
        for limburg in demo_snapshots("limburg-noord-2022")
    ]
    assert [len(zinnen) for zinnen in counted] == [10, 10]
    assert [len([zin for zin in zinnen if not KEUZE.search(zin)]) for zinnen in counted] == [9, 0]


@pytest.mark.parametrize("slug", ["mlw-mer-2024", "limburg-noord-2022", "kampen-2026", "voorbeeldstad-2026"])
def test_apostrophes_are_typographic(slug: str) -> None:
    for snapshot in demo_snapshots(slug):
        assert "'" not in snapshot.canonical().decode()
    assert not re.search(r"[a-zé]'[a-z]", (FIXTURES / slug / "proces.toml").read_text())


#: What was published stays what it was. A change here is a change of a published version, and belongs in a new one.
GEPUBLICEERD = {
    "mlw-mer-2024": [
        "271017be444bc707f213873e6c6ff3cb46dd02b2cc14195b8c38d3374994bc50",
        "6cbedb051662836a231bfe038d0f74131be8a04f262c2113c3e0b10028eae1a7",
        "0fe9b0182c9aacd4af280b385066dfe046ead358b79455e8c4078a10dd656b72",
    ],
    "limburg-noord-2022": ["4560d78dc5c4b7fde76157a2ed4be9cf590a665d1bae8ef9661130dca48c9918"],
    "kampen-2026": ["fa4cbe2a4e8e152d417d4b0a6d7d44a26b28ea492afe3ca05a1ba4f2c260dbdb"],
}


@pytest.mark.parametrize("slug", GEPUBLICEERD)
def test_the_published_versions_keep_their_sha256(slug: str) -> None:
    wanted = GEPUBLICEERD[slug]
    assert [snapshot.sha256 for snapshot in demo_snapshots(slug)][: len(wanted)] == wanted
