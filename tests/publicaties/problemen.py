"""What is wrong with the version of 1 June 2026 of the demo, after a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from publicaties.models import PublicatieSoort
from publicaties.problemen import Probleem, find_problems
from publicaties.snapshot import Snapshot
from tests.publicaties.demo import changed, mlw_mer, named

JUNE = dt.date(2026, 6, 1)


Change = Callable[[dict[str, Any]], None]


def problems(change: Change | None = None, *, day: dt.date = JUNE, previous: Snapshot | None = None) -> list[Probleem]:
    """Those of the version of 1 June 2026, after a change."""
    snapshot = mlw_mer()[2]
    return find_problems(changed(snapshot, change) if change else snapshot, previous=previous, day=day)


def new(change: Change, *, day: dt.date = JUNE, previous: Snapshot | None = None) -> list[Probleem]:
    """Only those that the change causes."""
    before = problems(day=day, previous=previous)
    return [probleem for probleem in problems(change, day=day, previous=previous) if probleem not in before]


def told(found: list[Probleem], *words: str) -> list[Probleem]:
    """Those whose message has all these words."""
    return [probleem for probleem in found if all(word in probleem.boodschap for word in words)]


def only(change: Change, **kwargs: Any) -> Probleem:
    """The one problem that the change causes."""
    (found,) = new(change, **kwargs)
    return found


def asks(probleem: Probleem) -> bool:
    """Whether it is a warning that only a person with a reason gets past."""
    return not probleem.blokkeert and probleem.asks(PublicatieSoort.DEFINITIEF)


def lines(product: str, *rows: tuple[str, str, str | None], **values: Any) -> Change:
    """The product has these amounts (bedrag, first and last day) and no other, and these values."""

    def change(data: dict[str, Any]) -> None:
        named(data["producten"], product).update(values)
        first = next(row for row in data["tarieven"] if row["product"] == product)
        data["tarieven"] = [row for row in data["tarieven"] if row["product"] != product]
        for bedrag, van, tot in rows:
            data["tarieven"].append(first | {"bedrag": bedrag, "ingangsdatum": van, "einddatum": tot})

    return change
