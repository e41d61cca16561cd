"""Readable signs and rich text are two ways to write the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core import opmaaktekst, richtext

words = st.text(alphabet="ab*/_()[]\\ -1.&<\n", min_size=1, max_size=6).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
)
inline = st.recursive(
    words,
    lambda inner: st.lists(
        inner
        | st.tuples(st.sampled_from(["strong", "em", "u", "footnote"]), inner).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
        )
        | inner.map(lambda text: f'<a href="https://x.nl/?a=1&amp;b=2">{text}</a>'),
        min_size=1,
        max_size=3,
    ).map("".join),
    max_leaves=6,
)
lists = st.tuples(st.sampled_from(["ul", "ol"]), st.lists(inline, min_size=1, max_size=3)).map(
    lambda pair: f"<{pair[0]}>{''.join(f'<li>{item}</li>' for item in pair[1])}</{pair[0]}>"
)
documents = st.lists(inline.map(lambda text: f"<p>{text}</p>") | lists, max_size=3).map("".join)


@given(documents)
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back(source: str) -> None:
    canonical = source
    for _ in range(5):
        canonical = richtext.clean(canonical)
    # Two lists of one kind right after each other, and links without text, have no signs of their own.
    assume(not re.search(r"</ul><ul>|</ol><ol>|<li><[uo]l>|<a [^>]*></a>", canonical))
    assert opmaaktekst.read(opmaaktekst.write(canonical)) == canonical


@given(st.text(alphabet="ab*/_()[]\\ -1.\n<>&", max_size=40))
@settings(max_examples=300, deadline=None)
def test_anything_can_be_typed(text: str) -> None:
    opmaaktekst.read(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("een\n\ntwee", "<p>een</p><p>twee</p>"),
        ("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("**vet** //schuin// __streep__", "<p><strong>vet</strong> <em>schuin</em> <u>streep</u></p>"),
        ("[site](https://a.nl/(x)", '<p><a href="https://a.nl/(x">site</a></p>'),
        ("tekst((noot)) verder", "<p>tekst<footnote>noot</footnote> verder</p>"),
        ("2 ** 3 (zie [1])", "<p>2 ** 3 (zie [1])</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>x)</p>"),
    ],
)
def test_signs(text: str, html: str) -> None:
    assert opmaaktekst.read(text) == html
