"""Forms for facts: one per kind of part. Texts are edited in their place (`schrijven`)."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.utils.text import slugify

from core import dutch
from percelen.models import Inschrijfvoorwaarde, Perceel
from producten.models import Grondslag, Leefgebied, Product, Rubriek, RubriekBron, RubriekSoort
from segments.bewerking import facts_of, fingerprint_of
from segments.models import Begrip, Hoofdstuk, Inkoop, Segment
from werkplek.formulier import DagField, WerkplekForm, dress


class FeitenForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form for the facts of a part of an inkoop. It reads and checks; writing is done by an action."""

    use_required_attribute = False
    #: The code of a new part may be left empty: it then follows from this field.
    code_from: ClassVar[str] = ""
    code_field: ClassVar[str] = ""
    #: Fields that stand beside each other; the rest stands below each other.
    naast_elkaar: ClassVar[tuple[tuple[str, ...], ...]] = ()

    basis = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, inkoop: Inkoop, **kwargs: Any) -> None:
        instance = copy.copy(kwargs.get("instance")) or self._meta.model()
        if hasattr(instance, "inkoop_id"):
            instance.inkoop = inkoop
        kwargs["instance"] = instance
        self.inkoop = inkoop
        super().__init__(*args, **kwargs)
        self.limit_choices()
        if instance.pk:
            self.initial["basis"] = fingerprint_of(facts_of(instance, self.feiten))
        elif self.code_field:
            self.fields[self.code_field].required = False
        for field in self.fields.values():
            dress(field)
            if isinstance(field.widget, forms.CheckboxSelectMultiple):  # to Django a kind of radio buttons
                field.widget.attrs["class"] = "utrecht-checkbox utrecht-checkbox--html-input utrecht-form-field__input"

    fouten = WerkplekForm.fouten

    @property
    def feiten(self) -> list[str]:
        return [name for name in self.fields if name != "basis"]

    @property
    def velden(self) -> list[forms.BoundField]:
        return [self[name] for name in self.feiten]

    @property
    def groepen(self) -> list[list[forms.BoundField]]:
        """The fields in order, those that belong together in one group."""
        found: list[list[forms.BoundField]] = []
        told: set[str] = set()
        for name in self.feiten:
            if name not in told:
                together = next((row for row in self.naast_elkaar if name in row), (name,))
                told.update(together)
                found.append([self[one] for one in together])
        return found

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.feiten}

    def limit_choices(self) -> None:
        """Links lead to parts of the same inkoop that are in use; what is linked already stays, also when archived since."""
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                model: Any = field.queryset.model
                rows: models.QuerySet[Any] = model.objects.filter(inkoop=self.inkoop)
                if hasattr(model, "gearchiveerd_op"):
                    linked = self.initial.get(name) or []
                    keys = [row.pk for row in linked] if isinstance(linked, list) else [linked]
                    rows = rows.filter(models.Q(gearchiveerd_op=None) | models.Q(pk__in=keys))
                    field.label_from_instance = _told  # type: ignore[assignment, method-assign]
                order = "nummer" if model is Leefgebied else "volgorde"
                field.queryset = rows.order_by(order, "pk")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.code_field and not cleaned.get(self.code_field) and self.code_field not in self.errors:
            cleaned[self.code_field] = slugify(str(cleaned.get(self.code_from) or ""))[:60]
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # With the inkoop, "this code exists already" is found here, at the field.
        found: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return found - {"inkoop"}

    def _update_errors(self, errors: Any) -> None:
        """A code that exists is told at the code, not at the top of the form."""
        found = getattr(errors, "error_dict", {})
        if self.code_field and NON_FIELD_ERRORS in found:
            own = [
                error
                for error in found[NON_FIELD_ERRORS]
                if "_uniek" in str(getattr(error, "code", "")) or "al een" in str(error)
            ]
            if own:
                found[self.code_field] = [*found.get(self.code_field, []), *own]
                found[NON_FIELD_ERRORS] = [error for error in found[NON_FIELD_ERRORS] if error not in own]
                if not found[NON_FIELD_ERRORS]:
                    del found[NON_FIELD_ERRORS]
        super()._update_errors(errors)  # type: ignore[misc]


def _told(row: Any) -> str:
    return f"{row} (gearchiveerd)" if row.is_archived else str(row)


_KORT = {"class": "wmo-veld--kort", "inputmode": "numeric"}


def _short(*names: str) -> dict[str, forms.Widget]:
    return {name: forms.TextInput(attrs=dict(_KORT)) for name in names}


class ProductForm(FeitenForm):
    code_field, code_from = "code", "naam"
    naast_elkaar = (
        ("code", "afkorting"),
        ("iwmo_categorie", "iwmo_code"),
        ("max_per_week", "max_weken_aaneen", "max_per_jaar", "max_toewijzing_maanden"),
    )

    class Meta:
        model = Product
        labels: ClassVar[dict[str, str]] = {"iwmo_categorie": "iWmo-productcategorie", "iwmo_code": "iWmo-productcode"}
        help_texts: ClassVar[dict[str, str]] = {
            "eenheid_toelichting": "Kiest u stuks? Begin dan met wat één stuk is: “Per dag, voor de heenrit en de terugrit samen.”"
        }
        fields = [
            "naam", "code", "afkorting", "eenheid", "eenheid_toelichting", "iwmo_categorie", "iwmo_code",
            "max_per_week", "max_weken_aaneen", "max_per_jaar", "max_toewijzing_maanden",
            "tarief_per_grondslag", "grondslagen", "leefgebieden", "segmenten",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "iwmo_code": forms.TextInput(attrs={"class": "wmo-veld--kort"}),
            "grondslagen": forms.CheckboxSelectMultiple,
            "leefgebieden": forms.CheckboxSelectMultiple,
            "segmenten": forms.CheckboxSelectMultiple,
            **_short("max_per_week", "max_weken_aaneen", "max_per_jaar", "max_toewijzing_maanden"),
        }


class PerceelForm(FeitenForm):
    code_field = "nummer"
    naast_elkaar = (
        ("segment", "bereik"),
        ("toewijzing_min_maanden", "toewijzing_max_maanden", "verlenging_max_maanden"),
        ("min_kenmerken", "min_leefgebieden"),
    )

    class Meta:
        model = Perceel
        fields = [
            "nummer", "naam", "segment", "bereik", "toewijzing_min_maanden", "toewijzing_max_maanden", "toewijzing_in_beginsel",
            "verlenging_max_maanden", "naast_ander_perceel", "geen_24_uur", "min_kenmerken", "min_leefgebieden",
            "doorstroom", "doorstroom_buiten",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "nummer": forms.TextInput(attrs={"class": "wmo-veld--kort"}),
            "doorstroom": forms.CheckboxSelectMultiple,
            **_short(
                "toewijzing_min_maanden", "toewijzing_max_maanden", "verlenging_max_maanden", "min_kenmerken", "min_leefgebieden"
            ),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nummer"].required = True

    def limit_choices(self) -> None:
        super().limit_choices()
        field = self.fields["doorstroom"]
        assert isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None  # noqa: S101, PT018
        field.queryset = field.queryset.exclude(pk=self.instance.pk)


class SegmentForm(FeitenForm):
    code_field = "code"
    naast_elkaar = (("regionaal_min", "regionaal_max"), ("lokaal_min", "lokaal_max"))

    class Meta:
        model = Segment
        fields = [
            "code", "naam", "contractvorm", "contractvorm_toelichting", "tussentijdse_toetreding",
            "regionaal_min", "regionaal_max", "lokaal_min", "lokaal_max", "lokaal_toelichting",
            "bekostiging", "uitvoeringsvariant", "budgetplafond",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "code": forms.TextInput(attrs={"class": "wmo-veld--kort"}),
            **_short("regionaal_min", "regionaal_max", "lokaal_min", "lokaal_max"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = True


class HoofdstukForm(FeitenForm):
    code_field, code_from = "sleutel", "titel"

    class Meta:
        model = Hoofdstuk
        fields = ["titel", "sleutel", "soort"]


class RubriekForm(FeitenForm):
    code_field, code_from = "sleutel", "naam"

    class Meta:
        model = Rubriek
        fields = ["naam", "sleutel", "soort", "bron", "verplicht", "toelichting"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        soort, bron = cleaned.get("soort"), cleaned.get("bron")
        only = {
            RubriekBron.GRONDSLAGEN: RubriekSoort.PRODUCT,
            RubriekBron.EENHEID: RubriekSoort.PRODUCT,
            RubriekBron.PRODUCTEN: RubriekSoort.PERCEEL,
        }
        if soort and bron in only and only[RubriekBron(str(bron))] != soort:
            self.add_error("bron", "Deze inhoud past niet bij deze soort rubriek. Kies ‘tekst’ of een andere soort.")
        return cleaned


class GrondslagForm(FeitenForm):
    code_field = "code"

    class Meta:
        model = Grondslag
        fields = ["label", "code", "nummer", "status", "bron"]
        widgets: ClassVar[dict[str, Any]] = {
            "code": forms.TextInput(attrs={"class": "wmo-veld--kort"}),
            **_short("nummer"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = True


class LeefgebiedForm(FeitenForm):
    class Meta:
        model = Leefgebied
        fields = ["nummer", "naam"]
        widgets: ClassVar[dict[str, Any]] = _short("nummer")


class BegripForm(FeitenForm):
    class Meta:
        model = Begrip
        fields = ["term", "omschrijving", "synoniemen", "niet_gebruiken"]


class InkoopForm(FeitenForm):
    class Meta:
        model = Inkoop
        fields = [
            "titel", "procedure", "procedure_toelichting", "start_contract", "basisjaren", "verlengingen",
            "looptijd_toelichting", "cpv", "tarief_per_perceel",
        ]  # fmt: skip
        field_classes: ClassVar[dict[str, Any]] = {"start_contract": DagField}
        widgets: ClassVar[dict[str, Any]] = _short("basisjaren")


class VoorwaardeForm(FeitenForm):
    class Meta:
        model = Inschrijfvoorwaarde
        fields = ["soort", "ander_product", "voor_grondslagen", "grondslagen", "percelen", "toelichting"]
        widgets: ClassVar[dict[str, Any]] = {
            "voor_grondslagen": forms.CheckboxSelectMultiple,
            "grondslagen": forms.CheckboxSelectMultiple,
            "percelen": forms.CheckboxSelectMultiple,
        }

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"product"}


class CopyForm(WerkplekForm):
    """What to call a copy. `bij`: the parts of this inkoop that get a text with it, when a rubriek is copied."""

    code = forms.CharField(label="Code of nummer", max_length=60)
    naam = forms.CharField(label="Naam", max_length=200, widget=forms.TextInput(attrs={"class": "wmo-veld--lang"}))
    met_teksten = forms.BooleanField(label="Neem ook de teksten over", required=False, initial=True)

    def __init__(self, *args: Any, bij: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bij:
            self.fields["met_teksten"].help_text = f"De tekst komt bij {dutch.listing(bij)}."
        else:
            del self.fields["met_teksten"]
