"""Asking, answering and reading over: what visitors and staff do with a question until a nota tells its answer."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Recht, User
from core import dutch
from core.fouten import BewerkFout, NotAllowed
from overleg import deur, toewijzen
from overleg.models import Vraag
from post.soorten import MailSoort
from proces.models import Mijlpaal, Sluit
from proces.planning import clock
from segments.models import Inkoop


class NotYet(BewerkFout):
    """Something must be done first."""


# --- at the door ------------------------------------------------------------------------------------------------------


def open_moment(inkoop: int, at: dt.datetime) -> Mijlpaal | None:
    """The moment of the planning until which questions can be asked now: the one place where that stands."""
    rows = Mijlpaal.objects.filter(inkoop=inkoop, openbaar=True, sluit=Sluit.VRAGEN, sluit_op__gt=at)
    found = [
        row
        for row in rows.order_by("sluit_op", "pk")
        if not row.moment.eind or row.moment.begin <= timezone.localdate(at)
    ]
    return found[0] if found else None


def last_moment(inkoop: int) -> Mijlpaal | None:
    rows = Mijlpaal.objects.filter(inkoop=inkoop, openbaar=True, sluit=Sluit.VRAGEN)
    return rows.order_by("-sluit_op", "pk").first()


def until(row: Mijlpaal) -> str:
    """ "tot 1 maart 2027, 12.00 uur"."""
    return f"{'tot' if row.tijd else 'tot en met'} {row.moment.last_label}{clock(row.tijd)}"


@transaction.atomic
def ask(
    *, inkoop: Inkoop, plek: str, plek_naam: str, tekst: str, naam: str, organisatie: str, email: str, at: dt.datetime
) -> Vraag:
    """Send a question; it counts once the link in the mail confirms it. The same from the same address is one.

    Raises TooLate, TooMuch.
    """
    moment = open_moment(inkoop.pk, at)
    if moment is None or not deur.still_open(moment, Sluit.VRAGEN) or not moment.openbaar:
        raise deur.TooLate(
            "Vragen stellen kan niet meer. Uw vraag staat hieronder nog: kopieer haar als u haar wilt bewaren."
        )
    deur.hold(f"vraag {inkoop.pk} {email.casefold()}")
    same = Vraag.objects.filter(inkoop=inkoop, plek=plek, tekst=tekst, afzender__email__iexact=email)
    row = same.select_related("afzender", "inkoop__regio").order_by("pk").first()
    if row is not None and row.bevestigd_op:
        return row
    if row is None:
        row = Vraag.objects.create(
            inkoop=inkoop, mijlpaal=moment, plek=plek, plek_naam=plek_naam, tekst=tekst, nota_tekst=tekst, begonnen_op=at,
            ingediend_op=at,
        )  # fmt: skip
    else:
        row.ingediend_op = at
        row.save(update_fields=["ingediend_op"])
    deur.set_sender(row=row, naam=naam, organisatie=organisatie, email=email)
    deur.ask_confirmation(row=row, at=at)
    return row


@transaction.atomic
def confirm(*, vraag: Vraag, code: str, at: dt.datetime) -> None:
    """From here on it counts. Raises UsedLink."""
    deur.confirm(row=vraag, code=code, at=at)
    about = [f"Over: {vraag.plek_naam}"] if vraag.plek else []
    deur.send_copy(MailSoort.INZENDING_ONTVANGEN, vraag, regels=[*about, vraag.tekst])


# --- staff -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *, vraag: Vraag, nota_tekst: str, antwoord: str, veranderd: str, veranderd_naam: str, toegewezen: User | None,
    by: User, at: dt.datetime,
) -> bool:  # fmt: skip
    """Write at the answer; whoever did cannot read it over, and what was read is read again. Whether anything changed.

    Raises NotAllowed, NotYet.
    """
    _hold(vraag, by, Recht.BEWERKEN)
    wanted = {
        "nota_tekst": nota_tekst or vraag.tekst,
        "antwoord": antwoord,
        "veranderd": veranderd,
        "veranderd_naam": veranderd_naam,
    }
    written = any(getattr(vraag, name) != value for name, value in wanted.items())
    if not written and vraag.toegewezen == toegewezen:
        return False
    was, vraag.toegewezen = vraag.toegewezen_id, toegewezen
    if written:
        for name, value in wanted.items():
            setattr(vraag, name, value)
        vraag.schrijvers = sorted({*vraag.schrijvers, by.pk})
        vraag.nagelezen_op = vraag.nagelezen_door = None
        vraag.beantwoord_op, vraag.beantwoord_door = (at, by) if antwoord else (None, None)
    with pghistory.context(user=by.pk):
        vraag.save()
    adres = reverse("werkplek:vragen:vraag", args=[vraag.inkoop.slug, vraag.pk])
    wat = f"vraag {vraag.referentie}"
    toewijzen.tell(aan=toegewezen, was=was, by=by, inkoop=vraag.inkoop, wat=wat, adres=adres)
    return True


@transaction.atomic
def read_over(*, vraag: Vraag, by: User, at: dt.datetime) -> None:
    """By somebody who wrote nothing of it. Raises NotAllowed, NotYet."""
    _hold(vraag, by, Recht.LEZEN)
    if not (by.may(Recht.BEWERKEN, vraag.inkoop.regio_id) or by.may(Recht.BEOORDELEN, vraag.inkoop.regio_id)):
        raise NotAllowed("Een contractmanager of beoordelaar leest antwoorden na.")
    if not vraag.beantwoord_op:
        raise NotYet("Er is nog geen antwoord om na te lezen.")
    if by.pk in vraag.schrijvers:
        raise NotYet("Wie aan het antwoord schreef, leest het niet zelf na. Vraag een collega.")
    if vraag.nagelezen_op is None:
        vraag.nagelezen_op, vraag.nagelezen_door = at, by
        with pghistory.context(user=by.pk):
            vraag.save()


def _hold(vraag: Vraag, by: User, recht: Recht) -> None:
    vraag.refresh_from_db(from_queryset=Vraag.objects.select_for_update(of=("self",)))
    if not by.may(recht, vraag.inkoop.regio_id):
        raise NotAllowed("U mag dit niet in deze regio. Vraag de beheerder om dit recht.")
    if vraag.bevestigd_op is None:
        raise NotYet("Deze vraag is nog niet bevestigd.")
    if vraag.nota_id is not None:
        raise NotYet(f"Deze vraag staat in {vraag.nota}. Wat daarin staat, verandert niet meer.")


def counted(count: int) -> str:
    return dutch.number_of(count, "vraag", "vragen")
