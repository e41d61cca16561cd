"""Publishing is all or nothing, and only once: killed processes, and people at the same moment."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.models import Rol, User
from publicaties import actions
from publicaties.document import Drukwerk
from publicaties.fouten import AlreadyOpen, CannotPublish, PublicatieFout, StillChanging, WrongStatus
from publicaties.models import Bestand, BestandSoort, Onderdeel, Publicatie, Status
from publicaties.snapshot import Snapshot, freeze, take
from segments.models import Inkoop, Regio
from taken.werker import work_off
from tests.accounts.factories import UserFactory
from tests.publicaties.factories import AT, make_approved, make_submitted
from tests.segments.factories import HoofdstukFactory, InkoopFactory, RegioFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_files")]

DAY = dt.timedelta(days=1)


@pytest.fixture
def regio(transactional_db: None) -> Regio:
    return RegioFactory(slug="regio")


@pytest.fixture
def inkoop(regio: Regio) -> Inkoop:
    return InkoopFactory(regio=regio, slug="inkoop")


@pytest.fixture
def people(regio: Regio) -> tuple[User, User, User]:
    """Who submits, and two who may approve."""
    return (
        UserFactory(username="indiener", regio=regio, rol=Rol.CONTRACTMANAGER),
        UserFactory(username="een", regio=regio, rol=Rol.BEOORDELAAR),
        UserFactory(username="twee", regio=regio, rol=Rol.BEOORDELAAR),
    )


def at_once(*steps: Callable[[], object]) -> list[object]:
    """What each step gave or raised; they start at the same moment, each with a connection of its own."""
    outcomes: list[object] = [None] * len(steps)
    barrier = threading.Barrier(len(steps))

    def run(index: int, step: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            outcomes[index] = step()
        except Exception as error:
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index, step)) for index, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def errors(outcomes: list[object]) -> list[object]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


# --- killed ---


@pytest.mark.parametrize(
    "point",
    [
        "before the pages",
        "after the pages",
        "between files",
        "before the status",
        "after the status",
        "at the commit",
        "after the commit",
    ],
)
def test_killed_while_publishing(inkoop: Inkoop, people: tuple[User, User, User], point: str) -> None:
    publicatie = make_approved(inkoop, by=people[0], approver=people[1])
    program = Path(__file__).with_name("publish_and_die.py")
    finished = subprocess.run(
        [sys.executable, str(program), connection.settings_dict["NAME"], str(publicatie.pk), point],
        cwd=settings.BASE_DIR,
        env=_environment(),
        timeout=120,
        check=False,
        capture_output=True,
    )
    assert finished.returncode == -9, finished.stderr.decode()
    publicatie.refresh_from_db()
    if point == "after the commit":
        assert (publicatie.status, publicatie.volgnummer) == (Status.GEPUBLICEERD, 1)
        assert (Onderdeel.objects.count(), Bestand.objects.count()) == (2, 2)
    else:
        assert (publicatie.status, publicatie.volgnummer) == (Status.GOEDGEKEURD, None)
        assert (Onderdeel.objects.count(), Bestand.objects.count()) == (0, 0)
        actions.publish(publicatie=publicatie, by=people[0], at=AT)
        assert Publicatie.objects.get().volgnummer == 1


def _environment() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(settings.BASE_DIR)}


# --- at the same moment ---


def test_two_people_publish_at_once(
    inkoop: Inkoop, people: tuple[User, User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    publicatie = make_approved(inkoop, by=people[0], approver=people[1])
    monkeypatch.setattr("publicaties.document.render_bestanden", _slow)
    copies = [Publicatie.objects.get(pk=publicatie.pk) for _ in range(2)]
    outcomes = at_once(
        *(
            lambda copy=copy, by=by: actions.publish(publicatie=copy, by=by, at=AT)
            for copy, by in zip(copies, people[:2], strict=True)
        )
    )
    (error,) = errors(outcomes)
    assert isinstance(error, WrongStatus)
    assert "al gepubliceerd" in str(error)
    assert Publicatie.objects.get().volgnummer == 1
    assert Bestand.objects.count() == 1


def test_two_people_approve_at_once(inkoop: Inkoop, people: tuple[User, User, User]) -> None:
    publicatie = make_submitted(inkoop, by=people[0])
    copies = [Publicatie.objects.get(pk=publicatie.pk) for _ in range(2)]
    outcomes = at_once(
        *(
            lambda copy=copy, by=by: actions.approve(publicatie=copy, by=by, at=AT)
            for copy, by in zip(copies, people[1:], strict=True)
        )
    )
    (error,) = errors(outcomes)
    assert isinstance(error, WrongStatus)
    assert "al goedgekeurd, door" in str(error)


def test_two_people_start_a_version_at_once(inkoop: Inkoop, people: tuple[User, User, User]) -> None:
    outcomes = at_once(
        *[
            lambda: actions.start_concept(
                inkoop=inkoop, versienaam="Versie", ingangsdatum=dt.date(2026, 6, 1), by=people[0], at=AT
            )
        ]
        * 2
    )
    (error,) = errors(outcomes)
    assert isinstance(error, AlreadyOpen)


def test_approving_and_returning_at_once(inkoop: Inkoop, people: tuple[User, User, User]) -> None:
    """Whoever is second is told, or returns what was approved just before: never an approved version with remarks unseen."""
    publicatie = make_submitted(inkoop, by=people[0])
    one, two = (Publicatie.objects.get(pk=publicatie.pk) for _ in range(2))
    outcomes = at_once(
        lambda: actions.approve(publicatie=one, by=people[1], at=AT),
        lambda: actions.return_with_remarks(publicatie=two, opmerkingen=[("", "Wacht")], by=people[2], at=AT),
    )
    assert all(isinstance(error, PublicatieFout) for error in errors(outcomes))
    assert Publicatie.objects.get().status == Status.TERUGGEGEVEN


def test_the_timer_runs_in_two_places_at_once(inkoop: Inkoop, people: tuple[User, User, User]) -> None:
    publicatie = make_approved(inkoop, by=people[0], approver=people[1])
    actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=people[0], at=AT)
    outcomes = at_once(*[lambda: actions.publish_due(at=AT + DAY)] * 3)
    assert errors(outcomes) == []
    asked = [row for outcome in outcomes for row in outcome.gevraagd]  # type: ignore[attr-defined]
    assert asked == [publicatie]
    assert [outcome.mislukt for outcome in outcomes] == [[], [], []]  # type: ignore[attr-defined]
    at_once(work_off, work_off)
    assert Publicatie.objects.get().volgnummer == 1


def test_adding_to_an_inkoop_does_not_wait_for_publishing(
    inkoop: Inkoop, people: tuple[User, User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    publicatie = make_approved(inkoop, by=people[0], approver=people[1])
    busy, done = threading.Event(), threading.Event()

    def wait(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
        busy.set()
        assert done.wait(timeout=10), "adding a hoofdstuk waited for the lock"
        yield BestandSoort.DOCUMENT, "", "document.pdf", lambda: b"%PDF"

    def add() -> None:
        assert busy.wait(timeout=10)
        HoofdstukFactory(inkoop=inkoop)
        done.set()

    monkeypatch.setattr("publicaties.document.render_bestanden", wait)
    assert errors(at_once(lambda: actions.publish(publicatie=publicatie, by=people[0], at=AT), add)) == []


def test_a_late_row_does_not_slip_into_a_version_that_is_being_published(
    inkoop: Inkoop, people: tuple[User, User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    publicatie = make_approved(inkoop, by=people[0], approver=people[1])
    monkeypatch.setattr("publicaties.document.render_bestanden", _slow)

    def slip_in() -> None:
        time.sleep(0.1)
        Onderdeel.objects.create(publicatie_id=publicatie.pk, soort="hoofdstuk", code="x", titel="X")

    outcomes = at_once(lambda: actions.publish(publicatie=publicatie, by=people[0], at=AT), slip_in)
    (error,) = errors(outcomes)
    assert "Cannot change rows of a gepubliceerd version" in str(error)
    assert [row.titel for row in Onderdeel.objects.exclude(soort="inkoop").order_by("pk")] == ["Inleiding"]


def _slow(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
    time.sleep(0.4)
    yield BestandSoort.DOCUMENT, "", "document.pdf", lambda: b"%PDF"


# --- a snapshot is of one moment ---


def test_a_change_halfway_does_not_get_in_by_half(inkoop: Inkoop, monkeypatch: pytest.MonkeyPatch) -> None:
    HoofdstukFactory(inkoop=inkoop, titel="Eerst")
    readings: list[Snapshot] = []

    def take_and_change(row: Inkoop) -> Snapshot:
        snapshot = take(row)
        if not readings:
            HoofdstukFactory(inkoop=inkoop, titel="Intussen")
        readings.append(snapshot)
        return snapshot

    monkeypatch.setattr("publicaties.snapshot.take", take_and_change)
    assert [row.titel for row in freeze(inkoop).hoofdstukken] == ["Eerst", "Intussen"]
    assert len(readings) == 3


def test_working_data_that_does_not_come_to_rest(inkoop: Inkoop, monkeypatch: pytest.MonkeyPatch) -> None:
    def take_and_change(row: Inkoop) -> Snapshot:
        HoofdstukFactory(inkoop=inkoop)
        return take(row)

    monkeypatch.setattr("publicaties.snapshot.take", take_and_change)
    with pytest.raises(StillChanging, match="nog aan deze inkoop gewerkt"):
        freeze(inkoop)


def test_the_snapshot_is_of_the_stored_inkoop_not_of_a_stale_one(inkoop: Inkoop) -> None:
    Inkoop.objects.filter(pk=inkoop.pk).update(titel="Nieuwe titel")
    assert freeze(inkoop).inkoop.titel == "Nieuwe titel"


# --- the command ---


def test_the_command_publishes_what_is_due(
    inkoop: Inkoop, people: tuple[User, User, User], capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    publicatie = make_approved(inkoop, by=people[0], approver=people[1])
    actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=people[0], at=AT)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + DAY)
    call_command("publiceer_gepland")
    call_command("publiceer_gepland")
    assert capsys.readouterr().out.count("Gevraagd: ") == 1
    work_off()
    assert Publicatie.objects.get().status == Status.GEPUBLICEERD


def test_the_command_fails_when_a_version_fails(
    inkoop: Inkoop, people: tuple[User, User, User], capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    publicatie = make_approved(inkoop, by=people[0], approver=people[1])
    actions.plan(publicatie=publicatie, gepland_op=AT + DAY, by=people[0], at=AT)

    def fail(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
        raise CannotPublish("Een lettertype ontbreekt.")

    monkeypatch.setattr("publicaties.document.render_bestanden", fail)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + DAY)
    call_command("publiceer_gepland")
    work_off()
    with pytest.raises(CommandError, match="Niet elke geplande versie"):
        call_command("publiceer_gepland")
    assert "Een lettertype ontbreekt." in capsys.readouterr().err
