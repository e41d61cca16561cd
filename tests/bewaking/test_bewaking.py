"""How the portal says that it is well, what it counts, and what it writes down."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bewaking import toestand
from bewaking.logboek import JsonFormatter
from bewaking.models import Hartslag
from bewaking.toestand import KLOK
from segments.models import Inkoop
from tests.publicaties.factories import AT, make_approved

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_time() -> None:
    Hartslag.objects.beat(KLOK, at=timezone.now(), failed=False)


def ready(client: Client) -> tuple[int, dict[str, bool]]:
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_alive_asks_nothing_of_the_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz", headers={"Host": "10.0.0.7:8000"})  # a probe knows no name of the site
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok", "no-store")
    assert client.post("/healthz").status_code in {403, 404}


def test_ready_when_all_is_well(client: Client, on_time: None) -> None:
    assert ready(client) == (200, {"database": True, "migraties": True, "klok": True, "wachtrij": True})


def test_a_clock_that_stands_still_or_never_ran_is_told(client: Client) -> None:
    assert ready(client) == (503, {"database": True, "migraties": True, "klok": False, "wachtrij": True})
    Hartslag.objects.beat(KLOK, at=timezone.now() - dt.timedelta(minutes=6), failed=False)
    assert ready(client)[1]["klok"] is False
    Hartslag.objects.beat(KLOK, at=timezone.now() - dt.timedelta(minutes=4), failed=False)
    assert ready(client)[0] == 200


def test_a_database_that_is_away_or_lags_behind_is_told(
    client: Client, on_time: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as away:
        away.setitem(toestand.CONTROLES, "database", lambda: raise_away())
        assert ready(client) == (503, dict.fromkeys(["database", "migraties", "klok", "wachtrij"], False))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'bewaking'")
    assert ready(client)[1] == {"database": True, "migraties": False, "klok": True, "wachtrij": True}


def raise_away() -> bool:
    raise OperationalError("connection refused")


def test_work_that_waits_for_too_long_is_told(client: Client, on_time: None, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for minutes, status in ((4, 200), (6, 503)):
        monkeypatch.setattr(toestand, "oldest_waiting", lambda: now - dt.timedelta(minutes=minutes))  # noqa: B023
        assert ready(client)[0] == status


# --- figures ---


def test_figures_are_for_who_has_the_token(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "geheim-van-de-bewaking"
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer fout"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer geheim-van-de-bewaking"}).status_code == 200


def test_what_is_counted(
    client: Client, settings: Any, inkoop: Inkoop, contractmanager: User, beoordelaar: User, on_time: None
) -> None:
    settings.METRICS_TOKEN = "geheim-van-de-bewaking"
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    type(publicatie).objects.update(gepland_op=AT, gepland_door=contractmanager)
    Hartslag.objects.beat(KLOK, at=timezone.now(), failed=True)

    def figures() -> dict[str, float]:
        text = client.get("/metrics", headers={"Authorization": "Bearer geheim-van-de-bewaking"}).content.decode()
        return {
            key: float(value) for key, value in (line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
        }

    before = figures()
    client.get("/zoeken/?q=geheim")
    client.get("/wie/weet/wat/")
    after = figures()
    counted = 'wmo_verzoek_seconden_count{antwoord="%s",deel="%s"}'
    for answer, deel in (("2xx", "zoeken"), ("4xx", "overig")):
        assert after[counted % (answer, deel)] == before.get(counted % (answer, deel), 0) + 1
    assert after['wmo_publicaties{status="goedgekeurd"}'] == 1
    assert after["wmo_publicaties_te_laat"] == 1
    assert after["wmo_klok_mislukt"] == 1
    assert after["wmo_klok_seconden_geleden"] < 60
    assert after["wmo_database_bytes"] > 1_000_000
    assert not [key for key in after if "geheim" in key or "wie" in key]


# --- the log ---


@pytest.fixture
def log() -> Iterator[list[str]]:
    """What production would write, through the loggers as they are set up."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    watch = logging.getLogger("bewaking")
    level = watch.level
    watch.setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)
    watch.setLevel(level)


def test_an_error_is_one_line_that_says_who_and_where(
    client: Client, contractmanager: User, log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise IntegrityError("duplicate key\nDETAIL:  Key (email)=(jan@voorbeeld.nl) already exists.")

    monkeypatch.setattr("catalogus.zoekpagina.search", broken)
    client.raise_request_exception = False
    client.force_login(contractmanager)
    client.get("/beheer/")  # not of this request
    response = client.get("/zoeken/?q=mevrouw+Jansen", headers={"X-Request-ID": "proxy-12345678"})
    assert response.status_code == 500
    assert response["X-Request-ID"] == "proxy-12345678"
    (line,) = log
    told = json.loads(line)
    assert told["level"] == "ERROR"
    assert told["message"] == "Internal Server Error: /zoeken/"
    assert told["request"] == "proxy-12345678"
    assert told["error"]["type"] == "IntegrityError"
    assert told["error"]["where"][-1].endswith(" broken")
    assert dt.datetime.fromisoformat(told["time"]).tzinfo == dt.UTC
    for personal in ("Jansen", "jan@", "contractmanager", "127.0.0.1"):
        assert personal not in line


def test_who_changes_something_leaves_one_line_with_a_number(
    client: Client, contractmanager: User, inkoop: Inkoop, log: list[str]
) -> None:
    client.force_login(contractmanager)
    form = {"versienaam": "Eerste", "ingangsdatum": "1-6-2031", "soort": "definitief"}
    response = client.post(f"/beheer/{inkoop.slug}/publicatie/nieuw/", form)
    assert response.status_code == 302
    (line,) = log
    told = json.loads(line)
    assert (told["level"], told["user"], told["request"]) == ("INFO", contractmanager.pk, response["X-Request-ID"])
    assert told["message"].startswith(f"POST /beheer/{inkoop.slug}/publicatie/nieuw/ 302, ")


def test_who_may_not_or_is_lost_leaves_no_line(client: Client, lezer: User, inkoop: Inkoop, log: list[str]) -> None:
    client.force_login(lezer)
    assert client.get("/bestaat-niet/").status_code == 404
    assert client.post(f"/beheer/{inkoop.slug}/publicatie/nieuw/").status_code in {403, 404}
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/inloggen/", {"username": "x"}).status_code == 403
    assert log == []


def test_an_own_mark_of_a_request_cannot_write_in_the_log(
    client: Client, log: list[str], contractmanager: User
) -> None:
    client.force_login(contractmanager)
    response = client.post("/uitloggen/", headers={"X-Request-ID": 'x" , "level": "CRITICAL'})
    assert '"' not in response["X-Request-ID"]
    assert json.loads(log[0])["level"] == "INFO"


def test_what_was_asked_is_never_written() -> None:
    record = logging.LogRecord("x", logging.WARNING, "x", 1, "Traag: /zoeken/?q=jansen&pagina=2 duurde lang", (), None)
    assert json.loads(JsonFormatter().format(record))["message"] == "Traag: /zoeken/ duurde lang"


# --- the clock ---


def test_the_clock_says_that_it_ran_and_what_failed(monkeypatch: pytest.MonkeyPatch, log: list[str]) -> None:
    call_command("klok", "--eenmaal")
    first = Hartslag.objects.get(naam=KLOK)
    assert (first.mislukkingen, first.mislukt_op) == (0, None)

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("kapot")

    monkeypatch.setattr("publicaties.management.commands.publiceer_gepland.Command.handle", fail)
    with pytest.raises(CommandError, match="Niet alles is gelukt"):
        call_command("klok", "--eenmaal")
    second = Hartslag.objects.get(naam=KLOK)
    assert second.op > first.op
    assert second.mislukkingen == 1
    assert second.mislukt_op is not None
    # It went on with the rest.
    assert first.op < second.mislukt_op < second.op
    messages = [json.loads(line)["message"] for line in log]
    assert [line for line in messages if not line.startswith("Opgeruimd")] == ["publiceer_gepland is mislukt: kapot"]


def test_a_clock_that_does_something_long_does_not_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def look(*args: object, **kwargs: object) -> None:
        seen.append(Hartslag.objects.filter(naam=KLOK).count())

    monkeypatch.setattr("toezicht.management.commands.opruimen.Command.handle", look)
    call_command("klok", "--eenmaal")
    assert seen == [1]


def test_the_clock_refuses_a_database_that_lags_behind() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'bewaking'")
    with pytest.raises(CommandError, match="De database loopt achter: 1 migraties ontbreken"):
        call_command("klok", "--eenmaal", stdout=StringIO())


# --- a real server ---


METRICS_TOKEN = "Qw7Zb1Kd5Vn8Hj2Pf6Gs4Yc0Ua7"


@pytest.fixture
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[str, Any]]:
    """gunicorn with the settings of production and two processes: its address, and the process."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    env = {
        **os.environ,
        "DEBUG": "false",
        "SECRET_KEY": "Lm3xT9rQw7Zb1Kd5Vn8Hj2Pf6Gs4Yc0Ua7Re3Ti9Wo5Nq1Mz8Bx",
        "ALLOWED_HOSTS": "inkoop.voorbeeld.nl",
        "DATABASE_URL": address,
        "METRICS_TOKEN": METRICS_TOKEN,
        "BIND": "127.0.0.1:18643",
        "WEB_CONCURRENCY": "2",
        "PYTHONWARNINGS": "ignore",
    }
    env.pop("DJANGO_SETTINGS_MODULE", None)
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wmo_portal.wsgi"],
        cwd=django_settings.BASE_DIR,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield "http://127.0.0.1:18643", process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def ask(address: str, **headers: str) -> tuple[int, dict[str, str], str]:
    try:
        with urlopen(Request(address, headers=headers)) as answer:  # noqa: S310 -- our own server
            return answer.status, dict(answer.headers), answer.read().decode()
    except HTTPError as fout:
        return fout.code, dict(fout.headers), fout.read().decode()


def test_a_server_of_several_processes_counts_together_and_logs_json(server: tuple[str, Any]) -> None:
    address, process = server
    for _ in range(120):
        try:
            if ask(f"{address}/healthz")[0] == 200:
                break
        except OSError:
            time.sleep(0.5)
    asked = 20
    for _ in range(asked):
        status, _, _ = ask(f"{address}/robots.txt", Host="inkoop.voorbeeld.nl", **{"X-Forwarded-Proto": "https"})
        assert status == 200
    status, _, figures = ask(f"{address}/metrics", Authorization=f"Bearer {METRICS_TOKEN}")
    assert status == 200
    assert f'wmo_verzoek_seconden_count{{antwoord="2xx",deel="overig"}} {asked:.1f}' in figures
    status, _, told = ask(f"{address}/readyz")
    assert (status, json.loads(told)["database"]) == (503, True)  # no clock runs here
    process.send_signal(signal.SIGTERM)
    lines = process.stderr.read().splitlines()
    assert lines
    for line in lines:
        assert {"time", "level", "logger", "message"} <= set(json.loads(line)), line
        assert "robots.txt" not in line
