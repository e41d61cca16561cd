"""Stored rich text made ready for a medium: page footnotes in a PDF, numbered notes with back-links on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core import dutch, richtext


@dataclass(frozen=True)
class Noot:
    nummer: int
    html: SafeString


@dataclass(frozen=True)
class Term:
    """A word that readers may not know, with its plain meaning and the other words for it."""

    woord: str
    uitleg: str
    synoniemen: tuple[str, ...] = ()


@dataclass
class Pagina:
    """Rich text for one web page: numbers its footnotes and explains a term where it first stands."""

    termen: Sequence[Term] = ()
    #: What a text may name, as a pattern, and where that stands; of two the first.
    genoemd: Sequence[tuple[str, str]] = ()
    #: How addresses begin in a stored link, and how they begin for who reads this page.
    thuis: Sequence[tuple[str, str]] = ()
    noten: list[Noot] = field(default_factory=list)
    _uitgelegd: set[str] = field(default_factory=set)

    def html(self, source: str) -> SafeString:
        for there, here in self.thuis:
            source = source.replace(f'href="{there}', f'href="{here}')
        explained, popovers = self._explain(_unbroken(self._link(_TABLE.sub(_scrolling, source))))
        return mark_safe(richtext.replace_footnotes(explained, self._reference) + popovers)  # noqa: S308 - canonical rich text

    def _reference(self, note: str) -> str:
        nummer = len(self.noten) + 1
        self.noten.append(Noot(nummer, mark_safe(note)))  # noqa: S308 - canonical rich text
        return format_html(
            '<sup class="wmo-nootref"><a href="#noot-{0}" id="nootref-{0}" aria-label="Voetnoot {0}">{0}</a></sup>',
            nummer,
        )

    def _link(self, source: str) -> str:
        """The first time that a text names something becomes a link to it."""
        if not source or not self.genoemd:
            return source
        found, at = "", 0
        for begin, end, address in mentions(source, self.genoemd):
            found += source[at:begin] + linked(source[begin:end], address)
            at = end
        return found + source[at:]

    def _explain(self, source: str) -> tuple[str, str]:
        """The first mention of each term becomes a button; its meaning follows the text, shown by the browser itself."""
        terms = _by_word(tuple(self.termen))
        if not source or not terms:
            return source, ""
        pattern = _pattern(tuple(terms))
        popovers: list[str] = []

        def explain(match: re.Match[str]) -> str:
            term = terms[_key(match["woord"])]
            if term.woord in self._uitgelegd:
                return match[0]
            self._uitgelegd.add(term.woord)
            popovers.append(_popover(term))
            button = f"{match['voor']}{_button(term, match['woord'])}{match['na']}"
            # A line may break before and after a button, also where a comma or bracket follows.
            return _TOGETHER.format(button) if match["voor"] or match["na"] else button

        return "".join(
            part if part.startswith("<") else pattern.sub(explain, part) for part in _parts(source)
        ), "".join(popovers)


def mentions(source: str, genoemd: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    """Where a text first names each thing that has no link there yet: begin, end, and the address of what it names."""
    pattern = _one_of(tuple(pattern for pattern, _ in genoemd))
    seen: set[str] = set()
    at = 0
    for part in _parts(source):
        for match in () if part.startswith("<") else pattern.finditer(part):
            address = genoemd[int((match.lastgroup or "g0")[1:])][1]
            if address not in seen:
                seen.add(address)
                yield at + match.start(), at + match.end(), address
        at += len(part)


def linked(inner: str, address: str) -> str:
    return format_html('<a href="{}">{}</a>', address, mark_safe(inner))  # noqa: S308 - canonical rich text


_TOGETHER = '<span class="wmo-geen-afbreking">{}</span>'
#: Links and footnotes as a whole, then any other tag; what is left is text. Headings hold no explanation: a paragraph that is
#: nothing but bold text is one, in rich text without headings.
_PARTS = re.compile(r"(<a .*?</a>|<footnote>.*?</footnote>|<p><strong>[^<]*</strong>[:.]?</p>|<[^>]+>)", re.DOTALL)


_TAGS = re.compile(r"(<[^>]+>)")
#: "mbo-3", "DSM-5"
_CODE = re.compile(r"\b[^\W\d_]+-\d+\b")


def _unbroken(source: str) -> str:
    """The text between the tags, kept together where a line should not end."""
    return "".join(
        part if part.startswith("<") else _CODE.sub(_TOGETHER.format(r"\g<0>"), dutch.unbroken(part))
        for part in _TAGS.split(source)
    )


def _parts(source: str) -> Iterator[str]:
    return (part for part in _PARTS.split(source) if part)


def _by_word(termen: tuple[Term, ...]) -> dict[str, Term]:
    """Every word that a reader may meet, in lower case and as HTML; the term itself goes before somebody's synonym."""
    found = {_key(escape(synonym)): term for term in termen for synonym in term.synoniemen}
    return found | {_key(escape(term.woord)): term for term in termen}


def _key(word: str) -> str:
    return " ".join(word.lower().split())


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words only, the longest first, so that "eigen regie" is never explained as "regie".

    A letter, digit or hyphen beside it makes it part of another word ("regie-overleg"); so does an entity.
    """
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    return re.compile(
        rf"(?P<voor>[(\[‘“]?)(?<![\w&#-])(?P<woord>{alternatives})(?![\w-])(?P<na>[,.;:!?)\]’”]*)", re.IGNORECASE
    )


@lru_cache(maxsize=256)
def _one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<g{number}>{pattern})" for number, pattern in enumerate(patterns)))


def _button(term: Term, word: str) -> SafeString:
    return format_html(
        '<button class="wmo-begrip" type="button" popovertarget="{}">{}</button>',
        begrip_id(term.woord),
        mark_safe(word),  # noqa: S308 - canonical rich text
    )


def _popover(term: Term) -> SafeString:
    # Who opened it at another word must see that this is the same.
    also = format_html('<p class="wmo-uitleg__ook">Ook: {}</p>', ", ".join(term.synoniemen)) if term.synoniemen else ""
    return format_html(
        '<div class="wmo-uitleg" id="{}" popover><p class="wmo-uitleg__term">{}</p>{}<p>{}</p></div>',
        begrip_id(term.woord),
        dutch.capital(term.woord),
        also,
        term.uitleg,
    )


def begrip_id(word: str) -> str:
    return "begrip-" + re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")


_TABLE = re.compile(r"<table><tr>(.*?)</tr>(.*?)</table>", re.DOTALL)


def _scrolling(match: re.Match[str]) -> str:
    """A table scrolls in its own region, never the page."""
    return f'<div class="wmo-tabelregio" role="group" aria-label="Tabel" tabindex="0">{match[0]}</div>'


def _for_paper(match: re.Match[str]) -> str:
    """The headings stand again on a next page. What stands above headings of rows is no heading: a checker refuses that."""
    first, others = match[1], match[2]
    if 'scope="col"' not in first:
        return f'<table class="tekst"><tbody><tr>{first}</tr>{others}</tbody></table>'
    if 'scope="row"' in others:
        first = re.sub(r'^<th scope="col">(.*?)</th>', r"<td>\1</td>", first)
    return f'<table class="tekst"><thead><tr>{first}</tr></thead><tbody>{others}</tbody></table>'


def for_pdf(source: str) -> SafeString:
    """Footnotes become `span.voetnoot`, which the layout moves to the foot of the page."""
    source = _TABLE.sub(_for_paper, source)
    return mark_safe(richtext.replace_footnotes(source, lambda note: f'<span class="voetnoot">{note}</span>'))  # noqa: S308 - canonical rich text
