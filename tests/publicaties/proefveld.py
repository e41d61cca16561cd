"""A plain field that the inkoop and every kind of part have while a test lasts: in model, table and Inhoud, and nowhere else.

What follows the declarations finds it; what lists fields by hand does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper, cached_property
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection, models
from pydantic.fields import FieldInfo

from core import inhoud, soort
from core.fields import RegelField
from core.inhoud import Inhoud
from core.soort import Soort
from publicaties.snapshot import Snapshot
from publicaties.soorten import INKOOP, SOORTEN
from segments.resources import part_resource
from werkplek.inhoud import forms

NAAM, LABEL = "proefveld", "Proefveld"
MET_PROEFVELD = (INKOOP, *SOORTEN.values())


@contextmanager
def proefveld() -> Iterator[None]:
    """In the database that is connected; with everything made anew that was made of the declarations before."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in MET_PROEFVELD:
            _add(kind.model)
            _rebuild(kind.inhoud, FieldInfo(annotation=str, default=""))
        Snapshot.model_rebuild(force=True)
        _forget()
        for kind in SOORTEN.values():
            beheer = admin.site._registry[kind.model]
            patch.setattr(beheer, "resource_classes", (part_resource(kind),))
            patch.setattr(beheer, "fields", beheer.fields and ("inkoop", *kind.kolommen))
        yield
    for kind in MET_PROEFVELD:
        _take(kind.model)
        _rebuild(kind.inhoud, None)
    Snapshot.model_rebuild(force=True)
    _forget()


def _add(model: type[models.Model]) -> None:
    field: Any = RegelField(LABEL.lower(), max_length=200, blank=True, default="")
    model.add_to_class(NAAM, field)  # type: ignore[attr-defined]
    with connection.schema_editor() as editor:
        editor.add_field(model, field)


def _take(model: type[models.Model]) -> None:
    """The table goes with its database."""
    own: Any = model._meta
    own.local_fields.remove(own.get_field(NAAM))
    own._expire_cache()
    delattr(model, NAAM)


def _rebuild(kind: type[Inhoud], field: FieldInfo | None) -> None:
    own = kind.__pydantic_fields__
    if field is None:
        del own[NAAM]
    else:
        own[NAAM] = field
    kind.model_rebuild(force=True)


def _forget() -> None:
    for module in (inhoud, soort, forms):
        for value in vars(module).values():
            if isinstance(value, _lru_cache_wrapper):
                value.cache_clear()
    derived = {name for name, value in vars(Soort).items() if isinstance(value, cached_property)}
    for kind in MET_PROEFVELD:
        for name in derived & kind.__dict__.keys():
            del kind.__dict__[name]
