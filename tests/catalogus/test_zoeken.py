"""Search on the demo data: what people type, and what nobody should type."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from catalogus import zoeken
from catalogus.aanbod import aanbod
from catalogus.treffers import MAX_WIJZEN, tsquery, ways
from catalogus.zoeken import FACETTEN, MAX_LENGTH, START, STOP, Zoekuitkomst, Zoekvraag, marked, pages, search, tidy
from core.moment import Moment, Precisie
from proces.models import Mijlpaal
from publicaties.models import Onderdeel, Publicatie, Woord
from segments.models import Inkoop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

MLW = {"inkoop": ["mlw-mer-2024"]}
INJECTIONS = [
    "'; DROP TABLE publicaties_onderdeel; --",
    "' OR 1=1 --",
    "begeleiding:* & !(",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}",
    "\\",
    '"',
    "%' AND similarity",
    "-",
    "or or or",
    "🙂 €%",
    "\x00begeleiding\x00",
    "a:*b",
    "!!&&||",
]


def find(q: str, **more: list[str]) -> Zoekuitkomst:
    return search(Zoekvraag.read({"q": [q], **more}), aanbod())


def titles(q: str, **more: list[str]) -> list[str]:
    return [resultaat.titel for resultaat in find(q, **more).resultaten]


def all_titles(q: str) -> list[tuple[str, str]]:
    first = find(q)
    pages = [find(q, pagina=[str(number)]) for number in range(1, first.paginas + 1)]
    return [(resultaat.titel, resultaat.adres) for page in pages for resultaat in page.resultaten]


# --- words ---


@pytest.mark.parametrize("word", ["begeleid", "begeleiding", "Begeleiding", "BEGELEIDING"])
def test_forms_of_a_word_find_the_same(word: str) -> None:
    assert "Begeleiding Individueel (BGI)" in titles(word, **MLW)


@pytest.mark.parametrize(("plain", "accented"), [("client", "cliënt"), ("clienten", "cliënten")])
def test_accents_do_not_matter(plain: str, accented: str) -> None:
    assert find(plain).totaal == find(accented).totaal > 0


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("BGI", "Begeleiding Individueel (BGI)"),
        ("bgi-complex", "Begeleiding Individueel complex (BGI complex)"),
        ("bgi complex", "Begeleiding Individueel complex (BGI complex)"),
        ("02A03", "Begeleiding Individueel (BGI)"),
        ("kdv", "Kortdurend verblijf (KDV)"),
        ("PSY", "Psychische stoornis"),
        ("perceel 5", "Perceel 5 Kortdurend verblijf (KDV)"),
    ],
)
def test_a_code_finds_its_page_first(code: str, title: str) -> None:
    assert titles(code, **MLW)[0] == title


def test_phrase_finds_less_than_its_words() -> None:
    phrase, words = find('"eigen regie"'), find("eigen regie")
    assert 0 < phrase.totaal <= words.totaal
    assert find('"kortdurend verblijf"').totaal > find('"verblijf regie"').totaal == 0


def test_minus_leaves_out_and_or_adds() -> None:
    assert find("begeleiding -groep").totaal < find("begeleiding").totaal
    assert find("KDV or dagdeel").totaal >= max(find("KDV").totaal, find("dagdeel").totaal)


@pytest.mark.parametrize("typed", ["begel", "begeleid", "begeleidi", "begeleidin"])
def test_results_stay_while_somebody_types_on(typed: str) -> None:
    assert find(typed).totaal >= find("begeleiding").totaal > 20


@pytest.mark.parametrize(("words", "title"), [("kampen", "Kampen"), ("weert", "Midden-Limburg"), ("85312000-9", "")])
def test_gemeente_or_cpv_code_finds_the_inkoop_first(words: str, title: str) -> None:
    first = find(words).resultaten[0]
    assert first.soort == "Inkoop"
    assert title in first.titel + first.versie.regio
    assert first.adres == first.versie.pad


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("BGI - Individueel complex", "BGI Individueel complex"),
        ("Begeleiding - Individueel complex", "Begeleiding – Individueel complex"),
        ("Kortdurend verblijf - KDV tarief", "Kortdurend verblijf KDV tarief"),
        ("begeleiding/individueel", "begeleiding individueel"),
        ("kortdurend-verblijf", "kortdurend verblijf"),
        ("kortdurend.verblijf", "kortdurend verblijf"),
        ("-", ""),
    ],
)
def test_a_sign_between_words_asks_nothing(typed: str, same: str) -> None:
    assert find(typed).totaal == find(same).totaal
    assert (find(typed).totaal > 0) == bool(same)


def test_a_word_with_a_hyphen_is_that_word_without_one_too() -> None:
    assert titles("BG-I", **MLW)[0] == titles("BGI", **MLW)[0]
    assert find("BG-I").totaal >= find("BGI").totaal > 0


def test_the_ways_to_ask_with_synonyms_are_bounded() -> None:
    groep = frozenset(f"woord{letter}" for letter in "abcdefghijklmnop")
    found = ways(" ".join(sorted(groep)), [groep])
    assert len(found) == MAX_WIJZEN
    assert ways("de prijs", [frozenset({"prijs", "tarief"})]) == ["de prijs", "de tarief"]


def test_a_minus_before_a_word_still_leaves_it_out() -> None:
    assert 0 < find("begeleiding -groep").totaal < find("begeleiding").totaal


def test_an_example_comes_after_what_exists() -> None:
    """Voorbeeldstad buys hulp bij het huishouden too, and nobody can enrol there."""
    numbers = range(1, find("huishouden").paginas + 1)
    pages = [find("huishouden", pagina=[str(number)]) for number in numbers]
    invented = [resultaat.versie.verzonnen for page in pages for resultaat in page.resultaten]
    assert set(invented) == {False, True}
    assert invented == sorted(invented)
    assert find("huishouden", inkoop=["voorbeeldstad-2026"]).totaal


def test_snippet_says_what_the_text_says_and_not_the_facts() -> None:
    assert all("iWmo" not in resultaat.fragment for resultaat in find("begeleiding", soort=["product"]).resultaten)
    assert find('"42 etmalen per jaar"').totaal > 0


def test_facet_that_narrows_nothing_is_not_shown() -> None:
    uitkomst = find("02A03")
    assert uitkomst.totaal == 1
    assert uitkomst.facetten == []


def test_beginning_of_a_word_finds_it_while_typing() -> None:
    assert find("dagbest").totaal >= find("dagbesteding").totaal > 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("begeleidng", "begeleiding"),
        ("kortdurend verblif", "kortdurend verblijf"),
        ("psygische stornis", "psychische stoornis"),
        ("ondersteuningplan", "ondersteuningsplan"),
        ("verblif voor psygische", "verblijf voor psychische"),
    ],
)
def test_typing_mistake_is_helped(typed: str, meant: str) -> None:
    uitkomst = find(typed)
    assert not uitkomst.met_alle
    assert uitkomst.bedoelde == meant
    assert find(meant).totaal > 0


def test_nonsense_gets_no_suggestion_but_a_way_on(client: Client) -> None:
    page = client.get("/zoeken/?q=qqxxzzww").content.decode()
    assert "Geen resultaten voor" in page
    assert "Bedoelde u" not in page
    assert "/inkoop/mlw-mer-2024/" in page
    assert '<div class="wmo-facetten wmo-facetten--leeg" id="facetten">' in page


# --- what nobody should type ---


@pytest.mark.parametrize("query", INJECTIONS)
def test_strange_question_is_harmless(client: Client, query: str) -> None:
    before = Onderdeel.objects.count()
    response = client.get("/zoeken/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert Onderdeel.objects.count() == before


@pytest.mark.parametrize("query", ["a" * 2_000, "begeleiding " * 170, "é" * 2_000, '"' * 2_000])
def test_two_thousand_signs_are_cut(client: Client, query: str) -> None:
    response = client.get("/zoeken/", {"q": query})
    assert response.status_code == 200
    value = html.fromstring(response.content.decode()).get_element_by_id("q").get("value")
    assert len(value) <= MAX_LENGTH


@pytest.mark.parametrize("query", ["", "   ", "\t\n"])
def test_empty_question_searches_nothing(client: Client, query: str) -> None:
    page = client.get("/zoeken/", {"q": query}).content.decode()
    assert "Vul een of meer woorden in" in page


@pytest.mark.parametrize("name", [*FACETTEN, "pagina", "toekomst"])
@pytest.mark.parametrize("value", ["'; --", "-1", "999999999999", "<b>", "\x00"])
def test_strange_filter_is_harmless(client: Client, name: str, value: str) -> None:
    assert client.get("/zoeken/", {"q": "begeleiding", name: value}).status_code == 200


@given(st.text(max_size=3_000))
def test_tidy_text_is_short_and_of_one_line(text: str) -> None:
    tidied = tidy(text)
    assert len(tidied) <= MAX_LENGTH
    assert tidied == tidy(tidied)
    assert not re.search(r"[\x00-\x1f\x7f\ue000\ue001]", tidied)


@given(st.text(alphabet=f"a<>&\"'{START}{STOP}\n", max_size=60))
def test_snippet_holds_nothing_but_marks(fragment: str) -> None:
    without_marks = re.sub(r'<mark class="utrecht-mark">|</mark>', "", marked(fragment))
    assert not set(without_marks) & {"<", ">", START, STOP}


# --- order, pages, facets ---


@pytest.mark.parametrize(
    ("pagina", "paginas", "shown"),
    [(1, 1, [1]), (1, 5, [1, 2, 3, 4, 5]), (1, 6, [1, 2, 3, 6]), (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]), (9, 9, [1, 7, 8, 9])],
)  # fmt: skip
def test_one_number_alone_is_not_left_out(pagina: int, paginas: int, shown: list[int]) -> None:
    assert pages(pagina, paginas) == shown


def test_order_is_stable_and_pages_do_not_overlap() -> None:
    found = all_titles("begeleiding")
    assert len(found) == find("begeleiding").totaal == len(set(found)) > 10
    assert found == all_titles("begeleiding")


def test_page_that_does_not_exist_shows_the_last() -> None:
    uitkomst = find("begeleiding", pagina=["900"])
    assert uitkomst.pagina == uitkomst.paginas


def test_count_of_a_facet_is_what_choosing_it_gives() -> None:
    uitkomst = find("begeleiding")
    assert {facet.sleutel for facet in uitkomst.facetten} == set(FACETTEN)
    for facet in uitkomst.facetten:
        for keuze in facet.keuzes:
            assert find("begeleiding", **{facet.sleutel: [keuze.waarde]}).totaal == keuze.aantal, keuze


def test_counts_hold_with_another_choice_made() -> None:
    chosen = {"regio": ["mlw-mer"], "soort": ["product", "perceel"]}
    for facet in find("begeleiding", **chosen).facetten:
        if facet.sleutel == "grondslag":
            for keuze in facet.keuzes:
                assert find("begeleiding", **chosen, grondslag=[keuze.waarde]).totaal == keuze.aantal


def test_only_what_is_read_today_is_found() -> None:
    assert all("/versie/" not in adres for _, adres in all_titles("begeleiding"))


# --- the page ---


def test_fragment_is_the_same_as_that_part_of_the_page(client: Client) -> None:
    address = "/zoeken/?q=begeleiding&soort=product"
    page, fragment = client.get(address), client.get(address, headers={"HX-Request": "true"})
    whole, part = html.fromstring(page.content.decode()), html.fromstring(f"<div>{fragment.content.decode()}</div>")
    assert [child.tag for child in part] == ["title", "div"]
    assert part.findtext("title") == whole.findtext(".//title")
    assert html.tostring(part.get_element_by_id("zoekuitkomst"), with_tail=False).split() == (
        html.tostring(whole.get_element_by_id("zoekuitkomst"), with_tail=False).split()
    )
    assert "HX-Request" in page.headers["Vary"]
    assert "HX-Request" in fragment.headers["Vary"]


def test_asking_the_same_again_is_no_step_in_the_history(client: Client) -> None:
    address = "/zoeken/?q=begeleiding"
    again = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}"}
    assert client.get(address, headers=again).headers["HX-Replace-Url"] == address
    other = {"HX-Request": "true", "HX-Current-URL": "http://testserver/zoeken/?q=vervoer"}
    assert "HX-Replace-Url" not in client.get(address, headers=other).headers


def test_back_button_gets_a_whole_page(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get("/zoeken/?q=begeleiding", headers=headers).content.decode()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/zoeken/?q=begeleiding", 7),
        ("/zoeken/?q=vervoer&soort=product", 5),
        ("/zoeken/?q=begeleidng", 6),  # whether it is made of two words
        ("/zoeken/?q=dagbestedingsgroep+tolk", 9),
    ],
)
def test_search_costs_few_queries(client: Client, address: str, most: int) -> None:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    read = [query["sql"] for query in queries.captured_queries if " FROM " in query["sql"]]
    assert len(read) <= most


def test_beyond_the_hits_that_are_put_in_order_pages_do_not_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = all_titles("begeleiding")
    monkeypatch.setattr(zoeken, "ORDERED", zoeken.PER_PAGE)
    found = all_titles("begeleiding")
    assert found == all_titles("begeleiding")
    assert sorted(found) == sorted(everything)
    assert len(found) > 2 * zoeken.PER_PAGE


def test_hits_in_a_title_are_among_those_that_are_put_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoeken, "ORDERED", zoeken.PER_PAGE)
    assert set(titles("kortdurend verblijf", **MLW)[:2]) == {
        "Kortdurend verblijf (KDV)",
        "Perceel 5 Kortdurend verblijf (KDV)",
    }


def test_word_of_a_version_that_nobody_sees_is_not_offered() -> None:
    Woord.objects.create(woord="begeleidingxx")  # looks more like it than "begeleiding" does
    assert find("begeleidingx").bedoelde == "begeleiding"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zwaluw", True),
        ("merel", True),
        ("sperwer", True),
        ("zwaluw/merel", True),
        ("loket@mlw.example", True),
        ("mlw", True),
        ("loket", True),
        ("www.uiterwaard.example/zorg", True),
        ("uiterwaard", True),
        ("MBO-3", True),
        ("MBO3", True),
        ("lijster", True),
    ],
)
def test_words_that_a_sign_joins_in_a_text(typed: str, found: bool) -> None:
    versie = Onderdeel.objects.filter(publicatie__inkoop__slug="mlw-mer-2024").order_by("-pk")[0].publicatie
    tekst = (
        "Zorg in zwaluw/merel en buizerd/sperwer. Mail loket@mlw.example of zie https://www.uiterwaard.example/zorg. "
        "Met MBO-3; spreeuw–lijster."
    )
    row = Onderdeel(publicatie=Publicatie.objects.create(
        inkoop=versie.inkoop, versienaam="Proef", ingangsdatum=versie.ingangsdatum
    ), soort="hoofdstuk", code="proef", titel="Proef", tekst=tekst)  # fmt: skip
    row.save()
    hits = Onderdeel.objects.filter(pk=row.pk, zoekvector=tsquery(typed))
    assert hits.exists() == found
    row.publicatie.delete()


def test_the_word_in_a_snippet_is_marked_and_the_text_is_as_it_was() -> None:
    assert marked("Zorg in zwaluw\ue002/\ue002\ue000merel\ue001.") == (
        'Zorg in zwaluw/<mark class="utrecht-mark">merel</mark>.'
    )
    assert all("\ue002" not in resultaat.fragment for resultaat in find("mbo").resultaten)


# --- what goes on around the text ---


def test_a_row_that_is_not_openbaar_is_not_found_and_another_is_as_it_is_now() -> None:
    row = Mijlpaal.objects.create(
        inkoop=Inkoop.objects.get(slug="kampen-2026"),
        titel="Zeepkistenrace",
        moment=Moment(dt.date(2027, 2, 3), Precisie.DAG),
    )
    assert find("zeepkistenrace").totaal == 0
    Mijlpaal.objects.filter(pk=row.pk).update(openbaar=True)
    (resultaat,) = find("zeepkistenrace").resultaten
    assert resultaat.adres == f"/inkoop/kampen-2026/planning/#mijlpaal-{row.pk}"
    assert (resultaat.soort, resultaat.wanneer) == ("Planning", "3 februari 2027")
    Mijlpaal.objects.filter(pk=row.pk).update(omschrijving="Kijk ook bij de wedstrijdregels & <b>vlaggen</b>.")
    (resultaat,) = find("vlaggen").resultaten
    assert "<b>" not in resultaat.fragment


def test_filters_and_counts_know_the_rows_around_the_text() -> None:
    alles, planning = find("segment ouderen"), find("segment ouderen", soort=["mijlpaal"])
    counts = {
        keuze.waarde: keuze.aantal for facet in alles.facetten if facet.sleutel == "soort" for keuze in facet.keuzes
    }
    assert planning.totaal == counts["mijlpaal"] > 1
    assert {resultaat.soort for resultaat in planning.resultaten} == {"Planning"}
    assert find("segment ouderen", soort=["mijlpaal"], regio=["limburg-noord"]).totaal < planning.totaal
    assert find("segment ouderen", soort=["mijlpaal"], grondslag=["PSY"]).totaal == 0


def test_every_hit_stands_on_one_page_and_no_page_is_short() -> None:
    """Also where the pages that are put in order by all that they say end, with rows around the text between them."""
    inkoop = Inkoop.objects.get(slug="kampen-2026")
    Mijlpaal.objects.bulk_create(
        Mijlpaal(
            inkoop=inkoop,
            openbaar=True,
            titel=f"Overleg begeleiding {number}",
            moment=Moment(dt.date(2027, 2, 3), Precisie.DAG),
        )
        for number in range(30)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zoeken, "ORDERED", 20)
        first = find("begeleiding")
        found = all_titles("begeleiding")
    assert len(found) == first.totaal > 60
    assert len({adres for _, adres in found}) == len(found)


def test_inside_an_inkoop_that_inkoop_is_searched_and_all_of_them_are_offered(client: Client) -> None:
    page = html.fromstring(client.get("/inkoop/kampen-2026/segmenten/ouderen/").content.decode())
    (form,) = page.xpath("//header//form")
    assert dict(form.form_values())["inkoop"] == "kampen-2026"
    assert page.xpath("//header//a[@href='/zoeken/?inkoop=kampen-2026']")
    inside = html.fromstring(client.get("/zoeken/?q=dagbesteding&inkoop=kampen-2026").content.decode())
    links = inside.xpath("//ol[@class='wmo-resultaten']//h3/a/@href")
    assert links
    assert all(link.startswith("/inkoop/kampen-2026/") for link in links)
    (wider,) = inside.xpath("//a[contains(text(), 'alle inkopen van alle regio')]")
    assert wider.get("href") == "/zoeken/?q=dagbesteding"
    assert f"({find('dagbesteding').totaal} resultaten)" in wider.text_content()
