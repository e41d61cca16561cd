"""How rubrieken, grondslagen, leefgebieden and producten describe themselves in a snapshot."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from core.inhoud import Inhoud
from producten.models import Grondslag, ProductTekst
from segments.models import Inkoop


class RubriekInhoud(Inhoud):
    soort: str
    sleutel: str
    naam: str
    bron: str
    verplicht: bool


class GrondslagInhoud(Inhoud):
    code: str
    nummer: int | None
    label: str
    status: str
    definitie: str
    bron: str


class LeefgebiedInhoud(Inhoud):
    nummer: int
    naam: str


class ProductInhoud(Inhoud):
    """`teksten` holds the rich text by the sleutel of its rubriek; a rubriek that is not there, the product does not have."""

    code: str
    naam: str
    afkorting: str
    eenheid: str
    eenheid_toelichting: str
    iwmo_categorie: str
    iwmo_code: str
    grondslagen: list[str]
    leefgebieden: list[int]
    segmenten: list[str]
    tarief_per_grondslag: bool
    max_per_week: int | None
    max_weken_aaneen: int | None
    max_per_jaar: int | None
    max_toewijzing_maanden: int | None
    teksten: dict[str, str]


def describe_rubrieken(inkoop: Inkoop) -> list[RubriekInhoud]:
    return [
        RubriekInhoud(soort=row.soort, sleutel=row.sleutel, naam=row.naam, bron=row.bron, verplicht=row.verplicht)
        for row in inkoop.rubrieken.active().order_by("-soort", "volgorde", "pk")
    ]


def describe_grondslagen(inkoop: Inkoop) -> list[GrondslagInhoud]:
    return [
        GrondslagInhoud(
            code=row.code, nummer=row.nummer, label=row.label, status=row.status, definitie=row.definitie, bron=row.bron
        )
        for row in inkoop.grondslagen.active().order_by("volgorde", "pk")
    ]


def describe_leefgebieden(inkoop: Inkoop) -> list[LeefgebiedInhoud]:
    return [LeefgebiedInhoud(nummer=row.nummer, naam=row.naam) for row in inkoop.leefgebieden.order_by("nummer")]


def describe_producten(inkoop: Inkoop, **only: Any) -> list[ProductInhoud]:
    rows = (
        inkoop.producten.active()
        .filter(**only)
        .prefetch_related(
            Prefetch("grondslagen", Grondslag.objects.active().order_by("volgorde", "pk")),
            "leefgebieden",
            "segmenten",
            Prefetch(
                "teksten",
                ProductTekst.objects.filter(rubriek__gearchiveerd_op=None)
                .select_related("rubriek")
                .order_by("rubriek__volgorde", "rubriek__pk"),
            ),
        )
        .order_by("volgorde", "pk")
    )
    return [
        ProductInhoud(
            code=row.code,
            naam=row.naam,
            afkorting=row.afkorting,
            eenheid=row.eenheid,
            eenheid_toelichting=row.eenheid_toelichting,
            iwmo_categorie=row.iwmo_categorie,
            iwmo_code=row.iwmo_code,
            grondslagen=[grondslag.code for grondslag in row.grondslagen.all()],
            leefgebieden=sorted(leefgebied.nummer for leefgebied in row.leefgebieden.all()),
            segmenten=sorted(segment.code for segment in row.segmenten.all() if not segment.is_archived),
            tarief_per_grondslag=row.tarief_per_grondslag,
            max_per_week=row.max_per_week,
            max_weken_aaneen=row.max_weken_aaneen,
            max_per_jaar=row.max_per_jaar,
            max_toewijzing_maanden=row.max_toewijzing_maanden,
            teksten={tekst.rubriek.sleutel: tekst.tekst for tekst in row.teksten.all() if tekst.tekst},
        )
        for row in rows
    ]
