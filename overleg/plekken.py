"""The places of a version that somebody can react to, as she reads them."""

from __future__ import annotations

from core.plek import Plek
from publicaties.models import OnderdeelSoort
from publicaties.snapshot import Snapshot
from publicaties.soorten import SOORTEN

#: What somebody can react to or ask about: what has a page of its own with texts on it.
MET_TEKST = (OnderdeelSoort.HOOFDSTUK, OnderdeelSoort.SEGMENT, OnderdeelSoort.PERCEEL, OnderdeelSoort.PRODUCT)
GEHEEL = "De hele tekst"


def groups(snapshot: Snapshot) -> list[tuple[str, list[tuple[str, str]]]]:
    """By part: what it is called, and its places as (pad, name): itself, and its rubrieken with a text."""
    found = []
    for soort in MET_TEKST:
        rubrieken = snapshot.rubrieken_of(soort)
        for deel in snapshot.delen(soort):
            plek = deel.plek()
            texts = getattr(deel, "teksten", {})
            below = [(f"{plek.pad}/{row.sleutel}", row.naam) for row in rubrieken if row.sleutel in texts]
            found.append((deel.volledig, [(plek.pad, "Het geheel" if below else deel.volledig), *below]))
    if snapshot.tarieven:
        found.append(("Tarieven", [(str(OnderdeelSoort.TARIEVEN), "Tarieven")]))
    return found


def names(snapshot: Snapshot) -> dict[str, str]:
    """Of every place that `groups` has: "BGI, Doelgroep"."""
    found = {"": GEHEEL}
    for soort in MET_TEKST:
        rubrieken = {row.sleutel: row.naam for row in snapshot.rubrieken_of(soort)}
        for deel in snapshot.delen(soort):
            pad = deel.plek().pad
            found[pad] = str(deel.kort)
            found |= {f"{pad}/{sleutel}": f"{deel.kort}, {naam}" for sleutel, naam in rubrieken.items()}
    found[str(OnderdeelSoort.TARIEVEN)] = "Tarieven"
    return found


def name(snapshot: Snapshot, pad: str) -> str:
    """Empty for the whole."""
    return names(snapshot).get(pad, pad) if pad else ""


def read(pad: str) -> Plek:
    """ "product/bgi/doelgroep" as a place."""
    soort, _, rest = pad.partition("/")
    if soort not in SOORTEN:
        return Plek(soort=soort, code=rest)
    code, _, rubriek = rest.partition("/")
    return Plek(soort=soort, code=code, rubriek=rubriek)
