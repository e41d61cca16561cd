"""Small words for what a snapshot holds, where they ask more than one part."""

from __future__ import annotations

from collections.abc import Iterable

from core import codelijsten, dutch
from percelen.inhoud import PerceelInhoud
from producten.inhoud import AswaardeInhoud, GrondslagInhoud
from producten.models import ASVELDEN
from producten.soort import lijneenheid
from publicaties.snapshot import Snapshot
from tarieven.inhoud import TariefInhoud


def percelen(nummers: Iterable[str]) -> str:
    """ "perceel 5", "percelen 1, 2 en 3"."""
    found = list(nummers)
    return f"{'perceel' if len(found) == 1 else 'percelen'} {dutch.listing(found)}" if found else ""


def grondslagen_of(snapshot: Snapshot, codes: Iterable[str]) -> list[GrondslagInhoud]:
    """The grondslagen with these codes, in the order of the document."""
    wanted = set(codes)
    return [grondslag for grondslag in snapshot.grondslagen if grondslag.code in wanted]


def percelen_of(snapshot: Snapshot, product: str) -> list[PerceelInhoud]:
    """The percelen in which this product occurs."""
    return [perceel for perceel in snapshot.percelen if any(link.code == product for link in perceel.producten)]


# --- the axes of tarieven ---------------------------------------------------------------------------------------------


def asnamen(snapshot: Snapshot, *, meervoud: bool = False) -> dict[str, str]:
    """The name of each axis that this inkoop can have, by the field of a tarief: "grondslag", "trede"."""
    own = sorted(snapshot.tariefassen, key=lambda row: row.plaats)
    found = {row.veld: row.meervoud if meervoud else row.naam for row in own}
    return {"grondslag": "grondslagen" if meervoud else "grondslag"} | found


def ascodes(tarief: TariefInhoud) -> dict[str, str]:
    """The value of each axis that this tarief has one of, by its field."""
    return {veld: code for veld in ASVELDEN if (code := getattr(tarief, veld)) is not None}


def aswaarde(snapshot: Snapshot, veld: str, code: str) -> GrondslagInhoud | AswaardeInhoud | None:
    return snapshot.grondslag.get(code) if veld == "grondslag" else snapshot.aswaarde.get(code)


def waarvoor(snapshot: Snapshot, tarief: TariefInhoud) -> str:
    """ "Psychische stoornis", "licht, zorg in natura": the values of this tarief in words."""
    found = [(aswaarde(snapshot, veld, code), code) for veld, code in ascodes(tarief).items()]
    return ", ".join(row.label if row else code for row, code in found)


def lijnnaam(snapshot: Snapshot, tarief: TariefInhoud) -> str:
    """What a tarief is for within its product: "Psychische stoornis, perceel 2". Empty for one tarief."""
    perceel = f"perceel {tarief.perceel}" if tarief.perceel else ""
    return ", ".join(filter(None, [waarvoor(snapshot, tarief), perceel]))


def eenheid_van(snapshot: Snapshot, tarief: TariefInhoud) -> tuple[str, str]:
    """In what this tarief is: a unit, and the explanation of its product when it is that of the product."""
    waarden = [aswaarde(snapshot, veld, code) for veld, code in ascodes(tarief).items()]
    return lijneenheid(snapshot.product[tarief.product], waarden)


def per(snapshot: Snapshot, tarief: TariefInhoud) -> str:
    """ "per uur", "per 4 weken", "eenmalig"; of a toeslag or korting also on what: "per uur, bij HbH", "van het tarief van BGI"."""
    product, text = snapshot.product[tarief.product], codelijsten.per(*eenheid_van(snapshot, tarief))
    soort = codelijsten.Tariefsoort.of(product.tariefsoort)
    op = dutch.listing(snapshot.product[code].kort for code in product.toeslag_op if code in snapshot.product)
    if not op or not soort.is_bij_ander:
        return text
    return f"{text} van {op}" if soort.is_procent else f"{text}, bij {op}"
