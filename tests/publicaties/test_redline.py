from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from core import richtext, vergelijk
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
    noted = source.replace("<footnote>", "(").replace("</footnote>", ")")
    return _squeezed(html.unescape(re.sub(r"<[^>]+>", "", noted)))


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


# --- lists with their own numbers, tables ---


def _plain_marks(source: str) -> str:
    return re.sub(r'<span class="wmo-verborgen">[^<]*</span>', "", source)


def test_a_list_keeps_its_number_and_its_letters() -> None:
    source = redline('<ol start="3" type="a"><li>Een plan</li></ol>', '<ol start="3" type="a"><li>Een doel</li></ol>')
    assert _plain_marks(source) == '<ol type="a"><li value="3">Een <del>plan</del><ins>doel</ins></li></ol>'


def test_numbers_that_became_letters_are_told() -> None:
    source = redline("<ol><li>Een</li></ol>", '<ol start="2" type="a"><li>Een</li></ol>')
    assert source == (
        '<ol type="a"><li value="2">Een <span class="wmo-opmaak">(was: punt in een lijst met nummers)</span></li></ol>'
    )


def _table(*rows: str) -> str:
    return richtext.clean(
        "<table>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
        + "</table>"
    )


def test_a_changed_amount_stays_in_its_cell() -> None:
    source = redline(_table("Product|Tarief", "BGI|64,80", "BGG|20"), _table("Product|Tarief", "BGI|65,80", "BGG|20"))
    assert _plain_marks(source) == (
        '<table><tr><th scope="col">Product</th><th scope="col">Tarief</th></tr>'
        "<tr><td>BGI</td><td><del>64,80</del><ins>65,80</ins></td></tr><tr><td>BGG</td><td>20</td></tr></table>"
    )


def test_an_added_column_and_a_row_that_went() -> None:
    source = redline(_table("A|B", "1|2", "weg|x"), _table("A|C|B", "1|3|2"))
    assert _plain_marks(source) == (
        '<table><tr><th scope="col">A</th><th scope="col"><ins>C</ins></th><th scope="col">B</th></tr>'
        "<tr><td>1</td><td><ins>3</ins></td><td>2</td></tr><tr><td><del>weg</del></td><td><del>x</del></td></tr></table>"
    )


def test_a_changed_row_is_shown_with_the_headings_of_its_table() -> None:
    rows = [f"p{number}|{number}" for number in range(6)]
    source = redline(_table("Product|Tarief", *rows), _table("Product|Tarief", *rows[:-1], "p5|8"), context=0)
    assert _plain_marks(source) == (
        '<table><tr><th scope="col">Product</th><th scope="col">Tarief</th></tr>'
        '<tr><td class="wmo-weggelaten">[…]</td></tr>'
        "<tr><td>p5</td><td><del>5</del><ins>8</ins></td></tr></table>"
    )


def test_other_headings_only() -> None:
    was, wordt = (
        f"<table><tr>{row}</tr></table>" for row in ("<th scope=col>A</th><th>B</th>", "<th scope=row>A</th><td>B</td>")
    )
    source = redline(richtext.clean(was), richtext.clean(wordt))
    assert marked(source) == []
    assert "(andere kopcellen)" in source


# --- bounds ---


def test_texts_of_the_largest_size_are_compared_with_bounded_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What took half an hour: counted, not timed, so that a busy machine says nothing."""
    spent: list[int] = []
    take = vergelijk.Budget.take

    def counted(budget: vergelijk.Budget, steps: int) -> bool:
        found = take(budget, steps)
        spent.append(steps if found else 0)
        return found

    monkeypatch.setattr(vergelijk.Budget, "take", counted)
    for was, wordt in (
        (f"<p>{'de ik ' * 8000}</p>", f"<p>{'ik ik de ' * 5300}</p>"),
        ("<p>a</p>" * 6000, "<p>b</p><p>a</p>" * 3000),
        ("<p>" + "<footnote>a b</footnote> x " * 1500 + "</p>", "<p>" + "<footnote>b a</footnote> x " * 1500 + "</p>"),
    ):
        spent.clear()
        compare_texts.__wrapped__(was, wordt)
        assert sum(spent) <= vergelijk.STEPS


def test_one_word_in_a_long_text_is_still_one_mark() -> None:
    words = [f"w{number % 1500}{'x' if number % 7 else 'y'}" for number in range(7000)]
    changed = [*words[:3500], "anders", *words[3501:]]
    assert marked(redline(f"<p>{' '.join(words)}</p>", f"<p>{' '.join(changed)}</p>")) == [words[3500], "anders"]


def test_only_signs_that_nobody_sees_are_no_difference() -> None:
    was, wordt = "<p>De begelei\u00adding duurt\u00a03 we\u0301ken.</p>", "<p>De begeleiding duurt 3 wéken.</p>"
    assert [line.mark for line in compare_texts(was, wordt)] == [Mark.GELIJK]


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
