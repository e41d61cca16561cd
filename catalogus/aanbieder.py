"""What an aanbieder asks first of an inkoop or a perceel: can I enrol, until when and where, for whom, what does it pay, what is new.

All of it is derived: from the planning (`proces.planning`) and from the facts of the snapshot. Nothing is typed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from catalogus.stand import milestones
from catalogus.versie import Versie
from catalogus.wijzigingsoverzicht import anchor, of_deel
from core import dutch
from core.codelijsten import Tariefsoort, bedragtekst
from core.plek import Zin, listing, zin
from core.richtext import plain_text
from percelen.inhoud import PerceelInhoud
from percelen.soort import PERCEEL
from proces.models import Mijlpaal, Sluit
from proces.planning import Sluiting, closings, upcoming
from producten.inhoud import ProductInhoud
from producten.soort import PRODUCT
from publicaties.snapshot import Snapshot
from publicaties.versies import Versiestaat
from publicaties.wijzigingen import WijzigingSoort
from publicaties.woorden import per
from segments.inhoud import SegmentInhoud
from segments.models import Procedure
from segments.soort import SEGMENT, after_months, deelnemers, einde_van, next_day
from tarieven.inhoud import TariefInhoud

#: What an aanbieder does to get a contract; the others are ways to be heard.
MEEDOEN = (Sluit.AANMELDEN, Sluit.INSCHRIJVEN)
#: Of a list that would be longer, so many are told, and where the rest stands.
MEEST = 4
MEEST_GEWIJZIGD = 3


@dataclass(frozen=True)
class Meedoen:
    """Whether an aanbieder can still come in. `staat`: open, doorlopend, komt, dicht or onbekend; `sluitingen`: what the planning says;
    `zin`: what follows from the procedure and from what is agreed for segmenten; `waar`: doorlopend only there."""

    staat: str
    sluitingen: Sequence[Sluiting]
    zin: str
    waar: str = ""


@dataclass(frozen=True)
class Betaling:
    """ "€ 59,74 tot € 70,86 per uur", and for which producten when it is not for all of them."""

    tekst: str
    bij: str


@dataclass(frozen=True)
class VoorAanbieder:
    """`meedoen` is None at the address of one version: that says nothing of today. `vragen`: what else is open or was, such as reacting."""

    meedoen: Meedoen | None
    vragen: Sequence[Sluiting]
    hierna: Mijlpaal | None
    contact: str
    voor_wie: Zin
    betaling: Sequence[Betaling]
    meer_betaling: bool
    geen_betaling: str
    gewijzigd: Sequence[tuple[str, str]]
    nieuw: bool
    meer_gewijzigd: int


def voor_aanbieder(versie: Versie, perceel: PerceelInhoud | None = None) -> VoorAanbieder:
    """Of the inkoop, or of one perceel. One query, or none when a page of this version asked before."""
    snapshot = versie.snapshot
    segmenten = _segmenten(snapshot, perceel)
    rows: list[Mijlpaal] = [] if versie.vast else milestones(versie)
    if perceel is not None:
        rows = [row for row in rows if row.segment is None or row.segment.code == perceel.segment]
    now = timezone.now()
    sluitingen = closings(rows, now)
    meedoen = [one for one in sluitingen if one.mijlpaal.sluit in MEEDOEN]
    betaling = betalingen(snapshot, perceel, versie.day)
    changed, new = _changes(versie, perceel)
    return VoorAanbieder(
        meedoen=None if versie.vast else _meedoen(versie, meedoen, segmenten, versie.day),
        vragen=[one for one in sluitingen if one.mijlpaal.sluit not in MEEDOEN],
        hierna=upcoming(rows, now),
        contact=perceel.contactadres if perceel else "",
        voor_wie=_for_whom(snapshot, perceel),
        betaling=betaling[:MEEST],
        meer_betaling=len(betaling) > MEEST,
        geen_betaling="" if betaling else _no_amounts(snapshot, perceel),
        gewijzigd=changed[:MEEST_GEWIJZIGD],
        meer_gewijzigd=max(0, len(changed) - MEEST_GEWIJZIGD),
        nieuw=new,
    )


# --- can I come in? ---------------------------------------------------------------------------------------------------


def _segmenten(snapshot: Snapshot, perceel: PerceelInhoud | None) -> list[SegmentInhoud]:
    return [row for row in snapshot.segmenten if perceel is None or row.code == perceel.segment]


def _meedoen(
    versie: Versie, sluitingen: Sequence[Sluiting], segmenten: Sequence[SegmentInhoud], day: dt.date
) -> Meedoen:
    """What the planning says goes first; what was agreed about coming in later says the rest."""
    snapshot = versie.snapshot
    waar, zin = _later(snapshot, segmenten)
    if any(one.is_open for one in sluitingen):
        return Meedoen("open", sluitingen, zin)
    if any(one.staat == "komt" for one in sluitingen):
        return Meedoen("komt", sluitingen, zin)
    if _is_over(snapshot, day):
        return Meedoen("dicht", sluitingen, "De overeenkomsten zijn afgelopen.")
    if zin and versie.label.staat == Versiestaat.STAND:
        # What was chosen in a year that is past does not say what can be done today.
        return Meedoen(
            "onbekend",
            sluitingen,
            f"{dutch.capital(versie.label.tekst)}: {dutch.inside(zin)} Vraag na of dat nu zo is.",
        )
    if waar is not None:
        return Meedoen("doorlopend", sluitingen, zin, waar)
    begun = snapshot.inkoop.start_contract is not None and snapshot.inkoop.start_contract <= day
    if sluitingen or (zin and begun):
        return Meedoen("dicht", sluitingen, zin)
    return Meedoen("onbekend", sluitingen, zin or "De planning noemt geen moment om in te schrijven. Vraag het na.")


def _is_over(snapshot: Snapshot, day: dt.date) -> bool:
    """Whether the last day of the contracten is past, their extensions included."""
    inkoop = snapshot.inkoop
    einde = einde_van(inkoop)
    if einde is not None and inkoop.verlengingen_maanden:
        einde = after_months(next_day(einde), sum(inkoop.verlengingen_maanden))
    return einde is not None and einde < day


def _later(snapshot: Snapshot, segmenten: Sequence[SegmentInhoud]) -> tuple[str | None, str]:
    """Where an aanbieder can come in at any time (empty: everywhere; None: nowhere, or nobody says), and all of it in words."""
    kan = [row for row in segmenten if row.tussentijdse_toetreding]
    kan_niet = [row for row in segmenten if row.tussentijdse_toetreding is False]
    if kan and not kan_niet:
        return "", "Tussentijds instappen kan."
    if kan_niet and not kan:
        return None, "Tussentijds instappen kan niet."
    if kan:
        return f"in {_named(kan)}", f"Tussentijds instappen kan in {_named(kan)}, niet in {_named(kan_niet)}."
    if snapshot.inkoop.procedure == Procedure.OPEN_HOUSE_DOORLOPEND:
        return "", "Open house: instappen kan doorlopend."
    if snapshot.inkoop.procedure == Procedure.OPEN_HOUSE_GESLOTEN:
        return None, "Open house: na de inschrijving kan instappen niet meer."
    return None, ""


def _named(segmenten: Sequence[SegmentInhoud]) -> str:
    """ "segment 3b", "segmenten 1a, 1b en 2a"."""
    names = [row.kortcode or row.naam for row in segmenten]
    return f"{'segment' if len(names) == 1 else 'segmenten'} {dutch.listing(names)}"


# --- for whom ---------------------------------------------------------------------------------------------------------


def _for_whom(snapshot: Snapshot, perceel: PerceelInhoud | None) -> Zin:
    """The cliënten of a perceel in the first words of its own text; of an inkoop its gemeenten, and into what it is divided."""
    if perceel is not None:
        segment = snapshot.segment.get(perceel.segment or "")
        text = perceel.teksten.get("doelgroep", "") or (segment.doelgroep if segment else "")
        return zin(dutch.opening(plain_text(text), 24) if text else perceel.naam)
    namen = [row.naam for row in snapshot.inkoop.deelnemers]
    waar = deelnemers(snapshot, snapshot.inkoop) if len(namen) <= 8 else f"{len(namen)} gemeenten"
    waar = waar or dutch.listing(namen)
    delen = _divided(snapshot)
    return listing([f"Inwoners van {waar}" if waar else "", delen], between=": ", word="")


def _divided(snapshot: Snapshot) -> Zin:
    """ "percelen 1, 2 en 3"; else segmenten, else producten; how many when it are too many to name."""
    for soort in (PERCEEL, SEGMENT, PRODUCT):
        if rows := snapshot.delen(soort.naam):
            return soort.opgesomd(rows) if len(rows) <= 8 else zin(f"{len(rows)} {soort.meervoud}")
    return Zin()


# --- what it pays -----------------------------------------------------------------------------------------------------


def betalingen(snapshot: Snapshot, perceel: PerceelInhoud | None, day: dt.date) -> list[Betaling]:
    """Per unit, from the lowest to the highest tarief that counts on `day`, or of each product else what it pays first after it.

    Only amounts: a toeslag says nothing without what it is on.
    """
    codes = [code for code, _ in perceel.levert] if perceel else [row.code for row in snapshot.producten]
    producten = [snapshot.product[code] for code in codes if code in snapshot.product]
    found: dict[str, list[tuple[ProductInhoud, TariefInhoud]]] = {}
    for product in producten:
        if Tariefsoort.of(product.tariefsoort) == Tariefsoort.BEDRAG:
            for row in _counting(snapshot, product, perceel, day):
                found.setdefault(_unit(snapshot, row, day), []).append((product, row))
    with_amounts = {product.code for rows in found.values() for product, _ in rows}
    return [_betaling(unit, rows, alone=len(with_amounts) == 1) for unit, rows in found.items()]


def _counting(
    snapshot: Snapshot, product: ProductInhoud, perceel: PerceelInhoud | None, day: dt.date
) -> list[TariefInhoud]:
    own = [
        row
        for row in snapshot.tarieven
        if row.product == product.code and (perceel is None or row.perceel in {None, perceel.nummer})
    ]
    valid = [row for row in own if row.is_valid_on(day)]
    first = min((row.ingangsdatum for row in own if row.ingangsdatum > day), default=None)
    return valid or [row for row in own if row.ingangsdatum == first]


def _unit(snapshot: Snapshot, row: TariefInhoud, day: dt.date) -> str:
    unit = per(snapshot, row)
    return f"{unit} vanaf {dutch.day(row.ingangsdatum)}" if row.ingangsdatum > day else unit


def _betaling(unit: str, rows: Sequence[tuple[ProductInhoud, TariefInhoud]], *, alone: bool) -> Betaling:
    amounts = [row.bedrag for _, row in rows]
    low, high = (bedragtekst(Tariefsoort.BEDRAG, one) for one in (min(amounts), max(amounts)))
    names = dict.fromkeys(product.kort for product, _ in rows)
    return Betaling(f"{low if low == high else f'{low} tot {high}'} {unit}", "" if alone else dutch.listing(names))


def _no_amounts(snapshot: Snapshot, perceel: PerceelInhoud | None) -> str:
    codes = {code for code, _ in perceel.levert} if perceel else {row.code for row in snapshot.producten}
    if any(row.code in codes and row.tariefsoort == Tariefsoort.OFFERTE for row in snapshot.producten):
        return "Op offerte."
    return "Deze versie noemt geen tarieven."


# --- what changed last ------------------------------------------------------------------------------------------------


def _changes(versie: Versie, perceel: PerceelInhoud | None) -> tuple[list[tuple[str, str]], bool]:
    """(title, place in the change table) of what this version changed here; and whether the perceel is new in it."""
    if perceel is None:
        return [(wijziging.titel, anchor(wijziging)) for wijziging, _ in versie.wijzigingen], False
    found = of_deel(versie, perceel)
    new = any(wijziging.soort == WijzigingSoort.TOEGEVOEGD for wijziging in found)
    return [(wijziging.titel, anchor(wijziging)) for wijziging in found], new
