"""Readable signs and rich text are two ways to write the same."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core import opmaaktekst, richtext

words = st.text(alphabet="ab*/_()[]{}^~|\\ -1.&<\n", min_size=1, max_size=6).map(
    lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
)
inline = st.recursive(
    words,
    lambda inner: st.lists(
        inner
        | st.tuples(st.sampled_from(["strong", "em", "u", "sub", "sup", "footnote"]), inner).map(
            lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
        )
        | inner.map(lambda text: f'<a href="https://x.nl/?a=1&amp;b=2">{text}</a>'),
        min_size=1,
        max_size=3,
    ).map("".join),
    max_leaves=6,
)
LISTS = [
    "ul",
    "ol",
    'ol start="3"',
    'ol type="a"',
    'ol type="A"',
    'ol type="I"',
    'ol type="i" start="4"',
    'ol type="A" start="2"',
]
lists = st.tuples(st.sampled_from(LISTS), st.lists(inline, min_size=1, max_size=3)).map(
    lambda pair: f"<{pair[0]}>{''.join(f'<li>{item}</li>' for item in pair[1])}</{pair[0][:2]}>"
)
rows = st.lists(
    st.sampled_from(["td", "th"]).flatmap(lambda tag: inline.map(lambda text: f"<{tag}>{text}</{tag}>")), max_size=3
)
tables = (
    st.lists(rows, max_size=3)
    .map(lambda found: "".join(f"<tr>{''.join(row)}</tr>" for row in found))
    .map("<table>{}</table>".format)
)
documents = st.lists(inline.map(lambda text: f"<p>{text}</p>") | lists | tables, max_size=3).map("".join)


@given(documents)
@example("<p><sub>{((</sub></p>")
@example(r"<p>\[<em>\/</em></p>")
@example("<p>a<sup>x{**</sup>b{//<sub>~{</sub></p>")
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(source: str) -> None:
    canonical = source
    for _ in range(5):
        canonical = richtext.clean(canonical)
    # A link or item without text, a table under another, and one item that begins at v or i, have no signs of their own.
    assume(not re.search(r"<li><[uo]l>|<a [^>]*></a>|</table><table>|<table>(?!.*</t[dh]><t)", canonical))
    assume(not re.search(r'<ol start="4" type="i"><li>((?!</li>).)*</li></ol>', canonical))
    assert opmaaktekst.read(opmaaktekst.write(canonical)) == canonical


@given(st.text(alphabet="ab*/_()[]{}^~|•\\ -1.\n<>&", max_size=40))
@settings(max_examples=150, deadline=None)
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
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        # ordinary characters
        (
            "Zie https://www.voorbeeld.nl/duur en https://www.voorbeeld.nl/verlenging voor de regels.",
            "<p>Zie https://www.voorbeeld.nl/duur en https://www.voorbeeld.nl/verlenging voor de regels.</p>",
        ),
        ("De aanbieder en/of // onderaannemer //", "<p>De aanbieder en/of // onderaannemer //</p>"),
        ("5 ** 2 en 3 ** 4, 3//4 en 12__34__56", "<p>5 ** 2 en 3 ** 4, 3//4 en 12__34__56</p>"),
        (r"pad C:\temp\map op \\server\x", r"<p>pad C:\temp\map op \\server\x</p>"),
        ("Naam: ________ en ____", "<p>Naam: ________ en ____</p>"),
        ("a__b__@voorbeeld.nl, https://x.nl/__a__/", "<p>a__b__@voorbeeld.nl, https://x.nl/__a__/</p>"),
        ("f((a+b)*c)", "<p>f((a+b)*c)</p>"),
        (r"niet \**vet**, wel **vet**", "<p>niet **vet**, wel <strong>vet</strong></p>"),
        ("on{**der**}deel, **//beide//**.", "<p>on<strong>der</strong>deel, <strong><em>beide</em></strong>.</p>"),
        ("20 m^{2} CO~{2}", "<p>20 m<sup>2</sup> CO<sub>2</sub></p>"),
        ("a((zie art. 3 (oud))) b", "<p>a<footnote>zie art. 3 (oud)</footnote> b</p>"),
        # lines
        ("Een rit duurt:\n• hooguit 60\n• terug", "<p>Een rit duurt:</p><ul><li>hooguit 60</li><li>terug</li></ul>"),
        ("3. Derde lid\n4. Vierde lid", '<ol start="3"><li>Derde lid</li><li>Vierde lid</li></ol>'),
        ("1. een\n\ntussen\n\n2. twee", '<ol><li>een</li></ol><p>tussen</p><ol start="2"><li>twee</li></ol>'),
        ("a. x\nb) y", '<ol type="a"><li>x</li><li>y</li></ol>'),
        ("i. x\nii. y", '<ol type="i"><li>x</li><li>y</li></ol>'),
        ("i. x\nj. y", '<ol start="9" type="a"><li>x</li><li>y</li></ol>'),
        ("A. Jansen belt", "<p>A. Jansen belt</p>"),
        ("regel een\nregel twee", "<p>regel een</p><p>regel twee</p>"),
        ("- a\n  vervolg", "<ul><li>a vervolg</li></ul>"),
        (
            "| Product | Tarief |\n|---|---|\n| BGI | 64,80 |",
            '<table><tr><th scope="col">Product</th><th scope="col">Tarief</th></tr><tr><td>BGI</td><td>64,80</td></tr></table>',
        ),
        ("|| Start | 1-1-2027 |", '<table><tr><th scope="row">Start</th><td>1-1-2027</td></tr></table>'),
        ("| geen tabel", "<p>| geen tabel</p>"),
    ],
)
def test_signs(text: str, html: str) -> None:
    assert opmaaktekst.read(text) == html


@pytest.mark.parametrize(
    "text", ["a // b // c", "5 ** 2", r"C:\temp\map", "https://x.nl/a__b__", "____", "A. Jansen", "(zie [1])", "{x}"]
)
def test_what_means_nothing_is_written_as_it_was_typed(text: str) -> None:
    assert opmaaktekst.write(opmaaktekst.read(text)) == text


@pytest.mark.parametrize(
    "unit",
    ["[", "](http:", "((", "))", "**", "\\", "//a", "- a\n", "i. a\n", "| a | b |\n", "^{", "{**", "A. a\n", "  "],
)
def test_reading_takes_no_more_than_its_length(unit: str) -> None:
    """A part of the time that a quadratic way takes (two minutes for backslashes)."""
    text = unit * (50_000 // len(unit))
    begin = time.process_time()
    opmaaktekst.read(text)
    assert time.process_time() - begin < 4
