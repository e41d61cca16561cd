"""What may be read while rendering: our own static files, the stylesheet and its fonts, pictures that came along; nothing else."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core.pdf.fouten import PdfNietToegankelijk, PdfVerwijzingGeweigerd, short

logger = logging.getLogger(__name__)


class _StatischeBestanden(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Answers `static:<pad>` and `/static/<pad>` from our own static files, `beeld:<naam>` from `beelden`, and refuses all else."""

    def __init__(self, mappen: tuple[Path, ...]) -> None:
        super().__init__(allowed_protocols=(), fail_on_errors=True)
        self.mappen = mappen
        self.refused: PdfVerwijzingGeweigerd | None = None
        self.beelden: Mapping[str, bytes] = {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if (beeld := self.beelden.get(url.removeprefix("beeld:"))) and url.startswith("beeld:"):
            return URLFetcherResponse(url, beeld, {"Content-Type": _MEDIATYPES[Path(url).suffix]})
        try:
            bestand = self.find(url)
        except PdfVerwijzingGeweigerd as error:
            self.refused = self.refused or error
            raise
        return URLFetcherResponse(url, bestand.read_bytes(), {"Content-Type": _MEDIATYPES[bestand.suffix]})

    def find(self, url: str) -> Path:
        """Raise PdfVerwijzingGeweigerd unless `url` is an existing static file of a kind that a PDF can use."""
        prefix = next((p for p in ("static:", "/static/") if url.startswith(p)), None)
        if prefix is None:
            raise PdfVerwijzingGeweigerd(f"{short(url)}: een PDF leest alleen eigen statische bestanden (/static/…).")
        pad = Path(unquote(urlsplit(url[len(prefix) :]).path))
        if pad.is_absolute() or ".." in pad.parts:
            raise PdfVerwijzingGeweigerd(f"{short(url)}: dit statische bestand ligt buiten de map.")
        bestand = next((bestand for map_ in self.mappen if (bestand := map_ / pad).is_file()), None)
        if bestand is None:
            raise PdfVerwijzingGeweigerd(f"{short(url)}: dit statische bestand bestaat niet (eerst `make build`?).")
        if bestand.suffix not in _MEDIATYPES:
            raise PdfVerwijzingGeweigerd(f"{short(url)}: een PDF gebruikt geen bestanden van deze soort.")
        return bestand

    def stylesheet(self, pad: str) -> _Stijlblad:
        """Parse a stylesheet and load its fonts once per process, and again when the file changes."""
        bestand = self.find(f"static:{pad}")
        return _parsed(bestand, bestand.stat().st_mtime_ns, self)


@lru_cache(maxsize=4)
def static_files(mappen: tuple[Path, ...]) -> _StatischeBestanden:
    return _StatischeBestanden(mappen)


_MEDIATYPES = {
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


class _Stijlblad(NamedTuple):
    css: CSS
    lettertypen: FontConfiguration
    families: frozenset[str]


@lru_cache(maxsize=4)
def _parsed(bestand: Path, _mtime_ns: int, fetcher: _StatischeBestanden) -> _Stijlblad:
    source = bestand.read_text("utf-8")
    lettertypen = FontConfiguration()
    css = CSS(string=source, base_url="static:", url_fetcher=fetcher, font_config=lettertypen)
    families = re.findall(r"@font-face\s*{[^}]*?font-family:\s*[\"']?([^\"';]+)", source)
    return _Stijlblad(css, lettertypen, frozenset(families))


def check_letters(fonts: Iterable[Any], families: frozenset[str]) -> None:
    """Refuse characters that no font has; warn of those that come from a font of this machine, not of the project."""
    for font in fonts:
        if font.missing:
            tekens = " ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(font.missing))
            raise PdfNietToegankelijk(f"Geen lettertype heeft deze tekens: {tekens}")
        if font.family not in families:
            tekens = "".join(sorted(set(font.to_unicode.values())))
            logger.warning("PDF: lettertype %s van deze machine gebruikt voor %r", font.family, tekens)
