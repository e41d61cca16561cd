"""Dutch notation for readers: sizes, sentences, and what stays on one line."""

from __future__ import annotations

import datetime as dt

import pytest

from core import dutch
from core.templatetags.wmo import aanhef, dag


@pytest.mark.parametrize(
    ("size", "expected"),
    [(300, "1 kB"), (43_500, "44 kB"), (231_400, "231 kB"), (999_600, "1,0 MB"), (1_420_000, "1,4 MB")],
)
def test_sizes(size: int, expected: str) -> None:
    assert dutch.filesize(size) == expected


@pytest.mark.parametrize(
    "together",
    ["1 juni 2026", "3 mei", "mei 2026", "6 weken", "12,50 euro", "p × t", "9. Financiën", "versie 3", "€ 12"],
)
def test_what_stays_on_one_line(together: str) -> None:
    held = together.replace(" ", "\u00a0")
    assert dutch.unbroken(f"Over {together} gaat het") == f"Over {held} gaat het"


@pytest.mark.parametrize("apart", ["in 2024. De gemeente", "Wmo 2015 geldt", "punt 3. de rest", "een week"])
def test_what_may_stand_on_two_lines(apart: str) -> None:
    assert dutch.unbroken(apart) == apart


def test_a_moment_is_told_as_its_day_here() -> None:
    assert dag(dt.datetime(2026, 5, 20, 23, 30, tzinfo=dt.UTC)) == "21 mei 2026"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een zin van vijf woorden. Nog een. En een laatste zin.", "Een zin van vijf woorden. Nog een."),
        ("Een zin die langer is dan er mag staan. Meer.", "Een zin die langer is dan er mag staan."),
        ("Een zin van vijf woorden. Deze twee:", "Een zin van vijf woorden."),
        ("Deze twee:", "Deze twee:"),
        ("<p>De eerste alinea.</p><p>De tweede.</p>", "De eerste alinea."),
        ("<p>Tekst<footnote>een noot</footnote>.</p>", "Tekst."),
        ("", ""),
    ],
)
def test_opening_is_whole_sentences_of_the_first_paragraph(text: str, expected: str) -> None:
    assert aanhef(text, 8) == expected


def test_formula_keeps_its_small_letter() -> None:
    assert [dutch.capital(word) for word in ("p × q", "regie", "u")] == ["p × q", "Regie", "U"]
