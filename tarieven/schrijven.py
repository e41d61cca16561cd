"""From lines of periods to rows: writes the difference, in an order in which no two rows ever overlap."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from core import dutch
from tarieven.fouten import TariefFout
from tarieven.inrichting import Inrichting
from tarieven.models import PERIODE, Tarief
from tarieven.perioden import Cel, Periode, Tijdlijnen, conflicts

_BATCH = 1000


def write(before: Tijdlijnen, lines: Tijdlijnen) -> dict[tuple[Cel, Periode], Tarief]:
    """Make the rows of `before` those of `lines`. Returns the rows that are new. Raises TariefFout when the database refuses.

    `lines` must be free of overlap; then so is each step, since a row keeps its first day: remove, change, add.
    """
    old = {period.pk: period for line in before.values() for period in line if period.pk is not None}
    new = {period.pk: (cel, period) for cel, line in lines.items() for period in line if period.pk is not None}
    added = [(cel, period) for cel, line in lines.items() for period in line if period.pk is None]
    try:
        with transaction.atomic():
            Tarief.objects.filter(pk__in=[pk for pk in old if pk not in new]).delete()
            changed = [_row(cel, period) for pk, (cel, period) in new.items() if period != old[pk]]
            Tarief.objects.bulk_update(
                changed, [column for column in PERIODE.values() if column != "pk"], batch_size=_BATCH
            )
            rows = Tarief.objects.bulk_create([_row(cel, period) for cel, period in added], batch_size=_BATCH)
    except IntegrityError as fout:
        raise TariefFout(
            "Dit tarief valt samen met een ander tarief voor dezelfde dagen. "
            "Laad de tarieven opnieuw en controleer de periode."
        ) from fout
    return dict(zip(added, rows, strict=True))


def _row(cel: Cel, period: Periode) -> Tarief:
    cell = {f"{veld}_id": pk for veld, pk in cel._asdict().items()}
    return Tarief(**cell, **{column: getattr(period, veld) for veld, column in PERIODE.items()})


def refuse_conflicts(inrichting: Inrichting, lines: Tijdlijnen, about: Cel | None = None) -> None:
    """Raises TariefFout that names the two tarieven of which one day would have both, that of `about` first."""
    for cel, period, other, against in conflicts(lines):
        if other == about:
            cel, period, other, against = other, against, cel, period
        raise TariefFout(conflict_message(inrichting, cel, period, other, against))


def conflict_message(inrichting: Inrichting, cel: Cel, period: Periode, other: Cel, against: Periode) -> str:
    return (
        f"Het tarief van {dutch.amount(period.bedrag)} ({_whose(inrichting, cel)}) "
        f"{dutch.period(period.van, period.tot)} valt samen met dat van {dutch.amount(against.bedrag)} "
        f"({_whose(inrichting, other)}) {dutch.period(against.van, against.tot)}. "
        "Beëindig eerst een van beide, of kies een andere periode."
    )


def _whose(inrichting: Inrichting, cel: Cel) -> str:
    name = inrichting.name(cel)
    return name if cel.perceel else f"{name}, alle percelen"
