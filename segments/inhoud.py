"""How an inkoop, its segmenten, hoofdstukken and begrippen describe themselves in a snapshot."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import dutch
from core.inhoud import Inhoud
from segments.models import Inkoop


class RegioInhoud(Inhoud):
    slug: str
    naam: str
    website: str


class DeelnemerInhoud(Inhoud):
    code: str
    naam: str
    groep: str


class InkoopInhoud(Inhoud):
    slug: str
    titel: str
    domein: str
    procedure: str
    procedure_toelichting: str
    start_contract: dt.date | None
    basisjaren: int | None
    verlengingen: list[int]
    looptijd_toelichting: str
    cpv: list[str]
    met_tarieven: bool
    tarief_per_perceel: bool
    tarieven_fictief: bool
    kostprijs_verplicht: bool
    regio: RegioInhoud
    deelnemers: list[DeelnemerInhoud]


class HoofdstukInhoud(Inhoud):
    sleutel: str
    titel: str
    soort: str
    tekst: str
    slottekst: str


class SegmentInhoud(Inhoud):
    code: str
    naam: str
    doelgroep: str
    tekst: str
    contractvorm: str
    contractvorm_toelichting: str
    tussentijdse_toetreding: bool | None
    regionaal_min: int | None
    regionaal_max: int | None
    lokaal_min: int | None
    lokaal_max: int | None
    lokaal_toelichting: str
    bekostiging: str
    uitvoeringsvariant: str
    budgetplafond: str
    leveranciersmanagement: str
    toegangsmanagement: str


class BegripInhoud(Inhoud):
    term: str
    omschrijving: str
    synoniemen: list[str]
    niet_gebruiken: list[str]


def describe_inkoop(inkoop: Inkoop) -> InkoopInhoud:
    # As they were entered: the document names MLW before MER.
    deelnemers = inkoop.deelnemers.select_related("gemeente").order_by("pk")
    return InkoopInhoud(
        slug=inkoop.slug,
        titel=inkoop.titel,
        domein=inkoop.domein,
        procedure=inkoop.procedure,
        procedure_toelichting=inkoop.procedure_toelichting,
        start_contract=inkoop.start_contract,
        basisjaren=inkoop.basisjaren,
        verlengingen=inkoop.verlengingen,
        looptijd_toelichting=inkoop.looptijd_toelichting,
        cpv=inkoop.cpv,
        met_tarieven=inkoop.met_tarieven,
        tarief_per_perceel=inkoop.tarief_per_perceel,
        tarieven_fictief=inkoop.tarieven_fictief,
        kostprijs_verplicht=inkoop.kostprijs_verplicht,
        regio=RegioInhoud(slug=inkoop.regio.slug, naam=inkoop.regio.naam, website=inkoop.regio.website),
        deelnemers=[
            DeelnemerInhoud(code=deelnemer.gemeente.code, naam=deelnemer.gemeente.naam, groep=deelnemer.groep)
            for deelnemer in deelnemers
        ],
    )


def describe_hoofdstukken(inkoop: Inkoop, **only: Any) -> list[HoofdstukInhoud]:
    return [
        HoofdstukInhoud(sleutel=row.sleutel, titel=row.titel, soort=row.soort, tekst=row.tekst, slottekst=row.slottekst)
        for row in inkoop.hoofdstukken.active().filter(**only).order_by("volgorde", "pk")
    ]


def describe_segmenten(inkoop: Inkoop, **only: Any) -> list[SegmentInhoud]:
    return [
        SegmentInhoud(**{name: getattr(row, name) for name in SegmentInhoud.model_fields})
        for row in inkoop.segmenten.active().filter(**only).order_by("volgorde", "pk")
    ]


def describe_begrippen(inkoop: Inkoop) -> list[BegripInhoud]:
    return [
        BegripInhoud(
            term=row.term, omschrijving=row.omschrijving, synoniemen=row.synoniemen, niet_gebruiken=row.niet_gebruiken
        )
        # Not by the database: which letters it takes together depends on how it was made.
        for row in sorted(inkoop.begrippen.all(), key=lambda row: dutch.alphabetical(row.term))
    ]
