"""A copy brings what it needs, when it is wanted, and names what stayed behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from percelen.models import Inschrijfvoorwaarde, Perceel, PerceelProduct
from producten.models import Grondslag, Leefgebied, Product, ProductTekst, Rubriek
from publicaties.models import Publicatie
from segments.models import Begrip, Inkoop
from tests.percelen.factories import PerceelFactory, PerceelProductFactory
from tests.producten.factories import GrondslagFactory, LeefgebiedFactory, ProductFactory
from tests.publicaties.factories import withdraw
from tests.segments.factories import BegripFactory, HoofdstukFactory, InkoopFactory
from tests.werkplek.conftest import client_of, send
from tests.werkplek.versies import published

NAAR = "/beheer/nieuwe-inkoop/"


@pytest.fixture
def target(perceel: Perceel) -> Inkoop:
    return InkoopFactory(regio=perceel.inkoop.regio, slug="nieuwe-inkoop", titel="Nieuwe inkoop")


def address(soort: str, code: str, bron: str, naar: str = NAAR) -> str:
    return f"{naar}kopieren/{soort}/?bron={bron}&code={code}"


def asked(client: Client, url: str) -> dict[str, Any]:
    """What the form holds as it is shown."""
    form = client.get(url).context["form"]
    values = {naam: form[naam].value() for naam in form.fields}
    return {naam: "on" if value is True else value for naam, value in values.items() if value not in (None, False)}


def copy(client: Client, soort: str, code: str, bron: str, **values: Any) -> Any:
    url = address(soort, code, bron)
    return send(client, url, {**asked(client, url), **values}, follow=True)


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_product_brings_what_the_other_inkoop_does_not_have(
    editor: Client, perceel: Perceel, product: Product, target: Inkoop
) -> None:
    bron = f"inkoop-{perceel.inkoop.pk}"
    form = editor.get(address("product", "bgi", bron)).context["form"]
    assert [key for key, _ in form.fields["mee"].choices] == [
        "rubriek/product/doelgroep",
        "grondslag/PSY",
        "leefgebied/3",
    ]
    response = copy(editor, "product", "bgi", bron)
    new = Product.objects.get(inkoop=target)
    assert [row.code for row in new.grondslagen.all()] == ["PSY"]
    assert [row.nummer for row in new.leefgebieden.all()] == [3]
    assert ProductTekst.objects.get(product=new).tekst == ProductTekst.objects.get(product=product).tekst
    assert Grondslag.objects.get(inkoop=target).definitie == Grondslag.objects.get(inkoop=perceel.inkoop).definitie
    assert told(response)[0].startswith("Ook meegekomen: rubriek Doelgroep (product), grondslag ")
    assert "perceel 3" in told(response)[1]


def test_what_is_not_wanted_is_named(editor: Client, perceel: Perceel, target: Inkoop) -> None:
    response = copy(editor, "product", "bgi", f"inkoop-{perceel.inkoop.pk}", mee=["leefgebied/3"])
    new = Product.objects.get(inkoop=target)
    assert (new.grondslagen.count(), new.leefgebieden.count(), target.rubrieken.count()) == (0, 1, 0)
    (came, left, _) = told(response)
    assert "grondslag" not in came
    assert all(naam in left for naam in ("grondslag PSY", "rubriek doelgroep", "perceel 3"))


def test_a_perceel_brings_its_products_with_all_that_they_need(
    editor: Client, perceel: Perceel, target: Inkoop
) -> None:
    copy(editor, "perceel", "3", f"inkoop-{perceel.inkoop.pk}")
    new = Perceel.objects.get(inkoop=target)
    assert [row.code for row in new.producten.all()] == ["bgi"]
    assert new.segment is not None
    assert new.segment.inkoop == target
    assert new.teksten.count() == 1
    assert [row.code for row in Product.objects.get(inkoop=target).grondslagen.all()] == ["PSY"]


def test_a_product_comes_in_the_same_percelen_with_its_conditions(
    editor: Client, perceel: Perceel, product: Product, target: Inkoop
) -> None:
    ander = ProductFactory(inkoop=perceel.inkoop, code="vervoer")
    for elders in (ander, ProductFactory(inkoop=perceel.inkoop, code="kdv")):
        Inschrijfvoorwaarde.objects.create(product=product, ander_product=elders, toelichting=elders.code)
    for nummer in ("3", "4"):
        PerceelFactory(inkoop=target, nummer=nummer)
    ProductFactory(inkoop=target, code="vervoer")
    PerceelProduct.objects.update(in_beginsel=True)
    url = address("product", "bgi", f"inkoop-{perceel.inkoop.pk}")
    assert "Het product komt in perceel 3." in editor.get(url).text
    response = copy(editor, "product", "bgi", f"inkoop-{perceel.inkoop.pk}")
    link = PerceelProduct.objects.get(perceel__inkoop=target)
    assert (link.perceel.nummer, link.product.code, link.in_beginsel) == ("3", "bgi", True)
    voorwaarde = Inschrijfvoorwaarde.objects.get(product__inkoop=target)
    assert (voorwaarde.ander_product.inkoop, voorwaarde.toelichting) == (target, "vervoer")
    assert any("de inschrijfvoorwaarde over product kdv" in message for message in told(response))


def test_without_links_it_comes_alone(editor: Client, perceel: Perceel, target: Inkoop) -> None:
    PerceelFactory(inkoop=target, nummer="3")
    copy(editor, "product", "bgi", f"inkoop-{perceel.inkoop.pk}", met_koppelingen="")
    assert not PerceelProduct.objects.filter(perceel__inkoop=target).exists()


def test_within_the_inkoop_the_copy_stands_where_the_original_stands(
    editor: Client, perceel: Perceel, product: Product
) -> None:
    PerceelProductFactory(perceel=PerceelFactory(inkoop=perceel.inkoop, nummer="4"), product=product)
    url = address("product", "bgi", f"inkoop-{perceel.inkoop.pk}", "/beheer/inkoop-2026/")
    send(editor, url, asked(editor, url))
    new = Product.objects.get(code="bgi-kopie")
    assert sorted(row.nummer for row in new.percelen.all()) == ["3", "4"]


def test_what_is_in_the_archive_comes_back(editor: Client, perceel: Perceel, target: Inkoop) -> None:
    old = GrondslagFactory(inkoop=target, code="PSY", gearchiveerd_op=timezone.now(), label="Eigen naam")
    copy(editor, "product", "bgi", f"inkoop-{perceel.inkoop.pk}")
    old.refresh_from_db()
    assert (old.is_archived, old.label) == (False, "Eigen naam")


@pytest.mark.parametrize(
    ("soort", "code", "model"),
    [
        ("grondslag", "PSY", Grondslag), ("leefgebied", "3", Leefgebied), ("rubriek", "product-doelgroep", Rubriek),
        ("begrip", "toewijzing", Begrip),
    ],
)  # fmt: skip
def test_each_kind_can_be_copied_here_and_elsewhere(
    editor: Client, perceel: Perceel, target: Inkoop, soort: str, code: str, model: Any
) -> None:
    HoofdstukFactory(inkoop=target)
    before = model.objects.filter(inkoop=perceel.inkoop).count()
    for naar, inkoop, count in ((NAAR, target, 1), ("/beheer/inkoop-2026/", perceel.inkoop, before + 1)):
        url = address(soort, code, f"inkoop-{perceel.inkoop.pk}", naar)
        response = send(editor, url, asked(editor, url))
        assert response.status_code == 302, response.context["form"].errors
        assert model.objects.filter(inkoop=inkoop).count() == count


def test_the_pages_of_grondslagen_and_begrippen_lead_there(editor: Client, perceel: Perceel) -> None:
    assert "/kopieren/leefgebied/" in editor.get("/beheer/inkoop-2026/grondslagen/").text
    assert "/kopieren/begrip/" in editor.get("/beheer/inkoop-2026/begrippen/").text
    assert "/kopieren/grondslag/" in editor.get("/beheer/inkoop-2026/onderdelen/grondslag/").text


# --- from another regio -------------------------------------------------------------------------------------------------


@pytest.fixture
def versie(compleet: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch) -> Publicatie:
    monkeypatch.setattr("publicaties.document.render_pdf", lambda *args, **kwargs: b"%PDF-1.7")
    compleet.percelen.update(contactadres="inkoop@midden-limburg.example")
    Rubriek.objects.filter(inkoop=compleet).update(toelichting="Alleen voor ons.")
    return published(compleet, contractmanager, beoordelaar)


@pytest.fixture
def elders(buur: User) -> Client:
    InkoopFactory(regio=buur.lidmaatschappen.get().regio, slug="nieuwe-inkoop", titel="Van de buren")
    return client_of(buur)


def test_a_published_version_of_another_regio_is_a_source(elders: Client, versie: Publicatie) -> None:
    assert "Inkoop 2026 (Midden-Limburg): versie 1" in elders.get(f"{NAAR}kopieren/perceel/").text
    copy(elders, "perceel", "3", f"versie-{versie.pk}")
    new = Perceel.objects.get(inkoop__slug="nieuwe-inkoop")
    assert (new.naam, new.contactadres) == ("Gericht op behoud", "")
    assert [row.code for row in new.producten.all()] == ["bgi"]
    assert {row.toelichting for row in Rubriek.objects.filter(inkoop=new.inkoop)} == {""}


def test_what_another_regio_withdrew_or_is_working_on_is_no_source(
    elders: Client, versie: Publicatie, inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    assert elders.get(address("product", "bgi", f"inkoop-{inkoop.pk}")).status_code == 404
    withdraw(versie, by=contractmanager, other=beoordelaar, at=timezone.now())
    assert elders.get(address("product", "bgi", f"versie-{versie.pk}")).status_code == 404


def test_a_colleague_who_was_first_is_told_and_nothing_is_copied(
    editor: Client, perceel: Perceel, product: Product, target: Inkoop
) -> None:
    url = address("product", "bgi", f"inkoop-{perceel.inkoop.pk}")
    data = {**asked(editor, url), "basis": editor.get(url).context["form"].gezien}
    LeefgebiedFactory(inkoop=target, nummer=3, naam="Van een collega")
    response = editor.post(url, data)
    assert (response.status_code, Product.objects.filter(inkoop=target).exists()) == (409, False)
    assert "Een collega heeft dit intussen veranderd" in response.text
    BegripFactory(inkoop=target)
    assert send(editor, url, asked(editor, url)).status_code == 302
