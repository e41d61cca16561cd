"""Asking for long work, a worker that does it, and what is left when a worker dies."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Rol, User
from segments.models import Inkoop
from taken import werker
from taken.models import Taak
from taken.werk import ONZE_FOUT, ask
from taken.werker import Werker, prune, sign_of_life, take_over, work_off
from tests.accounts.factories import UserFactory
from tests.segments.factories import InkoopFactory
from tests.taken import werken

AT = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def done() -> list[tuple[str, int]]:
    werken.done.clear()
    return werken.done


def stand(over: Inkoop) -> Taak:
    return Taak.objects.about(over).get()


def test_work_that_was_asked_for_is_done_by_a_worker(inkoop: Inkoop, contractmanager: User, done: list[object]) -> None:
    taak = ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=3)
    assert (taak.is_open, taak.is_bezig, done) == (True, False, [])
    work_off()
    assert done == [(f"segments.inkoop/{inkoop.pk}", 3)]
    taak = stand(inkoop)
    assert (taak.is_open, taak.is_mislukt, taak.gedaan, taak.totaal) == (False, False, 3, 3)
    assert (taak.gevraagd_door, taak.gevraagd_op) == (contractmanager, AT)
    assert taak.begonnen_op is not None


def test_work_under_way_is_not_asked_for_twice(inkoop: Inkoop, contractmanager: User, done: list[object]) -> None:
    first = ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=1)
    assert ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=2) == first
    other = InkoopFactory(regio=inkoop.regio)
    assert ask(werken.tellen, over=other, by=contractmanager, at=AT, tot=3) != first
    assert ask(werken.weigeren, over=inkoop, by=contractmanager, at=AT) != first
    work_off()
    assert [tot for _, tot in done] == [1, 3]
    assert ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=4) != first


def test_what_is_rolled_back_was_not_asked_for(inkoop: Inkoop, contractmanager: User, done: list[object]) -> None:
    with transaction.atomic():
        ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=1)
        transaction.set_rollback(True)
    work_off()
    assert not done
    assert not Taak.objects.exists()


def test_a_refusal_tells_the_person_what_to_do(inkoop: Inkoop, contractmanager: User) -> None:
    ask(werken.weigeren, over=inkoop, by=contractmanager, at=AT)
    work_off()
    assert stand(inkoop).is_mislukt
    assert stand(inkoop).melding == "De winkel is dicht. Kom morgen terug."


def test_a_fault_of_ours_is_logged_and_not_shown(
    inkoop: Inkoop, contractmanager: User, caplog: pytest.LogCaptureFixture
) -> None:
    ask(werken.omvallen, over=inkoop, by=contractmanager, at=AT)
    work_off()
    assert stand(inkoop).melding == ONZE_FOUT
    assert "geheim van binnen" in caplog.text
    assert "geheim van binnen" in stand(inkoop).opdracht.traceback


def test_more_than_all_cannot_be_done(inkoop: Inkoop, contractmanager: User) -> None:
    taak = ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=1)
    with pytest.raises(IntegrityError, match="taak_niet_meer_dan_alles"):
        Taak.objects.filter(pk=taak.pk).update(gedaan=2, totaal=1)


def test_work_over_for_long_is_forgotten(inkoop: Inkoop, contractmanager: User) -> None:
    ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=1)
    work_off()
    prune()
    assert Taak.objects.count() == 1
    DBTaskResult.objects.update(finished_at=timezone.now() - dt.timedelta(days=91))
    prune()
    assert not Taak.objects.exists()


# --- workers that die -----------------------------------------------------------------------------------------------


def wait_until(holds: Callable[[], bool]) -> None:
    """The server needs a moment to notice that a connection is gone."""
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


def claim(by: Werker) -> None:
    """What a worker does just before it begins."""
    DBTaskResult.objects.get().claim(by.worker_id)


def test_the_work_of_a_living_worker_is_left_alone_and_that_of_a_dead_one_is_done_again(
    inkoop: Inkoop, contractmanager: User, done: list[object]
) -> None:
    ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=1)
    busy = Werker()
    with sign_of_life(busy.worker_id):
        claim(busy)
        take_over()
        work_off()
        assert stand(inkoop).is_bezig
        assert not done
    wait_until(lambda: take_over() or not stand(inkoop).is_bezig)
    work_off()
    assert len(done) == 1
    assert len(stand(inkoop).opdracht.worker_ids) == 2


def test_who_takes_over_goes_on_with_the_same_moment(inkoop: Inkoop, contractmanager: User) -> None:
    taak = ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=1)
    claim(Werker())
    Taak.objects.filter(pk=taak.pk).update(begonnen_op=AT)
    take_over()
    work_off()
    assert stand(inkoop).begonnen_op == AT


def test_work_that_kills_every_worker_is_given_up(
    inkoop: Inkoop, contractmanager: User, monkeypatch: pytest.MonkeyPatch, done: list[object]
) -> None:
    monkeypatch.setattr(werker, "HOOGSTENS", 3)
    ask(werken.tellen, over=inkoop, by=contractmanager, at=AT, tot=1)
    for _ in range(3):
        assert stand(inkoop).is_open
        claim(Werker())
        take_over()
    assert stand(inkoop).is_mislukt
    assert "Meld het aan de beheerder" in stand(inkoop).melding
    work_off()
    assert not done


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_the_same_moment_get_the_same_work() -> None:
    inkoop = InkoopFactory()
    user = UserFactory(username="iemand", regio=inkoop.regio, rol=Rol.CONTRACTMANAGER)
    barrier = threading.Barrier(4)
    asked: list[object] = []

    def run() -> None:
        barrier.wait(timeout=10)
        try:
            asked.append(ask(werken.tellen, over=inkoop, by=user, at=AT, tot=1).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (len(asked), len(set(asked)), Taak.objects.count()) == (4, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_alive_for_others_until_its_connection_is_gone() -> None:
    with sign_of_life("iemand"), transaction.atomic():
        assert not werker._is_gone("iemand")
        assert werker._is_gone("iemand anders")
    wait_until(lambda: werker._is_gone("iemand"))
