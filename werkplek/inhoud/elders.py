"""Where else does this sentence stand? And changing it there as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from core import richtext
from publicaties.redline import compare_texts
from werkplek.inhoud.werkblad import Tekstblok, Werkblad

#: Shorter sentences say the same by chance.
MIN_LETTERS = 25
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z<„“‘'\"])")
_TAG = re.compile(r"<footnote>.*?</footnote>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Plaats:
    """Another text that holds the sentence, and how it would read after the change."""

    blok: Tekstblok
    na: str


@dataclass(frozen=True)
class Zinswissel:
    """A sentence, what it became (None: it stands unchanged), and where else it stands."""

    was: str
    wordt: str | None
    plaatsen: list[Plaats] = field(default_factory=list)


def sentences(inline: str) -> list[str]:
    """The sentences of a block (inline HTML), split only where no tag is open."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(inline):
        part = inline[start : match.start()]
        if _balanced(part):
            found.append(part)
            start = match.end()
    return [*found, inline[start:]] if inline[start:] else found


def _balanced(part: str) -> bool:
    return len(re.findall(r"<[a-z]", part)) == len(re.findall(r"</", part))


def key(sentence: str) -> str:
    """What makes two sentences the same: their words, whatever the markup or the notes."""
    return re.sub(r"\s+", " ", richtext.plain_text(_TAG.sub("", sentence))).strip().lower()


def _long(sentence: str) -> bool:
    return len(key(sentence)) >= MIN_LETTERS


def sentences_of(source: str) -> Iterator[str]:
    for blok in richtext.blocks(source):
        yield from sentences(blok.html)


def replaced(was: str, wordt: str) -> list[tuple[str, str]]:
    """The sentences of `was` that became another sentence in `wordt`."""
    found: list[tuple[str, str]] = []
    for line in compare_texts(was, wordt):
        if line.was is None or line.wordt is None or line.was == line.wordt:
            continue
        old, new = sentences(line.was.html), sentences(line.wordt.html)
        opcodes = SequenceMatcher(None, [key(item) for item in old], [key(item) for item in new], autojunk=False)
        for tag, i1, i2, j1, j2 in opcodes.get_opcodes():
            if tag == "replace" and i2 - i1 == j2 - j1:
                found.extend(
                    (before, after) for before, after in zip(old[i1:i2], new[j1:j2], strict=True) if _long(before)
                )
    return found


def change_sentence(source: str, was: str, wordt: str) -> str:
    """`source` with every sentence that says `was` replaced by `wordt`."""
    wanted = key(was)
    for blok in richtext.blocks(source):
        for sentence in sentences(blok.html):
            if key(sentence) == wanted:
                source = source.replace(sentence, wordt)
    return richtext.clean(source)


Index = dict[str, list[Tekstblok]]


def index_of(werkblad: Werkblad) -> Index:
    """Every long sentence of the document, with the texts it stands in."""
    found: Index = {}
    for blok in werkblad.alle_blokken():
        for words in dict.fromkeys(key(sentence) for sentence in sentences_of(blok.tekst)):
            if len(words) >= MIN_LETTERS:
                found.setdefault(words, []).append(blok)
    return found


def elsewhere(werkblad: Werkblad, blok: Tekstblok, *, was: str) -> list[Zinswissel]:
    """For each sentence that was changed from `was` to the text of `blok`: where the old sentence still stands."""
    changed = replaced(was, blok.tekst)
    index = index_of(werkblad) if changed else {}
    found = [
        Zinswissel(
            before,
            after,
            [
                Plaats(other, change_sentence(other.tekst, before, after))
                for other in index.get(key(before), [])
                if other.pad != blok.pad
            ],
        )
        for before, after in changed
    ]
    return [wissel for wissel in found if wissel.plaatsen]


def shared(werkblad: Werkblad, blok: Tekstblok) -> list[Zinswissel]:
    """The sentences of `blok` that stand in other texts too."""
    index = index_of(werkblad)
    sentences_here = {key(sentence): sentence for sentence in sentences_of(blok.tekst)}
    found = [
        Zinswissel(
            sentence, None, [Plaats(other, other.tekst) for other in index.get(words, []) if other.pad != blok.pad]
        )
        for words, sentence in sentences_here.items()
    ]
    return [wissel for wissel in found if wissel.plaatsen]
