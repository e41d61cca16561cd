"""The facts of a product, perceel, segment or inkoop as a list of names and values, for readers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core import dutch
from core.codelijsten import Productcategorie, Uitvoeringsvariant
from percelen.inhoud import PerceelInhoud
from percelen.models import Bereik
from producten.inhoud import ProductInhoud
from publicaties import woorden
from publicaties.models import OnderdeelSoort
from publicaties.plek import Plek
from publicaties.snapshot import Snapshot
from segments.inhoud import InkoopInhoud, SegmentInhoud
from segments.models import Contractvorm, Domein, Procedure


@dataclass(frozen=True)
class Feit:
    """`waarde` is complete in itself, `bij` a remark in small print; `verwijzingen` are the pages that `waarde` names, in order."""

    naam: str
    waarde: str
    verwijzingen: tuple[Plek, ...] = ()
    bij: str = ""

    @property
    def tekst(self) -> str:
        """All of it on one line."""
        return f"{self.waarde} ({self.bij})" if self.bij else self.waarde


def product_plek(product: ProductInhoud, rubriek: str = "") -> Plek:
    return Plek(soort=OnderdeelSoort.PRODUCT, code=product.code, naam=woorden.productkort(product), rubriek=rubriek)


def perceel_plek(perceel: PerceelInhoud, rubriek: str = "") -> Plek:
    return Plek(soort=OnderdeelSoort.PERCEEL, code=perceel.nummer, naam=f"perceel {perceel.nummer}", rubriek=rubriek)


def segment_plek(segment: SegmentInhoud, rubriek: str = "") -> Plek:
    return Plek(soort=OnderdeelSoort.SEGMENT, code=segment.code, naam=woorden.segmentkort(segment), rubriek=rubriek)


def feiten_product(snapshot: Snapshot, product: ProductInhoud, day: dt.date | None = None) -> list[Feit]:
    """With a `day` the amounts that count then; without, only what they depend on."""
    grondslagen = woorden.grondslagen_of(snapshot, product.grondslagen)
    percelen = woorden.percelen_of(snapshot, product.code)
    segmenten = [segment for segment in snapshot.segmenten if segment.code in product.segmenten]
    leefgebieden = [row for row in snapshot.leefgebieden if row.nummer in product.leefgebieden]
    return _filled(
        Feit("Tarief", tariefwoorden(snapshot, product, day)),
        _eenheid(product),
        Feit("iWmo-productcategorie", label_of(Productcategorie, product.iwmo_categorie)),
        Feit("iWmo-productcode", product.iwmo_code),
        Feit(
            "Grondslagen",
            dutch.listing(f"{row.label} ({row.code})" for row in grondslagen),
            tuple(Plek(soort=OnderdeelSoort.GRONDSLAG, code=row.code, naam=row.label) for row in grondslagen),
        ),
        Feit("Leefgebieden", dutch.listing(f"{row.nummer}. {row.naam}" for row in leefgebieden)),
        Feit("Percelen", woorden.percelen(row.nummer for row in percelen), tuple(map(perceel_plek, percelen))),
        Feit("Inkoopperiode", _inkoopperiode(percelen, product)),
        _segmenten("Segmenten", segmenten),
        Feit("Hoeveel en hoe lang", "; ".join(woorden.limieten(product))),
    )


def feiten_perceel(snapshot: Snapshot, perceel: PerceelInhoud) -> list[Feit]:
    producten = [snapshot.product[link.code] for link in perceel.producten if link.code in snapshot.product]
    segment = snapshot.segment.get(perceel.segment or "")
    naar = [snapshot.perceel[nummer] for nummer in perceel.doorstroom if nummer in snapshot.perceel]
    verlenging = perceel.verlenging_max_maanden
    return _filled(
        Feit("Producten", dutch.listing(map(woorden.productkort, producten)), tuple(map(product_plek, producten))),
        _segmenten("Segment", [segment] if segment else []),
        Feit("Bereik", label_of(Bereik, perceel.bereik)),
        Feit("Toewijzing", woorden.toewijzingsduur(perceel)),
        Feit("Verlenging", f"telkens maximaal {dutch.months(verlenging)}" if verlenging is not None else ""),
        Feit("Naast een ander perceel", "mogelijk" if perceel.naast_ander_perceel else ""),
        Feit(
            "Grens met de Wlz",
            "geen noodzaak voor ondersteuning die 24 uur per dag in de nabijheid is" if perceel.geen_24_uur else "",
        ),
        Feit("Kenmerken", kenmerkenzin(perceel)),
        Feit("Doorstroom", doorstroomzin(perceel), tuple(map(perceel_plek, naar))),
    )


def feiten_segment(snapshot: Snapshot, segment: SegmentInhoud) -> list[Feit]:
    percelen = [row for row in snapshot.percelen if row.segment == segment.code]
    producten = [row for row in snapshot.producten if segment.code in row.segmenten]
    contractvorm = label_of(Contractvorm, segment.contractvorm)
    regionaal = bereik(segment.regionaal_min, segment.regionaal_max)
    return _filled(
        Feit("Contractvorm", ". ".join(filter(None, [contractvorm, segment.contractvorm_toelichting]))),
        Feit(
            "Tussentijdse toetreding",
            {True: "mogelijk", False: "niet mogelijk", None: ""}[segment.tussentijdse_toetreding],
        ),
        Feit("Aanbieders regionaal", regionaal),
        Feit("Aanbieders lokaal" if regionaal else "Aanbieders", _lokaal(segment)),
        Feit("Bekostiging", segment.bekostiging),
        Feit("Uitvoeringsvariant", label_of(Uitvoeringsvariant, segment.uitvoeringsvariant)),
        Feit("Budgetplafond", segment.budgetplafond),
        Feit("Percelen", woorden.percelen(row.nummer for row in percelen), tuple(map(perceel_plek, percelen))),
        Feit("Producten", dutch.listing(map(woorden.productkort, producten)), tuple(map(product_plek, producten))),
    )


def feiten_inkoop(snapshot: Snapshot) -> list[Feit]:
    """Without what stands above them anyway: the regio, also when it is one gemeente, and the domein that this portal is for."""
    inkoop = snapshot.inkoop
    alone = [deelnemer.naam for deelnemer in inkoop.deelnemers] == [inkoop.regio.naam]
    return _filled(
        Feit("Domein", label_of(Domein, inkoop.domein) if inkoop.domein != Domein.WMO else ""),
        Feit("Procedure", label_of(Procedure, inkoop.procedure)),
        Feit("Deelnemende gemeenten", "" if alone else deelnemers(inkoop)),
        Feit("Start van de contracten", dutch.day(inkoop.start_contract) if inkoop.start_contract else ""),
        Feit("Looptijd", looptijd(inkoop)),
        Feit("CPV-codes", dutch.listing(inkoop.cpv)),
    )


def label_of(choices: type, value: str) -> str:
    """The label of a stored value of a TextChoices, or the value itself when it is not one of them."""
    labels: dict[str, str] = dict(choices.choices)  # type: ignore[attr-defined]
    return str(labels.get(value, value))


def yes_no(value: bool | None) -> str:
    return {True: "ja", False: "nee", None: ""}[value]


def bereik(minimum: int | None, maximum: int | None) -> str:
    """ "10 tot 20", "15", "maximaal 30", "minimaal 5"."""
    if minimum is not None and maximum is not None:
        return str(minimum) if minimum == maximum else f"{minimum} tot {maximum}"
    if maximum is not None:
        return f"maximaal {maximum}"
    return f"minimaal {minimum}" if minimum is not None else ""


def looptijd(inkoop: InkoopInhoud) -> str:
    """ "3 jaar, tot en met 31 december 2024. Daarna 2 keer te verlengen met 1 jaar, uiterlijk tot en met 31 december 2026.", and what is
    said about it."""
    duur = langst = ""
    if inkoop.basisjaren is not None:
        duur = f"{dutch.counted(inkoop.basisjaren, 'jaar')}{_until(inkoop, inkoop.basisjaren, ', tot en met')}"
        if inkoop.verlengingen:
            end = _until(inkoop, inkoop.basisjaren + sum(inkoop.verlengingen), ", uiterlijk tot en met")
            langst = f"Daarna {_verlengingen(inkoop.verlengingen)}{end}"
    if not langst and not inkoop.looptijd_toelichting:
        return duur
    return " ".join(filter(None, [duur and f"{duur}.", langst and f"{langst}.", inkoop.looptijd_toelichting]))


def _until(inkoop: InkoopInhoud, jaren: int, words: str) -> str:
    """The last day after so many years; empty when the first day is not known, or the last beyond any calendar."""
    start = inkoop.start_contract
    if start is None or start.year + jaren > dt.MAXYEAR:
        return ""
    # 29 February comes once in four years: a contract from that day is counted from 1 March.
    begin = start if (start.month, start.day) != (2, 29) else dt.date(start.year, 3, 1)
    return f"{words} {dutch.day(begin.replace(year=begin.year + jaren) - dt.timedelta(days=1))}"


def _verlengingen(jaren: list[int]) -> str:
    """ "2 keer te verlengen met 1 jaar", "te verlengen met 2 jaar, en dan met 1 jaar"."""
    if len(set(jaren)) == 1:
        times = f"{len(jaren)} keer " if len(jaren) > 1 else ""
        return f"{times}te verlengen met {dutch.counted(jaren[0], 'jaar')}"
    return "te verlengen met " + ", en dan met ".join(dutch.counted(one, "jaar") for one in jaren)


def deelnemers(inkoop: InkoopInhoud) -> str:
    """By group: "MER: Echt-Susteren, Maasgouw en Roerdalen; MLW: Leudal, Nederweert en Weert"."""
    groups: dict[str, list[str]] = {}
    for deelnemer in inkoop.deelnemers:
        groups.setdefault(deelnemer.groep, []).append(deelnemer.naam)
    return "; ".join(
        f"{groep}: {dutch.listing(names)}" if groep else dutch.listing(names) for groep, names in groups.items()
    )


def kenmerkenzin(perceel: PerceelInhoud) -> str:
    parts = []
    if perceel.min_kenmerken is not None:
        parts.append(f"minimaal {perceel.min_kenmerken} van de {len(perceel.kenmerken)} kenmerken")
    if perceel.min_leefgebieden is not None:
        parts.append(f"zware problematiek op minimaal {dutch.counted(perceel.min_leefgebieden, 'leefgebied')}")
    return dutch.listing(parts)


def doorstroomzin(perceel: PerceelInhoud) -> str:
    """ "naar percelen 1, 2 en 3 of beschermd wonen"."""
    targets = [woorden.percelen(perceel.doorstroom), perceel.doorstroom_buiten]
    found = dutch.listing(filter(None, targets), word="of")
    return f"naar {found}" if found else ""


def _eenheid(product: ProductInhoud) -> Feit:
    """What an aanbieder counts, with the national code beside it."""
    eenheid, what = woorden.eenheid_of(product), woorden.stuk(product)
    if eenheid is None:
        return Feit("Eenheid", product.eenheid_toelichting)
    if what:
        return Feit("Eenheid", what, bij=f"landelijk: {eenheid.label}, code {eenheid.value}")
    return Feit("Eenheid", str(eenheid.label), bij=f"landelijke code {eenheid.value}")


def _segmenten(naam: str, segmenten: list[SegmentInhoud]) -> Feit:
    """With semicolons between names that hold a comma themselves."""
    titels = [woorden.segmenttitel(segment) for segment in segmenten]
    together = "; ".join(titels) if any("," in titel for titel in titels) else dutch.listing(titels)
    plekken = [
        segment_plek(segment).model_copy(update={"naam": titel})
        for segment, titel in zip(segmenten, titels, strict=True)
    ]
    return Feit(naam, together, tuple(plekken))


def tariefwoorden(snapshot: Snapshot, product: ProductInhoud, day: dt.date | None) -> str:
    """ "€ 59,74 tot € 70,86 per uur, per grondslag": what counts on `day`, or else what comes first after it, with its period."""
    if not snapshot.inkoop.met_tarieven:
        return ""
    if day is None:
        return "per grondslag" if product.tarief_per_grondslag else "één tarief"
    own = [row for row in snapshot.tarieven if row.product == product.code]
    rows, period = [row for row in own if row.is_valid_on(day)], ""
    if not rows:
        begin = min((row.ingangsdatum for row in own if row.ingangsdatum > day), default=None)
        rows = [row for row in own if row.ingangsdatum == begin]
        ends = {row.einddatum for row in rows}
        period = dutch.period(begin, ends.pop() if len(ends) == 1 else None)
    if not rows:
        return ""
    low, high = min(row.bedrag for row in rows), max(row.bedrag for row in rows)
    per = f"per {woorden.eenheidwoord(product)}"
    if low == high:
        words = f"{dutch.amount(low)} {per}"
    else:
        by = {"grondslag": {row.grondslag for row in rows}, "perceel": {row.perceel for row in rows}}
        differs = dutch.listing(name for name, values in by.items() if len(values) > 1)
        words = f"{dutch.amount(low)} tot {dutch.amount(high)} {per}, per {differs}"
    return f"{words} ({period})" if period else words


def _inkoopperiode(percelen: list[PerceelInhoud], product: ProductInhoud) -> str:
    links = [(perceel, link) for perceel in percelen for link in perceel.producten if link.code == product.code]
    periods = {woorden.inkoopperiode(link) for _, link in links}
    if len(periods) == 1:
        return periods.pop()
    return "; ".join(
        f"perceel {perceel.nummer}: {period}" for perceel, link in links if (period := woorden.inkoopperiode(link))
    )


def _lokaal(segment: SegmentInhoud) -> str:
    aantal = bereik(segment.lokaal_min, segment.lokaal_max)
    return (
        f"{aantal} ({segment.lokaal_toelichting})"
        if aantal and segment.lokaal_toelichting
        else aantal or segment.lokaal_toelichting
    )


def _filled(*feiten: Feit) -> list[Feit]:
    return [feit for feit in feiten if feit.waarde]
