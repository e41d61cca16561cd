"""What a request asks of the database, and that it is the same for an inkoop of 60 percelen and 50 producten."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from core import richtext
from percelen.models import Perceel, PerceelProduct
from producten.models import Product, ProductTekst
from publicaties import document, snapshot
from publicaties.models import Opmerking
from segments.bewerking import fingerprint
from segments.models import Inkoop
from tests.werkplek.conftest import client_of
from tests.werkplek.versies import concept, published
from werkplek.inhoud import beeld, werkblad
from wmo_portal.groot import PERCELEN, PRODUCTEN, ZIN, enlarge

BASE = "/beheer/inkoop-2026/"
HTMX = {"HX-Request": "true"}
TEKSTEN = [
    "product/bgi/doelgroep",
    "product/bgi/eenheid",
    "perceel/3/doelgroep",
    "perceel/3/kenmerk-1",
    "segment/1a/doelgroep",
    "hoofdstuk/inleiding/tekst",
    "grondslag/PSY/definitie",
]
DELEN = ["producten/bgi/", "percelen/3/", "segmenten/1a/", "hoofdstukken/inleiding/", "grondslagen/"]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Inkoop]:
    """Every inkoop of which the workplace takes a snapshot."""
    found: list[Inkoop] = []

    def take(inkoop: Inkoop) -> snapshot.Snapshot:
        found.append(inkoop)
        return snapshot.take(inkoop)

    monkeypatch.setattr(werkblad, "take", take)
    return found


@pytest.fixture
def gelezen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every published version that the workplace reads as a whole, by its sha256."""
    found: list[str] = []

    def read(stored: Mapping[str, Any]) -> snapshot.Snapshot:
        found.append(snapshot.stored_sha256(stored))
        return snapshot.read(stored)

    monkeypatch.setattr(werkblad, "read", read)
    return found


@pytest.fixture(params=["nooit uitgebracht", "een versie uit, een onderweg"])
def stand(
    request: pytest.FixtureRequest,
    compleet: Inkoop,
    contractmanager: User,
    beoordelaar: User,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """What can stand beside the working data: what is published, and what the beoordelaar said of what comes."""
    if request.param != "nooit uitgebracht":
        monkeypatch.setattr(document, "render_bestanden", lambda *args, **kwargs: iter(()))
        published(compleet, contractmanager, beoordelaar)
        versie = concept(compleet, contractmanager, "Versie van juli")
        for plek in ("product/bgi/doelgroep", "perceel/3/doelgroep", "hoofdstuk/inleiding"):
            Opmerking.objects.create(publicatie=versie, plek=plek, tekst="Waarom?", door=beoordelaar, op=timezone.now())
    return str(request.param)


def cost(act: Callable[[], Any]) -> int:
    """Queries of a request in a process in which nobody looked at this inkoop before."""
    act()
    beeld.forget()
    werkblad._published_snapshot.cache_clear()
    werkblad._published_delen.cache_clear()
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def get(client: Client, path: str, **headers: str) -> str:
    response = client.get(BASE + path, headers=headers)
    assert response.status_code == 200, path
    return response.content.decode()


def save(client: Client, pad: str, tekst: str, was: str) -> str:
    response = client.post(
        f"{BASE}tekst/{pad}/bewerken/", {"tekst": tekst, "basis": fingerprint(was), "vorm": "html"}, headers=HTMX
    )
    assert response.status_code == 200, pad
    return response.content.decode()


@pytest.mark.parametrize("pad", TEKSTEN)
def test_opening_a_text_costs_the_same_in_a_large_inkoop(
    editor: Client, inkoop: Inkoop, stand: str, taken: list[Inkoop], gelezen: list[str], pad: str
) -> None:
    def opened() -> int:
        return cost(lambda: get(editor, f"tekst/{pad}/bewerken/", **HTMX))

    small = opened()
    enlarge(inkoop)
    assert (opened(), taken, gelezen) == (small, [], [])
    assert small <= 15


@pytest.mark.parametrize("pad", TEKSTEN)
def test_saving_a_text_costs_the_same_in_a_large_inkoop(
    editor: Client,
    contractmanager: User,
    inkoop: Inkoop,
    stand: str,
    taken: list[Inkoop],
    gelezen: list[str],
    pad: str,
) -> None:
    blok = werkblad.Werkblad(inkoop, contractmanager).blok(*pad.split("/"))
    assert blok is not None
    stands = [blok.tekst]

    def saved() -> int:
        def act() -> None:
            # One sentence becomes another: the old one is looked for everywhere.
            wordt = f"<p>{ZIN}</p>" if ZIN not in stands[-1] else f"<p>{ZIN.replace('plan', 'ondersteuningsplan')}</p>"
            save(editor, pad, wordt, stands[-1])
            stands.append(wordt)

        act()
        return max(cost(act), cost(act))

    small = saved()
    enlarge(inkoop)
    assert (saved(), taken, gelezen) == (small, [], [])
    # A savepoint and its release are the transaction of the request, inside that of the test.
    assert small - 2 <= 30


@pytest.mark.parametrize("page", DELEN)
def test_a_page_of_one_part_reads_only_that_part(
    editor: Client, inkoop: Inkoop, stand: str, taken: list[Inkoop], gelezen: list[str], page: str
) -> None:
    small = cost(lambda: get(editor, page))
    enlarge(inkoop)
    assert (cost(lambda: get(editor, page)), taken, gelezen) == (small, [], [])


def test_the_whole_is_read_once_for_each_state_of_the_data(
    editor: Client, inkoop: Inkoop, perceel: Perceel, taken: list[Inkoop]
) -> None:
    for _ in range(3):
        get(editor, "aandacht/?hier=product/bgi&mee=1", **HTMX)
        get(editor, "")
        get(editor, "producten/bgi/")
    assert taken == [inkoop]
    Product.objects.update(naam="Begeleiding")
    get(editor, "")
    assert taken == [inkoop, inkoop]


def test_a_text_is_cleaned_once(
    editor: Client, perceel: Perceel, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    class Counting:
        def clean(self, source: str) -> str:
            seen.append(source)
            return cleaner.clean(source)

    cleaner = richtext._CLEANER
    was = ProductTekst.objects.get(product=product).tekst
    monkeypatch.setattr(richtext, "_CLEANER", Counting())
    save(editor, "product/bgi/doelgroep", "<p>Een <b>nieuwe</b> tekst.</p>", was)
    assert seen == ["<p>Een <b>nieuwe</b> tekst.</p>"]
    assert ProductTekst.objects.get(product=product).tekst == "<p>Een <strong>nieuwe</strong> tekst.</p>"


# --- the matrix -------------------------------------------------------------------------------------------------------


def checked(html: str) -> dict[str, str]:
    """What a browser would send of the matrix."""
    from lxml.html import document_fromstring

    forms = [
        form for form in document_fromstring(html).forms if any(re.match(r"v\d+-\d+", name) for name in form.fields)
    ]
    return {name: value for name, value in forms[0].form_values() if not name.startswith("nieuw-")}


def test_a_matrix_of_60_percelen_and_50_producten_weighs_less_than_300_kb(
    editor: Client, inkoop: Inkoop, perceel: Perceel
) -> None:
    enlarge(inkoop)
    html = get(editor, "matrix/")
    assert html.count("aria-labelledby=") >= PERCELEN * PRODUCTEN
    assert len(html.encode()) < 300_000


def test_a_matrix_of_60_percelen_and_50_producten_is_saved(editor: Client, inkoop: Inkoop, perceel: Perceel) -> None:
    enlarge(inkoop)
    links = PerceelProduct.objects.filter(perceel__inkoop=inkoop)
    before = links.count()
    link = links.exclude(van=None).order_by("pk")[0]
    data = checked(get(editor, "matrix/"))
    del data[f"v{link.perceel_id}-{link.product_id}"]
    del data[f"v{link.perceel_id}-{link.product_id}-van"]
    assert editor.post(f"{BASE}matrix/", data).status_code == 302
    assert (links.count(), links.filter(pk=link.pk).exists()) == (before - 1, False)
    assert editor.post(f"{BASE}matrix/", checked(get(editor, "matrix/"))).status_code == 302
    assert links.count() == before - 1


def test_every_cell_of_the_matrix_is_named_by_its_perceel_and_its_product(
    editor: Client, perceel: Perceel, product: Product
) -> None:
    from lxml.html import document_fromstring

    page = document_fromstring(get(editor, "matrix/"))
    cell = page.xpath("//td/input")[0]
    name = [" ".join(page.get_element_by_id(key).text_content().split()) for key in cell.get("aria-labelledby").split()]
    assert name == ["3 Gericht op behoud", "BGI Begeleiding individueel"]


def test_a_period_is_added_below_the_matrix_without_javascript(
    editor: Client, inkoop: Inkoop, perceel: Perceel, product: Product
) -> None:
    PerceelProduct.objects.all().delete()
    data = checked(get(editor, "matrix/"))
    period = {"nieuw-perceel": "3", "nieuw-product": "bgi", "nieuw-van": "1-1-2027", "nieuw-beginsel": "on"}
    refused = editor.post(f"{BASE}matrix/", data | period | {"nieuw-perceel": ""})
    assert (refused.status_code, PerceelProduct.objects.count()) == (422, 0)
    assert "Kies bij de periode een perceel en een product" in refused.content.decode()
    assert editor.post(f"{BASE}matrix/", data | period).status_code == 302
    link = PerceelProduct.objects.get(perceel=perceel, product=product)
    assert (str(link.van), link.tot, link.in_beginsel) == ("2027-01-01", None, True)


def test_a_lezer_cannot_change_the_matrix(lezer: User, perceel: Perceel) -> None:
    html = get(client_of(lezer), "matrix/")
    assert re.search(r'<fieldset class="wmo-matrix__veld"[^>]* disabled>', html)
    assert '<button class="utrecht-button utrecht-button--primary-action"' not in html
    assert "nieuw-perceel" not in html


def test_the_overview_does_not_wait_for_what_is_wrong(
    editor: Client,
    contractmanager: User,
    beoordelaar: User,
    compleet: Inkoop,
    taken: list[Inkoop],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(document, "render_bestanden", lambda *args, **kwargs: iter(()))
    published(compleet, contractmanager, beoordelaar)
    beeld.forget()
    page = get(editor, "")
    assert taken == []
    assert "Bekijk wat er nog in de weg staat" in page
    assert 'hx-get="/beheer/inkoop-2026/aandacht/?hier=&amp;mee=1"' in page
    answer = get(editor, "aandacht/?hier=&mee=1", **HTMX)
    assert len(taken) == 1
    fresh = get(editor, "")
    assert len(taken) == 1
    for place in ("tegels-inkoop-2026", "problemen"):
        assert f'id="{place}"' in page
        assert f'id="{place}" hx-swap-oob="true"' in answer
        assert f'id="{place}"' in fresh
    assert "gewijzigd sinds versie" in answer
    assert "gewijzigd sinds versie" in fresh
    # Without JavaScript.
    beeld.forget()
    there = editor.get(f"{BASE}aandacht/?hier=")
    assert there["Location"] == f"{BASE}?aandacht=1#problemen"
    assert "gewijzigd sinds versie" in get(editor, "?aandacht=1")
