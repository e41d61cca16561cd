from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from core import richtext
from publicaties.redline import Mark, compare_texts, redline, tokens, untokenise
from tests.publicaties.strategies import RICH

many = settings(max_examples=200, deadline=None)


def accepted(source: str) -> str:
    """The text of a redline without deletions and without what only readers of the redline need."""
    return _text(source, "del")


def rejected(source: str) -> str:
    return _text(source, "ins")


def _text(source: str, gone: str) -> str:
    if not source:
        return ""
    root = lxml_html.fragment_fromstring(source, create_parent="div")
    for element in root.xpath(
        f"//{gone} | //span[contains(@class, 'wmo-verborgen') or contains(@class, 'wmo-opmaak')]"
    ):
        element.drop_tree()
    return _squeezed(root.text_content().replace("(voetnoot: ", "("))


def _plain(source: str) -> str:
    return _squeezed(richtext.plain_text(source))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def accepted_words(source: str) -> str:
    return re.sub(r"<[^>]+>", "", re.sub(r"<del>.*?</del>|<span class=\"wmo-verborgen\">[^<]*</span>", "", source))


def marked(source: str) -> list[str]:
    """What stands between <ins> and <del>, without the text for screen readers."""
    return re.findall(
        r"<(?:ins|del)>(.*?)</(?:ins|del)>", re.sub(r'<span class="wmo-verborgen">[^<]*</span>', "", source)
    )


# --- the algebra ---


@many
@given(RICH, RICH)
def test_both_texts_can_be_read_back_block_by_block(was: str, wordt: str) -> None:
    lines = compare_texts(was, wordt)
    for source, side, other in ((was, "was", Mark.NIEUW), (wordt, "wordt", Mark.WEG)):
        of_side = [line for line in lines if getattr(line, side) is not None]
        assert [getattr(line, side) for line in of_side] == richtext.blocks(source)
        for line in of_side:
            run = [token for stuk in line.stukken if stuk.mark is not other for token in stuk.tokens]
            assert run == tokens(getattr(line, side).html)


@many
@given(RICH, RICH)
def test_accepting_gives_the_new_text_and_rejecting_the_old_one(was: str, wordt: str) -> None:
    source = redline(was, wordt)
    assert accepted(source) == _plain(wordt)
    assert rejected(source) == _plain(was)


@many
@given(RICH)
def test_a_text_against_itself_has_no_marks(source: str) -> None:
    found = redline(source, source)
    assert "<ins" not in found
    assert "<del" not in found
    assert redline(source, source, context=0) in ("", '<p class="wmo-weggelaten">[…]</p>')


@many
@given(RICH, RICH)
def test_the_html_is_well_formed(was: str, wordt: str) -> None:
    source = redline(was, wordt)
    if source:
        again = lxml_html.tostring(lxml_html.fragment_fromstring(source, create_parent="div"), encoding="unicode")
        assert again == f"<div>{source}</div>"


@many
@given(RICH, RICH)
def test_every_mark_is_also_told_to_a_screen_reader(was: str, wordt: str) -> None:
    source = redline(was, wordt)
    for tag, word in (("ins", "toegevoegd"), ("del", "verwijderd")):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", source)
        for part in inside:
            assert part.startswith(f'<span class="wmo-verborgen">{word}: </span>')
            assert part.endswith(f'<span class="wmo-verborgen"> einde {word} </span>')


@many
@given(RICH)
def test_tokens_keep_the_html(source: str) -> None:
    for blok in richtext.blocks(source):
        assert untokenise(tokens(blok.html)) == blok.html


@many
@given(st.text(max_size=60))
def test_text_is_escaped(text: str) -> None:
    source = redline("", richtext.clean(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"))
    assert "<script" not in source
    assert not re.search(r"<(?!/?(?:p|ins|span)\b)", source)


# --- never split ---


@pytest.mark.parametrize(
    ("was", "wordt", "expected"),
    [
        ("Het tarief is € 64,80 per uur", "Het tarief is € 65,80 per uur", ["€ 64,80", "€ 65,80"]),
        ("Het tarief is € 1.064,80 per uur", "Het tarief is € 1.065,80 per uur", ["€ 1.064,80", "€ 1.065,80"]),
        ("Dit geldt per 1 juni 2026 overal", "Dit geldt per 1 juli 2026 overal", ["1 juni 2026", "1 juli 2026"]),
        ("Dit geldt per 1-6-2026 overal", "Dit geldt per 1-7-2026 overal", ["1-6-2026", "1-7-2026"]),
        ("De standaard is 5% van de omzet", "De standaard is 2,5% van de omzet", ["5%", "2,5%"]),
        ("Maximaal 3 etmalen per week", "Maximaal 4 etmalen per week", ["3 etmalen", "4 etmalen"]),
        ("Met code 02A03 declareren", "Met code 02A04 declareren", ["02A03", "02A04"]),
        ("Op mbo-3-niveau werken", "Op mbo-4-niveau werken", ["mbo-3-niveau", "mbo-4-niveau"]),
        ("Geen 24-uurs ondersteuning nodig", "Geen 12-uurs ondersteuning nodig", ["24-uurs", "12-uurs"]),
        ("Voor KPI's geldt dit", "Voor KPI’s geldt dit", ["KPI's", "KPI’s"]),
        ("De aanbieder declareert uren", "De aanbieder declareert dagdelen", ["uren", "dagdelen"]),
        ("Looptijd 2027-2028 in beginsel", "Looptijd 2027-2029 in beginsel", ["2027-2028", "2027-2029"]),
    ],
)
def test_words_amounts_and_dates_stay_whole(was: str, wordt: str, expected: list[str]) -> None:
    assert marked(redline(f"<p>{was}</p>", f"<p>{wordt}</p>")) == expected


# --- blocks ---


def test_list_items_are_matched_by_likeness() -> None:
    was = "<ul><li>De aanbieder levert een plan</li><li>Vervoer is inbegrepen</li></ul>"
    wordt = "<ul><li>Maaltijden zijn inbegrepen in het tarief</li><li>De aanbieder levert altijd een plan</li></ul>"
    lines = compare_texts(was, wordt)
    matched = [(line.was.tekst, line.wordt.tekst) for line in lines if line.was and line.wordt]
    assert matched == [("De aanbieder levert een plan", "De aanbieder levert altijd een plan")]


def test_a_paragraph_that_became_a_list_item() -> None:
    source = redline("<p>Een plan maken</p>", "<ul><li>Een plan maken</li></ul>")
    assert source == '<ul><li>Een plan maken <span class="wmo-opmaak">(was: alinea)</span></li></ul>'


def test_a_list_that_got_numbers() -> None:
    source = redline("<ul><li>Een</li><li>Twee</li></ul>", "<ol><li>Een</li><li>Twee</li></ol>")
    assert source.count("(was: punt in een lijst)") == 2


def test_formatting_only() -> None:
    source = redline("<p>Een plan maken</p>", "<p>Een <strong>plan</strong> maken</p>")
    assert marked(source) == ["plan", "<strong>plan</strong>"]


def test_another_address_behind_a_link() -> None:
    source = redline('<p>Zie <a href="https://a.nl">hier</a></p>', '<p>Zie <a href="https://b.nl">hier</a></p>')
    assert marked(source) == ['<a href="https://a.nl">hier</a>', '<a href="https://b.nl">hier</a>']


def test_footnotes() -> None:
    added = redline("<p>Regie</p>", "<p>Regie<footnote>Zie de wet</footnote></p>")
    assert "Zie de wet" in marked(added)[0]
    changed = redline("<p>Regie<footnote>Zie de wet</footnote></p>", "<p>Regie<footnote>Zie de regels</footnote></p>")
    assert marked(changed) == ["wet", "regels"]
    assert changed.startswith("<p>Regie<span")


def test_nested_lists_stay_nested() -> None:
    was = "<ul><li>Een<ul><li>een a</li></ul></li><li>Twee</li></ul>"
    wordt = "<ul><li>Een<ul><li>een a</li><li>een b</li></ul></li><li>Twee</li></ul>"
    plain = re.sub(r'<span class="wmo-verborgen">[^<]*</span>', "", redline(was, wordt))
    assert plain == "<ul><li>Een<ul><li>een a</li><li><ins>een b</ins></li></ul></li><li>Twee</li></ul>"


@pytest.mark.parametrize(
    ("was", "wordt", "expected"),
    [
        ("een zware zorg", "een zorg", "een <del>zware</del> zorg"),
        ("een zorg", "een zware zorg", "een <ins>zware</ins> zorg"),
        ("een zorg", "een zorg extra", "een zorg <ins>extra</ins>"),
    ],
)
def test_spaces_around_a_mark_are_not_marked(was: str, wordt: str, expected: str) -> None:
    found = redline(f"<p>{was}</p>", f"<p>{wordt}</p>")
    assert re.sub(r'<span class="wmo-verborgen">[^<]*</span>', "", found) == f"<p>{expected}</p>"


def test_an_item_that_went_takes_no_number() -> None:
    was, wordt = "<ol><li>Een plan</li><li>Twee keer</li><li>Drie</li></ol>", "<ol><li>Een plan</li><li>Drie</li></ol>"
    assert re.findall(r"<li[^>]*>", redline(was, wordt)) == ["<li>", '<li class="wmo-eraf">', "<li>"]


def test_context() -> None:
    was = "".join(f"<p>Alinea nummer {number} van de tekst</p>" for number in "abcdef")
    wordt = was.replace("nummer d", "cijfer d")
    short = redline(was, wordt, context=1)
    assert re.findall(r"(\w) van de tekst", accepted_words(short)) == ["c", "d", "e"]
    assert short.count("[…]") == 2
    assert redline(was, wordt, context=0).count("Alinea") == 1
