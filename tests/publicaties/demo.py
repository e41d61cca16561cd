"""The demo documents as snapshots, read from `fixtures/` without a database."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from unittest import mock

from publicaties.snapshot import Snapshot
from wmo_portal import demo


@cache
def demo_snapshots(slug: str) -> tuple[Snapshot, ...]:
    """Each version of the inkoop, first the oldest."""
    folder = demo.FIXTURES / slug
    gegevens = tomllib.loads((folder / "inkoop.toml").read_text())
    names = {
        row["code"]: row["naam"] for row in tomllib.loads((demo.FIXTURES / "gemeenten.toml").read_text())["gemeente"]
    }

    def deelnemers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"code": row["gemeente"], "naam": names[row["gemeente"]], "groep": row.get("groep", "")} for row in rows
        ]

    found, layer = [], {}
    with mock.patch.object(demo, "_deelnemers", deelnemers):
        for version in sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.name):
            layer = demo._merge(layer, version)
            found.append(demo._snapshot(gegevens, layer))
    return tuple(found)


def mlw_mer() -> tuple[Snapshot, Snapshot, Snapshot]:
    """The consultatieversie, the first version, and that of 1 June 2026."""
    first, second, third = demo_snapshots("mlw-mer-2024")
    return first, second, third


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
