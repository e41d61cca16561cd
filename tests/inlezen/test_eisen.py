"""Eisen and the inkoop's own axes in a document: ours come back as they are, what was edited is told, and a table of a region is read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from eisen.models import Eissoort
from inlezen.boom import Boom, Gelezen, Kop, Tabel
from inlezen.eistabel import Eisregel, read
from inlezen.herkennen import recognise
from inlezen.uitkomst import Uitkomst, work_out
from publicaties.snapshot import Snapshot
from tests.inlezen.documenten import emptied, file_of, outcome_of, parts, with_part
from tests.publicaties.demo import changed, mlw_mer, named
from tests.publicaties.test_soorten import with_assen


def whole() -> Snapshot:
    """With eisen of every shape and an axis of its own, whose values are explained in two lines."""

    def edit(data: dict[str, Any]) -> None:
        eis = named(data["eisen"], "OPL-1")
        eis |= {"bewijsmiddel": "Diploma.\nOf een verklaring van de werkgever.", "knock_out": True}
        named(data["eisen"], "OPL-2").update(soort="gunningscriterium", weging=40, max_score=10, norm="")
        data["aswaarden"][0]["definitie"] = "Weinig steun.\nEen keer per week."
        first = next(row for row in data["tarieven"] if row["product"] == data["producten"][0]["code"])
        data["tarieven"] += [first | {"grondslag": None, "perceel": None, "waarde1": waarde} for waarde in ("T1", "T2")]

    return changed(with_assen(mlw_mer()[-1]), edit)


def differences(uitkomst: Uitkomst) -> list[tuple[str, str, str]]:
    return [(one.pad, one.was, one.wordt) for one in uitkomst.verschillen]


@pytest.mark.parametrize("formaat", ["docx", "odt"])
def test_a_document_with_axes_and_eisen_comes_back_the_same(formaat: str) -> None:
    snapshot = whole()
    uitkomst = outcome_of(file_of(snapshot, formaat), snapshot)
    assert (differences(uitkomst), uitkomst.nieuw, uitkomst.anders) == ([], (), ())
    assert uitkomst.voorstel.meldingen == []
    assert uitkomst.voorstel.ongeplaatst == []
    assert f"eis/{snapshot.eisen[0].nummer}" in {deel.pad for deel in uitkomst.voorstel.onderdelen}
    assert "aswaarde/T1" in {deel.pad for deel in uitkomst.voorstel.onderdelen}


@pytest.mark.parametrize("formaat", ["docx", "odt"])
def test_eisen_are_made_again_in_an_inkoop_that_has_none(formaat: str) -> None:
    snapshot = whole()
    without = snapshot.model_copy(update={"eisen": []})
    found = outcome_of(file_of(snapshot, formaat), without).snapshot()
    for eis in snapshot.eisen:
        read = found.vind("eis", eis.nummer)
        assert read.model_dump(exclude={"identiteit", "bewijsmiddel"}) == eis.model_dump(
            exclude={"identiteit", "bewijsmiddel"}
        )
        assert read.bewijsmiddel.split() == eis.bewijsmiddel.split()


def test_an_eis_that_was_edited_is_a_difference_and_its_facts_are_told() -> None:
    snapshot = whole()
    content = file_of(snapshot)
    document = parts(content)["word/document.xml"]
    changes = {
        "De begeleider heeft": "Iedere begeleider heeft",
        "Opleiding van wie begeleidt": "Opleiding van de begeleider",
    }
    changes |= {"40%, maximaal 10 punten": "60%", ">mbo-3<": ">mbo-4<"}
    table = next(
        one for one in re.findall(r"<w:tbl>.*?</w:tbl>", document, re.DOTALL) if "Opleiding van wie begeleidt" in one
    )
    other = table
    for old, new in changes.items():
        other = other.replace(old, new, 1)
    uitkomst = outcome_of(with_part(content, "word/document.xml", {table: other}), snapshot)
    (verschil,) = uitkomst.verschillen
    assert (verschil.pad, verschil.van) == ("eis/OPL-1/tekst", "Tekst van eis OPL-1")
    assert verschil.wordt == verschil.was.replace("De begeleider heeft", "Iedere begeleider heeft")
    told = " ".join(uitkomst.anders)
    assert "Naam: in het document “Opleiding van de begeleider”, in het portaal “Opleiding van wie begeleidt”" in told


def test_an_eis_that_was_taken_out_of_the_document_is_told_and_stays() -> None:
    snapshot = whole()
    content = file_of(snapshot)
    document = parts(content)["word/document.xml"]
    rows = re.findall(r"<w:tr>.*?</w:tr>|<w:tr [^>]*>.*?</w:tr>", document, re.DOTALL)
    (row,) = [one for one in rows if ">OPL-1<" in one]
    uitkomst = outcome_of(with_part(content, "word/document.xml", {row: ""}), snapshot)
    (told,) = uitkomst.anders
    assert told.startswith("Eis OPL-1 ")
    assert "staat niet meer in het document" in told
    assert differences(uitkomst) == []
    assert uitkomst.snapshot().vind("eis", "OPL-1") == snapshot.vind("eis", "OPL-1")
    # Who archived it here already, need not be told.
    without = changed(snapshot, lambda data: data["eisen"].remove(named(data["eisen"], "OPL-1")))
    assert outcome_of(with_part(content, "word/document.xml", {row: ""}), without).anders == ()


def test_a_meaning_that_was_edited_is_told() -> None:
    snapshot = whole()
    content = with_part(file_of(snapshot), "word/document.xml", {"Een keer per week.": "Twee keer per week."})
    uitkomst = outcome_of(content, snapshot)
    assert differences(uitkomst) == []
    (told,) = uitkomst.anders
    assert "licht (T1)" in told
    assert "Twee keer per week." in told


# --- a table that a region made ---------------------------------------------------------------------------------------


def read_table(*rijen: tuple[str, ...], boven: str = "Eisen aan aanbieders", nu: Snapshot | None = None) -> Uitkomst:
    nu = nu or emptied(mlw_mer()[-1])
    kop, *rest = (tuple(f"<p>{cel}</p>" if cel else "" for cel in rij) for rij in rijen)
    boom = Boom((Kop(1, "Eisen"), Kop(2, boven), Tabel(kop, tuple(rest))))
    return work_out(recognise(Gelezen(boom), nu), nu)


def test_a_table_of_a_region_becomes_eisen() -> None:
    uitkomst = read_table(
        ("Nr.", "Geschiktheidseis", "Bewijsmiddel", "Weging"),
        ("G1", "Verzekering", "Polis", ""),
        ("G2", "De aanbieder heeft een kwaliteitssysteem. Het wordt elk jaar getoetst.", "Certificaat", "veel"),
        boven="Geschiktheidseisen",
    )
    g1, g2 = (deel for deel in uitkomst.nieuw if deel.soortnaam == "eis")
    assert (g1.nummer, g1.naam, g1.tekst, g1.bewijsmiddel) == ("G1", "Verzekering", "", "Polis")
    assert g1.soort == g2.soort == Eissoort.GESCHIKTHEIDSEIS
    assert g2.naam == "De aanbieder heeft een kwaliteitssysteem"
    assert "elk jaar getoetst" in g2.tekst
    (stuk,) = uitkomst.voorstel.ongeplaatst
    assert (stuk.html, stuk.bron) == ("<p>veel</p>", "eis G2, “Weging”")


def test_what_a_region_does_not_say_is_marked_as_a_guess() -> None:
    uitkomst = read_table(("Nr", "Eis"), ("E1", "Een VOG."), ("KPI-1", "Wachttijd."))
    guessed = {deel.code: deel for deel in uitkomst.voorstel.onderdelen if deel.soort == "eis"}
    assert [row.soort for row in uitkomst.nieuw if row.soortnaam == "eis"] == [Eissoort.UITVOERINGSEIS, Eissoort.KPI]
    assert "uitvoeringseis aangenomen" in guessed["E1"].waarom
    assert guessed["E1"].zeker == "twijfel"


def test_a_number_that_stands_twice_is_left_for_who_reads() -> None:
    uitkomst = read_table(("Nr", "Eis"), ("E1", "Een VOG."), ("E1", "Een polis."))
    assert [row.naam for row in uitkomst.nieuw if row.soortnaam == "eis"] == ["Een VOG"]
    assert "Eis E1 staat twee keer in het document. De tweede is niet geplaatst." in uitkomst.voorstel.meldingen
    assert any("Een polis" in stuk.html for stuk in uitkomst.voorstel.ongeplaatst)


# --- one row ----------------------------------------------------------------------------------------------------------


def rows_of(*rijen: tuple[str, ...], boven: str = "", nu: Snapshot | None = None) -> list[Eisregel] | None:
    kop, *rest = (tuple(cel if cel.startswith("<") else f"<p>{cel}</p>" * bool(cel) for cel in rij) for rij in rijen)
    return read(Tabel(kop, tuple(rest)), nu or mlw_mer()[3], boven)


def row_of(kop: tuple[str, ...], *cellen: str, **kwargs: Any) -> Eisregel:
    (found,) = rows_of(kop, cellen, **kwargs) or []
    return found


@pytest.mark.parametrize(
    ("kop", "is_read"),
    [
        (("Nr", "Eis"), True),
        (("Nummer", "Criteria"), True),
        (("Code.", "KPI’s"), True),
        (("Nr", "Uitsluitingsgronden. Bij inschrijving."), True),
        (("Nr", "Omschrijving", "Norm"), True),
        (("Nr", "Omschrijving", "Kleur"), False),
        (("Nr", "Omschrijving"), False),
        (("Naam", "Eis"), False),
        (("Nr",), False),
    ],
)
def test_the_head_says_whether_a_table_is_one_of_eisen(kop: tuple[str, ...], is_read: bool) -> None:
    assert bool(rows_of(kop, ("X1", "Een VOG.", "x")[: len(kop)])) == is_read


@pytest.mark.parametrize(
    ("nummers", "found"),
    [
        (["X1", "X-2"], ["X1", "X-2"]),
        (["X" * 20], ["X" * 20]),
        (["X" * 21], None),
        (["X1", "X 2"], None),
        (["X1", ""], None),
        ([], None),
    ],
)
def test_each_row_of_it_has_a_number(nummers: list[str], found: list[str] | None) -> None:
    rijen = [(nummer, "Een VOG.") for nummer in nummers]
    told = rows_of(("Nr", "Eis"), *rijen)
    assert (told and [row.nummer for row in told]) == found
    # A row without a word is no row.
    assert rows_of(("Nr", "Eis"), ("", ""), *rijen) == told


WOORDEN = " ".join(["woord"] * 26)  # 155 characters


@pytest.mark.parametrize(
    ("cel", "naam", "tekst"),
    [
        ("<p>Een polis.</p>", "Een polis", ""),
        ("<p>Een polis. Van dit jaar.</p>", "Een polis", "<p>Een polis. Van dit jaar.</p>"),
        ("<p>Een polis:</p><p>van dit jaar.</p>", "Een polis", "<p>Een polis:</p><p>van dit jaar.</p>"),
        ("<p><strong>Verzekerd</strong></p><p>Een polis.</p>", "Verzekerd", "<p>Een polis.</p>"),
        (f"<p><strong>{WOORDEN} en meer</strong></p>", f"{WOORDEN} en m", ""),
        (f"<p>{WOORDEN} vier.</p>", f"{WOORDEN} vier", ""),
        (f"<p>{WOORDEN} vijfs.</p>", f"{WOORDEN}…", f"<p>{WOORDEN} vijfs.</p>"),
    ],
)
@pytest.mark.parametrize("knock_out", [False, True])
def test_an_eis_is_called_by_what_stands_first(cel: str, naam: str, tekst: str, knock_out: bool) -> None:
    row = row_of(("Nr", "Eis"), "X1", cel + "<p>Knock-out: wie niet voldoet, valt af.</p>" * knock_out)
    assert (row.naam, row.tekst, row.velden["naam"], row.velden["knock_out"]) == (naam, tekst, naam, knock_out)


NOWHERE = {"segmenten": [], "percelen": [], "producten": []}


@pytest.mark.parametrize(
    ("kolom", "cel", "velden"),
    [
        ("Norm", "95%", {"norm": "95%"}),
        ("Bewijs", "", {"bewijsmiddel": ""}),
        ("Weging", "40%", {"weging": 40, "max_score": None}),
        ("Gewicht", "maximaal 10 punten", {"weging": None, "max_score": 10}),
        ("Weging", "40 %, hooguit 10 punten", {"weging": 40, "max_score": 10}),
        ("Weging", "", {"weging": None, "max_score": None}),
        ("Weging", "veel", None),
        ("Wanneer", "Tijdens de uitvoering.", {"moment": "uitvoering"}),
        ("Wanneer", "", {"moment": ""}),
        ("Wanneer", "ooit", None),
        ("Geldt voor", "De hele inkoop", {"geldt_voor": "inkoop", **NOWHERE}),
        ("Geldt voor", "percelen 1 en 2", {"geldt_voor": "perceel", **NOWHERE, "percelen": ["1", "2"]}),
        ("Geldt voor", "BGI complex", {"geldt_voor": "product", **NOWHERE, "producten": ["bgi-complex"]}),
        ("Geldt voor", "percelen 1 en 9", None),
        ("Kleur", "groen", None),
    ],
)
def test_a_cell_is_a_field_or_is_told_as_what_is_left(kolom: str, cel: str, velden: dict[str, Any] | None) -> None:
    row = row_of(("Nr", "Uitvoeringseisen", kolom), "X1", "Een polis.", cel)
    always = {
        "nummer": "X1",
        "naam": "Een polis",
        "knock_out": False,
        "soort": "uitvoeringseis",
        "geldt_voor": "inkoop",
    }
    assert row.velden == always | (velden or {})
    html = [f"<p>{cel}</p>"] if cel else []
    assert [*row.feiten] == (html if velden else [])
    assert [*row.rest] == ([] if velden else [(kolom, *html)])


@pytest.mark.parametrize(
    ("kop", "velden"),
    [
        ("Geschiktheidseisen", {}),
        ("Geschiktheidseisen. Bij inschrijving.", {"moment": "inschrijving"}),
        (
            "Geschiktheidseisen. Bij de start. Geldt voor perceel 1.",
            {"moment": "start", "geldt_voor": "perceel", **NOWHERE, "percelen": ["1"]},
        ),
        ("Geschiktheidseisen. Geldt voor KDV.", {"geldt_voor": "product", **NOWHERE, "producten": ["kdv"]}),
    ],
)
def test_what_the_head_tells_holds_for_each_row(kop: str, velden: dict[str, Any]) -> None:
    row = row_of(("Nr", kop), "X1", "Een polis.")
    always = {
        "nummer": "X1",
        "naam": "Een polis",
        "knock_out": False,
        "soort": "geschiktheidseis",
        "geldt_voor": "inkoop",
    }
    assert (row.velden, row.waarom) == (always | velden, "")


def test_of_an_eis_that_is_there_only_what_is_said_otherwise() -> None:
    now = mlw_mer()[3].vind("eis", "KPI-1")
    kop = ("Nr", "KPI’s", "Norm")
    row = row_of(kop, "kpi-1", f"<p><strong>{now.naam}</strong></p>{now.tekst}", now.norm)
    assert (row.nummer, row.naam, row.tekst, row.velden) == ("KPI-1", now.naam, now.tekst, {})
    assert row_of(kop, "KPI-1", f"<p><strong>Anders</strong></p>{now.tekst}", "50%").velden == {
        "naam": "Anders", "norm": "50%",
    }  # fmt: skip
    # Without a name above it as the portal writes it, its name stays.
    assert row_of(kop, "KPI-1", now.tekst, now.norm).velden == {}


@pytest.mark.parametrize(
    ("nummer", "boven", "soort"),
    [
        ("X1", "De geschiktheidseisen", "geschiktheidseis"),
        ("X1", "Een uitsluitingsgrond", "uitsluitingsgrond"),
        ("KPI-9", "Wat wij vragen", "kpi"),
        ("X1", "Wat wij vragen", "uitvoeringseis"),
    ],
)
def test_the_sort_is_guessed_from_what_stands_above_or_from_the_number(nummer: str, boven: str, soort: str) -> None:
    row = row_of(("Nr", "Eis"), nummer, "Een polis.", boven=boven)
    assert (row.velden["soort"], row.waarom.startswith("Het document zegt niet wat voor eis dit is")) == (soort, True)


@pytest.mark.parametrize(
    "rijen",
    [
        (("Nr", "Omschrijving"), ("1", "Een lijst die geen eisen heeft.")),
        (("Naam", "Eis"), ("G1", "Geen nummers.")),
        (("Nr", "Eis"), ("G 1", "Een nummer met een spatie.")),
        (("Nr", "Eis"),),
    ],
)
def test_another_table_is_no_table_of_eisen(rijen: tuple[tuple[str, ...], ...]) -> None:
    assert not any(row.soortnaam == "eis" for row in read_table(*rijen).nieuw)
