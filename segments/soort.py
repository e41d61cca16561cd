"""The kinds of part that frame a document, and the facts of the inkoop itself."""

from __future__ import annotations

import datetime as dt

from core import dutch
from core.codelijsten import label_of
from core.plek import Zin, listing, named_or_listed
from core.soort import Document, Feitsoort, Soort
from segments.inhoud import BegripInhoud, HoofdstukInhoud, InkoopInhoud, SegmentInhoud
from segments.models import Begrip, Contractvorm, Domein, Hoofdstuk, HoofdstukSoort, Inkoop, Segment

# --- the inkoop -------------------------------------------------------------------------------------------------------


def looptijd(document: Document, inkoop: InkoopInhoud) -> str:
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


def deelnemers(document: Document, inkoop: InkoopInhoud) -> str:
    """By group: "MER: Echt-Susteren, Maasgouw en Roerdalen; MLW: Leudal, Nederweert en Weert". Empty for a regio that is one gemeente."""
    if [deelnemer.naam for deelnemer in inkoop.deelnemers] == [inkoop.regio.naam]:
        return ""
    groups: dict[str, list[str]] = {}
    for deelnemer in inkoop.deelnemers:
        groups.setdefault(deelnemer.groep, []).append(deelnemer.naam)
    return "; ".join(
        f"{groep}: {dutch.listing(names)}" if groep else dutch.listing(names) for groep, names in groups.items()
    )


INKOOP = Soort(
    "inkoop",
    "inkopen",
    "de",
    Inkoop,
    InkoopInhoud,
    naamvelden=("titel",),
    feiten=(
        # The domein that this portal is for needs no telling.
        Feitsoort("Domein", ("domein",), lambda _, row: label_of(Domein, row.domein) if row.domein != Domein.WMO else ""),
        Feitsoort("Deelnemende gemeenten", ("deelnemers",), deelnemers),
        Feitsoort("Looptijd", ("basisjaren", "verlengingen", "looptijd_toelichting"), looptijd),
        Feitsoort("Regio", ("regio",), lambda _, row: f"{row.regio.naam} ({row.regio.website})", intern=True),
    ),
    intern=(
        "slug", "procedure_toelichting", "met_tarieven", "tarief_per_perceel", "tarieven_fictief", "kostprijs_verplicht",
    ),
    beheer=("slug", "domein", "met_tarieven", "tarieven_fictief", "kostprijs_verplicht"),
)  # fmt: skip


# --- segmenten --------------------------------------------------------------------------------------------------------


def aantal(minimum: int | None, maximum: int | None) -> str:
    """ "10 tot 20", "15", "maximaal 30", "minimaal 5"."""
    if minimum is not None and maximum is not None:
        return str(minimum) if minimum == maximum else f"{minimum} tot {maximum}"
    if maximum is not None:
        return f"maximaal {maximum}"
    return f"minimaal {minimum}" if minimum is not None else ""


def _contractvorm(document: Document, segment: SegmentInhoud) -> str:
    vorm = label_of(Contractvorm, segment.contractvorm)
    return ". ".join(filter(None, [vorm, segment.contractvorm_toelichting]))


def _lokaal(document: Document, segment: SegmentInhoud) -> str:
    found, toelichting = aantal(segment.lokaal_min, segment.lokaal_max), segment.lokaal_toelichting
    return f"{found} ({toelichting})" if found and toelichting else found or toelichting


def _percelen(document: Document, segment: SegmentInhoud) -> Zin:
    found = [row.plek() for row in document.delen("perceel") if row.segment == segment.code]
    return named_or_listed("perceel", "percelen", found)


def _producten(document: Document, segment: SegmentInhoud) -> Zin:
    return listing(row.zin() for row in document.delen("product") if segment.code in row.segmenten)


SEGMENT = Soort(
    "segment",
    "segmenten",
    "het",
    Segment,
    SegmentInhoud,
    met_pagina=True,
    feiten=(
        Feitsoort("Contractvorm", ("contractvorm", "contractvorm_toelichting"), _contractvorm),
        Feitsoort(
            "Tussentijdse toetreding",
            ("tussentijdse_toetreding",),
            lambda _, row: {True: "mogelijk", False: "niet mogelijk", None: ""}[row.tussentijdse_toetreding],
        ),
        Feitsoort(
            "Aanbieders regionaal",
            ("regionaal_min", "regionaal_max"),
            lambda _, row: aantal(row.regionaal_min, row.regionaal_max),
        ),
        Feitsoort(
            "Aanbieders lokaal",
            ("lokaal_min", "lokaal_max", "lokaal_toelichting"),
            _lokaal,
            noem=lambda row: "Aanbieders lokaal" if aantal(row.regionaal_min, row.regionaal_max) else "Aanbieders",
        ),
        Feitsoort("Percelen", (), _percelen, na="budgetplafond"),
        Feitsoort("Producten", (), _producten, na="budgetplafond"),
    ),
    samen=(("regionaal_min", "regionaal_max"), ("lokaal_min", "lokaal_max")),
    kopjes={"Contractvorm": "contractvorm", "Bekostiging": "bekostiging", "Teksten": "doelgroep"},
)

# --- hoofdstukken, begrippen ------------------------------------------------------------------------------------------

HOOFDSTUK = Soort(
    "hoofdstuk",
    "hoofdstukken",
    "het",
    Hoofdstuk,
    HoofdstukInhoud,
    naamvelden=("titel",),
    code_uit_naam=True,
    # What stands behind something generated has no place where nothing is.
    heeft_tekst=lambda deel, veld: veld == "tekst" or deel.soort != HoofdstukSoort.TEKST or bool(deel.slottekst),
)

BEGRIP = Soort(
    "begrip",
    "begrippen",
    "het",
    Begrip,
    BegripInhoud,
    naamvelden=(),
    alineas=("omschrijving",),
    # Not by the database: which letters it takes together depends on how it was made.
    sorteer=lambda row: dutch.alphabetical(row.term),
)
