"""A worker: that of django-tasks-db, with what it lacks, namely that the work of a worker that died is taken over.

A worker holds an advisory lock for as long as it lives, on a connection that does nothing else. PostgreSQL lets go of it
the moment that connection is gone, whatever killed the process; then the others give its work back to the queue.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from django.db import Error, close_old_connections, connection, reset_queries, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from core.fouten import BewerkFout
from taken.models import Taak

#: The kind of our advisory locks, beside those of others in the same database.
SLOT = 846_114
#: Work that kills its worker every time would be taken over for ever.
HOOGSTENS = 100
BEWAREN = dt.timedelta(days=90)


class Werker(Worker):
    def __init__(self, interval: float = 0.5) -> None:
        super().__init__(
            queue_names=["*"],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def run_forever(self) -> None:
        prune()
        with sign_of_life(self.worker_id):
            while self.running:
                close_old_connections()
                take_over()
                self.work_off()
                reset_queries()
                if self.running:
                    time.sleep(self.interval)

    def work_off(self) -> None:
        """Do all that waits, one by one."""
        while self.running and (opdracht := self._claim()):
            self.run_task(opdracht)

    @transaction.atomic
    def _claim(self) -> DBTaskResult[Any, Any] | None:
        opdracht = DBTaskResult.objects.ready().get_locked()
        if opdracht is not None:
            opdracht.claim(self.worker_id)
        return opdracht

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the work at hand. In a hurry? Kill: another worker goes on with it."""
        self.running = False
        if not self.running_task:
            sys.exit(0)


def work_off() -> None:
    """Do all that waits, here and now."""
    Werker().work_off()


def notice_lost_machines() -> None:
    """Before the first connection: a machine that falls away is noticed by the server within half a minute, not in hours."""
    os.environ.setdefault(
        "PGOPTIONS", "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    )


@contextmanager
def sign_of_life(worker_id: str) -> Iterator[None]:
    # Not Django's own connection: between two tasks that may be closed and opened again.
    line = connection.copy()
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [SLOT, worker_id])
    try:
        yield
    finally:
        # By name: the server notices that a connection is gone a little later than we do.
        with suppress(Error), line.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [SLOT, worker_id])
        line.close()


def lives_here() -> bool:
    """Whether a worker of this database is alive at the address from which this process asks: for a container, its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND classid = %s "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND client_addr IS NOT DISTINCT FROM inet_client_addr()",
            [SLOT],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


@transaction.atomic
def take_over() -> None:
    """Give back to the queue what a worker that is gone was working on."""
    for opdracht in DBTaskResult.objects.running().select_for_update(skip_locked=True).order_by("pk"):
        if not _is_gone(opdracht.worker_ids[-1]):
            continue
        if len(opdracht.worker_ids) < HOOGSTENS:
            opdracht.status = "READY"
            opdracht.save(update_fields=["status"])
        else:
            melding = f"Dit werk is {HOOGSTENS} keer afgebroken en wordt niet meer opgepakt. Meld het aan de beheerder."
            opdracht.set_failed(BewerkFout(melding))
            Taak.objects.filter(pk=opdracht.pk).update(melding=melding)


def _is_gone(worker_id: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [SLOT, worker_id])
        row = cursor.fetchone()
    return bool(row and row[0])


def prune(*, before: dt.datetime | None = None) -> int:
    """Forget work that was over long ago; how much."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=before or timezone.now() - BEWAREN)
    return int(old.delete()[0])
