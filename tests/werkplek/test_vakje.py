"""A cell of the matrix as a text that a person writes, and the cells of a sheet that choose from a list."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percelen.actions import Plaatsing
from werkplek.inhoud.excel import vakje
from werkplek.inhoud.excel.keuzes import Keuzelijst, Optie

JAN27, DEC28 = dt.date(2027, 1, 1), dt.date(2028, 12, 31)


def cel_of(days: tuple[dt.date | None, dt.date | None], in_beginsel: bool) -> Plaatsing:
    van, tot = days
    return Plaatsing(min(van, tot), max(van, tot), in_beginsel) if van and tot else Plaatsing(van, tot, in_beginsel)


DAYS = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
CELLS = st.none() | st.builds(cel_of, st.tuples(DAYS, DAYS), st.booleans())


@given(CELLS, CELLS)
def test_what_is_written_is_read_as_the_same_and_as_nothing_else(
    cel: Plaatsing | None, other: Plaatsing | None
) -> None:
    assert vakje.read(vakje.write(cel)) == cel
    assert (vakje.write(cel) == vakje.write(other)) == (cel == other)


@pytest.mark.parametrize(
    ("text", "cel"),
    [
        (None, None),
        ("nee", None),
        (" - ", None),
        (0, None),
        (False, None),
        ("Ja", Plaatsing()),
        ("x", Plaatsing()),
        (1, Plaatsing()),
        (True, Plaatsing()),
        ("in beginsel", Plaatsing(in_beginsel=True)),
        ("ja (in beginsel)", Plaatsing(in_beginsel=True)),
        ("Ja, vanaf 1 januari 2027", Plaatsing(JAN27)),
        ("per 01/01/2027", Plaatsing(JAN27)),
        ("vanaf 2027", Plaatsing(JAN27)),
        ("T/M 31 dec 2028", Plaatsing(None, DEC28)),
        ("tot en met 2028", Plaatsing(None, DEC28)),
        ("1-1-2027 tot en met 31-12-2028", Plaatsing(JAN27, DEC28)),
        ("van 1-1-2027\nt/m 31-12-2028, in beginsel", Plaatsing(JAN27, DEC28, in_beginsel=True)),
        ("2027-01-01 - 2028-12-31", Plaatsing(JAN27, DEC28)),
        ("1-1-2027 – 31-12-2028", Plaatsing(JAN27, DEC28)),
        (2027, Plaatsing(JAN27, dt.date(2027, 12, 31))),
        ("in beginsel 2027 en 2028", Plaatsing(JAN27, DEC28, in_beginsel=True)),
        ("2026, 2027 en 2028", Plaatsing(dt.date(2026, 1, 1), DEC28)),
        ("2027 t/m 2028", Plaatsing(JAN27, DEC28)),
    ],
)
def test_a_person_may_write_it_in_many_ways(text: Any, cel: Plaatsing | None) -> None:
    assert vakje.read(text) == cel


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("misschien", "Verwacht: ja, leeg, “vanaf 1-1-2027”"),
        ("1-1-2027", "Verwacht: ja, leeg"),
        (JAN27, "Schrijf “vanaf” of “t/m” ervoor"),
        ("vanaf morgen", "is geen datum"),
        ("vanaf 31-2-2027", "is geen datum"),
        ("t/m", "Verwacht: ja, leeg"),
        ("1-1-2027 tot 31-12-2028", "Schrijf “t/m” in plaats van “tot”"),
        ("31-12-2028 t/m 1-1-2027", "De einddatum ligt voor de begindatum."),
        ("2028 en 2030", "volgen niet op elkaar"),
        ("nee, in beginsel", "Verwacht: ja, leeg"),
        ("1-1-2027 t/m 1-1-2028 t/m 1-1-2029", "Verwacht: ja, leeg"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(text: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        vakje.read(text)


GRONDSLAGEN = Keuzelijst(
    [
        Optie("11", "PSY", namen=("PSY Psychisch", "Psychisch")),
        Optie("12", "VG", namen=("VG Verstandelijke, of andere beperking", "Verstandelijke, of andere beperking")),
        Optie("13", "SOM", namen=("Overig",)),
        Optie("14", "ZG", namen=("Overig", "psy")),
    ],
    meer=True,
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (None, []),
        ("PSY, VG", ["11", "12"]),
        ("vg;psy", ["11", "12"]),
        ("VG\nPSY\n", ["11", "12"]),
        ("VG PSY VG", ["11", "12"]),
        ("psychisch", ["11"]),
        ("Psychisch, verstandelijke, of  andere beperking; SOM", ["11", "12", "13"]),
        ("SOM, PSY Psychisch", ["11", "13"]),
    ],
)
def test_codes_are_read_however_they_are_divided_and_names_too(text: str | None, codes: list[str]) -> None:
    assert GRONDSLAGEN.read(text) == codes


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("PSY, XX YY", "“XX YY” is onbekend. Verwacht: PSY, VG, SOM, ZG of leeg."),
        ("Overig", "“Overig” is onbekend."),  # two of them are called so
        (Decimal("1.3"), "Geef de cel de opmaak Tekst"),
        (JAN27, "Geef de cel de opmaak Tekst"),
    ],
)
def test_what_names_nothing_or_two_things_is_refused(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        GRONDSLAGEN.read(value)


def test_one_choice_takes_one() -> None:
    keuzes = Keuzelijst([Optie("a", "a. Zonder plafond, toetreden kan", namen=("a",)), Optie("b", "b. Met plafond")])
    assert keuzes.read("A. zonder plafond, toetreden kan") == keuzes.read("a") == ["a"]
    with pytest.raises(ValueError, match="Kies er één"):
        keuzes.read("a b. Met plafond")


@given(st.lists(st.from_regex("[a-c1]{1,2}", fullmatch=True), unique=True, min_size=1, max_size=6), st.data())
def test_codes_that_are_written_are_read_as_the_same(codes: list[str], data: st.DataObject) -> None:
    """Also when another option has a name that looks like codes."""
    names = st.lists(st.sampled_from(codes), max_size=3).map(", ".join)
    opties = [Optie(str(number), code, namen=(data.draw(names),)) for number, code in enumerate(codes)]
    keuzes = Keuzelijst(opties, meer=True)
    chosen = [optie.sleutel for optie in opties if data.draw(st.booleans())]
    assert keuzes.read(keuzes.write(chosen)) == chosen
