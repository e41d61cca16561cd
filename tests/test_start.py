"""A wrong setting gives one clear line and an exit code that is not 0; nothing of the inside of Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "DEBUG": "false",
    "SECRET_KEY": "geheim",
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
    assert result.returncode == 1
    assert result.stderr.strip().startswith("Instelling klopt niet: SECRET_KEY ontbreekt")


def test_missing_pango_is_named_with_the_packages_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from wmo_portal import development

    monkeypatch.setattr(development.ctypes.util, "find_library", lambda name: None)
    assert development.missing_system_packages() == ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
