"""The clock: what happens by itself at its moment. One for the whole portal; a second one does no harm."""

from __future__ import annotations

import datetime as dt
import logging
import signal
import threading
from io import StringIO
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from bewaking.models import Hartslag
from bewaking.toestand import CONTROLES, KLOK
from core.migraties import DatabaseFout, refuse_unapplied

#: What happens every minute, in this order.
ELKE_MINUUT = ("publiceer_gepland", "volgers", "dagmail")
#: What happens once a day, at whatever minute its turn comes.
ELKE_DAG = ("opruimen",)
MINUUT = 60
DAG = dt.timedelta(days=1)

logger = logging.getLogger("bewaking.klok")


class Command(BaseCommand):
    help = (
        "Doet wat aan de beurt is: elke minuut geplande versies publiceren, elke werkdag mailen wat wacht en wie volgt, elke dag opruimen. "
        "Loopt tot iemand stopt."
    )

    # Those of the whole portal take longer than the question whether the clock runs.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--eenmaal", action="store_true", help="één keer, voor wie een eigen klok heeft (cron)")
        parser.add_argument("--leeft", action="store_true", help="zegt of de klok loopt (gezondheidscontrole)")

    def handle(self, *args: Any, eenmaal: bool, leeft: bool, **options: Any) -> None:
        if leeft:
            if not CONTROLES[KLOK]():
                raise CommandError("De klok liep de laatste vijf minuten niet.")
            return
        try:
            refuse_unapplied()
        except DatabaseFout as fout:
            raise CommandError(str(fout)) from fout
        if eenmaal:
            if not tick():
                raise CommandError("Niet alles is gelukt; het logboek zegt wat er misging.")
            return
        stopped = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        while not stopped.is_set():
            close_old_connections()
            tick()
            stopped.wait(MINUUT)


def tick() -> bool:
    """Do what is to be done now; whether all of it went well. What fails does not keep the rest waiting.

    The clock beats after each thing it did: a long one does not make it look as if it stands still.
    """
    well = True
    try:
        for command in ELKE_MINUUT:
            well &= _run(command)
        for command in ELKE_DAG:
            last = Hartslag.objects.last_beat(command)
            if last is None or timezone.now() - last >= DAG:
                well &= _run(command, daily=True)
    except Exception:
        logger.exception("De klok kan niet bij de database")
        return False
    return well


def _run(command: str, *, daily: bool = False) -> bool:
    well = _did(command)
    for naam in (command, KLOK) if daily else (KLOK,):
        Hartslag.objects.beat(naam, at=timezone.now(), failed=not well)
    return well


def _did(command: str) -> bool:
    told = StringIO()
    try:
        call_command(command, stdout=told, stderr=told)
    except Exception as fout:
        logger.error("%s is mislukt: %s", command, fout, exc_info=not isinstance(fout, CommandError))
        return False
    finally:
        for line in told.getvalue().splitlines():
            logger.info("%s", line)
    return True
