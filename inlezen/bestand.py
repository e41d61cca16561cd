"""A file that somebody wants to read in: what it really is, and only what is text in it. Everything is checked before anything is
unpacked; what cannot be read is told with what to do."""

from __future__ import annotations

import html as html_module
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from lxml import etree

from inlezen import pandoc, tekstvorm
from inlezen.boom import Gelezen
from inlezen.pandoc import DocumentFout
from inlezen.sjabloon import write_zip

MAX_BYTES = 20_000_000
#: Of the parts with text; pictures are not unpacked at all.
MAX_UITGEPAKT = 60_000_000
MAX_DELEN = 5_000
#: How deep elements may stand in each other; a real document stays below 100.
MAX_DIEPTE = 500
SOORTEN = (".docx", ".odt", ".txt")

_BEWAAR = "Open het in Word of LibreOffice, kies Opslaan als, en bewaar het als .docx."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ANDERS = {
    b"%PDF-": f"Dit is een PDF, ook als de naam anders zegt. {_BEWAAR}",
    b"{\\rtf": f"Dit is een RTF-bestand. {_BEWAAR}",
}
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_STRUCTUUR = {"[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"}


def read(inhoud: bytes) -> Gelezen:
    """The tree of a document, whatever its name says. Raises DocumentFout."""
    return _reader(inhoud)(inhoud)


def check(inhoud: bytes) -> None:
    """What can be seen without reading it. Raises DocumentFout."""
    if _reader(inhoud) is _read_zip:
        _opened(inhoud)


def _reader(inhoud: bytes) -> Callable[[bytes], Gelezen]:
    if not inhoud.strip():
        raise DocumentFout("Dit bestand is leeg. Kies een ander bestand.")
    if len(inhoud) > MAX_BYTES:
        raise DocumentFout(
            f"Het bestand is te groot: hooguit {MAX_BYTES // 1_000_000} MB. Haal afbeeldingen weg, of splits het document."
        )
    for begin, told in _ANDERS.items():
        if inhoud.startswith(begin):
            raise DocumentFout(told)
    if inhoud.startswith(_OLE):
        # A document with a password stands in the same kind of container as an old .doc.
        if "EncryptedPackage".encode("utf-16-le") in inhoud:
            raise DocumentFout(
                "Dit document is met een wachtwoord beveiligd. Haal het wachtwoord eraf in Word en bewaar het opnieuw."
            )
        raise DocumentFout(f"Dit is een oud Word-bestand (.doc). {_BEWAAR}")
    if inhoud.startswith(b"PK"):
        return _read_zip
    if re.match(rb"\s*(?:<!doctype|<html|<\?xml)", inhoud[:200], re.IGNORECASE):
        raise DocumentFout(f"Dit is een webpagina, geen document. {_BEWAAR}")
    return tekstvorm.read


def _opened(inhoud: bytes) -> tuple[str, dict[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(inhoud)) as archive:
            return _checked(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise DocumentFout(f"Dit bestand is beschadigd. {_BEWAAR}") from None


def _read_zip(inhoud: bytes) -> Gelezen:
    formaat, delen = _opened(inhoud)
    if formaat == "odt":
        delen["content.xml"] = _told(delen)
    found = pandoc.read(write_zip(delen), formaat)
    eigenschappen = _properties(delen.get("docProps/custom.xml" if formaat == "docx" else "meta.xml", b""))
    return replace(
        found,
        boom=replace(found.boom, eigenschappen=eigenschappen),
        wijzigingen=_count(delen, r"<(?:w:(?:ins|del|moveFrom|moveTo)\s[^>]*w:author|text:changed-region)\b"),
        opmerkingen=_count(delen, r"<(?:w:commentReference|office:annotation)\b"),
    )


def _checked(archive: zipfile.ZipFile) -> tuple[str, dict[str, bytes]]:
    """Which format it is, and its parts with text. No part unpacks to more than it declares."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MAX_DELEN or len(set(names)) < len(names):
        raise DocumentFout(f"Dit document heeft te veel onderdelen om te lezen. {_BEWAAR}")
    formaat = _format(archive, names)
    if any(part.flag_bits & 1 for part in parts) or _is_encrypted(archive, names):
        raise DocumentFout(
            "Dit document is met een wachtwoord beveiligd. Haal het wachtwoord eraf en bewaar het opnieuw."
        )
    wanted = [part for part in parts if _has_text(part.filename, formaat)]
    if sum(part.file_size for part in wanted) > MAX_UITGEPAKT:
        raise DocumentFout(
            f"Het document is uitgepakt te groot: hooguit {MAX_UITGEPAKT // 1_000_000} MB. Splits het in delen."
        )
    delen = {part.filename: archive.read(part) for part in wanted}
    for name, content in delen.items():
        if name != "mimetype":
            _check_xml(content)
    return formaat, delen


def _format(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype").strip()
        if kind.startswith(b"application/vnd.oasis.opendocument.text") and "content.xml" in names:
            return "odt"
    if any(name.startswith("xl/") for name in names):
        raise DocumentFout("Dit is een Excel-bestand. Lees het in op de pagina Excel, of kies een Word-document.")
    raise DocumentFout(f"Dit is geen Word- of OpenDocument-tekst. {_BEWAAR}")


def _is_encrypted(archive: zipfile.ZipFile, names: list[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return (
        manifest in names
        and archive.getinfo(manifest).file_size < 1_000_000
        and b"encryption-data" in archive.read(manifest)
    )


def _has_text(name: str, formaat: str) -> bool:
    """What Pandoc needs for the text: no pictures, no embedded files, no macros."""
    if formaat == "odt":
        return name in ("mimetype", "content.xml", "styles.xml", "meta.xml")
    return name in _STRUCTUUR or (name.startswith("word/") and name.endswith((".xml", ".rels")))


def _check_xml(content: bytes) -> None:
    """No DTD, so no entities; not so deep that a parser runs out of room."""
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "start":
                depth += 1
                root = element if root is None else root
                if depth > MAX_DIEPTE:
                    raise DocumentFout(f"Dit document is te diep genest om te lezen. {_BEWAAR}")
            else:
                depth -= 1
                element.clear()
    except DocumentFout:
        raise
    except Exception as fout:  # a damaged or hostile part breaks a parser anywhere
        raise DocumentFout(f"Dit bestand is beschadigd of niet veilig om te lezen. {_BEWAAR}") from fout


def _told(delen: Mapping[str, bytes]) -> bytes:
    """The text of an .odt with signs of our own around what Pandoc reads as something else, or drops: underlined text (it makes that
    italics), and tables within tables (it leaves those out)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(delen["content.xml"], parser)
    styles = {style.get(f"{{{_STYLE}}}name"): _marks(style) for style in root.iter(f"{{{_STYLE}}}style")}
    if "styles.xml" in delen:
        named = etree.fromstring(delen["styles.xml"], parser).iter(f"{{{_STYLE}}}style")
        spans = {
            style.get(f"{{{_STYLE}}}name"): _marks(style)
            for style in named
            if style.get(f"{{{_STYLE}}}family") == "text"
        }
        styles = spans | styles
    for element in root.iter(f"{{{_TEXT}}}span", f"{{{_TEXT}}}p"):
        is_span = element.tag == f"{{{_TEXT}}}span"
        for tag in styles.get(element.get(f"{{{_TEXT}}}style-name"), ()):
            # Bold and italics Pandoc knows of words, not of a paragraph, where LibreOffice puts what holds for all of it.
            if (tag == "u") == is_span or not is_span:
                _around(element, *pandoc.OPMAAK[tag])
    for properties in root.iter(f"{{{_STYLE}}}text-properties"):
        properties.attrib.pop(f"{{{_STYLE}}}text-underline-style", "")
    for table in [table for table in root.iter(f"{{{_TABLE}}}table") if _within(table, f"{{{_TABLE}}}table-cell")]:
        above = table.getparent()
        if above is not None:
            for row in reversed(list(_rows_as_paragraphs(table))):
                above.insert(above.index(table) + 1, row)
            above.remove(table)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _marks(style: etree._Element) -> list[str]:
    """What a style makes of its words, outermost first."""
    found = []
    for properties in style.iterchildren(f"{{{_STYLE}}}text-properties"):
        found += ["u"] * (properties.get(f"{{{_STYLE}}}text-underline-style", "none") != "none")
        found += ["strong"] * (properties.get(f"{{{_FO}}}font-weight") == "bold")
        found += ["em"] * (properties.get(f"{{{_FO}}}font-style") == "italic")
    return found


def _within(element: etree._Element, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _around(element: etree._Element, begin: str, end: str) -> None:
    element.text = begin + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + end
    else:
        element.text += end


def _rows_as_paragraphs(table: etree._Element) -> Iterator[etree._Element]:
    """A table within a table, each row a paragraph with signs around its cells. What stands in a cell, stands there in one line."""
    first = True
    for row in table.iter(f"{{{_TABLE}}}table-row"):
        heading = _within(row, f"{{{_TABLE}}}table-header-rows")
        paragraph = etree.Element(f"{{{_TEXT}}}p")
        paragraph.text = pandoc.BEGIN_TABEL if first else ""
        for cell in row.iterchildren(f"{{{_TABLE}}}table-cell"):
            one = etree.SubElement(paragraph, f"{{{_TEXT}}}span")
            texts = [
                text for text in cell.iter(f"{{{_TEXT}}}p", f"{{{_TEXT}}}h") if not _within(text, f"{{{_TEXT}}}note")
            ]
            for number, text in enumerate(texts):
                text.tag, text.tail = f"{{{_TEXT}}}span", None
                text.attrib.clear()
                text.text = f"{' ' if number else ''}{text.text or ''}"
                one.append(text)
            _around(one, pandoc.BEGIN_KOP if heading else pandoc.BEGIN_CEL, pandoc.EIND_CEL)
        first = False
        yield paragraph


def _properties(content: bytes) -> dict[str, str]:
    """What the file says of itself by name: of Word the custom properties, of OpenDocument the user-defined fields."""
    text = content.decode("utf-8", "replace")
    docx = re.findall(r'<property\b[^>]*\bname="([^"]*)"[^>]*>\s*<vt:\w+>([^<]*)</vt:', text)
    odt = re.findall(r'<meta:user-defined\b[^>]*\bmeta:name="([^"]*)"[^>]*>([^<]*)</meta:user-defined>', text)
    return {html_module.unescape(name): html_module.unescape(value) for name, value in (*docx, *odt)}


def _count(delen: Mapping[str, bytes], pattern: str) -> int:
    names = [
        name
        for name in delen
        if name == "content.xml" or re.fullmatch(r"word/(?:document|footnotes|endnotes)\.xml", name)
    ]
    return sum(len(re.findall(pattern, delen[name].decode("utf-8", "replace"))) for name in names)
