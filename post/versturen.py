"""What a worker does with a mail that waits: hand it to the mail server, and try again later when that cannot take it now."""

from __future__ import annotations

import datetime as dt
import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from post.models import Mail, MailStatus
from post.opmaak import as_html

#: How long after each failure it is tried again; after the last one the mail is lost, and the beheerder sees that.
OPNIEUW = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480, 1440)]


@task
def versturen(mail: int) -> None:
    """Once, as far as that can be known: a worker that dies between the answer of the server and its own note sends it again.

    That second one has the same Message-ID, so mail programs show it once.
    """
    with transaction.atomic():
        row = Mail.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=mail).first()
        if row is None or row.status != MailStatus.WACHT:
            return
        row.pogingen += 1
        try:
            EmailBackend().send_messages([as_message(row)])
        except (OSError, smtplib.SMTPException, ValueError) as fout:  # a UnicodeError is a ValueError
            _not_now(row, fout)
        else:
            row.status, row.verstuurd_op, row.volgende_op = MailStatus.VERSTUURD, timezone.now(), None
            row.tekst = row.melding = row.afmelden = ""
        row.save()


def as_message(row: Mail) -> EmailMultiAlternatives:
    """With the headers that keep an automatic answer (out of office) away."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    headers = {
        "Message-ID": f"<mail-{row.pk}-{row.gemaakt_op.timestamp():.0f}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if row.afmelden:
        headers |= {"List-Unsubscribe": f"<{row.afmelden}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(row.onderwerp, row.tekst, settings.DEFAULT_FROM_EMAIL, [row.aan], headers=headers)
    afzender = row.regio.naam if row.regio else "Wmo-inkoopportaal"
    message.attach_alternative(as_html(row.onderwerp, row.tekst, afzender), "text/html")
    return message


def _not_now(row: Mail, fout: Exception) -> None:
    row.melding = f"{type(fout).__name__}: {fout}"[:500]
    if _is_final(fout) or row.pogingen > len(OPNIEUW):
        row.status, row.volgende_op = MailStatus.MISLUKT, None
        return
    row.volgende_op = timezone.now() + OPNIEUW[row.pogingen - 1]
    versturen.using(run_after=row.volgende_op).enqueue(mail=row.pk)


def _is_final(fout: Exception) -> bool:
    """Whether this mail will never arrive. What is wrong with the server or our settings may be mended, so that is not final."""
    if isinstance(fout, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in fout.recipients.values())
    if isinstance(fout, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPSenderRefused):
        return False
    if isinstance(fout, smtplib.SMTPResponseException):
        return fout.smtp_code >= 500
    return isinstance(fout, ValueError)
