"""The first visit to a portal in which nobody has an account yet."""

from __future__ import annotations

import subprocess
import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from accounts.models import Recht, Rol, User
from core.fouten import Conflict
from segments import inrichten
from segments.models import Regio
from tests.accounts.factories import PASSWORD, UserFactory

HIER = "/inrichten/"


def filled_in(**values: str) -> dict[str, str]:
    return {
        "code": inrichten.code(), "regio": "Gemeente Voorbeeld", "gebruikersnaam": "bea", "voornaam": "Bea", "achternaam": "Beheer",
        "email": "bea@voorbeeld.nl", "wachtwoord": PASSWORD, "herhaald": PASSWORD, **values,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/inloggen/", "/beheer/"])
def test_the_first_visit_leads_to_the_set_up(client: Client, path: str) -> None:
    response = client.get(path, follow=True)
    assert response.redirect_chain[-1] == (HIER, 302)
    assert "Portaal inrichten" in response.text


@pytest.mark.django_db
def test_the_set_up_makes_a_regio_and_a_beheerder_who_is_logged_in(client: Client) -> None:
    response = client.post(HIER, filled_in(), follow=True)
    assert response.redirect_chain == [("/beheer/", 302)]
    user = User.objects.get()
    assert (user.username, str(user), user.is_superuser, user.is_staff) == ("bea", "Bea Beheer", True, True)
    assert user.check_password(PASSWORD)
    regio = Regio.objects.get()
    assert (regio.naam, regio.slug) == ("Gemeente Voorbeeld", "gemeente-voorbeeld")
    assert user.lidmaatschappen.get(regio=regio).rol == Rol.BEHEERDER
    assert response.context["user"] == user


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"code": "geraden"}, "Deze code klopt niet"),
        ({"code": ""}, "verplicht"),
        ({"herhaald": "iets-heel-anders"}, "niet gelijk"),
        ({"wachtwoord": "kort", "herhaald": "kort"}, "te kort"),
        ({"gebruikersnaam": "met spatie"}, "gebruikersnaam"),
        ({"regio": ""}, "verplicht"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(client: Client, wrong: dict[str, str], message: str) -> None:
    response = client.post(HIER, filled_in(**wrong))
    assert response.status_code == 422
    assert message in response.text
    assert PASSWORD not in response.text
    assert (User.objects.count(), Regio.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_it_is_over_once_somebody_has_an_account(client: Client) -> None:
    UserFactory()
    assert client.get(HIER).headers["Location"] == "/inloggen/"
    assert client.post(HIER, filled_in()).headers["Location"] == "/inloggen/"
    assert (User.objects.count(), Regio.objects.count()) == (1, 0)
    assert client.get("/inloggen/").status_code == client.get("/").status_code == 200


def test_the_code_follows_from_the_secret_key(settings: Any) -> None:
    here = inrichten.code()
    settings.SECRET_KEY = "een-andere-sleutel"
    assert inrichten.code() != here
    assert len(here.replace("-", "")) == 25


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_first() -> None:
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def act(naam: str) -> None:
        together.wait()
        try:
            inrichten.set_up(regio=Regio(naam=naam, slug=naam), beheerder=inrichten.Beheerder(naam, PASSWORD))
            outcomes.append("gelukt")
        except Conflict:
            outcomes.append("te laat")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(naam,)) for naam in ("een", "twee")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gelukt", "te laat"]
    assert (User.objects.count(), Regio.objects.count()) == (1, 1)


# --- from a terminal ----------------------------------------------------------------------------------------------------


def run(*args: str) -> str:
    out = StringIO()
    call_command("inrichten", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_shows_the_code_while_nobody_can_log_in() -> None:
    assert f"/inrichten/ en vul deze code in: {inrichten.code()}" in run("--code")
    UserFactory()
    assert run("--code") == ""


@pytest.mark.django_db
def test_the_command_does_the_same_as_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="--regio en --gebruiker"):
        run()
    monkeypatch.setenv("INRICHTEN_WACHTWOORD", "kort")
    with pytest.raises(CommandError, match="te kort"):
        run("--regio", "Weert", "--gebruiker", "bea")
    monkeypatch.setenv("INRICHTEN_WACHTWOORD", PASSWORD)
    assert "Ingericht: Weert, met beheerder bea." in run("--regio", "Weert", "--gebruiker", "bea")
    assert User.objects.get(username="bea").may(Recht.BEHEREN, Regio.objects.get().pk)
    with pytest.raises(CommandError, match="al ingericht"):
        run("--regio", "Leudal", "--gebruiker", "bob")


def test_the_server_prints_the_code_when_it_is_ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import runpy

    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))  # else it makes one, for this whole process
    conf = runpy.run_path(str(Path(__file__).parents[2] / "gunicorn.conf.py"))
    said: list[str] = []

    class Server:
        class log:
            info = staticmethod(said.append)

    def outcome(code: int, text: str) -> Any:
        return lambda command, **_: subprocess.CompletedProcess(command, code, text, "")

    for code, text in ((1, "kapot"), (0, ""), (0, "vul deze code in: abc\n")):
        monkeypatch.setattr(subprocess, "run", outcome(code, text))
        conf["when_ready"](Server)
    assert said == ["vul deze code in: abc"]
