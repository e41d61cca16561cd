"""History of working data, kept by the database (triggers), so that admin, import and shell are in it too."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pghistory
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

M = TypeVar("M", bound=models.Model)

HANDELINGEN = {"insert": "toegevoegd", "update": "gewijzigd", "delete": "verwijderd"}


def tracked(model: type[M]) -> type[M]:
    """Class decorator: every insert, update and delete leaves a row (`<Model>Event`) with the values as they then were.

    Left out are the fields that the model names in `zonder_geschiedenis`, and what follows from other fields.
    """
    exclude = [field.name for field in model._meta.concrete_fields if field.generated]
    exclude += getattr(model, "zonder_geschiedenis", ())
    track = pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude)
    decorated: type[M] = track(model)
    return decorated


def event_model(model: type[models.Model]) -> Any:
    """The table with the history of a model; None for one that has none."""
    return getattr(model, "pgh_event_models", {}).get("insert")


def tracked_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if event_model(model)]


@dataclass(frozen=True)
class Verandering:
    """One row that was added, changed or deleted; `velden`: label, old and new value in words."""

    op: dt.datetime
    door: str
    reden: str
    soort: str
    naam: str
    handeling: str
    velden: list[tuple[str, str, str]]


def changes(events: QuerySet[Any]) -> list[Verandering]:
    """What these rows of one event table say, the oldest first. The same few queries, however many rows."""
    model = events.model
    before = model.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    rows: list[Any] = list(
        events.select_related("pgh_context")
        .annotate(vorige_id=Subquery(before.values("pgh_id")[:1]))
        .order_by("pgh_created_at", "pgh_id")
    )
    earlier = model.objects.in_bulk([row.vorige_id for row in rows if row.vorige_id])
    fields = [field for field in model._meta.fields if not field.name.startswith("pgh_") and field.name != "id"]
    names = {field.name: _names(field, [*rows, *earlier.values()]) for field in fields if field.is_relation}
    people = _people(rows)
    found = []
    for row in rows:
        old = earlier.get(row.vorige_id) if row.pgh_label != "insert" else None
        new = row if row.pgh_label != "delete" else None
        if new is None:
            old = row
        told = [(field, _told(field, old, names), _told(field, new, names)) for field in fields]
        metadata = row.pgh_context.metadata if row.pgh_context else {}
        found.append(
            Verandering(
                op=row.pgh_created_at,
                door=people.get(metadata.get("user") or 0, ""),
                reden=str(metadata.get("reden") or ""),
                soort=str(model.pgh_tracked_model._meta.verbose_name),
                naam=_name(row),
                handeling=HANDELINGEN.get(row.pgh_label, row.pgh_label),
                velden=[(str(field.verbose_name), was, wordt) for field, was, wordt in told if was != wordt],
            )
        )
    return found


def _name(event: Any) -> str:
    """What the row is called; without its table, for it may be gone."""
    for name in ("titel", "naam", "term", "versienaam", "label", "code", "username", "nummer", "sleutel"):
        if value := getattr(event, name, ""):
            return str(value)
    return f"nummer {event.pgh_obj_id}"


def _told(field: Any, row: Any, names: dict[str, dict[Any, str]]) -> str:
    if row is None:
        return ""
    value = getattr(row, field.attname)
    if value is None:
        return ""
    if field.is_relation:
        return names[field.name].get(value, f"nummer {value}")
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%d-%m-%Y %H:%M}"
    if isinstance(value, list | dict):
        return ", ".join(map(str, value)) if isinstance(field, ArrayField) else json.dumps(value, ensure_ascii=False)
    return str(dict(field.flatchoices).get(value, value))


def _names(field: Any, rows: list[Any]) -> dict[Any, str]:
    keys = {getattr(row, field.attname) for row in rows} - {None}
    found = field.related_model._base_manager.in_bulk(keys)
    return {key: str(row) for key, row in found.items()}


def _people(rows: list[Any]) -> dict[int, str]:
    keys = {row.pgh_context.metadata.get("user") for row in rows if row.pgh_context} - {None}
    return {user.pk: str(user) for user in get_user_model().objects.filter(pk__in=keys).order_by("pk")}


def within(model: type[models.Model], regio: models.Model) -> QuerySet[Any]:
    """The history of the rows of `model` that belong, or once belonged, to a regio. Raises LookupError for a model that never does."""
    found = _within(model, regio)
    if found is None:
        raise LookupError(model)
    return found


def _within(model: type[models.Model], regio: models.Model) -> QuerySet[Any] | None:
    events = event_model(model).objects.all()
    if model is type(regio):
        return cast(QuerySet[Any], events.filter(pgh_obj_id=regio.pk))
    # What a row belongs to is a relation that it cannot do without.
    owners = [one for one in model._meta.fields if isinstance(one, models.ForeignKey) and not one.null]
    for field in owners:
        if field.related_model is type(regio):
            return cast(QuerySet[Any], events.filter(**{field.name: regio.pk}))
    for field in owners:
        parent = field.related_model
        # The history of the parent and not its table: that knows one that is gone, too.
        if event_model(parent) and (above := _within(parent, regio)) is not None:
            return cast(QuerySet[Any], events.filter(**{f"{field.name}__in": above.values("pgh_obj_id")}))
    return None
