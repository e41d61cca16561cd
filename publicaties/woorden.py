"""Small words for what a snapshot holds, where they ask more than one part."""

from __future__ import annotations

from collections.abc import Iterable

from core import dutch
from percelen.inhoud import PerceelInhoud
from producten.inhoud import GrondslagInhoud
from publicaties.snapshot import Snapshot


def percelen(nummers: Iterable[str]) -> str:
    """ "perceel 5", "percelen 1, 2 en 3"."""
    found = list(nummers)
    return f"{'perceel' if len(found) == 1 else 'percelen'} {dutch.listing(found)}" if found else ""


def grondslagen_of(snapshot: Snapshot, codes: Iterable[str]) -> list[GrondslagInhoud]:
    """The grondslagen with these codes, in the order of the document."""
    wanted = set(codes)
    return [grondslag for grondslag in snapshot.grondslagen if grondslag.code in wanted]


def percelen_of(snapshot: Snapshot, product: str) -> list[PerceelInhoud]:
    """The percelen in which this product occurs."""
    return [perceel for perceel in snapshot.percelen if any(link.code == product for link in perceel.producten)]
