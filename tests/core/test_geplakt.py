"""What a maker marked as no text does not become text, and what is left out is told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import geplakt, richtext

KLEMBORD = Path(__file__).parents[1] / "browser" / "klembord"


def item(sign: str, text: str, level: int = 1) -> str:
    """A list item as Word puts it on the clipboard."""
    return (
        f"<p class=MsoListParagraph style='margin-left:36pt;mso-list:l0 level{level} lfo1'>"
        "<![if !supportLists]><span style='mso-list:Ignore'>"
        f"{sign}<span style='font:7.0pt'>&nbsp;&nbsp; </span></span><![endif]>{text}</p>"
    )


@pytest.mark.parametrize(
    ("source", "html", "gemist"),
    [
        (  # tracked changes
            "<p class=MsoNormal>De aanbieder start binnen <del cite='mailto:A' datetime='2026-11-01'><span>tien</span></del>"
            "<ins cite='mailto:A' datetime='2026-11-01'><span>vijf</span></ins> werkdagen.</p>",
            "<p>De aanbieder start binnen vijf werkdagen.</p>",
            ["1 verwijdering van een bijgehouden wijziging is weggelaten."],
        ),
        (
            "<p>Een <span class=msoDel>oude</span> <s>weg</s><span style='text-decoration:underline line-through'>ook</span> regel</p>",
            "<p>Een regel</p>",
            ["1 verwijdering van een bijgehouden wijziging is weggelaten.", "2 doorgehaalde stukken tekst zijn weggelaten."],
        ),
        (
            "<p>Zicht<span style='mso-hide:all;display:none'>baar niet</span><span style='display: NONE'>x</span>baar</p>",
            "<p>Zichtbaar</p>",
            ["2 verborgen stukken tekst zijn weggelaten."],
        ),
        (  # comments of Word and Google Docs
            "<p>Tekst <a style='mso-comment-reference:J_1'>met</a><span class=MsoCommentReference><a class=msocomanchor "
            "href='#_msocom_1'>[JJ1]</a></span> opmerking.</p><div style='mso-element:comment-list'><div style='mso-element:comment'>"
            "<div id='_com_1'><p class=MsoCommentText>Klopt dit?<a href='#_msoanchor_1'>[JJ1]</a></p></div></div></div>",
            "<p>Tekst met opmerking.</p>",
            ["1 opmerking is weggelaten."],
        ),
        (
            '<p>Tekst<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup> verder</p>'
            '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a></p></div>',
            "<p>Tekst verder</p>",
            ["1 opmerking is weggelaten."],
        ),
        # lists
        (
            item("a.", "een") + item("b.", "twee"),
            '<ol type="a"><li>een</li><li>twee</li></ol>',
            [],
        ),
        (
            item("3.", "drie") + item("i.", "diep", 2) + item("ii.", "dieper", 2) + item("4.", "vier"),
            '<ol start="3"><li>drie<ol type="i"><li>diep</li><li>dieper</li></ol></li><li>vier</li></ol>',
            [],
        ),
        (  # interrupted
            item("1)", "een") + "<p class=MsoNormal>tussen</p>" + item("2)", "twee"),
            '<ol><li>een</li></ol><p>tussen</p><ol start="2"><li>twee</li></ol>',
            [],
        ),
        (
            item("1.1", "een") + item("1.2", "twee"),
            "<ol><li>een</li><li>twee</li></ol>",
            ["2 nummers van meer niveaus (zoals 1.2) zijn nummers van één niveau geworden."],
        ),
        (item("·", "een") + item("o", "diep", 2), "<ul><li>een<ul><li>diep</li></ul></li></ul>", []),
        # what the subset cannot hold
        (
            "<h2 style='x'>Kop</h2><p>a<br>b<img src=x></p>", "<p>Kop</p><p>a</p><p>b</p>",
            ["1 afbeelding is weggelaten.", "1 kop is een gewone alinea geworden."],
        ),
        (
            "<table><tr><td colspan=2>a</td></tr><tr><td><p>b</p><p>c</p></td><td>d</td></tr></table>",
            '<table><tr><th scope="col">a</th><td></td></tr><tr><td>b c</td><td>d</td></tr></table>',
            [
                "1 samengevoegde cel is gesplitst: de tekst staat in de eerste cel.",
                "In 1 cel of punt van een lijst zijn aparte regels achter elkaar gezet.",
            ],
        ),
        ("<p><a href='#_Toc1'>Zie 3</a></p>", "<p>Zie 3</p>", ["1 link naar een plek in een document is gewone tekst geworden."]),
        (
            "<p><span style='background:yellow;mso-highlight:yellow'>let op</span></p>",
            "<p>let op</p>",
            ["De markering van 1 stuk tekst is weggelaten."],
        ),
        (  # Excel: what was struck in a cell leaves its column
            "<table><tr><td>a</td><td>b</td></tr><tr><td style='text-decoration:line-through'>weg</td><td>1</td></tr></table>",
            '<table><tr><th scope="col">a</th><th scope="col">b</th></tr><tr><td></td><td>1</td></tr></table>',
            ["1 doorgehaald stuk tekst is weggelaten."],
        ),
        # what is said with a style or a class
        (
            "<ol start=2 style='list-style-type:lower-alpha'><li>b</li></ol><ol><li style='list-style-type: upper-roman'>I</li></ol>",
            '<ol start="2" type="a"><li>b</li></ol><ol type="I"><li>I</li></ol>',
            [],
        ),
        (
            "<p>Blijft<span class='TrackChangeTextDeletion'>weg</span><span class=msoMoveFrom>weg</span><b hidden>weg</b></p>",
            "<p>Blijft</p>",
            ["2 verwijderingen van bijgehouden wijzigingen zijn weggelaten.", "1 verborgen stuk tekst is weggelaten."],
        ),
        ("<dl class=x><dt>woord</dt><dd>uitleg</dd></dl><pre>code</pre>", "<p>woord</p><p>uitleg</p><p>code</p>", []),
        (
            "<p><span style='font-weight:700'>vet</span> m<span style='vertical-align:super'>2</span></p>",
            "<p><strong>vet</strong> m<sup>2</sup></p>",
            [],
        ),
    ],
)  # fmt: skip
def test_read(source: str, html: str, gemist: list[str]) -> None:
    found = geplakt.lees(source)
    assert found.html == html
    assert list(found.gemist) == gemist


@pytest.mark.parametrize("name", ["word.html", "google.html"])
def test_what_stands_on_a_clipboard_is_read_without_a_word_lost(name: str) -> None:
    found = geplakt.lees((KLEMBORD / name).read_text())
    assert "footnote" in found.html or "<strong>Vet" in found.html
    assert not found.gemist


@given(st.text(alphabet=st.sampled_from(list("<>/pulidelsthrabcol=\"' &;:-")), max_size=80))
def test_whatever_is_pasted_is_canonical(source: str) -> None:
    found = geplakt.lees(f"<p style='x'>{source}")
    assert richtext._clean(found.html) == found.html


@pytest.mark.parametrize(
    "unit",
    [
        "<p style='mso-list:l0 level1'>a</p>",
        "<table><tr><td style='x'>a",
        "<del>a",
        "<b style='x'>",
        "<td colspan=50>a",
        "<li style=''>a",
    ],
)
def test_the_largest_paste_takes_seconds_not_minutes(unit: str) -> None:
    source = unit * (geplakt.MAX_LENGTH // 10 // len(unit))
    begin = time.process_time()
    geplakt.lees(source)
    assert time.process_time() - begin < 4
