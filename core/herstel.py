"""Putting frozen content back into working rows: change what differs, make what is missing, take out of use what is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from core.inhoud import I, Inhoud, Veld, key_fields, relation, velden
from core.models import Archiveerbaar, Deel

M = TypeVar("M", bound=models.Model)
#: Of each kind the rows that can be pointed at, by their code.
Deelrijen = Mapping[type[models.Model], Mapping[Any, models.Model]]


def put_back(
    existing: models.QuerySet[M], keys: tuple[str, ...], wanted: Iterable[Mapping[str, Any]], fixed: Mapping[str, Any], *, order: bool
) -> list[M]:  # fmt: skip
    """Make the rows of `existing`, told apart by the fields `keys`, equal to `wanted` (fields by name). Returns them in that order.

    A part is found by its identity first, so that one whose code changed gets its code back. A row that is not wanted is archived
    when its model knows that, and deleted otherwise. A row that is equal is not written, so that history tells only what changed.
    With `order`, `volgorde` follows the order of `wanted`.
    """
    model = existing.model
    archives = issubclass(model, Archiveerbaar)
    rows = list(existing)
    per_identiteit = {str(row.identiteit): row for row in rows if isinstance(row, Deel)}
    per_key = {tuple(getattr(row, key) for key in keys): row for row in rows}
    plan: list[tuple[M | None, dict[str, Any]]] = []
    for position, values in enumerate(wanted, start=1):
        row = per_identiteit.get(values.get("identiteit", "")) or per_key.get(tuple(values[key] for key in keys))
        changes = {name: value for name, value in values.items() if name != "identiteit" or (value and row is None)}
        changes |= {"volgorde": position * 10} if order else {}
        changes |= {"gearchiveerd_op": None} if archives else {}
        plan.append((row, {**fixed, **changes}))
    kept = {row.pk for row, _ in plan if row}
    for gone in [row for row in rows if row.pk not in kept]:
        if not archives:
            gone.delete()
        elif gone.gearchiveerd_op is None:  # type: ignore[attr-defined]
            gone.gearchiveerd_op = timezone.now()  # type: ignore[attr-defined]
            gone.save(update_fields=["gearchiveerd_op"])
    return [_write(model, row, values) for row, values in plan]


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


def restore_delen(
    existing: models.QuerySet[Any], inhoud: list[Any], fixed: Mapping[str, Any], delen: Deelrijen
) -> list[Any]:
    """Make the parts of one kind what `inhoud` says, with everything in and below them.

    `delen` holds what they point at; a part may point at others of its own kind.
    """
    model = existing.model
    wanted = [plain_values(row, model, delen) for row in inhoud]
    order = any(one.name == "volgorde" for one in model._meta.get_fields())
    rows = put_back(existing, model.codevelden, wanted, fixed, order=order)
    known = {**delen, model: {row.verwijscode: row for row in rows}}
    for row, one in zip(rows, inhoud, strict=True):
        restore_lists(row, one, known)
    return rows


def plain_values(inhoud: Inhoud, model: type[models.Model], delen: Deelrijen) -> dict[str, Any]:
    """The values of the row itself; what it points at as keys."""
    found: dict[str, Any] = {}
    for veld in velden(type(inhoud)):
        value, link = getattr(inhoud, veld.naam), relation(model, veld)
        if link is None:
            found[_column(model, veld)] = value
        elif link.many_to_one:
            found[_column(model, veld)] = None if value is None else delen[link.related_model][value].pk
    return found


def _column(model: type[models.Model], veld: Veld) -> str:
    return veld.naam if relation(model, veld) is None else f"{veld.pad}_id"


def restore_row(row: M, inhoud: Inhoud, delen: Deelrijen) -> M:
    """Fill a new row with what `inhoud` says, store it, and everything below it."""
    for name, value in plain_values(inhoud, type(row), delen).items():
        setattr(row, name, value)
    row.save()
    restore_lists(row, inhoud, delen)
    return row


def restore_lists(row: models.Model, inhoud: Inhoud, delen: Deelrijen) -> None:
    """What `row` points at many of, and the rows of its own."""
    for veld in velden(type(inhoud)):
        link, value = relation(type(row), veld), getattr(inhoud, veld.naam)
        if link is None or not (link.many_to_many or link.one_to_many):
            continue
        manager, other = getattr(row, veld.pad), link.related_model
        if link.many_to_many:
            wanted = [delen[other][code] for code in value]
            if {one.pk for one in wanted} != {one.pk for one in manager.all()}:
                manager.set(wanted)
            continue
        own = {link.field.name: row}
        if veld.is_tekst_per_rubriek:
            rubrieken = delen[other._meta.get_field("rubriek").related_model]
            rows = [{"rubriek_id": rubrieken[sleutel].pk, "tekst": tekst} for sleutel, tekst in value.items()]
            put_back(manager.all(), ("rubriek_id",), rows, own, order=False)
        else:
            assert veld.item is not None  # noqa: S101 -- rows of its own are told by an Inhoud
            rows = [plain_values(one, other, delen) for one in value]
            keys = tuple(_column(other, one) for one in key_fields(veld.item))
            put_back(manager.all(), keys, rows, own, order=False)


def links_of(model: type[models.Model], inhoud: type[Inhoud]) -> Iterator[type[Deel]]:
    """The kinds of part that an Inhoud of this model points at."""
    for veld in velden(inhoud):
        link = relation(model, veld)
        if link is None:
            continue
        other = link.related_model
        if veld.is_tekst_per_rubriek:
            yield other._meta.get_field("rubriek").related_model
        elif veld.item:
            yield from links_of(other, veld.item)
        elif hasattr(other, "verwijscode"):
            yield other


@dataclass(frozen=True)
class LosseVerwijzing:
    """To a part that is not there."""

    model: type[models.Model]
    code: Any

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name} {self.code}"


def without_unknown(inhoud: I, model: type[models.Model], delen: Deelrijen) -> tuple[I, list[LosseVerwijzing]]:
    """`inhoud` without what it points at that is not in `delen`, and what that is."""
    changes: dict[str, Any] = {}
    gone: list[LosseVerwijzing] = []

    def known(other: Any, code: Any) -> bool:
        found = code in delen.get(other, {})
        if not found:
            gone.append(LosseVerwijzing(other, code))
        return found

    for veld in velden(type(inhoud)):
        link, value = relation(model, veld), getattr(inhoud, veld.naam)
        if link is None or not value:
            continue
        other = link.related_model
        if veld.is_tekst_per_rubriek:
            rubriek = other._meta.get_field("rubriek").related_model
            changes[veld.naam] = {sleutel: tekst for sleutel, tekst in value.items() if known(rubriek, sleutel)}
        elif veld.item and isinstance(value, list):
            first = key_fields(veld.item)[0]
            link = relation(other, first)
            if link is not None and issubclass(link.related_model, Deel):
                changes[veld.naam] = [row for row in value if known(link.related_model, getattr(row, first.naam))]
        elif hasattr(other, "verwijscode"):
            many = isinstance(value, list)
            kept = [code for code in (value if many else [value]) if known(other, code)]
            changes[veld.naam] = kept if many else next(iter(kept), None)
    return inhoud.model_copy(update=changes), gone
