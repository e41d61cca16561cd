"""Forms for facts: one per kind of part. Texts are edited in their place (`schrijven`)."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.text import capfirst, slugify

from core import dutch
from core.fields import MomentField, RichTextField
from core.fouten import BewerkFout, Conflict
from core.soort import Soort
from segments.bewerking import facts_of, fingerprint_of, fresh
from segments.models import Inkoop
from werkplek.formulier import Aangekleed, AantalField, DagField, OpmaakField, TijdField, WerkplekForm


class FeitenForm(Aangekleed, forms.ModelForm):  # type: ignore[type-arg]
    """A form for the facts of a part of an inkoop. It reads and checks; writing is done by an action."""

    soort: ClassVar[Soort]

    basis = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, inkoop: Inkoop, **kwargs: Any) -> None:
        instance = copy.copy(kwargs.get("instance")) or self._meta.model()
        if hasattr(instance, "inkoop_id"):
            instance.inkoop = inkoop
        kwargs["instance"] = instance
        self.inkoop = inkoop
        super().__init__(*args, staat_er_nu=self._stands, **kwargs)
        for name, keuze in self.soort.op_verzoek.items():
            if keuze not in inkoop.perceelvelden and not (instance.pk and facts_of(instance, [name])[name]):
                del self.fields[name]
        self.limit_choices()
        if instance.pk:
            self.initial["basis"] = fingerprint_of(facts_of(instance, self.feiten))
        elif self.soort.code_uit_naam:
            self.fields[self.code_field].required = False

    @property
    def code_field(self) -> str:
        return self.soort.codevelden[-1] if self.soort.codevelden else ""

    @property
    def samen(self) -> Sequence[Sequence[str]]:  # type: ignore[override]
        groups = ([naam for naam in group if naam in self.fields] for group in self.soort.samen)
        return [group for group in groups if group]

    @property
    def feiten(self) -> list[str]:
        return [name for name in self.fields if name != "basis"]

    @property
    def velden(self) -> list[forms.BoundField]:
        return [self[name] for name in self.feiten]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.feiten}

    def ask_what_holds(self) -> None:
        """Leave out what is not asked of a row like this; what was sent along stays. A sheet has a column for everything."""
        for name, holds in self.soort.alleen_bij.items():
            if not holds(self.instance) and name not in self.data:
                del self.fields[name]
        if self.instance.pk:
            self.initial["basis"] = fingerprint_of(facts_of(self.instance, self.feiten))

    def refuse(self, fout: BewerkFout | ValidationError) -> None:
        """After a conflict the next save starts from what stands there now."""
        super().refuse(fout)
        if self.botst and self.instance.pk:
            self.data = self.data.copy()
            with suppress(Conflict):  # it is gone
                self.data["basis"] = fingerprint_of(facts_of(fresh(self.instance), self.feiten))

    def _stands(self) -> list[str]:
        """Where it differs from what was typed."""
        now = type(self)(instance=fresh(self.instance), inkoop=self.inkoop)
        for name in set(now.fields) - set(self.fields):
            del now.fields[name]
        return [
            f"{capfirst(veld.label)}: {_shown(veld)}"
            for veld in now.velden
            if _chosen(self[veld.name].value()) != _chosen(veld.value())
        ]

    def limit_choices(self) -> None:
        """Links lead to parts of the same inkoop that are in use; what is linked already stays, also when archived since."""
        for name, past in self.soort.past.items():
            chosen: Any = self.fields[name]
            own = getattr(self.instance, name)
            chosen.choices = [
                (value, label) for value, label in chosen.choices if value in {"", own} or past(self.inkoop, value)
            ]
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                model: Any = field.queryset.model
                rows: Any = model.objects.filter(inkoop=self.inkoop)
                if hasattr(model, "gearchiveerd_op"):
                    linked = self.initial.get(name) or []
                    keys = [row.pk for row in linked] if isinstance(linked, list) else [linked]
                    rows = rows.filter(models.Q(gearchiveerd_op=None) | models.Q(pk__in=keys))
                    field.label_from_instance = _told  # type: ignore[assignment, method-assign]
                if model is type(self.instance):
                    rows = rows.exclude(pk=self.instance.pk)
                field.queryset = rows.in_order()
                if name in self.soort.als_er_zijn and not rows.exists():
                    del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.soort.code_uit_naam and not cleaned.get(self.code_field) and self.code_field not in self.errors:
            cleaned[self.code_field] = slugify(str(cleaned.get(self.soort.naamvelden[0]) or ""))[:60]
        for name, message in self.soort.controle(cleaned).items():
            self.add_error(name, message)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # With the inkoop, "this code exists already" is found here, at the field.
        found: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return found - {"inkoop", *self.soort.beheer}

    def _update_errors(self, errors: Any) -> None:
        """What the constraint on the code refuses is told at the code, not at the top of the form."""
        unique = [one for one in self._meta.model._meta.constraints if isinstance(one, models.UniqueConstraint)]
        of_code = [one.violation_error_message for one in unique if self.code_field in one.fields]
        found = getattr(errors, "error_dict", {})
        general = found.pop(NON_FIELD_ERRORS, [])
        for error in general:
            at = self.code_field if error.message in of_code else NON_FIELD_ERRORS
            found[at] = [*found.get(at, []), error]
        super()._update_errors(errors)  # type: ignore[misc]


def _chosen(value: Any) -> list[str]:
    """The value of a control, or the values of a list of choices, as they compare."""
    values = value if isinstance(value, list | tuple | models.QuerySet) else [value]
    return sorted(str(getattr(item, "pk", item)) for item in values if item not in (None, ""))


def _shown(veld: forms.BoundField) -> str:
    choices = {str(getattr(value, "value", value)): str(label) for value, label in getattr(veld.field, "choices", ())}
    return dutch.listing(choices.get(key, key) for key in _chosen(veld.value())) or "(leeg)"


def _told(row: Any) -> str:
    return f"{row} (gearchiveerd)" if row.is_archived else str(row)


#: How a field of a model is asked, where that is not how Django asks it.
_FIELDS: dict[type[models.Field[Any, Any]], type[forms.Field]] = {
    models.DateField: DagField,
    models.TimeField: TijdField,
    models.PositiveIntegerField: AantalField,
    models.BigIntegerField: AantalField,
    RichTextField: OpmaakField,
}
_SHORT = 12  # a field of so many characters at most is shown as short


@cache
def form_of(soort: Soort) -> type[FeitenForm]:
    """The form for the facts of this kind: what its declaration and its model say."""
    fields = {name: soort.modelveld(name) for name in soort.bewerkvelden}
    form = forms.modelform_factory(
        soort.model,
        form=FeitenForm,
        fields=list(fields),
        labels={name: soort.label(name) for name in fields},
        widgets={name: widget for name, field in fields.items() if (widget := _widget(soort, name, field))},
        field_classes={
            name: kind for name, field in fields.items() for model, kind in _FIELDS.items() if isinstance(field, model)
        },
    )
    form.soort = soort  # type: ignore[attr-defined]
    return cast(type[FeitenForm], form)


def _widget(soort: Soort, name: str, field: Any) -> forms.Widget | None:
    if field.many_to_many:
        return forms.CheckboxSelectMultiple()
    if isinstance(field, MomentField):
        return forms.TextInput(attrs={"autocomplete": "off"})
    if isinstance(field, models.PositiveIntegerField):
        return forms.TextInput(attrs={"inputmode": "numeric"})
    if isinstance(field, models.PositiveSmallIntegerField):
        return forms.TextInput(attrs={"class": "wmo-veld--kort", "inputmode": "numeric"})
    is_code = name in soort.codevelden and not soort.code_uit_naam and not soort.vrije_code
    if not field.choices and isinstance(field, models.CharField) and (is_code or (field.max_length or 99) <= _SHORT):
        return forms.TextInput(attrs={"class": "wmo-veld--kort"})
    return None


class MeeField(forms.MultipleChoiceField):
    """What comes along. What a colleague made meanwhile is no longer offered, and no fault: the page tells what changed."""

    def valid_value(self, value: Any) -> bool:
        return True


class CopyForm(WerkplekForm):
    """What to call a copy, and what comes along.

    `bij`: the parts of this inkoop that get a text with it, when a rubriek is copied. `mist`: what it points at and this inkoop does
    not have. `percelen`: where the source of a product stands and this inkoop has a perceel with that nummer.
    """

    anders = "code"

    code = forms.CharField(label="Code of nummer", max_length=80)
    naam = forms.CharField(label="Naam", max_length=200, widget=forms.TextInput(attrs={"class": "wmo-veld--lang"}))
    met_teksten = forms.BooleanField(label="Neem ook de teksten over", required=False, initial=True)
    met_koppelingen = forms.BooleanField(
        label="Neem percelen en inschrijfvoorwaarden over", required=False, initial=True
    )
    mee = MeeField(
        label="Neem ook mee wat deze inkoop nog niet heeft", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        kind: Soort,
        bij: Sequence[str] = (),
        mist: Sequence[tuple[str, str]] = (),
        percelen: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["met_teksten"].help_text = f"De tekst komt bij {dutch.listing(bij)}."
        if percelen:
            self.fields["met_koppelingen"].help_text = f"Het product komt in perceel {dutch.listing(percelen)}."
        mee: Any = self.fields["mee"]
        mee.choices, mee.initial = list(mist), [key for key, _ in mist]
        asked = {
            "naam": bool(kind.naamvelden),
            "met_teksten": bool(bij),
            "met_koppelingen": kind.in_percelen,
            "mee": bool(mist),
        }
        for name in [name for name, there in asked.items() if not there]:
            del self.fields[name]
        if not kind.naamvelden:
            self.fields["code"].label = kind.label(kind.codevelden[-1])
