"""The public door: how often somebody may ask, the addresses that only the sender has, and the mail that confirms who she is.

Whatever is sent without an account goes through here; what it says is of its own kind (`overleg.models`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from django.core.validators import validate_email
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from core import dutch
from core.fouten import BewerkFout
from overleg.models import Aanloop, Afzender, Inzending, Wat
from post.soorten import MailSoort
from post.sturen import send
from proces.models import Mijlpaal, Sluit
from segments.models import Inkoop

I = TypeVar("I", bound=Inzending)  # noqa: E741

#: How long the link in a mail works. What was sent in time counts, also when it is confirmed after the closing.
BEVESTIGEN = dt.timedelta(days=7)
#: How long it stays known from where somebody asked.
BEWAREN = dt.timedelta(days=1)


@dataclass(frozen=True)
class Inzendgrens:
    """So often from one place, and of one inkoop by all together, in so much time."""

    een: int
    samen: int
    tijd: dt.timedelta


GRENZEN = {
    Wat.BEGIN: Inzendgrens(20, 500, dt.timedelta(hours=1)),
    Wat.SCHRIJVEN: Inzendgrens(400, 20_000, dt.timedelta(hours=1)),
    # To one address, whoever asks: nobody gets a heap of mail from us that she did not ask for.
    Wat.MAIL: Inzendgrens(6, 1_000, dt.timedelta(days=1)),
}


class TooMuch(BewerkFout):
    """Too often from one place, or too much for one inkoop."""

    status = 429


class TooLate(BewerkFout):
    """It is closed. What was typed must be given back."""

    status = 409


class UsedLink(BewerkFout):
    """The link in a mail does not work, or no longer."""


def still_open(row: Mijlpaal, sluit: Sluit) -> bool:
    """Whether this can be done now by the clock of the database, which has the last word. Who moves the moment waits until we are done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.sluit = %s AND now() < m.sluit_op FROM proces_mijlpaal m WHERE m.id = %s FOR SHARE",
            [sluit.value, row.pk],
        )
        found = cursor.fetchone()
    row.refresh_from_db()
    return bool(found and found[0])


# --- how often --------------------------------------------------------------------------------------------------------


@transaction.atomic
def count(*, inkoop: Inkoop, wat: Wat, vanaf: str, at: dt.datetime) -> None:
    """Somebody asks something; `vanaf` is an address, of the net or of mail, of which only a fingerprint is kept. Raises TooMuch.

    Who asks from one place waits for herself: the count is right also for what is asked at the same moment.
    """
    grens, mark = GRENZEN[wat], _hmac("vanaf", vanaf.strip().casefold())
    hold(f"{inkoop.pk} {wat} {mark}")
    recent = Aanloop.objects.filter(inkoop=inkoop, wat=wat, op__gt=at - grens.tijd)
    if recent.filter(vanaf=mark).count() >= grens.een:
        wacht = "morgen" if grens.tijd >= dt.timedelta(days=1) else "over een uur"
        raise TooMuch(
            f"Er is vanaf uw adres te vaak iets gevraagd. Wat u hebt getypt staat hieronder nog: probeer het {wacht} opnieuw."
        )
    if recent.count() >= grens.samen:
        raise TooMuch(
            "Het is nu erg druk bij deze inkoop. Wat u hebt getypt staat hieronder nog: probeer het straks opnieuw."
        )
    Aanloop.objects.create(inkoop=inkoop, wat=wat, vanaf=mark, op=at)


def hold(what: str) -> None:
    """Nobody else who holds the same goes on before this transaction is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"overleg {what}"])


def prune(*, before: dt.datetime) -> int:
    return Aanloop.objects.filter(op__lt=before).delete()[0]


# --- addresses that only the sender has -------------------------------------------------------------------------------


def access(row: Inzending) -> str:
    """What stands in the address at which its sender finds it back. Nothing of it is stored."""
    return f"{row.pk}-{_hmac('toegang', _mark(row))[:40]}"


def find(rows: models.QuerySet[I], toegang: str) -> I | None:
    """The row whose address this is."""
    row = find_confirmation(rows, toegang)
    return row if row and constant_time_compare(toegang, access(row)) else None


def find_confirmation(rows: models.QuerySet[I], code: str) -> I | None:
    """The row that a link in a mail is about; `check_confirmation` tells whether it is the right one."""
    pk = code.partition("-")[0]
    return rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdecimal() and len(pk) < 18 else None


def confirmation(row: Inzending) -> str:
    """What the mail leads to: of this sending, so that an older mail confirms nothing that was changed after it."""
    return f"{row.pk}-{_hmac('bevestigen', f'{_mark(row)} {row.ingediend_op and row.ingediend_op.timestamp()}')[:40]}"


def fingerprint(text: str) -> str:
    """Tells whether two are the same, and nothing else: who has the database cannot try addresses."""
    return _hmac("vinger", text)


def _mark(row: Inzending) -> str:
    return f"{row._meta.label_lower} {row.pk} {row.geheim}"


def _hmac(salt: str, text: str) -> str:
    return str(salted_hmac(f"overleg.{salt}", text, algorithm="sha256").hexdigest())


# --- sending and confirming -------------------------------------------------------------------------------------------


def address(row: Inzending, site: str = "") -> str:
    return site + reverse(row.adresnaam, args=[row.inkoop.slug, access(row)])


@transaction.atomic
def set_sender(*, row: Inzending, naam: str, organisatie: str, email: str) -> Afzender:
    """Who sends it; until it is sent she may still change that."""
    who: Afzender = row.afzender or Afzender(inkoop=row.inkoop)
    who.naam, who.organisatie, who.email = naam, organisatie, email
    who.save()
    if row.afzender is None:
        row.afzender = who
        row.save(update_fields=["afzender"])
    return who


def mail_link(*, row: Inzending, email: str, at: dt.datetime) -> None:
    """The address of a draft, to go on with it elsewhere. Raises TooMuch."""
    _mail(MailSoort.INZENDING_LINK, row, email, at, adres=address(row))


def ask_confirmation(*, row: Inzending, at: dt.datetime) -> None:
    """Mail the link. Nothing that was typed stands in it: the address may be of somebody who knows nothing of this."""
    adres = reverse(row.bevestignaam, args=[row.inkoop.slug, confirmation(row)])
    assert row.afzender is not None  # noqa: S101 -- who has no address is asked for it first
    _mail(
        MailSoort.INZENDING_BEVESTIGEN,
        row,
        row.afzender.email,
        at,
        adres=adres,
        tot=dutch.day(timezone.localdate(at + BEVESTIGEN)),
    )


def is_confirmation(row: Inzending, code: str) -> bool:
    return row.ingediend_op is not None and constant_time_compare(code, confirmation(row))


def check_confirmation(row: Inzending | None, code: str, at: dt.datetime) -> None:
    """Raises UsedLink."""
    if row is None or row.ingediend_op is None or not is_confirmation(row, code):
        raise UsedLink("Deze link klopt niet (meer). Gebruik de link uit de laatste mail, of verstuur het opnieuw.")
    if row.bevestigd_op is not None:
        raise UsedLink(f"Dit is al bevestigd. Het kenmerk is {row.referentie}.")
    if at > row.ingediend_op + BEVESTIGEN:
        raise UsedLink(f"Deze link werkte tot {dutch.day(timezone.localdate(row.ingediend_op + BEVESTIGEN))}.")


def reference(row: Inzending, at: dt.datetime) -> str:
    """The next one of its kind: MLW-2026-0001. Held until the end of the transaction, so that two never get the same."""
    year = "-".join(filter(None, [row.letter, str(timezone.localdate(at).year)]))
    hold(f"{row._meta.label_lower} {row.inkoop.pk}")
    # Whatever stood before the year: a number is given once, also when the mark of the inkoop became another.
    given = type(row)._default_manager.filter(inkoop=row.inkoop.pk, referentie__contains=f"-{year}-")
    last = max((int(one.rpartition("-")[2]) for one in given.values_list("referentie", flat=True)), default=0)
    return f"{mark(row.inkoop)}-{year}-{last + 1:04d}"


def mark(inkoop: Inkoop) -> str:
    """ "MLW", of mlw-mer-2024. A whole word: only one that does not fit in a reference is cut."""
    return str(inkoop.slug).partition("-")[0].upper()[:24]


def confirm(*, row: Inzending, code: str, at: dt.datetime) -> None:
    """From here on it counts: it has a reference, and its sender gets what she sent. Raises UsedLink."""
    row.refresh_from_db(from_queryset=type(row)._default_manager.select_for_update(of=("self",)))
    check_confirmation(row, code, at)
    row.referentie, row.bevestigd_op = reference(row, at), at
    row.save(update_fields=["referentie", "bevestigd_op"])


def send_copy(soort: MailSoort, row: Inzending, *, regels: list[str]) -> None:
    """To a confirmed sender: her reference, and what it is about, line by line."""
    if row.afzender is not None:
        context = {"inzending": row, "adres": address(row), "regels": regels}
        send(soort, aan=[row.afzender.email], context=context, regio=row.inkoop.regio)


def _mail(soort: MailSoort, row: Inzending, email: str, at: dt.datetime, **context: object) -> None:
    validate_email(email)
    count(inkoop=row.inkoop, wat=Wat.MAIL, vanaf=email, at=at)
    send(soort, aan=[email], context={"inzending": row, **context}, regio=row.inkoop.regio)
