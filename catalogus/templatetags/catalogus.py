"""Addresses within the version that a visitor reads, and facts with links in them."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from catalogus.versie import Versie
from publicaties.feiten import Feit
from publicaties.models import OnderdeelSoort
from publicaties.plek import Plek

register = template.Library()


@register.filter
def adres(versie: Versie, plek: Plek) -> str:
    """Where this place stands in this version."""
    return versie.pad + _below(plek)


def _below(plek: Plek) -> str:
    anchor = f"#{plek.rubriek}" if plek.rubriek else ""
    match plek.soort:
        case OnderdeelSoort.PRODUCT:
            return f"producten/{plek.code}/{anchor}"
        case OnderdeelSoort.PERCEEL:
            return f"percelen/{plek.code}/{anchor}"
        case OnderdeelSoort.SEGMENT:
            return f"segmenten/{plek.code}/{anchor}"
        case OnderdeelSoort.GRONDSLAG:
            return f"grondslagen/#grondslag-{plek.code}"
        case OnderdeelSoort.HOOFDSTUK:
            return f"document/#hoofdstuk-{plek.code}"
        case OnderdeelSoort.TARIEVEN:
            return "tarieven/"
    return ""


@register.simple_tag
def feitwaarde(versie: Versie, feit: Feit) -> SafeString:
    """The value of a fact, with a link on each page that it names."""
    rest, done = feit.waarde, ""
    for plek in feit.verwijzingen:
        for name in (plek.naam, plek.code):
            if match := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", rest):
                link = format_html(
                    '<a class="utrecht-link utrecht-link--html-a" href="{}">{}</a>', adres(versie, plek), match.group(0)
                )
                done += escape(rest[: match.start()]) + link
                rest = rest[match.end() :]
                break
    return mark_safe(done + escape(rest))  # noqa: S308 - every part is escaped
