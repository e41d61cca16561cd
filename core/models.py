"""No tables: what models of several apps share."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q, Value

M = TypeVar("M", bound=models.Model)


class ArchiveQuerySet(models.QuerySet[M]):
    def active(self) -> Self:
        """What is in use: not archived."""
        return self.filter(gearchiveerd_op=None)


class Archiveerbaar(models.Model):
    """A row that can be taken out of use and brought back; published versions keep what they had."""

    gearchiveerd_op = models.DateTimeField("gearchiveerd op", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.gearchiveerd_op is not None


def refuse_other_inkoop(row: models.Model, inkoop_id: int | None, *names: str) -> None:
    """For `clean()`: a row refers to rows of its own inkoop only. Raises ValidationError for the foreign keys `names` that do not.

    Not told at the field: a form that leaves the field out must be able to show it too.
    """
    errors = []
    for name in names:
        if getattr(row, f"{name}_id") is None:
            continue
        related = getattr(row, name)
        if related.inkoop_id != inkoop_id:
            label = row._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            errors.append(
                ValidationError(f"Kies bij {label} iets uit dezelfde inkoop: {related} hoort bij een andere.")
            )
    if errors:
        raise ValidationError(errors)


def daterange(begin: str, end: str) -> Func:
    """SQL: the days from column `begin` up to and including column `end` (NULL: no end)."""
    return Func(begin, end, Value("[]"), function="DATERANGE")


def single_or_all(column: str) -> Func:
    """SQL: a range that holds only this id, or every id when the column is NULL ("all")."""
    return Func(column, column, Value("[]"), function="INT8RANGE")


def valid_on(day: dt.date, begin: str = "ingangsdatum", end: str = "einddatum") -> Q:
    """Rows whose period holds `day`; an empty begin or end is unbounded."""
    return (Q(**{begin: None}) | Q(**{f"{begin}__lte": day})) & (Q(**{end: None}) | Q(**{f"{end}__gte": day}))


def end_not_before_begin(begin: str, end: str, name: str) -> models.CheckConstraint:
    condition: dict[str, Any] = {f"{end}__gte": models.F(begin)}
    return models.CheckConstraint(
        condition=Q(**{end: None}) | Q(**{begin: None}) | Q(**condition),
        name=name,
        violation_error_message="De einddatum ligt voor de begindatum. Kies een einddatum op of na de begindatum.",
    )
