"""The gemeenten of the country as the CBS lists them, in a file for each year that the list changed."""

from __future__ import annotations

import tomllib
from typing import Any

from django.conf import settings

GEMEENTEN_2026 = "gemeenten-2026.toml"


def names_of(lijst: str = GEMEENTEN_2026) -> dict[str, str]:
    """The name of each gemeente by its CBS code."""
    found: dict[str, str] = tomllib.loads((settings.BASE_DIR / "fixtures" / lijst).read_text())["gemeente"]
    return found


def add_missing(gemeente: Any, lijst: str = GEMEENTEN_2026) -> None:
    """Store what is not there yet (`gemeente`: the model, also one of a migration). A name that somebody gave stays."""
    rows = [gemeente(code=code, naam=naam) for code, naam in names_of(lijst).items()]
    gemeente.objects.bulk_create(rows, ignore_conflicts=True)
