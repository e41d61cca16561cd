"""Terms in running text: explained once, where they first stand, and nowhere inside something else."""

from __future__ import annotations

import re

import pytest

from core.opmaak import Pagina, Term, for_pdf

REGIE = Term("regie", "Wie het plan bewaakt.")
EIGEN_REGIE = Term("eigen regie", "De cliënt beslist.", ("zelfregie",))
TOEGANG = Term("toegang", "Medewerkers van de gemeente.", ("gemeentelijke toegang",))


def explained(source: str, *termen: Term) -> list[str]:
    return re.findall(r"<button[^>]*>(.*?)</button>", Pagina(termen).html(source))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>De regie en nog eens regie.</p>", ["regie"]),
        ("<p>Regie begint een zin.</p>", ["Regie"]),
        ("<p>De eigen regie van de cliënt.</p>", ["eigen regie"]),
        ("<p>De eigen regie en de regie.</p>", ["eigen regie", "regie"]),
        ("<p>Zelfregie telt.</p>", ["Zelfregie"]),
        ("<p>Zelfregie is eigen regie.</p>", ["Zelfregie"]),
        ("<p>De gemeentelijke toegang.</p>", ["gemeentelijke toegang"]),
        ("<p>regiegroep, regie-overleg, co-regie, strategieregie</p>", []),
        ("<p>toegangsmedewerker</p>", []),
        ('<p><a href="https://voorbeeld.nl">regie</a></p>', []),
        ("<p>tekst<footnote>regie in een noot</footnote></p>", []),
        ("<p><strong>Regie</strong></p><p>en regie</p>", ["regie"]),
        ("<p><strong>Regie</strong> is belangrijk.</p>", ["Regie"]),
        ("<ul><li>eigen<ul><li>regie</li></ul></li></ul>", ["regie"]),
    ],
)
def test_where_a_term_is_explained(source: str, words: list[str]) -> None:
    assert explained(source, REGIE, EIGEN_REGIE, TOEGANG) == words


@pytest.mark.parametrize(("before", "after"), [("", ","), ("", "."), ("", ")."), ("(", ""), ("“", "”:")])
def test_signs_beside_a_term_stay_with_it(before: str, after: str) -> None:
    html = Pagina([REGIE]).html(f"<p>De {before}regie{after} en meer</p>")
    assert f'<p>De <span class="wmo-geen-afbreking">{before}<button' in html
    assert f"</button>{after}</span> en meer</p>" in html


def test_term_between_spaces_stands_alone() -> None:
    assert "<p>De <button" in Pagina([REGIE]).html("<p>De regie en meer</p>")


def test_explained_once_over_all_texts_of_a_page() -> None:
    pagina = Pagina([REGIE])
    assert "<button" in pagina.html("<p>De regie.</p>")
    assert "<button" not in pagina.html("<p>De regie.</p>")


def test_words_with_signs_of_html_are_found_and_escaped() -> None:
    html = Pagina([Term("vraag & aanbod", "Een <b>uitleg</b>.")]).html("<p>Over vraag &amp; aanbod.</p>")
    assert ">vraag &amp; aanbod</button>" in html
    assert "&lt;b&gt;" in html


def test_text_stays_the_same_without_the_explanations() -> None:
    source = "<p>De eigen regie, en de <em>regie</em> (toegang).</p><ul><li>regie</li></ul>"
    html = Pagina([REGIE, EIGEN_REGIE, TOEGANG]).html(source)
    html = re.sub(r'<div class="wmo-uitleg".*?</div>', "", html)
    assert re.sub(r"</?(button|span)[^>]*>", "", html) == source


def test_popover_begins_with_a_capital_and_names_the_other_words() -> None:
    html = Pagina([EIGEN_REGIE]).html("<p>De zelfregie telt.</p>")
    assert '<p class="wmo-uitleg__term">Eigen regie</p><p class="wmo-uitleg__ook">Ook: zelfregie</p>' in html
    assert "Ook:" not in Pagina([REGIE]).html("<p>De regie.</p>")


def test_lines_do_not_end_inside_a_date_and_links_stay_as_they_are() -> None:
    source = '<p>Tot 1 juni 2026, <a href="https://nl.nl/versie 3">versie 3</a><footnote>Na 2 weken.</footnote></p>'
    html = Pagina().html(source)
    assert "Tot 1\u00a0juni\u00a02026," in html
    assert 'href="https://nl.nl/versie 3">versie\u00a03<' in html


def test_lines_do_not_end_inside_a_code() -> None:
    html = Pagina([Term("DSM", "Een handboek."), REGIE]).html("<p>De DSM-5 zegt mbo-3, niet 1-6-2026, over regie.</p>")
    assert re.findall(r'<span class="wmo-geen-afbreking">([\w-]+)</span>', html) == ["DSM-5", "mbo-3"]


def test_a_term_with_a_space_that_does_not_break_is_found() -> None:
    assert explained("<p>Bekostiging p × t.</p>", Term("p × t", "Prijs keer traject.")) == ["p\u00a0×\u00a0t"]


def test_a_table_scrolls_by_itself_and_repeats_its_headings_on_paper() -> None:
    table = '<table><tr><th scope="col">A</th><th scope="col">B</th></tr><tr><th scope="row">x</th><td>2 weken</td></tr></table>'
    web = Pagina().html(table)
    assert web.startswith('<div class="wmo-tabelregio" role="group" aria-label="Tabel" tabindex="0"><table><tr>')
    assert "2\u00a0weken" in web
    # A heading above headings of rows is a plain cell: a checker of PDFs refuses it otherwise.
    assert for_pdf(table) == (
        '<table class="tekst"><thead><tr><td>A</td><th scope="col">B</th></tr></thead>'
        '<tbody><tr><th scope="row">x</th><td>2 weken</td></tr></tbody></table>'
    )
