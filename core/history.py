"""History of working data, kept by the database (triggers), so that admin, import and shell are in it too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import pghistory
from django.db import models

from core.models import Deel

M = TypeVar("M", bound=models.Model)


def tracked(model: type[M], *, exclude: Sequence[str] = ()) -> type[M]:
    """Class decorator: every insert, update and delete leaves a row (`<Model>Event`) with the values as they then were.

    Not of the fields in `exclude`; who needs that says `@partial(tracked, exclude=[…])`.
    """
    # The identity of a part is set once: there is nothing to remember of it.
    exclude = [*exclude, *(["identiteit"] if issubclass(model, Deel) else [])]
    track = pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=exclude)
    decorated: type[M] = track(model)
    return decorated
