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


#: The colours of a printed document, and the tokens of the web that say the same: the first that the regio has.
PAPIER = {
    "--pdf-accent": (
        "--wmo-accent",
        "--utrecht-button-primary-action-background-color",
        "--basis-color-action-1-inverse-bg-default",
        "--basis-color-accent-1-color-default",
    ),
    "--pdf-op-accent": (
        "--wmo-accent-inkt",
        "--utrecht-button-primary-action-color",
        "--basis-color-action-1-inverse-color-default",
    ),
    "--pdf-accent-zacht": ("--wmo-accent-waas", "--basis-color-accent-1-bg-subtle"),
    "--pdf-kleur": (
        "--wmo-accent",
        "--utrecht-button-primary-action-background-color",
        "--basis-color-action-1-inverse-bg-default",
        "--utrecht-link-color",
        "--basis-color-action-2-color-default",
        "--basis-color-accent-1-color-default",
    ),
}
#: Contrast that small letters need (WCAG 2.2, 1.4.3).
LEESBAAR = 4.5
_VAR = re.compile(r"^var\(\s*(--[a-z0-9-]+)\s*\)$")
_HEX = re.compile(r"^#(?:[0-9a-fA-F]{3}){1,2}$")


def paper(source: str) -> str:
    """The colours of the regio as CSS for a printed document.

    A value that is no plain colour is left out, and so are letters too pale for paper: then those of the portal stand.
    """
    own = tokens(source)
    found = {naam: colour for naam, names in PAPIER.items() if (colour := _colour(own, naam, *names))}
    if accent := found.get("--pdf-accent"):
        inks = found.get("--pdf-op-accent", "#ffffff"), "#ffffff", "#000000"
        found["--pdf-op-accent"] = next(ink for ink in inks if _contrast(ink, accent) >= LEESBAAR)
    return "".join([":root{", *(f"{naam}:{colour};" for naam, colour in found.items()), "}"])


def _colour(own: dict[str, str], naam: str, *names: str) -> str:
    """The first of these tokens that is a colour; of letters on paper the first that can be read."""
    for name in (naam, *names):
        value = own.get(name, "")
        for _ in own:  # one token may stand for another, and never in a circle for long
            value = own.get(reference[1], "") if (reference := _VAR.match(value)) else value
        if _HEX.match(value) and (naam != "--pdf-kleur" or _contrast(value, "#ffffff") >= LEESBAAR):
            return value
    return ""


def _contrast(one: str, other: str) -> float:
    """As WCAG defines it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def validate_tokens(source: str) -> None:
    try:
        tokens(source)
    except ValueError as fout:
        raise ValidationError(str(fout)) from fout
