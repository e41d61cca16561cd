"""Beginning, correcting, throwing away and taking over a reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.files.base import ContentFile

from accounts.models import User
from core.fouten import BewerkFout, Conflict
from inlezen import bestand
from inlezen.models import Inlezing
from inlezen.overnemen import take_over
from inlezen.uitkomst import places
from inlezen.werk import lezen
from publicaties.snapshot import take
from segments.bewerking import editing, lock
from segments.models import Inkoop
from taken.werk import ask


def begin(*, inkoop: Inkoop, naam: str, inhoud: bytes, by: User, at: dt.datetime) -> Inlezing:
    """Keep the file and ask for it to be read. Raises DocumentFout for what can be seen to be no document."""
    with editing(by, inkoop):
        bestand.check(inhoud)
        row = Inlezing(inkoop=inkoop, naam=naam[-200:], gekozen_door=by, gekozen_op=at)
        row.bestand.save(naam[-100:], ContentFile(inhoud), save=False)
        row.full_clean()
        row.save()
        ask(lezen, over=row, by=by, at=at, inlezing=row.pk)
        return row


def choose(*, inlezing: Inlezing, nummer: int, pad: str, by: User) -> None:
    """Give a piece of the document another place, or none (""). Raises BewerkFout."""
    with editing(by, inlezing.inkoop):
        row = _open(inlezing)
        voorstel = row.read_voorstel()
        if voorstel is None or not 0 <= nummer < len(voorstel.stukken):
            raise BewerkFout("Dit stuk van het document is er niet meer. Laad de pagina opnieuw.")
        if pad and pad not in dict(places(voorstel, take(row.inkoop))):
            raise BewerkFout("Deze plek is er niet meer. Kies een andere.")
        row.keuzes[str(nummer)] = pad
        row.save(update_fields=["keuzes"])


def throw_away(*, inlezing: Inlezing, by: User) -> None:
    """The file stays among the stored contents; nothing points at it any more. Raises Conflict when somebody took it over."""
    with editing(by, inlezing.inkoop):
        _open(inlezing).delete()


def accept(
    *, inlezing: Inlezing, gezien: str, nieuw: Collection[str], teksten: Collection[str], by: User, at: dt.datetime
) -> None:
    """Take over these new parts and these changed texts. All of it, or nothing. Raises Conflict, BewerkFout, ValidationError."""
    with editing(by, inlezing.inkoop):
        lock(inlezing.inkoop)
        row = _open(inlezing)
        voorstel = row.read_voorstel()
        if voorstel is None:
            raise BewerkFout("Dit document is nog niet gelezen.")
        reden = f"Ingelezen uit {row.naam}"
        take_over(
            inkoop=row.inkoop, voorstel=voorstel, gezien=gezien, nieuw=nieuw, aanvaard=teksten, by=by, reden=reden
        )
        row.overgenomen_door, row.overgenomen_op = by, at
        row.save(update_fields=["overgenomen_door", "overgenomen_op"])


def _open(inlezing: Inlezing) -> Inlezing:
    row = lock(inlezing)
    if row.overgenomen_op is not None:
        raise Conflict("Een collega heeft dit document al overgenomen.")
    return row
