"""A document as one flat tree, whatever it was read from or is written to: headings, text, tables.

Text is the canonical rich text of `core.richtext`, so a footnote stands where it belongs and has no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import html as lxml_html

from core import richtext


@dataclass(frozen=True)
class Kop:
    """`niveau` 1 is a chapter. `html` is inline."""

    niveau: int
    html: str

    @property
    def tekst(self) -> str:
        return richtext.plain_text(self.html)


@dataclass(frozen=True)
class Alinea:
    """One paragraph, list or inner table, as canonical rich text."""

    html: str

    @property
    def tekst(self) -> str:
        return richtext.plain_text(self.html)


@dataclass(frozen=True)
class Tabel:
    """Rows of cells, each canonical rich text; `kop` the cells of the row that is repeated on every page, or none."""

    kop: tuple[str, ...]
    rijen: tuple[tuple[str, ...], ...]

    @property
    def alle_rijen(self) -> tuple[tuple[str, ...], ...]:
        return (self.kop, *self.rijen) if self.kop else self.rijen

    @property
    def tekst(self) -> str:
        return "\n".join(richtext.plain_text(cel) for rij in self.alle_rijen for cel in rij)


Blok = Kop | Alinea | Tabel


@dataclass(frozen=True)
class Boom:
    """`eigenschappen`: what a file says about itself beside its text, by name."""

    blokken: tuple[Blok, ...]
    titel: str = ""
    ondertitel: str = ""
    eigenschappen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gelezen:
    """What was read from a file, and how much of what was in it is no text: tracked changes (read as accepted), remarks, pictures,
    struck-out words."""

    boom: Boom
    wijzigingen: int = 0
    opmerkingen: int = 0
    afbeeldingen: int = 0
    doorgehaald: int = 0
    meldingen: tuple[str, ...] = ()


def alineas(html: str) -> Iterator[Alinea]:
    """Canonical rich text as its blocks."""
    return (Alinea(one) for one in top_level(html))


def top_level(html: str) -> list[str]:
    """Canonical rich text, one string for each paragraph, list or table."""
    if not html:
        return []
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    return [lxml_html.tostring(child, encoding="unicode", with_tail=False) for child in root]
