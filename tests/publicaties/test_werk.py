"""Publishing in the background: asked at once, made by workers, out as a whole, once."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from accounts.models import Rol, User
from core.fouten import NotAllowed
from core.pdf import PdfNietToegankelijk
from publicaties import actions, document, drukproeven, werk
from publicaties.document import Drukwerk
from publicaties.fouten import WrongDate, WrongStatus
from publicaties.models import Bestand, BestandSoort, Drukproef, Publicatie, Status
from publicaties.snapshot import Snapshot
from segments.models import Inkoop, Regio
from taken.models import Taak
from taken.werker import take_over, work_off
from tests.accounts.factories import UserFactory
from tests.publicaties.factories import AT, make_approved
from tests.segments.factories import InkoopFactory, RegioFactory
from tests.werkplek.versies import approved, fill

DAY = dt.timedelta(days=1)


def some_files(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
    for code in ("", "a", "b"):
        soort = BestandSoort.PRODUCT if code else BestandSoort.DOCUMENT
        yield soort, code, f"{code}.pdf", lambda code=code: f"%PDF {publicatie.volgnummer} {code}".encode()


@pytest.fixture
def _some_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publicaties.document.render_bestanden", some_files)


@pytest.fixture
def ready(inkoop: Inkoop, contractmanager: User, beoordelaar: User, _some_files: None) -> Publicatie:
    return make_approved(inkoop, by=contractmanager, approver=beoordelaar)


def asked(publicatie: Publicatie, by: User) -> Taak:
    return actions.ask_to_publish(publicatie=publicatie, by=by, at=AT)


def stand(publicatie: Publicatie) -> Taak:
    taak = Taak.objects.about(publicatie).first()
    assert taak is not None
    return taak


# --- asking ---------------------------------------------------------------------------------------------------------


def test_asking_changes_nothing_and_a_worker_publishes(ready: Publicatie, contractmanager: User) -> None:
    asked(ready, contractmanager)
    assert Publicatie.objects.get().status == Status.GOEDGEKEURD
    work_off()
    row, taak = Publicatie.objects.get(), stand(ready)
    assert (row.status, row.volgnummer, row.gepubliceerd_door) == (Status.GEPUBLICEERD, 1, contractmanager)
    assert row.gepubliceerd_op == taak.begonnen_op
    assert [bytes(file.inhoud) for file in Bestand.objects.order_by("pk")] == [b"%PDF 1 ", b"%PDF 1 a", b"%PDF 1 b"]
    assert (taak.is_open, taak.is_mislukt, taak.gedaan, taak.totaal) == (False, False, 3, 3)
    assert not Drukproef.objects.exists()
    assert DBTaskResult.objects.successful().count() == 1 + werk.HELPERS


def test_what_stands_in_the_way_is_told_when_asking(
    ready: Publicatie, contractmanager: User, beoordelaar: User, lezer: User
) -> None:
    with pytest.raises(NotAllowed):
        asked(ready, lezer)
    actions.plan(publicatie=ready, gepland_op=AT + DAY, by=contractmanager, at=AT)
    with pytest.raises(WrongDate, match="staat gepland"):
        asked(ready, contractmanager)
    actions.return_with_remarks(publicatie=ready, opmerkingen=[("", "Wacht")], by=beoordelaar, at=AT)
    with pytest.raises(WrongStatus):
        asked(ready, contractmanager)
    assert not Taak.objects.exists()


def test_what_is_returned_meanwhile_does_not_come_out(
    ready: Publicatie, contractmanager: User, beoordelaar: User
) -> None:
    asked(ready, contractmanager)
    actions.return_with_remarks(publicatie=ready, opmerkingen=[("", "Wacht")], by=beoordelaar, at=AT)
    work_off()
    assert Publicatie.objects.get().status == Status.TERUGGEGEVEN
    assert stand(ready).is_mislukt
    assert "teruggegeven met opmerkingen" in stand(ready).melding
    assert not Drukproef.objects.exists()


def test_the_files_are_made_no_further_when_the_version_is_returned(
    ready: Publicatie, contractmanager: User, beoordelaar: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def files(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
        def maker(code: str) -> bytes:
            made.append(code)
            if len(made) == 1:
                actions.return_with_remarks(publicatie=ready, opmerkingen=[("", "Wacht")], by=beoordelaar, at=AT)
            return b"%PDF"

        for code in ("a", "b", "c"):
            yield BestandSoort.PRODUCT, code, f"{code}.pdf", lambda code=code: maker(code)

    monkeypatch.setattr("publicaties.document.render_bestanden", files)
    asked(ready, contractmanager)
    work_off()
    assert made == ["a"]
    assert Publicatie.objects.get().status == Status.TERUGGEGEVEN


# --- failing and trying again ---------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_made_is_told_and_leaves_nothing(
    ready: Publicatie, contractmanager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
        def fail() -> bytes:
            raise PdfNietToegankelijk("Geen lettertype heeft deze tekens: ☃ (U+2603)")

        yield BestandSoort.DOCUMENT, "", "document.pdf", lambda: b"%PDF"
        yield BestandSoort.PRODUCT, "bgi", "bgi.pdf", fail

    monkeypatch.setattr("publicaties.document.render_bestanden", files)
    asked(ready, contractmanager)
    work_off()
    assert stand(ready).is_mislukt
    assert stand(ready).melding.endswith("Geen lettertype heeft deze tekens: ☃ (U+2603)")
    row = Publicatie.objects.get()
    assert (row.status, row.volgnummer) == (Status.GOEDGEKEURD, None)
    assert not Bestand.objects.exists()
    assert not Drukproef.objects.exists()

    monkeypatch.setattr("publicaties.document.render_bestanden", some_files)
    asked(ready, contractmanager)
    work_off()
    assert Publicatie.objects.get().volgnummer == 1
    assert not stand(ready).is_mislukt


def test_what_was_made_is_not_made_again(
    ready: Publicatie, contractmanager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker died after two files; the next one makes the third. Of another moment, all three are made."""
    made: list[str] = []

    def files(publicatie: Publicatie, snapshot: Snapshot) -> Iterator[Drukwerk]:
        def maker(code: str) -> bytes:
            made.append(code)
            return f"%PDF {publicatie.gepubliceerd_op}".encode()

        for code in ("a", "b", "c"):
            yield BestandSoort.PRODUCT, code, f"{code}.pdf", lambda code=code: maker(code)

    monkeypatch.setattr("publicaties.document.render_bestanden", files)
    taak = asked(ready, contractmanager)
    Taak.objects.filter(pk=taak.pk).update(begonnen_op=AT)
    taak.begonnen_op = AT
    half = Publicatie.objects.get()
    snapshot = werk._prepare(half, taak)
    drukproeven.lay_out(half, snapshot, taak)
    drukproeven.make(half, snapshot, taak, to_the_end=True)
    Drukproef.objects.filter(code="c").update(inhoud=None)
    made.clear()
    work_off()
    assert made == ["c"]
    assert {bytes(file.inhoud) for file in Bestand.objects.all()} == {f"%PDF {AT}".encode()}


def test_files_of_another_moment_are_not_taken_over(ready: Publicatie, contractmanager: User) -> None:
    Drukproef.objects.create(publicatie=ready, volgorde=0, soort="document", sleutel="anders", inhoud=b"oud")
    Drukproef.objects.create(publicatie=ready, volgorde=1, soort="product", code="weg", sleutel="anders", inhoud=b"oud")
    asked(ready, contractmanager)
    work_off()
    assert {bytes(file.inhoud) for file in Bestand.objects.all()} == {b"%PDF 1 ", b"%PDF 1 a", b"%PDF 1 b"}


def test_a_worker_that_was_too_late_finds_it_done(ready: Publicatie, contractmanager: User) -> None:
    """It had published and died before it could say so."""
    taak = asked(ready, contractmanager)
    work_off()
    DBTaskResult.objects.filter(pk=taak.pk).update(status="RUNNING")
    take_over()
    work_off()
    assert not stand(ready).is_mislukt
    assert Publicatie.objects.get().volgnummer == 1


# --- planned --------------------------------------------------------------------------------------------------------


def test_a_planned_publication_that_fails_is_not_tried_every_minute(
    ready: Publicatie, contractmanager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = AT + DAY
    actions.plan(publicatie=ready, gepland_op=due, by=contractmanager, at=AT)
    monkeypatch.setattr("publicaties.document.render_bestanden", lambda *args: 1 / 0)
    assert actions.publish_due(at=due).gevraagd == [ready]
    assert actions.publish_due(at=due).gevraagd == []  # under way
    work_off()
    minute = actions.publish_due(at=due + dt.timedelta(minutes=1))
    assert (minute.gevraagd, [row for row, _ in minute.mislukt]) == ([], [ready])
    monkeypatch.setattr("publicaties.document.render_bestanden", some_files)
    assert actions.publish_due(at=due + actions.OPNIEUW).gevraagd == [ready]
    work_off()
    assert Publicatie.objects.get().status == Status.GEPUBLICEERD
    assert actions.publish_due(at=due + 2 * actions.OPNIEUW) == actions.Publiceerronde()


def test_who_planned_it_may_have_lost_the_right_meanwhile(ready: Publicatie, contractmanager: User) -> None:
    """The right was checked when the moment was set (docs/adr/0009)."""
    actions.plan(publicatie=ready, gepland_op=AT + DAY, by=contractmanager, at=AT)
    contractmanager.lidmaatschappen.all().delete()
    actions.publish_due(at=AT + DAY)
    work_off()
    assert Publicatie.objects.get().gepubliceerd_door == contractmanager


# --- processes ------------------------------------------------------------------------------------------------------


@pytest.fixture
def people(transactional_db: None) -> tuple[User, User]:
    regio = RegioFactory(slug="regio")
    return (
        UserFactory(username="indiener", regio=regio, rol=Rol.CONTRACTMANAGER),
        UserFactory(username="keurder", regio=regio, rol=Rol.BEOORDELAAR),
    )


def work_and_die(*deaths: str) -> int:
    """How many workers were killed before the last one finished."""
    finished = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("work_and_die.py")), connection.settings_dict["NAME"], *deaths],
        cwd=settings.BASE_DIR,
        env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR)},
        timeout=120,
        check=False,
        capture_output=True,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    return int(finished.stdout)


def assert_out_whole_and_once(files: int) -> None:
    row = Publicatie.objects.get()
    taak = stand(row)
    assert (row.status, row.volgnummer, taak.melding) == (Status.GEPUBLICEERD, 1, "")
    assert taak.opdracht.status == "SUCCESSFUL"
    assert row.gepubliceerd_op == taak.begonnen_op
    said = f"%PDF versie 1 van {row.gepubliceerd_op:%s.%f}".encode()
    assert {bytes(file.inhoud) for file in row.bestanden.all()} == {said}
    assert (row.bestanden.count(), taak.gedaan, taak.totaal) == (files, files, files)
    assert row.onderdelen.count() == 2
    assert not Drukproef.objects.exists()
    assert not (DBTaskResult.objects.ready() | DBTaskResult.objects.running()).exists()


@pytest.mark.django_db(transaction=True)
def test_workers_killed_at_each_step(people: tuple[User, User]) -> None:
    publicatie = make_approved(InkoopFactory(regio=Regio.objects.get()), by=people[0], approver=people[1])
    asked(publicatie, people[0])
    points = [
        "with the files laid out",
        "with some files made",
        "with all files made",
        "inside the last transaction",
        "when it is out",
    ]
    assert work_and_die(*points) == len(points)
    assert_out_whole_and_once(40)
    # The one that died last had published; who took over found that.
    assert len(stand(publicatie).opdracht.worker_ids) == len(points) + 1


@pytest.mark.django_db(transaction=True)
def test_workers_killed_twenty_times_on_the_way(people: tuple[User, User]) -> None:
    publicatie = make_approved(InkoopFactory(regio=Regio.objects.get()), by=people[0], approver=people[1])
    asked(publicatie, people[0])
    assert work_and_die("20") == 20
    assert_out_whole_and_once(40)


@pytest.mark.django_db(transaction=True)
def test_two_workers_of_the_command_publish_real_files_together(people: tuple[User, User]) -> None:
    inkoop = InkoopFactory(regio=Regio.objects.get())
    fill(inkoop, producten=4)
    publicatie = approved(inkoop, *people)
    asked(publicatie, people[0])
    db = connection.settings_dict
    address = f"postgresql://{quote(db['USER'])}:{quote(db['PASSWORD'])}@{quote(db['HOST'], safe='')}:{db['PORT']}/{db['NAME']}"
    workers = [
        subprocess.Popen(
            [sys.executable, "manage.py", "werker"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": address},
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    try:
        until = time.monotonic() + 90
        while stand(publicatie).is_open and time.monotonic() < until:
            time.sleep(0.1)
    finally:
        for worker in workers:
            worker.terminate()
        said = [worker.communicate(timeout=30)[1].decode() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], said
    row = Publicatie.objects.get()
    assert (row.status, stand(publicatie).melding) == (Status.GEPUBLICEERD, ""), said
    # Made by two workers, the same bytes as when this process makes them.
    snapshot = actions.verified_snapshot(row)
    expected = {(soort, code): maker() for soort, code, _, maker in document.render_bestanden(row, snapshot)}
    assert len(expected) == 6
    assert {(file.soort, file.code): bytes(file.inhoud) for file in row.bestanden.all()} == expected
