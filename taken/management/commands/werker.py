from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from taken.werker import Werker, lives_here, notice_lost_machines


class Command(BaseCommand):
    help = "Doet het werk op de achtergrond, tot iemand stopt. Start er zoveel als er processorkernen zijn."

    # Those of the whole portal take longer than the question whether a worker lives.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--leeft", action="store_true", help="zegt of er op deze machine een werker leeft (gezondheidscontrole)"
        )

    def handle(self, *args: Any, leeft: bool, **options: Any) -> None:
        if leeft:
            if not lives_here():
                raise CommandError("Er leeft hier geen werker.")
            return
        # With DEBUG on, Django would remember every query, the files in them included.
        settings.DEBUG = False
        notice_lost_machines()
        werker = Werker()
        werker.configure_signals()
        werker.run_forever()
