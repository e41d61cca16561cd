"""A regio's own house style: design tokens, and nothing else that a stylesheet could do."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

_TOKEN = re.compile(r"^--[a-z0-9-]+$")
#: Colours, lengths, numbers, font names and var(); no url(), no expressions, no braces.
_VALUE = re.compile(r"^(?!.*\burl\b)[#a-zA-Z0-9 .,%'\"()+*/-]{1,120}$")


def tokens(source: str) -> dict[str, str]:
    """Read "--name: value;" lines. Raises ValueError with a Dutch message that names the line."""
    found: dict[str, str] = {}
    for number, line in enumerate(source.splitlines(), start=1):
        line = line.strip().rstrip(";")
        if not line:
            continue
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not _TOKEN.match(name) or not _VALUE.match(value):
            raise ValueError(f"Regel {number} van de huisstijl is geen design token. Verwacht: --naam: waarde;")
        found[name] = value
    return found


def stylesheet(source: str) -> str:
    """The tokens as CSS that overrides the theme."""
    return "".join([":root{", *(f"{name}:{value};" for name, value in tokens(source).items()), "}"])


def validate_tokens(source: str) -> None:
    try:
        tokens(source)
    except ValueError as fout:
        raise ValidationError(str(fout)) from fout
