"""The components of docs/vormgeving.md that stand in many templates: link, button, breadcrumb, alert, head of a table."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_NAME = re.compile(r"[a-z_]+(:[a-z_]+)*")
_KNOP = {"primary": "--primary-action", "secondary": "--secondary-action", "subtle": "--subtle"}


def _href(adres: str, args: tuple[Any, ...]) -> str:
    """The name of a view with its arguments; or an address, of which the arguments are the rest."""
    return reverse(adres, args=args) if _NAME.fullmatch(adres) else "".join(map(str, (adres, *args)))


def _attributes(attrs: dict[str, Any]) -> SafeString:
    """`data_wmo_focus=True` becomes `data-wmo-focus`; what is empty is left out."""
    shown = [
        (name.rstrip("_").replace("_", "-"), value) for name, value in attrs.items() if value not in (None, "", False)
    ]
    return format_html_join("", "{}", ((_attribute(name, value),) for name, value in shown))


def _attribute(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


@register.simple_block_tag
def link(content: SafeString, adres: str, *args: Any, klas: str = "", **attrs: Any) -> SafeString:
    """`{% link "werkplek:product" inkoop.slug code %}tekst{% endlink %}`, or an address by its pieces: `{% link pad "eisen/" %}`."""
    classes = f"utrecht-link utrecht-link--html-a {klas}".strip()
    return format_html(
        '<a class="{}" href="{}"{}>{}</a>', classes, _href(adres, args), _attributes(attrs), _trimmed(content)
    )


@register.simple_block_tag
def regel(content: SafeString) -> SafeString:
    """On one line, however many it takes in a template: for a title, and what stands in an attribute."""
    return mark_safe(re.sub(r"[ \n]+", " ", content.strip()))  # noqa: S308 -- rendered by the template


def _trimmed(content: str) -> SafeString:
    # A space at the edge of a link or a button would be part of it.
    return mark_safe(content.strip())  # noqa: S308 -- rendered by the template


@register.simple_block_tag
def knop(
    content: SafeString,
    soort: str,
    adres: str = "",
    *args: Any,
    gevaar: bool = False,
    klein: bool = False,
    **attrs: Any,
) -> SafeString:
    """A link that looks like a button; without an address a button that sends its form. `soort`: primary, secondary or subtle."""
    classes = f"utrecht-button utrecht-button{_KNOP[soort]}"
    content = _trimmed(content)
    classes += " utrecht-button--danger" * gevaar + " wmo-knop--klein" * klein
    if adres:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, _href(adres, args), _attributes(attrs), content)
    return format_html('<button class="{}" type="submit"{}>{}</button>', classes, _attributes(attrs), content)


@register.simple_block_tag
def badge(content: SafeString, soort: str) -> SafeString:
    """`soort`: active, danger, inactive, neutral, safe or warning."""
    return format_html('<span class="utrecht-badge-status utrecht-badge-status--{}">{}</span>', soort, content)


@register.simple_block_tag
def kruimel(content: SafeString, adres: str = "", *args: Any) -> SafeString:
    """One step of the breadcrumb; without an address it is the page itself."""
    item = '<li class="utrecht-breadcrumb-nav__item">{}</li>'
    if not adres:
        here = '<span class="utrecht-breadcrumb-nav__link utrecht-breadcrumb-nav__link--current" aria-current="page">{}</span>'
        return format_html(item, format_html(here, content))
    way = '<a class="utrecht-link utrecht-link--html-a utrecht-breadcrumb-nav__link" href="{}">{}</a>'
    return format_html(item, format_html(way, _href(adres, args), content))


@register.simple_block_tag
def alert(
    content: SafeString, soort: str, kop: str = "", *, niveau: int = 2, dringend: bool | None = None, klas: str = "",
    **attrs: Any,
) -> SafeString:  # fmt: skip
    """`soort`: error, warning, info or ok, or the level of a message.

    `dringend`: read aloud at once, and takes the focus; an error is, unless it says not.
    """
    soort = {"success": "ok", "debug": "info"}.get(soort, soort)
    dringend = soort == "error" if dringend is None else dringend
    if dringend and soort == "error":
        klas = f"wmo-foutoverzicht {klas}".strip()
        attrs.setdefault("id", "fouten")
    if dringend:
        attrs = {"role": "alert", "tabindex": "-1", **attrs, "data_wmo_focus": True}
    return format_html(
        '<div class="{}"{}><span class="utrecht-alert__icon" aria-hidden="true"></span>'
        '<div class="utrecht-alert__content"><div class="utrecht-alert__message">{}{}</div></div></div>',
        f"utrecht-alert utrecht-alert--{soort} {klas}".strip(),
        _attributes(attrs),
        format_html('<h{0} class="wmo-alert__kop">{1}</h{0}>', niveau, kop) if kop else "",
        content,
    )


@register.simple_tag
def kop(*kolommen: str) -> SafeString:
    """The head of a table. A name that begins with # stands above numbers; an empty one is left out."""
    cell = '<th class="utrecht-table__header-cell{}" scope="col">{}</th>'
    return format_html(
        '<thead class="utrecht-table__header"><tr class="utrecht-table__row">{}</tr></thead>',
        format_html_join(
            "", cell, ((" wmo-getal" * name.startswith("#"), name.removeprefix("#")) for name in kolommen if name)
        ),
    )
