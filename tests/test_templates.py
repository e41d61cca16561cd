"""No template lies about that nobody uses."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
#: Django and packages look for these by name.
BY_NAME = re.compile(r"^((admin|account|mfa|socialaccount|usersessions)/|\d{3}\.html$)")


def test_every_template_is_rendered_extended_or_included_somewhere() -> None:
    python = [
        path for app in ROOT.glob("*/__init__.py") if app.parent.name != "tests" for path in app.parent.rglob("*.py")
    ]
    templates = sorted(TEMPLATES.rglob("*.html"))
    code = "\n".join(path.read_text() for path in python)
    markup = {path: path.read_text() for path in templates}
    unused = []
    for path in templates:
        name = path.relative_to(TEMPLATES).as_posix()
        folder, _, stem = name.removesuffix(".html").rpartition("/")
        used_by_name = f'"{name}' in code or any(f'"{name}' in text for other, text in markup.items() if other != path)
        # A view may put the folder before it: f"catalogus/{template}.html", or f"werkplek/{template}.html" with "inhoud/deel".
        app, _, area = folder.partition("/")
        used_in_folder = f'"{folder}/{{' in code and (f'"{stem}"' in code or f'"{stem}.html"' in code)
        used_in_folder |= f'"{app}/{{' in code and f'"{area}/{stem}"' in code
        if not (used_by_name or used_in_folder or BY_NAME.match(name)):
            unused.append(name)
    assert unused == []
