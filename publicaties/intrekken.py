"""Taking a version that is out of force: asked by one, decided by another; or at once, when it cannot wait."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import Recht, User
from core.fouten import NotAllowed
from publicaties.fouten import IncompleteInput, WrongStatus
from publicaties.gebeurtenissen import tell
from publicaties.models import GebeurtenisSoort, Intrekbesluit, Intrekverzoek, Publicatie, Status
from publicaties.stap import go, lock, moment


@transaction.atomic
def ask_to_withdraw(*, publicatie: Publicatie, reden: str, by: User, at: dt.datetime) -> Intrekverzoek:
    """Ask a colleague to withdraw a version that is out; until then nothing changes for readers."""
    _lock_to_withdraw(publicatie, by)
    verzoek = _ask_to_withdraw(publicatie, reden=reden, by=by, at=at)
    tell(publicatie, GebeurtenisSoort.INTREKKEN_GEVRAAGD, by=by, at=at, tekst=verzoek.reden)
    return verzoek


@transaction.atomic
def withdraw(*, publicatie: Publicatie, by: User, at: dt.datetime) -> None:
    """Do what a colleague asked: take the version out of force. It stays readable at its own address, which says so."""
    verzoek = _lock_request(publicatie, by)
    if by.pk == verzoek.gevraagd_door_id:
        raise NotAllowed("U heeft zelf gevraagd om deze versie in te trekken. Een collega besluit daarover.")
    _withdraw(publicatie, verzoek, by=by, at=at)


@transaction.atomic
def withdraw_at_once(*, publicatie: Publicatie, reden: str, spoed: str, by: User, at: dt.datetime) -> None:
    """Withdraw a version without a second person, because it cannot wait; `spoed` says why, and all colleagues are told."""
    _lock_to_withdraw(publicatie, by)
    if not spoed.strip():
        raise IncompleteInput(
            "Schrijf waarom dit niet kan wachten op een collega; alle collega’s lezen dat.", veld="spoed"
        )
    verzoek = publicatie.intrekverzoeken.filter(besluit="").first()  # asked before, and now it is urgent
    if verzoek is None:
        verzoek = _ask_to_withdraw(publicatie, reden=reden, by=by, at=at)
    verzoek.reden, verzoek.spoed = reden.strip() or verzoek.reden, spoed.strip()
    _withdraw(publicatie, verzoek, by=by, at=at)


@transaction.atomic
def keep_in_force(*, publicatie: Publicatie, toelichting: str, by: User, at: dt.datetime) -> None:
    """Decide not to withdraw: a colleague says why, or who asked takes the request back."""
    verzoek = _lock_request(publicatie, by)
    own = by.pk == verzoek.gevraagd_door_id
    if not own and not toelichting.strip():
        raise IncompleteInput("Schrijf waarom u de versie niet intrekt; uw collega leest dat.", veld="toelichting")
    verzoek.toelichting = toelichting.strip()
    _decide(verzoek, Intrekbesluit.TERUGGENOMEN if own else Intrekbesluit.AFGEWEZEN, by=by, at=at)
    tekst = verzoek.toelichting or "Het verzoek is teruggenomen."
    tell(publicatie, GebeurtenisSoort.INTREKKEN_AFGEWEZEN, by=by, at=at, tekst=tekst)


# --- inside a step ----------------------------------------------------------------------------------------------------


def _lock_to_withdraw(publicatie: Publicatie, by: User) -> None:
    lock(publicatie, by, Recht.PUBLICEREN, [Status.GEPUBLICEERD], "Intrekken")


def _lock_request(publicatie: Publicatie, by: User) -> Intrekverzoek:
    """The open request, when `by` may decide about it."""
    _lock_to_withdraw(publicatie, by)
    verzoek = publicatie.intrekverzoeken.filter(besluit="").first()
    if verzoek is None:
        raise WrongStatus(
            "Er ligt geen verzoek om deze versie in te trekken. Ververs de pagina om te zien hoe het ervoor staat."
        )
    return verzoek


def _ask_to_withdraw(publicatie: Publicatie, *, reden: str, by: User, at: dt.datetime) -> Intrekverzoek:
    if not reden.strip():
        raise IncompleteInput("Geef een reden op voor het intrekken; lezers zien die.", veld="reden")
    verzoek = publicatie.intrekverzoeken.filter(besluit="").first()
    if verzoek is not None:
        raise WrongStatus(
            f"{verzoek.gevraagd_door} vroeg op {moment(verzoek.gevraagd_op)} al om deze versie in te trekken. "
            "Ververs de pagina om te zien hoe het ervoor staat."
        )
    return Intrekverzoek.objects.create(publicatie=publicatie, reden=reden.strip(), gevraagd_door=by, gevraagd_op=at)


def _withdraw(publicatie: Publicatie, verzoek: Intrekverzoek, *, by: User, at: dt.datetime) -> None:
    _decide(verzoek, Intrekbesluit.INGETROKKEN, by=by, at=at)
    publicatie.intrekreden = verzoek.reden
    publicatie.ingetrokken_op, publicatie.ingetrokken_door = at, by
    go(publicatie, Status.INGETROKKEN)
    soort = GebeurtenisSoort.INGETROKKEN_SPOED if verzoek.spoed else GebeurtenisSoort.INGETROKKEN
    tell(publicatie, soort, by=by, at=at, tekst=verzoek.spoed or verzoek.reden)


def _decide(verzoek: Intrekverzoek, besluit: Intrekbesluit, *, by: User, at: dt.datetime) -> None:
    verzoek.besluit, verzoek.besloten_op, verzoek.besloten_door = besluit, at, by
    verzoek.save()
