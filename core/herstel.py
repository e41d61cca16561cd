"""Putting frozen content back into working rows: change what differs, make what is missing, take out of use what is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

M = TypeVar("M", bound=models.Model)


def put_back(
    existing: models.QuerySet[M],
    key: str,
    wanted: Mapping[Any, Mapping[str, Any]],
    fixed: Mapping[str, Any],
    *,
    order: bool = True,
) -> dict[Any, M]:
    """Make the rows of `existing`, told apart by field `key`, equal to `wanted` (key → fields). Returns the rows by key.

    A row that is not wanted is archived when its model knows that, and deleted otherwise. A row that is equal is not written, so
    that history tells only what changed. With `order`, `volgorde` follows the order of `wanted`.
    """
    model = existing.model
    archives = hasattr(model, "gearchiveerd_op")
    rows: dict[Any, M] = {getattr(row, key): row for row in existing}
    for gone in [row for value, row in rows.items() if value not in wanted]:
        if not archives:
            gone.delete()
        elif gone.gearchiveerd_op is None:  # type: ignore[attr-defined]
            gone.gearchiveerd_op = timezone.now()  # type: ignore[attr-defined]
            gone.save(update_fields=["gearchiveerd_op"])
    result: dict[Any, M] = {}
    for position, (value, fields) in enumerate(wanted.items(), start=1):
        values = (
            dict(fields)
            | ({"volgorde": position * 10} if order else {})
            | ({"gearchiveerd_op": None} if archives else {})
        )
        result[value] = _write(model, rows.get(value), {key: value, **fixed, **values})
    return result


def _write(model: type[M], row: M | None, values: Mapping[str, Any]) -> M:
    if row is None:
        row = model(**values)
        row.save()
        return row
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return row
