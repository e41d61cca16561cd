"""Who guesses is stopped; nobody else is: not her neighbours in the town hall, and not the person whose account it is."""

from __future__ import annotations

import datetime as dt
import logging
from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import slot
from accounts.checks import check_logging_in
from accounts.models import Mislukking, MislukteInlog, User
from core.adres import client_address, household
from segments.models import Regio
from tests.accounts.factories import PASSWORD, UserFactory
from tests.clock import later
from wmo_portal import env

pytestmark = pytest.mark.django_db
STADHUIS, THUIS = "192.0.2.10", "198.51.100.7"
TE_VAAK = "Er is te vaak iets verkeerds ingevuld"


@pytest.fixture
def carla(regio: Regio) -> User:
    return UserFactory(username="carla", email="carla@voorbeeld.nl", regio=regio)


def log_in(client: Client, wie: str = "carla", wachtwoord: str = PASSWORD, vanaf: str = STADHUIS) -> Any:
    return client.post("/inloggen/", {"username": wie, "password": wachtwoord}, REMOTE_ADDR=vanaf)


def guess(times: int = slot.POGINGEN, **kwargs: Any) -> str:
    """What a stranger reads after so many wrong ones."""
    return [log_in(Client(), wachtwoord="geraden", **kwargs).text for _ in range(times)][-1]


def test_too_many_mistakes_stop_one_person_at_one_address(carla: User) -> None:
    assert TE_VAAK not in guess(times=8)
    assert TE_VAAK in log_in(Client()).text
    # By her address it is the same person.
    assert TE_VAAK in log_in(Client(), wie="Carla@voorbeeld.nl").text


def test_her_neighbours_in_the_town_hall_go_on(carla: User, lezer: User) -> None:
    guess(times=3 * slot.POGINGEN)
    assert log_in(Client(), wie=lezer.username).status_code == 302


def test_who_guesses_elsewhere_does_not_lock_her_out_here(carla: User) -> None:
    guess(vanaf=THUIS)
    assert log_in(Client()).status_code == 302


def test_it_is_over_after_a_while(carla: User, monkeypatch: pytest.MonkeyPatch) -> None:
    guess()
    later(monkeypatch, dt.timedelta(minutes=14, seconds=50))
    assert TE_VAAK in log_in(Client()).text
    later(monkeypatch, dt.timedelta(seconds=11))
    assert log_in(Client()).status_code == 302


def test_trying_on_does_not_make_it_longer(carla: User, monkeypatch: pytest.MonkeyPatch) -> None:
    guess()
    later(monkeypatch, dt.timedelta(minutes=10))
    guess(times=30)
    later(monkeypatch, dt.timedelta(minutes=6))
    assert log_in(Client()).status_code == 302


def test_of_all_strangers_together_there_is_an_end_and_her_own_device_still_gets_in(
    carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slot, "SAMEN", 5)
    own = Client()
    assert log_in(own).status_code == 302
    own.post("/uitloggen/")
    for number in range(8):
        guess(times=1, vanaf=f"203.0.113.{number}")
    assert TE_VAAK in log_in(Client(), vanaf="203.0.113.99").text
    # Also from an address where she never was; but no more guesses than anybody.
    assert log_in(own, vanaf="203.0.113.50").status_code == 302
    own.post("/uitloggen/")
    for number in range(slot.POGINGEN):
        log_in(own, wachtwoord="geraden", vanaf=f"203.0.113.{60 + number}")
    assert TE_VAAK in log_in(own, vanaf="203.0.113.90").text


def test_a_new_password_makes_a_device_a_stranger(carla: User) -> None:
    own = Client()
    log_in(own)
    herkomst = slot.Herkomst(STADHUIS, own.cookies[slot.COOKIE].value)
    assert herkomst.device_of(carla)
    carla.set_password("iets-heel-anders-nu")
    assert not herkomst.device_of(carla)
    assert not slot.Herkomst(STADHUIS, "zelf:verzonnen").device_of(carla)


def test_all_strangers_together_have_sixty_guesses(carla: User) -> None:
    herkomsten = [slot.Herkomst(f"203.0.113.{number}", "") for number in range(61)]
    for herkomst in herkomsten[:60]:
        slot.Poging.of("carla", herkomst).begin()
    with pytest.raises(slot.TooManyAttempts):
        slot.Poging.of("carla", herkomsten[60]).begin()


def test_who_is_stopped_is_told_to_her_regio_once_in_that_time(carla: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> list[str]:
        return list(MislukteInlog.objects.order_by("pk").values_list("uitslag", flat=True))

    guess(times=slot.POGINGEN + 3)
    assert told() == ["verkeerd"] * slot.POGINGEN + ["tegengehouden"]
    MislukteInlog.objects.filter(uitslag="tegengehouden").update(op=timezone.now() - slot.WACHTTIJD)
    guess(times=1)
    assert told()[slot.POGINGEN :] == ["tegengehouden"] * 2
    guess(times=1, wie="iemand-anders")
    assert len(told()) == slot.POGINGEN + 2


def test_a_device_knows_the_last_ten_people_who_logged_in_with_it(db: None) -> None:
    people = UserFactory.create_batch(11)
    herkomst = slot.Herkomst(STADHUIS, "")
    for user in [*people[:10], people[0], people[10]]:
        herkomst = slot.Herkomst(STADHUIS, herkomst.remember(user))
    assert [bool(herkomst.device_of(user)) for user in people] == [True, False, *[True] * 9]
    assert len({herkomst.device_of(user) for user in people[2:]}) == 1


def test_a_device_is_known_for_180_days(carla: User, monkeypatch: pytest.MonkeyPatch) -> None:
    herkomst = slot.Herkomst(STADHUIS, slot.Herkomst(STADHUIS, "").remember(carla))
    later(monkeypatch, dt.timedelta(days=180) - dt.timedelta(minutes=1))
    assert herkomst.device_of(carla)
    later(monkeypatch, dt.timedelta(minutes=2))
    assert not herkomst.device_of(carla)


def test_the_cookie_is_for_the_login_page_only(carla: User) -> None:
    own = Client()
    log_in(own)
    cookie = own.cookies[slot.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/inloggen/", True, "Lax")


def test_an_unknown_name_is_stopped_like_a_known_one(carla: User) -> None:
    known, unknown = Client(), Client()
    texts = []
    for client, wie in ((known, "carla"), (unknown, "bestaat-niet")):
        answers = [log_in(client, wie=wie, wachtwoord="fout") for _ in range(slot.POGINGEN + 1)]
        texts.append([(answer.status_code, answer.text.count(TE_VAAK)) for answer in answers])
        assert "horen niet bij elkaar" in answers[0].text
    assert texts[0] == texts[1]


def test_a_new_password_unlocks(carla: User, mailoutbox: list[Any]) -> None:
    guess()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": carla.email}, REMOTE_ADDR=STADHUIS)
    link = next(word for word in mailoutbox[0].body.split() if "/inloggen/wachtwoord/" in word)
    page = client.get(link, follow=True)
    form = {"password1": "een-heel-nieuw-wachtwoord", "password2": "een-heel-nieuw-wachtwoord"}
    assert client.post(page.request["PATH_INFO"], form).status_code == 302
    assert log_in(client, wachtwoord="een-heel-nieuw-wachtwoord").status_code == 302


def test_neither_name_nor_address_is_kept_and_old_failures_go(
    carla: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.WARNING, "accounts.slot"):
        guess(times=2)
        guess(times=1, wie="iemand-anders")
    kept = repr(list(Mislukking.objects.values("wie", "vanaf").order_by("pk"))) + caplog.text
    assert not any(word in kept for word in ("carla", "iemand-anders", STADHUIS, "geraden"))
    assert f"log in failed: account {carla.pk}" in caplog.text
    assert "log in failed: account unknown" in caplog.text
    later(monkeypatch, dt.timedelta(hours=23))
    guess(times=1)
    assert Mislukking.objects.count() == 4
    later(monkeypatch, dt.timedelta(hours=1, seconds=1))
    guess(times=1)
    assert Mislukking.objects.count() == 2


def test_all_browsers_of_one_household_count_as_one() -> None:
    assert household("2001:db8:1:2:3:4:5:6") == household("2001:db8:1:2:ffff::1") != household("2001:db8:1:3::1")
    assert household(THUIS) == THUIS


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        (THUIS, "", THUIS),
        (THUIS, STADHUIS, THUIS),  # a stranger may say what he likes
        ("10.0.0.2", STADHUIS, STADHUIS),
        ("10.0.0.2", f"1.1.1.1, {STADHUIS}, 10.0.0.3", STADHUIS),
        ("10.0.0.2", f"{STADHUIS}, onzin", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.9", "10.0.0.9"),
        ("::ffff:10.0.0.2", STADHUIS, STADHUIS),
        ("", STADHUIS, "0.0.0.0"),  # noqa: S104
    ],
)
def test_the_address_is_what_a_trusted_proxy_says(remote: str, forwarded: str, client: str, settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    meta = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address({key: value for key, value in meta.items() if value}) == client


@pytest.mark.parametrize("value", ["10.0.0.0/99", "gateway", "0.0.0.0/0", "::/0", "10.0.0.1/8"])
def test_nonsense_about_proxies_is_refused_at_the_start(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", value)
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        env.networks("TRUSTED_PROXIES")


def test_secrets_come_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    file = tmp_path / "geheim"
    file.write_text("uit-een-bestand\n")
    monkeypatch.setenv("PROEF_GEHEIM_MLW_MER", "rechtstreeks")
    monkeypatch.setenv("PROEF_GEHEIM_KAMPEN_FILE", str(file))
    assert env.secrets("PROEF_GEHEIM_") == {"mlw-mer": "rechtstreeks", "kampen": "uit-een-bestand"}
    monkeypatch.setenv("PROEF_GEHEIM_KAMPEN_FILE", "/bestaat/niet")
    with pytest.raises(ImproperlyConfigured, match="KAMPEN_FILE"):
        env.secrets("PROEF_GEHEIM_")


def test_a_portal_that_asks_too_little_is_warned_about(settings: Any) -> None:
    settings.TWEEDE_FACTOR, settings.TRUSTED_PROXIES = False, []
    assert [one.id for one in check_logging_in()] == ["accounts.W001", "accounts.W002"]
    settings.TWEEDE_FACTOR, settings.TRUSTED_PROXIES = True, [ip_network("10.0.0.0/8")]
    assert check_logging_in() == []


def test_nothing_else_limits_a_town_hall() -> None:
    assert configured.ACCOUNT_RATE_LIMITS == {"login": None, "login_failed": None}
