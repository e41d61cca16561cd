"""How tarieven and indexatierondes of a snapshot are put back into working rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from accounts.models import User
from percelen.models import Perceel
from producten.models import Grondslag, Product
from segments.models import Inkoop
from tarieven.inhoud import IndexatieInhoud, TariefInhoud, describe_tarief, rows
from tarieven.models import Indexatie, Indexcomponent, Kostenregel, Kostprijsopbouw, Tarief


def restore_tarieven(
    inkoop: Inkoop,
    inhoud: list[TariefInhoud],
    *,
    producten: Mapping[str, Product],
    grondslagen: Mapping[str, Grondslag],
    percelen: Mapping[str, Perceel],
) -> None:
    """Rows that are equal stay; the others go first, so that no two periods overlap on the way."""
    current = {row.pk: describe_tarief(row) for row in rows(inkoop)}
    Tarief.objects.for_inkoop(inkoop).exclude(pk__in=[pk for pk, row in current.items() if row in inhoud]).delete()
    for row in inhoud:
        if row in current.values():
            continue
        tarief = Tarief.objects.create(
            product=producten[row.product],
            grondslag=grondslagen[row.grondslag] if row.grondslag else None,
            perceel=percelen[row.perceel] if row.perceel else None,
            bedrag=row.bedrag,
            ingangsdatum=row.ingangsdatum,
            einddatum=row.einddatum,
            btw=row.btw,
        )
        if row.opbouw:
            opbouw = Kostprijsopbouw.objects.create(tarief=tarief, **row.opbouw.model_dump(exclude={"regels"}))
            Kostenregel.objects.bulk_create(
                Kostenregel(opbouw=opbouw, **regel.model_dump()) for regel in row.opbouw.regels
            )


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
