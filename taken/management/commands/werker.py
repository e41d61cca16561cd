from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from taken.werker import Werker, notice_lost_machines


class Command(BaseCommand):
    help = "Doet het werk op de achtergrond, tot iemand stopt. Start er zoveel als er processorkernen zijn."

    def handle(self, *args: Any, **options: Any) -> None:
        # With DEBUG on, Django would remember every query, the files in them included.
        settings.DEBUG = False
        notice_lost_machines()
        werker = Werker()
        werker.configure_signals()
        werker.run_forever()
