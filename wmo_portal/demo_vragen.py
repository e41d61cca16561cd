"""The questions of the demo (`fixtures/*/vragen.toml`), and the nota that answers them: through the same road as those of everybody."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from accounts.models import User
from core.moment import Moment
from overleg import deur, plekken, vragen, vragennota
from overleg.reacties import snapshot_of
from post.models import Mail
from post.soorten import AFZENDER
from proces.models import Mijlpaal, Sluit
from publicaties.lagen import Laag, read_toml
from publicaties.models import Publicatie
from publicaties.snapshot import Snapshot
from segments.models import Inkoop
from wmo_portal.demo_reacties import later, move


def load_vragen(folder: Path, inkoop: Inkoop, *, indiener: User, beoordelaar: User) -> None:
    if not (folder / "vragen.toml").exists():
        return
    gegevens = read_toml(folder / "vragen.toml")
    own, nota = gegevens["mijlpaal"], gegevens["nota"]
    moment = Moment.parse(own["moment"])
    mijlpaal = Mijlpaal(inkoop=inkoop, titel=own["titel"], tijd=own["tijd"], omschrijving=own["omschrijving"])
    mijlpaal.sluit, mijlpaal.openbaar, mijlpaal.moment = Sluit.VRAGEN, True, moment
    mijlpaal.save()
    move(mijlpaal, later(1))
    out = Publicatie.objects.published().filter(inkoop=inkoop, gepubliceerd_op__lt=nota["gepubliceerd_op"])
    known = snapshot_of(out.order_by("-volgnummer")[0])
    for number, row in enumerate(gegevens["vraag"], start=1):
        _vraag(inkoop, row, number, known, nota, indiener, beoordelaar)
    move(mijlpaal, moment)
    vragennota.publish(inkoop=inkoop, by=indiener, at=nota["gepubliceerd_op"])
    # Those people do not exist.
    Mail.objects.filter(soort__in=AFZENDER, aan__endswith="@verzonnen.example").delete()


def _vraag(
    inkoop: Inkoop, row: Laag, number: int, known: Snapshot, nota: Laag, indiener: User, beoordelaar: User
) -> None:
    at: dt.datetime = row["op"]
    vraag = vragen.ask(
        inkoop=inkoop, plek=row["plek"], plek_naam=plekken.name(known, row["plek"]), tekst=row["tekst"],
        naam=f"Verzonnen persoon {number}", organisatie=row["organisatie"], email=f"vrager{number}@verzonnen.example", at=at,
    )  # fmt: skip
    vragen.confirm(vraag=vraag, code=deur.confirmation(vraag), at=at + dt.timedelta(minutes=5))
    veranderd = row.get("veranderd", "")
    vragen.answer(
        vraag=vraag, nota_tekst=row["tekst"], antwoord=row["antwoord"], veranderd=veranderd,
        veranderd_naam=plekken.name(known, veranderd), toegewezen=None, by=indiener, at=nota["beantwoord_op"],
    )  # fmt: skip
    vragen.read_over(vraag=vraag, by=beoordelaar, at=nota["nagelezen_op"])
