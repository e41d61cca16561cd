from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from publicaties.lagen import LaagFout
from wmo_portal import demo


class Command(BaseCommand):
    help = "Laadt de demogegevens en maakt de demo-accounts. Nog een keer draaien verandert niets."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "De demo heeft bekende wachtwoorden en hoort niet in productie (DEBUG staat uit). Er is niets geladen."
            )
        try:
            demo.load(self.stdout.write)
        except LaagFout as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write("Demo-accounts (wachtwoord voor alle: " + demo.PASSWORD + ")")
        for username, _, _, regio, rol in demo.ACCOUNTS:
            self.stdout.write(f"  {username:<16} {rol} van {regio}")
