"""Filters for amounts, durations and rich text in Dutch."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import dutch, opmaak, richtext
from core.codelijsten import Tariefsoort, bedragtekst

register = template.Library()

#: A word with a hyphen inside, with the signs around it.
HYPHENED = re.compile(r"(\S*\w-\w\S*)")


@register.filter
def opgemaakt(source: str, pagina: opmaak.Pagina) -> SafeString:
    """Rich text on a web page, with its footnotes numbered in `pagina`."""
    return pagina.html(source)


@register.filter
def voor_pdf(source: str) -> SafeString:
    """Rich text in a PDF, with footnotes at the foot of the page."""
    return opmaak.for_pdf(source)


@register.filter
def bedrag(value: Decimal | None, tariefsoort: str = Tariefsoort.BEDRAG) -> str:
    """ "€ 64,80"; of a toeslag or korting "+ 25%"."""
    return "" if value is None else bedragtekst(tariefsoort, value)


@register.filter
def getal(value: int | Decimal | None) -> str:
    return "" if value is None else dutch.number(value)


@register.filter
def decimaal(value: Decimal) -> str:
    """A figure with as many decimals as it has: 4,94 or 0,9."""
    plain = value.normalize()
    return dutch.number(plain, max(0, -int(plain.as_tuple().exponent)))


@register.filter
def dag(value: dt.date | None) -> str:
    """ "1 juni 2026"; of a moment the day here."""
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    return "" if value is None else dutch.day(value)


@register.filter
def grootte(value: int) -> str:
    return dutch.filesize(value).replace(" ", "\u00a0")


@register.filter
def samen(value: str) -> str:
    """Plain text in which a line does not end inside a date, or between a number and its unit."""
    return dutch.unbroken(value)


@register.filter
def heel(value: str) -> SafeString:
    """Plain text for a cover, in which no line ends at the hyphen of a word: a name stays whole where it fits on a line."""
    parts = HYPHENED.split(value)  # each second one is such a word
    return mark_safe(  # noqa: S308 - escaped here, part by part
        "".join(
            format_html('<span class="heel">{}</span>' if odd % 2 else "{}", part) for odd, part in enumerate(parts)
        )
    )


@register.filter
def hoofdletter(value: str) -> str:
    return dutch.capital(value)


@register.filter
def aanhef(source: str, woorden: int) -> str:
    """The first sentences of text or rich text, without footnotes: as many whole ones as fit in so many words, at least one."""
    first = richtext.blocks(richtext.replace_footnotes(source, lambda note: "")) if "<" in source else None
    return dutch.opening(first[0].tekst if first else source, woorden)


@register.filter
def begrip_id(woord: str) -> str:
    return opmaak.begrip_id(woord)
