from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wmo_portal import mdto
from wmo_portal.spiegel import Spiegel, SpiegelFout


class Command(BaseCommand):
    help = "Schrijft alles wat openbaar is als bestanden die elke webserver kan tonen, met controlegetallen en archiefmetadata."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "map", type=Path, help="een lege map, of die van de vorige keer: dan verandert alleen wat anders is"
        )
        parser.add_argument("--inkoop", default="", help="alleen deze inkoop (de code in zijn adres)")
        parser.add_argument(
            "--adres",
            default="",
            help="het adres van het portaal, voor canonical en feeds; standaard uit ALLOWED_HOSTS",
        )
        parser.add_argument("--pad", default="/", help="waar de spiegel komt te staan, voor de foutpagina; standaard /")
        parser.add_argument(
            "--waardering", default=mdto.ONBEPAALD, help="MDTO-waardering, bijvoorbeeld 'Blijvend te bewaren'"
        )

    def handle(self, *args: Any, map: Path, inkoop: str, adres: str, pad: str, waardering: str, **options: Any) -> None:
        site = adres.rstrip("/") or f"{'http' if settings.DEBUG else 'https'}://{settings.ALLOWED_HOSTS[0].lstrip('.')}"
        try:
            uitslag = Spiegel(map, site, inkoop, pad, waardering).make()
        except SpiegelFout as fout:
            raise CommandError(str(fout)) from fout
        self.stdout.write(
            f"{map}: {uitslag.versies} versies; {uitslag.geschreven} bestanden geschreven, "
            f"{uitslag.gelijk} waren gelijk, {uitslag.weg} weggehaald."
        )
        if uitslag.fouten:
            raise CommandError("\n".join(["Dit klopt niet:", *uitslag.fouten]))
