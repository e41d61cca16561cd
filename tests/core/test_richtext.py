from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import richtext


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("Gewone tekst", "<p>Gewone tekst</p>"),
        ("Een\n\ntwee", "<p>Een</p><p>twee</p>"),
        ("<p>Tekst <b>vet</b> en <i>schuin</i></p>", "<p>Tekst <strong>vet</strong> en <em>schuin</em></p>"),
        (
            "<ul><li><p>een</p></li><li>twee<ul><li>twee a</li></ul></li></ul>",
            "<ul><li>een</li><li>twee<ul><li>twee a</li></ul></li></ul>",
        ),
        ("<p>Noot<footnote>Zie <em>daar</em></footnote>.</p>", "<p>Noot<footnote>Zie <em>daar</em></footnote>.</p>"),
        ("<script>alert(1)</script><p onclick='x()'>Blijft</p>", "<p>Blijft</p>"),
        ('<p><a href="javascript:x()">weg</a></p>', "<p>weg</p>"),
        ('<p><a href="data:text/html,x">weg</a></p>', "<p>weg</p>"),
        ('<p><a href="file:///etc/passwd">weg</a></p>', "<p>weg</p>"),
        (
            '<p><a href="https://example.nl/?a=1&amp;b=2" onclick="x()">blijft</a></p>',
            '<p><a href="https://example.nl/?a=1&amp;b=2">blijft</a></p>',
        ),
        ("<p></p><p> </p><ul></ul>", ""),
        (
            "<ul>los<li>een</li>ertussen<li>twee</li></ul>",
            "<ul><li>los</li><li>een</li><li>ertussen</li><li>twee</li></ul>",
        ),
        ("<table><tr><td>cel</td></tr></table>", "<p>cel</p>"),
        (
            "<table><tr><td>Product</td><td>Tarief</td></tr><tr><td><p>BGI</p></td><td>64,80</td></tr></table>",
            '<table><tr><th scope="col">Product</th><th scope="col">Tarief</th></tr><tr><td>BGI</td><td>64,80</td></tr></table>',
        ),
        (
            "<table><tr><th>Looptijd</th><td>3 jaar</td></tr><tr><th>Start</th><td></td></tr></table>",
            '<table><tr><th scope="row">Looptijd</th><td>3 jaar</td></tr><tr><th scope="row">Start</th><td></td></tr></table>',
        ),
        (
            "<table><caption>Wie</caption><thead><tr><td></td><td>b</td></tr></thead><tbody><tr><th>r</th><td>x</td></tr></tbody></table>",
            '<p>Wie</p><table><tr><td></td><th scope="col">b</th></tr><tr><th scope="row">r</th><td>x</td></tr></table>',
        ),
        (  # merged cells: the first place holds the text
            "<table><tr><th colspan=2>a</th><th>b</th></tr><tr><td rowspan=2>c</td><td>1</td></tr><tr><td>2</td><td>3</td></tr></table>",
            '<table><tr><th scope="col">a</th><td></td><th scope="col">b</th></tr><tr><td>c</td><td>1</td><td></td></tr>'
            "<tr><td></td><td>2</td><td>3</td></tr></table>",
        ),
        (
            "<table><tr><td>a<table><tr><td>1</td><td>2</td></tr></table></td><td>b<ul><li>x</li></ul></td></tr></table>",
            '<table><tr><th scope="row">a 1 2</th><td>b x</td></tr></table>',
        ),
        ('<ol start="3" type="a"><li>c</li></ol>', '<ol start="3" type="a"><li>c</li></ol>'),
        ('<ol type="1" start="1"><li>een</li></ol>', "<ol><li>een</li></ol>"),
        ('<ul type="a" start="2"><li>een</li></ul>', "<ul><li>een</li></ul>"),
        ('<ol start="-3" type="x"><li>een</li></ol>', "<ol><li>een</li></ol>"),
        (
            '<ol><li>een</li><li value="4">vier</li><li>vijf</li></ol>',
            '<ol><li>een</li></ol><ol start="4"><li>vier</li><li>vijf</li></ol>',
        ),
        ("<p>20 m<sup>2</sup>, CO<sub>2</sub></p>", "<p>20 m<sup>2</sup>, CO<sub>2</sub></p>"),
        ("<h2>Kop</h2><p>tekst</p>", "<p>Kop</p><p>tekst</p>"),
        ("<p>a &lt; b &amp; c</p>", "<p>a &lt; b &amp; c</p>"),
        ("<p>1.&nbsp;Toezien</p>", "<p>1. Toezien</p>"),
        ("<p>be&shy;gelei\u200bding\u202e,\u00a0ze\u0308s\u2011jarig</p>", "<p>begeleiding, zës-jarig</p>"),
        ("begelei\u00adding\u2028\u2028tien\u202f%\x0c", "<p>begeleiding</p><p>tien %</p>"),
    ],
)
def test_rich_text_gets_its_canonical_form(source: str, expected: str) -> None:
    assert richtext.clean(source) == expected


@given(st.text(alphabet=st.sampled_from(list("<>/pulioastrongemfoothref=\"' &;:javscript\n1é")), max_size=80))
def test_cleaning_twice_changes_nothing(source: str) -> None:
    once = richtext.clean(source)
    assert richtext._clean(once) == once
    assert "<script" not in once


FRAGMENTS = st.recursive(
    st.sampled_from(
        [
            "tekst",
            "<b>vet</b>",
            "<em>s</em>",
            "<footnote>noot <u>x</u></footnote>",
            "<br>",
            " ",
            "<script>x</script>",
            "a &amp; b",
            "<sup>2</sup>",
            "e<b></b>\u0301",
            "\u00a0",
            "&shy;",
        ]
    ),
    lambda inner: st.lists(inner, max_size=4).flatmap(
        lambda parts: st.sampled_from(
            ["p", "ul", "ol", "li", "div", "strong", "span", "footnote", "table", "tr", "td", "th"]
        ).map(lambda tag: f"<{tag}>{''.join(parts)}</{tag}>")
    ),
    max_leaves=12,
)


CELLS = st.tuples(
    st.sampled_from(["td", "th", "th scope=row", "th scope=col", "td colspan=2", "td rowspan=2", "th rowspan=3"]),
    FRAGMENTS | st.just(""),
).map(lambda pair: f"<{pair[0]}>{pair[1]}")
TABLES = st.lists(st.lists(CELLS, max_size=3), max_size=4).map(
    lambda rows: "<table>" + "".join("<tr>" + "".join(row) for row in rows) + "</table>"
)


@given(TABLES)
def test_every_table_is_a_rectangle_with_headings(source: str) -> None:
    once = richtext.clean(source)
    assert richtext._clean(once) == once
    rows = [blok.cellen for blok in richtext.blocks(once) if blok.is_rij]
    per_table = re.findall(r"<table>.*?</table>", once)
    for table in per_table:
        inside = [blok.cellen for blok in richtext.blocks(table)]
        assert len({len(row) for row in inside}) == 1
        assert "<th" in table or not any(row[0][1] for row in inside)
    assert len(rows) == once.count("<tr>")


@pytest.mark.parametrize("tag", ["b", "div", "ul><li", "table><tr><td", "span", "em><strong"])
def test_no_text_is_lost_however_deep_it_stands(tag: str) -> None:
    assert richtext.plain_text(richtext.clean(f"<{tag}>" * 400 + "diep")) == "diep"


@given(FRAGMENTS)
def test_cleaning_any_nesting_is_stable(source: str) -> None:
    once = richtext.clean(source)
    assert richtext._clean(once) == once


def test_blocks_are_paragraphs_and_list_items_in_reading_order() -> None:
    blocks = richtext.blocks("<p>Kop</p><ol><li>een<ul><li>een a</li></ul></li><li>twee</li></ol>")
    assert [(block.pad, block.tekst) for block in blocks] == [
        ((), "Kop"),
        (("ol",), "een"),
        (("ol", "ul"), "een a"),
        (("ol",), "twee"),
    ]


def test_lists_and_rows_know_what_they_stand_in() -> None:
    source = richtext.clean(
        '<ol start="3" type="a"><li>c</li><li>d</li></ol><table><tr><td>x</td><td></td></tr><tr><td>y</td><td>z</td></tr></table>'
    )
    assert [(block.pad, block.start, block.nieuw, block.teksten) for block in richtext.blocks(source)] == [
        (('ol type="a"',), 3, True, ["c"]),
        (('ol type="a"',), 1, False, ["d"]),
        (("table",), 1, True, ["x", ""]),
        (("table",), 1, False, ["y", "z"]),
    ]


def test_plain_text_keeps_cells_apart_and_powers_up() -> None:
    assert richtext.plain_text("<p>10<sup>3</sup> m<sup>2</sup> CO<sub>2</sub> 1<sup>e</sup></p>") == "10³ m² CO2 1e"
    assert richtext.plain_text("<p>10<sup>6</sup></p>") == "10^6"
    table = richtext.clean("<table><tr><td>Product</td><td>Tarief</td></tr><tr><td>BGI</td><td>64,80</td></tr></table>")
    assert richtext.plain_text(table) == "Product | Tarief\nBGI | 64,80"
