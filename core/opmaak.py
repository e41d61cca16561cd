"""Stored rich text made ready for a medium: page footnotes in a PDF, numbered notes with back-links on the web."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core import richtext


@dataclass(frozen=True)
class Noot:
    nummer: int
    html: SafeString


@dataclass(frozen=True)
class Term:
    """A word that readers may not know, with its plain meaning."""

    woord: str
    uitleg: str


@dataclass
class Pagina:
    """Rich text for one web page: numbers its footnotes and explains a term where it first stands."""

    termen: Sequence[Term] = ()
    noten: list[Noot] = field(default_factory=list)
    _uitgelegd: set[str] = field(default_factory=set)

    def html(self, source: str) -> SafeString:
        explained, popovers = self._explain(source)
        return mark_safe(richtext.replace_footnotes(explained, self._reference) + popovers)  # noqa: S308 - canonical rich text

    def _reference(self, note: str) -> str:
        nummer = len(self.noten) + 1
        self.noten.append(Noot(nummer, mark_safe(note)))  # noqa: S308 - canonical rich text
        return format_html(
            '<sup class="wmo-nootref"><a href="#noot-{0}" id="nootref-{0}" aria-label="Voetnoot {0}">{0}</a></sup>', nummer
        )

    def _explain(self, source: str) -> tuple[str, str]:
        """The first mention of each term becomes a button; its meaning follows the text, shown by the browser itself."""
        if not source:
            return source, ""
        parts = re.split(r"(<a .*?</a>|<footnote>.*?</footnote>|<[^>]+>)", source, flags=re.DOTALL)
        popovers = ""
        for term in self.termen:
            if term.woord in self._uitgelegd:
                continue
            pattern = _pattern(term.woord)
            for position, part in enumerate(parts):
                if part.startswith("<") or not (match := pattern.search(part)):
                    continue
                self._uitgelegd.add(term.woord)
                ident = begrip_id(term.woord)
                button = format_html(
                    '<button class="wmo-begrip" type="button" popovertarget="{}">{}</button>',
                    ident,
                    mark_safe(match.group(0)),  # noqa: S308 - canonical rich text
                )
                parts[position : position + 1] = [part[: match.start()], button, part[match.end() :]]
                popovers += format_html(
                    '<div class="wmo-uitleg" id="{}" popover><p class="wmo-uitleg__term">{}</p><p>{}</p></div>', ident, term.woord, term.uitleg
                )
                break
        return "".join(parts), popovers


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(escape(word))}\b", re.IGNORECASE)


def begrip_id(word: str) -> str:
    return "begrip-" + re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")


def for_pdf(source: str) -> SafeString:
    """Footnotes become `span.voetnoot`, which the layout moves to the foot of the page."""
    return mark_safe(richtext.replace_footnotes(source, lambda note: f'<span class="voetnoot">{note}</span>'))  # noqa: S308 - canonical rich text
