"""A soak: many readers for a while, with people who edit and publish meanwhile. No error, and memory that does not grow.

A server as in production (gunicorn, two processes) and a worker, each a process of its own, on a database of their own (`bench.scratch`).
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.management.utils import get_random_secret_key
from django.db import connection
from django.utils import timezone

from accounts.models import User
from producten.models import ProductTekst
from publicaties import actions
from publicaties.models import Publicatie, PublicatieSoort, Status
from segments.models import Inkoop
from wmo_portal.bench import PAGES, PDF, SEARCHES, scratch

LEZERS = 8
#: What a reader asks, one after another; the file is large and asked now and then.
ADRESSEN = (*PAGES, *SEARCHES, *PAGES, PDF)
#: Seconds between two edits, and between two publications.
BEWERKEN, PUBLICEREN = 1.0, 60.0
#: Of memory: what a process may grow after it is warm.
GROEI = 1.2


@dataclass
class Duurproefuitslag:
    antwoorden: Counter[int] = field(default_factory=Counter)
    fouten: list[str] = field(default_factory=list)
    tijden: list[float] = field(default_factory=list)
    bewerkt: int = 0
    gepubliceerd: int = 0
    geheugen: list[float] = field(
        default_factory=list
    )  # MB of all processes of the server, once it is warm and at the end

    @property
    def goed(self) -> bool:
        begin, einde = self.geheugen
        return not self.fouten and set(self.antwoorden) == {200} and einde <= begin * GROEI and self.bewerkt > 0


def soak(*, minuten: float, per_seconde: int, port: int, report: Callable[[str], None]) -> Duurproefuitslag:
    report("Demogegevens laden …")
    with scratch(), _server(port) as server:
        uitslag = Duurproefuitslag()
        end = time.monotonic() + minuten * 60
        turns = count()
        began = time.monotonic()

        def read() -> None:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            while (turn := next(turns)) is not None and time.monotonic() < end:
                time.sleep(max(0.0, began + turn / per_seconde - time.monotonic()))
                address = ADRESSEN[turn % len(ADRESSEN)]
                start = time.perf_counter()
                try:
                    line.request("GET", address, headers={"Host": "localhost", "Accept-Encoding": "br, gzip"})
                    answer = line.getresponse()
                    answer.read()
                except (OSError, http.client.HTTPException) as fout:
                    uitslag.fouten.append(f"{address}: {fout!r}")
                    line.close()
                    continue
                uitslag.tijden.append(time.perf_counter() - start)
                uitslag.antwoorden[answer.status] += 1
                if answer.status != 200:
                    uitslag.fouten.append(f"{address}: {answer.status}")

        readers = [threading.Thread(target=read) for _ in range(LEZERS)]
        for reader in readers:
            reader.start()
        report(f"{per_seconde} verzoeken per seconde, {minuten:g} minuten, met bewerkingen en publicaties …")
        _work(uitslag, began, end, server.pid)
        for reader in readers:
            reader.join()
        uitslag.geheugen.append(memory(server.pid))
    return uitslag


def told(uitslag: Duurproefuitslag) -> Iterator[str]:
    begin, einde = uitslag.geheugen
    p95 = statistics.quantiles(uitslag.tijden, n=20)[-1] * 1000
    yield f"{sum(uitslag.antwoorden.values())} antwoorden, p95 {p95:.0f} ms; {len(uitslag.fouten)} fouten"
    yield f"{uitslag.bewerkt} bewerkingen, {uitslag.gepubliceerd} publicaties; geheugen {begin:.0f} MB, aan het eind {einde:.0f} MB"
    yield from uitslag.fouten[:10]


def memory(pid: int) -> float:
    """MB that a process and its children hold for themselves alone or share."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rows = [
        line for one in (str(pid), *children) for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
    ]
    return sum(int(line.split()[1]) for line in rows if line.startswith("Pss:")) / 1000


def _work(uitslag: Duurproefuitslag, began: float, end: float, server: int) -> None:
    """What colleagues do meanwhile, here: one who edits, and a version now and then."""
    inkoop = Inkoop.objects.select_related("regio").get(slug="mlw-mer-2024")
    writer, checker = (User.objects.get(username=naam) for naam in ("contractmanager", "beoordelaar"))
    texts = ProductTekst.objects.filter(product__inkoop=inkoop, rubriek__sleutel="doelgroep").order_by("pk")
    warm = began + min(60.0, (end - began) / 3)
    published = began
    while time.monotonic() < end:
        time.sleep(min(BEWERKEN, max(0.0, end - time.monotonic())))
        text = texts[uitslag.bewerkt % texts.count()]
        text.tekst = f"<p>Wie dit krijgt, keer {uitslag.bewerkt}.</p>"
        text.save()
        uitslag.bewerkt += 1
        if time.monotonic() - published >= min(PUBLICEREN, (end - began) / 3):
            published = time.monotonic()
            _publish(uitslag, inkoop, writer, checker)
        if not uitslag.geheugen and time.monotonic() >= warm:
            uitslag.geheugen.append(memory(server))
    uitslag.gepubliceerd = Publicatie.objects.filter(
        status=Status.GEPUBLICEERD, versienaam__startswith="Duurproef"
    ).count()


def _publish(uitslag: Duurproefuitslag, inkoop: Inkoop, writer: User, checker: User) -> None:
    if Publicatie.objects.open().filter(inkoop=inkoop).exists():
        return  # the worker is still at the one before
    at = timezone.now()
    publicatie = actions.start_concept(
        inkoop=inkoop, versienaam=f"Duurproef {uitslag.bewerkt}", ingangsdatum=timezone.localdate(),
        soort=PublicatieSoort.CONSULTATIE, by=writer, at=at,
    )  # fmt: skip
    actions.submit(publicatie=publicatie, by=writer, at=at)
    actions.approve(publicatie=publicatie, by=checker, at=at)
    actions.ask_to_publish(publicatie=publicatie, by=writer, at=at)


@contextmanager
def _server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    env = {
        **os.environ,
        "DEBUG": "false",
        "SECRET_KEY": get_random_secret_key(),
        "ALLOWED_HOSTS": "localhost",
        "SECURE_SSL_REDIRECT": "false",
        "DATABASE_URL": _address(),
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
    }
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], cwd=settings.BASE_DIR, env=env, check=True)  # noqa: S603
    commands = ([sys.executable, "-m", "gunicorn", "wmo_portal.wsgi"], [*manage, "werker"])
    processes = [subprocess.Popen(one, cwd=settings.BASE_DIR, env=env, stderr=subprocess.DEVNULL) for one in commands]  # noqa: S603
    try:
        _wait_for(port)
        yield processes[0]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def _address() -> str:
    """Of the scratch database."""
    known = {name: str(connection.settings_dict[name]) for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    options = urlencode({"host": known["HOST"]})
    port = f":{known['PORT']}" if known["PORT"] else ""
    return f"postgresql://{quote(known['USER'], safe='')}:{quote(known['PASSWORD'], safe='')}@{port}/{known['NAME']}?{options}"


def _wait_for(port: int) -> None:
    for _ in range(120):
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("De server kwam niet op gang.")
