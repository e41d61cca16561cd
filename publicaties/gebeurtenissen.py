"""Telling what happened: one row for each step of a version that others must hear of, written by the action that takes the step."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from publicaties.berichten import mail
from publicaties.models import INTREKKINGEN, OPENBAAR, Gebeurtenis, GebeurtenisSoort, Publicatie


def tell(
    publicatie: Publicatie, soort: GebeurtenisSoort, *, by: User, at: dt.datetime, tekst: str = "", pad: str = ""
) -> Gebeurtenis:
    """`pad`: what happened around the version has an address of its own below the inkoop, and is told once."""
    gebeurtenis = Gebeurtenis.objects.create(
        inkoop=publicatie.inkoop,
        publicatie=publicatie,
        soort=soort,
        tekst=tekst,
        pad=pad,
        door=by,
        op=at,
        ident=ident_of(publicatie, soort, at, pad) if soort in OPENBAAR else "",
    )
    mail(gebeurtenis)
    return gebeurtenis


def tell_once(
    publicatie: Publicatie,
    soort: GebeurtenisSoort,
    *,
    by: User,
    at: dt.datetime,
    tekst: str,
    kenmerk: str,
    pad: str = "",
) -> Gebeurtenis | None:
    """Tell of what happened around the newest version, once for each `kenmerk`: None when that was told already."""
    ident = f"tag:{publicatie.inkoop.regio.slug}.invalid,2026:{publicatie.inkoop.slug}/{kenmerk}"
    with transaction.atomic():
        if Gebeurtenis.objects.filter(ident=ident).exists():
            return None
        Gebeurtenis.objects.bulk_create(
            [
                Gebeurtenis(
                    inkoop=publicatie.inkoop,
                    publicatie=publicatie,
                    soort=soort,
                    tekst=tekst,
                    pad=pad,
                    door=by,
                    op=at,
                    ident=ident,
                )
            ],
            ignore_conflicts=True,  # another clock told it at this moment
        )
        return Gebeurtenis.objects.get(ident=ident)


def ident_of(publicatie: Publicatie, soort: str, at: dt.datetime, pad: str = "") -> str:
    """A tag: URI (RFC 4151) in the name of the regio. It is stored, so neither another host nor another website changes it."""
    regio = publicatie.inkoop.regio
    host = urlsplit(regio.website).hostname or f"{regio.slug}.invalid"
    what = "ingetrokken" if soort in INTREKKINGEN else soort
    where = pad or f"versie/{publicatie.volgnummer}/{what}"
    return f"tag:{host},{timezone.localdate(at)}:{publicatie.inkoop.slug}/{where}"
