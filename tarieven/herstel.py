"""How tarieven and indexatierondes of a snapshot are put back into working rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from accounts.models import User
from core.herstel import Deelrijen, restore_row
from core.inhoud import describe
from segments.models import Inkoop
from tarieven.inhoud import IndexatieInhoud, TariefInhoud, rows
from tarieven.models import Indexatie, Indexcomponent, Kostprijsopbouw, Tarief


def from_day(inhoud: Iterable[TariefInhoud], dag: dt.date) -> list[TariefInhoud]:
    """What is paid from `dag` on: of each line the last amount up to that day, now from that day, and what begins after it."""
    last: dict[tuple[str | None, ...], TariefInhoud] = {}
    found: list[TariefInhoud] = []
    for row in sorted(inhoud, key=lambda row: row.ingangsdatum):
        if row.ingangsdatum <= dag:
            last[row.lijn] = row
        else:
            found.append(row)
    for line, row in last.items():
        later = [one.ingangsdatum for one in found if one.lijn == line]
        # An amount that ended before the day goes on, up to the next one.
        end = row.einddatum if row.einddatum is None or row.einddatum >= dag else None
        end = min(later) - dt.timedelta(days=1) if end is None and later else end
        found.append(row.model_copy(update={"ingangsdatum": dag, "einddatum": end}))
    return found


def restore_tarieven(inkoop: Inkoop, inhoud: list[TariefInhoud], delen: Deelrijen) -> None:
    """Rows that are equal stay; the others go first, so that no two periods overlap on the way."""
    current = {row.pk: describe(row, TariefInhoud) for row in rows(inkoop)}
    Tarief.objects.for_inkoop(inkoop).exclude(pk__in=[pk for pk, row in current.items() if row in inhoud]).delete()
    for row in inhoud:
        if row in current.values():
            continue
        tarief = restore_row(Tarief(), row, delen)
        if row.opbouw:
            restore_row(Kostprijsopbouw(tarief=tarief), row.opbouw, delen)


def restore_indexaties(inkoop: Inkoop, inhoud: list[IndexatieInhoud], *, by: User, at: dt.datetime) -> None:
    """Rounds of the snapshot count as applied; later rounds become drafts again, with their figures."""
    wanted = {row.ingangsdatum: row for row in inhoud}
    inkoop.indexaties.exclude(ingangsdatum__in=wanted).update(toegepast_op=None, toegepast_door=None)
    for ingangsdatum, row in wanted.items():
        values = row.model_dump(exclude={"componenten", "ingangsdatum"})
        ronde, _ = Indexatie.objects.update_or_create(
            inkoop=inkoop, ingangsdatum=ingangsdatum, defaults=values | {"toegepast_op": at, "toegepast_door": by}
        )
        ronde.componenten.all().delete()
        Indexcomponent.objects.bulk_create(
            Indexcomponent(indexatie=ronde, **component.model_dump()) for component in row.componenten
        )
