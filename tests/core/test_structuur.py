"""The tagger by itself: what WeasyPrint gives, with its structure mended and nothing else of `core.pdf` around it."""

from __future__ import annotations

import pikepdf
import pytest
from weasyprint import CSS, HTML
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags

from core.pdf.fouten import PdfNietToegankelijk
from core.pdf.structuur import Structuur, adjusted_weasyprint
from tests.core.pdfs import elements, elements_in, kinds, opened

PAGE = "@page { size: 100mm 60mm; margin: 10mm 0 } html { font: 12px/1.2 serif } body, p { margin: 0 }"


def tagged(body: str, css: str = "") -> pikepdf.Pdf:
    source = HTML(string=f'<html lang="nl"><head><title>x</title></head><body>{body}</body></html>')
    with adjusted_weasyprint() as remembered:
        document = source.render(pdf_variant="pdf/ua-1", stylesheets=[CSS(string=PAGE + css)])
        return opened(
            document.write_pdf(
                pdf_variant="pdf/ua-1",
                finisher=lambda document, pdf: Structuur(document, pdf, source.etree_element, remembered).mend(),
            )
        )


def top(pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
    return pdf.Root.StructTreeRoot.K[0]


def content(pdf: pikepdf.Pdf, page: int = 0) -> bytes:
    found: bytes = pdf.pages[page].Contents.read_bytes()
    return found


def rows(number: int) -> str:
    return "".join(f'<tr><th scope="row">G{n}</th><td>{n},00</td></tr>' for n in range(number))


def test_weasyprint_is_as_it_was_afterwards() -> None:
    before = tags._build_box_tree
    with adjusted_weasyprint():
        assert tags._build_box_tree is not before
    assert tags._build_box_tree is before
    assert "empty" not in vars(boxes.TableCellBox)


def test_a_header_cell_says_what_it_heads_and_no_cell_refers_to_numbers() -> None:
    pdf = tagged(
        f"<table><thead><tr><td>x</td><th>2026</th></tr></thead><tbody>{rows(2)}<tr><th>Los</th></tr></tbody></table>"
    )
    assert [str(cell.A.Scope) for cell in elements(pdf, "/TH")] == ["/Column", "/Row", "/Row", "/Row"]
    for cell in (*elements(pdf, "/TH"), *elements(pdf, "/TD")):
        assert "/ID" not in cell
        assert "/Headers" not in cell.A


def test_a_table_over_pages_is_one_and_its_head_on_the_next_page_is_decoration() -> None:
    pdf = tagged(f"<table><thead><tr><td>x</td><th>2026</th></tr></thead><tbody>{rows(30)}</tbody></table>")
    assert len(pdf.pages) > 2
    (table,) = elements(pdf, "/Table")
    assert kinds(table) == ["/THead", "/TBody"]
    assert kinds(table.K[1]) == ["/TR"] * 30
    assert [content(pdf, page).count(b"/Artifact") for page in (0, 1)] == [0, 2]  # both cells of the head


def test_a_paragraph_a_list_and_a_row_over_pages_are_one_each() -> None:
    words = "woord " * 400
    pdf = tagged(f"<p>{words}</p><ol><li>{words}</li></ol><table><tr><th>Duur</th><td><p>{words}</p></td></tr></table>")
    assert kinds(top(pdf)) == ["/P", "/L", "/Table"]
    for paragraph in (top(pdf).K[0], elements_in(top(pdf).K[2], "/P")[0]):
        assert len({kid.Pg.objgen for kid in paragraph.K if isinstance(kid, pikepdf.Dictionary)}) > 1
    assert [kinds(row) for row in elements(pdf, "/TR")] == [["/TH", "/TD"]]
    assert [kinds(item) for item in elements(pdf, "/LI")] == [["/Lbl", "/LBody"]]


def test_a_row_does_not_begin_where_only_its_title_fits() -> None:
    words = "woord " * 60
    pdf = tagged(
        f'<div style="height: 25mm"></div><table><tr><th scope="row">Duur</th><td><p>{words}</p></td></tr></table>',
        "p { orphans: 6 }",
    )
    (row,) = elements(pdf, "/TR")
    assert {kid.Pg.objgen for cell in row.K for kid in (cell, *elements_in(cell, "/P")) if "/Pg" in kid} == {
        pdf.pages[1].objgen
    }


def test_the_header_of_a_page_is_decoration() -> None:
    pdf = tagged("<p>tekst</p>", '@page { @top-center { content: "kop" } }')
    assert kinds(top(pdf)) == ["/P"]
    assert content(pdf).count(b"/Artifact") == 1


def test_a_link_is_one_with_an_area_per_line_and_described_by_its_text() -> None:
    pdf = tagged(f'<p><a href="https://www.example.nl/">de <em>hele</em> site {"van de regio " * 9}</a></p>')
    (link,) = elements(pdf, "/Link")
    areas = [kid.Obj for kid in link.K if "/Obj" in kid]
    assert len(areas) == len(pdf.pages[0].Annots) == 3
    assert {str(area.Contents) for area in areas} == {f"de hele site {'van de regio ' * 9}".strip()}


def test_contents_are_a_toc_and_their_dots_decoration() -> None:
    body = """<nav><ol><li><a href="#a">Een</a><ol><li><a href="#b">Twee</a></li></ol></li></ol></nav>
        <p id="a">Een</p><p id="b">Twee</p>"""
    pdf = tagged(body, "nav a::after { content: leader('.') target-counter(attr(href), page) }")
    outer, inner = elements(pdf, "/TOC")
    assert kinds(outer) == kinds(inner) == ["/TOCI"]
    assert kinds(outer.K[0]) == ["/Lbl", "/Reference", "/TOC"]
    assert [kinds(link) for link in elements(pdf, "/Link")] == [["/Span", "/Span"]] * 2  # the name and the page
    assert not list(elements(pdf, "/L"))
    assert content(pdf).count(b"/Artifact") > 100


def test_a_footnote_is_read_after_its_paragraph_and_has_a_name() -> None:
    pdf = tagged("<p>Eerst<span>De noot.</span> en verder.</p><p>Daarna.</p>", "span { float: footnote }")
    assert kinds(top(pdf)) == ["/P", "/Note", "/P"]
    (note,) = elements(pdf, "/Note")
    assert str(note.ID) == "noot-0001"
    assert kinds(note)[0] == "/Lbl"
    assert kinds(top(pdf).K[0]) == ["/Span", "/Reference", "/Span"]
    assert [str(name) for name in pdf.Root.StructTreeRoot.IDTree.Names[::2]] == ["noot-0001"]


def test_an_inner_list_is_in_the_body_of_its_item_and_says_how_it_is_numbered() -> None:
    pdf = tagged('<ul><li>een<ol style="list-style-type: lower-alpha"><li>a</li><li>b</li></ol></li><li>twee</li></ul>')
    outer, inner = elements(pdf, "/L")
    assert [str(list_.A.ListNumbering) for list_ in (outer, inner)] == ["/Disc", "/LowerAlpha"]
    assert kinds(outer) == kinds(inner) == ["/LI", "/LI"]
    assert "/L" in kinds(outer.K[0].K[1])
    assert all(kinds(item) == ["/Lbl", "/LBody"] for item in elements(pdf, "/LI"))


def test_the_box_of_a_figure_is_in_points_from_the_bottom() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>Logo</title><rect width="9" height="9"/></svg>'
    pdf = tagged(svg, "@page { margin: 0 } svg { display: block }")
    (figure,) = elements(pdf, "/Figure")
    assert [float(corner) for corner in figure.A.BBox] == pytest.approx([0, 170.079 - 15, 30, 170.079], abs=0.01)


def test_what_is_empty_is_not_announced() -> None:
    pdf = tagged("<p></p><div><p>tekst</p></div><ul></ul>")
    assert [str(element.S) for element in elements(pdf)] == ["/Document", "/Div", "/P", "/Span"]


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(PdfNietToegankelijk, match=r"zonder <title>"):
        tagged('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
    with pytest.raises(PdfNietToegankelijk, match="opacity"):
        tagged('<p style="opacity: 0.5">half</p>')
