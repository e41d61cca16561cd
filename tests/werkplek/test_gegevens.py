from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Rol, User
from percelen.models import Inschrijfvoorwaarde, Kenmerk, Perceel, PerceelProduct, PerceelTekst
from producten.models import Grondslag, Product, ProductTekst, Rubriek
from segments.models import Begrip, Deelnemer, Inkoop, Segment
from tests.accounts.factories import UserFactory
from tests.percelen.factories import PerceelFactory
from tests.producten.factories import ProductFactory
from tests.segments.factories import DeelnemerFactory, GemeenteFactory, InkoopFactory
from tests.tarieven.factories import TariefFactory
from tests.werkplek.conftest import basis_of, client_of, send
from tests.werkplek.test_excel import download
from tests.werkplek.versies import change_text, fill, published

BASE = "/beheer/inkoop-2026/"


def fields(client: Client, url: str) -> dict[str, object]:
    """What a browser would send when nothing is changed."""
    form = client.get(url).context["form"]
    values: dict[str, object] = {}
    for field in [*form.visible_fields(), *form.hidden_fields()]:
        value = field.value()
        if isinstance(value, bool):
            values |= {field.html_name: "on"} if value else {}
        elif isinstance(value, list):
            values[field.html_name] = [getattr(item, "pk", item) for item in value]
        elif value is not None:
            values[field.html_name] = value
    return values


def test_facts_of_a_product_are_changed(editor: Client, perceel: Perceel, product: Product) -> None:
    url = f"{BASE}gegevens/product/bgi/"
    response = editor.post(url, fields(editor, url) | {"eenheid": "16", "max_per_week": "3", "max_per_jaar": "42"})
    assert response.status_code == 302
    product.refresh_from_db()
    assert (product.eenheid, product.max_per_week, product.max_per_jaar) == ("16", 3, 42)
    assert [row.code for row in product.grondslagen.all()] == ["PSY"]


@pytest.mark.parametrize(
    ("url", "change", "message"),
    [
        ("gegevens/product/bgi/", {"max_per_week": "50", "max_per_jaar": "42"}, "groter dan het maximum per jaar"),
        ("gegevens/product/bgi/", {"naam": ""}, "Dit veld is verplicht"),
        ("gegevens/product/bgi/", {"code": "Met Spatie"}, "Gebruik alleen kleine letters"),
        (
            "gegevens/perceel/3/",
            {"toewijzing_min_maanden": "24", "toewijzing_max_maanden": "12"},
            "langer dan de maximale",
        ),
        ("gegevens/rubriek/product-doelgroep/", {"bron": "producten"}, "past niet bij deze soort"),
    ],
)
def test_bad_input_is_told_and_kept(
    editor: Client, perceel: Perceel, url: str, change: dict[str, str], message: str
) -> None:
    data = fields(editor, BASE + url) | change
    response = editor.post(BASE + url, data)
    assert response.status_code == 422
    body = response.content.decode()
    assert message in body
    assert 'id="fouten"' in body


def test_a_perceel_number_that_exists_is_told_at_the_number(editor: Client, perceel: Perceel) -> None:
    response = editor.post(f"{BASE}toevoegen/perceel/", {"nummer": "3", "naam": "Nog een"})
    assert response.status_code == 422
    assert response.context["form"].errors["nummer"] == ["Er is al een perceel met dit nummer in deze inkoop."]


def test_adding_twice_makes_one(editor: Client, perceel: Perceel) -> None:
    data = {"naam": "Begeleiding groep"}
    assert editor.post(f"{BASE}toevoegen/product/", data).status_code == 302
    assert editor.post(f"{BASE}toevoegen/product/", data).status_code == 422
    assert Product.objects.get(code="begeleiding-groep").inkoop == perceel.inkoop


def test_facts_changed_by_a_colleague_are_shown_first(editor: Client, perceel: Perceel, product: Product) -> None:
    url = f"{BASE}gegevens/product/bgi/"
    mine = fields(editor, url) | {"naam": "Mijn naam"}
    Product.objects.filter(pk=product.pk).update(eenheid="14")
    response = editor.post(url, mine)
    assert response.status_code == 409
    assert "etmaal" in response.content.decode()
    product.refresh_from_db()
    assert product.naam == "Begeleiding individueel"
    basis = response.context["form"]["basis"].value()
    assert editor.post(url, mine | {"basis": basis}).status_code == 302
    product.refresh_from_db()
    assert product.naam == "Mijn naam"


def test_links_to_another_inkoop_are_refused(editor: Client, perceel: Perceel) -> None:
    stranger = PerceelFactory(inkoop=InkoopFactory())
    url = f"{BASE}gegevens/perceel/3/"
    assert editor.post(url, fields(editor, url) | {"doorstroom": [stranger.pk]}).status_code == 422


def test_a_link_to_what_was_archived_since_is_kept(editor: Client, perceel: Perceel, product: Product) -> None:
    """Bringing it back brings its links, so an edit of something else may not drop them."""
    at = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    Grondslag.objects.update(gearchiveerd_op=at)
    Segment.objects.update(gearchiveerd_op=at)
    for url in (f"{BASE}gegevens/product/bgi/", f"{BASE}gegevens/perceel/3/"):
        assert "(gearchiveerd)" in editor.get(url).content.decode()
        assert editor.post(url, fields(editor, url) | {"naam": "Andere naam"}).status_code == 302
    perceel.refresh_from_db()
    assert perceel.naam == "Andere naam"
    assert perceel.segment is not None
    assert [row.code for row in product.grondslagen.all()] == ["PSY"]


def test_begrip_is_added_and_removed(editor: Client, perceel: Perceel) -> None:
    editor.post(f"{BASE}toevoegen/begrip/", {"term": "regie", "omschrijving": "Wie wat doet.", "synoniemen": "sturing"})
    begrip = Begrip.objects.get(term="regie")
    assert begrip.synoniemen == ["sturing"]
    send(editor, f"{BASE}gegevens/begrip/{begrip.pk}/", {"verwijderen": "ja"})
    assert not Begrip.objects.filter(term="regie").exists()


def test_inschrijfvoorwaarde_is_added_changed_and_removed(editor: Client, perceel: Perceel, product: Product) -> None:
    other = ProductFactory(inkoop=perceel.inkoop)
    url = f"{BASE}producten/bgi/voorwaarden/"
    editor.post(url, {"soort": "verplicht", "ander_product": other.pk, "percelen": [perceel.pk]})
    row = Inschrijfvoorwaarde.objects.get(product=product)
    assert list(row.percelen.all()) == [perceel]
    send(editor, f"{url}{row.pk}/", {"soort": "mag", "ander_product": other.pk})
    row.refresh_from_db()
    assert row.soort == "mag"
    assert editor.post(url, {"soort": "mag", "ander_product": product.pk}).status_code == 422
    send(editor, f"{url}{row.pk}/", {"verwijderen": "ja"})
    assert not Inschrijfvoorwaarde.objects.exists()


def test_condition_that_a_colleague_changed_is_shown_and_not_overwritten(
    editor: Client, perceel: Perceel, product: Product
) -> None:
    other = ProductFactory(inkoop=perceel.inkoop)
    row = Inschrijfvoorwaarde.objects.create(product=product, ander_product=other)
    url = f"{BASE}producten/bgi/voorwaarden/{row.pk}/"
    mine = fields(editor, url) | {"toelichting": "Mijn tekst"}
    row.percelen.add(perceel)
    response = editor.post(url, mine)
    assert response.status_code == 409
    (regel,) = [regel for regel in response.context["form"].staat_er_nu if regel.startswith("In percelen")]
    assert perceel.naam in regel
    assert html.escape(regel) in response.content.decode()
    row.refresh_from_db()
    assert row.toelichting == ""
    basis = response.context["form"]["basis"].value()
    assert editor.post(url, mine | {"basis": basis}).status_code == 302
    row.refresh_from_db()
    assert (row.toelichting, row.percelen.count()) == ("Mijn tekst", 0)


def test_facts_of_the_inkoop_are_among_what_changed_lately(editor: Client, perceel: Perceel) -> None:
    url = f"{BASE}gegevens/"
    assert editor.post(url, fields(editor, url) | {"titel": "Andere titel"}).status_code == 302
    assert "Gegevens van de inkoop" in editor.get(BASE).content.decode()


# --- lists ------------------------------------------------------------------------------------------------------------


def rows(client: Client, url: str) -> dict[str, object]:
    """What a browser would send of a list when nothing is changed."""
    context = client.get(url).context
    data: dict[str, object] = {"basis": context["form"].gezien}
    for form in [context["form"].management_form, *context["form"]]:
        data |= {field.html_name: field.value() for field in form if field.value() is not None}
    return data


KENMERKEN = f"{BASE}percelen/3/kenmerken/"


def test_kenmerken_are_added_changed_and_removed(editor: Client, perceel: Perceel) -> None:
    data = rows(editor, KENMERKEN) | {"form-0-nummer": "2", "form-1-nummer": "1", "form-1-naam": "Nieuw"}
    response = editor.post(KENMERKEN, data)
    assert response["Location"] == f"{BASE}percelen/3/"
    assert list(perceel.kenmerken.order_by("nummer").values_list("nummer", "naam")) == [(1, "Nieuw"), (2, "Langdurig")]
    data = rows(editor, KENMERKEN) | {"form-0-naam": ""}
    editor.post(KENMERKEN, data)
    assert list(perceel.kenmerken.values_list("nummer", "naam")) == [(2, "Langdurig")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"form-1-nummer": "1", "form-1-naam": "Nieuw"}, "Nummer 1 staat er twee keer."),
        ({"form-1-naam": "Nieuw"}, "Geef het kenmerk een nummer."),
        ({"form-TOTAL_FORMS": "veel"}, "Laad de pagina opnieuw."),
    ],
)
def test_a_list_that_is_wrong_is_not_saved(
    editor: Client, perceel: Perceel, change: dict[str, str], message: str
) -> None:
    response = editor.post(KENMERKEN, rows(editor, KENMERKEN) | change)
    assert response.status_code == 422
    assert message in response.text
    assert perceel.kenmerken.count() == 1


def test_kenmerken_changed_by_a_colleague_are_shown_and_nothing_is_overwritten(
    editor: Client, perceel: Perceel
) -> None:
    mine = rows(editor, KENMERKEN) | {"form-0-naam": "Mijn naam", "form-1-nummer": "2", "form-1-naam": "Van mij"}
    Kenmerk.objects.create(perceel=perceel, nummer=2, naam="Van een collega")
    response = editor.post(KENMERKEN, mine)
    assert response.status_code == 409
    assert response.context["form"].staat_er_nu == [
        "1. Langdurig (staat niet in uw invoer)",
        "2. Van een collega (staat niet in uw invoer)",
    ]
    assert 'value="Mijn naam"' in response.text
    assert 'value="Van mij"' in response.text
    assert set(perceel.kenmerken.values_list("naam", flat=True)) == {"Langdurig", "Van een collega"}
    assert editor.post(KENMERKEN, mine | {"basis": response.context["form"].gezien}).status_code == 302
    assert list(perceel.kenmerken.order_by("nummer").values_list("naam", flat=True)) == ["Mijn naam", "Van mij"]


def test_adding_what_a_colleague_just_added_is_no_conflict(editor: Client, perceel: Perceel) -> None:
    mine = rows(editor, KENMERKEN) | {"form-1-nummer": "2", "form-1-naam": "Nieuw"}
    Kenmerk.objects.create(perceel=perceel, nummer=2, naam="Nieuw", toelichting="<p>Uitleg.</p>")
    assert editor.post(KENMERKEN, mine).status_code == 302
    told = editor.post(KENMERKEN, mine | {"form-0-naam": "Anders"})
    assert told.context["form"].staat_er_nu == ["1. Langdurig (staat niet in uw invoer)", "2. Nieuw"]
    editor.post(KENMERKEN, mine | {"form-0-naam": "Anders", "basis": told.context["form"].gezien})
    assert list(perceel.kenmerken.order_by("nummer").values_list("naam", "toelichting")) == [
        ("Anders", ""),
        ("Nieuw", "<p>Uitleg.</p>"),
    ]


GEMEENTEN = f"{BASE}gegevens/gemeenten/"


@pytest.fixture
def weert(inkoop: Inkoop) -> Deelnemer:
    return DeelnemerFactory(inkoop=inkoop, gemeente__naam="Weert", groep="MLW")


def test_gemeenten_are_added_moved_and_taken_away(editor: Client, inkoop: Inkoop, weert: Deelnemer) -> None:
    leudal, roermond = (GemeenteFactory(naam=naam) for naam in ("Leudal", "Roermond"))
    for page in (BASE, f"{BASE}gegevens/"):
        assert f'href="{GEMEENTEN}"' in editor.get(page).text
    data = rows(editor, GEMEENTEN) | {"form-0-groep": "Anders", "form-1-gemeente": str(leudal.pk)}
    assert editor.post(GEMEENTEN, data | {"form-2-gemeente": str(roermond.pk)})["Location"] == BASE
    assert [str(row) for row in inkoop.deelnemers.order_by("gemeente__naam")] == [
        "Leudal",
        "Roermond",
        "Weert (Anders)",
    ]
    data = rows(editor, GEMEENTEN)
    first = next(name for name, value in data.items() if name.endswith("gemeente") and value == weert.gemeente_id)
    editor.post(GEMEENTEN, data | {first: ""})
    assert set(inkoop.deelnemers.values_list("gemeente__naam", flat=True)) == {"Leudal", "Roermond"}


def test_gemeenten_that_are_wrong_are_not_saved(editor: Client, inkoop: Inkoop, weert: Deelnemer) -> None:
    for change, message in (
        ({"form-1-gemeente": str(weert.gemeente_id)}, "Deze gemeente staat er twee keer."),
        ({"form-1-groep": "MLW"}, "Kies de gemeente die bij deze groep hoort."),
        ({"form-1-gemeente": "987654"}, "Kies een gemeente uit de lijst."),
        ({"form-1-gemeente": "x"}, "Kies een gemeente uit de lijst."),
        ({"form-0-groep": "x" * 41}, "40"),
    ):
        response = editor.post(GEMEENTEN, rows(editor, GEMEENTEN) | change)
        assert response.status_code == 422
        assert message in response.text
    assert [str(row) for row in inkoop.deelnemers.all()] == ["Weert (MLW)"]


def test_gemeenten_changed_by_a_colleague_are_shown_and_nothing_is_overwritten(
    editor: Client, inkoop: Inkoop, weert: Deelnemer
) -> None:
    leudal = GemeenteFactory(naam="Leudal")
    mine = rows(editor, GEMEENTEN) | {"form-0-groep": "MER"}
    # Both add the same one, in the same row.
    mine |= {"form-1-gemeente": str(leudal.pk), "form-1-groep": "Z"}
    DeelnemerFactory(inkoop=inkoop, gemeente=leudal, groep="Z")
    response = editor.post(GEMEENTEN, mine)
    assert response.status_code == 409
    assert response.context["form"].staat_er_nu == ["Weert (MLW) (staat niet in uw invoer)", "Leudal (Z)"]
    assert 'value="MER"' in response.text
    assert [str(row) for row in inkoop.deelnemers.order_by("gemeente__naam")] == ["Leudal (Z)", "Weert (MLW)"]
    assert editor.post(GEMEENTEN, mine | {"basis": response.context["form"].gezien}).status_code == 302
    assert [str(row) for row in inkoop.deelnemers.order_by("gemeente__naam")] == ["Leudal (Z)", "Weert (MER)"]


def test_gemeenten_when_a_colleague_took_all_away(editor: Client, inkoop: Inkoop, weert: Deelnemer) -> None:
    mine = rows(editor, GEMEENTEN) | {"form-0-groep": "MER"}
    weert.delete()
    response = editor.post(GEMEENTEN, mine)
    assert response.status_code == 409
    assert "Niets: de lijst is leeg." in response.text


@pytest.mark.django_db(transaction=True)
def test_what_happened_to_gemeenten_is_told_on_the_page_of_the_inkoop(editor: Client, weert: Deelnemer) -> None:
    data = rows(editor, GEMEENTEN) | {"form-0-groep": "MER"}
    editor.post(GEMEENTEN, data)
    assert "Gemeente Weert</a> gewijzigd" in editor.get(BASE).text


# --- matrix -----------------------------------------------------------------------------------------------------------


def matrix(client: Client) -> dict[str, str]:
    context = client.get(f"{BASE}matrix/").context
    data = {"basis": context["form"].gezien}
    for _, vakken in context["rijen"]:
        for vak in vakken:
            data |= {vak.naam: "on"} if vak.aan else {}
            data |= {f"{vak.naam}-van": vak.van, f"{vak.naam}-tot": vak.tot} if vak.met_periode else {}
    return data


def cell(perceel: Perceel, product: Product) -> str:
    return f"v{perceel.pk}-{product.pk}"


def test_matrix_sets_a_period_and_clears_a_cell(editor: Client, perceel: Perceel, product: Product) -> None:
    other = ProductFactory(inkoop=perceel.inkoop, code="kdv")
    kdv = cell(perceel, other)
    data = matrix(editor) | {kdv: "on", f"{kdv}-van": "1-1-2027", f"{kdv}-tot": "31 december 2028"}
    del data[cell(perceel, product)]
    assert editor.post(f"{BASE}matrix/", data).status_code == 302
    link = PerceelProduct.objects.get(perceel=perceel)
    assert (link.product, link.van, link.tot) == (other, dt.date(2027, 1, 1), dt.date(2028, 12, 31))


def test_what_was_seen_of_another_matrix_or_by_somebody_else_is_not_taken(editor: Client, perceel: Perceel) -> None:
    other = InkoopFactory(regio=perceel.inkoop.regio, slug="andere")
    elsewhere = editor.get(f"/beheer/{other.slug}/matrix/").context["form"].gezien
    colleague = UserFactory(username="tweede", regio=other.regio, rol=Rol.CONTRACTMANAGER)
    for basis in (elsewhere, matrix(client_of(colleague))["basis"]):
        response = editor.post(f"{BASE}matrix/", matrix(editor) | {"basis": basis})
        assert response.status_code == 422
        assert "Dit formulier is niet meer geldig" in response.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"van": "morgen"}, "is geen datum"),
        ({"van": "1-2-2027", "tot": "1-1-2027"}, "de einddatum ligt voor de begindatum"),
    ],
)
def test_matrix_tells_what_is_wrong_and_keeps_what_was_typed(
    editor: Client, perceel: Perceel, product: Product, change: dict[str, str], message: str
) -> None:
    typed = {f"{cell(perceel, product)}-{name}": value for name, value in change.items()}
    response = editor.post(f"{BASE}matrix/", matrix(editor) | typed)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert change["van"] in response.content.decode()


def test_cells_that_a_colleague_changed_are_not_overwritten(editor: Client, perceel: Perceel, product: Product) -> None:
    data = matrix(editor)
    del data[cell(perceel, product)]
    PerceelProduct.objects.filter(perceel=perceel).update(van=dt.date(2027, 1, 1))
    response = editor.post(f"{BASE}matrix/", data)
    assert response.status_code == 409
    assert PerceelProduct.objects.filter(perceel=perceel).exists()
    assert editor.post(f"{BASE}matrix/", data | {"basis": response.context["form"].gezien}).status_code == 302
    assert not PerceelProduct.objects.filter(perceel=perceel).exists()


def test_other_cells_do_not_conflict(editor: Client, perceel: Perceel, product: Product) -> None:
    other = ProductFactory(inkoop=perceel.inkoop, code="kdv")
    data = matrix(editor) | {cell(perceel, other): "on"}
    PerceelProduct.objects.filter(perceel=perceel).update(van=dt.date(2027, 1, 1))
    assert editor.post(f"{BASE}matrix/", data).status_code == 302
    assert PerceelProduct.objects.get(product=product).van == dt.date(2027, 1, 1)


# --- order, archive, copy ---------------------------------------------------------------------------------------------


def order(inkoop: Inkoop) -> list[str]:
    return list(inkoop.percelen.active().order_by("volgorde", "pk").values_list("nummer", flat=True))


def test_order_by_button_and_by_dragging(editor: Client, inkoop: Inkoop) -> None:
    for number, nummer in enumerate("abc"):
        PerceelFactory(inkoop=inkoop, nummer=nummer, volgorde=number)
    url = f"{BASE}onderdelen/perceel/"
    send(editor, url, {"lijst": "perceel", "volgorde": ["a", "b", "c"], "omlaag": "a"})
    assert order(inkoop) == ["b", "a", "c"]
    send(editor, url, {"lijst": "perceel", "volgorde": ["c", "b", "a"]}, headers={"HX-Request": "true"})
    assert order(inkoop) == ["c", "b", "a"]


def test_an_order_from_before_a_colleague_added_one_is_refused(editor: Client, inkoop: Inkoop) -> None:
    for number, nummer in enumerate("ab"):
        PerceelFactory(inkoop=inkoop, nummer=nummer, volgorde=number)
    url = f"{BASE}onderdelen/perceel/"
    seen = basis_of(editor, url)
    PerceelFactory(inkoop=inkoop, nummer="c", volgorde=3)
    response = editor.post(url, {"lijst": "perceel", "volgorde": ["b", "a"], "basis": seen})
    assert response.status_code == 409
    assert 'value="c"' in response.text
    assert order(inkoop) == ["a", "b", "c"]


def test_archive_and_bring_back(editor: Client, perceel: Perceel) -> None:
    url = f"{BASE}onderdelen/perceel/3/"
    assert "archiveren?" in editor.get(f"{url}archiveren/").content.decode()
    send(editor, f"{url}archiveren/")
    perceel.refresh_from_db()
    assert perceel.is_archived
    assert editor.get(f"{BASE}percelen/3/").status_code == 404
    assert "Perceel 3" in editor.get(f"{BASE}onderdelen/perceel/").content.decode()
    send(editor, f"{url}terughalen/", op=url)
    perceel.refresh_from_db()
    assert not perceel.is_archived


@pytest.mark.parametrize(
    ("soort", "code"), [("product", "bgi"), ("perceel", "3"), ("segment", "1a"), ("hoofdstuk", "inleiding")]
)
def test_copy_of_another_inkoop_of_the_regio(editor: Client, perceel: Perceel, soort: str, code: str) -> None:
    target = InkoopFactory(regio=perceel.inkoop.regio, slug="nieuwe-inkoop")
    url = f"/beheer/nieuwe-inkoop/kopieren/{soort}/?bron=inkoop-{perceel.inkoop.pk}&code={code}"
    assert editor.get(url).status_code == 200
    response = send(editor, url, {"code": "kopie", "naam": "De kopie"})
    assert response.status_code == 302
    assert editor.get(response["Location"]).status_code == 200
    assert send(editor, url, {"code": "kopie", "naam": "De kopie"}).status_code == 422
    assert (
        target.producten.count() + target.percelen.count() + target.segmenten.count() + target.hoofdstukken.count() == 1
    )


def test_copy_within_the_inkoop_takes_texts_and_links(editor: Client, perceel: Perceel, product: Product) -> None:
    url = f"{BASE}kopieren/product/?bron=inkoop-{perceel.inkoop.pk}&code=bgi"
    send(editor, url, {"code": "bgi-2", "naam": "Tweede"})
    copy = Product.objects.get(code="bgi-2")
    assert [row.code for row in copy.grondslagen.all()] == ["PSY"]
    assert ProductTekst.objects.get(product=copy).tekst == ProductTekst.objects.get(product=product).tekst


def test_a_copy_tells_what_it_does_not_have(editor: Client, perceel: Perceel, product: Product) -> None:
    TariefFactory(product=product)
    InkoopFactory(regio=perceel.inkoop.regio, slug="nieuwe-inkoop")
    url = f"/beheer/nieuwe-inkoop/kopieren/product/?bron=inkoop-{perceel.inkoop.pk}&code=bgi"
    response = send(editor, url, {"code": "bgi", "naam": "Begeleiding"})
    told = editor.get(response["Location"]).text
    assert re.search(r"want deze inkoop heeft dat niet: grondslag PSY.*rubriek doelgroep", told)
    assert "Niet mee gekopieerd: 1 tarief." in told


def test_a_code_that_is_free_is_proposed_as_it_is(editor: Client, perceel: Perceel) -> None:
    target = InkoopFactory(regio=perceel.inkoop.regio, slug="nieuwe-inkoop")
    query = f"kopieren/product/?bron=inkoop-{perceel.inkoop.pk}&code=bgi"
    elsewhere, here = (editor.get(base + query).context["form"] for base in ("/beheer/nieuwe-inkoop/", BASE))
    assert elsewhere.initial == {"code": "bgi", "naam": "Begeleiding individueel"}
    assert here.initial == {"code": "bgi-kopie", "naam": "Begeleiding individueel (kopie)"}
    # Another source is chosen with the part of the first one still in the form.
    page = editor.get(f"{BASE}kopieren/product/?bron=inkoop-{target.pk}&code=bgi")
    assert (page.status_code, page.context["form"]) == (200, None)


RUBRIEK = {"code": "werkwijze", "naam": "Werkwijze"}


def rubriek_url(base: str, inkoop: Inkoop, code: str = "product-doelgroep") -> str:
    return f"{base}kopieren/rubriek/?bron=inkoop-{inkoop.pk}&code={code}"


def test_rubriek_is_copied_with_the_texts_below_it(editor: Client, perceel: Perceel, product: Product) -> None:
    Rubriek.objects.filter(soort="product", sleutel="doelgroep").update(toelichting="Schrijf voor wie.")
    url = rubriek_url(BASE, perceel.inkoop)
    assert "De tekst komt bij BGI." in editor.get(url).text
    assert send(editor, url, RUBRIEK | {"met_teksten": "on"}).status_code == 302
    copy = Rubriek.objects.get(sleutel="werkwijze")
    assert (copy.soort, copy.naam, copy.verplicht, copy.toelichting) == (
        "product",
        "Werkwijze",
        True,
        "Schrijf voor wie.",
    )
    old, new = (ProductTekst.objects.get(product=product, rubriek__sleutel=key) for key in ("doelgroep", "werkwijze"))
    assert new.tekst == old.tekst
    assert not PerceelTekst.objects.filter(rubriek=copy).exists()
    assert "Werkwijze" in editor.get(f"{BASE}producten/bgi/").text


def test_rubriek_is_copied_without_texts_when_the_user_wants_so(editor: Client, perceel: Perceel) -> None:
    assert send(editor, rubriek_url(BASE, perceel.inkoop), RUBRIEK).status_code == 302
    assert not ProductTekst.objects.filter(rubriek__sleutel="werkwijze").exists()


def test_rubriek_of_percelen_takes_texts_to_percelen_with_the_same_number(
    editor: Client, perceel: Perceel, product: Product
) -> None:
    target = InkoopFactory(regio=perceel.inkoop.regio, slug="nieuwe-inkoop")
    same = PerceelFactory(inkoop=target, nummer="3")
    PerceelFactory(inkoop=target, nummer="4")
    ProductFactory(inkoop=target, code=product.code)
    PerceelFactory(inkoop=perceel.inkoop, nummer="5")
    url = rubriek_url("/beheer/nieuwe-inkoop/", perceel.inkoop, "perceel-doelgroep")
    form = editor.get(url).context["form"]
    assert form.initial == {"code": "doelgroep", "naam": "Doelgroep"}
    assert form.fields["met_teksten"].help_text == "De tekst komt bij perceel 3."
    send(editor, url, form.initial | {"met_teksten": "on"})
    assert [row.perceel for row in PerceelTekst.objects.filter(rubriek__inkoop=target)] == [same]
    assert target.rubrieken.get().soort == "perceel"


def test_rubriek_without_a_product_that_both_know_is_only_a_heading(editor: Client, perceel: Perceel) -> None:
    target = InkoopFactory(regio=perceel.inkoop.regio, slug="nieuwe-inkoop")
    ProductFactory(inkoop=target, code="bgi", gearchiveerd_op=timezone.now())
    url = rubriek_url("/beheer/nieuwe-inkoop/", perceel.inkoop)
    assert "Alleen de kop gaat mee." in editor.get(url).text
    assert send(editor, url, RUBRIEK | {"met_teksten": "on"}).status_code == 302
    assert not ProductTekst.objects.filter(rubriek__inkoop=target).exists()


def test_rubriek_with_a_code_that_exists_is_refused(editor: Client, perceel: Perceel) -> None:
    response = send(editor, rubriek_url(BASE, perceel.inkoop), {"code": "eisen", "naam": "Eisen"})
    assert response.status_code == 422
    assert response.context["form"].errors["code"] == ["Er is al een rubriek met deze sleutel."]


def test_rubriek_of_a_published_version(
    editor: Client, inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    product = fill(inkoop)
    versie = published(inkoop, contractmanager, beoordelaar)
    Rubriek.objects.filter(inkoop=inkoop).update(toelichting="Hulp")
    change_text(product, "<p>Intussen anders.</p>")
    url = f"{BASE}kopieren/rubriek/?bron=versie-{versie.pk}&code=product-doelgroep"
    assert send(editor, url, RUBRIEK | {"met_teksten": "on"}).status_code == 302
    copy = ProductTekst.objects.select_related("rubriek").get(rubriek__sleutel="werkwijze")
    assert (copy.tekst, copy.rubriek.toelichting) == ("<p>Voor wie product-0 nodig heeft.</p>", "Hulp")


def test_each_kind_that_can_be_copied_says_so(editor: Client, perceel: Perceel) -> None:
    for soort, code in [("product", "bgi"), ("rubriek", "product-doelgroep")]:
        url = f"{BASE}kopieren/{soort}/"
        assert f'href="{url}"' in editor.get(f"{BASE}onderdelen/{soort}/").text
        link = f'href="{url}?bron=inkoop-{perceel.inkoop.pk}&amp;code={code}"'
        assert link in editor.get(f"{BASE}onderdelen/{soort}/{code}/").text


def test_an_inkoop_of_another_regio_is_no_source(editor: Client, perceel: Perceel) -> None:
    stranger = InkoopFactory()
    assert editor.get(f"{BASE}kopieren/product/?bron=inkoop-{stranger.pk}").status_code == 404


# --- what only some inkopen record of a perceel -----------------------------------------------------------------------

EXTRA = ("min_kenmerken", "min_leefgebieden", "geen_24_uur", "naast_ander_perceel", "doorstroom", "doorstroom_buiten")


def test_extra_fields_of_a_perceel_are_asked_where_the_inkoop_wants_them(editor: Client, perceel: Perceel) -> None:
    url = f"{BASE}gegevens/perceel/3/"

    def asked() -> set[str]:
        return set(EXTRA) & set(editor.get(url).context["form"].fields)

    assert asked() == set(EXTRA)
    send(
        editor,
        f"{BASE}gegevens/",
        {**fields(editor, f"{BASE}gegevens/"), "perceelvelden": ["geen_24_uur", "doorstroom"]},
    )
    assert asked() == {"geen_24_uur", "doorstroom", "doorstroom_buiten"}
    Inkoop.objects.update(perceelvelden=[])
    assert asked() == set()
    Perceel.objects.update(min_kenmerken=1)
    assert asked() == {"min_kenmerken"}
    titles = {one.value for one in download(editor, "perceel").active[1]}
    assert "Minimaal aantal kenmerken" not in titles
    assert "Aanbieders, maximaal" in titles


def test_saving_a_short_form_leaves_what_it_does_not_ask(editor: Client, perceel: Perceel) -> None:
    Perceel.objects.update(doorstroom_buiten="beschermd wonen", geen_24_uur=True)
    Inkoop.objects.update(perceelvelden=["geen_24_uur"])
    url = f"{BASE}gegevens/perceel/3/"
    send(editor, url, {**fields(editor, url), "naam": "Andere naam"})
    perceel.refresh_from_db()
    assert (perceel.naam, perceel.doorstroom_buiten, perceel.geen_24_uur) == ("Andere naam", "beschermd wonen", True)


def test_an_end_before_the_begin_is_told_in_the_form(editor: Client, inkoop: Inkoop) -> None:
    url = f"{BASE}gegevens/"
    asked = {**fields(editor, url), "start_contract": "1-1-2027", "einde_contract": "31-12-2026"}
    response = send(editor, url, asked)
    assert response.status_code == 422
    assert "De einddatum ligt voor de begindatum." in response.text
    response = send(editor, url, {**asked, "einde_contract": "31-12-2029", "verlengingen_maanden": "12, 12"})
    assert response.status_code == 302
    inkoop.refresh_from_db()
    assert (inkoop.einde_contract, inkoop.verlengingen_maanden) == (dt.date(2029, 12, 31), [12, 12])


def test_an_inkoop_of_more_domeinen_says_so(editor: Client, inkoop: Inkoop) -> None:
    url = f"{BASE}gegevens/"
    assert "Domein" not in [feit.naam for feit in editor.get(BASE).context["feiten"]]
    assert send(editor, url, {**fields(editor, url), "domeinen": []}).status_code == 422
    assert send(editor, url, {**fields(editor, url), "domeinen": ["wmo", "jeugd"]}).status_code == 302
    inkoop.refresh_from_db()
    assert inkoop.domeinen == ["wmo", "jeugd"]
    assert "Wmo en Jeugd" in [feit.tekst for feit in editor.get(BASE).context["feiten"]]


def test_a_perceel_becomes_an_area_of_gemeenten_that_take_part(editor: Client, perceel: Perceel) -> None:
    mine, other = DeelnemerFactory(inkoop=perceel.inkoop), DeelnemerFactory()
    url = f"{BASE}gegevens/perceel/3/"
    asked = {**fields(editor, url), "geraamde_waarde": "1250000", "aanbieders_min": "5", "aanbieders_max": "4"}
    assert send(editor, url, {**asked, "gemeenten": [other.pk]}).status_code == 422
    refused = send(editor, url, {**asked, "gemeenten": [mine.pk]})
    assert "Het minimum aantal aanbieders is groter dan het maximum." in refused.text
    assert send(editor, url, {**asked, "gemeenten": [mine.pk], "aanbieders_max": "8"}).status_code == 302
    perceel.refresh_from_db()
    assert (perceel.geraamde_waarde, perceel.aanbieders_max, list(perceel.gemeenten.all())) == (1250000, 8, [mine])
    book = download(editor, "perceel")
    titles = [one.value for one in book.active[1]]
    assert book.active.cell(2, titles.index("Alleen voor deze gemeenten") + 1).value == mine.code


def test_the_categories_of_a_product_are_those_of_the_domeinen(editor: Client, product: Product) -> None:
    url = f"{BASE}gegevens/product/bgi/"

    def offered() -> list[str]:
        return [value for value, _ in editor.get(url).context["form"].fields["iwmo_categorie"].choices]

    assert "02" in offered()
    Product.objects.update(iwmo_categorie="07", iwmo_code="")
    Inkoop.objects.update(domeinen=["participatie"])
    assert offered() == ["", "07"]
