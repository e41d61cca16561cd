"""The one way to send a mail: `send(MailSoort.X, aan=users, context={…}, regio=regio)`, inside the transaction of what it tells.

Nothing leaves before that transaction is done, and nothing at all when it is undone: a mail is a row, and a worker sends it.
Without a mail server (SMTP_HOST) it stays there, to be read in the admin.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from post.models import MAX_ADRES, Afmelding, Mail, MailStatus
from post.opmaak import read_template
from post.soorten import ALTIJD, MailSoort

if TYPE_CHECKING:
    from django.db.models import Model

#: How long it can be seen what was sent to whom.
BEWAREN = dt.timedelta(days=30)
GEEN_ADRES = "Dit is geen adres waar een mail heen kan."


def send(
    soort: MailSoort,
    *,
    aan: Iterable[AbstractUser | str],
    context: Mapping[str, Any],
    regio: Model | None = None,
    afmelden: str = "",
) -> list[Mail]:
    """Ask for a mail of this kind to each of these people (users, or bare addresses), from templates/post/<soort>.txt.

    Left out: who is not active, has no address, or switched the kind off. The template gets `context`, and with it `persoon`
    (the user, or None), `regio`, `site` (the address of the portal, without a slash at its end) and `af_te_melden`.
    `afmelden`: the path at which a mail program takes this recipient off the list, with one POST.
    Raises nothing for an address that cannot be one: that mail is in the log as not delivered.
    """
    people = list(dict.fromkeys(aan))
    users = [one.pk for one in people if isinstance(one, AbstractUser)]
    off = set() if soort in ALTIJD else set(_switched_off(soort, users))
    mails = []
    for one in people:
        user = one if isinstance(one, AbstractUser) else None
        if user is not None and (not user.is_active or not user.email or user.pk in off):
            continue
        values = {"regio": regio, "af_te_melden": user is not None and soort not in ALTIJD, **context, "persoon": user}
        onderwerp, tekst = read_template(f"post/{soort}.txt", values)
        adres = user.email if user is not None else str(one)
        mails.append(
            keep(soort, aan=adres, onderwerp=onderwerp, tekst=tekst, gebruiker=user, regio=regio, afmelden=afmelden)
        )
    return mails


@transaction.atomic
def keep(
    soort: MailSoort,
    *,
    aan: str,
    onderwerp: str,
    tekst: str,
    gebruiker: AbstractUser | None = None,
    regio: Model | None = None,
    afmelden: str = "",
) -> Mail:
    """Write down one mail whose text is there already, and ask a worker to send it."""
    from post.versturen import versturen  # which reads what stands here

    mail = Mail(
        soort=soort,
        aan=aan[:MAX_ADRES],
        onderwerp=onderwerp[:200],
        tekst=tekst,
        gebruiker_id=gebruiker.pk if gebruiker else None,
        regio_id=regio.pk if regio else None,
        afmelden=settings.SITE_ADRES + afmelden if afmelden else "",
    )
    mail.status = MailStatus.WACHT if settings.EMAIL_HOST else MailStatus.BEWAARD
    if not _is_address(aan):
        mail.status, mail.melding = MailStatus.MISLUKT, GEEN_ADRES
    mail.save()
    if mail.status == MailStatus.WACHT:
        versturen.enqueue(mail=mail.pk)
    return mail


def user_of(adres: str) -> AbstractUser | None:
    """Who is known to have this address; nobody when there are more of them."""
    found = list(get_user_model().objects.filter(email__iexact=adres).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def switched_off(user: AbstractUser) -> set[str]:
    return set(Afmelding.objects.filter(gebruiker_id=user.pk).values_list("soort", flat=True))


@transaction.atomic
def switch(user: AbstractUser, *, aan: Iterable[str]) -> None:
    """From now on of the kinds that can be switched off only these."""
    off = set(MailSoort) - ALTIJD - set(aan)
    Afmelding.objects.filter(gebruiker_id=user.pk).exclude(soort__in=off).delete()
    Afmelding.objects.bulk_create(
        [Afmelding(gebruiker_id=user.pk, soort=one) for one in sorted(off)], ignore_conflicts=True
    )


def prune(*, at: dt.datetime) -> int:
    """Forget what was sent, kept or lost long ago; how many. What still waits stays."""
    old = Mail.objects.exclude(status=MailStatus.WACHT).filter(gemaakt_op__lt=at - BEWAREN)
    return old.delete()[0]


def _switched_off(soort: MailSoort, users: list[int]) -> Iterable[int]:
    return Afmelding.objects.filter(soort=soort, gebruiker__in=users).values_list("gebruiker_id", flat=True)


def _is_address(adres: str) -> bool:
    try:
        validate_email(adres)
    except ValidationError:
        return False
    return len(adres) <= MAX_ADRES
