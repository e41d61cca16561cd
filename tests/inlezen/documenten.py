"""Documents of these tests: a snapshot as a file, and what is in a file."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

from django.utils import timezone

from accounts.models import User
from inlezen import actions, bestand, documentvorm
from inlezen.herkennen import recognise
from inlezen.models import Inlezing
from inlezen.uitkomst import Uitkomst, work_out
from publicaties.document import Versiegegevens
from publicaties.snapshot import Snapshot
from segments.models import Inkoop
from taken.werker import work_off


def versie_of(snapshot: Snapshot) -> Versiegegevens:
    op = dt.datetime(2026, 5, 20, 9, tzinfo=dt.UTC)
    return Versiegegevens(
        snapshot.inkoop.titel, snapshot.inkoop.regio.naam, "Versie van 1 juni 2026", 3, dt.date(2026, 6, 1), False, op, op,
        snapshot.sha256,
    )  # fmt: skip


def file_of(snapshot: Snapshot, formaat: str = "docx") -> bytes:
    return documentvorm.make(versie_of(snapshot), snapshot, [], formaat)


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def with_part(content: bytes, name: str, change: dict[str, str]) -> bytes:
    """The file with texts of one part replaced; each must be there."""
    found = parts(content)
    for old, new in change.items():
        assert old in found[name], old
        found[name] = found[name].replace(old, new)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, text in found.items():
            archive.writestr(one, text)
    return target.getvalue()


def words_of(text: str) -> list[str]:
    """Words with a letter in them, without what stands around them."""
    return [word.rstrip("./-'’") for word in re.findall(r"[^\W\d_][\w'’/.-]*", text)]


def emptied(snapshot: Snapshot) -> Snapshot:
    """The same inkoop before anybody wrote anything."""
    data = snapshot.model_dump(mode="json")
    return Snapshot.model_validate({key: [] if isinstance(value, list) else value for key, value in data.items()})


def outcome_of(content: bytes, snapshot: Snapshot) -> Uitkomst:
    return work_out(recognise(bestand.read(content), snapshot), snapshot)


TEKST = "Naam\tThuisbegeleiding (TB)\nDoelgroep\tVolwassenen.\nKleur\tGroen.\n\nZomaar een alinea die nergens hoort.\n"


def one_that_was_read(
    inkoop: Inkoop, by: User, inhoud: bytes = TEKST.encode(), naam: str = "beschrijving.txt"
) -> Inlezing:
    """A document that was chosen, and read in the background."""
    row = actions.begin(inkoop=inkoop, naam=naam, inhoud=inhoud, by=by, at=timezone.now())
    work_off()
    row.refresh_from_db()
    return row
