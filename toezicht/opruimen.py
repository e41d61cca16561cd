"""What is kept no longer than needed, in one table: what, for how long, and how it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from inlezen.models import Inlezing
from post import sturen
from taken import werker
from toezicht.models import Inzage


@dataclass(frozen=True)
class Termijn:
    wat: str
    dagen: int
    weg: Callable[[dt.datetime], int]  # what is older than this moment; how many went


def _logins(before: dt.datetime) -> int:
    moments = apps.get_model("accounts", "Inlogmoment").objects.filter(pgh_created_at__lt=before)
    gone: int = moments.delete()[0]
    for naam in ("AccessLog", "AccessFailureLog", "AccessAttempt") if apps.is_installed("axes") else ():
        gone += apps.get_model("axes", naam).objects.filter(attempt_time__lt=before).delete()[0]
    return gone


def _sessions(before: dt.datetime) -> int:
    return Session.objects.filter(expire_date__lt=before).delete()[0]


def _drafts(before: dt.datetime) -> int:
    """A document that somebody read in and left; what was taken over stays, with who did it."""
    return Inlezing.objects.filter(overgenomen_op=None, gekozen_op__lt=before).delete()[0]


def _looks(before: dt.datetime) -> int:
    return Inzage.objects.filter(op__lt=before).delete()[0]


TERMIJNEN = (
    Termijn("inlogmomenten en mislukte pogingen", settings.BEWAAR_INLOGGEN, _logins),
    Termijn("verlopen sessies", 0, _sessions),
    Termijn("mails", sturen.BEWAREN.days, lambda before: sturen.prune(at=before + sturen.BEWAREN)),
    Termijn("ingelezen documenten die niemand overnam", 90, _drafts),
    Termijn("afgerond werk op de achtergrond", werker.BEWAREN.days, lambda before: werker.prune(before=before)),
    Termijn("inzagen van persoonsgegevens", 365, _looks),
)


def clean_up(*, at: dt.datetime) -> list[tuple[Termijn, int]]:
    """Do it all, each in a transaction of its own; what went, by term."""
    found = []
    for termijn in TERMIJNEN:
        with transaction.atomic():
            found.append((termijn, termijn.weg(at - dt.timedelta(days=termijn.dagen))))
    return found
