"""What is told about moments after which something is no longer possible: that one moved, and that one comes near.

That one moved is read from the history that the database keeps of each change, so whatever made it: form, sheet, admin or import.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from core.history import event_model
from core.moment import Moment
from proces.models import Mijlpaal
from proces.planning import clock, closing
from publicaties.gebeurtenissen import tell
from publicaties.models import Gebeurtenis, GebeurtenisSoort, Publicatie

#: How far back is looked, and how long before it closes it is told.
TERUG, NADERT = dt.timedelta(days=2), dt.timedelta(days=3)


def tell_moments(*, at: dt.datetime) -> list[Gebeurtenis]:
    """Each thing once, whoever runs the clock. Only of an inkoop of which something is published, and in the name of who did that."""
    found = [*_moved(at), *_near(at)]
    versies = Publicatie.objects.published().filter(inkoop__in={row.inkoop_id for row, _, _, _ in found})
    newest = {
        versie.inkoop_id: versie
        for versie in versies.select_related("inkoop__regio").defer("inhoud").order_by("volgnummer")
    }
    told = []
    for row, soort, kenmerk, tekst in found:
        if (versie := newest.get(row.inkoop_id)) and versie.gepubliceerd_door:
            told.append(tell(versie, soort, by=versie.gepubliceerd_door, at=at, tekst=tekst, kenmerk=kenmerk))
    return [one for one in told if one]


Verteld = tuple[Mijlpaal, GebeurtenisSoort, str, str]


def _moved(at: dt.datetime) -> Iterator[Verteld]:
    events = event_model(Mijlpaal).objects
    before = events.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    rows: list[Any] = list(
        events.filter(pgh_label="update", openbaar=True, pgh_created_at__gt=at - TERUG, pgh_created_at__lte=at)
        .exclude(sluit="")
        .annotate(vorige=Subquery(before.values("pgh_id")[:1]))
        .order_by("pgh_id")
    )
    earlier = events.in_bulk([row.vorige for row in rows if row.vorige], field_name="pgh_id")
    now = Mijlpaal.objects.select_related("segment").in_bulk({row.pgh_obj_id for row in rows})
    for row in rows:
        was, mijlpaal = earlier.get(row.vorige), now.get(row.pgh_obj_id)
        if mijlpaal is None or was is None or not (was.openbaar and was.sluit):
            continue
        if (str(was.moment), was.tijd) != (str(row.moment), row.tijd):
            text = f"{closing(mijlpaal, at).wat} kan nu {_until(row)}. Eerst was dat {_until(was)}. {mijlpaal.titel}."
            why = f" Reden: {row.reden}" if row.reden else ""
            yield (
                mijlpaal,
                GebeurtenisSoort.MOMENT_VERSCHOVEN,
                f"moment/{mijlpaal.pk}/verschoven/{row.pgh_id}",
                f"{text}{why}",
            )


def _near(at: dt.datetime) -> Iterator[Verteld]:
    rows = Mijlpaal.objects.filter(openbaar=True, sluit_op__gt=at, sluit_op__lte=at + NADERT)
    for row in rows.select_related("segment").order_by("sluit_op", "pk"):
        found = closing(row, at)
        if found.is_open:
            kenmerk = f"moment/{row.pk}/nadert/{row.sluit_op:%Y%m%dT%H%M}"
            text = f"{found.wat} kan nog {_until(row)}. {row.titel}."
            yield row, GebeurtenisSoort.MOMENT_NADERT, kenmerk, text


def _until(row: Any) -> str:
    """ "tot en met 1 maart 2027", "tot 1 maart 2027, 12.00 uur"; of a row or of its history."""
    moment: Moment = row.moment if isinstance(row.moment, Moment) else Moment.parse(row.moment)
    return f"{'tot' if row.tijd else 'tot en met'} {moment.last_label}{clock(row.tijd)}"
