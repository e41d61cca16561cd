from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Recht, User
from core.fouten import BewerkFout
from inlezen import bestand
from inlezen.herkennen import recognise
from inlezen.overnemen import take_over
from inlezen.uitkomst import Uitkomst, work_out
from inlezen.voorstel import Voorstel, Zekerheid
from publicaties.problemen import find_problems
from publicaties.snapshot import take
from segments.models import Inkoop


class Command(BaseCommand):
    help = "Leest een document (.docx, .odt of tekst) in een inkoop in: alles, of niets. Zegt wat van elk woord is geworden."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path)
        parser.add_argument("--inkoop", required=True, metavar="SLUG")
        parser.add_argument("--proef", action="store_true", help="zeg alleen wat er zou gebeuren")
        parser.add_argument(
            "--door", metavar="GEBRUIKER", help="op wiens naam; anders iemand die in deze regio mag bewerken"
        )

    def handle(self, *args: Any, inkoop: str, proef: bool, door: str | None, **options: Any) -> None:
        doel = Inkoop.objects.select_related("regio").filter(slug=inkoop).first()
        if doel is None:
            raise CommandError(f"Er is geen inkoop '{inkoop}'.")
        try:
            voorstel = recognise(bestand.read(options["bestand"].read_bytes()), take(doel))
            uitkomst = work_out(voorstel, take(doel))
            self._report(voorstel, uitkomst)
            if not proef:
                paden = [verschil.pad for verschil in uitkomst.verschillen if not verschil.botst]
                reden = f"Ingelezen uit {options['bestand'].name}"
                take_over(
                    inkoop=doel,
                    voorstel=voorstel,
                    gezien=uitkomst.vingerafdruk,
                    aanvaard=paden,
                    by=self._user(doel, door),
                    reden=reden,
                )
        except (OSError, BewerkFout, ValidationError) as fout:
            raise CommandError(" ".join(fout.messages) if isinstance(fout, ValidationError) else str(fout)) from fout
        self.stdout.write("Proef: er is niets veranderd." if proef else "Overgenomen.")
        self.stdout.write(voorstel.telling)

    def _report(self, voorstel: Voorstel, uitkomst: Uitkomst) -> None:
        write = self.stdout.write
        soorten: dict[str, list[str]] = {}
        for deel in uitkomst.nieuw:
            soorten.setdefault(deel.soortnaam, []).append(deel.volledig)
        for soort, namen in soorten.items():
            write(f"Nieuw, {soort} ({len(namen)}): {'; '.join(namen)}")
        for verschil in uitkomst.verschillen:
            write(f"{'Botst' if verschil.botst else 'Gewijzigd'}: {verschil.van} ({verschil.pad})")
        write(f"Gelijk gebleven: {uitkomst.gelijk} teksten")
        for telling, woord in (
            (voorstel.wijzigingen, "bijgehouden wijzigingen, gelezen zoals aanvaard"),
            (voorstel.opmerkingen, "opmerkingen, niet overgenomen"),
            (voorstel.afbeeldingen, "afbeeldingen, niet overgenomen"),
            (voorstel.doorgehaald, "doorgehaalde stukken, niet overgenomen"),
        ):
            if telling:
                write(f"{telling} {woord}")
        for stuk in voorstel.stukken:
            if stuk.zeker is Zekerheid.TWIJFEL:
                write(f"Twijfel: {stuk.bron} naar {stuk.pad}")
        for stuk in voorstel.ongeplaatst:
            write(f"Niet geplaatst: {stuk.bron}: {stuk.html} {stuk.waarom}")
        for melding in (*voorstel.meldingen, *uitkomst.anders):
            write(f"Let op: {melding}")
        for probleem in find_problems(uitkomst.snapshot(), previous=None, day=timezone.localdate()):
            write(f"Probleem: {probleem.boodschap}")

    def _user(self, inkoop: Inkoop, door: str | None) -> User:
        rows = User.objects.filter(username=door) if door else User.objects.filter(is_active=True)
        found = next((user for user in rows.order_by("pk") if user.may(Recht.BEWERKEN, inkoop.regio_id)), None)
        if found is None:
            raise CommandError("Niemand die in deze regio mag bewerken. Noem iemand met --door.")
        return found
