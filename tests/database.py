"""The databases of the tests. Loaded before the settings (`-p tests.database`): without DATABASE_URL a server of their own.

Every run has a clean database, and so has every file that reads the demo: copies of a template, which cost next to nothing.
The migrated template stays between runs, until a migration changes. The one with the demo belongs to one run and is shared
by its workers: kept any longer, it would hide a fault in the code that loads it.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from wmo_portal.development import ensure_database


def start_server() -> None:
    """Nothing in this server outlives a crash of the machine, and nothing needs to; that makes a copy ten times as fast."""
    if not ensure_database(folder="postgres-tests"):
        return
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            server.execute(f"ALTER SYSTEM SET {setting} = off")
        server.execute("SELECT pg_reload_conf()")


start_server()

#: The workers of one run share it.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex


def create_migrated(name: str) -> None:
    """A clean database: every migration, no rows of ours."""
    with _server() as cursor:
        _create(cursor, name, _template(cursor, "gemigreerd", _migrations(), None, _migrate))


def create_demo(name: str) -> None:
    """A database with the real documents, as `make run` loads them."""
    with _server() as cursor:
        migrated = _template(cursor, "gemigreerd", _migrations(), None, _migrate)
        _create(cursor, name, _template(cursor, "demo", RUN[:16], migrated, _load_demo))


def drop(name: str) -> None:
    with _server() as cursor:
        _drop(cursor, name)


def connect(name: str) -> str:
    """From here on everything that asks the database, in every thread, asks this one. Gives the name of the one before.

    Nobody remembers what stood in the other: rows of two databases may have the same key.
    """
    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection

    connection.close()
    before = str(connection.settings_dict["NAME"])
    connection.settings_dict["NAME"] = name  # the very dict of settings.DATABASES, from which other threads read
    ContentType.objects.clear_cache()
    ours = {config.name for config in apps.get_app_configs()}
    for module in [module for path, module in sys.modules.items() if path.partition(".")[0] in ours]:
        for value in vars(module).values():
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()
    return before


# --- templates ---


@contextmanager
def _server() -> Iterator[Any]:
    """A cursor outside every database of the tests. One process at a time: two workers never make the same template."""
    from django.db import connection

    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT pg_advisory_lock(hashtext('wmo-inkoopportaal tests'))")  # until the connection closes
        yield cursor


def _template(cursor: Any, kind: str, mark: str, parent: str | None, fill: Callable[[], None]) -> str:
    """The template of this kind with this mark, made when it is not there; one with another mark is out of date and goes."""
    prefix = f"{_original_name()}_{kind}_"
    name, half = prefix + mark, prefix + "half"
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    found = {row[0] for row in cursor.fetchall()}
    if name not in found:
        for old in found:
            _drop(cursor, old)
        _create(cursor, half, parent)
        before = connect(half)
        try:
            fill()
        finally:
            connect(before)
        cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
    return name


@functools.cache
def _original_name() -> str:
    """The database of the developer or of DATABASE_URL, with `test_` before it; the same for every worker."""
    from django.db import connection
    from django.db.backends.base.creation import TEST_DATABASE_PREFIX

    return f"{TEST_DATABASE_PREFIX}{connection.settings_dict['NAME']}"


@functools.cache
def _migrations() -> str:
    """Differs when a migration of any app does, or what turns them into SQL."""
    from django.apps import apps

    found = hashlib.sha256()
    for package in ("django", "django-pgtrigger", "django-pghistory"):
        found.update(metadata.version(package).encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            found.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)


def _load_demo() -> None:
    from wmo_portal.demo import load

    load(lambda line: None)


def _create(cursor: Any, name: str, template: str | None) -> None:
    _drop(cursor, name)
    cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))


def _drop(cursor: Any, name: str) -> None:
    # A browser that goes away in the middle of an answer leaves a session behind.
    cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
