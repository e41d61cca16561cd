"""History of working data, kept by the database (triggers), so that admin, import and shell are in it too."""

from __future__ import annotations

from typing import TypeVar

import pghistory
from django.db import models

from core.models import Deel

M = TypeVar("M", bound=models.Model)


def tracked(model: type[M]) -> type[M]:
    """Class decorator: every insert, update and delete leaves a row (`<Model>Event`) with the values as they then were."""
    # The identity of a part is set once, and what follows from other fields follows again: there is nothing to remember of them.
    exclude = [field.name for field in model._meta.concrete_fields if field.generated]
    exclude += ["identiteit"] if issubclass(model, Deel) else []
    track = pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude)
    decorated: type[M] = track(model)
    return decorated
