"""Publishes approved versions whose planned moment has come. A timer runs it every minute; running it twice does no harm."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from publicaties.actions import publish_due


class Command(BaseCommand):
    help = "Publiceert goedgekeurde versies waarvan het geplande moment is gekomen."

    def handle(self, *args: Any, **options: Any) -> None:
        uitkomst = publish_due(at=timezone.now())
        for publicatie in uitkomst.gepubliceerd:
            self.stdout.write(f"Gepubliceerd: {publicatie}, versie {publicatie.volgnummer}")
        for publicatie, fout in uitkomst.mislukt:
            self.stderr.write(f"Niet gepubliceerd: {publicatie}: {fout}")
        if uitkomst.mislukt:
            raise CommandError("Niet elke geplande versie kon worden gepubliceerd.")
