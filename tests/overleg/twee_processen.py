"""Two processes that send something, and a closing that passes between them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from proces.models import Mijlpaal

PROGRAM = Path(__file__).with_name("send_when_told.py")


def closing_between(mijlpaal: Mijlpaal, first: Sequence[str], second: Sequence[str]) -> tuple[str, str]:
    """What the two are told, with what they are to send as the arguments of `send_when_told`."""
    with ExitStack() as stack:
        one, other = (_start(stack, what) for what in (first, second))
        early = _ask(one)
        # Somebody moves the closing to a second ago, and holds it: the other process waits for the row that we hold.
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE proces_mijlpaal SET moment = to_char(now() AT TIME ZONE 'Europe/Amsterdam', 'YYYY-MM-DD'), "
                    "tijd = ((now() AT TIME ZONE 'Europe/Amsterdam') - interval '1 second')::time(0) WHERE id = %s",
                    [mijlpaal.pk],
                )
            _say(other)
        return early, _hear(other)


def _start(stack: ExitStack, what: Sequence[str]) -> subprocess.Popen[str]:
    found = subprocess.Popen(
        [sys.executable, str(PROGRAM), connection.settings_dict["NAME"], *what],
        cwd=settings.BASE_DIR, env=os.environ | {"PYTHONPATH": str(settings.BASE_DIR)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    stack.enter_context(found)  # closes its streams, and waits for it
    stack.callback(found.kill)
    assert _hear(found) == "ready"
    return found


def _ask(process: subprocess.Popen[str]) -> str:
    _say(process)
    return _hear(process)


def _say(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def _hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()
