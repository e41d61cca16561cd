"""The round trip: our own file, read in again, says the same; what a colleague changed in it is exactly what is shown."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core import richtext
from inlezen import bestand, documentvorm
from inlezen.herkennen import recognise
from inlezen.uitkomst import split, with_text, work_out
from inlezen.vergelijkvorm import fingerprint_of, same
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN
from tests.inlezen.documenten import emptied, file_of, outcome_of, parts, with_part
from tests.publicaties.demo import demo_snapshots, mlw_mer
from tests.publicaties.strategies import RICH

FORMATEN = ("docx", "odt")
INKOPEN = ("mlw-mer-2024", "limburg-noord-2022", "kampen-2026", "voorbeeldstad-2026")


@pytest.mark.parametrize("formaat", FORMATEN)
@pytest.mark.parametrize("slug", INKOPEN)
def test_our_own_file_unchanged_gives_no_difference(slug: str, formaat: str) -> None:
    snapshot = demo_snapshots(slug)[-1]
    uitkomst = outcome_of(file_of(snapshot, formaat), snapshot)
    assert uitkomst.nieuw == ()
    assert uitkomst.verschillen == ()
    assert uitkomst.anders == ()
    assert uitkomst.voorstel.meldingen == []
    assert uitkomst.gelijk == sum(1 for _ in documentvorm.teksten(snapshot))
    assert uitkomst.voorstel.ongeplaatst == []
    assert uitkomst.voorstel.telling.endswith("(100,0%)")


@pytest.mark.parametrize("formaat", FORMATEN)
def test_the_file_makes_the_same_parts_with_the_same_texts_in_an_empty_inkoop(formaat: str) -> None:
    snapshot = mlw_mer()[-1]
    new = outcome_of(file_of(snapshot, formaat), emptied(snapshot)).snapshot()
    assert [deel.code for deel in new.producten] == [deel.code for deel in snapshot.producten]
    assert [deel.nummer for deel in new.percelen] == [deel.nummer for deel in snapshot.percelen]
    assert [deel.code for deel in new.grondslagen] == [deel.code for deel in snapshot.grondslagen]
    for soort in ("product", "perceel"):
        for deel in snapshot.delen(soort):
            other = new.vind(soort, deel.deelcode)
            for sleutel, html in deel.teksten.items():
                assert same(other.teksten.get(sleutel, ""), html), (deel.kort, sleutel)
            assert {row.code for row in getattr(other, "producten", [])} == {
                row.code for row in getattr(deel, "producten", [])
            }
    for product in snapshot.producten:
        other = new.product[product.code]
        for veld in ("naam", "afkorting", "grondslagen", "eenheid"):
            assert getattr(other, veld) == getattr(product, veld)


@pytest.mark.parametrize("formaat", FORMATEN)
@pytest.mark.parametrize("veld", ["tekst", "slottekst"])
def test_a_list_of_the_text_beside_the_list_that_the_portal_makes(veld: str, formaat: str) -> None:
    """A list of one item is read as one with the list beside it, for LibreOffice writes a list so."""
    snapshot = mlw_mer()[-1]
    changed = [row.model_copy(update={veld: "<ul><li>Een</li></ul>"}) for row in snapshot.hoofdstukken]
    whole = snapshot.model_copy(update={"hoofdstukken": changed})
    uitkomst = outcome_of(file_of(whole, formaat), whole)
    assert [(verschil.pad, verschil.was, verschil.wordt) for verschil in uitkomst.verschillen] == []
    assert uitkomst.voorstel.ongeplaatst == []


TEXTS = st.lists(RICH, min_size=40, max_size=40)


# Each example is a whole document: making one smaller takes longer than looking at it. One in ten asks for more chance than there is,
# which says nothing of what is tested; and what failed is told in full, with a line that does it again.
@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
@given(TEXTS, st.sampled_from(FORMATEN))
def test_random_texts_come_back_the_same(texts: list[str], formaat: str) -> None:
    snapshot = _with_texts(mlw_mer()[-1], texts)
    uitkomst = outcome_of(file_of(snapshot, formaat), snapshot)
    if uitkomst.verschillen or uitkomst.nieuw:
        told = [f"{one.pad}\n  was   {one.was}\n  wordt {one.wordt}" for one in uitkomst.verschillen]
        told += [f"nieuw: {deel.volledig}" for deel in uitkomst.nieuw]
        pytest.fail("\n".join([formaat, *told]), pytrace=False)


def _with_texts(snapshot: Snapshot, texts: list[str]) -> Snapshot:
    pads = [pad for pad, _ in documentvorm.teksten(snapshot)]
    step = max(1, len(pads) // len(texts))
    data = {soort.meervoud: list(snapshot.delen(naam)) for naam, soort in SOORTEN.items()}
    for pad, html in zip(pads[::step], texts, strict=False):
        soort, code, rubriek = split(pad)
        rows = data[SOORTEN[soort].meervoud]
        at = next(number for number, row in enumerate(rows) if row.deelcode == code)
        rows[at] = with_text(rows[at], rubriek, html)
    return Snapshot.model_construct(**dict(snapshot) | data)


@settings(deadline=None)
@given(RICH)
def test_the_form_to_compare_by_ignores_what_a_word_processor_rewrites_and_nothing_else(html: str) -> None:
    assert same(html, html)
    assert same(html, re.sub(r"<strong>(.*?)</strong>", r"<strong>\1</strong>", html))
    if html:
        assert not same(html, html + "<p>meer</p>")
        assert fingerprint_of(html) != ""


def test_which_mark_is_outermost_makes_no_difference_and_a_mark_does() -> None:
    assert same("<p><strong>a <em>b</em></strong></p>", "<p><strong>a</strong> <em><strong>b</strong></em></p>")
    assert not same("<p><strong>a</strong></p>", "<p>a</p>")
    assert not same("<ul><li>a</li></ul>", "<ol><li>a</li></ol>")
    assert not same("<ul><li>a</li><li>b</li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>")
    assert not same("<p>a<footnote>b</footnote></p>", "<p>a b</p>")
    assert not same('<p><a href="https://a.nl">a</a></p>', '<p><a href="https://b.nl">a</a></p>')


# --- what a colleague does --------------------------------------------------------------------------------------------


def _changed(old: str, new: str) -> tuple[Snapshot, bytes]:
    """Our file of a small inkoop, in which one run of text became something else."""
    snapshot = mlw_mer()[-1]
    return snapshot, with_part(file_of(snapshot), "word/document.xml", {old: new})


def _run_of(text: str) -> str:
    """A run of the document with this text, as it stands in the file."""
    document = parts(file_of(mlw_mer()[-1]))["word/document.xml"]
    found = re.search(rf"<w:r><w:t xml:space=\"preserve\">[^<]*{re.escape(text)}[^<]*</w:t></w:r>", document)
    assert found, text
    return found[0]


def _place() -> tuple[str, str]:
    """A place whose text has a sentence that stands nowhere else, and that sentence."""
    snapshot = mlw_mer()[-1]
    deel = snapshot.perceel["3"]
    html = deel.teksten["doelgroep"]
    return "perceel/3/doelgroep", richtext.plain_text(html).split("\n")[0]


def test_a_tracked_change_is_exactly_one_difference_and_is_counted() -> None:
    pad, sentence = _place()
    run = _run_of(sentence[:60])
    word = sentence.split()[0]
    before, _, after = run.partition(word)
    close, begin = "</w:t></w:r>", '<w:r><w:t xml:space="preserve">'
    mark = 'w:id="901" w:author="Collega" w:date="2026-06-01T10:00:00Z"'
    tracked = (
        f"{before}{close}<w:del {mark}><w:r><w:delText>{word}</w:delText></w:r></w:del>"
        f"<w:ins {mark}><w:r><w:t>Meerderjarigen</w:t></w:r></w:ins>{begin}{after}"
    )
    snapshot, content = _changed(run, tracked)
    uitkomst = outcome_of(content, snapshot)
    (verschil,) = uitkomst.verschillen
    assert verschil.pad == pad
    assert verschil.wordt == verschil.was.replace(word, "Meerderjarigen", 1)
    assert not verschil.botst
    assert verschil.van == "Doelgroep van perceel 3"
    assert uitkomst.voorstel.wijzigingen == 2
    assert uitkomst.nieuw == ()


def test_a_remark_never_becomes_text() -> None:
    _, sentence = _place()
    run = _run_of(sentence[:60])
    remark = '<w:comment w:id="5" w:author="C" w:date="2026-06-01T10:00:00Z"><w:p><w:r><w:t>Klopt dit nog?</w:t></w:r></w:p></w:comment>'
    snapshot, content = _changed(
        run,
        f'<w:commentRangeStart w:id="5"/>{run}<w:commentRangeEnd w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>',
    )
    comments = parts(content)["word/comments.xml"]
    assert comments.rstrip().endswith("/>")
    content = with_part(
        content, "word/comments.xml", {comments: f"{comments.rstrip().removesuffix('/>')}>{remark}</w:comments>"}
    )
    uitkomst = outcome_of(content, snapshot)
    assert uitkomst.verschillen == ()
    assert uitkomst.voorstel.opmerkingen == 1
    assert not any("Klopt dit nog" in stuk.html for stuk in uitkomst.voorstel.stukken)


def test_a_text_that_changed_here_since_is_a_clash_and_one_that_only_changed_here_is_none() -> None:
    pad, sentence = _place()
    run = _run_of(sentence[:60])
    snapshot, content = _changed(run, run.replace(sentence.split()[0], "Meerderjarigen", 1))
    now = _other(snapshot, pad, "<p>Een collega schreef dit in het portaal.</p>")
    (verschil,) = outcome_of(content, now).verschillen
    assert verschil.botst
    assert verschil.was == "<p>Een collega schreef dit in het portaal.</p>"
    # The file did not touch this one.
    other = _other(snapshot, "perceel/4/doelgroep", "<p>Intussen anders.</p>")
    assert [one.pad for one in outcome_of(content, other).verschillen] == [pad]


def _other(snapshot: Snapshot, pad: str, html: str) -> Snapshot:
    soort, code, rubriek = split(pad)
    rows = [with_text(row, rubriek, html) if row.deelcode == code else row for row in snapshot.delen(soort)]
    return Snapshot.model_construct(**dict(snapshot) | {SOORTEN[soort].meervoud: rows})


def test_a_row_that_was_taken_out_is_a_text_that_goes() -> None:
    snapshot = mlw_mer()[-1]
    content = file_of(snapshot)
    document = parts(content)["word/document.xml"]
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", document, re.DOTALL)
    table = next(one for one in tables if ">Naam<" in one and "Perceel 3 " in one)
    row = next(one for one in re.findall(r"<w:tr>.*?</w:tr>", table, re.DOTALL) if ">Doelgroep<" in one)
    uitkomst = outcome_of(with_part(content, "word/document.xml", {table: table.replace(row, "")}), snapshot)
    (verschil,) = uitkomst.verschillen
    assert (verschil.pad, verschil.wordt) == ("perceel/3/doelgroep", "")


def test_a_new_row_and_a_new_product_are_told_apart_from_what_is_there() -> None:
    snapshot = mlw_mer()[-1]
    content = file_of(snapshot)
    document = parts(content)["word/document.xml"]
    tables = re.findall(r"<w:tbl>.*?</w:tbl>", document, re.DOTALL)
    table = next(
        one for one in tables if ">Naam<" in one and "Kortdurend verblijf (KDV)" in one and "Perceel" not in one
    )
    new = table.replace("Kortdurend verblijf (KDV)", "Dagbesteding licht (DBL)")
    uitkomst = outcome_of(with_part(content, "word/document.xml", {table: table + "<w:p/>" + new}), snapshot)
    (deel,) = uitkomst.nieuw
    assert (deel.soortnaam, deel.deelcode, deel.volledig) == ("product", "dbl", "Dagbesteding licht (DBL)")
    assert uitkomst.verschillen == ()


def test_a_file_of_another_inkoop_has_no_texts_to_begin_with() -> None:
    snapshot = mlw_mer()[-1]
    gelezen = bestand.read(file_of(snapshot))
    other = snapshot.model_copy(update={"inkoop": snapshot.inkoop.model_copy(update={"slug": "andere-inkoop"})})
    changed = _other(other, "perceel/3/doelgroep", "<p>Anders.</p>")
    (verschil,) = work_out(recognise(gelezen, changed), changed).verschillen
    assert not verschil.botst


SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is hier niet geïnstalleerd")
@pytest.mark.parametrize("formaat", FORMATEN)
def test_libreoffice_opens_and_saves_it_and_nothing_is_different(formaat: str, tmp_path: Path) -> None:
    snapshot = mlw_mer()[-1]
    source = tmp_path / f"document.{formaat}"
    source.write_bytes(file_of(snapshot, formaat))
    command = [
        str(SOFFICE),
        f"-env:UserInstallation=file://{tmp_path}/profiel",
        "--headless",
        "--convert-to",
        formaat,
        "--outdir",
    ]
    subprocess.run([*command, str(tmp_path / "uit"), str(source)], check=True, timeout=180, capture_output=True)
    uitkomst = outcome_of((tmp_path / "uit" / f"document.{formaat}").read_bytes(), snapshot)
    assert [(verschil.pad, verschil.was, verschil.wordt) for verschil in uitkomst.verschillen] == []
    assert uitkomst.nieuw == ()
    assert uitkomst.voorstel.eigen_inkoop == snapshot.inkoop.slug
    assert uitkomst.voorstel.ongeplaatst == []


def test_a_contents_list_that_word_filled_in_is_no_text() -> None:
    snapshot = mlw_mer()[-1]
    content = file_of(snapshot)
    document = parts(content)["word/document.xml"]
    field = re.search(r'<w:p><w:r><w:fldChar w:fldCharType="begin" w:dirty="true" />.*?</w:p>', document)
    assert field
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-2" \\h</w:instrText></w:r>'
    lines = [
        f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr>{"" if number else begin + separate}<w:hyperlink w:anchor="_Toc{number}"><w:r><w:t>'
        f"{deel.titel}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>{number + 2}</w:t></w:r></w:hyperlink></w:p>"
        for separate in ['<w:r><w:fldChar w:fldCharType="separate"/></w:r>']
        for number, deel in enumerate(snapshot.hoofdstukken)
    ]
    filled = "".join(lines) + '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    uitkomst = outcome_of(with_part(content, "word/document.xml", {field[0]: filled}), snapshot)
    assert (uitkomst.verschillen, uitkomst.nieuw) == ((), ())
    assert uitkomst.voorstel.ongeplaatst == []
