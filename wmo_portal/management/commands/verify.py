from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wmo_portal import reservekopie
from wmo_portal.controle import verify


class Command(BaseCommand):
    help = "Kijkt na of alles in de database nog is zoals het werd vastgelegd: controlegetallen, triggers, regels. Verandert niets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--kopie",
            type=Path,
            help="kijk ook deze map van 'backup' na, en of elke gepubliceerde versie daaruit er nog is",
        )

    def handle(self, *args: Any, kopie: Path | None, **options: Any) -> None:
        uitslag = verify()
        wrong = uitslag.fouten
        if kopie:
            try:
                manifest = reservekopie.read_manifest(kopie)
            except reservekopie.KopieFout as fout:
                raise CommandError(str(fout)) from fout
            wrong += reservekopie.differences(manifest, everything=False)
        for what, number in uitslag.bekeken.items():
            self.stdout.write(f"{number:>7}  {what}")
        if wrong:
            raise CommandError("\n".join(["Dit klopt niet:", *wrong]))
        self.stdout.write("Alles klopt.")
