"""The rounds for reacties of the demo (`fixtures/*/reacties.toml`): through the same road as those of everybody."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pgtrigger
from django.utils import timezone

from accounts.models import User
from core.moment import Moment, Precisie
from overleg import behandelen, deur, reactienota, reacties
from overleg.models import Onderwerp, Reactienota, Reactieronde
from post.models import Mail
from post.soorten import AFZENDER
from proces.models import Mijlpaal, Sluit
from publicaties.lagen import FIXTURES, Laag, read_toml
from publicaties.models import Publicatie
from segments.models import Inkoop


def load_reacties(folder: Path, inkoop: Inkoop, *, indiener: User, beoordelaar: User) -> None:
    if not (folder / "reacties.toml").exists():
        return
    gegevens = read_toml(folder / "reacties.toml")
    ronde = _ronde(inkoop, gegevens, indiener)
    for number, row in enumerate(gegevens.get("reactie", []), start=1):
        _reactie(ronde, row, number)
    if "nota" in gegevens:
        _nota(ronde, gegevens, indiener, beoordelaar)
    # Those people do not exist.
    Mail.objects.filter(soort__in=AFZENDER, aan__endswith=".example").delete()


def move_on() -> None:
    """The example stays open: its end lies in the future again."""
    for path in Inkoop.objects.values_list("slug", flat=True).order_by("slug"):
        file = _file(path)
        mijlpaal = read_toml(file).get("mijlpaal") if file.exists() else None
        if mijlpaal:
            rows = Mijlpaal.objects.filter(inkoop__slug=path, titel=mijlpaal["titel"], sluit_op__lt=timezone.now())
            for row in rows.order_by("pk"):
                row.moment = later(mijlpaal["over_dagen"])
                row.save()


def _file(slug: str) -> Path:
    return FIXTURES / slug / "reacties.toml"


def later(days: int) -> Moment:
    return Moment(timezone.localdate() + dt.timedelta(days=days), Precisie.DAG)


def _ronde(inkoop: Inkoop, gegevens: Laag, by: User) -> Reactieronde:
    row = gegevens["ronde"]
    if "mijlpaal" in gegevens:
        own = gegevens["mijlpaal"]
        mijlpaal = Mijlpaal(inkoop=inkoop, titel=own["titel"], tijd=own["tijd"], omschrijving=own["omschrijving"])
        mijlpaal.sluit, mijlpaal.openbaar = Sluit.REAGEREN, True
        move(mijlpaal, later(own["over_dagen"]))
        closed = None
    else:
        mijlpaal = Mijlpaal.objects.get(inkoop=inkoop, titel=row["mijlpaal"])
        closed = mijlpaal.moment
        move(mijlpaal, later(1))
    ronde = Reactieronde(
        inkoop=inkoop, publicatie=Publicatie.objects.get(inkoop=inkoop, volgnummer=row["versie"]), mijlpaal=mijlpaal,
        titel=row["titel"], toelichting=row["toelichting"], op_naam=row["op_naam"],
    )  # fmt: skip
    reacties.save_ronde(ronde=ronde, vragen=row["vragen"], by=by)
    reacties.open_ronde(ronde=ronde, by=by, at=row.get("geopend_op") or timezone.now())
    ronde.closed = closed  # type: ignore[attr-defined]
    return ronde


def move(mijlpaal: Mijlpaal, moment: Moment) -> None:
    """What was sent long ago is sent while it is open, and then it closes: the database makes no exception. Nobody hears that it moved."""
    mijlpaal.moment = moment
    with pgtrigger.ignore("proces.Mijlpaal:update_update"):
        mijlpaal.save()
    mijlpaal.refresh_from_db()


def _reactie(ronde: Reactieronde, row: Laag, number: int) -> None:
    at: dt.datetime = row["op"]
    known = reacties.snapshot_of(ronde.publicatie)
    reactie = reacties.begin(ronde=ronde, at=at)
    for punt in row.get("punt", []):
        reacties.write(reactie=reactie, tekst=punt["tekst"], plek=punt["plek"], at=at, known=known)
    for vraag, antwoord in zip(ronde.vragen.order_by("volgorde", "pk"), row["antwoorden"], strict=True):
        reacties.write(reactie=reactie, tekst=antwoord, vraag=vraag, at=at, known=known)
    deur.set_sender(
        row=reactie,
        naam=f"Verzonnen persoon {number}",
        organisatie=row["organisatie"],
        email=f"persoon{number}@verzonnen.example",
    )
    reacties.submit(reactie=reactie, at=at)
    later = at + dt.timedelta(minutes=5)
    reacties.confirm(reactie=reactie, code=deur.confirmation(reactie), at=later)


def _nota(ronde: Reactieronde, gegevens: Laag, indiener: User, beoordelaar: User) -> Reactienota:
    move(ronde.mijlpaal, ronde.closed)  # type: ignore[attr-defined]
    nota = gegevens["nota"]
    for row in gegevens["besluit"]:
        found = [Onderwerp.objects.get(ronde=ronde, titel__startswith=begin) for begin in row["punten"]]
        behandelen.group(onderwerp=found[0], met=found[1:], by=indiener)
        behandelen.decide(
            onderwerp=found[0], titel=row["titel"], besluit=row["besluit"], reden=row["reden"],
            plekken=row.get("veranderd", []), by=indiener, at=nota["opgesteld_op"],
        )  # fmt: skip
    made = reactienota.draw_up(ronde=ronde, by=indiener, at=nota["opgesteld_op"])
    reactienota.publish(nota=made, by=beoordelaar, at=nota["gepubliceerd_op"])
    return made
