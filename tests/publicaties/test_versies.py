from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from publicaties.models import BUITEN, Publicatie, PublicatieSoort, Status
from publicaties.versies import Versiestaat, current, label, labels, shown, upcoming
from segments.models import Inkoop
from tests.publicaties.factories import make_published, withdraw

pytestmark = pytest.mark.usefixtures("small_files")

MARCH, JUNE, JULY = (dt.date(2026, month, 1) for month in (3, 6, 7))


def version(number: int, day: dt.date, **fields: Any) -> Publicatie:
    values = {
        "status": Status.GEPUBLICEERD,
        "volgnummer": number,
        "ingangsdatum": day,
        "pk": number,
        "versienaam": "Versie",
        "op_hoofdlijnen": False,
    }
    return Publicatie(**(values | fields))


def told(versies: list[Publicatie], day: dt.date) -> list[str]:
    return [found.tekst for found in labels(versies, day)]


def test_the_one_with_the_latest_ingangsdatum_counts() -> None:
    rows = [version(1, MARCH), version(2, JUNE), version(3, JULY)]
    assert current(rows, dt.date(2026, 2, 28)) is None
    assert current(rows, MARCH) is rows[0]
    assert current(rows, dt.date(2026, 6, 30)) is rows[1]
    assert current(rows[::-1], JULY) is rows[2]
    assert upcoming(rows, MARCH) == rows[1:]


def test_labels_of_a_row_of_versions() -> None:
    rows = [version(1, MARCH), version(2, JUNE), version(3, JULY)]
    assert told(rows, dt.date(2026, 6, 10)) == [
        "gold tot en met 31 mei 2026",
        "geldt nu, wordt vervangen per 1 juli 2026",
        "gaat in op 1 juli 2026",
    ]
    assert told(rows, JULY)[1:] == ["gold tot en met 30 juni 2026", "geldt nu"]
    assert told(rows, dt.date(2026, 1, 1))[0] == "gaat in op 1 maart 2026"
    for day in (MARCH, JUNE, JULY):
        assert [label(rows, row, day).tekst for row in rows] == told(rows, day)


def test_a_version_that_does_not_say_what_is_bought_is_a_stand_of_its_year() -> None:
    told_in_2020 = {"op_hoofdlijnen": True, "gepubliceerd_op": dt.datetime(2020, 7, 9, tzinfo=dt.UTC)}
    rows = [version(1, MARCH, **told_in_2020), version(2, JULY)]
    assert told(rows, JUNE)[0] == "stand 2020, wordt vervangen per 1 juli 2026"
    assert labels(rows[:1], JUNE)[0].staat == Versiestaat.STAND
    assert told(rows, dt.date(2026, 1, 1))[0] == "gaat in op 1 maart 2026"
    assert told(rows, JULY)[0] == "gold tot en met 30 juni 2026"


@pytest.mark.parametrize(
    ("producten", "tarieven", "eisen", "op_hoofdlijnen"),
    [
        ([], [], [], False),
        ([{"eenheid": ""}], [], [], True),
        ([{"eenheid": ""}, {"eenheid": "04"}], [], [], False),
        ([{"eenheid": ""}], [{}], [], False),
        ([{"eenheid": ""}], [], [{}], False),
        ([{"eenheid": ""}], [], None, True),
    ],
)
def test_the_database_knows_what_a_version_does_not_say(
    inkoop: Inkoop, producten: list[object], tarieven: list[object], eisen: list[object] | None, op_hoofdlijnen: bool
) -> None:
    inhoud = {"producten": producten, "tarieven": tarieven} | ({} if eisen is None else {"eisen": eisen})
    row = Publicatie.objects.create(inkoop=inkoop, versienaam="Versie", ingangsdatum=JUNE, inhoud=inhoud)
    assert Publicatie.objects.get(pk=row.pk).op_hoofdlijnen is op_hoofdlijnen


def test_of_two_on_one_day_the_higher_number_counts() -> None:
    rows = [version(1, JUNE), version(2, JUNE)]
    assert current(rows, JUNE) is rows[1]
    assert told(rows, JUNE) == ["vervangen door versie 2", "geldt nu"]
    assert told(rows, MARCH) == ["vervangen door versie 2", "gaat in op 1 juni 2026"]
    assert upcoming(rows, MARCH) == [rows[1]]


def test_a_correction_of_the_past_takes_its_place_between() -> None:
    rows = [version(1, MARCH), version(2, JULY), version(3, JUNE)]
    assert told(rows, JULY) == ["gold tot en met 31 mei 2026", "geldt nu", "gold tot en met 30 juni 2026"]


def test_consultatieversie_and_withdrawn_version_never_count() -> None:
    rows = [
        version(1, MARCH, soort=PublicatieSoort.CONSULTATIE),
        version(2, MARCH),
        version(3, JUNE, status=Status.INGETROKKEN, ingetrokken_op=dt.datetime(2026, 6, 2, 23, 30, tzinfo=dt.UTC)),
        version(4, MARCH, status=Status.CONCEPT, volgnummer=None),
    ]
    assert current(rows, JULY) is rows[1]
    assert told(rows, JULY) == ["consultatieversie", "geldt nu", "ingetrokken op 3 juni 2026", "niet gepubliceerd"]


def test_what_a_visitor_is_shown() -> None:
    consultatie = [
        version(1, JUNE, soort=PublicatieSoort.CONSULTATIE),
        version(2, JUNE, soort=PublicatieSoort.CONSULTATIE),
    ]
    assert shown(consultatie, MARCH) is consultatie[1]
    later = [*consultatie, version(3, JUNE), version(4, JULY)]
    assert shown(later, MARCH) is later[2]
    assert shown(later, JULY) is later[3]
    assert shown([], MARCH) is None
    withdrawn = {"status": Status.INGETROKKEN}
    assert shown([version(1, JUNE, **withdrawn)], JULY) is None
    assert (
        shown([*consultatie, version(3, JUNE, soort=PublicatieSoort.CONSULTATIE, **withdrawn)], JULY) is consultatie[1]
    )


@given(
    st.lists(
        st.tuples(
            st.dates(MARCH, JULY),
            st.sampled_from(BUITEN),
            st.sampled_from(PublicatieSoort.values),
        )
    ),
    st.dates(dt.date(2026, 2, 1), dt.date(2026, 8, 1)),
)
def test_exactly_one_version_counts_now_or_none(rows: list[tuple[dt.date, str, str]], day: dt.date) -> None:
    versies = [
        version(number, begin, status=status, soort=soort) for number, (begin, status, soort) in enumerate(rows, 1)
    ]
    found = labels(versies, day)
    now = [versie for versie, one in zip(versies, found, strict=True) if one.staat == Versiestaat.GELDT]
    assert now == ([current(versies, day)] if current(versies, day) else [])
    to_come = [versie for versie, one in zip(versies, found, strict=True) if one.staat == Versiestaat.KOMT]
    assert sorted(to_come, key=lambda row: row.pk) == sorted(upcoming(versies, day), key=lambda row: row.pk)


def test_the_versions_of_an_inkoop_cost_one_query_without_their_data(
    inkoop: Inkoop, contractmanager: User, beoordelaar: User, django_assert_num_queries: Any
) -> None:
    for _ in range(3):
        make_published(inkoop, by=contractmanager, approver=beoordelaar)
    with django_assert_num_queries(1) as queries:
        rows = list(Publicatie.objects.known().filter(inkoop=inkoop).for_reading().newest_first())
        assert [row.volgnummer for row in rows] == [3, 2, 1]
        assert labels(rows, JULY)[0].tekst == "geldt nu"
        assert rows[0].inkoop.regio.naam == "Midden-Limburg"
    assert isinstance(queries, CaptureQueriesContext)
    assert '"publicaties_publicatie"."inhoud"' not in queries[0]["sql"]


def test_withdrawing_brings_the_version_before_back(inkoop: Inkoop, contractmanager: User, beoordelaar: User) -> None:
    first = make_published(inkoop, by=contractmanager, approver=beoordelaar, ingangsdatum=MARCH)
    second = make_published(inkoop, by=contractmanager, approver=beoordelaar, ingangsdatum=JUNE)
    assert current(Publicatie.objects.known(), JULY) == second
    withdraw(second, by=contractmanager, other=beoordelaar)
    assert current(Publicatie.objects.known(), JULY) == first
    with pytest.raises(Publicatie.DoesNotExist):
        Publicatie.objects.published().get(pk=second.pk)
