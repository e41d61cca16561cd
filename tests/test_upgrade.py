"""From every release to today: the database as that release left it, migrated, with every version still what it was."""

from __future__ import annotations

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from proces.models import Document
from publicaties.models import Bestand, Publicatie
from publicaties.snapshot import read
from segments.models import Regio
from tests.database import empty
from tests.segments.test_admin import PNG

RELEASES = sorted(Path(__file__).parent.glob("upgrade/*.sql"))
#: Of the version in the file; these never change again.
SHA256 = {"0.1.0.sql": "335cf3417f83bcc0662f2b6ac0c4e47cd8cf01b2fdd11fce5321e3a047872d55"}


def build(release: Path) -> None:
    """The database as it was."""
    text = release.read_text()
    heads = [tuple(line.removeprefix("-- ").split(".")) for line in text.splitlines() if line.startswith("-- ")]
    executor = MigrationExecutor(connection)
    ours = {app for app, _ in heads}
    needed = {node for head in heads for node in executor.loader.graph.forwards_plan(head)}
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in ours and node in needed]
    executor.migrate([*heads, *others])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the rows as they are: no trigger adds to them
        cursor.execute(text)
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND is_identity = 'YES'"
        )
        for table, column in cursor.fetchall():  # the next row gets the next number
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table} HAVING count(*) > 0"  # noqa: S608
            )


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_a_database_of_an_older_release_comes_along(
    release: Path, django_db_setup: None, django_db_blocker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logo").mkdir()
    (tmp_path / "logo" / "wapen.png").write_bytes(PNG)
    (tmp_path / "documenten").mkdir()
    (tmp_path / "documenten" / "verslag.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path))
    with django_db_blocker.unblock(), empty():
        build(release)
        call_command("migrate", verbosity=0)
        out = StringIO()
        call_command("verify", stdout=out)
        assert out.getvalue().strip().endswith("Alles klopt.")
        publicatie = Publicatie.objects.get(volgnummer=1)
        assert publicatie.sha256 == SHA256[release.name]
        assert read(publicatie.inhoud).inkoop.titel == "Inkoop 2026"
        assert hashlib.sha256(Bestand.objects.get().inhoud).hexdigest() == Bestand.objects.get().sha256
        assert Regio.objects.get().read_logo() == PNG
        assert Document.objects.get().bestand.read() == b"%PDF-1.7"
