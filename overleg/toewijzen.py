"""Who is asked to answer something hears of it at once: it waits on that one person."""

from __future__ import annotations

from accounts.models import User
from post.soorten import MailSoort
from post.sturen import send
from segments.models import Inkoop


def tell(*, aan: User | None, was: int | None, by: User, inkoop: Inkoop, wat: str, adres: str) -> None:
    """In the transaction that assigns it. `was`: who had it before. Nobody hears of what she took herself."""
    if aan is not None and aan.pk not in {was, by.pk}:
        context = {"door": by, "inkoop": inkoop, "wat": wat, "adres": adres}
        send(MailSoort.TOEGEWEZEN, aan=[aan], context=context, regio=inkoop.regio)
