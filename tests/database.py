"""The databases of the tests. Loaded before the settings (`-p tests.database`): without DATABASE_URL a server of their own.

Every process of a run has a clean database, and so has every file that reads the demo: copies of a template, which cost next
to nothing. The templates stay between runs: the migrated one until a migration changes, the one with the demo until anything
changes that it is made from or with. Kept any longer, it would hide a fault in the code that loads it.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import psycopg

from wmo_portal.development import ensure_database

T = TypeVar("T")

if ensure_database(folder="postgres-tests"):
    # Nothing in this server outlives a crash of the machine, and nothing needs to; that makes a copy ten times as fast.
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as own:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            own.execute(f"ALTER SYSTEM SET {setting} = off")
        own.execute("SELECT pg_reload_conf()")

#: Every database of the tests begins so.
NAME = f"test_{urlsplit(os.environ.get('DATABASE_URL', '')).path.lstrip('/')}"


def create_migrated() -> str:
    """A clean database for this process: every migration, no rows of ours. Gives its name."""
    with _alone():
        return _create(_free_name(), _migrated())


def create_demo() -> str:
    """A database with the real documents, as `make run` loads them. Gives its name."""
    with _alone():
        return _create(f"{_free_name()}_demo", _template("demo", _sources(), _migrated(), _load_demo))


@contextmanager
def empty() -> Iterator[str]:
    """Go on with a database without a single table; its name."""
    with _beside("leeg", None) as name:
        yield name


@contextmanager
def filled(fill: Callable[[], T]) -> Iterator[T]:
    """Go on with a clean database in which `fill` leaves rows, for a file whose tests all want the same; what `fill` gave."""
    with _beside("gevuld", _migrated()):
        yield fill()


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


def drop(name: str) -> None:
    # A browser that goes away in the middle of an answer leaves a session behind.
    _ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def delete_rows() -> None:
    """No table has a row, but what Django itself keeps. Django's flush truncates them all, which makes 140 files anew, mostly of
    empty tables; here nothing is looked at but those with rows. Like it, this fires no trigger: whoever may not do that flushes.
    """
    from django.core.management import call_command
    from django.db import connection

    kept = {"django_migrations", "django_content_type", "auth_permission"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            call_command("flush", verbosity=0, interactive=False)
            return
        names = sorted({*connection.introspection.table_names(cursor)} - kept)
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE \"{name}\")" for name in names))
        filled = [name for (name,) in cursor.fetchall()]
        deletes = "; ".join(f'DELETE FROM "{name}"' for name in filled) or "SELECT"  # noqa: S608
        cursor.execute(f"SET session_replication_role = replica; {deletes}; SET session_replication_role = origin")


def leave() -> None:
    """This process uses no template and no name any longer."""
    _server().close()


# --- the server ---


@functools.cache
def _server() -> psycopg.Connection[Any]:
    """Open for as long as this process makes use of the tests' databases: it holds a lock on each name that is in use."""
    return psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True)


def _ask(sql: str, *values: str) -> Any:
    cursor = _server().execute(sql, values or None)
    return cursor.fetchall() if cursor.description else []


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: two never make the same template, or take the same name."""
    _ask("SELECT pg_advisory_lock(hashtext(%s))", NAME)
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(hashtext(%s))", NAME)


def _is_free(name: str) -> bool:
    """Whether no other process uses it; from now on this one does."""
    return bool(_ask("SELECT pg_try_advisory_lock(hashtext(%s))", name)[0][0])


@functools.cache
def _free_name() -> str:
    """One name for this process, so that a second run beside this one has a database of its own."""
    return next(name for number in itertools.count(1) if _is_free(name := f"{NAME}_{number}"))


def _create(name: str, template: str | None) -> str:
    drop(name)
    _ask(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return name


@contextmanager
def _beside(suffix: str, template: str | None) -> Iterator[str]:
    name = _create(f"{_free_name()}_{suffix}", template)
    before = connect(name)
    try:
        yield name
    finally:
        connect(before)
        drop(name)


# --- templates ---


@functools.cache
def _template(kind: str, mark: str, parent: str | None, fill: Callable[[], None]) -> str:
    """The template of this kind with this mark, made when it is not there. Those with another mark go, unless somebody uses them."""
    prefix = f"{NAME}_{kind}_"
    name, half = prefix + mark, prefix + "half"
    _ask("SELECT pg_advisory_lock_shared(hashtext(%s))", name)
    found = {row[0] for row in _ask("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", prefix)}
    for old in found - {name}:
        if _is_free(old):
            drop(old)
    if name not in found:
        before = connect(_create(half, parent))
        try:
            fill()
        finally:
            connect(before)
        _ask(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
    return name


def _migrated() -> str:
    return _template("gemigreerd", _migrations(), None, _migrate)


@functools.cache
def _migrations() -> str:
    """Differs when a migration of any app does, what turns them into SQL, or what they fill a table with (segments/0007)."""
    from django.apps import apps
    from django.conf import settings

    found = hashlib.sha256()
    for package in ("django", "django-pgtrigger", "django-pghistory"):
        found.update(metadata.version(package).encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            found.update(f"{config.label}/{path.name}".encode() + path.read_bytes())
    for path in (settings.BASE_DIR / "segments/gemeenten.py", *sorted(settings.BASE_DIR.glob("fixtures/gemeenten-*"))):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


@functools.cache
def _sources() -> str:
    """Differs when anything differs that the demo is made from or with, and every day: some of its days are near today."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import timezone

    found = hashlib.sha256(f"{timezone.localdate()} {_migrations()}".encode())
    own = {Path(config.path).name for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    for folder in sorted(own | {"wmo_portal", "templates", "fixtures", "static", "requirements"}):
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                found.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)


def _load_demo() -> None:
    from wmo_portal.demo import load

    load(lambda line: None)
