from __future__ import annotations

import pghistory
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from accounts.models import User
from core.inhoud import describe
from core.soort import Soort
from percelen.models import Inschrijfvoorwaarde, Perceel
from proces.soort import RONDOM
from producten.models import Product
from publicaties.soorten import SOORTEN
from segments.models import Inkoop
from tests.core.everything import everything
from tests.eisen.factories import EisFactory
from tests.percelen.factories import PerceelFactory, PerceelProductFactory, PerceelTekstFactory
from tests.producten.factories import GrondslagFactory, ProductFactory, ProductTekstFactory
from tests.segments.factories import BegripFactory, DeelnemerFactory, HoofdstukFactory, InkoopFactory, SegmentFactory
from tests.werkplek.conftest import client_of
from werkplek.inhoud import beeld
from werkplek.inhoud.lezen import MEEST
from werkplek.inhoud.recent import recent_changes
from werkplek.plekken import deel_url

PAGES = [
    "/beheer/",
    "/beheer/inkoop-2026/",
    "/beheer/inkoop-2026/gegevens/",
    "/beheer/inkoop-2026/gegevens/gemeenten/",
    "/beheer/inkoop-2026/hoofdstukken/inleiding/",
    "/beheer/inkoop-2026/segmenten/1a/",
    "/beheer/inkoop-2026/percelen/3/",
    "/beheer/inkoop-2026/percelen/3/kenmerken/",
    "/beheer/inkoop-2026/producten/bgi/",
    "/beheer/inkoop-2026/producten/bgi/voorwaarden/",
    "/beheer/inkoop-2026/grondslagen/",
    "/beheer/inkoop-2026/eisen/",
    "/beheer/inkoop-2026/begrippen/",
    "/beheer/inkoop-2026/matrix/",
    "/beheer/inkoop-2026/tekst/product/bgi/doelgroep/bewerken/",
    "/beheer/inkoop-2026/tekst/perceel/3/kenmerk-1/bewerken/",
    "/beheer/inkoop-2026/tekst/hoofdstuk/inleiding/tekst/bewerken/",
    "/beheer/inkoop-2026/tekst/segment/1a/doelgroep/bewerken/",
    "/beheer/inkoop-2026/tekst/grondslag/PSY/definitie/bewerken/",
    "/beheer/inkoop-2026/tekst/product/bgi/doelgroep/geschiedenis/",
    "/beheer/inkoop-2026/tekst/product/bgi/doelgroep/vergelijken/",
    "/beheer/inkoop-2026/tekst/product/bgi/doelgroep/elders/",
    "/beheer/inkoop-2026/gegevens/product/bgi/",
    "/beheer/inkoop-2026/gegevens/perceel/3/",
    "/beheer/inkoop-2026/gegevens/segment/1a/",
    "/beheer/inkoop-2026/gegevens/hoofdstuk/inleiding/",
    "/beheer/inkoop-2026/gegevens/grondslag/PSY/",
    "/beheer/inkoop-2026/gegevens/leefgebied/3/",
    "/beheer/inkoop-2026/gegevens/rubriek/product-doelgroep/",
    "/beheer/inkoop-2026/toevoegen/product/",
    "/beheer/inkoop-2026/toevoegen/perceel/",
    "/beheer/inkoop-2026/toevoegen/begrip/",
    "/beheer/inkoop-2026/kopieren/product/",
    "/beheer/inkoop-2026/kopieren/rubriek/",
    "/beheer/inkoop-2026/kopieren/begrip/",
    "/beheer/inkoop-2026/onderdelen/perceel/",
    "/beheer/inkoop-2026/onderdelen/rubriek/",
    "/beheer/inkoop-2026/onderdelen/perceel/3/",
    "/beheer/inkoop-2026/onderdelen/perceel/3/archiveren/",
    "/beheer/inkoop-2026/excel/",
    "/beheer/inkoop-2026/excel/product.xlsx",
    "/beheer/inkoop-2026/excel/product/",
    "/beheer/inkoop-2026/excel/matrix.xlsx",
    "/beheer/inkoop-2026/excel/matrix/",
    "/beheer/nieuw/",
    "/beheer/account/",
    "/beheer/account/wachtwoord/",
]


@pytest.mark.parametrize("page", PAGES)
def test_page_is_shown_to_the_contractmanager_and_never_cached(editor: Client, perceel: Perceel, page: str) -> None:
    response = editor.get(page)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def grow(inkoop: Inkoop, product: Product, perceel: Perceel, times: int) -> None:
    """More of everything that a list or matrix shows."""
    for number in range(times):
        other = ProductFactory(inkoop=inkoop, naam=f"Product {number}")
        other.grondslagen.add(GrondslagFactory(inkoop=inkoop))
        EisFactory(inkoop=inkoop)
        another = PerceelFactory(inkoop=inkoop, nummer=f"extra-{other.pk}")
        PerceelProductFactory(perceel=another, product=other)
        for tekst in list(product.teksten.order_by("pk")):
            ProductTekstFactory(product=other, rubriek=tekst.rubriek, tekst=tekst.tekst)
        for tekst in list(perceel.teksten.order_by("pk")):
            PerceelTekstFactory(perceel=another, rubriek=tekst.rubriek, tekst=tekst.tekst)
        HoofdstukFactory(inkoop=inkoop)
        SegmentFactory(inkoop=inkoop)
        BegripFactory(inkoop=inkoop)
        DeelnemerFactory(inkoop=inkoop)


def count(client: Client, page: str) -> int:
    """When it is not known how the whole stands."""
    beeld.forget()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", PAGES)
def test_queries_do_not_grow_with_the_document(
    editor: Client, inkoop: Inkoop, product: Product, perceel: Perceel, page: str
) -> None:
    editor.get(page)  # from here on the history knows who did it, within the transaction of this test
    grow(inkoop, product, perceel, 1)
    before = count(editor, page)
    grow(inkoop, product, perceel, 6)
    assert count(editor, page) == before


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith(".xlsx")])
def test_an_id_stands_on_a_page_once(
    editor: Client, inkoop: Inkoop, product: Product, perceel: Perceel, page: str
) -> None:
    grow(inkoop, product, perceel, 2)
    found = [str(one) for one in html.fromstring(editor.get(page).content).xpath("//@id")]
    assert [one for one in found if found.count(one) > 1] == []


def test_queries_of_a_copy_do_not_grow_with_the_texts_that_go_along(
    editor: Client, inkoop: Inkoop, product: Product, perceel: Perceel
) -> None:
    page = f"/beheer/inkoop-2026/kopieren/rubriek/?bron=inkoop-{inkoop.pk}&code=product-doelgroep"
    before = count(editor, page)
    grow(inkoop, product, perceel, 4)
    assert count(editor, page) == before


def test_queries_of_a_copy_do_not_grow_with_what_the_inkoop_does_not_have(
    editor: Client, inkoop: Inkoop, product: Product, perceel: Perceel
) -> None:
    InkoopFactory(regio=inkoop.regio, slug="nieuwe-inkoop")
    page = f"/beheer/nieuwe-inkoop/kopieren/product/?bron=inkoop-{inkoop.pk}&code=bgi"
    before = count(editor, page)
    for _ in range(4):
        product.grondslagen.add(GrondslagFactory(inkoop=inkoop))
    assert count(editor, page) == before


def test_queries_of_the_dashboard_do_not_grow_with_inkopen(editor: Client, perceel: Perceel, inkoop: Inkoop) -> None:
    before = count(editor, "/beheer/")
    for _ in range(4):
        PerceelFactory(inkoop=InkoopFactory(regio=inkoop.regio))
    assert count(editor, "/beheer/") == before


def test_dashboard_fetches_how_an_inkoop_stands(editor: Client, perceel: Perceel) -> None:
    url = "/beheer/inkoop-2026/stand/"
    assert f'hx-get="{url}"' in editor.get("/beheer/").content.decode()
    assert "publicatie in de weg" in editor.get(url, headers={"HX-Request": "true"}).content.decode()
    assert editor.get(url)["Location"] == "/beheer/inkoop-2026/"


def test_dashboard_without_inkopen_says_what_to_do(buur: User) -> None:
    response = client_of(buur).get("/beheer/")
    assert "U heeft nog geen inkopen" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_dashboard_tells_who_changed_what(editor: Client, perceel: Perceel, contractmanager: User) -> None:
    url = "/beheer/inkoop-2026/tekst/product/bgi/eisen/bewerken/"
    form = editor.get(url)
    basis = form.context["concept"].basis
    editor.post(url, {"tekst": "Een eis.", "basis": basis, "vorm": "opmaaktekst"})
    page = editor.get("/beheer/").content.decode()
    assert "Eisen van BGI</a> toegevoegd" in page
    assert "Contractmanager, vandaag om" in page


@pytest.mark.django_db(transaction=True)
def test_dashboard_tells_what_changed_around_the_text(editor: Client, perceel: Perceel) -> None:
    add = {"titel": "Start", "moment": "1 maart 2027", "stand": "gepland"}
    assert editor.post("/beheer/inkoop-2026/rondom/mijlpaal/toevoegen/", add).status_code == 302
    page = editor.get("/beheer/").text
    assert 'href="/beheer/inkoop-2026/rondom/mijlpaal/">Mijlpaal: Start</a> toegevoegd' in page


@pytest.mark.parametrize("soort", [*SOORTEN.values(), *RONDOM.values()], ids=lambda soort: soort.naam)
def test_a_change_of_every_kind_is_told_by_its_name(soort: Soort, inkoop: Inkoop, contractmanager: User) -> None:
    row = everything(inkoop, "Noord")[soort.model]
    naam = [*soort.naamvelden, *soort.codevelden][0]
    with pghistory.context(user=contractmanager.pk):
        soort.model._default_manager.filter(pk=row.pk).update(**{naam: "Anders"})
    told = [one for one in recent_changes([inkoop], 99)[inkoop.pk] if one.wie == str(contractmanager)]
    row.refresh_from_db()
    kort = f"{soort.naam}: Anders" if soort.naam in RONDOM else describe(row, soort.inhoud).kort  # type: ignore[attr-defined]
    kort = "kengetal: Anders 2001" if soort.naam == "kengetal" else kort
    assert [(one.wat, one.actie) for one in told] == [(kort[0].upper() + kort[1:], "gewijzigd")]
    assert told[0].url == deel_url(inkoop.slug, soort.naam, row.deelcode)


def test_a_changed_voorwaarde_is_told_at_its_product(inkoop: Inkoop, contractmanager: User) -> None:
    row = everything(inkoop, "Noord")[Inschrijfvoorwaarde]
    with pghistory.context(user=contractmanager.pk):
        Inschrijfvoorwaarde.objects.filter(pk=row.pk).update(toelichting="Anders.")
    (told,) = (one for one in recent_changes([inkoop], 99)[inkoop.pk] if one.wie == str(contractmanager))
    assert told.wat == "Inschrijfvoorwaarde over Noord 1 ander van Noord 1"
    assert told.url == deel_url(inkoop.slug, "product", "noord-1")


def test_overview_shows_a_part_of_many_points_and_all_when_asked(editor: Client, inkoop: Inkoop) -> None:
    ProductFactory.create_batch(MEEST + 10, inkoop=inkoop)
    some, everything = (editor.get(f"/beheer/inkoop-2026/{query}") for query in ("?aandacht=1", "?aandacht=alle"))
    number = len(everything.context["werkblad"].problemen)
    assert number > MEEST
    assert some.text.count("wmo-probleem__waar") == MEEST
    assert f"Toon alle {number} punten" in some.text
    assert everything.text.count("wmo-probleem__waar") == number
    assert "Toon alle" not in everything.text


def test_lezer_reads_and_sees_no_bewerken(lezer: User, perceel: Perceel) -> None:
    client = client_of(lezer)
    page = client.get("/beheer/inkoop-2026/producten/bgi/")
    assert page.status_code == 200
    assert "Bewerken" not in page.content.decode()
    assert client.get("/beheer/inkoop-2026/tekst/product/bgi/doelgroep/bewerken/").status_code == 403
