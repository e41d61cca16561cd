from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wmo_portal import reservekopie


class Command(BaseCommand):
    help = "Maakt een reservekopie van alles: een map met de database en een manifest (docs/beheer.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("map", type=Path, help="een nieuwe map")

    def handle(self, *args: Any, map: Path, **options: Any) -> None:
        try:
            manifest = reservekopie.make(map, timezone.localtime())
        except reservekopie.KopieFout as fout:
            raise CommandError(str(fout)) from fout
        megabytes = manifest["dump"]["grootte"] / 1_000_000
        self.stdout.write(
            f"{map}: {megabytes:.1f} MB, {len(manifest['versies'])} vastgelegde versies, "
            f"{sum(len(row['bestanden']) for row in manifest['versies'])} bestanden van versies, "
            f"{len(manifest['opslag'])} geüploade bestanden."
        )
