"""The picture of the whole: when it is known, and that no screen shows an old one."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html as lxml_html

from percelen.models import Inschrijfvoorwaarde, Perceel
from producten.models import Product, ProductTekst
from publicaties.snapshot import take
from segments.bewerking import fingerprint
from segments.models import Inkoop
from tests.eisen.factories import EisFactory
from tests.producten.factories import AswaardeFactory, ProductFactory, TariefasFactory
from tests.segments.factories import DeelnemerFactory, InkoopFactory
from tests.tarieven.factories import (
    IndexatieFactory,
    IndexcomponentFactory,
    KostenregelFactory,
    KostprijsopbouwFactory,
    TariefFactory,
)
from werkplek.inhoud import beeld
from werkplek.inhoud.beeld import state_of

BASE = "/beheer/inkoop-2026/"
PAGE = f"{BASE}producten/bgi/"
TEKST = f"{BASE}tekst/product/bgi/doelgroep/bewerken/"
HTMX = {"HX-Request": "true"}
LINK = "Wat vraagt hier nog aandacht?"


@pytest.fixture
def vol(perceel: Perceel, product: Product) -> Inkoop:
    """A row in every table that says something of an inkoop."""
    inkoop = perceel.inkoop
    other = Perceel.objects.create(inkoop=inkoop, nummer="4", naam="Ander perceel")
    perceel.doorstroom.add(other)
    product.segmenten.add(inkoop.segmenten.get())
    opbouw = KostprijsopbouwFactory(tarief=TariefFactory(product=product))
    KostenregelFactory(opbouw=opbouw)
    IndexcomponentFactory(indexatie=IndexatieFactory(inkoop=inkoop))
    DeelnemerFactory(inkoop=inkoop)
    voorwaarde = Inschrijfvoorwaarde.objects.create(
        product=product, ander_product=ProductFactory(inkoop=inkoop, code="kdv"), volgorde=1
    )
    voorwaarde.percelen.add(perceel)
    voorwaarde.grondslagen.add(inkoop.grondslagen.get())
    voorwaarde.voor_grondslagen.add(inkoop.grondslagen.get())
    product.aswaarden.add(AswaardeFactory(inkoop=inkoop, tariefas=TariefasFactory(inkoop=inkoop)))
    product.toeslag_op.add(voorwaarde.ander_product)
    perceel.gemeenten.add(inkoop.deelnemers.get())
    eis = EisFactory(inkoop=inkoop)
    eis.segmenten.add(inkoop.segmenten.get())
    eis.producten.add(product)
    eis.percelen.add(perceel)
    return inkoop


def tables() -> list[str]:
    return [model._meta.db_table for model, _ in beeld._tables()]


def test_a_change_in_any_row_that_a_snapshot_reads_is_another_state(vol: Inkoop) -> None:
    with CaptureQueriesContext(connection) as found:
        take(Inkoop.objects.get(pk=vol.pk))
    read = {table for query in found for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    assert read - set(tables()) == set()
    missed = []
    for table in tables():
        before = state_of(vol)
        with connection.cursor() as cursor:
            cursor.execute(f'UPDATE "{table}" SET id = id')  # noqa: S608
            changed = cursor.rowcount
        if changed and state_of(vol) == before:
            missed.append(table)
        if not changed and table in read:
            missed.append(f"{table} is empty here")
    assert missed == []


def test_a_new_row_and_one_that_goes_are_another_state(vol: Inkoop) -> None:
    states = [state_of(vol)]
    assert state_of(vol) == states[0]
    row = ProductTekst.objects.get()
    ProductTekst.objects.filter(pk=row.pk).delete()
    states.append(state_of(vol))
    ProductTekst.objects.bulk_create([row])
    states.append(state_of(vol))
    assert len(set(states)) == 3


def test_another_inkoop_is_another_state_of_its_own(vol: Inkoop) -> None:
    other = InkoopFactory(regio=vol.regio)
    before, theirs = state_of(vol), state_of(other)
    Inkoop.objects.filter(pk=other.pk).update(titel="Anders")
    assert state_of(vol) == before
    assert state_of(other) != theirs


def test_a_change_that_is_rolled_back_leaves_no_picture_behind(editor: Client, vol: Inkoop) -> None:
    before = state_of(vol)
    with transaction.atomic():
        Product.objects.update(naam="Terug")
        within = state_of(vol)
        transaction.set_rollback(True)
    assert state_of(vol) == before != within


# --- what a person sees -----------------------------------------------------------------------------------------------


def page(client: Client) -> str:
    return client.get(PAGE).content.decode()


def aandacht(client: Client) -> str:
    return client.get(f"{BASE}aandacht/?hier=product/bgi&mee=1", headers=HTMX).content.decode()


def saved(client: Client, tekst: str) -> str:
    stands = ProductTekst.objects.get(rubriek__sleutel="doelgroep", product__code="bgi").tekst
    data = {"tekst": tekst, "basis": fingerprint(stands), "vorm": "html"}
    return client.post(TEKST, data, headers=HTMX).content.decode()


def test_a_page_shows_problems_when_they_are_known_and_asks_for_them_when_not(editor: Client, perceel: Perceel) -> None:
    saved(editor, "<p>Zie perceel 99.</p>")
    first = page(editor)
    assert "data-wmo-wacht" in first
    assert LINK in first
    assert "perceel 99" in aandacht(editor)
    second = page(editor)
    assert "data-wmo-wacht" not in second
    assert "staat &#x27;perceel 99&#x27;, maar dat is er niet" in second


def test_after_saving_no_old_problem_is_shown(editor: Client, perceel: Perceel) -> None:
    saved(editor, "<p>Zie perceel 99.</p>")
    assert "perceel 99&#x27;, maar" in aandacht(editor)
    answer = saved(editor, "<p>Zie perceel 3.</p>")
    assert "data-wmo-wacht" in answer
    assert "perceel 99" not in answer
    assert "perceel 99" not in page(editor)
    assert "perceel 99" not in aandacht(editor)


def test_without_javascript_the_link_leads_to_the_page_with_its_problems(editor: Client, perceel: Perceel) -> None:
    saved(editor, "<p>Zie perceel 99.</p>")
    link = re.search(rf'href="([^"]*)">{re.escape(LINK)}', page(editor))
    assert link is not None
    response = editor.get(link[1].replace("&amp;", "&"), follow=True)
    assert response.redirect_chain == [(f"{PAGE}?aandacht=1#aandacht", 302)]
    assert "perceel 99&#x27;, maar" in response.content.decode()


def test_answers_swapped_into_the_page_give_the_fresh_page(editor: Client, perceel: Perceel) -> None:
    saved(editor, "<p>Zie perceel 99.</p>")
    aandacht(editor)
    shown = lxml_html.document_fromstring(page(editor))
    swap(shown, saved(editor, "<p>Zie perceel 98.</p>"), into="tekst-product-bgi-doelgroep")
    swap(shown, aandacht(editor), into="beeld")
    assert comparable(shown) == comparable(lxml_html.document_fromstring(page(editor)))


def swap(page: lxml_html.HtmlElement, answer: str, *, into: str) -> None:
    """As htmx does: what is marked goes to the element of its id, the rest to `into`."""
    parts = lxml_html.fragments_fromstring(answer)
    for part in parts:
        if not isinstance(part, str):
            oob = part.attrib.pop("hx-swap-oob", None)
            target = page.get_element_by_id(part.get("id") if oob else into)
            target.getparent().replace(target, part)


def comparable(page: lxml_html.HtmlElement) -> str:
    main = "".join(
        lxml_html.tostring(page.get_element_by_id(key), encoding="unicode", with_tail=False)
        for key in ("beeld", "overzicht", "aandacht", "tekst-product-bgi-doelgroep")
    )
    main = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"| data-wmo-focus(="")?', "", main)
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", main))
