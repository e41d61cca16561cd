from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from core.admin import RegioAdmin, RegioTabularInline, RelatedFilter
from core.moment import Moment
from core.spreadsheet_admin import SpreadsheetAdmin
from proces.models import Bijeenkomst, Document, Kengetal, Mijlpaal
from proces.resources import KengetalResource, MijlpaalResource

MOMENT_HELP = "Een dag, maand, kwartaal of jaar: 2024-03-21, 2024-03, 2024-Q1 of 2024."


class MomentField(forms.CharField):
    """The notation of `core.moment`."""

    def __init__(self, *, ranges: bool, **kwargs: Any) -> None:
        self.ranges = ranges
        help_text = f"{MOMENT_HELP} Van … tot en met: 2024-Q1/2024-Q2." if ranges else MOMENT_HELP
        super().__init__(**{"label": "moment", "max_length": 30, "help_text": help_text, **kwargs})

    def clean(self, value: Any) -> Moment | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = Moment.parse(text)
        except ValueError as fout:
            raise ValidationError(str(fout)) from fout
        if moment.eind and not self.ranges:
            raise ValidationError("Vul één moment in, geen periode.")
        return moment


class MijlpaalForm(forms.ModelForm[Mijlpaal]):
    moment = MomentField(ranges=True)

    class Meta:
        model = Mijlpaal
        fields = ("inkoop", "tijd", "titel", "omschrijving", "voorlopig", "openbaar")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("moment", str(self.instance.moment))

    def _post_clean(self) -> None:
        if isinstance(moment := self.cleaned_data.get("moment"), Moment):
            self.instance.moment = moment
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            # Constraints on the columns behind the moment: Django leaves out fields that the form does not have.
            try:
                self.instance.validate_constraints()
            except ValidationError as fout:
                self.add_error(None, fout)


@admin.register(Mijlpaal)
class MijlpaalBeheer(SpreadsheetAdmin[Mijlpaal]):
    resource_classes = (MijlpaalResource,)
    form = MijlpaalForm
    joined = ("inkoop",)
    list_display = ("titel", "wanneer", "inkoop", "voorlopig", "openbaar")
    list_filter = (("inkoop", RelatedFilter), "openbaar", "voorlopig")
    search_fields = ("titel", "omschrijving")
    ordering = ("inkoop__slug", "begin", "titel", "pk")
    date_hierarchy = "begin"
    fields = ("inkoop", "moment", "tijd", "titel", "omschrijving", "voorlopig", "openbaar")

    @admin.display(description="moment", ordering="begin")
    def wanneer(self, obj: Mijlpaal) -> str:
        return obj.moment.label


class DocumentForm(forms.ModelForm[Document]):
    moment = MomentField(ranges=False, required=False, label="datum")

    class Meta:
        model = Document
        fields = (
            "inkoop",
            "sleutel",
            "titel",
            "soort",
            "segment",
            "bijeenkomst",
            "omschrijving",
            "bestand",
            "openbaar",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.moment:
            self.initial.setdefault("moment", str(self.instance.moment))

    def _post_clean(self) -> None:
        if "moment" in self.cleaned_data:
            moment: Moment | None = self.cleaned_data["moment"]
            self.instance.begin = moment.begin if moment else None
            if moment:
                self.instance.begin_precisie = moment.precisie.value
        super()._post_clean()  # type: ignore[misc]


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
    inlines = (DocumentInline,)
    list_display = ("titel", "datum", "sleutel", "inkoop", "openbaar")
    list_filter = (("inkoop", RelatedFilter), "openbaar")
    search_fields = ("titel", "sleutel", "omschrijving")
    ordering = ("inkoop__slug", "-datum", "sleutel", "pk")
    date_hierarchy = "datum"


@admin.register(Document)
class DocumentBeheer(RegioAdmin[Document]):
    form = DocumentForm
    joined = ("inkoop", "bijeenkomst", "segment")
    after_adding = ("segment", "bijeenkomst")
    list_display = ("titel", "soort", "sleutel", "inkoop", "bijeenkomst", "met_bestand", "openbaar")
    list_filter = (("inkoop", RelatedFilter), "soort", "openbaar")
    search_fields = ("titel", "sleutel", "omschrijving")
    ordering = ("inkoop__slug", "-begin", "sleutel", "pk")
    fields = (
        "inkoop",
        "sleutel",
        "titel",
        "soort",
        "moment",
        "segment",
        "bijeenkomst",
        "omschrijving",
        "bestand",
        "openbaar",
    )

    @admin.display(description="bestand", boolean=True)
    def met_bestand(self, obj: Document) -> bool:
        return bool(obj.bestand)


@admin.register(Kengetal)
class KengetalBeheer(SpreadsheetAdmin[Kengetal]):
    resource_classes = (KengetalResource,)
    joined = ("inkoop",)
    list_display = ("naam", "jaar", "inkoop", "omzet", "aantal", "is_totaal", "openbaar")
    list_filter = (("inkoop", RelatedFilter), "jaar", "is_totaal", "openbaar")
    search_fields = ("naam", "toelichting")
    ordering = ("inkoop__slug", "-jaar", "volgorde", "naam", "pk")
