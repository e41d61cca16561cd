"""What is open, what closed and what comes next, to the second; the database works out the same as we do."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from core.moment import Moment
from proces.models import Mijlpaal, Stand
from proces.planning import Fase, closing, closings, fase, first_closings, upcoming
from segments.models import Inkoop
from tests.segments.factories import SegmentFactory

NL = ZoneInfo("Europe/Amsterdam")
pytestmark = pytest.mark.django_db


def make(inkoop: Inkoop, moment: str, **fields: Any) -> Mijlpaal:
    new = Mijlpaal.objects.create(
        inkoop=inkoop, moment=Moment.parse(moment), **{"titel": f"Op {moment}", "openbaar": True, **fields}
    )
    return Mijlpaal.objects.get(pk=new.pk)


@pytest.mark.parametrize(
    "moment",
    ["2024-02-29", "2024-12", "2024-Q1", "2024-Q4", "2024", "2024-11/2025-02", "2024-Q3/2025", "2024-01-30/2024-01-31"],
)
def test_the_database_knows_the_same_days(moment: str, inkoop: Inkoop) -> None:
    row = make(inkoop, moment, sluit="reageren")
    assert row.begin == row.moment.begin
    assert row.sluit_op == dt.datetime.combine(row.moment.last_day + dt.timedelta(days=1), dt.time(), NL)


@pytest.mark.parametrize(("zone", "moment"), [("UTC", "2024-05-21"), ("America/New_York", "2024-12-01/2024-12-31")])
def test_a_closing_does_not_depend_on_the_zone_of_the_connection(zone: str, moment: str, inkoop: Inkoop) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL TIME ZONE '{zone}'")
        row = make(inkoop, moment, sluit="reageren", tijd=dt.time(12))
        cursor.execute("SELECT extract(epoch FROM sluit_op) FROM proces_mijlpaal")
        assert cursor.fetchone()[0] == dt.datetime.combine(row.moment.last_day, dt.time(12), NL).timestamp()


def test_what_closes_nothing_has_no_closing(inkoop: Inkoop) -> None:
    assert make(inkoop, "2024-05-21").sluit_op is None


def test_open_until_the_second(inkoop: Inkoop) -> None:
    row = make(inkoop, "2024-05-21", sluit="reageren", tijd=dt.time(12))
    last = dt.datetime(2024, 5, 21, 11, 59, 59, tzinfo=NL)
    assert (closing(row, last).staat, closing(row, last).tekst) == (
        "bijna", "sluit vandaag: tot 21 mei 2024, 12.00 uur",
    )  # fmt: skip
    assert (closing(row, last + dt.timedelta(seconds=1)).staat, fase(row, last + dt.timedelta(seconds=1))) == (
        "dicht", Fase.GEWEEST,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "staat", "tekst"),
    [
        ((2027, 2, 28), "komt", "vanaf 1 maart 2027, tot en met juni 2027"),
        ((2027, 3, 1), "open", "open tot en met juni 2027"),
        ((2027, 6, 27), "bijna", "sluit over 3 dagen: tot en met juni 2027"),
        ((2027, 6, 29), "bijna", "sluit morgen: tot en met juni 2027"),
        ((2027, 7, 1), "dicht", "gesloten sinds juni 2027"),
    ],
)
def test_words_of_a_closing(day: tuple[int, int, int], staat: str, tekst: str, inkoop: Inkoop) -> None:
    row = make(inkoop, "2027-03/2027-06", sluit="aanmelden")
    found = closing(row, dt.datetime(*day, 9, tzinfo=NL))
    assert (found.staat, found.tekst, found.wat) == (staat, tekst, "Aanmelden")


def test_what_is_open_comes_first_and_what_is_over_only_when_nothing_came_after_it(inkoop: Inkoop) -> None:
    at = dt.datetime(2027, 6, 1, tzinfo=NL)
    ouderen = SegmentFactory(inkoop=inkoop, code="ouderen", naam="Ouderen")
    make(inkoop, "2026-05-01", sluit="reageren")
    make(inkoop, "2027-08-01", sluit="reageren")
    make(inkoop, "2027-07-01", sluit="vragen")
    make(inkoop, "2027-05-01", sluit="aanmelden")
    make(inkoop, "2026-05-02", sluit="aanmelden")
    make(inkoop, "2027-05-01", sluit="reageren", segment=ouderen, titel="Ouderen")
    rows = list(Mijlpaal.objects.order_by("pk"))
    assert [(one.wat, one.staat) for one in closings(rows, at)] == [
        ("Vragen stellen", "open"), ("Reageren", "open"), ("Aanmelden", "dicht"), ("Reageren (Segment Ouderen)", "dicht"),
    ]  # fmt: skip
    assert first_closings([inkoop.pk], at)[inkoop.pk].wat == "Vragen stellen"


def test_what_a_person_said_goes_before_the_calendar(inkoop: Inkoop) -> None:
    at = dt.datetime(2027, 6, 1, tzinfo=NL)
    klaar = make(inkoop, "2027-06-20", stand=Stand.KLAAR)
    bezig = make(inkoop, "2027-05-20", stand=Stand.BEZIG)
    straks = make(inkoop, "2027-06-25")
    assert [fase(row, at) for row in (klaar, bezig, straks)] == [Fase.GEWEEST, Fase.NU, Fase.STRAKS]
    assert upcoming([klaar, straks, bezig], at) == straks


def test_moved_says_why_and_from_where(inkoop: Inkoop) -> None:
    row = Mijlpaal(inkoop=inkoop, titel="Start", moment=Moment.parse("2027"), stand=Stand.VERSCHOVEN)
    with pytest.raises(ValidationError, match="waarom dit moment verschoven is"):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    row.reden, row.eerder = "Meer tijd nodig", Moment.parse("2026")
    row.full_clean()
    row.save()


def test_a_time_belongs_to_a_day(inkoop: Inkoop) -> None:
    row = Mijlpaal(inkoop=inkoop, titel="Start", moment=Moment.parse("2027-Q1"), tijd=dt.time(12))
    with pytest.raises(ValidationError, match="alleen bij een dag"):
        row.full_clean()
