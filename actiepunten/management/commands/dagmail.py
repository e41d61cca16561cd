from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from actiepunten.dagmail import mail_due


class Command(BaseCommand):
    help = "Mailt ieder die hier werkt wat iets van haar vraagt: hooguit één keer per werkdag. De klok doet dit."

    def handle(self, *args: Any, **options: Any) -> None:
        if sent := mail_due(at=timezone.now()):
            self.stdout.write(f"Mails van de dag: {sent}")
