"""Eisen and the inkoop's own axes in a document: ours come back as they are, what was edited is told, and a table of a region is read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from eisen.models import Eissoort
from inlezen.boom import Boom, Gelezen, Kop, Tabel
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
