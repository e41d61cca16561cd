"""What stands in docker-compose.yml, Dockerfile and README belongs together; the healthchecks of our own services are run for real."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from bewaking.models import Hartslag
from bewaking.toestand import KLOK
from taken.werker import SLOT, sign_of_life
from wmo_portal import env

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
OURS = {"migratie", "web", "worker", "klok"}
#: Of Docker or the machine, not ours to explain.
ELDERS = {"PGOPTIONS", "POSTGRES_", "DJANGO_SETTINGS_MODULE", "PATH", "HOME"}


def environment(**more: str) -> dict[str, str]:
    """Of a process of its own that works with the database of the tests, as production has it."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    own = {
        "DEBUG": "false",
        "SECRET_KEY": "Lm3xT9rQw7Zb1Kd5Vn8Hj2Pf6Gs4Yc0Ua7Re3Ti9Wo5Nq1Mz8Bx",
        "ALLOWED_HOSTS": "inkoop.voorbeeld.nl",
        "DATABASE_URL": address,
    }
    env = {**os.environ, **own, "PYTHONWARNINGS": "ignore", **more}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return env


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return found["services"]


def names_read() -> set[str]:
    """Every environment variable that settings and server read."""
    env_calls = re.compile(r"""env\.\w+\(\s*["']([A-Z_]+)["']|(?:text|number)\(["']([A-Z_]+)["']""")
    environ = re.compile(r"""os\.environ(?:\.get\(|\[)["']([A-Z_]+)["']""")
    files = [ROOT / "wmo_portal" / "settings.py", ROOT / "wmo_portal" / "env.py", ROOT / "gunicorn.conf.py"]
    code = "\n".join(path.read_text() for path in files)
    return {name for found in env_calls.findall(code) for name in found if name} | set(environ.findall(code))


def test_every_variable_is_explained() -> None:
    names = names_read()
    assert {"SECRET_KEY", "SMTP_HOST", "POSTGRES_HOST", "SITE_GEGEVENS", "WEB_CONCURRENCY"} <= names
    # One that ends in a sign stands for many: OIDC_GEHEIM_<REGIO>.
    assert sorted(name for name in names - ELDERS if f"`{name}{'<' if name.endswith('_') else '`'}" not in README) == []


def test_compose_passes_nothing_that_nobody_reads(services: dict[str, Any]) -> None:
    passed = {name.removesuffix("_FILE") for naam in OURS for name in services[naam]["environment"]}
    assert passed - names_read() == set()


def test_every_service_has_bounds_and_no_rights(services: dict[str, Any]) -> None:
    for naam, service in services.items():
        assert service["read_only"] is True, naam
        assert service["cap_drop"] == ["ALL"], naam
        assert "no-new-privileges:true" in service["security_opt"], naam
        assert service["mem_limit"], naam
        assert service["pids_limit"], naam
        assert service["logging"]["options"]["max-size"], naam
        # One that ends has nothing to look at.
        assert "test" in service["healthcheck"] or naam == "migratie", naam


def test_secrets_are_files_that_stay_here(services: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"(PASSWORD|SECRET_KEY):", text)
    for name in (".gitignore", ".dockerignore"):
        lines = {line.rstrip("/") for line in (ROOT / name).read_text().splitlines()}
        assert {".env", "geheimen"} <= lines, name


def test_secrets_are_made_once(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    script = tmp_path / "scripts" / "geheimen.sh"
    script.write_text((ROOT / "scripts" / "geheimen.sh").read_text())
    made = []
    for _ in range(2):
        subprocess.run(["/bin/sh", str(script)], check=True, capture_output=True)
        made.append((tmp_path / "geheimen" / "secret_key").read_text())
    assert made[0] == made[1]
    assert (tmp_path / "geheimen").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "value", ["", "kort", "x" * 60, "change-me-" * 6, "hier-een-Geheim-van-vijftig-tekens-lang-0123456789-abcdefgh"]
)
def test_what_is_easy_to_guess_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SECRET_KEY", value)
    with pytest.raises(ImproperlyConfigured):
        env.secret("SECRET_KEY", length=50)


def test_a_made_secret_is_taken_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = "Lm3xT9rQw7Zb1Kd5Vn8Hj2Pf6Gs4Yc0Ua7Re3Ti9Wo5Nq1Mz8Bx+/="
    (tmp_path / "sleutel").write_text(f"{made}\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "sleutel"))
    assert env.secret("SECRET_KEY", length=50) == made


def test_a_password_of_the_database_may_hold_any_sign(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    odd = "p@s/s:w#o?r%d&'\"$é"
    (tmp_path / "wachtwoord").write_text(odd)
    for name in ("DATABASE_URL", "POSTGRES_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POSTGRES_HOST", "db")
    monkeypatch.setenv("POSTGRES_PASSWORD_FILE", str(tmp_path / "wachtwoord"))
    found = env.database("DATABASE_URL")
    assert (found["HOST"], found["NAME"], found["PASSWORD"], found["PORT"]) == ("db", "wmo_portal", odd, "5432")
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:w@elders/naam")
    assert env.database("DATABASE_URL")["HOST"] == "elders"


@pytest.mark.parametrize("value", ["kort", "vul-hier-een-wachtwoord-in"])
def test_a_password_of_the_database_that_is_easy_to_guess_is_refused_in_production(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    for name in ("DATABASE_URL", "POSTGRES_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("POSTGRES_HOST", "db")
    monkeypatch.setenv("POSTGRES_PASSWORD", value)
    assert env.database("DATABASE_URL")["PASSWORD"] == value
    with pytest.raises(ImproperlyConfigured, match="POSTGRES_PASSWORD is"):
        env.database("DATABASE_URL", guessable=False)


# --- healthchecks -----------------------------------------------------------------------------------------------------


def test_the_healthchecks_are_commands_of_ours(services: dict[str, Any]) -> None:
    assert services["worker"]["healthcheck"]["test"] == ["CMD", "python", "manage.py", "werker", "--leeft"]
    assert services["klok"]["healthcheck"]["test"] == ["CMD", "python", "manage.py", "klok", "--leeft"]


def test_a_worker_lives_or_not(transactional_db: None) -> None:
    with pytest.raises(CommandError, match="geen werker"):
        call_command("werker", "--leeft")
    # That of another portal on the same server is none of ours.
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 1)", [SLOT])
        with pytest.raises(CommandError, match="geen werker"):
            call_command("werker", "--leeft")
    with sign_of_life("proef"):
        call_command("werker", "--leeft")
    with pytest.raises(CommandError):
        call_command("werker", "--leeft")


def test_the_clock_runs_or_not(db: None) -> None:
    with pytest.raises(CommandError, match="liep"):
        call_command("klok", "--leeft")
    Hartslag.objects.beat(KLOK, at=timezone.now(), failed=False)
    call_command("klok", "--leeft")


@pytest.mark.parametrize("naam", ["klok", "worker"])
def test_a_service_is_healthy_while_it_runs(transactional_db: None, services: dict[str, Any], naam: str) -> None:
    """Its command and its healthcheck as they stand in docker-compose.yml, each in a process of its own."""
    service, env = services[naam], environment()
    check = [sys.executable, *service["healthcheck"]["test"][2:]]
    assert service["healthcheck"]["test"][:2] == ["CMD", "python"]
    assert service["command"][0] == "python"

    def healthy() -> bool:
        return subprocess.run(check, cwd=ROOT, env=env, check=False, capture_output=True, timeout=120).returncode == 0

    assert not healthy()
    with subprocess.Popen(
        [sys.executable, *service["command"][1:]],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            assert any(healthy() for _ in range(20))
        finally:
            process.terminate()
            # It stops by itself, well before it would be killed.
            assert process.wait(30) == 0


def test_the_web_check_asks_what_it_can_reach(services: dict[str, Any], live_server: LiveServer) -> None:
    program = services["web"]["healthcheck"]["test"][3].replace("http://127.0.0.1:8000", live_server.url)
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=30).returncode == 0
    gone = program.replace(live_server.url, "http://127.0.0.1:9")
    assert subprocess.run([sys.executable, "-c", gone], check=False, capture_output=True, timeout=30).returncode != 0


def installed(name: str) -> str:
    """Its path; the test is skipped with the reason when this machine does not have it."""
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")
    if found is None:
        pytest.skip(f"{name} staat niet op deze machine")
    return found


def test_the_database_check_tells_a_server_from_none(
    db: None, services: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed("pg_isready")
    kind, command = services["db"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    info = connection.connection.info
    for host, port, answer in ((info.host, info.port, 0), ("127.0.0.1", 9, 2)):
        monkeypatch.setenv("PGHOST", host)
        monkeypatch.setenv("PGPORT", str(port))
        assert subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True).returncode == answer


def test_compose_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "geheimen").mkdir()
    for name in ("secret_key", "postgres_password", "smtp_password"):
        (tmp_path / "geheimen" / name).touch()
    (tmp_path / "docker-compose.yml").write_text((ROOT / "docker-compose.yml").read_text())
    command = [installed("docker-compose"), "config"]
    env = {"PATH": os.environ["PATH"], "ALLOWED_HOSTS": "inkoop.voorbeeld.nl"}
    found = subprocess.run(command, cwd=tmp_path, env=env, check=False, capture_output=True, text=True, timeout=60)
    assert found.returncode == 0, found.stderr
    assert set(yaml.safe_load(found.stdout)["services"]) == {*OURS, "db", "proxy"}
    # Without the name of the site it says what is missing.
    del env["ALLOWED_HOSTS"]
    found = subprocess.run(command, cwd=tmp_path, env=env, check=False, capture_output=True, text=True, timeout=60)
    assert found.returncode != 0
    assert "zet ALLOWED_HOSTS" in found.stderr


def test_the_proxy_serves_the_portal_and_its_check_sees_it(
    services: dict[str, Any], live_server: LiveServer, tmp_path: Path
) -> None:
    """The Caddyfile as it is, on loopback: no TLS, other ports."""
    caddy, _ = installed("caddy"), installed("wget")
    port, admin = free_port(), free_port()
    text = (ROOT / "docs" / "Caddyfile").read_text()
    for old, new in (
        ("{$SITE_NAAM:localhost} {", f"http://127.0.0.1:{port} {{"),
        ("web:8000", live_server.url.removeprefix("http://")),
        ("\n{\n", f"\n{{\n\tadmin 127.0.0.1:{admin}\n\tauto_https off\n"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (tmp_path / "Caddyfile").write_text(text)
    check = [
        part.replace("127.0.0.1:2019", f"127.0.0.1:{admin}") for part in services["proxy"]["healthcheck"]["test"][1:]
    ]
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    command = [caddy, "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
    assert subprocess.run([*check, "-T", "2", "-t", "1"], check=False, capture_output=True).returncode != 0
    process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if healthy := subprocess.run(check, check=False, capture_output=True).returncode == 0:
                break
            time.sleep(0.1)
        assert healthy
        asked = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": "127.0.0.1"})
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 -- our own address
            assert answer.status == 200
            assert answer.headers["Server"] is None
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30)
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# --- headers ----------------------------------------------------------------------------------------------------------


def test_a_page_asks_nothing_of_the_machine_of_its_reader(visitor: Client) -> None:
    for path in ("/", "/", "/inloggen/", "/bestaat-niet/"):  # the second time from the cache of pages
        policy = visitor.get(path)["Permissions-Policy"]
        assert "camera=()" in policy
        assert "geolocation=()" in policy
