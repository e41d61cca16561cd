"""The picture of a whole inkoop: what is wrong in it and what differs from what is published, worked out once per state of the data."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import pghistory.models
from django.db import connection
from django.db.models import F, ForeignKey, Func, ManyToOneRel, Model, TextField

from publicaties.models import PublicatieSoort
from publicaties.problemen import Probleem
from segments.models import Inkoop


@dataclass(frozen=True)
class Beeld:
    """`gewijzigd`, by "soort/code" of what changed: the rubrieken that did ("" for its facts); of what is new or gone: {"*"}."""

    problemen: list[Probleem]
    gewijzigd: dict[str, set[str]]

    @cached_property
    def in_de_weg(self) -> dict[str, int]:
        """How much stands in the way of submitting, by "soort/code": blockers, and warnings that ask for a reason."""
        found: dict[str, int] = {}
        for probleem in self.problemen:
            if probleem.blocks(PublicatieSoort.DEFINITIEF) or probleem.asks(PublicatieSoort.DEFINITIEF):
                key = f"{probleem.plek.soort}/{probleem.plek.code}"
                found[key] = found.get(key, 0) + 1
        return found


# --- what this process still knows ---

#: The newest picture of each inkoop that was looked at last, with the state of the data that it is of.
_bekend: dict[int, tuple[Hashable, Beeld]] = {}
MEEST = 64


def known(inkoop: Inkoop, staat: Hashable) -> Beeld | None:
    was, beeld = _bekend.get(inkoop.pk, (None, None))
    return beeld if was == staat else None


def remember(inkoop: Inkoop, staat: Hashable, beeld: Beeld) -> None:
    """`staat` must have been read before what `beeld` was made of: then a change in between only makes it useless, not wrong."""
    _bekend.pop(inkoop.pk, None)
    _bekend[inkoop.pk] = staat, beeld
    while len(_bekend) > MEEST:
        _bekend.pop(next(iter(_bekend)), None)


def forget() -> None:
    _bekend.clear()


# --- the state of the data ---

#: Apps of which no snapshot holds a row. One too few here costs some work, one too many would hide changes.
_ELDERS = {"publicaties", "proces", "accounts", "pghistory"}


def state_of(inkoop: Inkoop) -> Hashable:
    """Differs as soon as any row of the working data of `inkoop` does. One query of a few milliseconds.

    PostgreSQL keeps with each row version which transaction wrote it (xmin) and where it stands (ctid). Together they never come
    back, so no counter has to be kept that writers would wait for, and it does not matter which road a change took. A change that
    is not committed yet counts in its own transaction only.
    """
    sql, times = _sql()
    with connection.cursor() as cursor:
        cursor.execute(sql, [inkoop.pk] * times)
        return tuple(cursor.fetchone())


@cache
def _sql() -> tuple[str, int]:
    parts = []
    for model, path in _tables():
        row = Func(
            F("pk"), template=f'"{model._meta.db_table}".ctid::text || \'.\' || "{model._meta.db_table}".xmin::text'
        )
        row.output_field = TextField()
        rows = model._base_manager.filter(**{path: 0}).order_by().values_list(row)
        query, _ = rows.query.sql_with_params()
        parts.append(f"(SELECT sum(hashtextextended(r.h, 0)) FROM ({query}) AS r(h))")  # noqa: S608 - names of our own tables
    return f"SELECT {', '.join(parts)}", len(parts)


def _tables() -> Iterator[tuple[type[Model], str]]:
    """Every table of working data with the path to its inkoop: what points at an inkoop (or at what does), and what those point at."""
    found: dict[type[Model], str] = {Inkoop: "pk"}
    waiting: deque[type[Model]] = deque(found)
    while waiting:
        model = waiting.popleft()
        for relation in model._meta.get_fields(include_hidden=True):
            if isinstance(relation, ManyToOneRel) and not relation.field.null and _is_working(relation.related_model):
                other = relation.related_model
                if other not in found:
                    found[other] = _path(relation.field.name, found[model])
                    waiting.append(other)
    yield from found.items()
    named = {
        field.related_model: _path(field.related_query_name(), path)
        for model, path in found.items()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model not in found and _is_working(field.related_model)
    }
    yield from named.items()


def _path(first: str, rest: str) -> str:
    return first if rest == "pk" else f"{first}__{rest}"


def _is_working(model: type[Model]) -> bool:
    return model._meta.app_label not in _ELDERS and not issubclass(model, pghistory.models.Event)
