"""What a version says of a row: typed, frozen, strict about unknown keys, and read from the row by the names of its fields.

An Inhoud is the declaration of what a kind of part is made of: a field of it with the name of a field of the model is that field. What
the model calls otherwise, or holds in rows of its own, says so with a `Bron`.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin
from uuid import UUID

from django.db import models
from django.db.models import Prefetch
from pydantic import BaseModel, ConfigDict

from core.models import Deel

I = TypeVar("I", bound="Inhoud")  # noqa: E741
M = TypeVar("M", bound=models.Model)


def canonical(data: Any) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


class Inhoud(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The fields by which one in a list is told from the others, when versions are compared and when one is put back.
    codevelden: ClassVar[tuple[str, ...]] = ()

    def stored(self) -> dict[str, Any]:
        """As plain JSON; of what was read from a stored form, that form: a default that it lacks is not added."""
        return self.model_dump(mode="json", exclude_unset=True)

    def canonical(self) -> bytes:
        """The same content always gives the same bytes."""
        return canonical(self.stored())

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()


@dataclass(frozen=True)
class Bron:
    """Where a field of an Inhoud comes from: a path ("gemeente__code") or the relation that holds the rows of a list, and for
    those rows which ones (`waar`) in which order."""

    pad: str = ""
    orde: tuple[str, ...] = ()
    waar: Mapping[str, Any] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.pad, self.orde))


#: Rich text by the sleutel of its rubriek; a rubriek that is not there, the part does not have.
Teksten = Annotated[
    dict[str, str], Bron(orde=("rubriek__volgorde", "rubriek__pk"), waar={"rubriek__gearchiveerd_op": None})
]


@dataclass(frozen=True)
class Veld:
    """One field of an Inhoud as it is read from a row of a model. `item`: the Inhoud of what stands in it."""

    naam: str
    bron: Bron
    item: type[Inhoud] | None
    is_tekst_per_rubriek: bool

    @property
    def pad(self) -> str:
        return self.bron.pad or self.naam

    def read(self, row: models.Model) -> Any:
        value: Any = row
        for name in self.pad.split("__"):
            value = getattr(value, name, None)
        if isinstance(value, models.Manager):
            rows = value.all()
            if self.is_tekst_per_rubriek:
                return {tekst.rubriek.sleutel: tekst.tekst for tekst in rows if tekst.tekst}
            return [self._one(one) for one in rows]
        return self._one(value)

    def _one(self, value: Any) -> Any:
        if isinstance(value, models.Model):
            return describe(value, self.item) if self.item else value.verwijscode  # type: ignore[attr-defined]
        return str(value) if isinstance(value, UUID) else value


@cache
def velden(inhoud: type[Inhoud]) -> tuple[Veld, ...]:
    """The fields of an Inhoud in order."""
    return tuple(_velden(inhoud))


def own_fields(inhoud: type[Inhoud]) -> list[str]:
    """The fields of the model that it reads, without what stands in rows of its own."""
    return [veld.pad for veld in velden(inhoud) if not veld.item]


def key_fields(inhoud: type[Inhoud]) -> list[Veld]:
    """Those that tell one in a list from the others."""
    per_naam = {veld.naam: veld for veld in velden(inhoud)}
    return [per_naam[naam] for naam in inhoud.codevelden]


@cache
def relation(model: type[models.Model], veld: Veld) -> Any:
    """The relation of the model that this field is read through, or None for a value of the row itself."""
    found = next((one for one in model._meta.get_fields() if one.name == veld.pad.split("__")[0]), None)
    return found if found is not None and found.is_relation else None


def _velden(inhoud: type[Inhoud]) -> Iterator[Veld]:
    for naam, info in inhoud.model_fields.items():
        bron = next((one for one in info.metadata if isinstance(one, Bron)), Bron())
        kinds = list(_leaves(info.annotation))
        item = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Inhoud)), None)
        yield Veld(naam, bron, item, get_origin(info.annotation) is dict)


def _leaves(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) in (list, tuple, dict, Union, types.UnionType):
        for one in get_args(annotation):
            yield from _leaves(one)
    else:
        yield annotation


def describe(row: models.Model, inhoud: type[I]) -> I:
    """What `inhoud` says of this row. No query for rows of `with_links()`."""
    return inhoud(**{veld.naam: veld.read(row) for veld in velden(inhoud)})


def with_links(rows: models.QuerySet[M], inhoud: type[Inhoud]) -> models.QuerySet[M]:
    """`rows`, with everything that `describe()` asks of them: one query for each list, however many rows."""
    for veld in velden(inhoud):
        link = relation(rows.model, veld)
        if link is None:
            continue
        first, other = veld.pad.split("__")[0], link.related_model
        if link.one_to_one and veld.item:
            rows = rows.prefetch_related(Prefetch(first, with_links(other._default_manager.all(), veld.item)))
            continue
        if not (link.many_to_many or link.one_to_many):
            rows = rows.select_related(first)
            continue
        below = other._default_manager.filter(**veld.bron.waar)
        if issubclass(other, Deel):
            below = below.active()
        if veld.is_tekst_per_rubriek:
            below = below.select_related("rubriek")
        elif veld.item:
            below = with_links(below, veld.item)
        orde = veld.bron.orde or getattr(other, "orde", ("pk",))
        rows = rows.prefetch_related(Prefetch(first, below.order_by(*orde)))
    return rows


def recode(inhoud: I, model: type[models.Model], codes: Mapping[type[models.Model], Mapping[Any, Any]]) -> I:
    """`inhoud`, with other codes for the parts that it points at: by model, from the old code to the new one."""
    changes: dict[str, Any] = {}
    for veld in velden(type(inhoud)):
        link, value = relation(model, veld), getattr(inhoud, veld.naam)
        if link is None or value is None:
            continue
        if veld.is_tekst_per_rubriek:
            new = codes.get(link.related_model._meta.get_field("rubriek").related_model, {})
            soort = model._meta.model_name
            per_code = {new.get(f"{soort}/{sleutel}", f"{soort}/{sleutel}"): tekst for sleutel, tekst in value.items()}
            changes[veld.naam] = {code.partition("/")[2]: tekst for code, tekst in per_code.items()}
        elif veld.item:
            below = [recode(one, link.related_model, codes) for one in (value if isinstance(value, list) else [value])]
            changes[veld.naam] = below if isinstance(value, list) else below[0]
        elif link.related_model in codes:
            new = codes[link.related_model]
            changes[veld.naam] = (
                [new.get(one, one) for one in value] if isinstance(value, list) else new.get(value, value)
            )
    return inhoud.model_copy(update=changes)


def emptied(inhoud: I, model: type[models.Model], *kinds: type[models.Field[Any, Any]]) -> I:
    """`inhoud` with nothing in the fields of these kinds; without text fields also without what stands below rubrieken."""
    changes: dict[str, Any] = {}
    for veld in velden(type(inhoud)):
        link, value = relation(model, veld), getattr(inhoud, veld.naam)
        if veld.is_tekst_per_rubriek:
            changes |= {veld.naam: {}} if models.TextField in kinds else {}
        elif veld.item and isinstance(value, list):
            changes[veld.naam] = [emptied(one, link.related_model, *kinds) for one in value]
        elif link is None and isinstance(model._meta.get_field(veld.naam), kinds):
            changes[veld.naam] = ""
    return inhoud.model_copy(update=changes)
