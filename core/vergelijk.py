"""Comparing two sequences, with a bound on the work.

`difflib` looks at every pair of equal items, over and over: two texts of one much repeated word took it half an hour. Here equal ends
go first, then what both have exactly once holds the rest together, and only what lies between is searched for the longest run, as
difflib does. Each search counts; when the budget is spent, what is left is called replaced. That is always true, if not always short.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

#: Steps for one comparison that a person waits for: half a second of work.
STEPS = 1_500_000
#: Up to this many pairs a search for the longest run is quicker than looking for what holds the rest together.
SMALL = 250_000

Run = tuple[int, int, int]  # begins here in the old one, there in the new one, and is so long
Opcode = tuple[str, int, int, int, int]


@dataclass
class Budget:
    """How much work is left. Shared by the comparisons of one text."""

    left: int = STEPS

    def take(self, steps: int) -> bool:
        if steps > self.left:
            return False
        self.left -= steps
        return True


def opcodes(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget | None = None) -> list[Opcode]:
    """How to make `new` of `old`, as `difflib.SequenceMatcher.get_opcodes` says it: equal, replace, delete, insert."""
    found: list[Opcode] = []
    i = j = 0
    for start, there, length in [*runs(old, new, budget), (len(old), len(new), 0)]:
        if i < start or j < there:
            tag = "replace" if i < start and j < there else "delete" if i < start else "insert"
            found.append((tag, i, start, j, there))
        if length:
            found.append(("equal", start, start + length, there, there + length))
        i, j = start + length, there + length
    return found


def likeness(
    old: Sequence[Hashable], new: Sequence[Hashable], *, least: float = 0.0, budget: Budget | None = None
) -> float:
    """The part that both have in the same order, from 0 to 1; 0 when it is surely less than `least`."""
    total = len(old) + len(new)
    if old == new or not total:
        return 1.0
    if 2 * min(len(old), len(new)) < least * total or 2 * (Counter(old) & Counter(new)).total() < least * total:
        return 0.0
    return 2 * sum(length for _, _, length in runs(old, new, budget)) / total


def runs(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget | None = None) -> list[Run]:
    """What stands in both in the same order, in the longest pieces; adjacent pieces are one."""
    budget = budget or Budget()
    numbers: dict[Hashable, int] = {}
    a, b = ([numbers.setdefault(item, len(numbers)) for item in items] for items in (old, new))
    found: list[Run] = []
    todo = [(0, len(a), 0, len(b))]
    while todo:
        alo, ahi, blo, bhi = todo.pop()
        while alo < ahi and blo < bhi and a[alo] == b[blo]:
            found.append((alo, blo, 1))
            alo, blo = alo + 1, blo + 1
        while alo < ahi and blo < bhi and a[ahi - 1] == b[bhi - 1]:
            ahi, bhi = ahi - 1, bhi - 1
            found.append((ahi, bhi, 1))
        if alo == ahi or blo == bhi or not budget.take(ahi - alo + bhi - blo):
            continue
        pieces = list(_anchors(a, alo, ahi, b, blo, bhi)) if (ahi - alo) * (bhi - blo) > SMALL else []
        if not pieces and (longest := _longest(a, alo, ahi, b, blo, bhi, budget)):
            pieces = [longest]
        for i, j, length in pieces:
            todo.append((alo, i, blo, j))
            found.extend((i + step, j + step, 1) for step in range(length))
            alo, blo = i + length, j + length
        if pieces:
            todo.append((alo, ahi, blo, bhi))
    return list(_joined(sorted(found)))


def _joined(found: Sequence[Run]) -> Iterator[Run]:
    i = j = length = 0
    for start, there, more in found:
        if length and (i + length, j + length) == (start, there):
            length += more
            continue
        if length:
            yield i, j, length
        i, j, length = start, there, more
    if length:
        yield i, j, length


def _anchors(a: Sequence[int], alo: int, ahi: int, b: Sequence[int], blo: int, bhi: int) -> Iterator[Run]:
    """What both have exactly once, as far as it stands in the same order: the longest such row."""
    counts, there = Counter(a[alo:ahi]), Counter(b[blo:bhi])
    place = {item: position for position, item in enumerate(b[blo:bhi], blo) if there[item] == 1}
    pairs = [(i, place[item]) for i, item in enumerate(a[alo:ahi], alo) if counts[item] == 1 and item in place]
    yield from ((i, j, 1) for i, j in rising(pairs))


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs in order of their first number, the most whose second numbers rise too."""
    tops: list[int] = []  # the lowest last number of a row of each length
    last: list[int] = []  # and where in pairs it stands
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        length = bisect_left(tops, j)
        before.append(last[length - 1] if length else -1)
        tops[length : length + 1] = [j]
        last[length : length + 1] = [at]
    found: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _longest(a: Sequence[int], alo: int, ahi: int, b: Sequence[int], blo: int, bhi: int, budget: Budget) -> Run | None:
    """The longest run that both have here, the first of them; None when there is none or it would cost more than there is."""
    places: dict[int, list[int]] = {}
    for j in range(blo, bhi):
        places.setdefault(b[j], []).append(j)
    if not budget.take(sum(len(places.get(a[i], ())) for i in range(alo, ahi))):
        return None
    best = (alo, blo, 0)
    lengths: dict[int, int] = {}
    for i in range(alo, ahi):
        here: dict[int, int] = {}
        for j in places.get(a[i], ()):
            length = here[j] = lengths.get(j - 1, 0) + 1
            if length > best[2]:
                best = (i - length + 1, j - length + 1, length)
        lengths = here
    return best if best[2] else None


# --- which of the old ones became which of the new ones -----------------------------------------------------------------

#: Of more pairs than this only those are looked at that share a word few others have.
ALL_PAIRS = 400
FEW = 8


def pairs(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], *, least: float, budget: Budget
) -> list[tuple[int, int]]:
    """Which texts (as words) became which, in order: the pairs that are alike for at least `least`, with the greatest likeness."""
    weighed = [
        (i, j, weight)
        for i, j in _candidates(old, new)
        if (weight := likeness(old[i], new[j], least=least, budget=budget)) >= least
    ]
    return _heaviest(weighed, len(new))


def _candidates(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    if len(old) * len(new) <= ALL_PAIRS:
        return [(i, j) for i in range(len(old)) for j in range(len(new))]
    where: dict[str, list[int]] = {}
    for j, words in enumerate(new):
        for word in set(words):
            where.setdefault(word, []).append(j)
    found: list[tuple[int, int]] = []
    for i, words in enumerate(old):
        shared = Counter(j for word in set(words) if len(where.get(word, ())) <= FEW for j in where.get(word, ()))
        found.extend((i, j) for j, _ in shared.most_common(3))
    return sorted(found)


def _heaviest(weighed: Sequence[tuple[int, int, float]], width: int) -> list[tuple[int, int]]:
    """Of pairs in order, those that rise on both sides and weigh most together."""
    best: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)  # a Fenwick tree: the best row that ends before here
    before: list[int] = []
    pending: list[tuple[int, float, int]] = []
    row = -1

    def settle() -> None:
        """Pairs of one old text cannot follow each other: they count from the next one on."""
        for j, total, at in pending:
            place = j + 1
            while place <= width:
                best[place] = max(best[place], (total, at), key=lambda found: found[0])
                place += place & -place
        pending.clear()

    top = (0.0, -1)
    for at, (i, j, weight) in enumerate(weighed):
        if i != row:
            settle()
            row = i
        place, (total, previous) = j, (0.0, -1)
        while place > 0:
            total, previous = max((total, previous), best[place], key=lambda found: found[0])
            place -= place & -place
        before.append(previous)
        pending.append((j, total + weight, at))
        top = max(top, (total + weight, at), key=lambda found: found[0])
    chosen: list[tuple[int, int]] = []
    at = top[1]
    while at >= 0:
        chosen.append(weighed[at][:2])
        at = before[at]
    return chosen[::-1]
