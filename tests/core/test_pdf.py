"""The PDF engine: reproducible, closed to the outside, and at once PDF/UA-1 and PDF/A-3a."""

import base64
import datetime as dt
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import outloud
import pdfua
import pytest
from django.conf import settings

from core import opmaak, richtext
from core.letters import unprintable
from core.pdf import Bijlage, PdfNietToegankelijk, PdfVerwijzingGeweigerd, render_pdf
from core.templatetags.wmo import heel
from tests.core.pdfs import elements, kinds, opened

MOMENT = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)
ZIN = "De aanbieder legt in het plan vast wat de cliënt zelf doet en wat het netwerk doet. "


def zin(n: int) -> str:
    """Two lines of text that are on no other page: a checker takes lines that return for page headers."""
    words = (ZIN * 3).split()
    return " ".join(words[n % len(words) :] + words[: n % len(words)])


def pdf_of(body: str, **kwargs: object) -> bytes:
    attributes = 'data-titel="Beschrijvingen" data-regio="Regio" data-versie="Versie 3" data-geldigheid="geldig vanaf 1 juni 2026"'
    arguments: dict[str, object] = {
        "titel": "Beschrijvingen",
        "identifier": "sha256 van de inhoud",
        "gemaakt_op": MOMENT,
    }
    html = f'<!doctype html><html lang="nl"><head><title>x</title></head><body {attributes}>{body}</body></html>'
    return render_pdf(html, **arguments | kwargs)  # type: ignore[arg-type]


def texts(pdf: bytes, path: Path) -> list[list[tuple[float, str]]]:
    """For each page its lines with their height on the page, from 0 (bottom) to 1 (top)."""
    (path / "x.pdf").write_bytes(pdf)
    document = outloud.Document(str(path / "x.pdf"))
    return [
        [(line.bbox[1] / page.height, line.text) for line in document.content(page.index).lines]
        for page in document.pages
    ]


LETTERS = '<ol type="a"><li>a</li><li>b</li></ol>'
RIJKE_TEKST = f"""
<section class="omslag"><div class="band">
  <svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>Beeldmerk van de regio</title>
  <rect width="40" height="20"/></svg>
  <p class="regio">Regio</p><h1>Perceel- en productbeschrijvingen</h1></div>
  <table class="feiten"><tr><th scope="row">Versie</th><td>3</td></tr></table></section>
<nav class="inhoud"><h2>Inhoud</h2><ol>
  <li><a href="#producten">Producten</a><ol><li><a href="#bgi">Begeleiding Individueel</a></li></ol></li>
  <li><a href="#tarieven">Tarieven</a></li></ol></nav>
<section class="hoofdstuk" id="producten"><h2>Producten</h2>
  <p>Zie <a href="https://www.example.nl/">de <strong>website</strong> van de regio</a>
    en de leeswijzer.<span class="voetnoot">Een noot met een <a href="https://www.example.org/">bron</a>.</span></p>
  <article class="onderdeel" id="bgi"><h3>Begeleiding Individueel</h3>
    <table class="rubrieken">
      <tr><th scope="row">Naam</th><td><p>Begeleiding Individueel</p></td></tr>
      <tr><th scope="row">Ondersteuningsinhoud</th><td><p>{ZIN * 6}</p>
        <ul><li>toezien{"<ul><li>volgen</li><li>aanmoedigen<ol><li>samen</li><li>alleen</li></ol></li></ul>"}</li>
        <li>overnemen<span class="voetnoot">Tijdelijk.</span></li></ul>
        <ol>{"".join(f"<li>{zin(n)}{LETTERS if n == 3 else ''}</li>" for n in range(30))}</ol>
      </td></tr>
      <tr><th scope="row">Duur</th><td><ins>kort</ins> <del>lang</del></td></tr>
    </table></article></section>
<section class="hoofdstuk" id="tarieven"><h2>Tarieven</h2><p class="demo">Tariefbedragen zijn verzonnen (demo)</p>
  <table class="tarieven"><thead><tr><td>Grondslag</td><th scope="col" class="bedrag">2025</th>
    <th scope="col" class="bedrag">2026</th></tr></thead>
  <tbody>{
    "".join(
        f'<tr><th scope="row">G{n}</th><td class="bedrag">€ 64,80</td><td class="bedrag">€ {n},00</td></tr>'
        for n in range(60)
    )
}</tbody></table></section>
"""


@pytest.fixture(scope="module")
def rijk() -> bytes:
    bijlage = Bijlage("inhoud.json", "application/json", b'{"a": 1}', "De gegevens van deze versie", MOMENT)
    return pdf_of(RIJKE_TEKST, auteur="Regio & co", onderwerp="Wmo", trefwoorden=["Wmo"], bijlagen=[bijlage])


# The same bytes


def test_same_input_gives_same_bytes_whatever_was_rendered_before(rijk: bytes) -> None:
    first = pdf_of("<h1>Een</h1><p>Tekst</p>")
    pdf_of("<h1>Ander</h1><ol><li><em>Tekst</em></li></ol>")
    assert pdf_of("<h1>Een</h1><p>Tekst</p>") == first
    assert pdf_of("<h1>Een</h1><p>Tekst.</p>") != first


def test_another_process_gives_the_same_bytes() -> None:
    script = (
        "import django; django.setup()\n"
        "from tests.core.test_pdf import pdf_of, RIJKE_TEKST\n"
        "import hashlib; print(hashlib.sha256(pdf_of(RIJKE_TEKST)).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    other = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.split()[-1] == hashlib.sha256(pdf_of(RIJKE_TEKST)).hexdigest()


def test_identifier_names_the_file_and_gemaakt_op_is_its_only_time() -> None:
    with opened(pdf_of("<h1>x</h1>")) as een, opened(pdf_of("<h1>x</h1>", identifier="een andere versie")) as ander:
        assert een.trailer.ID[0] != ander.trailer.ID[0]
        assert str(een.docinfo["/CreationDate"]) == str(een.docinfo["/ModDate"]) == "D:20260520090000+00'00"


# The claims


def test_xmp_claims_both_standards_in_one_rdf(rijk: bytes) -> None:
    with opened(rijk) as pdf:
        raw = pdf.Root.Metadata.read_bytes()
        assert raw.count(b"<rdf:RDF") == raw.count(b"</rdf:RDF>") == 1
        assert "/Filter" not in pdf.Root.Metadata
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("3", "A")
            assert xmp["pdfuaid:part"] == "1"
            assert xmp["dc:title"] == "Beschrijvingen"
            assert xmp["dc:creator"] == ["Regio & co"]
            assert xmp["dc:identifier"] == "sha256 van de inhoud"
        assert b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in raw


def test_catalog_has_language_title_and_output_intent(rijk: bytes) -> None:
    with opened(rijk) as pdf:
        assert str(pdf.Root.Lang) == "nl"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert not pdf.check_pdf_syntax()


def test_language_is_dutch_when_html_does_not_say() -> None:
    pdf = render_pdf("<h1>x</h1>", titel="x", identifier="x", gemaakt_op=MOMENT)
    with opened(pdf) as file:
        assert str(file.Root.Lang) == "nl"


def test_fonts_are_embedded_and_our_own(rijk: bytes) -> None:
    with opened(rijk) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "Source-Sans-3" in str(font.BaseFont)
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_bookmarks_follow_the_headings(rijk: bytes) -> None:
    with opened(rijk) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Inhoud", "1 Producten", "2 Tarieven"]
        assert [item.title for item in outline.root[1].children] == ["Begeleiding Individueel"]


def test_bijlage_is_embedded_with_type_and_relationship(rijk: bytes) -> None:
    with opened(rijk) as pdf:
        (filespec,) = pdf.Root.AF
        assert str(filespec.AFRelationship) == "/Data"
        assert str(filespec.UF) == "inhoud.json"
        assert str(filespec.EF.F.Subtype) == "/application/json"
        assert str(filespec.EF.F.Params.ModDate) == "D:20260520090000Z"
        assert pdf.attachments["inhoud.json"].get_file().read_bytes() == b'{"a": 1}'


def test_time_of_bijlage_is_utc() -> None:
    zomer = dt.datetime(2026, 5, 20, 11, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    with opened(pdf_of("<h1>x</h1>", bijlagen=[Bijlage("a.csv", "text/csv", b"", "", zomer)])) as pdf:
        assert str(pdf.Root.AF[0].EF.F.Params.ModDate) == "D:20260520090000Z"


def test_bijlagen_stand_in_order_of_their_names() -> None:
    namen = ["z.csv", "é.csv", "a.csv"]
    pdf = pdf_of("<h1>x</h1>", bijlagen=[Bijlage(naam, "text/csv", b"", "", MOMENT) for naam in namen])
    with opened(pdf) as file:
        names = list(file.Root.Names.EmbeddedFiles.Names)
        assert [str(name) for name in names[::2]] == ["a.csv", "z.csv", "é.csv"]


@pytest.mark.parametrize(
    "arguments",
    [
        {"titel": " "},
        {"gemaakt_op": dt.datetime(2026, 5, 20)},  # noqa: DTZ001
        {"bijlagen": [Bijlage("a", "text/csv", b"", "", MOMENT)] * 2},
        {"bijlagen": [Bijlage("a/b", "text/csv", b"", "", MOMENT)]},
        {"bijlagen": [Bijlage("a", "text/csv", b"", "", dt.datetime(2026, 5, 20))]},  # noqa: DTZ001
    ],
    ids=["no title", "no time zone", "one name twice", "a path as name", "bijlage without time zone"],
)
def test_wrong_arguments_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"titel|tijdzone|naam"):
        pdf_of("<h1>x</h1>", **arguments)


# What a reader hears


def test_both_checkers_report_no_error(rijk: bytes, tmp_path: Path) -> None:
    (tmp_path / "rijk.pdf").write_bytes(rijk)
    findings = pdfua.validate(tmp_path / "rijk.pdf").findings
    assert not findings
    result = outloud.check(str(tmp_path / "rijk.pdf"))
    assert result.error is None
    assert not [f"{finding.rule} {finding.message} {finding.evidence}" for finding in result.findings]


def test_empty_table_and_paragraph_are_not_announced() -> None:
    with opened(pdf_of('<h1>x</h1><p></p><table class="feiten"></table><p>y</p>')) as pdf:
        assert kinds(pdf.Root.StructTreeRoot.K[0]) == ["/H1", "/P"]


def test_footnote_stands_at_page_foot_and_is_read_after_its_paragraph(rijk: bytes, tmp_path: Path) -> None:
    with opened(rijk) as pdf:
        notes = list(elements(pdf, "/Note"))
        assert [str(note.ID) for note in notes] == ["noot-0001", "noot-0002"]
        assert [str(note.P.S) for note in notes] == ["/Sect", "/LBody"]
        assert [str(name) for name in pdf.Root.StructTreeRoot.IDTree.Names[::2]] == ["noot-0001", "noot-0002"]
    for page in texts(rijk, tmp_path):
        for height, text in page:
            if "Een noot met" in text:
                assert height < 0.15
                assert any("leeswijzer.1" in other.replace(" ", "") for _, other in page)
                return
    pytest.fail("the footnote is on no page")


def test_header_names_the_document_and_the_chapter_or_part_that_goes_on(rijk: bytes, tmp_path: Path) -> None:
    headers = [[text for height, text in page if height > 0.93] for page in texts(rijk, tmp_path)]
    assert headers[1] == ["Beschrijvingen"]  # the page opens with its heading
    assert headers[2] == ["Beschrijvingen"]
    assert headers[3] == ["Beschrijvingen", "Begeleiding Individueel"]
    assert headers[-1] == ["Beschrijvingen", "Tarieven"]


def test_long_heading_is_short_in_the_header(tmp_path: Path) -> None:
    body = '<h2>Perceel 1: volwassenen met lichte of matige problematiek</h2><h2 data-kop="Perceel 2">Lang</h2>'
    body = re.sub("<h2.*?</h2>", rf'<section class="hoofdstuk">\g<0><p>{ZIN * 80}</p></section>', body)
    pages = texts(pdf_of(f"<h1>x</h1>{body}"), tmp_path)
    assert [[text for height, text in page if height > 0.93] for page in pages[1:]] == [
        ["Beschrijvingen"],
        ["Beschrijvingen", "Perceel 1: volwassenen met lichte of …"],
        ["Beschrijvingen"],
        ["Beschrijvingen", "Perceel 2"],
    ]


def test_header_and_footer_are_decoration(rijk: bytes, tmp_path: Path) -> None:
    (tmp_path / "rijk.pdf").write_bytes(rijk)
    document = outloud.Document(str(tmp_path / "rijk.pdf"))
    lines = [line for page in document.pages for line in document.content(page.index).lines]
    footers = [line for line in lines if "Pagina" in line.text]
    assert len(footers) == len(document.pages) - 1  # not on the cover
    assert all(line.artifact_share == 1 for line in footers)
    assert "geldig vanaf 1 juni 2026" in footers[0].text


def test_character_that_no_font_has_is_refused() -> None:
    with pytest.raises(PdfNietToegankelijk, match=r"U\+10F123"):
        pdf_of("<h1>x</h1><p>\U0010f123</p>")


# How it breaks over pages


def rubrieken(above: int, rows: dict[str, str]) -> str:
    body = "".join(f'<tr><th scope="row">{naam}</th><td>{tekst}</td></tr>' for naam, tekst in rows.items())
    return f'<h1>x</h1><div style="height: {above}mm"></div><table class="rubrieken">{body}</table>'


@pytest.mark.parametrize("above", range(180, 236, 4))
def test_title_of_a_row_never_stands_alone_at_page_bottom(above: int, tmp_path: Path) -> None:
    pages = texts(pdf_of(rubrieken(above, {"Doelgroep": f"<p>{ZIN * 30}</p>"})), tmp_path)
    page = next(page for page in pages if any("Doelgroep" in text and "vervolg" not in text for _, text in page))
    assert sum("netwerk" in text or "aanbieder" in text for _, text in page) >= 2


def test_page_that_opens_in_the_middle_of_a_row_says_so(tmp_path: Path) -> None:
    rows = {"Duur": "<p>kort</p>", "Doelgroep": f"<p>{ZIN * 80}</p>", "Eisen": f"<p>{ZIN * 2}</p>"}
    first, second, *_ = texts(pdf_of(rubrieken(150, rows)), tmp_path)
    assert not [text for _, text in first if "vervolg" in text]
    assert [text for height, text in second if height > 0.85 and "vervolg" in text] == ["Doelgroep (vervolg)"]


def test_page_that_opens_with_a_new_row_says_nothing(tmp_path: Path) -> None:
    rows = dict.fromkeys(("Duur", "Doelgroep", "Eisen"), f"<p>{ZIN * 4}</p>")
    first, second = texts(pdf_of(rubrieken(200, rows)), tmp_path)
    assert any(text.startswith("Duur") for _, text in first)
    assert any(text.startswith("Doelgroep") for _, text in second)
    assert not [text for _, text in second if "vervolg" in text]


@pytest.mark.parametrize(
    ("attributes", "watermerk"),
    [('class="concept"', "CONCEPT"), ('data-watermerk="CONSULTATIE"', "CONSULTATIE"), ("", None)],
    ids=["concept", "consultatie", "published"],
)
def test_watermark_is_decoration_on_every_page(attributes: str, watermerk: str | None, tmp_path: Path) -> None:
    body = '<section class="omslag"><h1>x</h1></section><section class="hoofdstuk"><h2>y</h2></section>'
    pdf = render_pdf(
        f'<html lang="nl"><body {attributes}>{body}</body></html>', titel="x", identifier="x", gemaakt_op=MOMENT
    )
    (tmp_path / "x.pdf").write_bytes(pdf)
    document = outloud.Document(str(tmp_path / "x.pdf"))
    found = [[run for run in document.content(n).runs if run.text.startswith("CON")] for n in (0, 1)]
    assert [[run.text for run in runs] for runs in found] == [[watermerk] if watermerk else []] * 2
    assert all(run.artifact for runs in found for run in runs)


def test_every_font_that_a_text_may_need_is_ours(caplog: pytest.LogCaptureFixture) -> None:
    css = (settings.BASE_DIR / "static/css/pdf.css").read_text()
    for font in (settings.BASE_DIR / "static/build/fonts").glob("*.woff2"):
        assert font.name in css
    signs = "Leeftijd ≥ 18 → plan ✓ en co\u2011ouder, ﬁnancieel"
    assert unprintable(signs) == []
    assert pdf_of(f"<h1>x</h1><p>{signs}</p>").startswith(b"%PDF")
    assert not caplog.records


def test_picture_that_came_along_is_shown_and_described() -> None:
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    pdf = pdf_of('<h1>x</h1><p><img src="beeld:logo.png" alt="Regio"></p>', beelden={"logo.png": picture})
    assert [str(figure.Alt) for figure in elements(opened(pdf), "/Figure")] == ["Regio"]
    with pytest.raises(PdfVerwijzingGeweigerd):
        pdf_of('<p><img src="beeld:logo.png" alt="Regio"></p>')


# What may be read


@pytest.mark.parametrize(
    "verwijzing",
    [
        "https://www.example.nl/logo.png",
        "http://127.0.0.1/logo.png",
        "//www.example.nl/logo.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "/css/pdf.css",
        "logo.png",
        "data:image/png;base64,AAAA",
        "ftp://www.example.nl/logo.png",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "static:../manage.py",
        "static:/etc/passwd",
        "static://etc/passwd",
        "/static/css/bestaat-niet.css",
    ],
)
@pytest.mark.parametrize(
    "html",
    [
        '<img src="{}" alt="Logo">',
        '<link rel="stylesheet" href="{}">',
        '<style>@import url("{}");</style>',
        '<style>body {{ background: url("{}") }}</style>',
        '<style>@font-face {{ font-family: X; src: url("{}") }}</style>',
        '<svg xmlns="http://www.w3.org/2000/svg"><title>Logo</title><image href="{}" width="9" height="9"/></svg>',
    ],
    ids=["img", "link", "import", "background", "font", "svg"],
)
def test_reference_outside_our_static_files_is_refused(html: str, verwijzing: str) -> None:
    with pytest.raises(PdfVerwijzingGeweigerd, match="statisch"):
        pdf_of(f"<h1>x</h1>{html.format(verwijzing)}")


def test_static_files_are_read_from_the_given_folders(tmp_path: Path) -> None:
    mappen = [settings.BASE_DIR / "static", tmp_path]
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (tmp_path / "beeld.svg").write_text(svg)
    pdf = pdf_of('<h1>x</h1><img src="static:beeld.svg" alt="Een beeld">', statische_mappen=mappen)
    with opened(pdf) as file:
        (figure,) = elements(file, "/Figure")
        assert str(figure.Alt) == "Een beeld"


def test_picture_is_not_smoothed(tmp_path: Path) -> None:
    """PDF/A forbids it; neither checker looks."""
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    (tmp_path / "stip.png").write_bytes(base64.b64decode(picture))
    mappen = [settings.BASE_DIR / "static", tmp_path]
    pdf = pdf_of('<h1>x</h1><img src="/static/stip.png" alt="Een stip" width="9">', statische_mappen=mappen)
    with opened(pdf) as file:
        images = [image for page in file.pages for image in page.Resources.XObject.values()]
        assert [image.Interpolate for image in images] == [False]


def test_static_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("geheim")
    with pytest.raises(PdfVerwijzingGeweigerd, match="soort"):
        pdf_of(
            '<h1>x</h1><img src="static:geheim.txt" alt="x">', statische_mappen=[settings.BASE_DIR / "static", tmp_path]
        )


def test_what_is_only_said_aloud_is_read_and_not_painted(tmp_path: Path) -> None:
    hidden = '<span class="wmo-verborgen">toegevoegd: </span>'
    pdf = pdf_of(f"<h1>x</h1><p><ins>{hidden}nieuwe tekst</ins> en <del>oude</del></p>")
    with opened(pdf) as file:
        content = file.pages[0].Contents.read_bytes()
    # Between its marks the letters are in text mode 3 and the line of the <ins> is not drawn; all else is painted.
    marked = re.findall(rb"BDC.*?EMC", content, re.DOTALL)
    unseen = [part for part in marked if b" 3 Tr" in part]
    assert len(unseen) == 1
    assert not re.search(rb"^S$", unseen[0], re.MULTILINE)
    assert unseen[0].endswith(b"0 Tr EMC")
    assert len(re.findall(rb"^S$", content, re.MULTILINE)) == 2  # under the new words, through the old one
    assert "toegevoegd:" in " ".join(line for page in texts(pdf, tmp_path) for _, line in page)


def test_a_table_without_rows_is_no_table() -> None:
    with opened(
        pdf_of('<h1>x</h1><table class="rubrieken"> </table><table class="feiten"><tbody></tbody></table><p>y</p>')
    ) as pdf:
        assert not list(elements(pdf, "/Table"))


def test_a_long_word_in_the_first_column_gets_room(tmp_path: Path) -> None:
    for word in ("Leveranciersmanagement", "Doelen/resultaten"):
        lines = [line for page in texts(pdf_of(rubrieken(0, {word: "<p>kort</p>"})), tmp_path) for _, line in page]
        assert any(line.startswith(word) for line in lines), lines
    # One that fits on no line is cut at a syllable, with a hyphen.
    lines = [
        line
        for page in texts(pdf_of(rubrieken(0, {"Arbeidsongeschiktheidsverzekeringsplicht": "<p>x</p>"})), tmp_path)
        for _, line in page
    ]
    assert any(re.match(r"Arbeidsongeschiktheids\S*-", line) for line in lines), lines


@pytest.mark.parametrize(
    ("naam", "lines"),
    [
        ("Inkoop Wmo 2022, MGR Sociaal Domein Limburg-Noord", ["Inkoop Wmo 2022, MGR", "Sociaal Domein", "Limburg-Noord"]),
        ("Een <b> voor heel lange namen & Midden-Limburg, 2026", ["Een <b> voor heel lange", "namen & Midden-Limburg,", "2026"]),
        # One that fits on no line.
        ("De Aaaaaaaaaaaaaaaaaa-Bbbbbbbbbbbbbbbbbb", ["De", "Aaaaaaaaaaaaaaaaaa-", "Bbbbbbbbbbbbbbbbbb"]),
    ],
)  # fmt: skip
def test_a_name_on_a_cover_breaks_at_no_hyphen(naam: str, lines: list[str], tmp_path: Path) -> None:
    file = tmp_path / "omslag.pdf"
    file.write_bytes(pdf_of(f'<section class="omslag"><div class="band"><h1>{heel(naam)}</h1></div></section>'))
    assert not outloud.check(str(file)).findings
    assert not pdfua.validate(file).findings
    assert [line.text.strip() for line in outloud.Document(str(file)).content(0).lines] == lines


def test_own_tokens_of_a_regio_override_the_stylesheet() -> None:
    assert pdf_of("<style>:root { --pdf-kleur: #7a0000 }</style><h1>x</h1>") != pdf_of("<h1>x</h1>")


def test_a_table_and_lists_in_a_text_are_tagged_and_numbered(tmp_path: Path) -> None:
    """Inside the row of another table, as rubrieken stand."""
    text = (
        richtext.clean(
            "<p>Zie de tabel, 20 m<sup>2</sup> en CO<sub>2</sub>.</p>"
            "<table><tr><th>Product</th><th>Tarief</th></tr><tr><th>BGI</th><td>64,80<footnote>De noot.</footnote></td></tr></table>"
            "<p>En de looptijd:</p><table><tr><th>Looptijd</th><td>3 jaar</td></tr><tr><th>Start</th><td>2027</td></tr></table>"
            '<ol start="3" type="a"><li>derde<ol><li>een</li></ol></li><li>vierde</li></ol><ol start="7" type="I"><li>zeven</li></ol>'
        )
        + '<ol><li value="5">vijf</li><li>zes</li></ol>'
    )
    body = f"""<section class="omslag"><h1>X</h1></section><section class="hoofdstuk"><h2>Y</h2><table class="rubrieken"><tr>
        <th scope="row">Doelgroep</th><td>{opmaak.for_pdf(text)}</td></tr></table></section>"""
    pdf = pdf_of(body)
    document = opened(pdf)
    tables = [kinds(table) for table in elements(document, "/Table")]
    assert len(tables) == 3
    scopes = [str(cell.A.Scope) for cell in elements(document, "/TH")]
    assert sorted(scopes) == ["/Column", "/Row", "/Row", "/Row", "/Row"]
    (tmp_path / "tabel.pdf").write_bytes(pdf)
    assert not pdfua.validate(tmp_path / "tabel.pdf").findings
    result = outloud.check(str(tmp_path / "tabel.pdf"))
    assert not [f"{finding.rule} {finding.message} {finding.evidence}" for finding in result.findings]
    shown = " ".join(line for page in texts(pdf, tmp_path) for _, line in page)
    for sign in ("c. derde", "1. een", "d. vierde", "VII. zeven", "5. vijf", "6. zes"):
        assert sign in shown
