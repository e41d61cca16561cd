"""An amount that somebody hands in, and what happened to its tarief since the sheet in which it stands was downloaded (docs/adr/0024).

A row of tarieven has four cells that a colleague may have changed: amount, last day, btw and productcode.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from core.codelijsten import Btw
from core.spreadsheet import Celstand, stand_of
from tarieven.models import PLAATS
from tarieven.perioden import DAY, Tijdlijn, after, on


@dataclass(frozen=True)
class Toen:
    """What a sheet says of the tarief on `dag`. `om_in_te_vullen`: the new amount has a cell of its own, that was empty."""

    dag: dt.date
    bedrag: Decimal | None
    tot: dt.date | None
    btw: str | None
    iwmo_code: str | None
    om_in_te_vullen: bool = False

    def as_json(self) -> list[Any]:
        return [
            self.dag.isoformat(),
            None if self.bedrag is None else str(self.bedrag),
            self.tot and self.tot.isoformat(),
            self.btw,
            self.iwmo_code,
            self.om_in_te_vullen,
        ]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Toen:
        dag, bedrag, tot, btw, code, invullen = data
        return cls(
            dt.date.fromisoformat(dag),
            None if bedrag is None else Decimal(bedrag),
            tot and dt.date.fromisoformat(tot),
            btw,
            code,
            invullen,
        )


@dataclass(frozen=True)
class Invoer:
    """One amount that somebody hands in, with the codes of the inkoop. `tot` None: up to the next tarief, else without end.

    `btw` and `iwmo_code` None: as they are. `rij`: where it stood; `toen`: what that row said when its sheet was downloaded.
    """

    product: str
    grondslag: str | None
    perceel: str | None
    bedrag: Decimal
    van: dt.date
    tot: dt.date | None = None
    btw: str | None = None
    rij: int | None = None
    waarde1: str | None = None
    waarde2: str | None = None
    iwmo_code: str | None = None
    toen: Toen | None = None

    @property
    def sleutel(self) -> str:
        """How it is chosen."""
        return "/".join(part or "" for part in (*self._plaats(), self.van.isoformat()))

    def _plaats(self) -> list[str | None]:
        return [getattr(self, veld) for veld in PLAATS]

    def as_json(self) -> list[Any]:
        """To keep between the preview and saving; `from_json()` reads it back."""
        tot, toen = self.tot and self.tot.isoformat(), self.toen and self.toen.as_json()
        return [*self._plaats(), str(self.bedrag), self.van.isoformat(), tot, self.btw, self.iwmo_code, self.rij, toen]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Invoer:
        *plaats, bedrag, van, tot, btw, code, rij, toen = data
        return cls(
            **dict(zip(PLAATS, plaats, strict=True)), bedrag=Decimal(bedrag), van=dt.date.fromisoformat(van),
            tot=tot and dt.date.fromisoformat(tot), btw=btw, iwmo_code=code, rij=rij, toen=toen and Toen.from_json(toen),
        )  # fmt: skip


def on_sheet(line: Tijdlijn, dag: dt.date) -> Toen:
    """What a sheet of now says: of the tarief that holds on `dag`, or else of the one that ended the day before."""
    running, following = on(line, dag), after(line, dag)
    now = running or on(line, dag - DAY)
    last = running.tot if running else following.van - DAY if following else None
    return Toen(
        dag,
        now.bedrag if now else None,
        last,
        now.btw if now else Btw.VRIJGESTELD,
        now.iwmo_code if now else "",
    )


def since(item: Invoer, line: Tijdlijn, own: Callable[[str], str]) -> tuple[Invoer, bool] | None:
    """The row with what a colleague changed in the cells that nobody touched, and whether both changed one cell.

    None: nobody touched this row, and a colleague changed it. `own`: the productcode of a line, as it is kept.
    """
    toen = item.toen
    if toen is None:
        return item, False
    nu = on_sheet(line, toen.dag)
    values: dict[str, Any] = {}
    standen = set()
    for veld in ("bedrag", "tot", "btw", "iwmo_code"):
        cel, was, now = getattr(item, veld), getattr(toen, veld), getattr(nu, veld)
        if cel is None and veld in ("btw", "iwmo_code"):
            continue  # the sheet does not say it
        if veld == "iwmo_code":
            cel, was = own(cel), own(was or "")
        stand = stand_of(cel, was, now)
        if stand is Celstand.VAN_COLLEGA and veld == "bedrag" and toen.om_in_te_vullen:
            stand = Celstand.BOTST  # who fills in the amount of then means it
        elif stand is Celstand.VAN_COLLEGA and (veld, now) != ("bedrag", None):
            values[veld] = now
        standen.add(stand)
    touched = bool(standen & {Celstand.WIJZIGING, Celstand.BOTST}) or item.van != toen.dag
    if Celstand.VAN_COLLEGA in standen and not touched:
        return None
    gone = nu.bedrag is None and toen.bedrag is not None
    return replace(item, **values), Celstand.BOTST in standen or gone
