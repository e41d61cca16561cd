"""Reading a document in, on the screen: choose, look, put right, take over; nothing half, and nothing of a colleague overwritten."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inlezen.models import Inlezing
from publicaties.snapshot import take
from segments.models import Inkoop
from taken.models import Taak
from taken.werker import work_off
from tests.inlezen.documenten import TEKST, file_of, one_that_was_read, parts, with_part
from tests.producten.factories import ProductFactory, ProductTekstFactory, RubriekFactory
from tests.segments.factories import HoofdstukFactory


def url(naam: str, inkoop: Inkoop, *args: object) -> str:
    return reverse(f"werkplek:documenten:{naam}", args=[inkoop.slug, *args])


@pytest.fixture
def client(contractmanager: User) -> Client:
    client = Client()
    client.force_login(contractmanager)
    return client


def basis_of(page: str) -> str:
    return page.split('name="basis" value="')[1].split('"')[0]


def test_a_document_is_chosen_read_in_the_background_and_taken_over(
    client: Client, inkoop: Inkoop, contractmanager: User
) -> None:
    upload = SimpleUploadedFile("beschrijving.txt", TEKST.encode())
    answer = client.post(url("kiezen", inkoop), {"bestand": upload})
    inlezing = Inlezing.objects.get()
    assert answer.url == url("nakijken", inkoop, inlezing.pk)
    page = client.get(answer.url).text
    assert "wordt gelezen" in page
    assert 'hx-trigger="every 2s"' in page
    part = client.get(answer.url, headers={"HX-Request": "true"})
    assert part.text.strip() in page
    assert "HX-Refresh" not in part
    work_off()
    assert client.get(answer.url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = client.get(answer.url).text
    assert "Product: Thuisbegeleiding (TB)" in page
    assert "7 van 13 woorden op hun plek (53,8%)" in page
    assert "Zomaar een alinea die nergens hoort." in page
    assert take(inkoop).producten == []  # only looked at
    answer = client.post(
        answer.url,
        {"basis": basis_of(page), "nieuw": ["rubriek/product/doelgroep", "rubriek/product/kleur", "product/tb"]},
    )
    assert answer.status_code == 302
    now = take(inkoop)
    assert now.product["tb"].teksten == {"doelgroep": "<p>Volwassenen.</p>", "kleur": "<p>Groen.</p>"}
    inlezing.refresh_from_db()
    assert inlezing.overgenomen_door == contractmanager
    page = client.get(url("nakijken", inkoop, inlezing.pk)).text
    assert "Overgenomen" in page
    assert inlezing.naam not in client.get(url("kiezen", inkoop)).text


def test_what_is_not_ticked_is_not_made(client: Client, inkoop: Inkoop, contractmanager: User) -> None:
    inlezing = one_that_was_read(inkoop, contractmanager)
    address = url("nakijken", inkoop, inlezing.pk)
    client.post(
        address, {"basis": basis_of(client.get(address).text), "nieuw": ["rubriek/product/doelgroep", "product/tb"]}
    )
    now = take(inkoop)
    assert [row.naam for row in now.rubrieken] == ["Doelgroep"]
    assert now.product["tb"].teksten == {"doelgroep": "<p>Volwassenen.</p>"}


def test_a_piece_gets_another_place_and_the_choice_is_kept(
    client: Client, inkoop: Inkoop, contractmanager: User
) -> None:
    inlezing = one_that_was_read(inkoop, contractmanager)
    voorstel = inlezing.read_voorstel()
    assert voorstel is not None
    (loose,) = voorstel.ongeplaatst
    address = url("stuk", inkoop, inlezing.pk, loose.nummer)
    page = client.get(address).text
    assert "Thuisbegeleiding (TB): Doelgroep" in page
    answer = client.post(address, {"basis": basis_of(page), "plek": "product/tb/doelgroep"})
    assert answer.status_code == 302
    page = client.get(url("nakijken", inkoop, inlezing.pk)).text
    assert "13 van 13 woorden op hun plek (100,0%)" in page
    assert (
        client.post(
            address, {"basis": basis_of(client.get(address).text), "plek": "product/niets/doelgroep"}
        ).status_code
        == 422
    )
    client.post(
        url("nakijken", inkoop, inlezing.pk),
        {"basis": basis_of(page), "nieuw": ["rubriek/product/doelgroep", "rubriek/product/kleur", "product/tb"]},
    )
    assert (
        take(inkoop).product["tb"].teksten["doelgroep"]
        == "<p>Volwassenen.</p><p>Zomaar een alinea die nergens hoort.</p>"
    )


@pytest.fixture
def gevuld(inkoop: Inkoop) -> Inkoop:
    HoofdstukFactory(inkoop=inkoop, titel="Producten", sleutel="producten", soort="producten", tekst="")
    rubriek = RubriekFactory(inkoop=inkoop, soort="product", sleutel="doelgroep", naam="Doelgroep")
    for code, naam in (("bgl", "Begeleiding"), ("dag", "Dagbesteding")):
        product = ProductFactory(inkoop=inkoop, code=code, naam=naam, afkorting="")
        ProductTekstFactory(product=product, rubriek=rubriek, tekst=f"<p>Volwassenen die {naam.lower()} krijgen.</p>")
    return inkoop


def edited(inkoop: Inkoop) -> bytes:
    """What a colleague made of our file: two texts changed."""
    content = file_of(take(inkoop))
    assert "Volwassenen" in parts(content)["word/document.xml"]
    return with_part(content, "word/document.xml", {"Volwassenen die": "Mensen die"})


def test_a_colleagues_changes_are_accepted_or_refused_one_by_one(
    client: Client, gevuld: Inkoop, contractmanager: User
) -> None:
    inlezing = one_that_was_read(gevuld, contractmanager, edited(gevuld), "terug.docx")
    address = url("nakijken", gevuld, inlezing.pk)
    page = client.get(address).text
    assert "Teksten die anders zijn (2)" in page
    assert "Doelgroep van Begeleiding" in page
    assert page.count("checked") == 2
    client.post(address, {"basis": basis_of(page), "tekst": ["product/bgl/doelgroep"]})
    now = take(gevuld)
    assert now.product["bgl"].teksten["doelgroep"] == "<p>Mensen die begeleiding krijgen.</p>"
    assert now.product["dag"].teksten["doelgroep"] == "<p>Volwassenen die dagbesteding krijgen.</p>"


def test_what_a_colleague_saved_meanwhile_is_told_and_nothing_is_overwritten(
    client: Client, gevuld: Inkoop, contractmanager: User
) -> None:
    inlezing = one_that_was_read(gevuld, contractmanager, edited(gevuld), "terug.docx")
    address = url("nakijken", gevuld, inlezing.pk)
    before = client.get(address).text
    gevuld.producten.get(code="bgl").teksten.update(tekst="<p>Intussen anders.</p>")
    answer = client.post(
        address, {"basis": basis_of(before), "tekst": ["product/bgl/doelgroep", "product/dag/doelgroep"]}
    )
    assert answer.status_code == 409
    assert "Een collega heeft intussen iets veranderd" in answer.text
    now = take(gevuld)
    assert now.product["bgl"].teksten["doelgroep"] == "<p>Intussen anders.</p>"
    assert now.product["dag"].teksten["doelgroep"] == "<p>Volwassenen die dagbesteding krijgen.</p>"
    # On the page of now it is told, and not ticked by itself.
    page = client.get(address).text
    assert "Een collega heeft deze tekst in het portaal veranderd" in page
    assert page.count("checked") == 1


def test_a_document_that_cannot_be_read_is_told_at_once(client: Client, inkoop: Inkoop) -> None:
    answer = client.post(url("kiezen", inkoop), {"bestand": SimpleUploadedFile("oud.docx", b"%PDF-1.7 een pdf")})
    assert answer.status_code == 422
    assert "Dit is een PDF" in answer.text
    answer = client.post(url("kiezen", inkoop), {"bestand": SimpleUploadedFile("oud.doc", b"x")})
    assert "Kies een bestand met de extensie .docx of .odt of .txt." in answer.text
    assert not Inlezing.objects.exists()


def test_a_reading_that_fails_in_the_background_is_told(
    client: Client, inkoop: Inkoop, contractmanager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = file_of(take(inkoop))
    monkeypatch.setattr("inlezen.pandoc.MAX_UIT", 100)
    inlezing = one_that_was_read(inkoop, contractmanager, content, "groot.docx")
    assert Taak.objects.about(inlezing).get().is_mislukt
    page = client.get(url("nakijken", inkoop, inlezing.pk)).text
    assert "te groot of te ingewikkeld" in page


def test_a_document_is_thrown_away(client: Client, inkoop: Inkoop, contractmanager: User) -> None:
    inlezing = one_that_was_read(inkoop, contractmanager)
    seen = {"basis": client.get(url("nakijken", inkoop, inlezing.pk)).context["weg"].gezien}
    assert client.post(url("weggooien", inkoop, inlezing.pk), seen).status_code == 302
    assert not Inlezing.objects.exists()


def test_the_same_document_twice_has_nothing_to_take_over(
    client: Client, inkoop: Inkoop, contractmanager: User
) -> None:
    first = one_that_was_read(inkoop, contractmanager)
    address = url("nakijken", inkoop, first.pk)
    client.post(
        address,
        {
            "basis": basis_of(client.get(address).text),
            "nieuw": ["rubriek/product/doelgroep", "rubriek/product/kleur", "product/tb"],
        },
    )
    again = one_that_was_read(inkoop, contractmanager)
    assert "Er is niets over te nemen" in client.get(url("nakijken", inkoop, again.pk)).text


def test_a_document_of_another_inkoop_is_not_found(
    client: Client, inkoop: Inkoop, contractmanager: User, buur: User
) -> None:
    inlezing = one_that_was_read(inkoop, contractmanager)
    other = Client()
    other.force_login(buur)
    assert other.get(url("nakijken", inkoop, inlezing.pk)).status_code == 404


def test_a_text_that_is_too_long_is_told_and_nothing_is_half_saved(
    client: Client, inkoop: Inkoop, contractmanager: User
) -> None:
    long = TEKST.replace("Groen.", "Groen en " * 6_000)
    inlezing = one_that_was_read(inkoop, contractmanager, long.encode())
    address = url("nakijken", inkoop, inlezing.pk)
    asked = {
        "basis": basis_of(client.get(address).text),
        "nieuw": ["rubriek/product/doelgroep", "rubriek/product/kleur", "product/tb"],
    }
    answer = client.post(address, asked)
    assert answer.status_code == 422
    assert "Thuisbegeleiding (TB), kleur: de tekst is te lang" in answer.text
    now = take(inkoop)
    assert (now.producten, now.rubrieken) == ([], [])
