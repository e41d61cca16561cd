"""Comparing with a bound: always a true answer, the same as that of difflib where that is quick."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core import vergelijk

WORDS = st.lists(st.sampled_from("abcde"), max_size=30)


def applied(old: list[str], new: list[str], opcodes: list[vergelijk.Opcode]) -> list[str]:
    made: list[str] = []
    for tag, i1, i2, j1, j2 in opcodes:
        assert tag != "equal" or old[i1:i2] == new[j1:j2]
        made.extend(old[i1:i2] if tag == "equal" else new[j1:j2])
    return made


@given(WORDS, WORDS, st.integers(0, 300))
def test_the_new_one_can_be_made_whatever_the_budget(old: list[str], new: list[str], steps: int) -> None:
    found = vergelijk.opcodes(old, new, vergelijk.Budget(steps))
    assert applied(old, new, found) == new
    assert all(before[2] == after[1] and before[4] == after[3] for before, after in pairwise(found))


@given(WORDS, WORDS)
def test_as_much_is_equal_as_difflib_finds(old: list[str], new: list[str]) -> None:
    """Equal ends go first, which can only find more."""
    ratio = SequenceMatcher(None, old, new, autojunk=False).ratio()
    assert vergelijk.likeness(old, new) >= ratio - 0.15
    assert vergelijk.likeness(old, old) == 1.0


@given(st.lists(st.integers(0, 40), max_size=40))
def test_what_rises_is_the_longest(seconds: list[int]) -> None:
    pairs = list(enumerate(seconds))
    found = vergelijk.rising(pairs)
    best = [1] * len(pairs)
    for at in range(len(pairs)):
        best[at] = 1 + max((best[before] for before in range(at) if pairs[before][1] < pairs[at][1]), default=0)
    assert len(found) == max(best, default=0)
    assert all(one[1] < other[1] for one, other in pairwise(found))


def test_twice_as_much_is_not_four_times_the_work() -> None:
    def spent(size: int) -> int:
        budget = vergelijk.Budget()
        old = [f"w{number}" for number in range(size)]
        vergelijk.opcodes(old, [word if number % 50 else "x" for number, word in enumerate(old)], budget)
        return vergelijk.STEPS - budget.left

    assert spent(8000) < 3 * spent(4000)


def test_many_texts_find_their_own_by_the_words_that_few_have() -> None:
    old = [["punt", f"n{number}", "van", "de", "lijst"] for number in range(300)]
    new = [["punt", f"n{number}", "in", "de", "lijst"] for number in range(300) if number != 7]
    found = vergelijk.pairs(old, new, least=0.45, budget=vergelijk.Budget())
    assert len(found) == 299
    assert all(old[i][1] == new[j][1] for i, j in found)
