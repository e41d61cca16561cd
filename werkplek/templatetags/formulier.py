"""A form of the workplace and its fields, in one look (docs/vormgeving.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.inclusion_tag("werkplek/formulier/_veld.html")
def veld(
    veld: BoundField, *, stil: bool = False, kaal: bool = False, label: str = "", sr: str = "", focus: bool = False
) -> dict[str, Any]:
    """A field, whatever its control. `stil`: what is wrong is not told yet; `kaal`: nothing but label and control; `sr`: after
    the label, for who hears the page; `focus`: where a person goes on, and hears at once what is wrong."""
    return {
        "veld": veld,
        "soort": veld.widget_type,
        "fouten": [] if stil else veld.errors,
        "kaal": kaal,
        "label": label or veld.label,
        "sr": sr,
        "focus": focus,
        "control": veld.as_widget(attrs={"data-wmo-focus": True}) if focus else veld,
    }


@register.inclusion_tag("werkplek/formulier/_tekstveld.html")
def tekstveld(naam: str, label: str, tekst: str, *, fout: str = "", sr: str = "", ident: object = "") -> dict[str, Any]:
    """A field for plain text that is of no form: one of as many as there are rows. `sr` as above; `ident` tells those of one name apart."""
    return {
        "naam": naam,
        "id": f"{naam}-{ident}" if ident else naam,
        "label": label,
        "tekst": tekst,
        "fout": fout,
        "sr": sr,
    }


@register.simple_tag
def opties(keuzes: Iterable[tuple[str, str]], gekozen: str) -> SafeString:
    """The options of a select."""
    option = '<option value="{}"{}>{}</option>'
    return format_html_join(
        "",
        option,
        ((key, mark_safe(" selected" if key == gekozen else ""), naam) for key, naam in keuzes),  # noqa: S308
    )


@register.simple_tag
def verplaats(richting: str, sleutel: str, titel: str, uit: bool) -> SafeString:
    """The button that moves a row up or down; `uit`: it can go no further."""
    return format_html(
        '<button class="utrecht-button utrecht-button--subtle wmo-knop--klein" type="submit" id="{0}-{1}" name="verplaats" '
        'value="{0}:{1}"{2}>{3}<span class="wmo-sr">: {4}</span></button>',
        richting,
        sleutel,
        mark_safe(' aria-disabled="true"' if uit else ""),  # noqa: S308 -- one of two constants
        richting.capitalize(),
        titel,
    )


@register.simple_block_tag(takes_context=True)
def formulier(
    context: RequestContext,
    content: SafeString,
    form: BaseForm,
    *,
    knop: str = "Opslaan",
    kop: str = "Niet opgeslagen",
    terug: str = "",
    niet: str = "Annuleren",
    gevaar: bool = False,
    klas: str = "wmo-formulier",
    adres: str = "",
    stil: bool = False,
    weg: bool = False,
    periode: bool = False,
) -> SafeString:
    """A form that is sent by POST: what is wrong, what a colleague saved, the fields (or what stands in the block), the buttons.

    `knop` empty: the block has its own buttons. `terug`: where the button `niet` leads to. `adres`: when that is not the page itself.
    `stil`: the page itself tells what is wrong. `weg`: with a button to remove.
    `periode`: a matrix (periode.js).
    """
    velden = mark_safe(content.strip())  # noqa: S308 -- rendered by the template
    values = {
        "form": form, "velden": velden, "knop": knop, "kop": kop, "terug": terug, "niet": niet, "gevaar": gevaar,
        "klas": klas, "adres": adres, "stil": stil, "weg": weg,
        "periode": periode,
    }  # fmt: skip
    with context.push(**values):
        template_: Any = context.template
        shown: SafeString = template_.engine.get_template("werkplek/formulier/_formulier.html").render(context)
    return shown
