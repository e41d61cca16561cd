"""Percentages and figures of the tarief screens, in Dutch."""

from __future__ import annotations

from decimal import Decimal

from django import template

from core import dutch
from tarieven.models import Tarief

register = template.Library()


@register.filter
def procent(value: Decimal | None) -> str:
    """ "+4,95%", "−1,00%", "0,00%": a difference, always with its sign."""
    if value is None:
        return ""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    decimals = max(2, -int(value.as_tuple().exponent))
    return f"{sign}{dutch.number(abs(value), decimals)}%"


@register.filter
def verschil(value: Decimal) -> str:
    """A difference in euros, with its sign before the euro sign."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{dutch.amount(abs(value))}"


@register.filter
def cijfer(value: Decimal) -> str:
    """Without decimals that say nothing: 4,94 or 90."""
    exponent = -int(value.normalize().as_tuple().exponent)
    return dutch.number(value, max(0, exponent))


@register.filter
def zonder_pijl(som: str) -> str:
    """The sum up to its rounding: the new amount has a column of its own (and the font has no arrow)."""
    return som.partition(" → ")[0]


@register.filter
def heeft_opbouw(tarief: Tarief) -> bool:
    """Whether there is a kostprijsopbouw, which is loaded with the tarief."""
    return getattr(tarief, "kostprijsopbouw", None) is not None
