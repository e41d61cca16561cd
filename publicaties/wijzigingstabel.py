"""The stored change table of a version under way: computed changes, with the reasons and the order that an editor gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from publicaties.fouten import WrongStatus
from publicaties.models import Publicatie, Wijziging
from publicaties.snapshot import Snapshot
from publicaties.wijzigingen import WijzigingInhoud, compare


def store(publicatie: Publicatie, before: Snapshot | None, snapshot: Snapshot) -> None:
    """Replace the changes by those from `before` to `snapshot`; a change that was there keeps its reason and its place."""
    known = list(publicatie.wijzigingen.order_by("volgorde", "pk"))
    found = compare(before, snapshot) if before else []
    order = _order([row.sleutel for row in known], [wijziging.sleutel for wijziging in found])
    publicatie.wijzigingen.all().delete()
    Wijziging.objects.bulk_create(
        Wijziging(
            publicatie=publicatie,
            sleutel=wijziging.sleutel,
            volgorde=order[wijziging.sleutel],
            inhoud=wijziging.model_dump(mode="json"),
            reden=_reason(wijziging, known),
        )
        for wijziging in found
    )


def explain(publicatie: Publicatie, redenen: Mapping[str, str], volgorde: Sequence[str]) -> None:
    rows = {row.sleutel: row for row in publicatie.wijzigingen.order_by("volgorde", "pk")}
    if not {*redenen, *volgorde} <= rows.keys():
        raise WrongStatus("Deze wijziging is er niet meer. Ververs de pagina en vul de reden opnieuw in.")
    order = [*dict.fromkeys(volgorde), *(sleutel for sleutel in rows if sleutel not in set(volgorde))]
    for sleutel, row in rows.items():
        row.reden = redenen.get(sleutel, row.reden).strip()
        row.volgorde = order.index(sleutel) + 1
    Wijziging.objects.bulk_update(rows.values(), ["reden", "volgorde"])


def of_version(publicatie: Publicatie) -> list[tuple[WijzigingInhoud, str]]:
    """The changes with their reasons, in the order of the editor. One query."""
    rows = publicatie.wijzigingen.order_by("volgorde", "pk")
    return [(WijzigingInhoud.model_validate(row.inhoud), row.reden) for row in rows]


def _reason(wijziging: WijzigingInhoud, known: Iterable[Wijziging]) -> str:
    """The reason that this change had, or else that of the earlier change with which it shares most places."""
    places = {verschil.pad for verschil in wijziging.verschillen}
    best, shared = "", 0
    for row in known:
        if row.sleutel == wijziging.sleutel:
            return row.reden
        before = {tuple(verschil["pad"]) for verschil in row.inhoud["verschillen"]}
        if row.reden and row.inhoud["soort"] == wijziging.soort and len(places & before) > shared:
            best, shared = row.reden, len(places & before)
    return best


def _order(before: Sequence[str], now: Sequence[str]) -> dict[str, int]:
    """Places from 1: what was there in the order that it had, a new one behind the change that it follows by itself."""
    order = [sleutel for sleutel in before if sleutel in set(now)]
    previous: str | None = None
    for sleutel in now:
        if sleutel not in order:
            order.insert(order.index(previous) + 1 if previous else 0, sleutel)
        previous = sleutel
    return {sleutel: place for place, sleutel in enumerate(order, start=1)}
