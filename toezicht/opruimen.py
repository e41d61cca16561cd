"""What is kept no longer than needed, in one table: what, for how long, and how it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import Mislukking, MislukteInlog
from core import opzij
from inlezen.models import Inlezing
from overleg import deur, privacy
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
    gone += Mislukking.objects.filter(op__lt=before).delete()[0]
    gone += MislukteInlog.objects.filter(op__lt=before).delete()[0]
    return gone


def _sessions(before: dt.datetime) -> int:
    gone = Session.objects.filter(expire_date__lt=before).delete()[0]
    # With it goes from where and with what somebody was logged in.
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return gone


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
    Termijn("bestanden waarvan niemand de controle bevestigde", 0, lambda before: opzij.prune(before=before)),
    Termijn("afgerond werk op de achtergrond", werker.BEWAREN.days, lambda before: werker.prune(before=before)),
    Termijn("inzagen van persoonsgegevens", 365, _looks),
    Termijn("sporen van wie iets vroeg zonder account", deur.BEWAREN.days, lambda before: deur.prune(before=before)),
    Termijn(
        "concepten die niemand verstuurde",
        privacy.CONCEPT_BEWAREN.days,
        lambda before: privacy.remove_drafts(before=before),
    ),
    # By the term of each inkoop.
    Termijn("afzenders van wie de termijn voorbij is", 0, lambda before: privacy.remove_expired(at=before)),
)


def clean_up(*, at: dt.datetime) -> list[tuple[Termijn, int]]:
    """Do it all, each in a transaction of its own; what went, by term."""
    found = []
    for termijn in TERMIJNEN:
        with transaction.atomic():
            found.append((termijn, termijn.weg(at - dt.timedelta(days=termijn.dagen))))
    return found
