"""A drill on the real documents: back up, put back into an empty database, look everything over; and what was damaged is found."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from opslag.models import Bestandsinhoud
from publicaties.models import Bestand, Publicatie
from segments.models import Regio
from tests.database import empty
from tests.segments.test_admin import PNG
from wmo_portal import reservekopie
from wmo_portal.controle import verify
from wmo_portal.reservekopie import DUMP, MANIFEST, KopieFout


@pytest.fixture(scope="module")
def kopie(demo: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A backup of the demo with an uploaded logo. Nothing is in a transaction of the test: another program has to see it."""
    folder = tmp_path_factory.mktemp("kopieen") / "eerste"
    with django_db_blocker.unblock():
        Regio.objects.get(naam="Kampen").logo.save("logo.png", ContentFile(PNG))
        call_command("backup", str(folder), stdout=StringIO())
        yield folder


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def run(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_what_is_put_back_is_equal(kopie: Path) -> None:
    manifest = reservekopie.read_manifest(kopie)
    before = reservekopie.contents()
    assert [row["volgnummer"] for row in manifest["versies"] if row["inkoop"] == "mlw-mer-2024"] == [1, 2, 3, 4]
    assert manifest["tabellen"]["publicaties_bestand"][0] == Bestand.objects.count() > 10
    with empty():
        told = run("restore", str(kopie))
        assert "Elke tabel, versie en elk bestand is gelijk aan de kopie." in told
        assert told.strip().endswith("Alles klopt.")
        assert reservekopie.contents() == before
        assert Regio.objects.get(naam="Kampen").read_logo() == PNG
        # And it lives: the rules of the database are in force again.
        with pytest.raises(Exception, match="Cannot update a published version"), transaction.atomic():
            Publicatie.objects.published().update(versienaam="anders")


def test_putting_back_over_something_is_refused(kopie: Path) -> None:
    with pytest.raises(CommandError, match="De database is niet leeg"):
        run("restore", str(kopie))


def test_a_backup_is_never_written_over(kopie: Path) -> None:
    with pytest.raises(CommandError, match="bestaat al"):
        run("backup", str(kopie))


def test_a_flipped_byte_in_the_dump_is_found(kopie: Path, tmp_path: Path) -> None:
    content = bytearray((kopie / DUMP).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / DUMP).write_bytes(content)
    (tmp_path / MANIFEST).write_bytes((kopie / MANIFEST).read_bytes())
    with empty(), pytest.raises(CommandError, match="beschadigd"):
        run("restore", str(tmp_path))
    with pytest.raises(CommandError, match="beschadigd"):
        run("verify", "--kopie", str(tmp_path))


def test_a_manifest_that_tells_of_something_else_is_found(kopie: Path, tmp_path: Path) -> None:
    manifest = json.loads((kopie / MANIFEST).read_text())
    manifest["tabellen"]["segments_regio"][1] = "0"
    manifest["versies"][0]["sha256"] = "0" * 64
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    (tmp_path / DUMP).hardlink_to(kopie / DUMP)
    with empty(), pytest.raises(CommandError) as told:
        run("restore", str(tmp_path))
    assert "Tabel segments_regio is anders dan in de kopie." in str(told.value)
    with pytest.raises(CommandError, match="versie 1 is anders dan in de kopie"):
        run("verify", "--kopie", str(tmp_path))


def flip_pdf() -> None:
    row = Bestand.objects.order_by("pk")[0]
    content = bytearray(row.inhoud)
    content[100] ^= 1
    Bestand.objects.filter(pk=row.pk).update(inhoud=bytes(content))


def flip_text() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE publicaties_publicatie SET inhoud = jsonb_set(inhoud, '{inkoop,titel}', '\"Anders\"') WHERE volgnummer = 1"
        )


def flip_upload() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE opslag_bestandsinhoud DROP CONSTRAINT bestandsinhoud_sha256")
    row = Bestandsinhoud.objects.get(sha256=hashlib.sha256(PNG).hexdigest())
    Bestandsinhoud.objects.filter(pk=row.pk).update(inhoud=b"\1" + PNG[1:])


def lose_upload() -> None:
    Bestandsinhoud.objects.all().delete()


def sql(statement: str) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (flip_pdf, r"bestand \d+ .*\.pdf: de bytes passen niet"),
        (flip_text, "de inhoud van .* past niet bij haar controlegetal"),
        (flip_upload, "bestandsinhoud .*: de bytes passen niet"),
        (lose_upload, r"regio \d+: het bestand '.*/logo.png' ontbreekt"),
        (sql("ALTER TABLE publicaties_bestand DISABLE TRIGGER ALL"), "Trigger bestand_vast .* niet van kracht"),
        (
            sql("ALTER TABLE publicaties_publicatie DROP CONSTRAINT publicatie_vier_ogen"),
            "publicatie_vier_ogen .* ontbreekt",
        ),
        (sql("DELETE FROM django_migrations WHERE app = 'opslag'"), "opslag.0001_begin is nog niet uitgevoerd"),
        (
            sql("INSERT INTO django_migrations (app, name, applied) VALUES ('segments', '9999_x', now())"),
            "9999_x hoort bij",
        ),
    ],
    ids=["pdf", "tekst", "upload", "upload weg", "trigger uit", "regel weg", "migratie mist", "migratie te veel"],
)
def test_damage_in_the_database_is_found(kopie: Path, damage: Callable[[], None], told: str) -> None:
    assert verify().fouten == []
    with undone():
        with pgtrigger.ignore():
            damage()
        (found,) = {re.sub(r"'\d+'", "", line) for line in verify().fouten[:1]}
        assert re.search(told, found), found
    assert verify().fouten == []


def test_work_after_the_backup_is_no_damage_and_a_lost_version_is(kopie: Path) -> None:
    with undone():
        Regio.objects.update(contact="Anders")
        assert "Alles klopt" in run("verify", "--kopie", str(kopie))
    with undone():
        with pgtrigger.ignore():
            last = Publicatie.objects.filter(inkoop__slug="voorbeeldstad-2026").latest("volgnummer")
            Publicatie.objects.filter(pk=last.pk).delete()
        with pytest.raises(CommandError, match="voorbeeldstad-2026, versie 2 ontbreekt"):
            run("verify", "--kopie", str(kopie))


def test_without_the_programs_of_postgresql_it_says_what_to_install(
    kopie: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reservekopie, "_candidates", lambda name: iter(()))
    with pytest.raises(
        KopieFout, match=r"pg_dump \d+ of nieuwer ontbreekt. Installeer het pakket postgresql-client-\d+"
    ):
        reservekopie.make(tmp_path / "x", timezone.now())
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n")
    old.chmod(0o755)
    monkeypatch.setattr(reservekopie, "_candidates", lambda name: iter([str(old)]))
    with pytest.raises(KopieFout, match="is versie 9"):
        reservekopie.make(tmp_path / "x", timezone.now())
    assert not list(tmp_path.glob("x*"))
