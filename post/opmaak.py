"""What a mail says: a text template with the subject on its first line, and the same text as simple HTML in house style.

A paragraph `Label: https://…` becomes a button, lines that begin with "- " a list; so a mail is written once, also one of
a package that knows nothing of our HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string

_LINK = re.compile(r"(?:(?P<label>[^\n]{1,80}): )?(?P<adres>https?://\S+)")


def read_template(name: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text. Plain text: nothing is escaped, whatever stands in the context."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    values = Context({"site": settings.SITE_ADRES, **context}, autoescape=False)
    subject, _, text = engine.get_template(name).render(values).strip().partition("\n")
    return subject.strip(), re.sub(r"\n{3,}", "\n\n", text.strip())


def as_html(onderwerp: str, tekst: str, afzender: str) -> str:
    """`afzender` stands at the top: the name of a regio, or of the portal."""
    alineas = [alinea for part in re.split(r"\n\s*\n", tekst) if (alinea := part.strip())]
    values = {"onderwerp": onderwerp, "afzender": afzender, "alineas": [_alinea(one) for one in alineas]}
    return render_to_string("post/mail.html", values)


def _alinea(tekst: str) -> dict[str, Any]:
    if found := _LINK.fullmatch(tekst):
        return {"soort": "knop", "label": found["label"] or found["adres"], "adres": found["adres"]}
    lines = tekst.splitlines()
    if all(line.startswith("- ") for line in lines):
        return {"soort": "lijst", "regels": [line.removeprefix("- ") for line in lines]}
    return {"soort": "tekst", "regels": lines}
