from __future__ import annotations

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from core.fouten import BewerkFout
from segments.inrichten import Beheerder, code, is_needed, set_up
from segments.models import Regio


class Command(BaseCommand):
    help = (
        "Maakt de eerste regio en haar beheerder, in een portaal waarin nog niemand kan inloggen. Met --code: toont de code waarmee dat "
        "ook in de browser kan. Het wachtwoord wordt gevraagd, of staat in de omgeving: INRICHTEN_WACHTWOORD."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--code", action="store_true")
        parser.add_argument("--regio")
        parser.add_argument("--gebruiker")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["code"]:
            if is_needed():
                self.stdout.write(f"Nog niemand kan inloggen. Ga naar /inrichten/ en vul deze code in: {code()}")
            return
        if not options["regio"] or not options["gebruiker"]:
            raise CommandError("Geef --regio en --gebruiker, of --code.")
        if not is_needed():
            raise CommandError("Dit portaal is al ingericht. Er is niets veranderd.")
        wachtwoord = os.environ.get("INRICHTEN_WACHTWOORD") or getpass.getpass("Wachtwoord: ")
        regio = Regio(naam=options["regio"], slug=slugify(options["regio"])[:60] or "regio")
        try:
            validate_password(wachtwoord)
            set_up(regio=regio, beheerder=Beheerder(options["gebruiker"], wachtwoord, email=options["email"]))
        except ValidationError as fout:
            raise CommandError(" ".join(fout.messages)) from fout
        except BewerkFout as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write(f"Ingericht: {regio}, met beheerder {options['gebruiker']}.")
