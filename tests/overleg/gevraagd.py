"""An inkoop that is open for questions, and questions at each step of their road."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.moment import Moment
from overleg import deur, vragen, vragennota
from overleg.models import Vraag, Vragennota
from proces.models import Mijlpaal, Sluit
from segments.models import Inkoop


def open_for_questions(inkoop: Inkoop, days: int = 9) -> Mijlpaal:
    day = Moment.parse(str(timezone.localdate() + dt.timedelta(days=days)))
    row: Mijlpaal = Mijlpaal.objects.create(
        inkoop=inkoop, titel="Vragen", sluit=Sluit.VRAGEN, openbaar=True, moment=day, tijd=dt.time(12)
    )
    return row


@transaction.atomic
def asked(inkoop: Inkoop, tekst: str = "Een vraag?", email: str = "a@b.example", naam: str = "Anna Geheim") -> Vraag:
    """And confirmed."""
    row = vragen.ask(
        inkoop=inkoop, plek="", plek_naam="", tekst=tekst, naam=naam, organisatie="Stil", email=email, at=timezone.now()
    )
    vragen.confirm(vraag=row, code=deur.confirmation(row), at=timezone.now())
    return row


def told_in_nota(inkoop: Inkoop, by: User, beoordelaar: User, *, veranderd: str = "") -> Vragennota:
    """One question, answered and out; `veranderd`: the place whose text changes because of it."""
    open_for_questions(inkoop)
    row = asked(inkoop)
    answered(row, by, veranderd=veranderd, veranderd_naam=veranderd)
    vragen.read_over(vraag=row, by=beoordelaar, at=timezone.now())
    return vragennota.publish(inkoop=inkoop, by=by, at=timezone.now())


def answered(row: Vraag, by: User, antwoord: str = "Ja.", **values: Any) -> None:
    told = {"nota_tekst": "", "veranderd": "", "veranderd_naam": "", "toegewezen": None} | values
    vragen.answer(vraag=row, antwoord=antwoord, by=by, at=timezone.now(), **told)
