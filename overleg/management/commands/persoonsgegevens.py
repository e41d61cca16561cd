from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from overleg.privacy import of_person, remove_person
from segments.models import Regio


class Command(BaseCommand):
    help = (
        "Geeft als JSON wat een regio weet van wie dit e-mailadres heeft, of verwijdert dat. De teksten zelf blijven."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("regio", help="de code van de regio, bijvoorbeeld mlw-mer")
        parser.add_argument("email", help="het e-mailadres van wie erom vraagt")
        parser.add_argument("--verwijder", action="store_true", help="namen, adressen, bijlagen en mails weghalen")

    def handle(self, *args: Any, regio: str, email: str, verwijder: bool, **options: Any) -> None:
        found = Regio.objects.filter(slug=regio).first()
        if found is None:
            raise CommandError(f"Er is geen regio {regio}.")
        if verwijder:
            self.stdout.write(f"Verwijderd: {remove_person(regio=found, email=email)}")
            return
        told = of_person(regio=found, email=email)
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))
