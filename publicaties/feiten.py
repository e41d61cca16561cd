"""The facts of a part or of the inkoop as names and values, for readers: what each kind declares, in its order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import cast

from core import dutch
from core.codelijsten import bedragtekst
from core.deel import DeelInhoud
from core.plek import Zin, zin
from core.soort import Feitsoort
from producten.inhoud import ProductInhoud
from publicaties.snapshot import Snapshot
from publicaties.soorten import soort_van
from publicaties.woorden import asnamen, per
from segments.inhoud import InkoopInhoud
from tarieven.inhoud import TariefInhoud


@dataclass(frozen=True)
class Feit:
    """`waarde` is complete in itself, with links to what it names; `bij` a remark in small print; `soort`: what declares it."""

    naam: str
    waarde: Zin
    bij: str
    soort: Feitsoort

    @property
    def tekst(self) -> str:
        """All of it on one line."""
        return f"{self.waarde} ({self.bij})" if self.bij else str(self.waarde)

    @property
    def regel(self) -> str:
        return f"{self.naam}: {self.tekst}"


def feiten(
    snapshot: Snapshot, deel: DeelInhoud | InkoopInhoud, day: dt.date | None = None, *, intern: bool = False
) -> list[Feit]:
    """With a `day` the amounts that count then; without, only what they depend on. `intern`: also what readers do not look for."""
    found = []
    for soort in soort_van(deel).feitsoorten:
        if soort.intern and not intern:
            continue
        waarde = soort.woorden(snapshot, deel)
        if soort.bedragen:
            waarde = tariefwoorden(snapshot, cast(ProductInhoud, deel), day, str(waarde))
        if waarde:
            bij = str(soort.bij(snapshot, deel)) if soort.bij else ""
            found.append(Feit(soort.naam_bij(deel), zin(waarde), bij, soort))
    return found


def untold(feiten: Iterable[Feit], bronnen: Iterable[str]) -> list[Feit]:
    """Those that no rubriek with one of these bronnen tells already."""
    told = set(bronnen)
    return [feit for feit in feiten if not feit.soort.bron or feit.soort.bron not in told]


def tariefwoorden(snapshot: Snapshot, product: ProductInhoud, day: dt.date | None, afspraak: str) -> str:
    """ "€ 59,74 tot € 70,86 per uur, per grondslag": what counts on `day`, or else what comes first after it, with its period."""
    if not snapshot.inkoop.met_tarieven:
        return ""
    if day is None or not product.heeft_bedrag:
        return afspraak
    own = [row for row in snapshot.tarieven if row.product == product.code]
    rows, period = [row for row in own if row.is_valid_on(day)], ""
    if not rows:
        begin = min((row.ingangsdatum for row in own if row.ingangsdatum > day), default=None)
        rows = [row for row in own if row.ingangsdatum == begin]
        ends = {row.einddatum for row in rows}
        period = dutch.period(begin, ends.pop() if len(ends) == 1 else None)
    if not rows:
        return ""
    per_eenheid: dict[str, list[TariefInhoud]] = {}
    for row in rows:
        per_eenheid.setdefault(per(snapshot, row), []).append(row)
    words = "; ".join(_range(snapshot, same, what) for what, same in per_eenheid.items())
    return f"{words} ({period})" if period else words


def _range(snapshot: Snapshot, rows: list[TariefInhoud], what: str) -> str:
    low, high = min(row.bedrag for row in rows), max(row.bedrag for row in rows)
    tekst = partial(bedragtekst, snapshot.product[rows[0].product].tariefsoort)
    if low == high:
        return f"{tekst(low)} {what}"
    by = {naam: {getattr(row, veld) for row in rows} for veld, naam in asnamen(snapshot).items()}
    by["perceel"] = {row.perceel for row in rows}
    differs = dutch.listing(name for name, values in by.items() if len(values) > 1)
    return f"{tekst(low)} tot {tekst(high)} {what}, per {differs}"
