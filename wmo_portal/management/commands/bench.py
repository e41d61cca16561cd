"""`make bench`: the budgets of docs/budgetten.md."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Meet de budgetten (docs/budgetten.md) als verhoudingen, op een eigen database die daarna weer weg is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--zoeken", action="store_true", help="alleen wat zoeken kost bij honderd keer zoveel gegevens"
        )

    def handle(self, *args: Any, zoeken: bool, **options: Any) -> None:
        from wmo_portal import bench  # loads the PDF machinery

        found = bench.measure(lambda line: self.stderr.write(line), zoeken=zoeken)
        width = max(len(meting.naam) for meting in found)
        self.stdout.write(f"{'wat':<{width}}  {'gemeten':>8}  {'budget':>8}")
        for meting in found:
            grens = f"{'>=' if meting.minstens else '<='} {meting.grens:g}"
            verdict = "" if meting.goed else "  TE VEEL" if not meting.minstens else "  TE LANGZAAM"
            self.stdout.write(
                f"{meting.naam:<{width}}  {meting.waarde:>8.2f}  {grens:>8}  {meting.toelichting}{verdict}"
            )
        if not all(meting.goed for meting in found):
            sys.exit(1)
