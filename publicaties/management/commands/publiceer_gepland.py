"""Asks for the publication of versions whose planned moment has come. A timer runs it every minute; twice does no harm."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from publicaties.actions import publish_due


class Command(BaseCommand):
    help = "Laat een werker de goedgekeurde versies publiceren waarvan het geplande moment is gekomen."

    def handle(self, *args: Any, **options: Any) -> None:
        uitkomst = publish_due(at=timezone.now())
        for publicatie in uitkomst.gevraagd:
            self.stdout.write(f"Gevraagd: {publicatie}")
        for publicatie, melding in uitkomst.mislukt:
            self.stderr.write(f"Niet gepubliceerd: {publicatie}: {melding}")
        if uitkomst.mislukt:
            raise CommandError("Niet elke geplande versie kon worden gepubliceerd.")
