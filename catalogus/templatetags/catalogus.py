"""Addresses within the version that a visitor reads, and facts with links in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from catalogus.adressen import MetPad, address
from catalogus.versie import Versie
from core import dutch
from core.plek import Zin
from publicaties.beschrijving import Tekstrij
from publicaties.feiten import Feit
from publicaties.versies import full_name

register = template.Library()


#: How a state of a version or of a closing looks; any other is over.
_BADGES = {
    "geldt": "safe",
    "open": "safe",
    "consultatie": "warning",
    "bijna": "warning",
    "komt": "neutral",
    "ingetrokken": "danger",
}

register.filter("adres", address)
register.filter("versienaam", full_name)


@register.simple_tag
def feitwaarde(versie: Versie | None, feit: Feit) -> SafeString:
    """The value of a fact, with a link on each page that it names, and its remark in small print."""
    value = zinregel(versie, feit.waarde)
    return format_html('{} <span class="wmo-feiten__bij">{}</span>', value, feit.bij) if feit.bij else value


def linked(versie: MetPad, zin: Zin) -> SafeString:
    """The text, its pieces that name a place as links."""
    # A line may break where a piece ends, unless the whole says otherwise: one letter is as long as another.
    whole, at, done = dutch.unbroken(str(zin)), 0, SafeString("")
    for tekst, plek in zin.stukken:
        shown, at = whole[at : at + len(tekst)], at + len(tekst)
        link = '<a class="utrecht-link utrecht-link--html-a" href="{}">{}</a>'
        done += format_html(link, address(versie, plek), shown) if plek else escape(shown)
    return done


@register.simple_tag
def zinregel(versie: Versie | None, zin: Zin) -> SafeString:
    """A sentence with a link on each page that it names; without a version, as in a preview, its words."""
    return linked(versie, zin) if versie else escape(str(zin))


@register.simple_tag
def zinnen(versie: Versie, rij: Tekstrij) -> list[SafeString]:
    """The sentences of a rubriek that are made from facts, each with a link on the page that it names."""
    return [linked(versie, zin) for zin in rij.gegenereerd]


@register.filter
def van(mapping: Mapping[str, Any], key: str) -> Any:
    """What stands under this key; None when nothing does."""
    return mapping.get(key)


@register.filter
def badgesoort(staat: str) -> str:
    return _BADGES.get(staat, "inactive")


@register.filter
def op(rows: Sequence[Any], place: int) -> Any:
    return rows[place]
