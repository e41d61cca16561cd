"""Beginning an inkoop on the screen, and what is told afterwards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Lidmaatschap, Rol, User
from begin.models import Begin
from producten.models import Product
from segments.models import Gemeente, Inkoop, Regio
from tests.accounts.factories import UserFactory
from tests.publicaties.factories import withdraw
from tests.segments.factories import DeelnemerFactory, InkoopFactory, RegioFactory
from tests.werkplek.conftest import client_of
from tests.werkplek.versies import published

NIEUW = "/beheer/nieuw/"


def asked(regio: Regio, **values: Any) -> dict[str, Any]:
    return {
        "regio": regio.pk, "titel": "Wmo 2029", "procedure": "open_house", "start_contract": "1-1-2029", "soort": "standaard",
        "gemeenten": "", "tarieven": "start", "hoeveel": "teksten", **values,
    }  # fmt: skip


def post(user: User, regio: Regio, **values: Any) -> Any:
    return client_of(user).post(NIEUW, asked(regio, **values))


def told(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def test_who_may_finds_the_button_and_who_may_not_hears_whom_to_ask(
    contractmanager: User, beheerder: User, lezer: User, regio: Regio
) -> None:
    User.objects.filter(pk=beheerder.pk).update(first_name="Bea", last_name="Beheer", email="bea@voorbeeld.nl")
    assert NIEUW in client_of(contractmanager).get("/beheer/").text
    page = client_of(beheerder).get("/beheer/").text
    assert (NIEUW in page, "/admin/accounts/uitnodiging/" in page) == (True, True)
    page = client_of(lezer).get("/beheer/").text
    assert (NIEUW in page, "Bea Beheer" in page, "mailto:bea@voorbeeld.nl" in page) == (False, True, True)
    stranger = client_of(UserFactory()).get("/beheer/").text
    assert "Vraag de beheerder van uw regio" in stranger


def test_a_new_inkoop_tells_what_came_and_what_to_do(contractmanager: User, regio: Regio) -> None:
    client = client_of(contractmanager)
    response = client.post(NIEUW, asked(regio, gemeenten="Leudal, Weert"), follow=True)
    assert response.redirect_chain == [("/beheer/wmo-2029/begin/", 302)]
    page = told(response)
    assert "met de standaardset" in page
    assert "24 rubrieken" in page
    assert re.search(r"Gemeenten kiezen die meedoen\s+klaar", page)
    assert re.search(r"Producten toevoegen\s+te doen", page)
    overview = told(client.get("/beheer/wmo-2029/"))
    assert "Naar een eerste versie" in overview
    assert "Hoe deze inkoop is begonnen : met de standaardset" in overview


def test_the_steps_go_when_a_version_is_out(
    compleet: Inkoop, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("publicaties.document.render_pdf", lambda *args, **kwargs: b"%PDF-1.7")
    client = client_of(contractmanager)
    page = told(client.get("/beheer/inkoop-2026/"))
    for naam in ("Producten toevoegen", "Percelen toevoegen", "Producten in percelen zetten", "Verplichte teksten schrijven",
                 "Tarieven invullen", "Een collega de rol van beoordelaar geven"):  # fmt: skip
        assert re.search(rf"{naam}\s+klaar", page), naam
    published(compleet, contractmanager, beoordelaar)
    assert "Naar een eerste versie" not in told(client.get("/beheer/inkoop-2026/"))


def test_without_a_colleague_who_approves_the_step_says_so(inkoop: Inkoop, contractmanager: User) -> None:
    Lidmaatschap.objects.create(user=contractmanager, regio=inkoop.regio, rol=Rol.BEOORDELAAR)
    page = told(client_of(contractmanager).get("/beheer/inkoop-2026/"))
    assert re.search(r"beoordelaar geven\s+te doen\s+Wie een versie indient, kan haar niet zelf goedkeuren", page)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Leudal, Weert", ["Leudal", "Weert"]),
        ("weert\r\nLeudal;  Leudal", ["Weert", "Leudal"]),
        ("Bergen op Zoom, Bergen (L.) en Nuenen, Gerwen en Nederwetten",
         ["Bergen op Zoom", "Bergen (L.)", "Nuenen, Gerwen en Nederwetten"]),
        ("Den Haag", ["'s-Gravenhage"]),
        ("Ede, Edam-Volendam", ["Ede", "Edam-Volendam"]),
        ("", []),
    ],
)  # fmt: skip
def test_gemeenten_by_name_in_the_order_that_they_were_typed(
    contractmanager: User, regio: Regio, typed: str, names: list[str]
) -> None:
    assert post(contractmanager, regio, gemeenten=typed).status_code == 302
    assert [row.gemeente.naam for row in Inkoop.objects.get().deelnemers.order_by("pk")] == names


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("Leudall", "“Leudall” is geen gemeente die wij kennen. Bedoelt u Leudal?"),
        ("Weert, Bergen", "“Bergen” is geen gemeente die wij kennen. Bedoelt u"),
        ("Qwertyuiop", "“Qwertyuiop” is geen gemeente die wij kennen. Controleer de naam."),
    ],
)
def test_an_unknown_gemeente_is_named_and_nothing_is_made(
    contractmanager: User, regio: Regio, typed: str, message: str
) -> None:
    response = post(contractmanager, regio, gemeenten=typed)
    assert (response.status_code, Inkoop.objects.count()) == (422, 0)
    assert message in response.text


def test_the_gemeenten_of_the_last_inkoop_are_there_already_with_their_groep(
    inkoop: Inkoop, contractmanager: User, regio: Regio
) -> None:
    for code, groep in (("0988", "MLW"), ("1641", "MER"), ("0946", "MLW")):
        DeelnemerFactory(inkoop=inkoop, gemeente=Gemeente.objects.get(code=code), groep=groep)
    assert "Weert, Maasgouw, Nederweert</textarea>" in client_of(contractmanager).get(NIEUW).text
    post(contractmanager, regio, gemeenten="Weert, Maasgouw, Leudal")
    new = Inkoop.objects.get(slug="wmo-2029")
    assert [(row.gemeente.naam, row.groep) for row in new.deelnemers.order_by("pk")] == [
        ("Weert", "MLW"), ("Maasgouw", "MER"), ("Leudal", ""),
    ]  # fmt: skip


def test_a_second_click_makes_no_second_inkoop(contractmanager: User, regio: Regio) -> None:
    assert post(contractmanager, regio).status_code == 302
    response = post(contractmanager, regio)
    assert (response.status_code, Inkoop.objects.count()) == (422, 1)
    assert "Er is al een inkoop ‘Wmo 2029’" in response.text


def test_a_source_must_be_chosen_and_may_only_be_of_the_own_regio(
    inkoop: Inkoop, contractmanager: User, regio: Regio, buurregio: Regio
) -> None:
    response = post(contractmanager, regio, soort="inkoop")
    assert (response.status_code, "Kies waaruit u wilt beginnen." in response.text) == (422, True)
    neighbour = InkoopFactory(regio=buurregio, titel="Geheim plan")
    assert "Geheim plan" not in client_of(contractmanager).get(NIEUW).text
    assert post(contractmanager, regio, soort="inkoop", bron_inkoop=neighbour.pk).status_code == 422
    assert post(contractmanager, buurregio).status_code == 422
    assert not Begin.objects.exists()


def test_an_inkoop_of_another_own_regio_is_no_earlier_one(contractmanager: User, inkoop: Inkoop, regio: Regio) -> None:
    other = RegioFactory(naam="Andere regio")
    Lidmaatschap.objects.create(user=contractmanager, regio=other, rol=Rol.CONTRACTMANAGER)
    response = post(contractmanager, other, soort="inkoop", bron_inkoop=inkoop.pk)
    assert (response.status_code, Inkoop.objects.count()) == (422, 1)
    assert "Deze inkoop is niet van Andere regio" in response.text


def test_what_is_said_otherwise_than_in_the_source_is_listed(
    compleet: Inkoop, contractmanager: User, regio: Regio
) -> None:
    assert post(contractmanager, regio, soort="inkoop", bron_inkoop=compleet.pk, tarieven="zelfde").status_code == 302
    client = client_of(contractmanager)
    page = told(client.get("/beheer/wmo-2029/begin/"))
    assert "De inkoop &#x27;Inkoop 2026&#x27; heet voortaan &#x27;Wmo 2029&#x27;" in page
    assert "BGI" not in page.partition("Wat nu anders is")[2].partition("Wat u nu kunt doen")[0]
    Product.objects.filter(inkoop__slug="wmo-2029").update(max_per_week=3)
    page = told(client.get("/beheer/wmo-2029/begin/"))
    assert "Hoeveel en hoe lang toegevoegd bij BGI" in page


def test_only_published_versions_can_be_learned_from(
    compleet: Inkoop, contractmanager: User, beoordelaar: User, buur: User, buurregio: Regio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("publicaties.document.render_pdf", lambda *args, **kwargs: b"%PDF-1.7")
    assert 'value="versie"' not in client_of(buur).get(NIEUW).text
    versie = published(compleet, contractmanager, beoordelaar)
    assert "Inkoop 2026, versie 1 (Midden-Limburg)" in client_of(buur).get(NIEUW).text
    assert post(buur, buurregio, soort="versie", bron_versie=versie.pk, hoeveel="indeling").status_code == 302
    page = told(client_of(buur).get("/beheer/wmo-2029/begin/"))
    assert "met versie 1 van Inkoop 2026 (Midden-Limburg)" in page
    assert "alle teksten, en de begrippen" in page
    withdraw(versie, by=contractmanager, other=beoordelaar, at=timezone.now())
    assert "versie 1 (Midden-Limburg)" not in client_of(buur).get(NIEUW).text


def test_who_works_for_two_regios_chooses_one(contractmanager: User, regio: Regio) -> None:
    other = RegioFactory(naam="Andere regio")
    assert 'type="hidden" name="regio"' in client_of(contractmanager).get(NIEUW).text
    Lidmaatschap.objects.create(user=contractmanager, regio=other, rol=Rol.BEHEERDER)
    assert '<select name="regio"' in client_of(contractmanager).get(NIEUW).text
    post(contractmanager, other)
    assert Inkoop.objects.get().regio == other


def test_no_inkoop_takes_an_address_of_the_workplace(inkoop: Inkoop) -> None:
    inkoop.slug = "nieuw"
    with pytest.raises(Exception, match="adres van de werkplek"):
        inkoop.full_clean()


def test_beginning_with_a_document_leads_to_where_it_is_read_in(
    contractmanager: User, beheerder: User, regio: Regio
) -> None:
    """A beheerder, who may not write, sees what there is."""
    response = post(contractmanager, regio, soort="document")
    assert response["Location"] == "/beheer/wmo-2029/document/"
    assert client_of(contractmanager).get(response["Location"]).status_code == 200
    response = post(beheerder, regio, soort="document", titel="Nog een")
    assert response.headers["Location"] == "/beheer/nog-een/begin/"
    assert {row.soort for row in Begin.objects.all()} == {"document"}
