"""Django's file storage on `Bestandsinhoud`: a FileField holds `<sha256>/<file name>` and needs to know nothing else."""

from __future__ import annotations

import hashlib
import io
from pathlib import PurePath
from typing import Any

from django.apps import apps
from django.core.files import File
from django.core.files.storage import Storage
from django.db.models import BinaryField, FileField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Substr

from opslag.models import Bestandsinhoud

SHA256 = 64
#: What is asked of the database at a time: whoever downloads 20 MB does not have it in memory.
STUK = 256 * 1024


def sha256_of(name: str) -> str:
    return name[:SHA256]


def file_name(name: str) -> str:
    """What it was called when it was uploaded."""
    return PurePath(name).name


def size_of(field: str) -> Subquery:
    """For a list: the bytes of the file of each row, None when there is none."""
    known = Bestandsinhoud.objects.filter(sha256=Substr(OuterRef(field), 1, SHA256))
    return Subquery(known.values("grootte")[:1])


def forget(name: str) -> bool:
    """Throw the bytes of a file away, unless another row still points at them; whether they went."""
    sha256 = sha256_of(name)
    if not sha256:
        return False
    # The history of a row holds the name as text.
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    for field in fields:
        is_name = field.name == "bestand" or isinstance(field, FileField)
        if is_name and field.model._base_manager.filter(**{f"{field.name}__startswith": sha256}).exists():
            return False
    return bool(Bestandsinhoud.objects.filter(sha256=sha256).delete()[0])


class DatabaseStorage(Storage):
    """Nothing is ever written over: other bytes are another name. What is missing raises FileNotFoundError, as on a disk."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        path = PurePath(name)
        room = (max_length or 255) - SHA256 - 1 - len(path.suffix)
        return f"{path.stem[:room]}{path.suffix}"

    def _save(self, name: str, content: File[Any]) -> str:
        content.seek(0)
        found = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in content.chunks())
        sha256 = hashlib.sha256(found).hexdigest()
        Bestandsinhoud.objects.get_or_create(sha256=sha256, defaults={"inhoud": found, "grootte": len(found)})
        return f"{sha256}/{file_name(name)}"

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return File(io.BufferedReader(_Rijlezer(_row(name), self.size(name)), STUK), name=file_name(name))

    def size(self, name: str) -> int:
        grootte = _row(name).values_list("grootte", flat=True).first()
        if grootte is None:
            raise FileNotFoundError(name)
        return grootte

    def exists(self, name: str) -> bool:
        return _row(name).exists()

    def delete(self, name: str) -> None:
        """Also for others that point at the same bytes; nothing in the portal calls it by itself."""
        _row(name).delete()


def _row(name: str) -> QuerySet[Bestandsinhoud]:
    return Bestandsinhoud.objects.filter(sha256=sha256_of(name)).order_by("pk")


class _Rijlezer(io.RawIOBase):
    """Reads a row piece by piece."""

    def __init__(self, row: QuerySet[Bestandsinhoud], size: int) -> None:
        self.row, self.size, self.at = row, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence] + offset
        return self.at

    def readinto(self, buffer: Any) -> int:
        piece = Substr("inhoud", self.at + 1, len(buffer), output_field=BinaryField())
        found: Any = self.row.values_list(piece, flat=True).first()
        if found is None:
            raise FileNotFoundError
        buffer[: len(found)] = found
        self.at += len(found)
        return len(found)
