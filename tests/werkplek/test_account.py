"""Her own account: the name that colleagues see, the password, and where the admin is."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.accounts.factories import PASSWORD
from tests.werkplek.conftest import client_of

NIEUW = "een-heel-ander-wachtwoord"


def test_a_name_is_changed_and_shown(contractmanager: User) -> None:
    client = client_of(contractmanager)
    data = {"voornaam": "Carla", "achternaam": "Jansen", "email": "carla@elders.nl"}
    page = client.post("/beheer/account/", data, follow=True).text
    assert "Uw gegevens zijn opgeslagen" in page
    assert "<summary>Carla Jansen</summary>" in page
    assert "Contractmanager van Midden-Limburg" in page
    contractmanager.refresh_from_db()
    assert (contractmanager.email, contractmanager.username) == ("", "contractmanager")  # an address is confirmed first
    assert client.post("/beheer/account/", {**data, "voornaam": "x" * 151}).status_code == 422


def test_a_password_is_changed_and_she_stays_logged_in(contractmanager: User) -> None:
    here, elsewhere = client_of(contractmanager), client_of(contractmanager)
    data = {"huidig": PASSWORD, "nieuw": NIEUW, "herhaald": NIEUW}
    assert here.post("/beheer/account/wachtwoord/", data).status_code == 302
    contractmanager.refresh_from_db()
    assert contractmanager.check_password(NIEUW)
    assert here.get("/beheer/").status_code == 200
    assert elsewhere.get("/beheer/").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"huidig": "geraden"}, "Dit is niet uw huidige wachtwoord"),
        ({"herhaald": "anders-anders"}, "niet gelijk"),
        ({"nieuw": "kort", "herhaald": "kort"}, "te kort"),
        ({"nieuw": "contractmanager", "herhaald": "contractmanager"}, "lijkt te veel op"),
    ],
)
def test_a_password_that_cannot_be_is_told_at_its_field(
    contractmanager: User, wrong: dict[str, str], message: str
) -> None:
    data = {"huidig": PASSWORD, "nieuw": NIEUW, "herhaald": NIEUW, **wrong}
    response = client_of(contractmanager).post("/beheer/account/wachtwoord/", data)
    assert response.status_code == 422
    assert message in response.text
    assert response.context["form"].fouten[0][0].startswith("id_")
    assert NIEUW not in response.text
    contractmanager.refresh_from_db()
    assert contractmanager.check_password(PASSWORD)


def test_the_admin_is_one_click_away_for_a_beheerder_only(beheerder: User, lezer: User) -> None:
    assert 'href="/admin/"' in client_of(beheerder).get("/beheer/").text
    assert 'href="/admin/"' not in client_of(lezer).get("/beheer/").text
    assert 'href="/beheer/account/"' in client_of(lezer).get("/beheer/").text
