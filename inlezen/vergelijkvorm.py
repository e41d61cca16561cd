"""When two texts are the same for a reader: what a word processor rewrites without changing anything (which of two marks is outermost,
whether a space is bold, where one list ends and the next of its kind begins, which cell of a table is a heading) makes no difference."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml import html as lxml_html
from lxml.html import HtmlElement

from core import richtext
from core.richtext import Blok
from segments.bewerking import fingerprint

_Word = tuple[str, tuple[str, ...], bool]


@lru_cache(maxsize=4096)
def normal(html: str) -> str:
    """Equal for texts that are the same for a reader."""
    blocks = richtext.blocks(html)
    found = [
        [blok.pad, start, [_words(text) for text in blok.teksten]]
        for blok, start in zip(blocks, _starts(blocks), strict=True)
    ]
    return json.dumps(found, ensure_ascii=False)


def _starts(blocks: Sequence[Blok]) -> Iterator[int]:
    """Where the numbers of a list begin; 1 for one that goes on where the list before it stopped."""
    counted: dict[tuple[str, ...], int] = {}
    for blok in blocks:
        counted = {pad: number for pad, number in counted.items() if len(pad) <= len(blok.pad)} if blok.pad else {}
        before = counted.get(blok.pad, 0)
        goes_on = blok.start == before + 1
        yield 1 if goes_on else blok.start
        counted[blok.pad] = before + 1 if goes_on or blok.start == 1 else blok.start


def same(one: str, other: str) -> bool:
    return one == other or normal(one) == normal(other)


def fingerprint_of(html: str) -> str:
    """Short, and equal for texts that are the same for a reader."""
    return fingerprint(normal(html)) if html else ""


def _words(inline: str) -> list[_Word]:
    """Each word with its marks, and whether it is glued to the one before it."""
    found: list[_Word] = []
    glued = False
    for text, marks in _runs(lxml_html.fragment_fromstring(inline, create_parent="div"), ()):
        for piece in re.split(r"(\s+)", unicodedata.normalize("NFC", text)):
            if not piece:
                continue
            if piece.isspace():
                glued = False
            elif glued and found and found[-1][1] == marks:
                found[-1] = (found[-1][0] + piece, marks, found[-1][2])
            else:
                found.append((piece, marks, glued))
                glued = True
    return found


def _runs(element: HtmlElement, marks: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield element.text or "", marks
    for child in element:
        mark = f"a {(child.get('href') or '').rstrip('/')}" if child.tag == "a" else str(child.tag)
        yield from _runs(child, tuple(sorted({*marks, mark})))
        yield child.tail or "", marks
