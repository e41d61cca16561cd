from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.admin import ArchiveAdmin, RegioAdmin, RegioStackedInline, RegioTabularInline, RelatedFilter
from core.scherm import scherm
from core.spreadsheet_admin import SpreadsheetAdmin
from percelen.models import Inschrijfvoorwaarde, Kenmerk, Perceel, PerceelProduct, PerceelTekst
from percelen.resources import PerceelProductResource, PerceelResource, PerceelTekstResource
from segments.models import Deelnemer


class PerceelProductInline(RegioTabularInline[PerceelProduct, Perceel]):
    model = PerceelProduct
    joined = ("perceel", "product")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[PerceelProduct]:
        return super().get_queryset(request).order_by("product__volgorde", "product__code", "pk")


class KenmerkInline(RegioStackedInline[Kenmerk, Perceel]):
    model = Kenmerk

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Kenmerk]:
        return super().get_queryset(request).order_by("nummer", "pk")


class PerceelTekstInline(RegioStackedInline[PerceelTekst, Perceel]):
    model = PerceelTekst
    joined = ("perceel", "rubriek")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[PerceelTekst]:
        return super().get_queryset(request).order_by("rubriek__volgorde", "rubriek__sleutel", "pk")


@admin.register(Perceel)
class PerceelBeheer(SpreadsheetAdmin[Perceel], ArchiveAdmin[Perceel]):
    resource_classes = (PerceelResource,)
    kopjes = {
        "Segment en gemeenten": "segment",
        "Bekostiging en omvang": "uitvoeringsvariant",
        "Duur van een toewijzing": "toewijzing_min_maanden",
        "Inschrijven": "naast_ander_perceel",
        "Doorstroom": "doorstroom",
        "Toegang": "min_kenmerken",
        "Contact": "contactadres",
    }
    werkplek = scherm("perceel", slug="inkoop__slug", nummer="nummer")
    joined = ("inkoop", "segment")
    after_adding = ("segment", "gemeenten", "doorstroom")
    inlines = (PerceelProductInline, KenmerkInline, PerceelTekstInline)
    list_display = ("nummer", "naam", "inkoop", "segment", "bereik", "gearchiveerd_op")
    list_display_links = ("nummer", "naam")
    list_filter = (
        ("inkoop", RelatedFilter),
        ("segment", RelatedFilter),
        "bereik",
        "naast_ander_perceel",
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("nummer", "naam")
    ordering = ("inkoop__slug", "volgorde", "nummer", "pk")

    def choices_for(
        self, db_field: models.Field[Any, Any], request: HttpRequest, inkoop_id: int | None, obj: models.Model | None
    ) -> models.QuerySet[Any]:
        if db_field.name == "gemeenten":  # deelnemers have no admin of their own: they stand with their inkoop
            rows: models.QuerySet[Any] = Deelnemer.objects.filter(inkoop_id=inkoop_id).in_order()
            return rows
        choices = super().choices_for(db_field, request, inkoop_id, obj)
        return choices.exclude(pk=obj.pk) if db_field.name == "doorstroom" and obj is not None else choices


@admin.register(PerceelProduct)
class PerceelProductBeheer(SpreadsheetAdmin[PerceelProduct]):
    resource_classes = (PerceelProductResource,)
    werkplek = scherm("matrix", lijst=True, slug="perceel__inkoop__slug")
    regio_path = "perceel__inkoop__regio"
    joined = ("perceel__inkoop", "product")
    fixed = ("perceel", "product")
    list_display = ("perceel", "product", "inkoop", "van", "tot", "in_beginsel")
    list_filter = (
        ("perceel__inkoop", RelatedFilter),
        ("perceel", RelatedFilter),
        ("product", RelatedFilter),
    )
    search_fields = ("perceel__nummer", "perceel__naam", "product__code", "product__naam")
    ordering = ("perceel__inkoop__slug", "perceel__volgorde", "perceel__nummer", "product__volgorde", "pk")

    @admin.display(description="inkoop", ordering="perceel__inkoop__titel")
    def inkoop(self, obj: PerceelProduct) -> str:
        return str(obj.perceel.inkoop)

    def inkoop_id(self, obj: models.Model | None) -> int | None:
        return obj.perceel.inkoop_id if isinstance(obj, PerceelProduct) else None


@admin.register(PerceelTekst)
class PerceelTekstBeheer(SpreadsheetAdmin[PerceelTekst]):
    resource_classes = (PerceelTekstResource,)
    werkplek = scherm(
        "tekst",
        vast={"soort": "perceel"},
        slug="perceel__inkoop__slug",
        code="perceel__nummer",
        rubriek="rubriek__sleutel",
    )
    regio_path = "perceel__inkoop__regio"
    joined = ("perceel__inkoop", "rubriek")
    fixed = ("perceel", "rubriek")
    list_display = ("perceel", "rubriek", "inkoop")
    list_filter = (
        ("perceel__inkoop", RelatedFilter),
        ("perceel", RelatedFilter),
        ("rubriek", RelatedFilter),
    )
    search_fields = ("perceel__nummer", "perceel__naam", "rubriek__naam", "tekst")
    ordering = (
        "perceel__inkoop__slug",
        "perceel__volgorde",
        "perceel__nummer",
        "rubriek__volgorde",
        "rubriek__sleutel",
        "pk",
    )

    @admin.display(description="inkoop", ordering="perceel__inkoop__titel")
    def inkoop(self, obj: PerceelTekst) -> str:
        return str(obj.perceel.inkoop)

    def inkoop_id(self, obj: models.Model | None) -> int | None:
        return obj.perceel.inkoop_id if isinstance(obj, PerceelTekst) else None


@admin.register(Inschrijfvoorwaarde)
class InschrijfvoorwaardeBeheer(RegioAdmin[Inschrijfvoorwaarde]):
    regio_path = "product__inkoop__regio"
    joined = ("product__inkoop", "ander_product")
    kopjes = {"De voorwaarde": "ander_product", "Toelichting": "toelichting"}
    werkplek = scherm("product", slug="product__inkoop__slug", code="product__code")
    fixed = ("product",)
    after_adding = ("voor_grondslagen", "grondslagen", "percelen")
    list_display = ("product", "soort", "ander_product", "inkoop")
    list_filter = (("product__inkoop", RelatedFilter), "soort")
    search_fields = ("product__naam", "ander_product__naam", "toelichting")
    ordering = ("product__inkoop__slug", "product__volgorde", "volgorde", "pk")

    @admin.display(description="inkoop", ordering="product__inkoop__titel")
    def inkoop(self, obj: Inschrijfvoorwaarde) -> str:
        return str(obj.product.inkoop)

    def inkoop_id(self, obj: models.Model | None) -> int | None:
        return obj.product.inkoop_id if isinstance(obj, Inschrijfvoorwaarde) else None
