from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.admin import ArchiveAdmin, RegioAdmin, RegioTabularInline, RelatedFilter, managed_regio_ids, manages_all
from core.scherm import scherm
from core.spreadsheet_admin import SpreadsheetAdmin
from segments.models import Begrip, Deelnemer, Gemeente, Hoofdstuk, Inkoop, Regio, Segment
from segments.resources import BegripResource, GemeenteResource, HoofdstukResource, SegmentResource
from segments.soort import SEGMENT


@admin.register(Regio)
class RegioBeheer(RegioAdmin[Regio]):
    """The borders themselves are drawn by a superuser; a beheerder keeps the data of her own regio."""

    regio_path = "pk"
    werkplek = scherm("logboek", regio="slug")
    list_display = ("naam", "slug", "website")
    search_fields = ("naam", "slug")
    ordering = ("naam", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Regio | None = None) -> Any:
        return () if manages_all(request) else ("slug",)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return manages_all(request)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return manages_all(request)


@admin.register(Gemeente)
class GemeenteBeheer(SpreadsheetAdmin[Gemeente]):
    """A national list, shared by all regio's."""

    regio_path = None
    fixed = ("code",)
    resource_classes = (GemeenteResource,)
    list_display = ("naam", "code", "opgeheven_op")
    list_filter = (("opgeheven_op", admin.EmptyFieldListFilter),)
    search_fields = ("naam", "code")
    ordering = ("naam", "code", "pk")

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if not isinstance(obj, Gemeente) or (regio_ids := managed_regio_ids(request)) is None:
            return True
        # Its name stands in the documents of every regio that it takes part in.
        return not obj.is_used_outside(regio_ids)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return manages_all(request)


class DeelnemerInline(RegioTabularInline[Deelnemer, Inkoop]):
    model = Deelnemer
    autocomplete_fields = ("gemeente",)
    joined = ("gemeente",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Deelnemer]:
        return super().get_queryset(request).order_by("groep", "gemeente__naam", "pk")


@admin.register(Inkoop)
class InkoopBeheer(RegioAdmin[Inkoop]):
    regio_path = "regio"
    joined = ("regio",)
    fixed = ("regio",)
    kopjes = {
        "Procedure": "domeinen",
        "Looptijd": "start_contract",
        "Tarieven": "met_tarieven",
        "Werkwijze": "tweede_factor",
    }
    werkplek = scherm("inkoop", slug="slug")
    inlines = (DeelnemerInline,)
    inlines_while_adding = True
    list_display = ("titel", "slug", "regio", "procedure", "start_contract")
    list_filter = (("regio", RelatedFilter), "procedure")
    search_fields = ("titel", "slug")
    ordering = ("titel", "slug")
    date_hierarchy = "start_contract"


@admin.register(Segment)
class SegmentBeheer(SpreadsheetAdmin[Segment], ArchiveAdmin[Segment]):
    resource_classes = (SegmentResource,)
    fields = ("inkoop", *SEGMENT.kolommen)
    kopjes = {"Contractvorm": "contractvorm", "Bekostiging": "bekostiging", "Teksten": "doelgroep"}
    werkplek = scherm("segment", slug="inkoop__slug", code="code")
    joined = ("inkoop",)
    list_display = ("code", "naam", "inkoop", "contractvorm", "uitvoeringsvariant", "gearchiveerd_op")
    list_filter = (
        ("inkoop", RelatedFilter),
        "contractvorm",
        "uitvoeringsvariant",
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("code", "naam", "doelgroep")
    ordering = ("inkoop__slug", "volgorde", "code", "pk")


@admin.register(Hoofdstuk)
class HoofdstukBeheer(SpreadsheetAdmin[Hoofdstuk], ArchiveAdmin[Hoofdstuk]):
    resource_classes = (HoofdstukResource,)
    kopjes = {"Tekst": "tekst"}
    werkplek = scherm("hoofdstuk", slug="inkoop__slug", sleutel="sleutel")
    joined = ("inkoop",)
    list_display = ("titel", "sleutel", "inkoop", "soort", "volgorde", "gearchiveerd_op")
    list_filter = (
        ("inkoop", RelatedFilter),
        "soort",
        ("gearchiveerd_op", admin.EmptyFieldListFilter),
    )
    search_fields = ("titel", "sleutel", "tekst")
    ordering = ("inkoop__slug", "volgorde", "sleutel", "pk")


@admin.register(Begrip)
class BegripBeheer(SpreadsheetAdmin[Begrip]):
    resource_classes = (BegripResource,)
    werkplek = scherm("begrippen", lijst=True, slug="inkoop__slug")
    joined = ("inkoop",)
    list_display = ("term", "inkoop", "omschrijving")
    list_filter = (("inkoop", RelatedFilter),)
    search_fields = ("term", "omschrijving")
    ordering = ("inkoop__slug", "term", "pk")
