"""How the parts of an inkoop hang together, and what stands where: promised only when this snapshot has it. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from core import dutch, richtext
from core.deel import DeelInhoud
from core.plek import Plek
from percelen.inhoud import PerceelInhoud
from percelen.soort import toewijzingsduur
from producten.inhoud import ProductInhoud
from publicaties import beschrijving
from publicaties.feiten import feiten
from publicaties.snapshot import Snapshot
from segments.inhoud import SegmentInhoud

#: What a reader finds in a rubriek, by its sleutel. A regio may have other rubrieken: of those nothing is promised.
OVER_PERCEEL = {"omschrijving": "om welke ondersteuning het gaat", "doelgroep": "voor wie het is"}
OVER_PRODUCT = {
    "omschrijving": "wat het inhoudt",
    "doelgroep": "voor wie het is",
    "declaratie": "wat declarabel is",
    "specifieke-eisen": "aan welke eisen u voldoet",
}


def uitleg(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Of each kind of part that this inkoop has: its word, and what it is, to be read after "Een"."""
    found = []
    alone = len(snapshot.inkoop.deelnemers) == 1 or snapshot.inkoop.verzonnen
    inkopers, inkopen = ("de gemeente", "inkoopt") if alone else ("de gemeenten", "inkopen")
    if snapshot.segmenten:
        text = f"is een doelgroep waarvoor {inkopers} op een eigen manier {inkopen}."
        found.append(("segment", f"{text} {_number(snapshot.segmenten, 'segment')}"))
    if snapshot.percelen:
        text = f"is het deel waarop u als aanbieder inschrijft. {_number(snapshot.percelen, 'perceel')}"
        found.append(("perceel", f"{text} {_promise('perceel', over(snapshot, snapshot.percelen))}".strip()))
    if snapshot.producten:
        text = f"is de ondersteuning die u levert en declareert. {_number(snapshot.producten, 'product')}"
        found.append(("product", f"{text} {_promise('product', over(snapshot, snapshot.producten))}".strip()))
    if snapshot.grondslagen:
        text = "is de aandoening of beperking op grond waarvan een cliënt ondersteuning krijgt."
        decides = " Bij sommige producten bepaalt de grondslag het tarief." if _differs_by_grondslag(snapshot) else ""
        found.append(("grondslag", text + decides))
    return found


def over(snapshot: Snapshot, delen: Sequence[DeelInhoud]) -> list[str]:
    """What a reader finds about every one of these parts, which are of one kind."""
    return OVER[delen[0].soortnaam](snapshot, delen) if delen else []


def _over_percelen(snapshot: Snapshot, percelen: Sequence[PerceelInhoud]) -> list[str]:
    found = _told(snapshot, percelen, OVER_PERCEEL)
    if all(perceel.producten for perceel in percelen):
        found.append("welke producten erin voorkomen")
    if all(toewijzingsduur(perceel) for perceel in percelen):
        found.append("hoe lang een toewijzing duurt")
    return found


def _over_producten(snapshot: Snapshot, producten: Sequence[ProductInhoud]) -> list[str]:
    found = _told(snapshot, producten, OVER_PRODUCT)
    with_tarief = {row.product for row in snapshot.tarieven}
    if all(product.code in with_tarief for product in producten):
        found.append("wat het tarief is")
    return found


def _over_segmenten(snapshot: Snapshot, segmenten: Sequence[SegmentInhoud]) -> list[str]:
    told = [
        [
            *(rij.naam for rij in beschrijving.rijen(snapshot, segment)),
            *(feit.naam for feit in feiten(snapshot, segment)),
        ]
        for segment in segmenten
    ]
    return [dutch.inside(naam) for naam in told[0] if all(naam in names for names in told)]


OVER: dict[str, Callable[[Snapshot, Any], list[str]]] = {
    "segment": _over_segmenten,
    "perceel": _over_percelen,
    "product": _over_producten,
}


def onderdelen(snapshot: Snapshot) -> list[str]:
    """The kinds of pages that this inkoop has."""
    found = {
        "segmenten": snapshot.segmenten,
        "percelen": snapshot.percelen,
        "producten": snapshot.producten,
        "grondslagen": snapshot.grondslagen,
        "eisen": snapshot.eisen,
        "tarieven": snapshot.tarieven,
    }
    return [name for name, present in found.items() if present]


def beschrijvingen(snapshot: Snapshot) -> str:
    """What the document of this inkoop holds: "Perceel- en productbeschrijvingen"."""
    *before, last = [name for name in OVER if snapshot.delen(name)] or [""]
    return dutch.capital(dutch.listing([*(f"{name}-" for name in before), f"{last}beschrijvingen"]))


def _told(snapshot: Snapshot, delen: Sequence[DeelInhoud], over: Mapping[str, str]) -> list[str]:
    per_deel = [{rij.sleutel for rij in beschrijving.rijen(snapshot, deel)} for deel in delen]
    return [what for sleutel, what in over.items() if all(sleutel in told for told in per_deel)]


def _number(delen: Sequence[object], woord: str) -> str:
    return f"Deze inkoop heeft {dutch.counted(len(delen), woord)}."


def _promise(woord: str, found: Sequence[str]) -> str:
    return f"Per {woord} staat {dutch.listing(found)}." if found else ""


def _differs_by_grondslag(snapshot: Snapshot) -> bool:
    return bool(snapshot.tarieven) and any(
        row.tarief_per_grondslag and len(row.grondslagen) > 1 for row in snapshot.producten
    )


# --- what a text names ------------------------------------------------------------------------------------------------


#: How texts call the document with the KPI's, whatever its own title is.
KPI_BIJLAGE = r"(?i:bijlage KPI(?:[’'`]?s)?)(?![\w-])"


class Genoemd(NamedTuple):
    """How a text may name a part: none does without this `woord`."""

    pattern: str
    deel: DeelInhoud
    woord: str

    @property
    def plek(self) -> Plek:
        return Plek(soort=self.deel.soortnaam, code=self.deel.deelcode, naam=self.deel.volledig)


def genoemd(snapshot: Snapshot, deel: DeelInhoud | None = None) -> list[Genoemd]:
    """By which words a text names a perceel or product so that no other can be meant, the longest pattern first. Names as they are
    written, with their capitals: "vervoer" is a word, "het product Vervoer" a product.

    `deel`: whose text it is; in a perceel or an eis with one product "het product" is that one.
    """
    found: dict[str, Genoemd] = {}
    names: dict[str, set[str]] = {}
    delen: list[tuple[PerceelInhoud | ProductInhoud, str]] = [
        *((row, "") for row in snapshot.percelen),
        *((row, row.afkorting) for row in snapshot.producten),
    ]

    def add(pattern: str, row: PerceelInhoud | ProductInhoud, woord: str) -> None:
        found[pattern] = Genoemd(pattern, row, woord)

    for perceel in snapshot.percelen:
        number = rf"(?<!per )(?<!dit )(?i:perceel) {re.escape(perceel.nummer)}"
        add(
            number + r"(?!\w|-\w|[.,]\d| (?:en|of|tot|t/m) \d)", perceel, f"erceel {perceel.nummer}"
        )  # Perceel or perceel
    for row, afkorting in delen:
        for name in filter(None, {row.naam, afkorting, f"{row.naam} ({afkorting})" if afkorting else ""}):
            add(rf"(?i:{row.soortnaam}) {re.escape(name)}(?![\w-])", row, name)
            names.setdefault(name, set()).add(row.soortnaam + row.deelcode)
    for product in snapshot.producten:
        for name in filter(
            None, (product.afkorting, f"{product.naam} ({product.afkorting})" if product.afkorting else "")
        ):
            if len(names[name]) == 1 and name[:2].isupper() | (" (" in name):
                add(rf"(?<![\w-]){re.escape(name)}(?![\w-])", product, name)
    codes = [getattr(link, "code", link) for link in getattr(deel, "producten", ())]  # of a perceel or an eis
    if len(codes) == 1 and (only := snapshot.product.get(codes[0])):
        add(r"(?i:het product)(?![\w-]| [A-Z])", only, "")
    return sorted(found.values(), key=lambda one: -len(one.pattern))


#: A text that says no more than where it stands is no longer than this.
VERWIJZING = 140


def ingevoegd(snapshot: Snapshot, perceel: PerceelInhoud) -> dict[str, tuple[ProductInhoud, beschrijving.Tekstrij]]:
    """Of a perceel with one product: the rubrieken that only point at the product, each with what the product says there."""
    if len(perceel.producten) != 1 or not (product := snapshot.product.get(perceel.producten[0].code)):
        return {}
    there = {rij.sleutel: rij for rij in beschrijving.rijen(snapshot, product)}
    return {
        rij.sleutel: (product, there[rij.sleutel])
        for rij in beschrijving.rijen(snapshot, perceel)
        if rij.sleutel in there
        and (text := richtext.plain_text(rij.tekst))
        and len(text) <= VERWIJZING
        and re.search(r"\bproduct\b", text, re.IGNORECASE)
    }
