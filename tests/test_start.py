"""A wrong setting gives one clear line and an exit code that is not 0; nothing of the inside of Python."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.database import empty

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "DEBUG": "false",
    "SECRET_KEY": "Lm3xT9rQw7Zb1Kd5Vn8Hj2Pf6Gs4Yc0Ua7Re3Ti9Wo5Nq1Mz8Bx",
    "ALLOWED_HOSTS": "voorbeeld.nl",
    "DATABASE_URL": "postgresql://gebruiker@127.0.0.1:1/naam",
}


@pytest.mark.parametrize(
    ("wrong", "command", "line"),
    [
        ({"DATABASE_URL": ""}, ["check"], "DATABASE_URL ontbreekt"),
        ({"DATABASE_URL": "mysql://elders/naam"}, ["check"], "DATABASE_URL is geen PostgreSQL-adres"),
        (
            {"DATABASE_URL": "postgresql://gebruiker@127.0.0.1:poort/naam"},
            ["check"],
            "DATABASE_URL is geen PostgreSQL-adres",
        ),
        ({}, ["migrate"], "De database van DATABASE_URL is niet bereikbaar"),
        ({"SECRET_KEY": ""}, ["check"], "SECRET_KEY ontbreekt"),
        ({"SECRET_KEY": "kort"}, ["check"], "SECRET_KEY is te makkelijk te raden"),
        ({"SECRET_KEY": "x" * 60}, ["check"], "SECRET_KEY is te makkelijk te raden"),
        ({"SECRET_KEY": GOOD["SECRET_KEY"] + "change-me"}, ["check"], "SECRET_KEY is een voorbeeld"),
        (
            {"SECRET_KEY": "", "SECRET_KEY_FILE": "/er/niet"},
            ["check"],
            "SECRET_KEY_FILE noemt een bestand dat niet te lezen is",
        ),
        ({"METRICS_TOKEN": "kort"}, ["check"], "METRICS_TOKEN is te makkelijk te raden"),
        ({"SMTP_BEVEILIGING": "ssl"}, ["check"], "SMTP_BEVEILIGING is 'ssl'; verwacht: starttls of tls of geen"),
        ({"SMTP_PORT": "vijf"}, ["check"], "SMTP_PORT is 'vijf'"),
        ({"ALLOWED_HOSTS": ""}, ["check"], "ALLOWED_HOSTS ontbreekt"),
        ({"DEBUG": "misschien"}, ["check"], "DEBUG is 'misschien'"),
        ({}, ["start"], "'start' is voor ontwikkeling"),
        ({"DEBUG": "true"}, ["start", "--port", "70000"], "PORT is 70000"),
    ],
)
def test_a_wrong_setting_gives_one_clear_line(wrong: dict[str, str], command: list[str], line: str) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**os.environ, **GOOD, **wrong},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert line in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_server_says_what_is_wrong_in_one_line() -> None:
    env = {**os.environ, **GOOD, "SECRET_KEY": ""}
    result = subprocess.run(
        [sys.executable, "-c", "import wmo_portal.wsgi"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert result.returncode == 4  # gunicorn then stops, instead of starting a worker again and again
    assert result.stderr.strip().startswith("Instelling klopt niet: SECRET_KEY ontbreekt")


def test_missing_pango_is_named_with_the_packages_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from wmo_portal import development

    monkeypatch.setattr(development.ctypes.util, "find_library", lambda name: None)
    assert development.missing_system_packages() == ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]


def gunicorn(**env: str) -> subprocess.CompletedProcess[str]:
    """With settings as in production; killed when it goes on for longer than it takes to see that something is wrong."""
    return subprocess.run(
        [sys.executable, "-m", "gunicorn", "wmo_portal.wsgi", "--bind", "127.0.0.1:0", "--log-level", "critical"],
        cwd=ROOT,
        env={**os.environ, **GOOD, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_gunicorn_stops_on_a_wrong_setting_instead_of_trying_again_for_ever() -> None:
    result = gunicorn(SECRET_KEY="")
    assert result.returncode != 0
    assert result.stderr.strip().splitlines() == [
        "Instelling klopt niet: SECRET_KEY ontbreekt. Zet deze omgevingsvariabele (zie README.md, 'In productie')."
    ]


@pytest.fixture
def empty_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a database without tables."""
    with django_db_blocker.unblock(), empty() as name:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def test_gunicorn_refuses_a_database_that_was_not_migrated(empty_database: str) -> None:
    result = gunicorn(DATABASE_URL=empty_database)
    assert result.returncode != 0
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("De database loopt achter:")
    assert result.stderr.endswith("Voer eerst uit: python manage.py migrate\n")


def test_start_refuses_a_database_of_a_later_version(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_migrations (id serial, app text, name text, applied timestamptz)")
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('segments', '9999_later', now())")
    env = {**os.environ, "DEBUG": "true", "DATABASE_URL": empty_database}
    result = subprocess.run(
        [sys.executable, "manage.py", "start", "--port", "18642"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.returncode != 0
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("CommandError: De database is van een nieuwere versie van het portaal: segments.9999_later")
