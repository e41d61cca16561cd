"""What changed between two snapshots, as readers are told: complete, each change once, and in a form that can be stored.

Underneath lies the flat list of `verschil`: every difference belongs to exactly one change, so that no change can be hidden or
invented, and `apply(old, compare(old, new))` is `new`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publicaties.snapshot import Snapshot
from publicaties.wijzigingen.feiten import tell_codes, tell_facts, tell_names, tell_rest
from publicaties.wijzigingen.koppelingen import tell_conditions, tell_links, tell_sentence
from publicaties.wijzigingen.model import Tariefwijziging, WijzigingInhoud, WijzigingSoort
from publicaties.wijzigingen.objecten import tell_objects, tell_order
from publicaties.wijzigingen.tarieven import tell_tarieven
from publicaties.wijzigingen.teksten import tell_texts
from publicaties.wijzigingen.vergelijking import Vergelijking
from publicaties.wijzigingen.verschil import apply_differences, catch_up

__all__ = ["Tariefwijziging", "WijzigingInhoud", "WijzigingSoort", "apply", "catch_up", "compare", "lacking"]

#: In this order each takes the differences that it tells; the last one tells whatever is left.
TELLERS = (
    tell_objects,
    tell_order,
    tell_codes,
    tell_names,
    tell_sentence,
    tell_texts,
    tell_tarieven,
    tell_links,
    tell_conditions,
    tell_facts,
    tell_rest,
)


def compare(old: Snapshot, new: Snapshot) -> list[WijzigingInhoud]:
    """The changes from `old` to `new`, in the order of a change table."""
    vergelijking = Vergelijking(old, new)
    order = list(WijzigingSoort)
    return sorted(_tell(vergelijking), key=lambda wijziging: order.index(wijziging.soort))


def _tell(vergelijking: Vergelijking) -> Iterator[WijzigingInhoud]:
    for teller in TELLERS:
        yield from teller(vergelijking)


def apply(old: Snapshot, wijzigingen: Iterable[WijzigingInhoud]) -> Snapshot:
    """`old` with these changes in it."""
    return apply_differences(old, (verschil for wijziging in wijzigingen for verschil in wijziging.verschillen))


def lacking(before: Snapshot, now: Snapshot, later: Snapshot) -> list[WijzigingInhoud]:
    """What `later` does not have of what `now` changed since `before`: the changes that would bring it up to date."""
    return compare(later, catch_up(before, now, later))
