"""Stored rich text made ready for a medium: page footnotes in a PDF, numbered notes with back-links on the web."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
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
    uitgelegd: list[Term] = field(default_factory=list)

    def html(self, source: str) -> SafeString:
        return mark_safe(richtext.replace_footnotes(self._explain(source), self._reference))  # noqa: S308 - canonical rich text

    def _reference(self, note: str) -> str:
        nummer = len(self.noten) + 1
        self.noten.append(Noot(nummer, mark_safe(note)))  # noqa: S308 - canonical rich text
        return format_html(
            '<sup class="wmo-nootverwijzing"><a href="#noot-{0}" id="nootverwijzing-{0}" aria-label="Voetnoot {0}">{0}</a></sup>', nummer
        )

    def _explain(self, source: str) -> str:
        if not source:
            return source
        parts = re.split(r"(<a .*?</a>|<footnote>.*?</footnote>|<[^>]+>)", source, flags=re.DOTALL)
        for term in self.termen:
            if term in self.uitgelegd:
                continue
            pattern = _pattern(term.woord)
            for position, part in enumerate(parts):
                if part.startswith("<") or not (match := pattern.search(part)):
                    continue
                self.uitgelegd.append(term)
                link = f'<a class="wmo-begrip" href="#begrip-{_slug(term.woord)}">{match.group(0)}</a>'
                parts[position : position + 1] = [part[: match.start()], link, part[match.end() :]]
                break
        return "".join(parts)


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(escape(word))}\b", re.IGNORECASE)


def _slug(word: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")


def begrip_id(word: str) -> str:
    return f"begrip-{_slug(word)}"


def for_pdf(source: str) -> SafeString:
    """Footnotes become `span.voetnoot`, which the layout moves to the foot of the page."""
    return mark_safe(richtext.replace_footnotes(source, lambda note: f'<span class="voetnoot">{note}</span>'))  # noqa: S308 - canonical rich text


def as_list(lines: Iterable[str]) -> SafeString:
    """Plain sentences as paragraphs."""
    return mark_safe("".join(format_html("<p>{}</p>", line) for line in lines))  # noqa: S308 - each line is escaped
