from __future__ import annotations

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
        ("<h2>Kop</h2><p>tekst</p>", "<p>Kop</p><p>tekst</p>"),
        ("<p>a &lt; b &amp; c</p>", "<p>a &lt; b &amp; c</p>"),
        ("<p>1.&nbsp;Toezien</p>", "<p>1.\u00a0Toezien</p>"),
    ],
)
def test_rich_text_gets_its_canonical_form(source: str, expected: str) -> None:
    assert richtext.clean(source) == expected


@given(st.text(alphabet=st.sampled_from(list("<>/pulioastrongemfoothref=\"' &;:javscript\n1é")), max_size=80))
def test_cleaning_twice_changes_nothing(source: str) -> None:
    once = richtext.clean(source)
    assert richtext.clean(once) == once
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
        ]
    ),
    lambda inner: st.lists(inner, max_size=4).flatmap(
        lambda parts: st.sampled_from(["p", "ul", "ol", "li", "div", "strong", "span", "footnote"]).map(
            lambda tag: f"<{tag}>{''.join(parts)}</{tag}>"
        )
    ),
    max_leaves=12,
)


@given(FRAGMENTS)
def test_cleaning_any_nesting_is_stable(source: str) -> None:
    once = richtext.clean(source)
    assert richtext.clean(once) == once


def test_blocks_are_paragraphs_and_list_items_in_reading_order() -> None:
    blocks = richtext.blocks("<p>Kop</p><ol><li>een<ul><li>een a</li></ul></li><li>twee</li></ol>")
    assert [(block.pad, block.tekst) for block in blocks] == [
        ((), "Kop"),
        (("ol",), "een"),
        (("ol", "ul"), "een a"),
        (("ol",), "twee"),
    ]
