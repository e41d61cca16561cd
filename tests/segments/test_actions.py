from __future__ import annotations

import threading
import time

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from core.fouten import Conflict, NotAllowed
from segments.actions import deelnemers_of, save_deelnemers
from segments.bewerking import fingerprint_of
from segments.models import Deelnemer, Inkoop
from tests.segments.factories import DeelnemerFactory, GemeenteFactory


def basis_of(inkoop: Inkoop) -> str:
    return fingerprint_of(deelnemers_of(inkoop))


def test_gemeenten_are_added_moved_to_another_groep_and_taken_away(inkoop: Inkoop, contractmanager: User) -> None:
    stays, moves, goes = (DeelnemerFactory(inkoop=inkoop, groep="MLW") for _ in range(3))
    DeelnemerFactory(gemeente=goes.gemeente)  # in another inkoop
    new, basis = GemeenteFactory(), basis_of(inkoop)
    wanted = {stays.gemeente_id: "MLW", moves.gemeente_id: "MER", new.pk: ""}
    assert save_deelnemers(inkoop=inkoop, deelnemers=wanted, basis=basis, by=contractmanager)
    assert deelnemers_of(inkoop) == wanted
    assert set(Deelnemer.objects.filter(inkoop=inkoop).values_list("pk", flat=True)) >= {stays.pk, moves.pk}
    assert Deelnemer.objects.filter(gemeente=goes.gemeente).count() == 1
    # Sent again: nothing to do, and no conflict with oneself.
    assert not save_deelnemers(inkoop=inkoop, deelnemers=wanted, basis=basis, by=contractmanager)


def test_gemeenten_that_a_colleague_changed_are_not_overwritten(
    inkoop: Inkoop, contractmanager: User, lezer: User, buur: User
) -> None:
    row = DeelnemerFactory(inkoop=inkoop, groep="MLW")
    basis = basis_of(inkoop)
    Deelnemer.objects.filter(pk=row.pk).update(groep="MER")
    for old in (basis, ""):
        with pytest.raises(Conflict):
            save_deelnemers(inkoop=inkoop, deelnemers={}, basis=old, by=contractmanager)
    for stranger in (lezer, buur):
        with pytest.raises(NotAllowed):
            save_deelnemers(inkoop=inkoop, deelnemers={}, basis=basis_of(inkoop), by=stranger)
    assert deelnemers_of(inkoop) == {row.gemeente_id: "MER"}


def test_who_changed_a_gemeente_is_in_the_history(inkoop: Inkoop, contractmanager: User) -> None:
    row = DeelnemerFactory(inkoop=inkoop, groep="MLW")
    save_deelnemers(inkoop=inkoop, deelnemers={}, basis=basis_of(inkoop), by=contractmanager)
    event = apps.get_model("segments", "DeelnemerEvent").objects.get(pgh_label="delete")
    assert (event.gemeente_id, event.groep) == (row.gemeente_id, "MLW")
    assert event.pgh_context.metadata["user"] == contractmanager.pk


@pytest.mark.django_db(transaction=True)
def test_two_people_at_the_same_moment_one_saves_and_one_is_told(
    inkoop: Inkoop, contractmanager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(values: dict[int, str]) -> str:
        time.sleep(0.3)  # long enough for both to have looked, were there no lock
        return fingerprint_of(values)

    monkeypatch.setattr("segments.actions.fingerprint_of", slow)
    gemeenten, basis, outcomes = [GemeenteFactory(), GemeenteFactory()], basis_of(inkoop), []
    together = threading.Barrier(2)

    def save(gemeente: int) -> None:
        together.wait()
        try:
            save_deelnemers(inkoop=inkoop, deelnemers={gemeente: ""}, basis=basis, by=contractmanager)
            outcomes.append("saved")
        except Conflict:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(gemeente.pk,)) for gemeente in gemeenten]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", "told"]
    assert len(deelnemers_of(inkoop)) == 1
