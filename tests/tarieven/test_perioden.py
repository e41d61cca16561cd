"""Periods of one cell, and cells that meet: whatever the order of edits, a day has at most one amount."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarieven.dekking import Afspraken, Gewenst, Koppeling, holes
from tarieven.fouten import TariefFout
from tarieven.perioden import (
    Cel,
    Einde,
    Periode,
    Tijdvak,
    after,
    before,
    conflicts,
    covering,
    end_on,
    gaps,
    on,
    set_from,
    without,
)

FIRST = dt.date(2026, 1, 1)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def period(van: int, tot: int | None, bedrag: int, pk: int | None = None) -> Periode:
    return Periode(day(van), None if tot is None else day(tot), Decimal(bedrag), pk=pk)


def new(van: int, bedrag: int) -> Periode:
    return Periode(day(van), None, Decimal(bedrag))


def shown(line: list[Periode]) -> list[tuple[int, int | None, int]]:
    return [((p.van - FIRST).days, None if p.tot is None else (p.tot - FIRST).days, int(p.bedrag)) for p in line]


def test_the_running_period_ends_the_day_before() -> None:
    line = set_from([period(0, None, 1, pk=7)], new(10, 2))
    assert shown(line) == [(0, 9, 1), (10, None, 2)]
    assert [p.pk for p in line] == [7, None]


def test_the_period_that_begins_that_day_is_replaced() -> None:
    line = set_from([period(0, 9, 1, pk=7)], new(0, 2))
    assert shown(line) == [(0, 9, 2)]
    assert line[0].pk == 7


def test_later_periods_stay() -> None:
    assert shown(set_from([period(20, None, 3)], new(10, 2))) == [(10, 19, 2), (20, None, 3)]
    assert shown(set_from([period(0, 15, 1), period(20, None, 3)], new(10, 2))) == [
        (0, 9, 1),
        (10, 15, 2),
        (20, None, 3),
    ]


def test_the_same_amount_again_changes_nothing() -> None:
    line = [period(0, None, 1, pk=7)]
    assert set_from(line, new(10, 1)) == line


def test_a_named_end_lies_before_what_begins_later() -> None:
    line = [period(20, None, 3)]
    assert shown(set_from(line, new(10, 2), day(19))) == [(10, 19, 2), (20, None, 3)]
    with pytest.raises(TariefFout):
        set_from(line, new(10, 2), day(20))


def test_what_still_runs_did_not_end_before() -> None:
    assert before([period(0, 4, 1), period(5, None, 2)], day(10)) == period(0, 4, 1)
    assert before([period(0, 10, 1)], day(10)) is None
    assert before([period(0, 9, 1)], day(10)) == period(0, 9, 1)


def test_no_gap_after_the_last_day_there_is() -> None:
    line = [Periode(FIRST, dt.date.max, Decimal(1))]
    assert gaps(line, Tijdvak(FIRST, None)) == []
    assert gaps(line, Tijdvak(day(-1), dt.date.max)) == [Tijdvak(day(-1), day(-1))]


def test_a_named_end() -> None:
    assert shown(set_from([period(0, None, 1)], new(10, 2), day(20))) == [(0, 9, 1), (10, 20, 2)]
    assert shown(set_from([period(0, 15, 1)], new(10, 2), Einde.TOT_VOLGENDE)) == [(0, 9, 1), (10, None, 2)]
    with pytest.raises(TariefFout, match=r"De einddatum \(5 januari 2026\) ligt voor de ingangsdatum"):
        set_from([], new(10, 2), day(4))
    with pytest.raises(TariefFout, match="Op 21 januari 2026 begint al een tarief van €\u00a03,00"):
        set_from([period(20, None, 3)], new(10, 2), day(20))


def test_ending_and_opening_again() -> None:
    line = [period(0, 9, 1), period(20, None, 2)]
    assert shown(end_on(line, day(0), day(19))) == [(0, 19, 1), (20, None, 2)]
    assert shown(end_on(line, day(20), day(30))) == [(0, 9, 1), (20, 30, 2)]
    for last in (None, day(20)):
        with pytest.raises(TariefFout, match="Kies een einddatum op of voor 20 januari 2026"):
            end_on(line, day(0), last)
    with pytest.raises(TariefFout, match="ligt voor de ingangsdatum"):
        end_on(line, day(20), day(19))
    with pytest.raises(TariefFout, match="Er begint geen tarief op 6 januari 2026"):
        end_on(line, day(5), None)


def test_removing_leaves_a_gap_or_lets_the_previous_run_on() -> None:
    line = [period(0, 9, 1), period(10, 19, 2), period(20, None, 3)]
    assert shown(without(line, day(10))) == [(0, 9, 1), (20, None, 3)]
    assert shown(without(line, day(10), extend_previous=True)) == [(0, 19, 1), (20, None, 3)]


def test_gaps() -> None:
    line = [period(5, 9, 1), period(20, None, 2)]
    assert gaps(line, Tijdvak(day(0), None)) == [(day(0), day(4)), (day(10), day(19))]
    assert gaps(line, Tijdvak(day(6), day(30))) == [(day(10), day(19))]
    assert gaps(line, Tijdvak(day(25), None)) == []
    assert gaps([], Tijdvak(day(0), None)) == [(day(0), None)]
    assert gaps([period(0, 5, 1)], Tijdvak(day(2), day(9))) == [(day(6), day(9))]
    assert gaps([period(20, 25, 1)], Tijdvak(day(2), day(9))) == [(day(2), day(9))]


def test_before_and_after() -> None:
    line = [period(0, 4, 1), period(5, 9, 2), period(20, None, 3)]
    assert before(line, day(10)) == line[1]
    assert before(line, day(9)) == line[0]
    assert before(line, day(3)) is None
    assert after(line, day(5)) == line[2]
    assert after(line, day(20)) is None


def test_no_grondslag_meets_each_grondslag_and_all_percelen_each_perceel() -> None:
    lines = {
        Cel(1, None, None): [period(0, 9, 1)],
        Cel(1, 5, None): [period(9, None, 2)],
        Cel(1, None, 6): [period(10, None, 3)],
        Cel(1, 7, 6): [period(0, 5, 4)],
        Cel(2, None, None): [period(0, None, 5)],
    }
    found = {(left[1:3], right[1:3]) for left, _, right, _ in conflicts(lines)}
    assert found == {((5, None), (None, None)), ((5, None), (None, 6)), ((7, 6), (None, None))}
    assert [p.bedrag for p in covering(lines, Cel(1, 5, 6))] == [1, 2, 3]
    assert [p.bedrag for p in covering(lines, Cel(1, None, None))] == [1]


# --- whatever the order of edits --------------------------------------------------------------------------------------

NUMBER = st.integers(0, 60)
Edit = Callable[[list[Periode]], list[Periode]]
EDITS = st.one_of(
    st.builds(lambda van, bedrag: lambda line: set_from(line, new(van, bedrag)), NUMBER, st.integers(1, 9)),
    st.builds(
        lambda van, bedrag, tot: lambda line: set_from(line, new(van, bedrag), day(tot)),
        NUMBER,
        st.integers(1, 9),
        NUMBER,
    ),
    st.builds(
        lambda van, bedrag: lambda line: set_from(line, new(van, bedrag), Einde.TOT_VOLGENDE), NUMBER, st.integers(1, 9)
    ),
    st.builds(
        lambda index, tot: lambda line: end_on(line, line[index % len(line)].van, None if tot is None else day(tot)),
        NUMBER,
        st.none() | NUMBER,
    ),
    st.builds(
        lambda index, extend: lambda line: without(line, line[index % len(line)].van, extend_previous=extend),
        NUMBER,
        st.booleans(),
    ),
)


@given(st.lists(EDITS, max_size=30))
def test_periods_never_overlap_and_each_day_has_at_most_one_amount(edits: list[Edit]) -> None:
    line: list[Periode] = []
    for edit in edits:
        try:
            line = edit(line) if line or edit else line
        except (TariefFout, ZeroDivisionError):  # refused, or nothing to end or remove
            continue
        assert line == sorted(line, key=lambda p: p.van)
        assert not any(one.overlaps(other) for index, one in enumerate(line) for other in line[:index])
        assert all(p.tot is None or p.van <= p.tot for p in line)
        for number in range(62):
            assert sum(p.holds(day(number)) for p in line) <= 1


@given(st.lists(st.tuples(NUMBER, st.integers(1, 9)), max_size=12), NUMBER, st.integers(1, 9))
def test_an_amount_set_from_a_day_holds_on_that_day_and_changes_nothing_before_it(
    earlier: list[tuple[int, int]], van: int, bedrag: int
) -> None:
    line: list[Periode] = []
    for begin, amount in earlier:
        line = set_from(line, new(begin, amount))
    changed = set_from(line, new(van, bedrag))
    for number in range(62):
        was, now = on(line, day(number)), on(changed, day(number))
        if number < van:
            assert (was and was.bedrag) == (now and now.bedrag)
        if number == van:
            assert now is not None
            assert now.bedrag == bedrag
    later = [p for p in line if p.van > day(van)]
    assert [p for p in changed if p.van > day(van)] == later


@given(st.lists(st.tuples(NUMBER, NUMBER), max_size=8), NUMBER, st.none() | NUMBER)
def test_gaps_are_exactly_the_days_without_an_amount(spans: list[tuple[int, int]], van: int, tot: int | None) -> None:
    line: list[Periode] = []
    for one, other in spans:
        try:
            line = set_from(line, new(min(one, other), 1 + one), day(max(one, other)))
        except TariefFout:
            continue
    if tot is not None and tot < van:
        return
    found = gaps(line, Tijdvak(day(van), None if tot is None else day(tot)))
    for number in range(100):
        wanted = van <= number and (tot is None or number <= tot)
        missing = any(gap.van <= day(number) and (gap.tot is None or day(number) <= gap.tot) for gap in found)
        assert missing == (wanted and on(line, day(number)) is None)


# --- the same over both axes, the grondslag and the percelen ----------------------------------------------------------

VALUES = (1, 2)
PART = st.none() | st.sampled_from(VALUES)
CELLS = st.builds(Cel, st.just(1), PART, PART, PART, PART)
#: Every place in which something is bought: a value of each axis, a grondslag and a perceel.
PLACES = [Cel(1, *parts) for parts in product(VALUES, repeat=4)]
SHORT = st.integers(0, 12)
STEPS = st.tuples(CELLS, SHORT, st.integers(1, 9), st.none() | SHORT)


def holds_for(cel: Cel, place: Cel) -> bool:
    return all(part is None or part == own for part, own in zip(cel, place, strict=True))


def edited(steps: list[tuple[Cel, int, int, int | None]], *, refuse: bool) -> dict[Cel, list[Periode]]:
    """The lines after these amounts were set; with `refuse` as the action does it: what would meet another is not done."""
    lines: dict[Cel, list[Periode]] = {}
    for cel, van, bedrag, tot in steps:
        try:
            line = set_from(lines.get(cel, []), new(van, bedrag), Einde.TOT_VOLGENDE if tot is None else day(tot))
        except TariefFout:
            continue
        if not (refuse and conflicts({**lines, cel: line})):
            lines[cel] = line
    return lines


@given(st.lists(STEPS, max_size=10))
def test_conflicts_are_exactly_the_days_on_which_a_place_has_two_amounts(
    steps: list[tuple[Cel, int, int, int | None]],
) -> None:
    lines = edited(steps, refuse=False)
    double = {
        (place, number)
        for place in PLACES
        for number in range(14)
        if sum(p.holds(day(number)) for cel, line in lines.items() if holds_for(cel, place) for p in line) > 1
    }
    told = {
        (place, number)
        for left, one, right, other in conflicts(lines)
        for place in PLACES
        if holds_for(left, place) and holds_for(right, place)
        for number in range(14)
        if one.holds(day(number)) and other.holds(day(number))
    }
    assert told == double


@given(st.lists(STEPS, max_size=14))
def test_whatever_the_order_of_edits_a_place_has_at_most_one_amount_a_day(
    steps: list[tuple[Cel, int, int, int | None]],
) -> None:
    lines = edited(steps, refuse=True)
    for place in PLACES:
        line = covering(lines, place)
        assert {p for cel, own in lines.items() if holds_for(cel, place) for p in own} == set(line)
        assert not any(one.overlaps(other) for index, one in enumerate(line) for other in line[:index])


@given(
    st.lists(STEPS, max_size=10),
    st.dictionaries(st.sampled_from(["grondslag", "waarde1", "waarde2"]), st.sets(st.sampled_from(VALUES)), max_size=3),
    st.lists(st.tuples(st.sampled_from(VALUES), st.none() | SHORT), max_size=2),
    st.booleans(),
)
def test_a_hole_is_exactly_a_day_on_which_what_is_bought_has_no_amount(
    steps: list[tuple[Cel, int, int, int | None]],
    assen: dict[str, set[int]],
    percelen: list[tuple[int, int | None]],
    per_perceel: bool,
) -> None:
    lines = edited(steps, refuse=True)
    koppelingen = [Koppeling(perceel, None, None if tot is None else day(tot)) for perceel, tot in percelen]
    wanted = Afspraken(FIRST, per_perceel).wanted(1, koppelingen, assen)
    missing = {
        (hole.cel, number)
        for hole in holes(wanted, lines, FIRST)
        for number in range(14)
        if hole.van <= day(number) and (hole.tot is None or day(number) <= hole.tot)
    }
    # A cell without a value of an axis is asked for an amount that holds for every value of it.
    assert missing == {
        (cell.cel, number)
        for cell in wanted
        for number in range(14)
        if cell.on(day(number))
        and not any(p.holds(day(number)) for cel, line in lines.items() if holds_for(cel, cell.cel) for p in line)
    }


# --- what is bought when ----------------------------------------------------------------------------------------------


def stretch(van: int | None, tot: int | None) -> Tijdvak:
    return Tijdvak(FIRST if van is None else day(van), None if tot is None else day(tot))


@pytest.mark.parametrize(
    ("tot", "days"), [(7, {5, 6, 7}), (5, {5}), (None, {5, 6, 7, 8, 9})], ids=["days", "one day", "open"]
)
def test_a_cell_is_wanted_from_its_first_day_up_to_and_including_its_last(tot: int | None, days: set[int]) -> None:
    cell = Gewenst(Cel(1), (stretch(5, tot),))
    assert {number for number in range(10) if cell.on(day(number))} == days
    twice = Gewenst(Cel(1), (stretch(0, 1), stretch(5, tot)))
    assert {number for number in range(10) if twice.on(day(number))} == {0, 1, *days}


@pytest.mark.parametrize(
    ("bought", "joined"),
    [
        ([], [(None, None)]),
        ([(None, 5)], [(None, 5)]),
        ([(2, 5), (6, 9)], [(2, 9)]),
        ([(2, 5), (5, 9)], [(2, 9)]),
        ([(2, 5), (7, 9)], [(2, 5), (7, 9)]),
        ([(7, 9), (2, 5)], [(2, 5), (7, 9)]),
        ([(2, 9), (3, 4)], [(2, 9)]),
        ([(2, None), (3, 4)], [(2, None)]),
        ([(2, 5), (4, None)], [(2, None)]),
    ],
)
def test_days_of_percelen_with_one_tarief_are_told_in_as_few_stretches_as_possible(
    bought: list[tuple[int | None, int | None]], joined: list[tuple[int | None, int | None]]
) -> None:
    koppelingen = [
        Koppeling(perceel, None if van is None else day(van), None if tot is None else day(tot))
        for perceel, (van, tot) in enumerate(bought, start=1)
    ]
    (cell,) = Afspraken(FIRST, per_perceel=False).wanted(1, koppelingen, {})
    assert cell == Gewenst(Cel(1), tuple(stretch(van, tot) for van, tot in joined))


@pytest.mark.parametrize(
    ("van", "tot", "missing"),
    [
        (0, None, (5, 9)),
        (0, 4, None),
        (0, 5, (5, 5)),
        (6, 7, (6, 7)),
        (9, None, (9, 9)),
        (9, 20, (9, 9)),
        (10, None, None),
    ],
)
def test_only_days_that_are_asked_about_and_bought_are_missing(
    van: int, tot: int | None, missing: tuple[int, int] | None
) -> None:
    found = list(holes([Gewenst(Cel(1), (stretch(5, 9),))], {}, day(van), None if tot is None else day(tot)))
    assert [(hole.van, hole.tot) for hole in found] == ([stretch(*missing)] if missing else [])
    assert [hole.inkoop for hole in found] == ([stretch(*missing)] if missing else [])
