"""Filters for amounts, durations and rich text in Dutch."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from core import dutch, opmaak

register = template.Library()


@register.filter
def opgemaakt(source: str, pagina: opmaak.Pagina) -> SafeString:
    """Rich text on a web page, with its footnotes numbered in `pagina`."""
    return pagina.html(source)


@register.filter
def voor_pdf(source: str) -> SafeString:
    """Rich text in a PDF, with footnotes at the foot of the page."""
    return opmaak.for_pdf(source)


@register.filter
def bedrag(value: Decimal | None) -> str:
    return "" if value is None else dutch.amount(value)


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
    return "" if value is None else dutch.day(value)


@register.filter
def begrip_id(woord: str) -> str:
    return opmaak.begrip_id(woord)
