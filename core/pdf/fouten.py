"""Why a document cannot become the PDF that it should be."""

from __future__ import annotations


class PdfVerwijzingGeweigerd(Exception):
    """The HTML or a stylesheet asks for something that is not one of our own static files."""


class PdfNietToegankelijk(Exception):
    """The HTML cannot become PDF/UA: an image without text alternative, a character that no font has, opacity."""


def short(url: str) -> str:
    """An address, cut where a message would become unreadable."""
    return url if len(url) <= 100 else url[:99] + "…"
