"""How percelen, and the conditions to enrol for a product, describe themselves in a snapshot."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch

from core.inhoud import Inhoud
from percelen.models import Inschrijfvoorwaarde, Kenmerk, Perceel, PerceelProduct, PerceelTekst
from producten.models import Grondslag
from segments.models import Inkoop


class PerceelProductInhoud(Inhoud):
    code: str
    van: dt.date | None
    tot: dt.date | None
    in_beginsel: bool


class KenmerkInhoud(Inhoud):
    nummer: int
    naam: str
    toelichting: str


class PerceelInhoud(Inhoud):
    """Durations in months. `doorstroom` holds numbers of other percelen; `teksten` rich text by the sleutel of its rubriek."""

    nummer: str
    naam: str
    segment: str | None
    bereik: str
    toewijzing_min_maanden: int | None
    toewijzing_max_maanden: int | None
    toewijzing_in_beginsel: bool
    verlenging_max_maanden: int | None
    naast_ander_perceel: bool
    geen_24_uur: bool
    doorstroom: list[str]
    doorstroom_buiten: str
    min_kenmerken: int | None
    min_leefgebieden: int | None
    producten: list[PerceelProductInhoud]
    kenmerken: list[KenmerkInhoud]
    teksten: dict[str, str]


class VoorwaardeInhoud(Inhoud):
    """Who enrols for `product` (for these grondslagen; none: all) must or may also enrol for `ander_product`."""

    product: str
    soort: str
    voor_grondslagen: list[str]
    ander_product: str
    grondslagen: list[str]
    percelen: list[str]
    toelichting: str


def describe_percelen(inkoop: Inkoop, **only: Any) -> list[PerceelInhoud]:
    rows = (
        inkoop.percelen.active()
        .filter(**only)
        .select_related("segment")
        .prefetch_related(
            Prefetch("doorstroom", Perceel.objects.active().order_by("volgorde", "pk")),
            Prefetch(
                "perceelproducten",
                PerceelProduct.objects.filter(product__gearchiveerd_op=None)
                .select_related("product")
                .order_by("product__volgorde", "product__pk"),
            ),
            Prefetch("kenmerken", Kenmerk.objects.order_by("nummer")),
            Prefetch(
                "teksten",
                PerceelTekst.objects.filter(rubriek__gearchiveerd_op=None)
                .select_related("rubriek")
                .order_by("rubriek__volgorde", "rubriek__pk"),
            ),
        )
        .order_by("volgorde", "pk")
    )
    return [
        PerceelInhoud(
            nummer=row.nummer,
            naam=row.naam,
            segment=row.segment.code if row.segment else None,
            bereik=row.bereik,
            toewijzing_min_maanden=row.toewijzing_min_maanden,
            toewijzing_max_maanden=row.toewijzing_max_maanden,
            toewijzing_in_beginsel=row.toewijzing_in_beginsel,
            verlenging_max_maanden=row.verlenging_max_maanden,
            naast_ander_perceel=row.naast_ander_perceel,
            geen_24_uur=row.geen_24_uur,
            doorstroom=[ander.nummer for ander in row.doorstroom.all()],
            doorstroom_buiten=row.doorstroom_buiten,
            min_kenmerken=row.min_kenmerken,
            min_leefgebieden=row.min_leefgebieden,
            producten=[
                PerceelProductInhoud(code=link.product.code, van=link.van, tot=link.tot, in_beginsel=link.in_beginsel)
                for link in row.perceelproducten.all()
            ],
            kenmerken=[
                KenmerkInhoud(nummer=kenmerk.nummer, naam=kenmerk.naam, toelichting=kenmerk.toelichting)
                for kenmerk in row.kenmerken.all()
            ],
            teksten={tekst.rubriek.sleutel: tekst.tekst for tekst in row.teksten.all() if tekst.tekst},
        )
        for row in rows
    ]


def describe_voorwaarden(inkoop: Inkoop) -> list[VoorwaardeInhoud]:
    grondslagen = Grondslag.objects.order_by("volgorde", "pk")
    rows = (
        Inschrijfvoorwaarde.objects.filter(
            product__inkoop=inkoop, product__gearchiveerd_op=None, ander_product__gearchiveerd_op=None
        )
        .select_related("product", "ander_product")
        .prefetch_related(
            Prefetch("voor_grondslagen", grondslagen),
            Prefetch("grondslagen", grondslagen),
        )
        .prefetch_related(Prefetch("percelen", Perceel.objects.active().order_by("volgorde", "pk")))
        .order_by("product__volgorde", "volgorde", "pk")
    )
    return [
        VoorwaardeInhoud(
            product=row.product.code,
            soort=row.soort,
            voor_grondslagen=[grondslag.code for grondslag in row.voor_grondslagen.all()],
            ander_product=row.ander_product.code,
            grondslagen=[grondslag.code for grondslag in row.grondslagen.all()],
            percelen=[perceel.nummer for perceel in row.percelen.all()],
            toelichting=row.toelichting,
        )
        for row in rows
    ]
