"""Model fields that several apps share."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.expressions import Combinable

from core import dutch, geplakt, richtext
from core.letters import normal
from core.moment import JAREN, Moment, Precisie

MAX_RICH_TEXT = 50_000

slug_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "Gebruik alleen kleine letters, cijfers en streepjes, bijvoorbeeld 'bgi-complex'.",
)


def is_slug(text: str) -> bool:
    """Whether a code can be called so: what somebody typed behind an address may be anything."""
    return re.search(slug_validator.regex, text) is not None


class _Genormaliseerd(models.Field[str | Combinable, str]):
    """Text that is brought into its normal form on every write, and on every look-up."""

    def normaal(self, value: str) -> str:
        return normal(value)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return self.normaal(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.normaal(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.normaal(value) if isinstance(value, str) else value


class TekstField(_Genormaliseerd, models.TextField[str | Combinable, str]):
    """Plain text of some lines, without what nobody sees (`core.letters.normal`). In the database an ordinary text."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class RegelField(_Genormaliseerd, models.CharField[str | Combinable, str]):
    """The same, of one line."""

    def normaal(self, value: str) -> str:
        return normal(value).replace("\n", " ")

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class KeuzesField(ArrayField):  # type: ignore[type-arg]
    """A set of choices: boxes to tick in a form. `base_field` has the choices. In the database an ordinary array."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        choices = {"choices": self.base_field.choices, "form_class": forms.MultipleChoiceField}
        return models.Field.formfield(self, **{**choices, "widget": forms.CheckboxSelectMultiple, **kwargs})


def check_not_too_much(value: str) -> None:
    if told := richtext.too_much(richtext.clean(value)):
        raise ValidationError(told)


class RichTextField(_Genormaliseerd, models.TextField[str | Combinable, str]):
    """Text in the small HTML subset of `core.richtext`, sanitised on every write, whatever the road."""

    description = "Opgemaakte tekst"
    default_validators = [check_not_too_much]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("max_length", MAX_RICH_TEXT)
        super().__init__(*args, **kwargs)

    def normaal(self, value: str) -> str:
        return geplakt.lees(value).html


class CodeField(models.CharField):  # type: ignore[type-arg]
    """A stable code in lower case, part of addresses, imports and comparisons (`bgi-complex`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)
        if slug_validator not in self.validators:
            self.validators.append(slug_validator)


def _moment_of(value: Any, *, ranges: bool) -> Moment | None:
    """Raises ValidationError."""
    if isinstance(value, Moment) or not value:
        return value or None
    try:
        moment = Moment(value, Precisie.DAG) if isinstance(value, dt.date) else Moment.parse(str(value))
    except ValueError as fout:
        raise ValidationError(str(fout)) from fout
    if moment.eind and not ranges:
        raise ValidationError("Vul één moment in, geen periode.")
    if moment.begin.year not in JAREN or moment.last_day.year not in JAREN:
        raise ValidationError(f"Dit ligt te ver weg. Vul een moment in tussen {JAREN[0]} en {JAREN[-1]}.")
    return moment


class MomentFormField(forms.CharField):
    """A moment as Dutch people write it."""

    def __init__(self, *, ranges: bool = True, **kwargs: Any) -> None:
        self.ranges = ranges
        super().__init__(**{"max_length": 80, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return value.label if isinstance(value, Moment) else value

    def clean(self, value: Any) -> Any:
        return _moment_of(super().clean(value), ranges=self.ranges)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(_moment_of(data, ranges=self.ranges) != (initial or None))
        except ValidationError:
            return True


class MomentField(models.CharField):  # type: ignore[type-arg]
    """A `core.moment.Moment`, or None; in the database the text that `Moment.parse` reads. `ranges`: may be a period."""

    def __init__(self, *args: Any, ranges: bool = True, **kwargs: Any) -> None:
        self.ranges = ranges
        kwargs.setdefault("max_length", 21)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def from_db_value(self, value: str | None, *args: Any) -> Moment | None:
        return Moment.parse(value) if value else None

    def to_python(self, value: Any) -> Any:
        return _moment_of(value, ranges=self.ranges)

    def run_validators(self, value: Any) -> None:
        """What a moment is, `to_python` has told."""

    def get_prep_value(self, value: Any) -> Any:
        return str(value or "") if isinstance(value, Moment) or not value else str(self.to_python(value))

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def formfield(self, **kwargs: Any) -> Any:
        soort = (
            f"Bijvoorbeeld 1 maart 2027, maart 2027, Q3 2027 of 2027{'; of maart–juni 2027' if self.ranges else ''}."
        )
        return models.Field.formfield(
            self,
            **{"form_class": MomentFormField, "ranges": self.ranges, "help_text": self.help_text or soort, **kwargs},
        )


def first_day(column: str) -> models.Func:
    """SQL: the first day of a MomentField; NULL when it is empty. (The functions of the database are made in proces/0005.)"""
    return models.Func(models.F(column), function="moment_begin", output_field=models.DateField())


def end_of(column: str, time: str, only: str) -> models.Func:
    """SQL: when a MomentField is over: at `time` on its last day, else at the midnight after it. NULL when `only` is empty."""
    return models.Func(
        models.F(column), models.F(time), models.F(only), function="moment_einde", output_field=models.DateTimeField()
    )


class GetalField(forms.DecimalField):
    """A number as the portal writes it: 1.234,50. A point is read as a comma when there is no comma; then never as one of thousands."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        return dutch.number(value, self.decimal_places or 0) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and "," in value:
            value = value.replace(".", "").replace(",", ".")
        return super().to_python(value)
