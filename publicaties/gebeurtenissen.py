"""Telling what happened: one row for each step of a version that others must hear of, written by the action that takes the step."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.utils import timezone

from accounts.models import User
from publicaties.berichten import mail
from publicaties.models import INTREKKINGEN, OPENBAAR, Gebeurtenis, GebeurtenisSoort, Publicatie


def tell(
    publicatie: Publicatie,
    soort: GebeurtenisSoort,
    *,
    by: User,
    at: dt.datetime,
    tekst: str = "",
    pad: str = "",
    kenmerk: str = "",
) -> Gebeurtenis | None:
    """`pad`: what happened around the version has an address of its own below the inkoop, and is told once. `kenmerk`: what has none is
    told once for each of these, whoever notices it; None when it was told already."""
    inkoop = publicatie.inkoop
    values = {
        "inkoop": inkoop,
        "publicatie": publicatie,
        "soort": soort,
        "tekst": tekst,
        "pad": pad,
        "door": by,
        "op": at,
    }
    if kenmerk:
        ident = f"tag:{inkoop.regio.slug}.invalid,2026:{inkoop.slug}/{kenmerk}"
        gebeurtenis, is_new = Gebeurtenis.objects.get_or_create(ident=ident, defaults=values)
        if not is_new:
            return None
    else:
        ident = ident_of(publicatie, soort, at, pad) if soort in OPENBAAR else ""
        gebeurtenis = Gebeurtenis.objects.create(**values, ident=ident)
    mail(gebeurtenis)
    return gebeurtenis


def ident_of(publicatie: Publicatie, soort: str, at: dt.datetime, pad: str = "") -> str:
    """A tag: URI (RFC 4151) in the name of the regio. It is stored, so neither another host nor another website changes it."""
    regio = publicatie.inkoop.regio
    host = urlsplit(regio.website).hostname or f"{regio.slug}.invalid"
    what = "ingetrokken" if soort in INTREKKINGEN else soort
    where = pad or f"versie/{publicatie.volgnummer}/{what}"
    return f"tag:{host},{timezone.localdate(at)}:{publicatie.inkoop.slug}/{where}"
