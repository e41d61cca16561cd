"""A whole document of practice, as plain text: what it becomes. Its sentences stay where they are: in `../shared/seeds`."""

from __future__ import annotations

import re
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from core import richtext
from inlezen import bestand, documentvorm, tekstvorm
from inlezen.boom import Kop, Tabel
from inlezen.herkennen import recognise
from inlezen.uitkomst import Uitkomst, work_out
from inlezen.voorstel import Voorstel, Zekerheid
from publicaties.snapshot import Snapshot, take
from segments.models import Inkoop
from tests.inlezen.documenten import emptied, file_of, outcome_of, words_of
from tests.publicaties.demo import mlw_mer

SEEDS = Path(settings.BASE_DIR).parent / "shared" / "seeds"
S4 = next(iter(sorted(SEEDS.glob("004_*.txt"))), None)
with_s4 = pytest.mark.skipif(S4 is None, reason="het document staat in ../shared/seeds, en die map is er hier niet")


@pytest.fixture(scope="module")
def inhoud() -> bytes:
    assert S4 is not None
    return S4.read_bytes()


@pytest.fixture(scope="module")
def leeg() -> Snapshot:
    return emptied(mlw_mer()[-1])


@pytest.fixture(scope="module")
def voorstel(inhoud: bytes, leeg: Snapshot) -> Voorstel:
    return recognise(bestand.read(inhoud), leeg)


@pytest.fixture(scope="module")
def uitkomst(voorstel: Voorstel, leeg: Snapshot) -> Uitkomst:
    return work_out(voorstel, leeg)


@with_s4
def test_the_parts_of_the_document_are_all_there(uitkomst: Uitkomst) -> None:
    new = uitkomst.snapshot()
    assert [(deel.code, deel.volledig) for deel in new.producten] == [
        ("bgi", "Begeleiding Individueel (BGI)"),
        ("bgi-complex", "Begeleiding Individueel complex (BGI complex)"),
        ("bgg", "Begeleiding Groep (BGG)"),
        ("vervoer", "Vervoer"),
        ("kdv", "Kortdurend verblijf (KDV)"),
    ]
    assert [deel.nummer for deel in new.percelen] == ["1", "2", "3", "4", "5", "6"]
    assert [(deel.code, deel.nummer, deel.status) for deel in new.grondslagen] == [
        ("SOM", 1, "in_gebruik"), ("LG", 2, "in_gebruik"), ("PG", 3, "in_gebruik"), ("PSY", 4, "in_gebruik"), ("VG", 5, "in_gebruik"),
        ("ZG", None, "niet_ingekocht"), ("NAH", None, "geen_grondslag"),
    ]  # fmt: skip
    assert all(deel.definitie for deel in new.grondslagen)
    assert [(deel.nummer, deel.naam) for deel in new.leefgebieden][::5] == [
        (1, "Persoonlijk functioneren"), (6, "Regie bij huishouden"), (11, "Verslaving"),
    ]  # fmt: skip
    assert len(new.leefgebieden) == 11
    assert [deel.soort for deel in new.hoofdstukken] == [
        "wijzigingen", "tekst", "tekst", "productenlijst", "percelenlijst", "tekst", "tekst", "producten", "grondslagen", "percelen",
    ]  # fmt: skip


@with_s4
def test_every_product_and_perceel_has_the_rubrieken_that_it_has_in_the_document(voorstel: Voorstel) -> None:
    """feiten 5: rows with the name counted. Of a rubriek that is a fact no text need be left."""
    rows = {}
    for deel in voorstel.onderdelen:
        if deel.soort in ("product", "perceel"):
            places = {stuk.pad for stuk in voorstel.stukken if stuk.pad.startswith(f"{deel.pad}/")}
            rows[deel.code] = 1 + len(places)
    assert rows == {"bgi": 15, "bgi-complex": 15, "bgg": 15, "kdv": 14, "vervoer": 9} | dict.fromkeys("123456", 10)
    assert sum(1 for deel in voorstel.onderdelen if deel.soort == "rubriek") == 15 + 9
    assert not any(deel.zeker is Zekerheid.TWIJFEL for deel in voorstel.onderdelen)


@with_s4
def test_the_facts_of_the_document_are_fields(uitkomst: Uitkomst) -> None:
    new = uitkomst.snapshot()
    every = ["SOM", "LG", "PG", "PSY", "VG"]
    assert {code: product.grondslagen for code, product in new.product.items()} == {
        "bgi": every, "bgi-complex": ["PSY"], "bgg": every, "vervoer": [], "kdv": every,
    }  # fmt: skip
    assert {code: product.eenheid for code, product in new.product.items()} == {
        "bgi": "04", "bgi-complex": "04", "bgg": "16", "vervoer": "", "kdv": "14",
    }  # fmt: skip
    kdv = new.product["kdv"]
    assert (kdv.max_per_week, kdv.max_weken_aaneen, kdv.max_per_jaar, kdv.max_toewijzing_maanden) == (3, 6, 42, 12)
    assert new.product["bgi"].leefgebieden == list(range(1, 12))
    found = {nummer: [link.code for link in perceel.producten] for nummer, perceel in new.perceel.items()}
    assert found == {key: ["bgi", "bgg", "vervoer"] for key in "1234"} | {"5": ["kdv"], "6": ["bgi-complex"]}
    assert new.perceel["6"].producten[0].periode == "in beginsel 2027 en 2028"
    duur = {
        nummer: (deel.toewijzing_min_maanden, deel.toewijzing_max_maanden, deel.verlenging_max_maanden)
        for nummer, deel in new.perceel.items()
    }
    assert duur == {
        "1": (None, 24, None), "2": (None, 24, None), "3": (12, 60, None), "4": (12, 60, None), "5": (None, 12, None), "6": (None, 12, 12),
    }  # fmt: skip
    assert [nummer for nummer, deel in new.perceel.items() if deel.toewijzing_in_beginsel] == ["1", "2"]
    assert [nummer for nummer, deel in new.perceel.items() if deel.geen_24_uur] == ["3", "4", "6"]
    assert [nummer for nummer, deel in new.perceel.items() if deel.naast_ander_perceel] == ["5"]
    assert new.perceel["6"].doorstroom == ["1", "2", "3"]


@with_s4
def test_all_words_but_a_few_are_in_their_place_and_the_rest_is_told(
    inhoud: bytes, voorstel: Voorstel, uitkomst: Uitkomst
) -> None:
    assert voorstel.geplaatste_woorden / voorstel.woorden >= 0.995
    # Counted apart: every word of the source, beside what is in texts, names and facts of the result, or told.
    source = Counter(word.casefold() for word in words_of(_without_tags(inhoud.decode())))
    told = Counter(
        word.casefold() for stuk in voorstel.stukken for word in words_of(_without_tags(richtext.plain_text(stuk.html)))
    )
    missing = source - told
    assert sum(missing.values()) <= 0.005 * sum(source.values()), missing
    assert told - source == Counter(), "no word comes from anywhere else"
    new = uitkomst.snapshot()
    kept = sum(len(words_of(richtext.plain_text(html))) for _, html in documentvorm.teksten(new))
    assert kept >= 0.93 * sum(source.values())  # the rest are headings, names, facts, the contents list


def _without_tags(text: str) -> str:
    """The words themselves: no tags, no numbers of footnotes."""
    return re.sub(r"<[^>]*>", " ", re.sub("[¹²³⁰⁴-⁹]", "", text))


@with_s4
def test_footnotes_stand_where_they_belong(uitkomst: Uitkomst) -> None:
    new = uitkomst.snapshot()
    places = [pad for pad, html in documentvorm.teksten(new) for _ in range(html.count("<footnote>"))]
    assert places == [
        "hoofdstuk/inleiding/tekst", "hoofdstuk/inleiding/tekst", "hoofdstuk/grondslagen/tekst", "product/bgi/doelen",
        "product/bgi/specifieke-eisen", "product/bgg/specifieke-eisen",
    ]  # fmt: skip


@with_s4
def test_no_rubriek_mixes_two_and_a_text_that_a_page_broke_off_is_whole(uitkomst: Uitkomst, voorstel: Voorstel) -> None:
    new = uitkomst.snapshot()
    labels = {deel.naam.casefold() for deel in voorstel.onderdelen if deel.soort == "rubriek"}
    for product in new.producten:
        for html in product.teksten.values():
            assert not labels & {line.casefold().strip(":") for line in richtext.plain_text(html).split("\n")}
    doelen = new.product["bgi"].teksten["doelen"]
    assert doelen.count("<ol>") == 1
    assert doelen.count("<li>") == 11
    assert new.product["bgi"].teksten["ondersteuningsinhoud"].count("<ul>") == 2
    kenmerken = new.perceel["6"].teksten["doelgroep"]
    assert "<li>Niet in staat is om zelfstandig hulp te vragen<ul>" in kenmerken


@with_s4
def test_the_slips_of_the_document_come_out(voorstel: Voorstel, uitkomst: Uitkomst) -> None:
    told = "\n".join(voorstel.meldingen)
    assert "De inhoudsopgave noemt perceel 4 niet" in told
    assert "De inhoudsopgave noemt “Naam”" in told
    assert "Voetnoot 1 staat ook bij “Regie bij huishouden”" in told
    assert "De wijzigingstabel zegt dat een zin is vervangen, maar de tekst heeft hem nog" in told
    assert "de rubriek Opleidingsniveau ontbreekt bij Vervoer, Kortdurend verblijf (KDV)" in told
    assert len(voorstel.meldingen) == 5
    assert uitkomst.anders == ()


@with_s4
@pytest.mark.parametrize("formaat", ["docx", "odt"])
def test_a_file_of_the_result_gives_the_same_data(uitkomst: Uitkomst, leeg: Snapshot, formaat: str) -> None:
    new = uitkomst.snapshot()
    content = file_of(new, formaat)
    again = outcome_of(content, leeg).snapshot()
    for soort in ("hoofdstukken", "rubrieken", "grondslagen", "leefgebieden", "producten", "percelen"):
        assert getattr(again, soort) == getattr(new, soort)
    assert outcome_of(content, new).verschillen == ()


@with_s4
def test_the_command_reads_it_in_and_says_what_became_of_every_word(inkoop: Inkoop, contractmanager: User) -> None:
    out = StringIO()
    call_command("lees_document", str(S4), inkoop=inkoop.slug, proef=True, stdout=out)
    assert out.getvalue().rstrip().split("\n")[-1].endswith("woorden op hun plek (99,9%)")
    assert take(inkoop).producten == []
    out = StringIO()
    call_command("lees_document", str(S4), inkoop=inkoop.slug, stdout=out)
    lines = out.getvalue().rstrip().split("\n")
    assert lines[-1] == _last(lines)
    now = take(inkoop)
    assert [len(now.producten), len(now.percelen), len(now.grondslagen), len(now.leefgebieden)] == [5, 6, 7, 11]
    assert now.perceel["6"].teksten["doelgroep"]
    assert any(line.startswith("Probleem: ") and "zeggen bijna hetzelfde" in line for line in lines)
    # The same file once more: nothing to do.
    out = StringIO()
    call_command("lees_document", str(S4), inkoop=inkoop.slug, stdout=out)
    assert "Nieuw" not in out.getvalue()
    assert "Gewijzigd" not in out.getvalue()
    assert take(inkoop) == now


def _last(lines: list[str]) -> str:
    n, _, m, *_ = lines[-1].split()
    assert 0.995 * int(m) <= int(n) <= int(m)
    return f"{n} van {m} woorden op hun plek ({1000 * int(n) // int(m) / 10:.1f}%)".replace(".", ",")


# --- the same kinds, in words of our own ------------------------------------------------------------------------------

TEKST = """Productbeschrijvingen van een kleine inkoop

Inhoud

Inleiding\t2
Producten\t3

Inleiding

Wij kopen in voor inwoners van deze streek¹. Zie ook paragraaf 3.

¹ Alle acht dorpen.

Producten

Naam\tThuisbegeleiding (TB)
Eenheid\tUur
Doelen\tDe inwoner kan zelf verder en heeft daarbij

\tgeen hulp meer nodig.
Kleur\tGroen < 18 jaar & ouder
"""


def test_a_small_text_in_words_of_our_own(leeg: Snapshot) -> None:
    uitkomst = work_out(recognise(bestand.read(TEKST.encode("cp1252")), leeg), leeg)
    new = uitkomst.snapshot()
    (product,) = new.producten
    assert (product.code, product.naam, product.eenheid) == ("tb", "Thuisbegeleiding", "04")
    assert product.teksten["doelen"] == "<p>De inwoner kan zelf verder en heeft daarbij geen hulp meer nodig.</p>"
    assert product.teksten["kleur"] == "<p>Groen &lt; 18 jaar &amp; ouder</p>"
    assert [row.naam for row in new.rubrieken] == ["Eenheid", "Doelen/resultaten", "Kleur"]
    assert (
        new.hoofdstukken[0].tekst
        == "<p>Wij kopen in voor inwoners van deze streek<footnote>Alle acht dorpen.</footnote>. Zie ook paragraaf 3.</p>"
    )
    (kleur,) = [deel for deel in uitkomst.voorstel.onderdelen if deel.zeker is Zekerheid.TWIJFEL]
    assert kleur.naam == "Kleur"


def test_a_cell_with_the_signs_of_lists_becomes_lists() -> None:
    def html(cell: str) -> str:
        return tekstvorm.Celtekst(cell).html()

    assert html("Vooraf <ul> • een • twee: <ul> ◦ twee a ◦ twee b <p>Na</p>") == (
        "<p>Vooraf</p><ul><li>een</li><li>twee:<ul><li>twee a</li><li>twee b</li></ul></li></ul><p>Na</p>"
    )
    assert html("1. een 2. twee 3. drie") == "<ol><li>een</li><li>twee</li><li>drie</li></ol>"
    assert (
        html("1. een 2. twee <p>3. drie</p> <p>Klaar.</p>")
        == "<ol><li>een</li><li>twee</li><li>drie</li></ol><p>Klaar.</p>"
    )
    assert html("Artikel 2. gaat over geld") == "<p>Artikel 2. gaat over geld</p>"
    assert html("Het is A - B <ul> - een; - twee") == "<p>Het is A - B</p><ul><li>een;</li><li>twee</li></ul>"
    assert html("<ol> 1) een <ul> • a • b 2) twee") == "<ol><li>een<ul><li>a</li><li>b</li></ul></li><li>twee</li></ol>"
    assert (
        html("<u>1. Zien:</u> kijken <u>2. Doen:</u> helpen")
        == "<ol><li><u>Zien:</u> kijken</li><li><u>Doen:</u> helpen</li></ol>"
    )


def test_a_text_without_tables_and_headings_is_kept_and_shown_as_unplaced(leeg: Snapshot) -> None:
    voorstel = recognise(bestand.read("Zomaar een brief.\n\nMet twee alinea’s.".encode("cp1252")), leeg)
    assert [richtext.plain_text(stuk.html).strip() for stuk in voorstel.ongeplaatst] == [
        "Zomaar een brief.",
        "Met twee alinea’s.",
    ]
    assert voorstel.telling == "0 van 6 woorden op hun plek (0,0%)"


def test_two_tables_of_one_name_and_a_rubriek_twice_are_told(leeg: Snapshot) -> None:
    first = "Naam\tThuis (TB)\nDoelgroep\tEen\nDoelgroep\tTwee\n\nTussenkop\n\nZomaar.\n\n"
    table = f"{first}Naam\tThuis (TB)\nDoelgroep\tDrie\nProblematiek\tVier\n"
    voorstel = recognise(bestand.read(table.encode()), leeg)
    new = work_out(voorstel, leeg).snapshot()
    assert new.product["tb"].teksten == {"doelgroep": "<p>Een</p><p>Twee</p>"}
    assert any("twee keer" in melding for melding in voorstel.meldingen)
    assert any("twee tabellen" in melding for melding in voorstel.meldingen)
    rest = " ".join(richtext.plain_text(stuk.html) for stuk in voorstel.ongeplaatst)
    assert "Drie" in rest
    assert "Vier" in rest


def test_the_tree_of_a_text_has_headings_and_tables() -> None:
    blokken = tekstvorm.read(TEKST.encode()).boom.blokken
    assert [blok.tekst for blok in blokken if isinstance(blok, Kop)] == ["Inhoud", "Inleiding", "Producten"]
    (tabel,) = [blok for blok in blokken if isinstance(blok, Tabel)]
    assert len(tabel.rijen) == 4


def test_an_inkoop_that_is_not_there_is_told(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Er is geen inkoop 'niets'"):
        call_command("lees_document", str(tmp_path / "x.docx"), inkoop="niets")
