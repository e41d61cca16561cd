"""Word out: what a colleague opens, has what Word users expect, and all that the version says."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from accounts.models import User
from core import richtext
from inlezen import documentvorm, pandoc
from inlezen.boom import Kop, Tabel
from segments.models import Inkoop
from tests.inlezen.documenten import file_of, parts, words_of
from tests.producten.factories import ProductFactory
from tests.publicaties.demo import demo_snapshots, mlw_mer

INKOPEN = ("mlw-mer-2024", "limburg-noord-2022", "kampen-2026", "voorbeeldstad-2026")


def test_the_file_has_headings_contents_footnotes_page_numbers_and_is_in_dutch() -> None:
    snapshot = mlw_mer()[-1]
    found = parts(file_of(snapshot))
    document, styles = found["word/document.xml"], found["word/styles.xml"]
    assert document.count('w:pStyle w:val="Heading1"') == len(snapshot.hoofdstukken)
    assert document.count('w:pStyle w:val="Heading2"') >= len(snapshot.producten) + len(snapshot.percelen)
    assert "TOC \\o" in document
    assert ">Inhoud<" in document
    notes = sum(html.count("<footnote>") for _, html in documentvorm.teksten(snapshot))
    assert notes > 3
    assert document.count("<w:footnoteReference ") == notes
    assert " PAGE " in found["word/footer1.xml"]
    assert "footerReference" in document
    assert 'w:w="11906"' in document
    assert re.search(r'<w:lang [^>]*w:val="nl-NL"', styles)
    assert "en-US" not in styles
    for name in ("heading 1", "Title", "Body Text", "footer"):
        assert f'w:name w:val="{name}"' in styles


def test_a_table_of_a_product_is_two_columns_and_repeats_its_head() -> None:
    snapshot = mlw_mer()[-1]
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", parts(file_of(snapshot))["word/document.xml"], re.DOTALL)
    own = [table for table in tables if ">Naam<" in table]
    assert len(own) == len(snapshot.producten) + len(snapshot.percelen)
    for table in own:
        assert table.count("<w:gridCol ") == 2
        first = table.partition("</w:tr>")[0]
        assert "w:tblHeader" in first
        assert ">Naam<" in first


@pytest.mark.parametrize("formaat", ["docx", "odt"])
@pytest.mark.parametrize("slug", INKOPEN)
def test_every_text_of_a_version_is_in_the_file_once(slug: str, formaat: str) -> None:
    snapshot = demo_snapshots(slug)[-1]
    boom = pandoc.read(file_of(snapshot, formaat), formaat).boom
    told = [words_of(blok.tekst) for blok in boom.blokken]
    flat = " ".join(word for words in told for word in words)
    for pad, html in documentvorm.teksten(snapshot):
        words = " ".join(words_of(richtext.plain_text(html)))
        assert words in flat, pad
    koppen = [blok.tekst for blok in boom.blokken if isinstance(blok, Kop)]
    for deel in [*snapshot.producten, *snapshot.percelen]:
        # A product with tarieven stands in the chapter of the tarieven too.
        assert deel.volledig in koppen


def test_tarieven_and_facts_stand_in_tables_of_their_own() -> None:
    boom = pandoc.read(file_of(mlw_mer()[-1]), "docx").boom
    koppen = [
        [richtext.plain_text(cel).strip() for cel in blok.kop] for blok in boom.blokken if isinstance(blok, Tabel)
    ]
    assert ["Feit", "Waarde"] in koppen
    assert ["Grondslag", "Tarief", "Per", "Btw", "Periode"] in koppen


def test_the_same_version_gives_the_same_bytes() -> None:
    snapshot = mlw_mer()[-1]
    assert file_of(snapshot) == file_of(snapshot)
    assert file_of(snapshot, "odt") == file_of(snapshot, "odt")


@pytest.mark.parametrize(("formaat", "begin"), [("docx", b"PK"), ("odt", b"PK\x03\x04\x14\x00")])
def test_a_visitor_downloads_it_at_both_addresses(demo: None, formaat: str, begin: bytes) -> None:
    client = Client()
    now = client.get(f"/inkoop/mlw-mer-2024/beschrijvingen.{formaat}")
    pinned = client.get(f"/inkoop/mlw-mer-2024/versie/3/beschrijvingen.{formaat}")
    assert now.status_code == pinned.status_code == 200
    assert now["Content-Type"] == documentvorm.MEDIATYPES[formaat]
    assert now["Content-Disposition"] == f'attachment; filename="mlw-mer-2024-versie-3.{formaat}"'
    assert now.content == pinned.content
    assert now.content.startswith(begin)
    assert "immutable" in pinned["Cache-Control"]
    assert (
        client.get(f"/inkoop/mlw-mer-2024/beschrijvingen.{formaat}", headers={"If-None-Match": now["ETag"]}).status_code
        == 304
    )
    assert client.get(f"/inkoop/mlw-mer-2024/versie/99/beschrijvingen.{formaat}").status_code == 404
    assert f"beschrijvingen.{formaat}" in client.get("/inkoop/mlw-mer-2024/").text


def test_the_working_text_is_a_file_for_who_may_read_it(inkoop: Inkoop, lezer: User, buur: User) -> None:
    ProductFactory(inkoop=inkoop, naam="Begeleiding", code="bgl")
    address = f"/beheer/{inkoop.slug}/publicatie/voorbeeld/werktekst.docx"
    client = Client()
    client.force_login(lezer)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{inkoop.slug}-werktekst.docx"'
    assert answer["Cache-Control"] == "private, no-store"
    client.force_login(buur)
    assert client.get(address).status_code == 404
