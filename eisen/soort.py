"""The kind of part that says what is asked of an aanbieder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.plek import Zin, zin
from core.soort import Feitsoort, Geheel, Soort
from eisen.inhoud import EisInhoud
from eisen.models import Eis, Eismoment, Eissoort, Reikwijdte
from percelen.soort import PERCEEL
from producten.soort import PRODUCT, segmenttitels
from segments.soort import SEGMENT

__all__ = ["EIS", "GELDT_VOOR", "Eismoment", "Eissoort", "geldt_voor", "meervoud"]

#: For each reach the field that holds its parts.
GELDT_VOOR = {Reikwijdte(soort.naam): soort.meervoud for soort in (SEGMENT, PERCEEL, PRODUCT)}


def meervoud(soort: str) -> str:
    """ "geschiktheidseisen": what eisen of this sort are called together."""
    return Eissoort(soort).meervoud if soort in Eissoort.values else soort


def geldt_voor(document: Geheel, eis: EisInhoud) -> Zin:
    """ "de hele inkoop", "percelen 1, 2 en 3", "BGI en BGG"."""
    if eis.geldt_voor == Reikwijdte.INKOOP:
        return zin(str(Reikwijdte.INKOOP.label))
    if eis.geldt_voor == Reikwijdte.SEGMENT:
        return segmenttitels(document, eis.segmenten)
    soort = next((one for one in (PERCEEL, PRODUCT) if one.naam == eis.geldt_voor), PRODUCT)
    codes = getattr(eis, soort.meervoud)
    return soort.opgesomd(row for row in document.delen(soort.naam) if row.verwijscode in codes)


def _weging(document: Geheel, eis: EisInhoud) -> str:
    """ "40%, maximaal 10 punten"."""
    parts = [f"{eis.weging}%"] if eis.weging is not None else []
    if eis.max_score is not None:
        parts.append(f"maximaal {eis.max_score} {'punt' if eis.max_score == 1 else 'punten'}")
    return ", ".join(parts)


def _check(values: Mapping[str, Any]) -> dict[str, str]:
    """What an eis holds for is chosen in the one list that goes with its reach."""
    chosen = values.get("geldt_voor")
    faults = {}
    for reach, veld in GELDT_VOOR.items():
        if reach == chosen and not values.get(veld):
            faults[veld] = f"Kies voor welke {veld} deze eis geldt."
        elif reach != chosen and values.get(veld):
            faults[veld] = (
                f"Deze eis geldt voor {Reikwijdte(chosen).label if chosen else 'iets anders'}: laat {veld} leeg."
            )
    return faults


EIS = Soort(
    "eis",
    "eisen",
    "de",
    Eis,
    EisInhoud,
    feiten=(
        Feitsoort("Geldt voor", ("geldt_voor", "segmenten", "percelen", "producten"), geldt_voor),
        Feitsoort("Weging", ("weging", "max_score"), _weging),
        Feitsoort("Knock-out", ("knock_out",), lambda _, row: "wie niet voldoet, valt af" if row.knock_out else ""),
    ),
    # Readers find eisen by sort: it is the name of the table that they stand in.
    intern=("soort",),
    samen=(("soort", "moment"), ("weging", "max_score")),
    controle=_check,
    in_tabel=True,
)
