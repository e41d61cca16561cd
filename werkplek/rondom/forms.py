"""The forms for rows around the text: what their declaration says, and what only one kind asks."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.db.models.fields.files import FieldFile
from django.urls import reverse

from core.soort import Soort
from proces.models import Document, Mijlpaalstand
from proces.soort import BIJEENKOMST, DOCUMENT, MIJLPAAL
from segments.models import Inkoop
from werkplek.formulier import TEKENS, OpmaakField, Tekstvak
from werkplek.inhoud.forms import FeitenForm, form_of


class Bestandkeuze(forms.ClearableFileInput):
    """Names the file that is there without a link: it has no address of its own."""

    template_name = "widgets/bestandkeuze.html"
    clear_checkbox_label = "Bestand weghalen"

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, FieldFile) and bool(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["naam"] = PurePath(value.name).name if self.is_initial(value) else ""
        return context


_Mijlpaal: Any = form_of(MIJLPAAL)
_Bijeenkomst: Any = form_of(BIJEENKOMST)
_Document: Any = form_of(DOCUMENT)


class MijlpaalForm(_Mijlpaal):  # type: ignore[misc]
    def clean(self) -> dict[str, Any]:
        """Who moves a moment need not type when it was: that stands there."""
        cleaned: dict[str, Any] = super().clean()
        stond, staat = self.initial.get("moment"), cleaned.get("moment")
        if cleaned.get("stand") == Mijlpaalstand.VERSCHOVEN and not cleaned.get("eerder") and stond and stond != staat:
            cleaned["eerder"] = stond
        return cleaned


class DocumentForm(_Document):  # type: ignore[misc]
    class Meta(_Document.Meta):  # type: ignore[misc]
        model = Document
        na = _Document.Meta.fields.index("link")
        fields = [*_Document.Meta.fields[:na], "bestand", *_Document.Meta.fields[na:]]
        widgets = {**(_Document.Meta.widgets or {}), "bestand": Bestandkeuze()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bestand"].max_length = None  # a long name is made shorter when it is stored

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("bestand") is False:  # taken away
            cleaned["bestand"] = ""
        return cleaned


class BijeenkomstForm(_Bijeenkomst):  # type: ignore[misc]
    def __init__(self, *args: Any, inkoop: Inkoop, **kwargs: Any) -> None:
        super().__init__(*args, inkoop=inkoop, **kwargs)
        for field in self.fields.values():
            if isinstance(field, OpmaakField):
                field.widget = Tekstvak(field.widget.attrs, reverse("werkplek:plakken", args=[inkoop.slug]))
                field.help_text = field.help_text.removesuffix(TEKENS).strip()


_EIGEN: dict[Soort, type[FeitenForm]] = {MIJLPAAL: MijlpaalForm, BIJEENKOMST: BijeenkomstForm, DOCUMENT: DocumentForm}


def row_form(soort: Soort) -> type[FeitenForm]:
    return _EIGEN.get(soort) or form_of(soort)
