"""What goes on around an inkoop, taken along to the next one."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.db.models import ProtectedError

from accounts.models import Recht, User
from core.fouten import BewerkFout, NotAllowed
from core.moment import Moment
from proces.models import Aantekening, Bijeenkomst, Document, Kengetal, Mijlpaal, Rondom
from segments.bewerking import editing
from segments.models import Inkoop


def copy_planning(*, van: Inkoop, naar: Inkoop, by: User) -> list[Mijlpaal]:
    """The mijlpalen of one inkoop in another, as much later as it starts later. Nobody outside sees them before somebody says so."""
    start, nieuwe_start = van.start_contract, naar.start_contract
    found: dict[tuple[str, Moment], Mijlpaal] = {}
    for row in Mijlpaal.objects.filter(inkoop=van).order_by("begin", "pk"):
        moment = row.moment.shifted(start, nieuwe_start) if start and nieuwe_start else row.moment
        new = Mijlpaal(inkoop=naar, moment=moment, tijd=row.tijd, titel=row.titel, omschrijving=row.omschrijving)
        new.sluit, new.voorlopig = row.sluit, True
        found.setdefault((new.titel, moment), new)
    with pghistory.context(user=by.pk, reden="gekopieerd"):
        return Mijlpaal.objects.bulk_create(found.values())


def left_behind(inkoop: Inkoop) -> list[str]:
    """What happened around an inkoop and belongs to it alone, in words."""
    counts = {
        ("bijeenkomst", "bijeenkomsten"): Bijeenkomst.objects.filter(inkoop=inkoop).count(),
        ("document", "documenten"): Document.objects.filter(inkoop=inkoop).count(),
        ("kengetal", "kengetallen"): Kengetal.objects.filter(inkoop=inkoop).count(),
    }
    return [f"{count} {one if count == 1 else many}" for (one, many), count in counts.items() if count]


def remove_row(*, row: Rondom, by: User) -> None:
    """Of the planning, the bijeenkomsten, the documenten or the kengetallen; its history stays. Raises NotAllowed."""
    with editing(by, row.inkoop, "verwijderd"):
        try:
            row.delete()
        except ProtectedError as fout:
            raise BewerkFout(
                "Dit moment sluit een ronde, of er kwamen vragen bij binnen, en kan daarom niet weg. "
                "Verander het als het moment anders wordt."
            ) from fout


def add_note(
    *, inkoop: Inkoop, plek: str, tekst: str, by: User, at: dt.datetime, bij: Aantekening | None = None
) -> Aantekening:
    """Say something to colleagues about a place, or in answer to what is open there. The same once more changes nothing.

    Raises NotAllowed, and BewerkFout when `bij` is dealt with or of another place.
    """
    _check_colleague(by, inkoop)
    if bij and (bij.bij_id or bij.opgelost_op or (bij.inkoop_id, bij.plek) != (inkoop.pk, plek)):
        raise BewerkFout("Deze aantekening is intussen opgelost. Maak een nieuwe.")
    same = Aantekening.objects.filter(inkoop=inkoop, plek=plek, bij=bij, tekst=tekst, door=by, opgelost_op=None)
    return same.first() or Aantekening.objects.create(inkoop=inkoop, plek=plek, bij=bij, tekst=tekst, door=by, op=at)


def resolve_note(*, note: Aantekening, by: User, at: dt.datetime) -> None:
    """Whoever reads it may say that it is dealt with; who was first stays."""
    _check_colleague(by, note.inkoop)
    Aantekening.objects.filter(pk=note.pk, bij=None, opgelost_op=None).update(opgelost_op=at, opgelost_door=by)


def _check_colleague(by: User, inkoop: Inkoop) -> None:
    if not by.may(Recht.LEZEN, inkoop.regio_id):
        raise NotAllowed("Aantekeningen zijn voor medewerkers van de regio.")
