"""Following an inkoop by mail, without an account: asked, confirmed by a link, told what happened, gone with one click.

Who follows hears what `gebeurtenissen` tell, and nothing else: each of them is sent round once (`Rondgestuurd`).
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from django.db import transaction
from django.urls import reverse

from core import dutch
from overleg import deur
from overleg.models import Rondgestuurd, Volger, Wat
from post.soorten import MailSoort
from post.sturen import send
from publicaties.models import INTREKKINGEN, MOMENTEN, VOLGBAAR, Gebeurtenis
from segments.models import Inkoop

#: What happens in so short a time is told in one mail, and what was put right at once is told with it.
WACHTEN = dt.timedelta(minutes=5)


@transaction.atomic
def ask(*, inkoop: Inkoop, email: str, at: dt.datetime) -> Volger:
    """Mail the link that confirms it; who follows already is mailed that. Nobody sees from outside which. Raises TooMuch."""
    deur.hold(f"volgen {inkoop.pk} {email.casefold()}")
    rows = Volger.objects.filter(inkoop=inkoop, afzender__email__iexact=email).select_related(
        "afzender", "inkoop__regio"
    )
    row = rows.order_by("pk").first()
    if row is None:
        row = Volger.objects.create(inkoop=inkoop, begonnen_op=at)
        deur.set_sender(row=row, naam="", organisatie="", email=email)
    if row.bevestigd_op:
        deur.count(inkoop=inkoop, wat=Wat.MAIL, vanaf=email, at=at)
        _mail(row, "u volgt deze inkoop al", ["U volgt deze inkoop al. U hoeft niets te doen."])
    else:
        row.ingediend_op = at
        row.save(update_fields=["ingediend_op"])
        deur.ask_confirmation(row=row, at=at)
    return row


@transaction.atomic
def stop(*, row: Volger) -> None:
    """Nothing is kept of who followed."""
    if row.afzender:
        row.afzender.delete()
    row.delete()


@transaction.atomic
def tell_followers(*, at: dt.datetime) -> int:
    """Mail what happened since the last time to who followed when it happened; how many mails were asked for.

    Safe to run twice and in two places at once: the second waits, and finds that it is told.
    """
    deur.hold("volgers")
    waiting = Gebeurtenis.objects.filter(soort__in=VOLGBAAR, rondgestuurd=None, op__lte=at - WACHTEN)
    rows = list(
        waiting.select_related("inkoop__regio", "publicatie")
        .defer("publicatie__inhoud", "publicatie__teruggegeven_inhoud")
        .order_by("inkoop", "op", "pk")
    )
    sent = 0
    for _, group in groupby(rows, key=lambda row: row.inkoop_id):
        happened = list(group)
        followers = Volger.objects.confirmed().filter(inkoop=happened[0].inkoop_id, afzender__isnull=False)
        for volger in followers.select_related("afzender", "inkoop__regio").order_by("pk"):
            since = [row for row in happened if volger.bevestigd_op and volger.bevestigd_op <= row.op]
            if since:
                lines = [told(row) for row in since]
                about = lines[0].partition(".")[0] if len(lines) == 1 else f"{len(lines)} berichten"
                _mail(volger, about, lines)
                sent += 1
    Rondgestuurd.objects.bulk_create([Rondgestuurd(gebeurtenis=row, op=at) for row in rows])
    return sent


def told(row: Gebeurtenis) -> str:
    """What happened, as a line of the mail."""
    versie = row.publicatie
    if row.soort in MOMENTEN:
        return row.tekst
    if row.soort in INTREKKINGEN:
        return f"Versie {versie.volgnummer} is ingetrokken. {versie.versienaam}. Reden: {versie.intrekreden}"
    if row.soort == "gepubliceerd":
        what = "bedoeld voor" if versie.is_consultatie else "geldt vanaf"
        return (
            f"Versie {versie.volgnummer} is gepubliceerd. {versie.versienaam}, {what} {dutch.day(versie.ingangsdatum)}."
        )
    return f"Versie {versie.volgnummer}: {row.get_soort_display()}. {row.tekst}"


def _mail(row: Volger, onderwerp: str, regels: list[str]) -> None:
    assert row.afzender is not None  # noqa: S101 -- followers without an address are not asked for
    context = {
        "inkoop": row.inkoop,
        "onderwerp": onderwerp,
        "regels": [" ".join(regel.split()) for regel in regels],
        "lezen": reverse("inkoop:overzicht", args=[row.inkoop.slug]),
        "stoppen": deur.address(row),
    }
    send(
        MailSoort.VOLGEN, aan=[row.afzender.email], context=context, regio=row.inkoop.regio, afmelden=deur.address(row)
    )
