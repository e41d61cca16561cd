from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.admin import ArchiveAdmin, RegioStackedInline, RelatedFilter
from core.scherm import scherm
from core.spreadsheet_admin import SpreadsheetAdmin
from producten.models import Aswaarde, Grondslag, Leefgebied, Product, ProductTekst, Rubriek, Tariefas
from producten.resources import (
    AswaardeResource,
    GrondslagResource,
    LeefgebiedResource,
    ProductResource,
    ProductTekstResource,
    RubriekResource,
    TariefasResource,
)


@admin.register(Rubriek)
class RubriekBeheer(SpreadsheetAdmin[Rubriek], ArchiveAdmin[Rubriek]):
    resource_classes = (RubriekResource,)
    kopjes = {"Hoe zij gevuld wordt": "bron"}
    werkplek = scherm("onderdelen", lijst=True, vast={"soort": "rubriek"}, slug="inkoop__slug")
    joined = ("inkoop",)
    fixed = ("inkoop", "soort")
    list_display = ("naam", "sleutel", "soort", "inkoop", "bron", "verplicht", "volgorde", "gearchiveerd_op")
    list_filter = (
        ("inkoop", RelatedFilter),
        "soort",
        "bron",
        "verplicht",
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("naam", "sleutel")
    ordering = ("inkoop__slug", "soort", "volgorde", "sleutel", "pk")


@admin.register(Grondslag)
class GrondslagBeheer(SpreadsheetAdmin[Grondslag], ArchiveAdmin[Grondslag]):
    resource_classes = (GrondslagResource,)
    kopjes = {"Betekenis": "definitie"}
    werkplek = scherm("grondslagen", lijst=True, anker="code", slug="inkoop__slug")
    joined = ("inkoop",)
    list_display = ("code", "label", "inkoop", "nummer", "status", "gearchiveerd_op")
    list_filter = (
        ("inkoop", RelatedFilter),
        "status",
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("code", "label", "definitie")
    ordering = ("inkoop__slug", "volgorde", "code", "pk")


@admin.register(Tariefas)
class TariefasBeheer(SpreadsheetAdmin[Tariefas], ArchiveAdmin[Tariefas]):
    resource_classes = (TariefasResource,)
    werkplek = scherm("onderdelen", lijst=True, vast={"soort": "tariefas"}, slug="inkoop__slug")
    joined = ("inkoop",)
    list_display = ("naam", "code", "inkoop", "plaats", "gearchiveerd_op")
    list_filter = (
        ("inkoop", RelatedFilter),
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("code", "naam", "meervoud")
    ordering = ("inkoop__slug", "plaats", "code", "pk")


@admin.register(Aswaarde)
class AswaardeBeheer(SpreadsheetAdmin[Aswaarde], ArchiveAdmin[Aswaarde]):
    resource_classes = (AswaardeResource,)
    kopjes = {"Betekenis": "eenheid"}
    werkplek = scherm("onderdelen", lijst=True, vast={"soort": "aswaarde"}, slug="inkoop__slug")
    joined = ("inkoop", "tariefas")
    list_display = ("code", "label", "tariefas", "inkoop", "gearchiveerd_op")
    list_filter = (
        ("inkoop", RelatedFilter),
        ("tariefas", RelatedFilter),
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("code", "label", "definitie")
    ordering = ("inkoop__slug", "tariefas__plaats", "volgorde", "code", "pk")


@admin.register(Leefgebied)
class LeefgebiedBeheer(SpreadsheetAdmin[Leefgebied]):
    resource_classes = (LeefgebiedResource,)
    werkplek = scherm("grondslagen", lijst=True, slug="inkoop__slug")
    joined = ("inkoop",)
    list_display = ("nummer", "naam", "inkoop")
    list_display_links = ("nummer", "naam")
    list_filter = (("inkoop", RelatedFilter),)
    search_fields = ("naam",)
    ordering = ("inkoop__slug", "nummer", "pk")


class ProductTekstInline(RegioStackedInline[ProductTekst, Product]):
    model = ProductTekst
    joined = ("product", "rubriek")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[ProductTekst]:
        return super().get_queryset(request).order_by("rubriek__volgorde", "rubriek__sleutel", "pk")


@admin.register(Product)
class ProductBeheer(SpreadsheetAdmin[Product], ArchiveAdmin[Product]):
    resource_classes = (ProductResource,)
    kopjes = {
        "Eenheid en codes": "eenheid",
        "Tarief": "tariefsoort",
        "Voor wie": "grondslagen",
        "Assen van het tarief": "tarief_per_grondslag",
        "Hoogste aantallen en duur": "max_per_week",
    }
    werkplek = scherm("product", slug="inkoop__slug", code="code")
    joined = ("inkoop",)
    after_adding = ("grondslagen", "aswaarden", "leefgebieden", "segmenten")
    inlines = (ProductTekstInline,)
    list_display = (
        "naam",
        "code",
        "inkoop",
        "eenheid",
        "iwmo_categorie",
        "iwmo_code",
        "tarief_per_grondslag",
        "gearchiveerd_op",
    )
    list_filter = (
        ("inkoop", RelatedFilter),
        "eenheid",
        "iwmo_categorie",
        "tarief_per_grondslag",
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("naam", "code", "afkorting", "iwmo_code")
    ordering = ("inkoop__slug", "volgorde", "code", "pk")


@admin.register(ProductTekst)
class ProductTekstBeheer(SpreadsheetAdmin[ProductTekst]):
    resource_classes = (ProductTekstResource,)
    werkplek = scherm(
        "tekst",
        vast={"soort": "product"},
        slug="product__inkoop__slug",
        code="product__code",
        rubriek="rubriek__sleutel",
    )
    regio_path = "product__inkoop__regio"
    joined = ("product__inkoop", "rubriek")
    fixed = ("product", "rubriek")
    list_display = ("product", "rubriek", "inkoop")
    list_filter = (
        ("product__inkoop", RelatedFilter),
        ("product", RelatedFilter),
        ("rubriek", RelatedFilter),
    )
    search_fields = ("product__naam", "product__code", "rubriek__naam", "tekst")
    ordering = (
        "product__inkoop__slug",
        "product__volgorde",
        "product__code",
        "rubriek__volgorde",
        "rubriek__sleutel",
        "pk",
    )

    @admin.display(description="inkoop", ordering="product__inkoop__titel")
    def inkoop(self, obj: ProductTekst) -> str:
        return str(obj.product.inkoop)

    def inkoop_id(self, obj: models.Model | None) -> int | None:
        return obj.product.inkoop_id if isinstance(obj, ProductTekst) else None
