"""What happened to versions, for the first screen of the workplace: what waits for this person, what everybody must know, what was last."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.models import Recht, User
from publicaties.models import Gebeurtenis, GebeurtenisSoort, Intrekverzoek, Publicatie
from segments.models import Inkoop
from werkplek.toegang import Mag

LAATSTE = 6


def happened(inkopen: Sequence[Inkoop]) -> QuerySet[Gebeurtenis]:
    rows = Gebeurtenis.objects.filter(inkoop__in=inkopen).select_related("inkoop", "publicatie", "door")
    return rows.defer("publicatie__inhoud", "publicatie__teruggegeven_inhoud").order_by("-op", "-pk")


def to_be_seen(user: User, inkopen: Sequence[Inkoop]) -> QuerySet[Gebeurtenis]:
    """What was done without a second person, and this colleague has not said to have read."""
    rows = happened(inkopen).filter(soort=GebeurtenisSoort.INGETROKKEN_SPOED)
    return rows.exclude(door=user).exclude(gezien_door=user)


def waiting_for(user: User, versies: Sequence[Publicatie]) -> list[Publicatie]:
    """The versions under way with which this person goes on, and those that somebody else asks to withdraw. One query."""
    asked = Intrekverzoek.objects.filter(besluit="", publicatie__in=versies).exclude(gevraagd_door=user)
    withdraw = set(asked.values_list("publicatie_id", flat=True))
    return [row for row in versies if _waits(user, row, row.pk in withdraw)]


def _waits(user: User, versie: Publicatie, withdraw: bool) -> bool:
    mag = Mag.of(user, versie)
    planned = versie.gepland_op is not None
    returned = versie.status == "teruggegeven" and user.may(Recht.INDIENEN, versie.inkoop.regio_id)
    return mag.beoordelen or (mag.uitbrengen and not planned) or returned or (mag.intrekken and withdraw)
