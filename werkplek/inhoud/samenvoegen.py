"""Two people changed the same text: put both changes together where they are in different paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lxml import html as lxml_html

from core import richtext, vergelijk

Change = tuple[int, int, list[str]]  # replace parts[begin:end] of what both started from


def merge(begin: str, mine: str, theirs: str) -> str | None:
    """`begin` with both changes; None when they touch the same part, so that a person must choose."""
    parts = _parts(begin)
    ours = [*_changes(parts, _parts(mine)), *_changes(parts, _parts(theirs))]
    ours.sort(key=lambda change: change[:2])
    for (first, end, _), (start, stop, _) in pairwise(ours):
        # Two additions at one place have no order; an addition next to a change may be part of it.
        if start < end or (start == end and (first == end or start == stop)):
            return None
    for start, end, new in reversed(ours):
        parts[start:end] = new
    return richtext.clean("".join(parts))


def _changes(begin: Sequence[str], text: Sequence[str]) -> list[Change]:
    opcodes = vergelijk.opcodes(begin, text)
    return [(i1, i2, list(text[j1:j2])) for tag, i1, i2, j1, j2 in opcodes if tag != "equal"]


def _parts(source: str) -> list[str]:
    """The paragraphs and whole lists of canonical rich text."""
    if not source:
        return []
    root = lxml_html.fragment_fromstring(source, create_parent="div")
    return [richtext.clean(lxml_html.tostring(part, encoding="unicode", with_tail=False)) for part in root]
