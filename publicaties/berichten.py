"""Who gets a mail about what happened to a version. It is asked for by `tell`, so in the transaction of the step itself."""

from __future__ import annotations

from typing import NamedTuple

from accounts.models import Recht, who_may
from post.soorten import MailSoort
from post.sturen import send
from publicaties.models import Gebeurtenis, GebeurtenisSoort


class Bericht(NamedTuple):
    soort: MailSoort
    recht: Recht  # whoever has this in the regio gets it
    ook_zelf: bool = False  # also who did it


BERICHTEN: dict[str, Bericht] = {
    GebeurtenisSoort.INGEDIEND: Bericht(MailSoort.TER_BEOORDELING, Recht.BEOORDELEN),
    GebeurtenisSoort.TERUGGEGEVEN: Bericht(MailSoort.TERUGGEGEVEN, Recht.INDIENEN),
    GebeurtenisSoort.GEPUBLICEERD: Bericht(MailSoort.GEPUBLICEERD, Recht.PUBLICEREN),
    GebeurtenisSoort.INTREKKEN_GEVRAAGD: Bericht(MailSoort.INTREKKEN_GEVRAAGD, Recht.PUBLICEREN),
    # Nobody did this: it is in the name of who planned it.
    GebeurtenisSoort.NIET_GEPUBLICEERD: Bericht(MailSoort.NIET_GEPUBLICEERD, Recht.PUBLICEREN, ook_zelf=True),
}


def mail(gebeurtenis: Gebeurtenis) -> None:
    bericht = BERICHTEN.get(gebeurtenis.soort)
    if bericht is None:
        return
    people = who_may(bericht.recht, gebeurtenis.inkoop.regio_id)
    if not bericht.ook_zelf:
        people = people.exclude(pk=gebeurtenis.door_id)
    regio = gebeurtenis.inkoop.regio
    send(bericht.soort, aan=people.order_by("pk"), context={"gebeurtenis": gebeurtenis}, regio=regio)
