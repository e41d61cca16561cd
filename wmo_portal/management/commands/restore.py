from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.migraties import unapplied, unknown
from wmo_portal import reservekopie


class Command(BaseCommand):
    help = "Zet een reservekopie terug in een lege database en kijkt na of alles er weer is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", type=Path, help="een map van 'backup'")

    def handle(self, *args: Any, map: Path, **options: Any) -> None:
        try:
            manifest = reservekopie.restore(map)
        except reservekopie.KopieFout as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write(f"Teruggezet: de stand van {manifest['gemaakt_op']} (portaal {manifest['software']}).")
        if wrong := list(reservekopie.differences(manifest, everything=True)):
            raise CommandError("\n".join(["De teruggezette database is niet gelijk aan de kopie:", *wrong]))
        self.stdout.write("Elke tabel, versie en elk bestand is gelijk aan de kopie.")
        if unknown():
            raise CommandError("De kopie is van een nieuwere versie van het portaal. Neem die versie.")
        if unapplied():
            self.stdout.write(
                "De kopie is van een oudere versie. Voer nu uit: manage.py migrate, en daarna: manage.py verify"
            )
            return
        call_command("verify", stdout=self.stdout)
