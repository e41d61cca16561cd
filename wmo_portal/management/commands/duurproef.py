"""`make duurproef`: readers, editors and publications together for a while."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Laat lezers, bewerkers en publicaties een tijd samengaan: nul fouten, en geheugen dat niet groeit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--minuten", type=float, default=2)
        parser.add_argument("--per-seconde", type=int, default=50)
        parser.add_argument("--port", type=int, default=8009)

    def handle(self, *args: Any, minuten: float, per_seconde: int, port: int, **options: Any) -> None:
        from wmo_portal.duurproef import soak, told  # loads the PDF machinery

        uitslag = soak(minuten=minuten, per_seconde=per_seconde, port=port, report=lambda line: self.stderr.write(line))
        for line in told(uitslag):
            self.stdout.write(line)
        if not uitslag.goed:
            sys.exit(1)
