"""What a nota says: frozen, and without anybody's name or address."""

from __future__ import annotations

import datetime as dt

from core.inhoud import Inhoud
from core.plek import Plek

NOTA_SCHEMA = 1


class NotaBasis(Inhoud):
    """What each kind of nota says about itself."""

    schema_versie: int
    inkoop: str
    slug: str
    regio: str
    nummer: int


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


class ReactienotaInhoud(NotaBasis):
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


class VraagInhoud(Inhoud):
    """Without who asked. `over`: None for the whole; `veranderd`: where the text changes because of it; `over_versie`: the newest version
    when it was asked."""

    nummer: int
    kenmerk: str
    over: Plek | None
    vraag: str
    antwoord: str
    veranderd: Plek | None
    over_versie: int = 0


class VragennotaInhoud(NotaBasis):
    gepubliceerd: dt.date
    nog_open: int
    vragen: tuple[VraagInhoud, ...]

    @property
    def eerste(self) -> int:
        return self.vragen[0].nummer

    @property
    def laatste(self) -> int:
        return self.vragen[-1].nummer
