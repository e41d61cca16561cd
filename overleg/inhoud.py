"""What a reactienota says: frozen when it is drawn up, without anybody's name or address."""

from __future__ import annotations

import datetime as dt

from core.inhoud import Inhoud
from core.plek import Plek

NOTA_SCHEMA = 1


class PuntInhoud(Inhoud):
    """`van`: an organisation, when the round said that these are named; else empty."""

    referentie: str
    van: str
    tekst: str


class OnderwerpInhoud(Inhoud):
    """`besluit` empty: nothing was decided yet. `veranderd`: where the text was changed for it."""

    nummer: int
    besluit: str
    reden: str
    veranderd: tuple[Plek, ...]
    punten: tuple[PuntInhoud, ...]


class PlaatsInhoud(Inhoud):
    """What was said about one place, or in answer to one question of the regio (`vraag`)."""

    kop: str
    plek: Plek | None
    vraag: bool
    onderwerpen: tuple[OnderwerpInhoud, ...]


class NotaInhoud(Inhoud):
    schema_versie: int
    inkoop: str
    slug: str
    regio: str
    nummer: int
    ronde: str
    over_versie: int
    versienaam: str
    geopend: dt.date
    gesloten: str
    op_naam: bool
    reacties: int
    ingetrokken: int
    plaatsen: tuple[PlaatsInhoud, ...]

    @property
    def onderwerpen(self) -> list[OnderwerpInhoud]:
        return [one for plaats in self.plaatsen for one in plaats.onderwerpen]
