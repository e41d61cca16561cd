"""Whether the database and the software belong together."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader


class DatabaseFout(Exception):
    """The database cannot be worked with; `str()` is one line that says what to do."""


def unapplied() -> list[str]:
    """Migrations that the software has and the database has not, in order of name."""
    loader = _loader()
    return sorted(f"{app}.{name}" for app, name in loader.graph.nodes if (app, name) not in loader.applied_migrations)


def unknown() -> list[str]:
    """Migrations of our own apps that the database has and the software has not: it is of a later version."""
    loader = _loader()
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )


def refuse_unapplied() -> None:
    """For whoever is about to serve or change data. Raises DatabaseFout."""
    if missing := unapplied():
        raise DatabaseFout(
            f"De database loopt achter: {len(missing)} migraties ontbreken (de eerste: {missing[0]}). "
            "Voer eerst uit: python manage.py migrate"
        )


def refuse_unknown() -> None:
    """For whoever is about to migrate. Raises DatabaseFout."""
    if later := unknown():
        raise DatabaseFout(
            f"De database is van een nieuwere versie van het portaal: {later[0]} is hier niet bekend. "
            "Neem de nieuwere versie, of zet een reservekopie van voor de overgang terug (docs/beheer.md)."
        )


def _loader() -> MigrationLoader:
    return MigrationLoader(connections[DEFAULT_DB_ALIAS], ignore_no_migrations=True)
