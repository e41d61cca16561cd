"""How a document was understood, as pure data: each piece of it with the place it would get and how sure that is, the parts that it
would make, and what is odd about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from core import richtext
from core.inhoud import Inhoud

_WOORD = re.compile(r"\w*[^\W_]\w*(?:['’/.-]\w+)*")


class Zekerheid(StrEnum):
    ZEKER = "zeker"
    TWIJFEL = "twijfel"
    NIET = "niet geplaatst"


class Vorm(StrEnum):
    """What a piece of a document is: text that is kept as it is, a name or heading, a fact that became a field, or what the portal
    makes by itself."""

    TEKST = "tekst"
    NAAM = "naam"
    FEIT = "feit"
    GEMAAKT = "gemaakt"


class Stuk(Inhoud):
    """`bron`: where it stands in the document; `pad`: its place in the inkoop ("product/bgi/doelgroep"), empty when it has none."""

    nummer: int
    bron: str
    html: str
    vorm: Vorm = Vorm.TEKST
    pad: str = ""
    zeker: Zekerheid = Zekerheid.ZEKER
    waarom: str = ""

    @property
    def woorden(self) -> int:
        return words(self.html)

    @property
    def is_geplaatst(self) -> bool:
        return self.zeker is not Zekerheid.NIET


class Voorsteldeel(Inhoud):
    """A part that the document describes. `velden`: its facts, as the Inhoud of its kind names them; `bestaat`: the inkoop has it."""

    soort: str
    code: str
    naam: str
    bestaat: bool = False
    zeker: Zekerheid = Zekerheid.ZEKER
    waarom: str = ""
    velden: dict[str, Any] = {}

    @property
    def pad(self) -> str:
        return f"{self.soort}/{self.code}"


class Voorstel(Inhoud):
    """`eigen`: of a file that this portal made, the fingerprint of each text that it began with, by place; `eigen_inkoop` its inkoop."""

    stukken: list[Stuk]
    onderdelen: list[Voorsteldeel]
    meldingen: list[str] = []
    eigen_inkoop: str = ""
    eigen: dict[str, str] = {}
    wijzigingen: int = 0
    opmerkingen: int = 0
    afbeeldingen: int = 0
    doorgehaald: int = 0

    @property
    def woorden(self) -> int:
        return sum(stuk.woorden for stuk in self.stukken)

    @property
    def geplaatste_woorden(self) -> int:
        return sum(stuk.woorden for stuk in self.stukken if stuk.is_geplaatst)

    @property
    def ongeplaatst(self) -> list[Stuk]:
        return [stuk for stuk in self.stukken if not stuk.is_geplaatst]

    @property
    def telling(self) -> str:
        """ "8012 van 8020 woorden op hun plek (99,9%)"."""
        gedaan, alle = self.geplaatste_woorden, self.woorden
        procent = 1000 * gedaan // alle / 10 if alle else 100.0
        return f"{gedaan} van {alle} woorden op hun plek ({procent:.1f}%)".replace(".", ",")

    def van(self, soort: str) -> list[Voorsteldeel]:
        return [deel for deel in self.onderdelen if deel.soort == soort]

    def met_keuzes(self, keuzes: dict[str, str]) -> Voorstel:
        """With what somebody chose: by number of a piece its place, or "" to leave it out."""
        return self.model_copy(update={"stukken": list(_chosen(self.stukken, keuzes))})


def _chosen(stukken: Iterable[Stuk], keuzes: dict[str, str]) -> Iterable[Stuk]:
    for stuk in stukken:
        pad = keuzes.get(str(stuk.nummer))
        if pad is None:
            yield stuk
        else:
            zeker = Zekerheid.ZEKER if pad else Zekerheid.NIET
            yield stuk.model_copy(update={"pad": pad, "vorm": Vorm.TEKST, "zeker": zeker, "waarom": "gekozen"})


def words(html: str) -> int:
    return len(_WOORD.findall(richtext.plain_text(html)))
