"""Files as people really send them: a good result, or a message that says what to do; never a request, never half a result."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile

import pytest
from django.conf import settings

from inlezen import bestand, pandoc
from inlezen.boom import Alinea, Boom, Kop, Tabel
from inlezen.pandoc import DocumentFout
from tests.inlezen.documenten import file_of, parts, with_part
from tests.publicaties.demo import demo_snapshots


def docx(*blokken: Kop | Alinea | Tabel) -> bytes:
    return pandoc.write(Boom(blokken), "docx")


SMALL = docx(Kop(1, "Inleiding"), Alinea("<p>Een tekst.</p>"))


def rezipped(content: bytes, **extra: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, extra.pop(name, None) or source.read(name))
        for name, inhoud in extra.items():
            archive.writestr(name, inhoud)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "leeg"),
        (b"  \n ", "leeg"),
        (b"%PDF-1.7 ...", "Dit is een PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "oud Word-bestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "met een wachtwoord beveiligd"),
        (b"{\\rtf1 tekst}", "RTF"),
        (b"<!DOCTYPE html><p>tekst", "webpagina"),
        (b"PK\x03\x04 geen zip", "beschadigd"),
        (b"\x00\x01\x02\x03", "geen tekstbestand"),
        (SMALL[:-200], "beschadigd"),
        (bytes(bestand.MAX_BYTES + 1).replace(b"\0", b"a"), "te groot"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_told_with_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(DocumentFout, match=told):
        bestand.read(content)


def test_another_office_file_is_told() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(DocumentFout, match="Excel-bestand"):
        bestand.read(target.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = rezipped(SMALL, **{"word/extra.xml": bytes(bestand.MAX_UITGEPAKT + 1)})
    assert len(bomb) < 200_000
    begin = time.monotonic()
    with pytest.raises(DocumentFout, match="uitgepakt te groot"):
        bestand.read(bomb)
    assert time.monotonic() - begin < 2


def test_pictures_are_not_unpacked_at_all() -> None:
    """Two hundred of them, of which one is a bomb."""
    media = {
        f"word/media/beeld{number}.png": bytes(1_000_000 if number else bestand.MAX_UITGEPAKT * 2)
        for number in range(200)
    }
    gelezen = bestand.read(rezipped(SMALL, **media))
    assert gelezen.boom.blokken == (Kop(1, "Inleiding"), Alinea("<p>Een tekst.</p>"))


def test_too_many_parts_and_parts_of_one_name_are_refused() -> None:
    with pytest.raises(DocumentFout, match="te veel onderdelen"):
        bestand.read(rezipped(SMALL, **{f"x{number}": b"" for number in range(bestand.MAX_DELEN)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    dtd = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{dtd}<w>&b;</w>'
    with pytest.raises(DocumentFout, match="niet veilig"):
        bestand.read(rezipped(SMALL, **{"word/document.xml": xml.encode(encoding)}))


def test_elements_that_stand_in_each_other_without_end_are_refused() -> None:
    deep = b"<w>" * 100_000 + b"</w>" * 100_000
    with pytest.raises(DocumentFout, match="te diep genest"):
        bestand.read(rezipped(SMALL, **{"word/document.xml": deep}))


def test_a_document_with_a_password_of_libreoffice_is_told() -> None:
    odt = pandoc.write(Boom((Alinea("<p>Een tekst.</p>"),)), "odt")
    locked = rezipped(odt, **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"})
    with pytest.raises(DocumentFout, match="wachtwoord"):
        bestand.read(locked)


def test_an_external_link_is_text_and_nothing_is_fetched() -> None:
    link = docx(Alinea('<p>Zie <a href="https://voorbeeld.nl/x">hier</a>.</p>'))
    outside = with_part(link, "word/_rels/document.xml.rels", {"https://voorbeeld.nl/x": "file:///etc/passwd"})
    assert bestand.read(link).boom.blokken == (Alinea('<p>Zie <a href="https://voorbeeld.nl/x">hier</a>.</p>'),)
    assert bestand.read(outside).boom.blokken == (Alinea("<p>Zie hier.</p>"),)


def pages_of(number: int) -> bytes:
    """A document of so many pages, in one table."""
    words = "De aanbieder levert ondersteuning die past bij wat de cliënt zelf nog kan en wil. " * 6
    text = f"<p>{words}</p><ul><li>{words}</li><li>{words}</li></ul>"
    rijen = tuple((f"<p>Rubriek {row}</p>", text) for row in range(2 * number))
    return docx(Kop(1, "Producten"), Tabel(("<p>Naam</p>", "<p>Groot product</p>"), rijen))


READ = """
import resource, sys
from inlezen import bestand
begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
woorden = sum(len(blok.tekst.split()) for blok in bestand.read(sys.stdin.buffer.read()).boom.blokken)
print(woorden, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_a_document_of_five_hundred_pages_is_read_within_a_minute_and_half_a_gigabyte() -> None:
    """In a process of its own: the most that children ever took counts for all of a process, and other tests had some."""
    begin = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(){READ}"],
        input=pages_of(500), env={**os.environ, "DJANGO_SETTINGS_MODULE": "wmo_portal.settings"},
        cwd=settings.BASE_DIR, capture_output=True, check=True,
    )  # fmt: skip
    woorden, own, children = map(int, told.stdout.split())
    assert woorden > 250_000
    assert time.monotonic() - begin < 60
    assert own < 512 * 1024
    assert children < 700 * 1024


def test_what_takes_pandoc_too_long_or_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "MAX_UIT", 1_000)
    with pytest.raises(DocumentFout, match="te groot of te ingewikkeld"):
        bestand.read(file_of(demo_snapshots("kampen-2026")[-1]))
    monkeypatch.undo()
    large = pages_of(100)
    monkeypatch.setattr(pandoc, "GEHEUGEN_MB", 8)
    with pytest.raises(DocumentFout, match="te groot of te ingewikkeld"):
        bestand.read(large)


def test_struck_out_words_and_pictures_are_counted_and_no_text() -> None:
    struck = with_part(
        docx(Alinea("<p>Dit <strong>weg</strong> blijft.</p>")),
        "word/document.xml",
        {"<w:b />": "<w:strike />", "<w:bCs />": ""},
    )
    gelezen = bestand.read(struck)
    assert gelezen.doorgehaald == 1
    assert gelezen.boom.blokken == (Alinea("<p>Dit blijft.</p>"),)


@pytest.mark.parametrize("formaat", ["docx", "odt"])
def test_what_the_house_keeps_of_text_comes_back(formaat: str) -> None:
    html = '<p>Vet <strong>a</strong>, schuin <em>b</em>, <u>streep</u><footnote>noot <em>c</em></footnote> <a href="https://a.nl">d</a></p>'
    blokken = (Alinea(html), Alinea("<ol><li>een<ul><li>twee</li></ul></li><li>drie</li></ol>"))
    assert bestand.read(pandoc.write(Boom(blokken), formaat)).boom.blokken == blokken


def test_tracked_changes_of_an_odt_are_read_as_accepted() -> None:
    odt = pandoc.write(Boom((Alinea("<p>Binnen tien dagen.</p>"),)), "odt")
    content = parts(odt)["content.xml"]
    body = content.index("<office:text>") + len("<office:text>")
    region = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info/><text:p>vijf</text:p></text:deletion>'
        "</text:changed-region></text:tracked-changes>"
    )
    changed = content[:body] + region + content[body:].replace("tien", '<text:change text:change-id="c1"/>tien')
    gelezen = bestand.read(rezipped(odt, **{"content.xml": changed.encode()}))
    assert gelezen.boom.blokken == (Alinea("<p>Binnen tien dagen.</p>"),)
    assert gelezen.wijzigingen == 1


def test_a_remark_of_an_odt_is_no_text() -> None:
    odt = pandoc.write(Boom((Alinea("<p>Een tekst.</p>"),)), "odt")
    remark = "<office:annotation><dc:creator>C</dc:creator><text:p>Klopt dit?</text:p></office:annotation>"
    content = parts(odt)["content.xml"].replace("Een tekst", f"Een {remark}tekst")
    gelezen = bestand.read(rezipped(odt, **{"content.xml": content.encode()}))
    assert gelezen.boom.blokken == (Alinea("<p>Een tekst.</p>"),)
    assert gelezen.opmerkingen == 1
