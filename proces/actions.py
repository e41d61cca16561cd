"""What goes on around an inkoop, taken along to the next one."""

from __future__ import annotations

import datetime as dt

import pghistory

from accounts.models import User
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal
from segments.models import Inkoop


def copy_planning(*, van: Inkoop, naar: Inkoop, by: User) -> list[Mijlpaal]:
    """The mijlpalen of one inkoop in another, as much later as it starts later. Nobody outside sees them before somebody says so."""
    start, nieuwe_start = van.start_contract, naar.start_contract
    found: dict[tuple[str, dt.date], Mijlpaal] = {}
    for row in Mijlpaal.objects.filter(inkoop=van).order_by("begin", "pk"):
        new = Mijlpaal(inkoop=naar, titel=row.titel, omschrijving=row.omschrijving, tijd=row.tijd, voorlopig=True)
        new.moment = row.moment.shifted(start, nieuwe_start) if start and nieuwe_start else row.moment
        found.setdefault((new.titel, new.begin), new)
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
