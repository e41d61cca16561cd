"""Addresses within the version that a visitor reads, and facts with links in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from catalogus.adressen import address
from catalogus.tarieftabel import tabel
from catalogus.versie import Versie
from core import dutch
from publicaties.beschrijving import Rij
from publicaties.feiten import Feit
from publicaties.plek import Plek

register = template.Library()


register.filter("adres", address)
register.filter("tarieftabel", tabel)


@register.simple_tag
def feitwaarde(versie: Versie, feit: Feit) -> SafeString:
    """The value of a fact, with a link on each page that it names, and its remark in small print."""
    value = linked(versie, feit.waarde, feit.verwijzingen)
    return format_html('{} <span class="wmo-feiten__bij">{}</span>', value, feit.bij) if feit.bij else value


def linked(versie: Versie, text: str, plekken: Iterable[Plek]) -> SafeString:
    """The text with a link where it names each of these places, in order."""
    rest, done = dutch.unbroken(text), ""
    for plek in plekken:
        for name in map(dutch.unbroken, (plek.naam, plek.code)):
            if match := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", rest):
                link = format_html(
                    '<a class="utrecht-link utrecht-link--html-a" href="{}">{}</a>',
                    address(versie, plek),
                    match.group(0),
                )
                done += escape(rest[: match.start()]) + link
                rest = rest[match.end() :]
                break
    return mark_safe(done + escape(rest))  # noqa: S308 - every part is escaped


@register.simple_tag
def zinnen(versie: Versie, rij: Rij) -> list[SafeString]:
    """The sentences of a rubriek that are made from facts, each with a link on the page that it names."""
    places = rij.plekken or (None,) * len(rij.gegenereerd)
    return [linked(versie, zin, [plek] if plek else []) for zin, plek in zip(rij.gegenereerd, places, strict=True)]


@register.filter
def van(mapping: Mapping[str, Any], key: str) -> Any:
    """What stands under this key; None when nothing does."""
    return mapping.get(key)


@register.filter
def op(rows: Sequence[Any], place: int) -> Any:
    return rows[place]
