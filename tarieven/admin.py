from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core import dutch
from core.admin import RegioAdmin, RegioTabularInline, RelatedFilter, getal
from core.codelijsten import bedragtekst
from core.scherm import scherm
from core.spreadsheet_admin import SpreadsheetAdmin
from tarieven.models import PLAATS, Indexatie, Indexcomponent, Kostenregel, Kostprijsopbouw, Tarief
from tarieven.resources import TariefResource


class IndexcomponentInline(RegioTabularInline[Indexcomponent, Indexatie]):
    model = Indexcomponent

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Indexcomponent]:
        return super().get_queryset(request).order_by("naam", "pk")


@admin.register(Indexatie)
class IndexatieBeheer(RegioAdmin[Indexatie]):
    """A round that has been applied is a record: its amounts stand in tarieven."""

    joined = ("inkoop", "toegepast_door")
    kopjes = {"Berekening": "methode", "Toegepast": "toegepast_op"}
    werkplek = scherm("tarieven:ronde", slug="inkoop__slug", pk="pk")
    inlines = (IndexcomponentInline,)
    inlines_while_adding = True
    readonly_fields = ("toegepast_op", "toegepast_door")
    list_display = ("jaar", "inkoop", "ingangsdatum", "methode", "basis", "toegepast_op", "toegepast_door")
    list_filter = (
        ("inkoop", RelatedFilter),
        "jaar",
        ("toegepast_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("jaar", "toelichting")
    ordering = ("inkoop__slug", "-ingangsdatum", "pk")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_applied(obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_applied(obj)


def _is_applied(obj: models.Model | None) -> bool:
    return isinstance(obj, Indexatie) and obj.toegepast_op is not None


@admin.register(Tarief)
class TariefBeheer(SpreadsheetAdmin[Tarief]):
    resource_classes = (TariefResource,)
    kopjes = {"Bedrag en periode": "bedrag", "In berichten": "btw"}
    werkplek = scherm("tarieven:matrix", lijst=True, slug="product__inkoop__slug")
    regio_path = "product__inkoop__regio"
    joined = ("product__inkoop", *PLAATS)
    fixed = ("product",)
    list_display = (*PLAATS, "bedrag_kort", "ingangsdatum", "einddatum", "inkoop")
    list_filter = (
        ("product__inkoop", RelatedFilter),
        ("product", RelatedFilter),
        ("grondslag", RelatedFilter),
        ("perceel", RelatedFilter),
        "btw",
        ("einddatum", admin.EmptyFieldListFilter),
    )
    search_fields = ("product__naam", "product__code", "grondslag__code", "perceel__nummer")
    ordering = (
        "product__inkoop__slug",
        "product__volgorde",
        "product__code",
        "grondslag__volgorde",
        "perceel__volgorde",
        "-ingangsdatum",
        "pk",
    )
    date_hierarchy = "ingangsdatum"

    @admin.display(description="bedrag", ordering="bedrag")
    def bedrag_kort(self, obj: Tarief) -> str:
        return bedragtekst(obj.product.tariefsoort, obj.bedrag)

    @admin.display(description="inkoop", ordering="product__inkoop__slug")
    def inkoop(self, obj: Tarief) -> str:
        return str(obj.product.inkoop.slug)

    def inkoop_id(self, obj: models.Model | None) -> int | None:
        return obj.product.inkoop_id if isinstance(obj, Tarief) else None


class KostenregelInline(RegioTabularInline[Kostenregel, Kostprijsopbouw]):
    model = Kostenregel
    max_num = 6

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Kostenregel]:
        return super().get_queryset(request).order_by("element", "pk")


@admin.register(Kostprijsopbouw)
class KostprijsopbouwBeheer(RegioAdmin[Kostprijsopbouw]):
    regio_path = "tarief__product__inkoop__regio"
    joined = ("tarief__product__inkoop",)
    fixed = ("tarief",)
    kopjes = {
        "Loon": "schaal",
        "Uren": "betaalde_uren",
        "Opslagen": "overhead_percentage",
        "Verdeling": "uren_per_eenheid",
    }
    werkplek = scherm("tarieven:kostprijs", slug="tarief__product__inkoop__slug", pk="tarief__pk")
    autocomplete_fields = ("tarief",)
    inlines = (KostenregelInline,)
    inlines_while_adding = True
    list_display = ("tarief", "inkoop", "bron", "schaal", getal("bruto_uurloon", "bruto uurloon", dutch.amount))
    list_filter = (("tarief__product__inkoop", RelatedFilter),)
    search_fields = ("tarief__product__naam", "tarief__product__code", "bron", "schaal")
    ordering = ("tarief__product__inkoop__slug", "tarief__product__code", "-tarief__ingangsdatum", "pk")

    @admin.display(description="inkoop", ordering="tarief__product__inkoop__titel")
    def inkoop(self, obj: Kostprijsopbouw) -> str:
        return str(obj.tarief.product.inkoop)
