"""What the import contract (pyproject.toml) cannot say of the house, held by reading the code."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = [
    "core",
    "opslag",
    "accounts",
    "taken",
    "segments",
    "producten",
    "percelen",
    "tarieven",
    "publicaties",
    "proces",
]
# The Django admin is made of requests, and so is what django-allauth asks.
HTTP_ALLOWED = {"admin.py", "spreadsheet_admin.py", "adapters.py"}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_nothing_below_a_view_knows_a_request() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for app in DOMAIN
        for path in sorted((ROOT / app).rglob("*.py"))
        if path.name not in HTTP_ALLOWED and "migrations" not in path.parts
        for name in sorted(imports_of(path))
        if name in {"django.http", "django.shortcuts"}
    ]
    assert wrong == []


def test_no_file_is_a_bag_of_odds_and_ends() -> None:
    bags = {"utils", "helpers", "services", "signals"}
    assert [str(path) for app in DOMAIN for path in (ROOT / app).rglob("*.py") if path.stem in bags] == []
