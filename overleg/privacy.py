"""What is known of people who sent something: for how long, what it is for who asks, and how it goes. What they said stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction

from overleg.models import Afzender, Bewaartermijn, Inzending
from post.models import Mail
from segments.models import Inkoop, Regio

#: A draft that nobody sent or confirmed goes after so many days, with all that stands in it.
CONCEPT_BEWAREN = dt.timedelta(days=30)


def kinds() -> list[type[Inzending]]:
    """Everything that people send without an account."""
    return [model for model in apps.get_models() if issubclass(model, Inzending)]


def term(inkoop: Inkoop | int) -> dt.timedelta:
    """How long after the nota it stays known who it was."""
    pk = inkoop if isinstance(inkoop, int) else inkoop.pk
    row = Bewaartermijn.objects.filter(inkoop=pk).first()
    return dt.timedelta(days=row.dagen if row else Bewaartermijn.STANDAARD)


def remove_expired(*, at: dt.datetime) -> int:
    """Who sent what, when the term of its inkoop is over; how many people."""
    gone = 0
    for model in kinds():
        # With what of its content tells who she is.
        rows = model._default_manager.past_term(at).filter(afzender__isnull=False)  # type: ignore[attr-defined]
        gone += _forget(rows.select_related("afzender"))
    return gone


def remove_drafts(*, before: dt.datetime) -> int:
    gone = 0
    for model in kinds():
        rows = list(model._default_manager.left(before).select_related("afzender"))  # type: ignore[attr-defined]
        _forget(rows)
        gone += len(rows)
        model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
    return gone


def of_person(*, regio: Regio, email: str) -> dict[str, Any]:
    """Everything that a regio knows of who has this address, as she may have it."""
    found: list[dict[str, Any]] = []
    for model in kinds():
        rows = model._default_manager.filter(inkoop__regio=regio, afzender__email__iexact=email)
        for row in rows.select_related("afzender", "inkoop").order_by("pk"):
            who = row.afzender
            assert who is not None  # noqa: S101 -- it was asked by it
            persoon = {"naam": who.naam, "organisatie": who.organisatie, "e-mailadres": who.email}
            found.append({"inkoop": row.inkoop.titel, **persoon, **row.told()})
    mails = Mail.objects.filter(regio=regio, aan__iexact=email).order_by("pk")
    return {
        "inzendingen": found,
        "mails": [{"onderwerp": mail.onderwerp, "op": mail.gemaakt_op, "tekst": mail.tekst} for mail in mails],
    }


@transaction.atomic
def remove_person(*, regio: Regio, email: str) -> int:
    """Her name, address and files, and the mails to her; how many rows. What she said stays, and so does its reference."""
    gone = 0
    for model in kinds():
        rows = model._default_manager.filter(inkoop__regio=regio, afzender__email__iexact=email)
        gone += _forget(rows.select_related("afzender"))
    gone += Afzender.objects.filter(inkoop__regio=regio, email__iexact=email).delete()[0]
    return gone + Mail.objects.filter(regio=regio, aan__iexact=email).delete()[0]


@transaction.atomic
def _forget(rows: Iterable[Inzending]) -> int:
    found = list(rows)
    for row in found:
        row.forget_person()
    Afzender.objects.filter(pk__in=[row.afzender.pk for row in found if row.afzender]).delete()
    return len(found)
