"""What makes wrong code fail: undefined template variables, and querysets that lean on an order nobody asked for."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

TEMPLATES = str(Path(__file__).resolve().parent.parent / "templates")


class UndefinedTemplateVariable(Exception):
    pass


class FailOnUndefined(str):
    """As `string_if_invalid`: raises for our own templates, stays quiet for those of packages."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: Any) -> str:
        frame = sys._getframe(1)
        while frame and "context" not in frame.f_locals:
            frame = frame.f_back
        template = (
            getattr(getattr(frame.f_locals["context"], "render_context", None), "template", None) if frame else None
        )
        name = str(getattr(getattr(template, "origin", None), "name", ""))
        if name.startswith(TEMPLATES):
            raise UndefinedTemplateVariable(f"{{{{ {variable} }}}} in {name.removeprefix(TEMPLATES + '/')}")
        return ""


def shuffle_unordered_querysets(monkeypatch: Any) -> None:
    original = QuerySet._fetch_all

    def fetch_all(self: QuerySet[Any]) -> None:
        fresh = self._result_cache is None
        original(self)
        if fresh and not self.ordered and not self.query.is_sliced and self._result_cache:
            random.Random(0).shuffle(self._result_cache)  # noqa: S311

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_all)
