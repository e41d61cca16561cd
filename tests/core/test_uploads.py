"""What a file would be when it is unpacked is looked at before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from core.uploads import check_upload


def picture(breedte: int, hoogte: int) -> bytes:
    """A real PNG of one colour: much smaller than what it unpacks to."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + b"\0" * (breedte * 4) for _ in range(hoogte)), 9)
    header = struct.pack(">IIBBBBB", breedte, hoogte, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def document(unpacked: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * unpacked)
    return target.getvalue()


def check(content: bytes, name: str) -> None:
    file: Any = ContentFile(content, name)
    file._committed = False
    check_upload(file, kinds=[name.rpartition(".")[2]], max_bytes=1_000_000)


def test_a_small_picture_that_unpacks_to_92_mb_is_refused() -> None:
    content = picture(4_800, 4_800)
    assert len(content) < 100_000
    with pytest.raises(ValidationError, match="4800 × 4800 punten"):
        check(content, "logo.png")


def test_a_document_that_unpacks_to_200_mb_is_refused() -> None:
    with pytest.raises(ValidationError, match="uitgepakt te groot: hooguit 100 MB"):
        check(document(200_000_000), "verslag.docx")


def test_what_is_of_an_ordinary_size_is_taken() -> None:
    check(picture(2_000, 2_000), "logo.png")
    check(document(1_000_000), "verslag.docx")


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b""])
def test_half_a_file_is_refused(content: bytes) -> None:
    with pytest.raises(ValidationError, match="past niet bij de naam"):
        check(content, "logo.png" if content[:1] == b"\x89" else "verslag.docx")
