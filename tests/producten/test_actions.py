from __future__ import annotations

import pytest
from django.apps import apps

from accounts.models import User
from core.fouten import Conflict, NotAllowed
from producten.actions import save_rubriektekst
from producten.models import Product, ProductTekst, RubriekBron
from producten.soort import PRODUCT, TARIEFAS
from segments.actions import copy_deel, save_tekst
from segments.bewerking import Empty, fingerprint
from segments.models import Inkoop
from tests.producten.factories import (
    GrondslagFactory,
    ProductFactory,
    ProductTekstFactory,
    RubriekFactory,
    TariefasFactory,
)


@pytest.fixture
def product(inkoop: Inkoop) -> Product:
    return ProductFactory(inkoop=inkoop, code="bgi")


def texts(product: Product) -> list[str]:
    return list(ProductTekst.objects.filter(product=product).order_by("pk").values_list("tekst", flat=True))


def test_first_text_makes_one_row_and_a_second_time_nothing(product: Product, contractmanager: User) -> None:
    rubriek = RubriekFactory(inkoop=product.inkoop)
    arguments = {
        "deel": product,
        "rubriek": rubriek,
        "tekst": "<p>Een.</p>",
        "basis": fingerprint(""),
        "by": contractmanager,
    }
    assert save_rubriektekst(**arguments) is True
    assert save_rubriektekst(**arguments) is False
    assert texts(product) == ["<p>Een.</p>"]


def test_text_that_was_changed_in_between_is_refused_with_what_stands_there(
    product: Product, contractmanager: User
) -> None:
    row = ProductTekstFactory(product=product, tekst="<p>Van een collega.</p>")
    with pytest.raises(Conflict):
        save_rubriektekst(
            deel=product, rubriek=row.rubriek, tekst="x", basis=fingerprint("<p>Ouder.</p>"), by=contractmanager
        )
    assert texts(product) == ["<p>Van een collega.</p>"]


def test_empty_text_takes_the_rubriek_away_unless_it_is_verplicht(product: Product, contractmanager: User) -> None:
    row = ProductTekstFactory(product=product)
    verplicht = ProductTekstFactory(product=product, rubriek__verplicht=True)
    save_rubriektekst(deel=product, rubriek=row.rubriek, tekst=" ", basis=fingerprint(row.tekst), by=contractmanager)
    with pytest.raises(Empty):
        save_rubriektekst(
            deel=product, rubriek=verplicht.rubriek, tekst="", basis=fingerprint(verplicht.tekst), by=contractmanager
        )
    assert texts(product) == [verplicht.tekst]


def test_only_who_may_edit_in_the_regio(
    product: Product, lezer: User, beoordelaar: User, beheerder: User, buur: User
) -> None:
    rubriek = RubriekFactory(inkoop=product.inkoop)
    for by in (lezer, beoordelaar, beheerder, buur):
        with pytest.raises(NotAllowed):
            save_rubriektekst(deel=product, rubriek=rubriek, tekst="x", basis=fingerprint(""), by=by)
    assert texts(product) == []


def test_what_is_verplicht_and_made_from_facts_may_be_empty(product: Product, contractmanager: User) -> None:
    row = ProductTekstFactory(product=product, rubriek__verplicht=True, rubriek__bron=RubriekBron.EENHEID)
    save_rubriektekst(deel=product, rubriek=row.rubriek, tekst="", basis=fingerprint(row.tekst), by=contractmanager)
    assert texts(product) == []


@pytest.mark.parametrize(
    ("taken", "asked", "place"),
    [([], 1, 1), ([], 2, 2), ([1], 1, 2), ([1], 2, 2), ([2], 2, 1), ([2], 1, 1), ([1, 2], 1, 1)],
)
def test_the_copy_of_an_axis_takes_the_place_that_is_free(
    inkoop: Inkoop, taken: list[int], asked: int, place: int
) -> None:
    for plaats in taken:
        TariefasFactory(inkoop=inkoop, plaats=plaats)
    row = TariefasFactory.build(inkoop=inkoop, plaats=asked)
    TARIEFAS.voor_kopie(row)
    assert row.plaats == place


@pytest.mark.django_db(transaction=True)
def test_history_knows_who(product: Product, contractmanager: User) -> None:
    grondslag = GrondslagFactory(inkoop=product.inkoop)
    save_tekst(deel=grondslag, veld="definitie", tekst="Betekenis", basis=fingerprint(""), by=contractmanager)
    events = apps.get_model("producten", "GrondslagEvent").objects.filter(pgh_obj=grondslag).order_by("-pgh_id")
    assert events[0].definitie == "<p>Betekenis</p>"
    assert events[0].pgh_context.metadata["user"] == contractmanager.pk


def test_copy_leaves_out_what_the_other_inkoop_does_not_know(product: Product, contractmanager: User) -> None:
    known, unknown = RubriekFactory(inkoop=product.inkoop), RubriekFactory(inkoop=product.inkoop)
    ProductTekstFactory(product=product, rubriek=known)
    ProductTekstFactory(product=product, rubriek=unknown)
    product.grondslagen.add(GrondslagFactory(inkoop=product.inkoop, code="PSY"))
    [inhoud] = PRODUCT.describe(product.inkoop)
    other = type(product.inkoop).objects.create(
        regio=product.inkoop.regio, slug="ander", titel="Ander", procedure="open_house"
    )
    RubriekFactory(inkoop=other, sleutel=known.sleutel)
    copy, gone = copy_deel(
        soort=PRODUCT, inkoop=other, inhoud=inhoud, code="bgi", naam="Kopie", by=contractmanager, hulp={}
    )
    assert [str(one) for one in gone] == ["grondslag PSY", f"rubriek {unknown.sleutel}"]
    assert copy.identiteit != product.identiteit
    assert copy.inkoop == other
    assert copy.grondslagen.count() == 0
    assert [row.rubriek.sleutel for row in copy.teksten.select_related("rubriek")] == [known.sleutel]
