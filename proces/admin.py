from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core import dutch
from core.admin import ReadOnlyAdmin, RegioAdmin, RegioTabularInline, RelatedFilter, getal
from core.scherm import scherm
from core.spreadsheet_admin import SpreadsheetAdmin
from proces.models import Aantekening, Bijeenkomst, Document, Kengetal, Mijlpaal
from proces.resources import KengetalResource, MijlpaalResource
from proces.soort import BIJEENKOMST, DOCUMENT, KENGETAL, MIJLPAAL


@admin.register(Mijlpaal)
class MijlpaalBeheer(SpreadsheetAdmin[Mijlpaal]):
    resource_classes = (MijlpaalResource,)
    kopjes = {"Omschrijving": "omschrijving", "Wat er van kwam": "stand", "Tonen": "voorlopig"}
    werkplek = scherm("rondom:lijst", lijst=True, vast={"soort": "mijlpaal"}, slug="inkoop__slug")
    joined = ("inkoop",)
    list_display = ("titel", "wanneer", "inkoop", "voorlopig", "openbaar")
    list_filter = (("inkoop", RelatedFilter), "openbaar", "voorlopig")
    search_fields = ("titel", "omschrijving")
    ordering = ("inkoop__slug", "begin", "titel", "pk")
    date_hierarchy = "begin"
    after_adding = ("segment",)
    fields = ("inkoop", *MIJLPAAL.bewerkvelden)

    @admin.display(description="moment", ordering="begin")
    def wanneer(self, obj: Mijlpaal) -> str:
        return str(obj.moment.label)


class DocumentInline(RegioTabularInline[Document, Bijeenkomst]):
    """What was handed out, with the way to it; documenten are made at their own page."""

    model = Document
    fields = ("titel", "soort", "openbaar")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Document]:
        return super().get_queryset(request).order_by("titel", "sleutel", "pk")

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Bijeenkomst)
class BijeenkomstBeheer(RegioAdmin[Bijeenkomst]):
    joined = ("inkoop",)
    after_adding = ("segmenten", "percelen")
    inlines = (DocumentInline,)
    fields = ("inkoop", *BIJEENKOMST.bewerkvelden)
    kopjes = {"Waar en wanneer": "datum", "Voor wie": "segmenten", "Teksten": "omschrijving"}
    werkplek = scherm("rondom:lijst", lijst=True, vast={"soort": "bijeenkomst"}, slug="inkoop__slug")
    list_display = ("titel", "datum", "sleutel", "inkoop", "openbaar")
    list_filter = (("inkoop", RelatedFilter), "openbaar")
    search_fields = ("titel", "sleutel", "omschrijving")
    ordering = ("inkoop__slug", "-datum", "sleutel", "pk")
    date_hierarchy = "datum"


@admin.register(Document)
class DocumentBeheer(RegioAdmin[Document]):
    joined = ("inkoop", "bijeenkomst", "segment", "perceel")
    kopjes = {
        "Nummer en datum": "bijlagenummer",
        "Omschrijving en verwijzing": "link",
        "Waarbij": "segment",
        "Tonen en bestand": "openbaar",
    }
    werkplek = scherm("rondom:lijst", lijst=True, vast={"soort": "document"}, slug="inkoop__slug")
    after_adding = ("segment", "perceel", "bijeenkomst", "vervangt")
    list_display = ("titel", "soort", "sleutel", "inkoop", "bijeenkomst", "met_bestand", "openbaar")
    list_filter = (("inkoop", RelatedFilter), "soort", "openbaar")
    search_fields = ("titel", "sleutel", "omschrijving")
    ordering = ("inkoop__slug", "volgorde", "sleutel", "pk")
    fields = ("inkoop", *DOCUMENT.bewerkvelden, "bestand", "volgorde")

    @admin.display(description="bestand", boolean=True)
    def met_bestand(self, obj: Document) -> bool:
        return bool(obj.bestand)


@admin.register(Kengetal)
class KengetalBeheer(SpreadsheetAdmin[Kengetal]):
    resource_classes = (KengetalResource,)
    fields = ("inkoop", *KENGETAL.bewerkvelden, "volgorde")
    kopjes = {"Cijfers": "omzet", "Toelichting en tonen": "toelichting"}
    werkplek = scherm("rondom:lijst", lijst=True, vast={"soort": "kengetal"}, slug="inkoop__slug")
    joined = ("inkoop",)
    list_display = (
        "naam",
        "jaar",
        "inkoop",
        getal("omzet", "omzet (euro)", dutch.number),
        getal("aantal", "aantal indicaties", dutch.number),
        "is_totaal",
        "openbaar",
    )
    list_filter = (("inkoop", RelatedFilter), "jaar", "is_totaal", "openbaar")
    search_fields = ("naam", "toelichting")
    ordering = ("inkoop__slug", "-jaar", "volgorde", "naam", "pk")


@admin.register(Aantekening)
class AantekeningBeheer(ReadOnlyAdmin[Aantekening]):
    kopjes = {"Door wie": "door"}
    werkplek = scherm("aantekeningen", lijst=True, slug="inkoop__slug")
    joined = ("inkoop", "door")
    list_display = ("tekst", "plek", "inkoop", "door", "op", "opgelost_op")
    list_filter = (("inkoop", RelatedFilter), ("opgelost_op", admin.EmptyFieldListFilter))
    search_fields = ("tekst", "plek")
    ordering = ("inkoop__slug", "-op", "pk")
