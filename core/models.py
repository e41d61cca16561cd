"""No tables: what models of several apps share."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.functions import RandomUUID
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q, Value

M = TypeVar("M", bound=models.Model)


class DeelQuerySet(models.QuerySet[M]):
    def active(self) -> Self:
        """What is in use: not archived. Of a kind that is never archived all of it."""
        return self.filter(gearchiveerd_op=None) if issubclass(self.model, Archiveerbaar) else self.all()

    def in_order(self) -> Self:
        """In the order of the document."""
        return self.order_by(*self.model.orde)  # type: ignore[attr-defined]

    def with_code(self, code: str) -> Self:
        """Those with this code, as an address has it; none when it cannot be one."""
        velden = self.model.codevelden  # type: ignore[attr-defined]
        waarden = code.split("/", len(velden) - 1)
        if len(waarden) != len(velden):
            return self.none()
        try:
            fields: list[Any] = [self.model._meta.get_field(naam) for naam in velden]
            return self.filter(**{one.name: one.to_python(waarde) for one, waarde in zip(fields, waarden, strict=True)})
        except (ValidationError, OverflowError):
            return self.none()

    def get_by_natural_key(self, inkoop: str, *code: Any) -> M:
        velden = self.model.codevelden  # type: ignore[attr-defined]
        return self.get(inkoop__slug=inkoop, **dict(zip(velden, code, strict=True)))


class Deel(models.Model):
    """A part of an inkoop: told apart by a code within it, and by an identity that outlives a change of that code."""

    #: The identity is set once: there is nothing to remember of it (`core.history`).
    zonder_geschiedenis: ClassVar[tuple[str, ...]] = ("identiteit",)
    codevelden: ClassVar[tuple[str, ...]] = ("code",)
    orde: ClassVar[tuple[str, ...]] = ("volgorde", "pk")
    #: Its code is a name, and may hold any sign: addresses and sheets go by the number of the row.
    vrije_code: ClassVar[bool] = False

    identiteit = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        return (self.inkoop.slug, *(getattr(self, naam) for naam in self.codevelden))  # type: ignore[attr-defined]

    @property
    def deelcode(self) -> str:
        """The stable code, as addresses use it: "bgi", "product/doelgroep"."""
        return "/".join(str(getattr(self, naam)) for naam in self.codevelden)

    @property
    def verwijscode(self) -> Any:
        """How other parts of the same inkoop point at it."""
        return getattr(self, self.codevelden[0]) if len(self.codevelden) == 1 else self.deelcode

    @property
    def is_archived(self) -> bool:
        return False

    def check_links(self) -> None:
        """Called when what it points at many of was stored; raises ValidationError when that cannot be."""


class Archiveerbaar(Deel):
    """A part that can be taken out of use and brought back; published versions keep what they had."""

    gearchiveerd_op = models.DateTimeField("gearchiveerd op", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        return self.gearchiveerd_op is not None

    def waarom_niet_weg(self) -> str:
        """Why it cannot be taken out of use now, in Dutch; empty: it can."""
        return ""


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
