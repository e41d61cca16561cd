"""What staff templates need: rich text with its notes below the block, moments, addresses of places."""

from __future__ import annotations

import datetime as dt

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import dutch, richtext
from core.plek import Plek
from core.spreadsheet import changed_words
from publicaties.problemen import Probleem
from publicaties.redline import redline as compare
from publicaties.soorten import SOORTEN
from werkplek.inhoud.werkblad import Werkblad
from werkplek.plekken import adres, deel_url

register = template.Library()


@register.filter
def tekst_met_noten(source: str, ident: str) -> SafeString:
    """Rich text with its footnotes numbered and listed right below, so that a block can be swapped by itself."""
    notes: list[str] = []

    def reference(note: str) -> str:
        notes.append(note)
        return format_html(
            '<sup class="wmo-nootref"><a href="#{0}-noot-{1}" id="{0}-nootref-{1}" aria-label="Voetnoot {1}">{1}</a></sup>',
            ident,
            len(notes),
        )

    body = richtext.replace_footnotes(source, reference)
    if not notes:
        return mark_safe(body)  # noqa: S308 - canonical rich text
    items = "".join(
        format_html(
            '<li id="{0}-noot-{1}">{2} <a href="#{0}-nootref-{1}" aria-label="Terug naar voetnoot {1} in de tekst">terug</a></li>',
            ident,
            number,
            mark_safe(note),  # noqa: S308 - canonical rich text
        )
        for number, note in enumerate(notes, start=1)
    )
    return mark_safe(f'{body}<ol class="wmo-noten">{items}</ol>')  # noqa: S308 - canonical rich text


#: How the status of a version, or how it counts today, is coloured.
_KLEUREN = {
    **dict.fromkeys(["gepubliceerd", "goedgekeurd", "geldt"], "safe"),
    **dict.fromkeys(["teruggegeven", "consultatie"], "warning"),
    **dict.fromkeys(["concept", "komt"], "neutral"),
    "ter_beoordeling": "active",
    "ingetrokken": "danger",
}


@register.filter
def kleur(staat: str) -> str:
    return _KLEUREN.get(staat, "inactive")


@register.filter
def redline(was: str, wordt: str) -> SafeString:
    return mark_safe(compare(was, wordt))  # noqa: S308 - made of canonical rich text


@register.filter
def woorden_gemarkeerd(was: str, wordt: str) -> SafeString:
    """A plain text with its changed words marked."""
    tags = {"del": "<del>{}</del>", "ins": "<ins>{}</ins>", "": "{}"}
    return linebreaksbr(SafeString("").join(format_html(tags[kind], text) for kind, text in changed_words(was, wordt)))


@register.filter
def hoofdletter(tekst: str) -> str:
    """A capital for the first letter, but "iWmo" stays as it is written."""
    return tekst if tekst[1:2].isupper() else dutch.capital(tekst)


@register.filter
def moment(value: dt.datetime) -> str:
    """ "vandaag om 10.40 uur", "gisteren om 16.12 uur", "1 juni 2026 om 9.05 uur"."""
    local = timezone.localtime(value)
    days = (timezone.localdate() - local.date()).days
    day = {0: "vandaag", 1: "gisteren"}.get(days) or dutch.day(local.date())
    return f"{day} om {local.hour}.{local:%M} uur"


@register.filter
def problemen_op(werkblad: Werkblad, hier: str) -> list[Probleem]:
    return werkblad.problemen_op(hier)


@register.filter
def plek_url(plek: Plek, slug: str) -> str:
    """Where a problem is mended."""
    kind = SOORTEN.get(plek.soort)
    if kind and (kind.in_tabel or not kind.in_document):
        return deel_url(slug, plek.soort, plek.code)
    return adres(slug, plek)


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_APPARATEN = ("iPhone", "iPad", "Android", "Windows", "Mac", "Linux")


@register.filter
def browser(user_agent: str) -> str:
    """As a person knows it: the first name that fits, since each browser also calls itself by those of others."""
    naam = next((naam for mark, naam in _BROWSERS if mark in user_agent), "Onbekend programma")
    apparaat = next((apparaat for apparaat in _APPARATEN if apparaat in user_agent), "")
    return f"{naam} op {apparaat}" if apparaat else naam
