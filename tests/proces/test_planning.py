"""What is open, what closed and what comes next, to the second; the database works out the same as we do."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core.fouten import BewerkFout, NotAllowed
from core.moment import Moment
from proces.actions import add_note, copy_planning, left_behind, resolve_note
from proces.models import Bijeenkomst, Kengetal, Mijlpaal, Mijlpaalstand
from proces.planning import Fase, closing, closings, fase, first_closings, on_the_line, upcoming
from segments.models import Inkoop
from tests.segments.factories import InkoopFactory, SegmentFactory

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


@pytest.mark.parametrize(
    ("day", "staat", "tekst"),
    [
        (15, "open", "open tot en met 30 juni 2027"),
        (16, "bijna", "sluit over 14 dagen: tot en met 30 juni 2027"),
        (28, "bijna", "sluit over 2 dagen: tot en met 30 juni 2027"),
        (30, "bijna", "sluit vandaag: tot en met 30 juni 2027"),
    ],
)
def test_the_last_fourteen_days_are_counted(day: int, staat: str, tekst: str, inkoop: Inkoop) -> None:
    # A day has no begin: it is open at once.
    found = closing(make(inkoop, "2027-06-30", sluit="aanmelden"), dt.datetime(2027, 6, day, 9, tzinfo=NL))
    assert (found.staat, found.tekst) == (staat, tekst)


@pytest.mark.parametrize(
    ("moment", "fields", "found"),
    [
        ("2027-05-31", {}, Fase.GEWEEST),
        ("2027-06-01", {}, Fase.NU),
        ("2027-06-02", {}, Fase.STRAKS),
        ("2027-05/2027-07", {}, Fase.NU),
        ("2027-06-01", {"sluit": "reageren", "tijd": dt.time(12)}, Fase.GEWEEST),
        ("2027-06-01", {"sluit": "reageren", "tijd": dt.time(12, 1)}, Fase.NU),
        ("2027-06-01", {"tijd": dt.time(11)}, Fase.NU),
    ],
)
def test_what_was_is_and_comes(moment: str, fields: dict[str, Any], found: Fase, inkoop: Inkoop) -> None:
    assert fase(make(inkoop, moment, **fields), dt.datetime(2027, 6, 1, 12, tzinfo=NL)) == found


def test_on_the_line_a_period_stands_at_its_begin_and_a_month_behind_its_days(inkoop: Inkoop) -> None:
    moments = ["2027-06", "2027-06-20", "2027-06/2027-09", "2027-06-20/2027-06-25", "2027-06-20"]
    rows = [make(inkoop, moment, titel=f"{number}") for number, moment in enumerate(moments)]
    assert [row.titel for row in sorted(rows, key=on_the_line)] == ["2", "1", "4", "3", "0"]


def test_of_an_inkoop_of_which_all_is_closed_the_last_is_told(inkoop: Inkoop) -> None:
    other, none, hidden = (InkoopFactory(regio=inkoop.regio) for _ in range(3))
    make(inkoop, "2026-05-01", sluit="reageren")
    make(inkoop, "2026-06-01", sluit="aanmelden")
    make(other, "2026-05-01", sluit="reageren")
    make(other, "2028-05-01/2028-06-01", sluit="aanmelden")
    make(none, "2028-05-01")
    make(hidden, "2028-05-01", sluit="aanmelden", openbaar=False)
    found = first_closings([inkoop.pk, other.pk, none.pk, hidden.pk], dt.datetime(2027, 6, 1, tzinfo=NL))
    assert {pk: (one.wat, one.staat) for pk, one in found.items()} == {
        inkoop.pk: ("Aanmelden", "dicht"), other.pk: ("Aanmelden", "komt"),
    }  # fmt: skip


def test_what_is_open_goes_before_what_comes(inkoop: Inkoop) -> None:
    make(inkoop, "2027-06-05/2027-06-10", sluit="aanmelden")
    make(inkoop, "2027-07-01", sluit="vragen")
    found = closings(Mijlpaal.objects.order_by("pk"), dt.datetime(2027, 6, 1, tzinfo=NL))
    assert [(one.staat, one.is_open) for one in found] == [("open", True), ("komt", False)]


# --- taken along and taken away ---


def test_a_planning_is_copied_as_much_later_and_hidden(inkoop: Inkoop, contractmanager: User) -> None:
    inkoop.start_contract = dt.date(2027, 1, 1)
    later, without = InkoopFactory(start_contract=dt.date(2030, 1, 1)), InkoopFactory(start_contract=None)
    make(inkoop, "2026-05-01", titel="Start", sluit="reageren", tijd=dt.time(12), omschrijving="Zo.")
    make(inkoop, "2026-Q3", titel="Gunning")
    copy_planning(van=inkoop, naar=later, by=contractmanager)
    rows = Mijlpaal.objects.filter(inkoop=later).order_by("begin")
    assert [(str(row.moment), row.titel, row.sluit, row.tijd, row.voorlopig, row.openbaar) for row in rows] == [
        ("2029-05-01", "Start", "reageren", dt.time(12), True, False), ("2029-Q3", "Gunning", "", None, True, False),
    ]  # fmt: skip
    copy_planning(van=inkoop, naar=without, by=contractmanager)
    copy_planning(van=without, naar=later, by=contractmanager)
    kept = Mijlpaal.objects.filter(inkoop=without).order_by("begin")
    assert [str(row.moment) for row in kept] == ["2026-05-01", "2026-Q3"]


def test_two_moments_that_become_one_are_copied_once(inkoop: Inkoop, contractmanager: User) -> None:
    inkoop.start_contract = dt.date(2027, 1, 1)
    later = InkoopFactory(start_contract=dt.date(2027, 2, 1))
    for moment in ("2027-01-30", "2027-01-31"):
        make(inkoop, moment, titel="Start")
    assert [str(row.moment) for row in copy_planning(van=inkoop, naar=later, by=contractmanager)] == ["2027-02-28"]


def test_what_stays_behind_is_counted_in_words(inkoop: Inkoop) -> None:
    assert left_behind(inkoop) == []
    Bijeenkomst.objects.create(inkoop=inkoop, sleutel="een", titel="Een", datum=dt.date(2027, 1, 1))
    for naam in ("a", "b"):
        Kengetal.objects.create(inkoop=inkoop, naam=naam, jaar=2026)
    assert left_behind(inkoop) == ["1 bijeenkomst", "2 kengetallen"]


def test_a_note_is_answered_where_it_is_open(inkoop: Inkoop, contractmanager: User, lezer: User, buur: User) -> None:
    at = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)
    said = {"inkoop": inkoop, "plek": "perceel/1", "tekst": "Klopt dit?", "by": lezer, "at": at}
    note = add_note(**said)
    assert add_note(**said) == note
    assert add_note(**said | {"by": contractmanager}) != note
    answer = add_note(**said | {"tekst": "Ja.", "bij": note})
    other = InkoopFactory(regio=inkoop.regio)
    for wrong in ({"bij": answer}, {"bij": note, "plek": "perceel/2"}, {"bij": note, "inkoop": other}):
        with pytest.raises(BewerkFout, match="Maak een nieuwe"):
            add_note(**said | wrong)
    with pytest.raises(NotAllowed):
        add_note(**said | {"by": buur})
    with pytest.raises(NotAllowed):
        resolve_note(note=note, by=buur, at=at)
    resolve_note(note=note, by=contractmanager, at=at)
    resolve_note(note=note, by=lezer, at=at + dt.timedelta(days=1))
    resolve_note(note=answer, by=lezer, at=at)
    note.refresh_from_db()
    answer.refresh_from_db()
    assert (note.opgelost_op, note.opgelost_door, answer.opgelost_op) == (at, contractmanager, None)
    with pytest.raises(BewerkFout, match="Maak een nieuwe"):
        add_note(**said | {"bij": note})
    assert add_note(**said) != note


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
    klaar = make(inkoop, "2027-06-20", stand=Mijlpaalstand.KLAAR)
    bezig = make(inkoop, "2027-05-20", stand=Mijlpaalstand.BEZIG)
    straks = make(inkoop, "2027-06-25")
    assert [fase(row, at) for row in (klaar, bezig, straks)] == [Fase.GEWEEST, Fase.NU, Fase.STRAKS]
    assert upcoming([klaar, straks, bezig], at) == straks


def test_moved_says_why_and_from_where(inkoop: Inkoop) -> None:
    row = Mijlpaal(inkoop=inkoop, titel="Start", moment=Moment.parse("2027"), stand=Mijlpaalstand.VERSCHOVEN)
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
