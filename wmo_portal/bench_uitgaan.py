"""Budgets of what goes out: a version of 60 percelen, and the static mirror as a web server sends it."""

from __future__ import annotations

import copy
import datetime as dt
import http.client
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.test import Client
from django.utils import timezone

from accounts.adapters import just_logged_in
from accounts.models import User
from publicaties import actions, document
from publicaties.models import Publicatie, Status
from publicaties.snapshot import read, stored_sha256
from taken import werker
from wmo_portal.meting import Meting, ratio
from wmo_portal.spiegel import Spiegel

INKOOP, PERCELEN = "mlw-mer-2024", 60
#: The smallest of the demo: every page of it is of a kind that the others have too.
GESPIEGELD = "kampen-2026"


def approved(percelen: int) -> Publicatie:
    """A version with so many percelen, ready to be put out: those of the last one, over and over."""
    last = Publicatie.objects.published().filter(inkoop__slug=INKOOP).order_by("-volgnummer")[0]
    inhoud: dict[str, Any] = copy.deepcopy(last.inhoud or {})
    basis = inhoud["percelen"]
    inhoud["percelen"] = [
        {**copy.deepcopy(one), "nummer": str(number + 1), "naam": f"{one['naam']} {number + 1}"[:190]}
        for number, one in ((number, basis[number % len(basis)]) for number in range(percelen))
    ]
    inhoud = read(inhoud).model_dump(mode="json")
    writer, reviewer = (User.objects.get(username=name) for name in ("contractmanager", "beoordelaar"))
    now = timezone.now()
    versie = actions.start_concept(
        inkoop=last.inkoop, versienaam="Veel percelen", ingangsdatum=dt.date(2027, 5, 1), by=writer, at=now
    )
    versie.vorige, versie.inhoud, versie.sha256 = actions.previous_of(versie), inhoud, stored_sha256(inhoud)
    versie.ingediend_op, versie.ingediend_door, versie.status = now, writer, Status.TER_BEOORDELING
    versie.save()
    versie.goedgekeurd_op, versie.goedgekeurd_door, versie.status = now, reviewer, Status.GOEDGEKEURD
    versie.save()
    return versie


def publication() -> list[Meting]:
    """How soon the person who publishes has an answer; and what the whole takes beside laying out its PDFs."""
    versie = approved(PERCELEN)
    client = Client(SERVER_NAME="localhost")
    user = User.objects.get(username="contractmanager")
    client.force_login(user)
    session = client.session
    session.update(just_logged_in(user))
    session.save()
    address = f"/beheer/{INKOOP}/publicatie/{versie.pk}/uitbrengen/"
    basis = re.search(r'name="basis" value="([^"]*)"', client.get(address).text)
    if basis is None:
        raise RuntimeError(address)
    start = time.perf_counter()
    answer = client.post(address, {"wat": "publiceren", "basis": basis[1]})
    first = time.perf_counter() - start
    if answer.status_code != 302:
        raise RuntimeError(f"{address}: {answer.status_code}")

    renders: list[float] = []

    def timed(render: Callable[..., bytes]) -> Callable[..., bytes]:
        def measured(*args: Any) -> bytes:
            start = time.perf_counter()
            content = render(*args)
            renders.append(time.perf_counter() - start)
            return content

        return measured

    start = time.perf_counter()
    with (
        patch.object(document, "render_document", timed(document.render_document)),
        patch.object(document, "render_onderdeel", timed(document.render_onderdeel)),
    ):
        werker.work_off()
    total = time.perf_counter() - start
    versie.refresh_from_db()
    if versie.status != Status.GEPUBLICEERD:
        raise RuntimeError("De versie met veel percelen is niet gepubliceerd.")
    told = f"{len(renders)} PDF's in {sum(renders):.0f} van {total:.0f} s"
    return [
        Meting(f"publiceren van {PERCELEN} percelen, eerste antwoord", first, 1.0, False, "seconden"),
        Meting(f"publiceren van {PERCELEN} percelen tegen het opmaken alleen", total / sum(renders), 1.3, False, told),
    ]


# --- the mirror ---


def nginx() -> str:
    """Empty: it is not on this machine."""
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin") or ""


def mirror() -> Meting:
    """A page of the mirror against a plain file of the same bytes, both served by nginx. Asks `nginx()` first."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        Spiegel(root, "http://localhost", inkoop=GESPIEGELD).make()
        page = root / "inkoop" / GESPIEGELD / "index.html"
        (root / "kaal.html").write_bytes(page.read_bytes())
        with served(Path(folder), root) as seconds:
            value = ratio(lambda: seconds(f"/inkoop/{GESPIEGELD}/"), lambda: seconds("/kaal.html"), rounds=9, times=200)
    return Meting("spiegel door nginx tegen een kaal bestand", value, 0.9, True, "verzoeken per seconde")


@contextmanager
def served(folder: Path, root: Path) -> Iterator[Callable[[str], float]]:
    """nginx on loopback, with what docs/beheer.md asks of a server of the mirror; gives how long an address takes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/fouten.log;\n"
        f"events {{}}\nhttp {{ {places} access_log off; default_type text/html; types {{ text/html html; }}\n"
        f"server {{ listen 127.0.0.1:{port}; root {root}; gzip_static on; index index.html; }} }}\n"
    )
    process = subprocess.Popen([nginx(), "-p", str(folder), "-c", str(config)], stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(100):
            try:
                connection.connect()
                break
            except ConnectionRefusedError:
                time.sleep(0.1)

        def seconds(address: str) -> float:
            start = time.perf_counter()
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{address}: {answer.status}")
            return time.perf_counter() - start

        yield seconds
        connection.close()
    finally:
        process.terminate()
        process.wait(10)
