"""Names and phrases for what a snapshot holds: the small words of `beschrijving`, of changes and of problems."""

from __future__ import annotations

from collections.abc import Iterable

from core import codelijsten, dutch
from core.codelijsten import Eenheid
from percelen.inhoud import PerceelInhoud, PerceelProductInhoud
from producten.inhoud import GrondslagInhoud, ProductInhoud
from publicaties.snapshot import Snapshot
from segments.inhoud import SegmentInhoud


def productnaam(product: ProductInhoud) -> str:
    """ "Begeleiding Individueel (BGI)"."""
    has_short = product.afkorting and product.afkorting != product.naam
    return f"{product.naam} ({product.afkorting})" if has_short else product.naam


def productkort(product: ProductInhoud) -> str:
    """ "BGI", or the name when there is no shorter one."""
    return product.afkorting or product.naam


def perceelnaam(perceel: PerceelInhoud) -> str:
    return f"Perceel {perceel.nummer} {perceel.naam}"


def segmentcode(segment: SegmentInhoud) -> str:
    """ "1a"; empty for a code that is only the name once more ("tijdelijk")."""
    return "" if segment.code == segment.naam.lower() else segment.code


def segmentkort(segment: SegmentInhoud) -> str:
    """ "segment 1a", "segment Tijdelijk"."""
    return f"segment {segmentcode(segment) or segment.naam}"


def segmenttitel(segment: SegmentInhoud) -> str:
    """ "1a Hulp bij huishouden", "Tijdelijk"."""
    return " ".join(filter(None, [segmentcode(segment), segment.naam]))


def segmentnaam(segment: SegmentInhoud) -> str:
    """ "Segment 1a Hulp bij huishouden", "Segment Tijdelijk"."""
    return f"Segment {segmenttitel(segment)}"


def percelen(nummers: Iterable[str]) -> str:
    """ "perceel 5", "percelen 1, 2 en 3"."""
    found = list(nummers)
    return f"{'perceel' if len(found) == 1 else 'percelen'} {dutch.listing(found)}" if found else ""


def grondslagnaam(grondslag: GrondslagInhoud) -> str:
    """ "4. Psychische stoornis"; without a number the label only."""
    return f"{grondslag.nummer}. {grondslag.label}" if grondslag.nummer is not None else grondslag.label


def grondslagen_of(snapshot: Snapshot, codes: Iterable[str]) -> list[GrondslagInhoud]:
    """The grondslagen with these codes, in the order of the document."""
    wanted = set(codes)
    return [grondslag for grondslag in snapshot.grondslagen if grondslag.code in wanted]


def percelen_of(snapshot: Snapshot, product: str) -> list[PerceelInhoud]:
    """The percelen in which this product occurs."""
    return [perceel for perceel in snapshot.percelen if any(link.code == product for link in perceel.producten)]


def eenheid_of(product: ProductInhoud) -> Eenheid | None:
    return Eenheid(product.eenheid) if product.eenheid in Eenheid.values else None


def eenheidwoord(product: ProductInhoud) -> str:
    return codelijsten.eenheidwoord(product.eenheid, product.eenheid_toelichting)


def stuk(product: ProductInhoud) -> str:
    """What one stuk is: "per dag, voor de heenrit en de terugrit samen". Empty when the unit says it by itself."""
    eenheid = eenheid_of(product)
    if eenheid is None or eenheidwoord(product) == eenheid.woord:
        return ""
    return dutch.inside(product.eenheid_toelichting).removesuffix(".")


def limieten(product: ProductInhoud) -> list[str]:
    """ "maximaal 3 etmalen per week of maximaal 6 weken aaneen", "maximaal 42 etmalen per jaar", "toewijzing maximaal 1 jaar"."""
    woord = eenheidwoord(product)
    at_once = []
    if product.max_per_week is not None:
        at_once.append(f"maximaal {dutch.counted(product.max_per_week, woord)} per week")
    if product.max_weken_aaneen is not None:
        at_once.append(f"maximaal {dutch.counted(product.max_weken_aaneen, 'week')} aaneen")
    found = [" of ".join(at_once)] if at_once else []
    if product.max_per_jaar is not None:
        found.append(f"maximaal {dutch.counted(product.max_per_jaar, woord)} per jaar")
    if product.max_toewijzing_maanden is not None:
        found.append(f"toewijzing maximaal {dutch.months(product.max_toewijzing_maanden)}")
    return found


def toewijzingsduur(perceel: PerceelInhoud) -> str:
    """ "in beginsel maximaal 2 jaar", "minimaal 1 jaar en maximaal 5 jaar"; empty when nothing is agreed."""
    parts = []
    if perceel.toewijzing_min_maanden is not None:
        parts.append(f"minimaal {dutch.months(perceel.toewijzing_min_maanden)}")
    if perceel.toewijzing_max_maanden is not None:
        beginsel = "in beginsel " if perceel.toewijzing_in_beginsel else ""
        parts.append(f"{beginsel}maximaal {dutch.months(perceel.toewijzing_max_maanden)}")
    return dutch.listing(parts)


def inkoopperiode(link: PerceelProductInhoud) -> str:
    """When a product is bought in a perceel: "in beginsel 2027 en 2028"; empty: without an end of its own."""
    period = dutch.period(link.van, link.tot)
    return f"in beginsel {period}" if period and link.in_beginsel else period
