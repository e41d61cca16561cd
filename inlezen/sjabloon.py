"""The reference document that gives Word and LibreOffice files their look: Pandoc's own, changed by this code, never a file in the
repository. Style names stay those that every Word user knows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from functools import cache

from inlezen import pandoc

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOOTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
#: A moment for what a zip and a document must say of when they were made, so that the same content gives the same bytes.
BEGIN = (1980, 1, 1, 0, 0, 0)


def _field(code: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>' \
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'  # fmt: skip


_VOET = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="right"/></w:pPr>'
    f'<w:r><w:t xml:space="preserve">Pagina </w:t></w:r>{_field("PAGE")}<w:r><w:t xml:space="preserve"> van </w:t></w:r>'
    f"{_field('NUMPAGES')}</w:p></w:ftr>"
)
#: A4 with margins of 2.5 cm.
_SECTIE = (
    f'<w:sectPr><w:footerReference xmlns:r="{_R}" w:type="default" r:id="rIdVoet"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
)
_VOETSTIJL = (
    '<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/>'
    '<w:rPr><w:sz w:val="18"/></w:rPr></w:style>'
)
_LIJN = 'w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"'
_TABELSTIJL = "<w:tblBorders>{}</w:tblBorders>".format(
    "".join(f"<w:{side} {_LIJN}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
)
_KOPRIJ = (
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/></w:tcPr>'
    '</w:tblStylePr><w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr>'
)  # fmt: skip


@cache
def reference(formaat: str) -> bytes:
    """The reference document for "docx" or "odt"."""
    parts = read_zip(pandoc.run("--print-default-data-file", f"reference.{formaat}"))
    return write_zip(_docx(parts) if formaat == "docx" else _odt(parts))


def _docx(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    styles = parts["word/styles.xml"].decode()
    styles = styles.replace('w:lang w:val="en-US"', 'w:lang w:val="nl-NL"')
    styles = styles.replace(
        '<w:sz w:val="24" />\n        <w:szCs w:val="24" />', '<w:sz w:val="21" /><w:szCs w:val="21" />', 1
    )
    styles = styles.replace("</w:styles>", f"{_VOETSTIJL}</w:styles>")
    styles = re.sub(r'(w:styleId="Table">.*?)(<w:tblCellMar>)', rf"\1{_TABELSTIJL}\2", styles, count=1, flags=re.DOTALL)
    styles = re.sub(r'<w:tblStylePr w:type="firstRow">.*?</w:tblStylePr>', _KOPRIJ, styles, count=1, flags=re.DOTALL)
    document = parts["word/document.xml"].decode()
    document = (
        document[: document.rindex("<w:sectPr>")]
        + _SECTIE
        + document[document.rindex("</w:sectPr>") + len("</w:sectPr>") :]
    )
    rels = parts["word/_rels/document.xml.rels"].decode()
    rels = rels.replace(
        "</Relationships>", f'<Relationship Id="rIdVoet" Type="{_R}/footer" Target="footer1.xml"/></Relationships>'
    )
    types = parts["[Content_Types].xml"].decode()
    types = types.replace("</Types>", f'<Override PartName="/word/footer1.xml" ContentType="{_FOOTER}"/></Types>')
    settings = (
        parts["word/settings.xml"].decode().replace('w:themeFontLang w:val="en-US"', 'w:themeFontLang w:val="nl-NL"')
    )
    return {
        **parts,
        "word/styles.xml": styles.encode(),
        "word/document.xml": document.encode(),
        "word/_rels/document.xml.rels": rels.encode(),
        "[Content_Types].xml": types.encode(),
        "word/settings.xml": settings.encode(),
        "word/footer1.xml": _VOET.encode(),
    }


def _odt(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    styles = parts["styles.xml"].decode()
    styles = styles.replace('fo:language="en" fo:country="US"', 'fo:language="nl" fo:country="NL"')
    styles = styles.replace('fo:language="en"\n      fo:country="US"', 'fo:language="nl" fo:country="NL"')
    styles = styles.replace('fo:page-width="8.5in"', 'fo:page-width="21cm"').replace(
        'fo:page-height="11in"', 'fo:page-height="29.7cm"'
    )
    return {**parts, "styles.xml": styles.encode()}


def read_zip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_zip(parts: Mapping[str, bytes]) -> bytes:
    """In the order of `parts`, without a moment."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, BEGIN)
            # An OpenDocument file says what it is in its first bytes.
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return target.getvalue()
