"""The outline beside every content screen: the parts of an inkoop, with signs of what asks for attention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from core import dutch
from werkplek.inhoud.beeld import Beeld
from werkplek.inhoud.omgeving import GENOEMD
from werkplek.inhoud.werkblad import SAMEN, Werkblad


@dataclass(frozen=True)
class Overzichtsregel:
    """A line of the outline; `hier`: what a screen calls the line that it belongs to."""

    naam: str
    url: str
    hier: str
    code: str = ""
    nummer: str = ""
    gewijzigd: int = 0
    in_de_weg: int = 0
    opmerkingen: int = 0  # of the beoordelaar, not dealt with yet
    reacties: int = 0  # that wait for a decision

    @property
    def tekens(self) -> bool:
        return bool(self.gewijzigd or self.in_de_weg or self.opmerkingen or self.reacties)


@dataclass(frozen=True)
class Overzichtsgroep:
    naam: str
    punten: list[Overzichtsregel]
    toevoegen: str = ""


GROEPEN = {soort.naam: dutch.capital(soort.meervoud) for soort in GENOEMD}


def outline(werkblad: Werkblad) -> list[Overzichtsgroep]:
    """The counts of what changed and of blockers are there when the picture of the whole is known (`Werkblad.bekend_beeld`)."""
    beeld = werkblad.bekend_beeld or Beeld([], {})
    opmerkingen = Counter("/".join(row.deel) for row in werkblad.opmerkingen)
    reacties: Counter[str] = Counter()
    for pad, aantal in werkblad.reacties.items():
        reacties["/".join(pad.split("/")[:2])] += aantal
    gewijzigd = {key: len(changed) for key, changed in beeld.gewijzigd.items()}
    groepen = {soort: Overzichtsgroep(naam, [], soort) for soort, naam in GROEPEN.items()}
    adressen = {soort: reverse(f"werkplek:{soort}", args=[werkblad.slug, "-"]).removesuffix("-/") for soort in GROEPEN}
    for row in werkblad.namen:
        key = f"{row.soort}/{row.code}"
        kort = row.kort if row.kort.lower() != row.naam.lower() else ""
        code, nummer = (kort, "") if row.soort == "product" else ("", kort)
        groepen[row.soort].punten.append(
            Overzichtsregel(
                naam=row.naam,
                url=f"{adressen[row.soort]}{row.code}/",
                hier=key,
                code=code,
                nummer=nummer,
                gewijzigd=gewijzigd.get(key, 0),
                in_de_weg=beeld.in_de_weg.get(key, 0),
                opmerkingen=opmerkingen[key],
                reacties=reacties[key],
            )
        )

    def samen(hier: str) -> Overzichtsregel:
        """One line for parts that stand on one page."""

        def total(counts: Mapping[str, int]) -> int:
            return sum(count for key, count in counts.items() if key.partition("/")[0] in SAMEN[hier])

        return Overzichtsregel(
            naam=hier.capitalize(),
            url=reverse(f"werkplek:{hier}", args=[werkblad.slug]),
            hier=hier,
            gewijzigd=total(gewijzigd),
            in_de_weg=total(beeld.in_de_weg),
            opmerkingen=total(opmerkingen),
        )

    return [
        *groepen.values(),
        Overzichtsgroep("Uitleg", [samen(hier) for hier in SAMEN]),
    ]
