"""The demo documents as snapshots, read from `fixtures/` without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from publicaties.lagen import FIXTURES, merge, read_toml, snapshot_of
from publicaties.snapshot import Snapshot
from segments.gemeenten import names_of


@cache
def demo_snapshots(slug: str) -> tuple[Snapshot, ...]:
    """Each version of the inkoop, first the oldest."""
    folder = FIXTURES / slug
    gegevens, namen = read_toml(folder / "inkoop.toml"), names_of()
    found, laag = [], {}
    for version in sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.name):
        laag = merge(laag, version)
        found.append(snapshot_of(gegevens, laag, namen))
    return tuple(found)


def mlw_mer() -> tuple[Snapshot, ...]:
    """The consultatieversie of 2022, the first version, that of 1 June 2026, and the consultatieversie for 2027, which has eisen."""
    return demo_snapshots("mlw-mer-2024")


def changed(snapshot: Snapshot, change: Callable[[dict[str, Any]], None]) -> Snapshot:
    """A copy in which `change` has changed the plain data."""
    data = snapshot.model_dump(mode="json")
    change(data)
    return Snapshot.model_validate(data)


def named(rows: Iterable[dict[str, Any]], code: str) -> dict[str, Any]:
    """The row with this code, nummer or sleutel."""
    return next(
        row for row in rows if code in (row.get("code"), row.get("nummer"), row.get("sleutel"), row.get("term"))
    )
