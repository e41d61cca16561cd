"""`make run`: from nothing to a portal in the browser (development only)."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application

from core.migraties import DatabaseFout, refuse_unknown
from wmo_portal.development import missing_system_packages

HOST = "127.0.0.1"
#: How long a worker gets to finish what it is doing. After that it is killed, and its work is taken up at the next start.
GEDULD = 3


class Command(BaseCommand):
    help = (
        "Werkt de database bij, laadt de eerste keer de demogegevens, en start het portaal (alleen voor ontwikkeling)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("'start' is voor ontwikkeling. In productie: gunicorn wmo_portal.wsgi (zie README.md).")
        if not 0 < port < 65_536:
            raise CommandError(f"PORT is {port}; kies een getal van 1 tot en met 65535.")
        if packages := missing_system_packages():
            raise CommandError(f"Pango ontbreekt; zonder Pango geen PDF. Installeer: {' '.join(packages)}")
        # Links in mails, which the workers write too.
        settings.SITE_ADRES = os.environ["SITE_ADRES"] = f"http://{HOST}:{port}"
        # Stopped from outside it also ends in order, with the embedded database.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._prepare()
            with workers(min(2, os.cpu_count() or 1)):
                self._serve(port)
        except KeyboardInterrupt:
            self.stdout.write("\nGestopt.")

    def _prepare(self) -> None:
        self.stdout.write("Database bijwerken …")
        try:
            refuse_unknown()
        except DatabaseFout as fout:
            raise CommandError(str(fout)) from fout
        call_command("migrate", verbosity=0)
        self.stdout.write("Demogegevens nakijken …")
        call_command("demo", stdout=self.stdout)

    def _serve(self, port: int) -> None:
        try:
            server = ThreadedWSGIServer((HOST, port), WSGIRequestHandler)
        except OSError as fout:
            raise CommandError(f"Poort {port} is bezet. Kies een andere: make run PORT={port + 1}") from fout
        server.set_app(get_internal_wsgi_application())
        logging.getLogger("django.server").setLevel(logging.ERROR)
        # Whoever looks around sees our own error pages, as in production.
        settings.DEBUG = False
        address = self.style.SUCCESS(f"http://{HOST}:{port}/")
        self.stdout.write(
            f"\nHet portaal draait op {address}  (werkplek: /beheer/, Django admin: /admin/, mails van de demo: "
            "/admin/post/mail/). Stoppen: Ctrl-C"
        )
        try:
            server.serve_forever()
        finally:
            server.server_close()


@contextmanager
def workers(count: int) -> Iterator[None]:
    """That many processes that do the long work; one that dies is replaced."""
    stopped = threading.Event()

    def keep_one() -> None:
        while not stopped.is_set():
            # A session of its own: Ctrl-C is for us, and we stop it in order.
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "werker"], cwd=settings.BASE_DIR, start_new_session=True
            )
            while worker.poll() is None and not stopped.wait(0.2):
                pass
            if worker.poll() is None:
                worker.terminate()
                try:
                    worker.wait(GEDULD)
                except subprocess.TimeoutExpired:
                    worker.kill()
                    worker.wait()
            stopped.wait(1)

    threads = [threading.Thread(target=keep_one) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
