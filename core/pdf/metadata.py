"""The claims of both standards in one rdf:RDF, and the files inside the PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pydyf
from weasyprint.document import DocumentMetadata


@dataclass(frozen=True)
class Bijlage:
    """A file inside the PDF. `mediatype` as in "application/json"; `gewijzigd_op` has a time zone."""

    naam: str
    mediatype: str
    inhoud: bytes
    omschrijving: str
    gewijzigd_op: dt.datetime


# PDF/A allows a property outside its own schemas only with a description of that schema (ISO 19005-3, 6.6.2.3).
_CLAIM = """
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <dc:identifier>{identifier}</dc:identifier>
  <dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


class Metadata(DocumentMetadata):  # type: ignore[misc]
    """WeasyPrint's XMP with the PDF/UA claim."""

    identifier: str

    def include_in_pdf(self, pdf: Any, variant: str, version: int, conformance: str, compress: bool) -> None:
        # Uncompressed, so that archives and search tools can read it without a PDF library.
        super().include_in_pdf(pdf, variant, version, conformance, compress=False)

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        claim = _CLAIM.format(identifier=escape(self.identifier), lang=escape(self.lang))
        return rdf.removesuffix(b"</rdf:RDF>") + claim.encode()


def attach(pdf: pydyf.PDF, bijlagen: Iterable[Bijlage]) -> None:
    """Embed files as PDF/A-3 asks: with media type, time and a relationship to the document (7.11, ISO 19005-3 6.8)."""
    named: list[tuple[bytes, pydyf.String, bytes]] = []
    for bijlage in bijlagen:
        if not re.fullmatch(r"[^/\\\x00-\x1f]+", bijlage.naam):
            raise ValueError(f"{bijlage.naam!r} is geen bestandsnaam.")
        stream = pydyf.Stream(
            [bijlage.inhoud],
            pydyf.Dictionary(
                {
                    "Type": "/EmbeddedFile",
                    "Subtype": pydyf.name(bijlage.mediatype),
                    "Params": pydyf.Dictionary(
                        {
                            "Size": len(bijlage.inhoud),
                            "ModDate": pydyf.String(
                                bijlage.gewijzigd_op.astimezone(dt.UTC).strftime("D:%Y%m%d%H%M%SZ")
                            ),
                            "CheckSum": f"<{hashlib.md5(bijlage.inhoud, usedforsecurity=False).hexdigest()}>",
                        }
                    ),
                }
            ),
            compress=True,
        )
        pdf.add_object(stream)
        naam = pydyf.String(bijlage.naam)
        filespec = pydyf.Dictionary(
            {
                "Type": "/Filespec",
                "F": naam,
                "UF": naam,
                "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
                "Desc": pydyf.String(bijlage.omschrijving),
                "AFRelationship": "/Data",
            }
        )
        pdf.add_object(filespec)
        order = bijlage.naam.encode() if bijlage.naam.isascii() else b"\xfe\xff" + bijlage.naam.encode("utf-16-be")
        named.append((order, naam, filespec.reference))
    if not named:
        return
    named.sort(key=lambda row: row[0])  # a name tree is sorted
    tree = pydyf.Dictionary({"Names": pydyf.Array([part for _, *pair in named for part in pair])})
    pdf.add_object(tree)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = tree.reference
    pdf.catalog["AF"] = pydyf.Array([reference for *_, reference in named])
