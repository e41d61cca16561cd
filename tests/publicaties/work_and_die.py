"""Run as a program by `test_werk`: workers that publish and get killed on the way, and one that is left alone.

Arguments: database, and either a number of kills at moments of chance, or the points at which one worker after the other
dies. Prints how many were killed before they had nothing left to do.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

FILES = 40


def die(*args: Any, **kwargs: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def prepare(database: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "wmo_portal.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()

    from publicaties import document
    from publicaties.document import Drukwerk
    from publicaties.models import BestandSoort, Publicatie

    def files(publicatie: Publicatie, snapshot: object) -> Iterator[Drukwerk]:
        def maker() -> bytes:
            time.sleep(0.02)
            return f"%PDF versie {publicatie.volgnummer} van {publicatie.gepubliceerd_op:%s.%f}".encode()

        yield BestandSoort.DOCUMENT, "", "document.pdf", maker
        for number in range(1, FILES):
            yield BestandSoort.PRODUCT, str(number), f"{number}.pdf", maker

    document.render_bestanden = files  # type: ignore[assignment]


def fork(work: Callable[[], None]) -> int:
    """A process that has loaded everything and has no connection yet."""
    if pid := os.fork():
        return pid
    try:
        work()
    finally:
        os._exit(0)


def worker() -> None:
    from taken.werker import Werker

    Werker(interval=0.02).run_forever()


def work_to_the_end() -> None:
    from django_tasks_db.models import DBTaskResult

    from taken.werker import take_over, work_off

    while (DBTaskResult.objects.running() | DBTaskResult.objects.ready()).exists():
        take_over()
        work_off()
        time.sleep(0.02)


def worker_that_dies(point: str) -> None:
    from publicaties import actions, drukproeven

    def after(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any, **kwargs: Any) -> None:
            function(*args, **kwargs)
            die()

        return wrapper

    match point:
        case "with the files laid out":
            drukproeven.lay_out = after(drukproeven.lay_out)
        case "with some files made":
            counted, made = drukproeven._count, []

            def count(*args: Any) -> None:
                counted(*args)
                made.append(1)
                if len(made) == FILES // 2:
                    die()

            drukproeven._count = count
        case "with all files made":
            actions.publish_asked = die
        case "inside the last transaction":
            actions.go = after(actions.go)
        case "when it is out":
            actions.publish_asked = after(actions.publish_asked)
    worker()


def main(database: str, *deaths: str) -> None:
    prepare(database)
    killed = 0
    if deaths[0].isdigit():
        chance = random.Random(11)  # noqa: S311
        others = [fork(worker)]  # two at once, all along
        for _ in range(int(deaths[0])):
            others.append(fork(worker))
            time.sleep(chance.uniform(0.02, 0.3))
            victim = others.pop(0)
            os.kill(victim, signal.SIGKILL)
            killed += os.WTERMSIG(os.waitpid(victim, 0)[1]) == signal.SIGKILL
        for pid in others:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    else:
        for point in deaths:
            killed += os.WTERMSIG(os.waitpid(fork(lambda point=point: worker_that_dies(point)), 0)[1]) == signal.SIGKILL
    os.waitpid(fork(work_to_the_end), 0)
    sys.stdout.write(str(killed))


if __name__ == "__main__":
    main(*sys.argv[1:])
