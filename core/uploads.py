"""Files that people upload: what a name says is checked by what is in the file."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from PIL import Image

#: Points along a side of a picture: sharp in print over the width of a page.
MAX_ZIJDE = 2_000
MAX_UNPACKED = 100_000_000
_OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
_SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n"}


def check_upload(file: FieldFile, *, kinds: Collection[str], max_bytes: int) -> None:
    """Raises ValidationError for a new file that is too large, or that is not what its extension says. A stored file is left alone."""
    if not file or getattr(file, "_committed", True):
        return
    if file.size > max_bytes:
        raise ValidationError(f"Het bestand is te groot: hooguit {max_bytes / 1_000_000:g} MB.")
    kind = PurePath(file.name or "").suffix.lower().removeprefix(".")
    file.seek(0)
    content = file.read()
    file.seek(0)
    if told := _too_much(content):
        raise ValidationError(told)
    if kind not in kinds or not _is(kind, content):
        raise ValidationError(
            f"De inhoud past niet bij de naam van het bestand. Kies een bestand van de soort {', '.join(kinds)}."
        )


def _too_much(content: bytes) -> str:
    """What it would be when it is unpacked, as it says itself: a small file can hold a very large one."""
    if content.startswith(_SIGNATURES["png"]):
        breedte, hoogte = struct.unpack(">II", content[16:24].ljust(8, b"\0"))  # PNG, 11.2.2: the header comes first
        if breedte * hoogte > MAX_ZIJDE**2:
            return f"Het plaatje is te groot: {breedte} × {hoogte} punten. Maak het hooguit {MAX_ZIJDE} × {MAX_ZIJDE}."
    if content.startswith(b"PK"):
        with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                return (
                    f"Het bestand is uitgepakt te groot: hooguit {MAX_UNPACKED // 1_000_000} MB. Haal er plaatjes uit."
                )
    return ""


def _is(kind: str, content: bytes) -> bool:
    if kind == "png":
        return content.startswith(_SIGNATURES[kind]) and _is_picture(content)
    if kind in _SIGNATURES:
        return content.startswith(_SIGNATURES[kind])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if kind in _OFFICE:
                with_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
                return (
                    "[Content_Types].xml" in names
                    and any(n.startswith(_OFFICE[kind]) for n in names)
                    and not with_macros
                )
            if kind in _OPEN_DOCUMENT and "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                expected = f"application/vnd.oasis.opendocument.{_OPEN_DOCUMENT[kind]}"
                return archive.read("mimetype").strip() == expected.encode()
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return False
    return False


def _is_picture(content: bytes) -> bool:
    """Whether it can be shown: a logo that breaks off would stop every PDF of its regio."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True
