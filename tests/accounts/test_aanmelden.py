"""Every road to a session: password, invitation, second factor, the provider of an organisation; and what asks to log in again."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts import inloggen
from accounts.models import Inlogdienst, Lidmaatschap, Rol, Uitnodiging, User
from segments.models import Inkoop, Regio
from tests.accounts.factories import PASSWORD, UserFactory
from tests.clock import later
from tests.werkplek.conftest import client_of

pytestmark = pytest.mark.django_db
ANNA, NIEUW = "anna@gemeente.example", "een-heel-nieuw-wachtwoord"


def log_in(client: Client, wie: str, wachtwoord: str = PASSWORD, **data: str) -> Any:
    return client.post("/inloggen/", {"username": wie, "password": wachtwoord, **data})


def link(part: str = "/inloggen/") -> str:
    """The link in the last mail."""
    return re.sub("^https?://[^/]*", "", next(word for word in mail.outbox[-1].body.split() if part in word))


def code_of(geheim: str) -> str:
    return format_hotp_value(hotp_value(geheim, next(yield_hotp_counters_from_time())))


@pytest.fixture
def carla(regio: Regio) -> User:
    return UserFactory(username="carla", email="carla@voorbeeld.nl", regio=regio, rol=Rol.CONTRACTMANAGER)


@pytest.fixture
def tweede_factor(settings: Any) -> None:
    settings.TWEEDE_FACTOR = True


# --- password ---


def test_name_and_address_both_log_in(carla: User) -> None:
    for wie in ("carla", "Carla@Voorbeeld.nl"):
        client = Client()
        assert log_in(client, wie)["Location"] == "/beheer/"
        assert client.get("/beheer/").status_code == 200


@pytest.mark.parametrize("field", ["username", "password"])
@pytest.mark.parametrize("value", ["x\x00", "x" * 2_000])
def test_what_cannot_be_a_login_is_refused(carla: User, field: str, value: str) -> None:
    response = Client().post("/inloggen/", {"username": "carla", "password": PASSWORD, field: value})
    assert response.status_code == 200
    assert response.context["form"].errors[{"username": "login"}.get(field, field)]


def test_forgetting_answers_alike_whether_there_is_an_account(carla: User) -> None:
    answers = []
    for email in (carla.email, "niemand@voorbeeld.nl"):
        response = Client().post("/inloggen/wachtwoord/", {"email": email}, follow=True)
        answers.append((response.redirect_chain, re.sub('value="[^"]*"', "", response.text)))
    assert answers[0] == answers[1]
    assert [one.to for one in mail.outbox] == [[carla.email], ["niemand@voorbeeld.nl"]]
    assert "geen account" in mail.outbox[1].body


def test_a_link_for_a_new_password_works_once_and_ends_other_sessions(carla: User) -> None:
    elsewhere = client_of(carla)
    client = Client()
    client.post("/inloggen/wachtwoord/", {"email": carla.email})
    address = link()
    page = client.get(address, follow=True)
    for wrong, message in (
        ({"password2": "anders"}, "niet gelijk"),
        ({"password1": "kort", "password2": "kort"}, "te kort"),
    ):
        answer = client.post(page.request["PATH_INFO"], {"password1": NIEUW, "password2": NIEUW, **wrong})
        assert message in answer.text
    assert client.post(page.request["PATH_INFO"], {"password1": NIEUW, "password2": NIEUW}).status_code == 302
    assert log_in(Client(), "carla", NIEUW).status_code == 302
    assert elsewhere.get("/beheer/").status_code == 302
    assert "werkt niet meer" in Client().get(address, follow=True).text
    assert "nieuw wachtwoord gekozen" in mail.outbox[-1].body  # she hears of it


def test_who_is_switched_off_does_not_come_in(carla: User) -> None:
    User.objects.filter(pk=carla.pk).update(is_active=False)
    client = Client()
    assert log_in(client, "carla")["Location"] == "/inloggen/uitgeschakeld/"
    assert client.get("/beheer/").status_code == 302


def test_another_address_counts_once_it_is_confirmed(carla: User) -> None:
    client = client_of(carla)
    client.post("/beheer/account/email/", {"email": "Carla@elders.nl", "action_add": "ja"})
    carla.refresh_from_db()
    assert carla.email == "carla@voorbeeld.nl"
    assert mail.outbox[-1].to == ["carla@elders.nl"]
    address = link("/inloggen/adres/")
    assert "carla@elders.nl" in client.get(address).text
    client.post(address)
    carla.refresh_from_db()
    assert carla.email == "carla@elders.nl"
    assert (mail.outbox[-1].to, "carla@elders.nl" in mail.outbox[-1].body) == (["carla@voorbeeld.nl"], True)


def test_own_sessions_are_listed_and_ended(carla: User) -> None:
    here, elsewhere = Client(), Client()
    chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"
    log_in(here, "carla")
    elsewhere.post("/inloggen/", {"username": "carla", "password": PASSWORD}, headers={"User-Agent": chrome})
    page = here.get("/beheer/account/sessies/")
    assert page.context["session_count"] == 2
    assert "Chrome op Linux" in page.text
    here.post("/beheer/account/sessies/")
    assert elsewhere.get("/beheer/").status_code == 302
    assert here.get("/beheer/").status_code == 200


# --- invitation ---


@pytest.fixture
def uitnodiging(regio: Regio, beheerder: User) -> Uitnodiging:
    row = Uitnodiging(regio=regio, email=ANNA, voornaam="Anna", rol=Rol.LEZER)
    inloggen.invite(uitnodiging=row, by=beheerder, at=timezone.now())
    return row


ACCOUNT = {"voornaam": "Anna", "achternaam": "Ambtenaar", "wachtwoord": NIEUW, "herhaald": NIEUW}


def test_an_invitation_makes_an_account_once(uitnodiging: Uitnodiging, regio: Regio) -> None:
    address = link()
    for _ in range(2):  # looking uses nothing up
        assert "Midden-Limburg" in Client().get(address).text
    client = Client()
    assert client.post(address, ACCOUNT)["Location"] == "/beheer/"
    anna = User.objects.get(email=ANNA)
    assert client.get("/beheer/").context["user"] == anna
    assert [(row.regio, row.rol) for row in anna.lidmaatschappen.all()] == [(regio, Rol.LEZER)]
    assert EmailAddress.objects.get(user=anna).verified
    assert log_in(Client(), ANNA, NIEUW).status_code == 302
    for method in ("get", "post"):
        assert getattr(Client(), method)(address).status_code == 404


def test_who_makes_an_account_goes_on_with_it_also_at_the_computer_of_a_colleague(
    uitnodiging: Uitnodiging, carla: User
) -> None:
    client = client_of(carla)
    client.post(link(), ACCOUNT)
    assert client.get("/beheer/").context["user"].email == ANNA


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"herhaald": "iets-heel-anders"}, "niet gelijk"),
        ({"wachtwoord": "kort", "herhaald": "kort"}, "te kort"),
        ({"voornaam": ""}, "verplicht"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_told(
    uitnodiging: Uitnodiging, wrong: dict[str, str], message: str
) -> None:
    response = Client().post(link(), ACCOUNT | wrong)
    assert response.status_code == 422
    assert message in response.text
    assert not User.objects.filter(email=ANNA).exists()


def test_only_the_last_mail_works_and_not_for_ever(
    uitnodiging: Uitnodiging, beheerder: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = link()
    at = timezone.now() + dt.timedelta(seconds=5)
    inloggen.invite(uitnodiging=uitnodiging, by=beheerder, at=at)
    assert Client().get(first).status_code == 404
    assert Client().get(link()).status_code == 200
    assert Client().get(link()[:-3] + "xx/").status_code == 404
    later(monkeypatch, Uitnodiging.GELDIG + dt.timedelta(minutes=1))
    assert Client().get(link()).status_code == 404


def test_who_has_an_account_takes_an_invitation_when_logged_in(
    uitnodiging: Uitnodiging, buurregio: Regio, regio: Regio, carla: User
) -> None:
    anna = UserFactory(username="anna", email=ANNA, regio=buurregio)
    address = link()
    assert "log daarmee in" in Client().get(address).text.lower()
    for client in (Client(), client_of(carla)):  # the link alone gives nobody her account
        client.post(address, ACCOUNT)
        assert not anna.lidmaatschappen.filter(regio=regio).exists()
    assert anna.check_password(PASSWORD)
    client_of(anna).post(address)
    assert anna.lidmaatschappen.filter(regio=regio, rol=Rol.LEZER).exists()


# --- second factor ---


@pytest.mark.parametrize(("rol", "demanded"), [(rol, rol in {Rol.BEHEERDER, Rol.BEOORDELAAR}) for rol in Rol])
def test_a_second_factor_is_demanded_of_who_gives_rights_or_approves(
    rol: Rol, demanded: bool, regio: Regio, inkoop: Inkoop, tweede_factor: None
) -> None:
    user = UserFactory(regio=regio, rol=rol)
    user.update_staff()
    response = client_of(user).get("/beheer/")
    assert (response.status_code == 302) is demanded
    if demanded:
        assert response["Location"] == "/beheer/account/tweede-stap/"
        assert "Stel eerst een tweede stap in" in client_of(user).get(response["Location"]).text
    if rol == Rol.BEHEERDER:
        assert client_of(user).get("/admin/")["Location"] == "/beheer/account/tweede-stap/"
    Inkoop.objects.update(tweede_factor=True)
    assert client_of(user).get("/beheer/").status_code == 302
    TOTP.activate(user, "GEHEIM")
    assert client_of(user).get("/beheer/").status_code == 200


def test_a_demo_demands_none_and_says_so(beheerder: User) -> None:
    assert client_of(beheerder).get("/beheer/").status_code == 200
    assert "geen tweede stap" in Client().get("/inloggen/").text


def test_the_second_step_comes_after_the_password_and_what_was_typed_is_kept(carla: User, inkoop: Inkoop) -> None:
    geheim = "JBSWY3DPEHPK3PXP"
    TOTP.activate(carla, geheim)
    client = Client()
    response = log_in(client, "carla", tekst="Zelf getypt.", next="/beheer/inkoop-2026/gegevens/")
    assert response["Location"] == "/inloggen/tweede-stap/"
    assert client.get("/beheer/").status_code == 302  # not yet
    assert "klopt niet" in client.post("/inloggen/tweede-stap/", {"code": "000000"}).text
    page = client.post("/inloggen/tweede-stap/", {"code": code_of(geheim)}, follow=True)
    assert "U bent weer ingelogd" in page.text
    assert "Zelf getypt." in page.text
    assert client.get("/inloggen/verder/")["Location"] == "/beheer/"  # once


def test_codes_are_guessed_no_more_often_than_passwords(carla: User) -> None:
    TOTP.activate(carla, "JBSWY3DPEHPK3PXP")
    client = Client()
    log_in(client, "carla")
    texts = [client.post("/inloggen/tweede-stap/", {"code": f"{n:06}"}).text for n in range(10)]
    assert ["te vaak" in text for text in texts] == [False] * 8 + [True] * 2


def test_a_recovery_code_works_once(carla: User) -> None:
    TOTP.activate(carla, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(carla).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        log_in(client, "carla")
        assert client.post("/inloggen/tweede-stap/", {"code": code}).status_code == expected


def test_an_app_is_coupled_and_uncoupled(carla: User, django_capture_on_commit_callbacks: Any) -> None:
    client = client_of(carla)
    page = client.get("/beheer/account/tweede-stap/app/")
    code = code_of(page.context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/beheer/account/tweede-stap/app/", {"code": code})
    assert response["Location"].endswith("/herstelcodes/")
    assert len(re.findall(r"<code>\d{8}</code>", client.get("/beheer/account/tweede-stap/herstelcodes/").text)) == 10
    assert "app gekoppeld" in mail.outbox[0].body
    assert client.get("/beheer/account/tweede-stap/app/weg/").status_code == 200
    client.post("/beheer/account/tweede-stap/app/weg/")
    assert not Authenticator.objects.exists()


def test_the_passkey_of_somebody_else_does_not_exist(carla: User, lezer: User) -> None:
    passkey = Authenticator.objects.create(user=lezer, type=Authenticator.Type.WEBAUTHN, data={"name": "van Lies"})
    for method in ("get", "post"):
        assert (
            getattr(client_of(carla), method)(f"/beheer/account/tweede-stap/passkeys/{passkey.pk}/weg/").status_code
            == 404
        )
    for page in ("app/weg", "herstelcodes"):
        assert client_of(carla).get(f"/beheer/account/tweede-stap/{page}/").status_code == 404
    assert Authenticator.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        "{",
        "[" * 100_000,
        '{"id": ' + "9" * 5_000 + "}",
        "[]",
        '"tekst"',
        '{"id": 5}',
        '{"id": "YQ", "rawId": "YQ", "response": {}}',
        '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "YQ", "authenticatorData": "YQ", "signature": "YQ"}}',
        '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
    ],
)
@pytest.mark.parametrize("page", ["/inloggen/passkey/", "/beheer/account/tweede-stap/passkeys/nieuw/"])
def test_what_is_no_answer_of_a_passkey_is_a_wrong_answer(carla: User, page: str, sent: str) -> None:
    client = client_of(carla) if "account" in page else Client()
    answer = client.post(page, {"credential": sent, "name": "Sleutel"})
    assert answer.status_code == (302 if "inloggen" in page else 200)
    assert not Authenticator.objects.exists()


# --- the provider of an organisation ---


@pytest.fixture
def dienst(regio: Regio) -> Inlogdienst:
    return Inlogdienst.objects.create(
        regio=regio,
        naam="gemeente Voorbeeld",
        adres="https://id.voorbeeld.nl",
        client_id="portaal",
        rolclaim="roles",
        rollen="wmo-inkoop = contractmanager\nwmo-lezen = lezer",
    )


def said(**claims: Any) -> dict[str, Any]:
    return {"sub": "1", "email": ANNA, "given_name": "Anna", "family_name": "Ambtenaar", "roles": [], **claims}


def roles(user: User) -> list[str]:
    return sorted(user.lidmaatschappen.values_list("rol", flat=True))


def test_roles_follow_the_claims_every_time(dienst: Inlogdienst) -> None:
    anna = inloggen.by_provider(dienst=dienst, user=None, claims=said(roles=["wmo-inkoop", "iets-anders"]))
    assert (str(anna), roles(anna), anna.has_usable_password()) == ("Anna Ambtenaar", [Rol.CONTRACTMANAGER], False)
    inloggen.by_provider(dienst=dienst, user=anna, claims=said(roles="wmo-lezen"))
    assert roles(anna) == [Rol.LEZER]
    inloggen.by_provider(dienst=dienst, user=anna, claims=said())
    assert roles(anna) == []


def test_without_a_claim_roles_are_given_by_hand(uitnodiging: Uitnodiging, dienst: Inlogdienst, regio: Regio) -> None:
    dienst.rolclaim = ""
    anna = inloggen.by_provider(dienst=dienst, user=None, claims=said(roles=["wmo-inkoop"]))
    assert roles(anna) == [Rol.LEZER]  # what she was invited for
    uitnodiging.refresh_from_db()
    assert uitnodiging.aangenomen_door == anna
    Lidmaatschap.objects.create(user=anna, regio=regio, rol=Rol.BEOORDELAAR)
    inloggen.by_provider(dienst=dienst, user=anna, claims=said(roles=["wmo-inkoop"]))
    assert roles(anna) == [Rol.BEOORDELAAR, Rol.LEZER]


def test_where_the_organisation_gives_the_roles_nobody_is_invited(
    uitnodiging: Uitnodiging, dienst: Inlogdienst, regio: Regio, beheerder: User
) -> None:
    another = Uitnodiging(regio=regio, email="bram@gemeente.example", rol=Rol.LEZER)
    with pytest.raises(ValidationError, match="geeft gemeente Voorbeeld zelf de rollen"):
        inloggen.invite(uitnodiging=another, by=beheerder, at=timezone.now())
    with pytest.raises(inloggen.GeenToegang):  # one from before gives nothing either
        inloggen.by_provider(dienst=dienst, user=None, claims=said())


def test_a_stranger_of_the_organisation_gets_nothing(dienst: Inlogdienst) -> None:
    unchecked = said(email_verified=False, roles=["wmo-inkoop"])  # she can have filled in any address there
    for claims in (said(), said(email="", roles=["wmo-inkoop"]), unchecked):
        with pytest.raises(inloggen.GeenToegang):
            inloggen.by_provider(dienst=dienst, user=None, claims=claims)
    assert not User.objects.exists()


@pytest.mark.parametrize("wie", ["van de buren", "ook van de buren", "superuser", "uitgeschakeld"])
def test_a_provider_is_believed_about_its_own_people_only(
    wie: str, dienst: Inlogdienst, regio: Regio, buurregio: Regio
) -> None:
    user = UserFactory(email=ANNA, regio=buurregio if wie == "van de buren" else regio)
    if wie == "ook van de buren":
        Lidmaatschap.objects.create(user=user, regio=buurregio, rol=Rol.LEZER)
    User.objects.filter(pk=user.pk).update(is_superuser=wie == "superuser", is_active=wie != "uitgeschakeld")
    before = roles(user)
    with pytest.raises(inloggen.GeenToegang):
        inloggen.by_provider(dienst=dienst, user=None, claims=said(roles=["wmo-inkoop"]))
    assert roles(user) == before


def test_who_has_a_provider_has_no_password(dienst: Inlogdienst, carla: User) -> None:
    client = Client()
    page = log_in(client, "carla")
    assert page["Location"] == "/inloggen/"
    assert "account van uw organisatie: gemeente Voorbeeld" in client.get("/inloggen/").text
    assert client.get("/beheer/").status_code == 302
    client.post("/inloggen/wachtwoord/", {"email": carla.email})
    assert "account van uw organisatie" in mail.outbox[-1].body
    assert "/inloggen/wachtwoord/" not in mail.outbox[-1].body
    inloggen.by_provider(dienst=dienst, user=None, claims=said(email=carla.email, roles=["wmo-lezen"]))
    carla.refresh_from_db()
    assert not carla.has_usable_password()
    assert client_of(carla).get("/beheer/account/wachtwoord/").status_code == 404


def test_who_also_works_elsewhere_is_believed_of_no_provider(
    dienst: Inlogdienst, buurregio: Regio, regio: Regio, beheerder: User
) -> None:
    anna = inloggen.by_provider(dienst=dienst, user=None, claims=said(roles=["wmo-inkoop"]))
    anna.set_password(PASSWORD)
    anna.save()
    Lidmaatschap.objects.create(user=anna, regio=buurregio, rol=Rol.LEZER)
    with pytest.raises(inloggen.GeenToegang):
        inloggen.by_provider(dienst=dienst, user=anna, claims=said(roles=["wmo-inkoop"]))
    assert log_in(Client(), ANNA)["Location"] == "/beheer/"


def test_a_superuser_keeps_a_password_for_when_the_provider_is_broken(dienst: Inlogdienst, carla: User) -> None:
    User.objects.filter(pk=carla.pk).update(is_superuser=True)
    assert log_in(Client(), "carla")["Location"] == "/beheer/"


def test_the_second_factor_of_the_organisation_counts_when_it_asks_one(
    dienst: Inlogdienst, beoordelaar: User, tweede_factor: None
) -> None:
    assert beoordelaar.needs_second_factor()
    Inlogdienst.objects.update(tweede_factor=True)
    assert not User.objects.get(pk=beoordelaar.pk).needs_second_factor()


def test_an_invitation_of_such_a_regio_leads_to_the_provider(uitnodiging: Uitnodiging, dienst: Inlogdienst) -> None:
    page = Client().get(link())
    assert 'href="/inloggen/via/midden-limburg/"' in page.text
    assert Client().post(link(), ACCOUNT).status_code == 200
    assert not User.objects.filter(email=ANNA).exists()


def test_a_provider_that_does_not_answer_is_told(dienst: Inlogdienst, regio: Regio, buurregio: Regio) -> None:
    Inlogdienst.objects.update(adres="http://127.0.0.1:9")
    assert Client().get("/inloggen/via/midden-limburg/").status_code == 502
    assert Client().get("/inloggen/via/buurregio/").status_code == 404
    assert "lukte niet" in Client().get("/inloggen/via/midden-limburg/terug/?code=x&state=y").text
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"adres": "http://id.voorbeeld.nl"}, "https://"),
        ({"rollen": "wmo-inkoop = baas"}, "Regel 1"),
        ({"rollen": ""}, "welke rol"),
        ({}, "OIDC_GEHEIM_MIDDEN_LIMBURG"),
    ],
)
def test_a_provider_that_cannot_work_is_refused(
    dienst: Inlogdienst, wrong: dict[str, str], message: str, settings: Any
) -> None:
    settings.OIDC_GEHEIMEN = {} if not wrong else {"midden-limburg": "geheim"}
    for name, value in wrong.items():
        setattr(dienst, name, value)
    with pytest.raises(ValidationError, match=message):
        dienst.full_clean()
