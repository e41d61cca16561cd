"""What the import contract (pyproject.toml) cannot say of the house, held by reading the code."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = ["core", "accounts", "segments", "producten", "percelen", "tarieven", "publicaties", "proces"]
# The Django admin is made of requests.
HTTP_ALLOWED = {"admin.py", "spreadsheet_admin.py"}


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


def test_templates_are_all_used() -> None:
    code = "\n".join(
        path.read_text()
        for folder in (*DOMAIN, "catalogus", "werkplek", "wmo_portal")
        for path in (ROOT / folder).rglob("*.py")
    )
    templates = {path: path.read_text() for path in sorted((ROOT / "templates").rglob("*.html"))}
    everything = code + "\n".join(templates.values())
    # What Django or a package looks for by name.
    by_convention = {"404.html", "500.html"}
    unused = []
    for path in templates:
        name = str(path.relative_to(ROOT / "templates"))
        stem = path.stem
        if name in by_convention or name.startswith(("admin/", "registration/")):
            continue
        if name not in everything and f'"{stem}"' not in code and f"/{stem}.html" not in code:
            unused.append(name)
    assert unused == []
