"""What is wrong with a document before it is published: rules about facts, tarieven and texts."""

from __future__ import annotations

import datetime as dt

from publicaties.problemen.model import Probleem
from publicaties.snapshot import Snapshot

__all__ = ["Probleem", "find_problems"]


def find_problems(snapshot: Snapshot, *, previous: Snapshot | None, day: dt.date) -> list[Probleem]:
    """Everything that is wrong with `snapshot` as it would come into force on `day`; blockers first."""
    return []
