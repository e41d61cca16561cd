"""A planning that is moved keeps its precision."""

from __future__ import annotations

import datetime as dt

import pytest

from core.moment import Moment


@pytest.mark.parametrize(
    ("van", "naar", "was", "wordt"),
    [
        ((2024, 1, 1), (2029, 1, 1), "2022-09-19", "2027-09-19"),
        ((2024, 1, 1), (2028, 1, 1), "2024-02-29", "2028-02-29"),
        ((2024, 1, 1), (2029, 1, 1), "2024-02-29", "2029-02-28"),
        ((2024, 1, 1), (2024, 3, 1), "2024-12", "2025-02"),
        ((2024, 1, 1), (2024, 3, 1), "2024-Q3", "2024-Q3"),
        ((2024, 1, 1), (2024, 4, 1), "2024-Q3/2024-Q4", "2024-Q4/2025-Q1"),
        ((2024, 1, 1), (2024, 1, 15), "2024-03-10", "2024-03-24"),
        ((2024, 1, 1), (2024, 1, 15), "2024-03", "2024-03"),
        ((2024, 1, 1), (2025, 1, 1), "2023", "2024"),
        ((2026, 1, 1), (2024, 1, 1), "2026-01-31", "2024-01-31"),
    ],
)
def test_a_moment_moves_with_the_start(
    van: tuple[int, int, int], naar: tuple[int, int, int], was: str, wordt: str
) -> None:
    assert str(Moment.parse(was).shifted(dt.date(*van), dt.date(*naar))) == wordt
