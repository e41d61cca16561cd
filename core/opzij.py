"""What is put aside until somebody confirms it: in the database, so that any process finds it, on any machine.

Django's cache in a table, which knows how old a thing is (`CACHES["opzij"]`; the table comes with a migration of core).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.cache import caches
from django.db import connection


def put(content: bytes, *, for_how_long: dt.timedelta) -> str:
    """The key to take it with."""
    key = uuid.uuid4().hex
    caches["opzij"].set(key, content, for_how_long.total_seconds())
    return key


def take(key: str) -> bytes | None:
    """Once: None when it is not there any more."""
    found: Any = caches["opzij"].get(key)
    return found if found is not None and caches["opzij"].delete(key) else None


def prune(*, before: dt.datetime) -> int:
    """Away with what could be taken until then; how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_opzij WHERE expires < %s", [before])
        gone: int = cursor.rowcount
    return gone
