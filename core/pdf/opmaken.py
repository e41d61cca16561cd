"""Laying out finished HTML as a PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import threading
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import pydyf
from django.conf import settings
from weasyprint import HTML
from weasyprint.css import ColorProfile
from weasyprint.urls import FatalURLFetchingError

from core.letters import REPLACED
from core.pdf.bestanden import check_letters, static_files
from core.pdf.fouten import PdfVerwijzingGeweigerd
from core.pdf.html import prepare
from core.pdf.metadata import Bijlage, Metadata, attach
from core.pdf.structuur import Structuur, adjusted_weasyprint

STIJLBLAD = "css/pdf.css"
TAAL = "nl"
PROGRAMMA = "Wmo-inkoopportaal"

# Pango's font map is not made for two threads at a time, and `adjusted_weasyprint` swaps parts of WeasyPrint.
_een_tegelijk = threading.Lock()


def render_pdf(
    html: str,
    *,
    titel: str,
    identifier: str,
    gemaakt_op: dt.datetime,
    auteur: str = "",
    onderwerp: str = "",
    trefwoorden: Sequence[str] = (),
    bijlagen: Sequence[Bijlage] = (),
    beelden: Mapping[str, bytes] | None = None,
    statische_mappen: Sequence[Path] | None = None,
) -> bytes:
    """Lay out finished HTML as a PDF that is both PDF/UA-1 and PDF/A-3a. The same input gives the same bytes.

    `identifier` names the document for ever (the sha256 of a snapshot, say); `gemaakt_op` is the only time in the file.
    The stylesheet `css/pdf.css` is applied by itself; a `<style>` in the HTML overrides it. Static files come from
    `statische_mappen`, or else from the folder `static/` of the project. `beelden` are pictures by file name, for
    `<img src="beeld:logo.png">`.

    Raises PdfVerwijzingGeweigerd for any reference outside our static files or to a missing one, PdfNietToegankelijk
    where the file could not keep its claims, ValueError for a time without zone, an empty title, or bijlagen of which
    two have one name or one has no file name.
    """
    if not titel.strip():
        raise ValueError("Een PDF heeft een titel nodig.")
    if len({bijlage.naam for bijlage in bijlagen}) < len(bijlagen):
        raise ValueError("Twee bijlagen hebben dezelfde naam.")
    for moment in (gemaakt_op, *(bijlage.gewijzigd_op for bijlage in bijlagen)):
        if moment.utcoffset() is None:
            raise ValueError(f"{moment} heeft geen tijdzone.")

    fetcher = static_files(tuple(statische_mappen or [settings.BASE_DIR / "static"]))
    with _een_tegelijk, adjusted_weasyprint() as remembered:
        fetcher.refused, fetcher.beelden = None, beelden or {}
        try:
            css, lettertypen, families = fetcher.stylesheet(STIJLBLAD)
            # A base URL that nothing can be joined to leaves "/static/…" as it is, so that the fetcher sees it so.
            source = HTML(string=html.translate(REPLACED), base_url="static:", url_fetcher=fetcher)
            prepare(source.etree_element)
            options = {"pdf_variant": "pdf/a-3a", "output_intent": "icc"}
            document = source.render(
                font_config=lettertypen, stylesheets=[css], color_profiles={"icc": _srgb()}, **options
            )
            tijd = gemaakt_op.isoformat(timespec="seconds")
            document.metadata = Metadata(
                title=titel,
                authors=[auteur] if auteur else [],
                description=onderwerp or None,
                keywords=list(trefwoorden),
                generator=PROGRAMMA,
                created=tijd,
                modified=tijd,
                lang=source.etree_element.get("lang") or TAAL,
            )
            document.metadata.identifier = identifier

            def finish(document: Any, pdf: pydyf.PDF) -> None:
                check_letters(document.fonts.values(), families)
                Structuur(document, pdf, source.etree_element, remembered).mend()
                attach(pdf, bijlagen)
                for object_ in pdf.objects:
                    if isinstance(object_, pydyf.Stream) and object_.extra.get("Interpolate"):
                        object_.extra["Interpolate"] = "false"  # PDF/A forbids it (ISO 19005-3, 6.2.8)

            inhoud: bytes = document.write_pdf(
                finisher=finish,
                **options,
                pdf_identifier=hashlib.sha256(identifier.encode()).hexdigest()[:32].encode(),
            )
        except FatalURLFetchingError as error:
            raise fetcher.refused or PdfVerwijzingGeweigerd(str(error)) from error
        if fetcher.refused:  # inside an SVG, where WeasyPrint goes on after any error
            raise fetcher.refused
        return inhoud


def render_plain(html: str) -> bytes:
    """WeasyPrint alone with the same stylesheet: what `render_pdf` is measured against (`make bench`)."""
    fetcher = static_files((settings.BASE_DIR / "static",))
    css, lettertypen, _ = fetcher.stylesheet(STIJLBLAD)
    source = HTML(string=html, base_url="static:", url_fetcher=fetcher)
    inhoud: bytes = source.write_pdf(stylesheets=[css], font_config=lettertypen, pdf_variant="pdf/ua-1")
    return inhoud


def _srgb() -> ColorProfile:
    """The colour profile that WeasyPrint brings; it leaves the file open when it takes this itself."""
    profile = resources.files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    return ColorProfile(io.BytesIO(profile), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
