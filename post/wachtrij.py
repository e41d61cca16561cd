"""Django's own way to send mail, led along the same road: what a package sends is written down, and a worker sends it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from post.soorten import MailSoort
from post.sturen import keep, user_of


class WachtrijBackend(BaseEmailBackend):
    """EMAIL_BACKEND. The text is what counts: our HTML is made of it. One row for each recipient, whatever the header."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Raises ValueError for an attachment: no mail of the portal has one."""
        for message in email_messages:
            if message.attachments:
                raise ValueError("Een mail van het portaal heeft geen bijlage.")
            for adres in message.recipients():
                keep(
                    MailSoort.ACCOUNT,
                    aan=adres,
                    onderwerp=str(message.subject),
                    tekst=str(message.body),
                    gebruiker=user_of(adres),
                )
        return len(email_messages)
