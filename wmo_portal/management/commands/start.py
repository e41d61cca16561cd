"""`make run`: from nothing to a portal in the browser (development only)."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wmo_portal.development import missing_system_packages


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
        # The server reloads itself in a child process, which needs none of this.
        if os.environ.get("RUN_MAIN") != "true":
            self._prepare(port)
        call_command("runserver", f"127.0.0.1:{port}", verbosity=0)

    def _prepare(self, port: int) -> None:
        self.stdout.write("Database bijwerken …")
        call_command("migrate", verbosity=0)
        call_command("demo", stdout=self.stdout)
        self.stdout.write(
            self.style.SUCCESS(f"\nHet portaal draait op http://127.0.0.1:{port}/  (beheer: /beheer/, admin: /admin/)")
        )
        self.stdout.write("Stoppen: Ctrl-C\n")
