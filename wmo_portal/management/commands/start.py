"""`make run`: from nothing to a portal in the browser (development only)."""

from __future__ import annotations

import logging
import signal
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application

from core.migraties import DatabaseFout, refuse_unknown
from wmo_portal.development import missing_system_packages

HOST = "127.0.0.1"


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
        # Stopped from outside it also ends in order, with the embedded database.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._prepare()
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
            f"\nHet portaal draait op {address}  (werkplek: /beheer/, Django admin: /admin/). Stoppen: Ctrl-C"
        )
        try:
            server.serve_forever()
        finally:
            server.server_close()
