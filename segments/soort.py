"""The kinds of part that frame a document, and the facts of the inkoop itself."""

from __future__ import annotations

import calendar
import datetime as dt

from core import dutch
from core.codelijsten import label_of
from core.plek import Zin, listing, named_or_listed
from core.soort import Feitsoort, Geheel, Soort
from segments.inhoud import BegripInhoud, HoofdstukInhoud, InkoopInhoud, SegmentInhoud
from segments.models import Begrip, Contractvorm, Domein, Hoofdstuk, HoofdstukSoort, Inkoop, Segment

# --- the inkoop -------------------------------------------------------------------------------------------------------


def looptijd(document: Geheel, inkoop: InkoopInhoud) -> str:
    """ "3 jaar, tot en met 31 december 2024. Daarna 2 keer te verlengen met 1 jaar, uiterlijk tot en met 31 december 2026.", and what is
    said about it."""
    duur, einde = inkoop.looptijd_maanden, einde_van(inkoop)
    tot = f"tot en met {dutch.day(einde)}" if einde else ""
    eerst = ", ".join(filter(None, [dutch.months(duur) if duur is not None else "", tot]))
    daarna = opzeggen = ""
    if inkoop.verlengingen_maanden:
        laatst = einde and after_months(next_day(einde), sum(inkoop.verlengingen_maanden))
        uiterlijk = f", uiterlijk tot en met {dutch.day(laatst)}" if laatst else ""
        daarna = f"{'Daarna ' if eerst else ''}{_verlengingen(inkoop.verlengingen_maanden)}{uiterlijk}"
    if inkoop.opzegtermijn_maanden is not None:
        opzeggen = f"De opzegtermijn is {dutch.months(inkoop.opzegtermijn_maanden)}"
    told = [dutch.capital(one) for one in (eerst, daarna, opzeggen) if one]
    if len(told) < 2 and not inkoop.looptijd_toelichting:
        return "".join(told)
    return " ".join(filter(None, [*(f"{one}." for one in told), inkoop.looptijd_toelichting]))


def einde_van(inkoop: InkoopInhoud) -> dt.date | None:
    """The last day of the contracten, without extensions: as it is given, or from the first day and the looptijd."""
    if inkoop.einde_contract is not None or inkoop.start_contract is None or inkoop.looptijd_maanden is None:
        return inkoop.einde_contract
    return after_months(inkoop.start_contract, inkoop.looptijd_maanden)


def next_day(day: dt.date) -> dt.date | None:
    return day + dt.timedelta(days=1) if day < dt.date.max else None


def after_months(begin: dt.date | None, maanden: int) -> dt.date | None:
    """The last day of so many months from `begin` on; None beyond any calendar. From the 31st on it is the last day of a month."""
    if begin is None:
        return None
    if (begin.month, begin.day) == (2, 29):  # comes once in four years: counted from 1 March
        begin = begin.replace(month=3, day=1)
    jaren, maand = divmod(begin.month - 1 + maanden, 12)
    if begin.year + jaren > dt.MAXYEAR:
        return None
    dag = min(begin.day, calendar.monthrange(begin.year + jaren, maand + 1)[1])
    found = dt.date(begin.year + jaren, maand + 1, dag)
    return found - dt.timedelta(days=1) if dag == begin.day else found


def _verlengingen(maanden: list[int]) -> str:
    """ "2 keer te verlengen met 1 jaar", "te verlengen met 2 jaar, en dan met 6 maanden"."""
    if len(set(maanden)) == 1:
        times = f"{len(maanden)} keer " if len(maanden) > 1 else ""
        return f"{times}te verlengen met {dutch.months(maanden[0])}"
    return "te verlengen met " + ", en dan met ".join(dutch.months(one) for one in maanden)


def domeinen(inkoop: InkoopInhoud) -> str:
    """ "Wmo en Jeugd"."""
    return dutch.listing(label_of(Domein, domein) for domein in inkoop.domeinen)


def deelnemers(document: Geheel, inkoop: InkoopInhoud) -> str:
    """By group: "MER: Echt-Susteren, Maasgouw en Roerdalen; MLW: Leudal, Nederweert en Weert". Empty for a regio that is one gemeente."""
    if [deelnemer.naam for deelnemer in inkoop.deelnemers] == [inkoop.regio.naam]:
        return ""
    groups: dict[str, list[str]] = {}
    for deelnemer in inkoop.deelnemers:
        groups.setdefault(deelnemer.groep, []).append(deelnemer.naam)
    return "; ".join(
        f"{groep}: {dutch.listing(names)}" if groep else dutch.listing(names) for groep, names in groups.items()
    )


#: What together says how long the contracten last.
LOOPTIJD = (
    "einde_contract", "looptijd_maanden", "verlengingen_maanden", "opzegtermijn_maanden", "looptijd_toelichting",
)  # fmt: skip

INKOOP = Soort(
    "inkoop",
    "inkopen",
    "de",
    Inkoop,
    InkoopInhoud,
    naamvelden=("titel",),
    feiten=(
        # The domein that this portal is for needs no telling.
        Feitsoort("Verzonnen", ("verzonnen",), lambda _, row: "ja, deze inkoop bestaat niet" if row.verzonnen else ""),
        Feitsoort("Domein", ("domeinen",), lambda _, row: domeinen(row) if row.domeinen != [Domein.WMO] else ""),
        Feitsoort("Deelnemende gemeenten", ("deelnemers",), deelnemers),
        Feitsoort("Looptijd", LOOPTIJD, looptijd),
        Feitsoort("Regio", ("regio",), lambda _, row: f"{row.regio.naam} ({row.regio.website})", intern=True),
    ),
    intern=(
        "slug", "procedure_toelichting", "met_tarieven", "tarief_per_perceel", "tarieven_fictief", "kostprijs_verplicht",
    ),
    beheer=("slug", "met_tarieven", "tarieven_fictief", "verzonnen", "kostprijs_verplicht", "voorbeeld"),
    hulp=("perceelvelden", "voorbeeld"),
    samen=(
        ("start_contract", "einde_contract"),
        ("looptijd_maanden", "verlengingen_maanden", "opzegtermijn_maanden"),
    ),
)  # fmt: skip


# --- segmenten --------------------------------------------------------------------------------------------------------


def aantal(minimum: int | None, maximum: int | None) -> str:
    """ "10 tot 20", "15", "maximaal 30", "minimaal 5"."""
    if minimum is not None and maximum is not None:
        return str(minimum) if minimum == maximum else f"{minimum} tot {maximum}"
    if maximum is not None:
        return f"maximaal {maximum}"
    return f"minimaal {minimum}" if minimum is not None else ""


def euros(value: int | None) -> str:
    """ "€ 1.250.000"; empty when it is not known."""
    return "" if value is None else f"€\u00a0{dutch.number(value)}"


def _contractvorm(document: Geheel, segment: SegmentInhoud) -> str:
    vorm = label_of(Contractvorm, segment.contractvorm)
    return ". ".join(filter(None, [vorm, segment.contractvorm_toelichting]))


def toetreding(segment: SegmentInhoud) -> str:
    return {True: "mogelijk", False: "niet mogelijk", None: ""}[segment.tussentijdse_toetreding]


def lokaal(segment: SegmentInhoud) -> str:
    """ "15 (voor de hele regio)"."""
    found, toelichting = aantal(segment.lokaal_min, segment.lokaal_max), segment.lokaal_toelichting
    return f"{found} ({toelichting})" if found and toelichting else found or toelichting


def _percelen(document: Geheel, segment: SegmentInhoud) -> Zin:
    found = [row.plek() for row in document.delen("perceel") if row.segment == segment.code]
    return named_or_listed("perceel", "percelen", found)


def _producten(document: Geheel, segment: SegmentInhoud) -> Zin:
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
        Feitsoort("Tussentijdse toetreding", ("tussentijdse_toetreding",), lambda _, row: toetreding(row)),
        Feitsoort(
            "Aanbieders regionaal",
            ("regionaal_min", "regionaal_max"),
            lambda _, row: aantal(row.regionaal_min, row.regionaal_max),
        ),
        Feitsoort(
            "Aanbieders lokaal",
            ("lokaal_min", "lokaal_max", "lokaal_toelichting"),
            lambda _, row: lokaal(row),
            noem=lambda row: "Aanbieders lokaal" if aantal(row.regionaal_min, row.regionaal_max) else "Aanbieders",
        ),
        Feitsoort("Geraamde waarde per jaar", ("geraamde_waarde",), lambda _, row: euros(row.geraamde_waarde)),
        Feitsoort("Percelen", (), _percelen, na="geraamd_volume"),
        Feitsoort("Producten", (), _producten, na="geraamd_volume"),
    ),
    samen=(("regionaal_min", "regionaal_max"), ("lokaal_min", "lokaal_max"), ("geraamde_waarde", "geraamd_volume")),
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
    voorzetsel="in",
    intern=("soort",),
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
    intern=("niet_gebruiken",),
    # Not by the database: which letters it takes together depends on how it was made.
    sorteer=lambda row: dutch.alphabetical(row.term),
)
