from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from toezicht.opruimen import clean_up


class Command(BaseCommand):
    help = "Gooit weg wat niet langer bewaard hoeft te worden, en zegt wat er weg is. De klok doet dit elke dag."

    def handle(self, *args: Any, **options: Any) -> None:
        for termijn, gone in clean_up(at=timezone.now()):
            na = f"na {termijn.dagen} dagen" if termijn.dagen else "meteen"
            self.stdout.write(f"Opgeruimd: {gone} {termijn.wat} ({na})")
