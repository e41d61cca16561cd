"""Who may be where in the workplace: every lookup starts from what the user may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Recht, User
from overleg.models import Onderwerp
from proces.models import Aantekening
from publicaties.models import BEWERKBAAR, INGEDIEND, Publicatie, Status
from segments.models import Inkoop


def user_of(request: HttpRequest) -> User:
    """The logged-in user; views are wrapped in `login_required`."""
    return cast(User, request.user)


def load_inkoop(request: HttpRequest, slug: str, recht: Recht = Recht.LEZEN) -> Inkoop:
    """The inkoop of the address. A stranger to its regio gets 404; a colleague without this right gets 403."""
    user = user_of(request)
    besproken = Aantekening.objects.filter(inkoop=OuterRef("pk")).still_open().order_by("pk").values("plek")
    gereageerd = Onderwerp.objects.filter(ronde__inkoop=OuterRef("pk"), besluit="").order_by("pk").values("plek")
    rows = Inkoop.objects.for_user(user).annotate(
        besproken=ArraySubquery(besproken), gereageerd=ArraySubquery(gereageerd)
    )
    inkoop: Inkoop = get_object_or_404(rows, slug=slug)
    if not user.may(recht, inkoop.regio_id):
        raise PermissionDenied
    return inkoop


@dataclass(frozen=True)
class Mag:
    """What this person may do with this version now. The actions refuse the rest as well."""

    bewerken: bool = False
    indienen: bool = False
    beoordelen: bool = False
    teruggeven: bool = False
    terugnemen: bool = False
    uitbrengen: bool = False
    intrekken: bool = False
    eigen_werk: bool = False  # would be the beoordelaar, but submitted it

    @classmethod
    def of(cls, user: User, publicatie: Publicatie) -> Mag:
        def may(recht: Recht, statuses: Collection[str]) -> bool:
            return publicatie.status in statuses and user.may(recht, publicatie.inkoop.regio_id)

        own = publicatie.ingediend_door_id == user.pk
        return cls(
            bewerken=may(Recht.INDIENEN, BEWERKBAAR),
            indienen=may(Recht.INDIENEN, BEWERKBAAR),
            beoordelen=may(Recht.BEOORDELEN, [Status.TER_BEOORDELING]) and not own,
            terugnemen=may(Recht.INDIENEN, INGEDIEND) and own,
            teruggeven=may(Recht.BEOORDELEN, INGEDIEND),
            uitbrengen=may(Recht.PUBLICEREN, [Status.GOEDGEKEURD]),
            intrekken=may(Recht.PUBLICEREN, [Status.GEPUBLICEERD]),
            eigen_werk=may(Recht.BEOORDELEN, [Status.TER_BEOORDELING]) and own,
        )
