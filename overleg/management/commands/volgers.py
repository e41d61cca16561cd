from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from overleg.volgen import tell_followers
from proces.vertellen import tell_moments


class Command(BaseCommand):
    help = "Vertelt wat er met de planning gebeurde, en mailt wie een inkoop volgt wat er gebeurde. De klok doet dit elke minuut."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        tell_moments(at=now)
        if sent := tell_followers(at=now):
            self.stdout.write(f"Mails aan volgers: {sent}")
