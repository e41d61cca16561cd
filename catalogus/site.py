"""The facts behind the pages that every government site has: read once from TOML, refused when something is missing."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict

STATUSSEN = {
    "A": "voldoet volledig",
    "B": "voldoet gedeeltelijk",
    "C": "eerste maatregelen genomen",
    "D": "voldoet niet",
}


class _Deel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisatie(_Deel):
    naam: str
    email: str
    telefoon: str
    postadres: str


class Toegankelijkheid(_Deel):
    status: Literal["A", "B", "C", "D"]
    datum: dt.date
    onderzoek: str
    afwijkingen: list[str]

    @property
    def status_tekst(self) -> str:
        return STATUSSEN[self.status]


class Beveiliging(_Deel):
    """`verloopt`: until the end of this day the address is watched; at most a year ahead (RFC 9116, 2.5.5)."""

    email: str
    verloopt: dt.date


class Privacy(_Deel):
    functionaris: str
    bewaartermijn_logboek: str


class Zoeken(_Deel):
    """`synoniemen`: lists of words that people use for the same."""

    synoniemen: list[list[str]] = []


class Uitlegwoord(_Deel):
    """A difficult word that stands in texts of several regio's, explained by the portal where a version does not explain it itself."""

    term: str
    uitleg: str
    vormen: list[str] = []


class Doelgroep(_Deel):
    """For whom a part may be, known by any of these words (lower case) in its name or in what it says of its doelgroep."""

    naam: str
    woorden: list[str]


class Site(_Deel):
    organisatie: Organisatie
    toegankelijkheid: Toegankelijkheid
    beveiliging: Beveiliging
    privacy: Privacy
    zoeken: Zoeken = Zoeken()
    doelgroepen: list[Doelgroep] = []
    woorden: list[Uitlegwoord] = []


@lru_cache(maxsize=4)
def read_site(path: Path) -> Site:
    return Site.model_validate(tomllib.loads(path.read_text()))


def site() -> Site:
    return read_site(Path(settings.SITE_GEGEVENS))
