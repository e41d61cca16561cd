"""Uploaded files are rows: told apart by their sha256, read in pieces, held by the database."""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from opslag.database import STUK, file_name
from opslag.models import Bestandsinhoud
from proces.models import Document
from publicaties import actions
from publicaties.fouten import PictureMissing
from publicaties.models import Bestand, Publicatie, Status
from segments.models import Inkoop, Regio
from tests.publicaties.factories import AT, make_approved
from tests.segments.test_admin import PNG

pytestmark = pytest.mark.django_db


def test_what_goes_in_comes_out_in_pieces() -> None:
    content = bytes(range(256)) * (STUK // 100)  # two and a half pieces
    name = default_storage.save("map/verslag.pdf", ContentFile(content))
    assert name == f"{hashlib.sha256(content).hexdigest()}/verslag.pdf"
    with CaptureQueriesContext(connection) as asked, default_storage.open(name) as file:
        assert (file.name, file.read()) == ("verslag.pdf", content)
    assert len([query for query in asked if "SUBSTRING" in query["sql"].upper()]) >= 3
    with default_storage.open(name) as file:
        file.seek(300)
        assert file.read(5) == content[300:305]
    assert default_storage.size(name) == len(content)


def test_the_same_bytes_are_kept_once() -> None:
    names = {default_storage.save(name, ContentFile(b"%PDF-1.7")) for name in ("a.pdf", "b.pdf", "a.pdf")}
    assert {file_name(name) for name in names} == {"a.pdf", "b.pdf"}
    assert Bestandsinhoud.objects.count() == 1


def test_a_long_name_is_cut_and_keeps_its_extension(inkoop: Inkoop) -> None:
    document = Document(inkoop=inkoop, sleutel="lang", titel="Lang")
    document.bestand.save(f"{'x' * 190}.docx", ContentFile(b"x"))
    document.refresh_from_db()
    assert len(document.bestand.name) == 200
    assert (document.bestandsoort, document.bestand.read()) == ("DOCX", b"x")


def test_what_is_not_there_is_told() -> None:
    name = default_storage.save("a.pdf", ContentFile(b"a"))
    assert default_storage.exists(name)
    default_storage.delete(name)
    assert not default_storage.exists(name)
    for ask in (default_storage.open, default_storage.size):
        with pytest.raises(FileNotFoundError):
            ask(name)


def test_the_database_refuses_bytes_that_are_not_their_sha256() -> None:
    with pytest.raises(IntegrityError, match="bestandsinhoud_sha256"), transaction.atomic():
        Bestandsinhoud.objects.create(sha256=hashlib.sha256(b"a").hexdigest(), inhoud=b"b", grootte=1)
    with pytest.raises(IntegrityError, match="bestandsinhoud_grootte"), transaction.atomic():
        Bestandsinhoud.objects.create(sha256=hashlib.sha256(b"a").hexdigest(), inhoud=b"a", grootte=2)
    default_storage.save("a.pdf", ContentFile(b"a"))
    with pytest.raises(match="Cannot update"), transaction.atomic():
        Bestandsinhoud.objects.update(inhoud=b"b")
    with pytest.raises(IntegrityError), pgtrigger.ignore(), transaction.atomic():
        Bestandsinhoud.objects.update(inhoud=b"b")


def test_files_on_a_disk_are_moved(inkoop: Inkoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "logo").mkdir()
    (tmp_path / "logo" / "wapen.png").write_bytes(PNG)
    Regio.objects.update(logo="logo/wapen.png")
    Document.objects.create(inkoop=inkoop, sleutel="weg", titel="Weg", bestand="documenten/weg.pdf")
    Document.objects.create(inkoop=inkoop, sleutel="zonder", titel="Zonder")
    monkeypatch.setenv("MEDIA_ROOT", str(tmp_path))
    migration = importlib.import_module("proces.migrations.0004_bestanden_in_de_database")
    for _ in range(2):  # once more does no harm
        migration.move(apps, None)
    assert Regio.objects.get().read_logo() == PNG
    assert Regio.objects.get().logo.name == f"{hashlib.sha256(PNG).hexdigest()}/wapen.png"
    assert {row.sleutel: row.bestand.name for row in Document.objects.order_by("pk")} == {
        "weg": "documenten/weg.pdf",
        "zonder": "",
    }


def test_a_version_never_goes_out_without_the_logo_of_its_regio(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User
) -> None:
    publicatie = make_approved(inkoop, by=contractmanager, approver=beoordelaar)
    publicatie.inkoop.regio.logo.save("wapen.png", ContentFile(PNG))
    Bestandsinhoud.objects.all().delete()
    publicatie = Publicatie.objects.get()
    with pytest.raises(PictureMissing, match="Het logo van Midden-Limburg is niet meer te lezen"):
        actions.publish(publicatie=publicatie, by=contractmanager, at=AT)
    publicatie.refresh_from_db()
    assert (publicatie.status, publicatie.volgnummer, Bestand.objects.count()) == (Status.GOEDGEKEURD, None, 0)
    publicatie.inkoop.regio.logo.save("wapen.png", ContentFile(PNG))
    actions.publish(publicatie=Publicatie.objects.get(), by=contractmanager, at=AT)
    assert Bestand.objects.exists()
