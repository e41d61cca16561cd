"""The planning of an inkoop as visitors may see it. It came along with its versions (`catalogus.versie`), and asks nothing."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import GeneratedField, Model

from catalogus.versie import Versie
from proces.models import Mijlpaal
from proces.planning import on_the_line
from segments.models import Segment

M = TypeVar("M", bound=Model)


def milestones(versie: Versie) -> list[Mijlpaal]:
    """What is openbaar of the planning, in order; `ronde` and `over` beside the fields: of reacties, and the number of its version."""
    return sorted(map(_milestone, versie.planning), key=on_the_line)


def _milestone(json: dict[str, Any]) -> Mijlpaal:
    found = _row(Mijlpaal, {name: json[name] for name in _names(Mijlpaal)})
    found.segment = _row(Segment, json["segment"]) if found.segment_id else None
    found.ronde, found.over = json["ronde"], json["over"]  # type: ignore[attr-defined]
    return found


def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _row(model: type[M], json: dict[str, Any]) -> M:
    """A row as it is read from the database, of what the database wrote as JSON. What is not in it, is asked when it is used."""
    names = [name for name in _names(model) if name in json]
    return model.from_db(DEFAULT_DB_ALIAS, names, [_value(model, name, json[name]) for name in names])


def _value(model: type[Model], name: str, value: Any) -> Any:
    field: Any = model._meta.get_field(name)
    field = field.output_field if isinstance(field, GeneratedField) else field
    read = getattr(field, "from_db_value", None)
    return read(value) if read else field.to_python(value)
