"""One measured budget, and the ratio of two measurements that take turns."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Meting:
    """`waarde` against `grens`; `minstens`: the budget is a least value, else a most."""

    naam: str
    waarde: float
    grens: float
    minstens: bool
    toelichting: str

    @property
    def goed(self) -> bool:
        return self.waarde >= self.grens if self.minstens else self.waarde <= self.grens


def ratio(one: Callable[[], float], other: Callable[[], float], *, rounds: int, times: int) -> float:
    """How many times faster `one` is than `other`: the median over rounds, in which they take turns."""
    found = []
    for _ in range(rounds):
        ones, others = [], []
        for _ in range(times):
            ones.append(one())
            others.append(other())
        found.append(statistics.median(others) / statistics.median(ones))
    return statistics.median(found)
