"""The outline beside every content screen: the parts of an inkoop, with signs of what asks for attention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from werkplek.inhoud.werkblad import Werkblad
from werkplek.plekken import deel_url


@dataclass(frozen=True)
class Punt:
    """A line of the outline."""

    naam: str
    url: str
    teken: str = ""
    soort: str = ""
    code: str = ""
    gewijzigd: int = 0
    blokkades: int = 0
    opmerkingen: int = 0  # of the beoordelaar, not dealt with yet


@dataclass(frozen=True)
class Groep:
    naam: str
    punten: list[Punt]
    toevoegen: str = ""


def outline(werkblad: Werkblad) -> list[Groep]:
    snapshot = werkblad.snapshot
    opmerkingen = Counter("/".join(row.deel) for row in werkblad.opmerkingen)

    def punt(soort: str, code: str, naam: str, teken: str = "") -> Punt:
        key = f"{soort}/{code}"
        return Punt(
            naam=naam,
            url=deel_url(werkblad.slug, soort, code),
            teken=teken if teken.lower() != naam.lower() else "",
            soort=soort,
            code=code,
            gewijzigd=len(werkblad.gewijzigd.get(key, ())),
            blokkades=werkblad.blokkades.get(key, 0),
            opmerkingen=opmerkingen[key],
        )

    def samen(naam: str, *soorten: str) -> Punt:
        """One line for parts that stand on one page."""

        def total(counts: Mapping[str, int]) -> int:
            return sum(count for key, count in counts.items() if key.partition("/")[0] in soorten)

        return Punt(
            naam=naam,
            url=deel_url(werkblad.slug, soorten[0], ""),
            gewijzigd=total({key: len(changed) for key, changed in werkblad.gewijzigd.items()}),
            blokkades=total(werkblad.blokkades),
            opmerkingen=total(opmerkingen),
        )

    return [
        Groep(
            "Hoofdstukken", [punt("hoofdstuk", row.sleutel, row.titel) for row in snapshot.hoofdstukken], "hoofdstuk"
        ),
        Groep("Segmenten", [punt("segment", row.code, row.naam, row.code) for row in snapshot.segmenten], "segment"),
        Groep("Percelen", [punt("perceel", row.nummer, row.naam, row.nummer) for row in snapshot.percelen], "perceel"),
        Groep(
            "Producten", [punt("product", row.code, row.naam, row.afkorting) for row in snapshot.producten], "product"
        ),
        Groep("Uitleg", [samen("Grondslagen", "grondslag", "leefgebied"), samen("Begrippen", "begrip")]),
    ]
