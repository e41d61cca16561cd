"""Model fields that several apps share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.expressions import Combinable

from core import geplakt, richtext
from core.letters import normal

MAX_RICH_TEXT = 50_000

slug_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "Gebruik alleen kleine letters, cijfers en streepjes, bijvoorbeeld 'bgi-complex'.",
)


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
