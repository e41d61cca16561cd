"""Forms in the look of the house: classes on the controls, and dates, times and amounts as Dutch people write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from core import dutch
from core.spreadsheet import day_of

_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "utrecht-checkbox utrecht-checkbox--html-input utrecht-form-field__input"),
    (forms.RadioSelect, "utrecht-radio-button utrecht-radio-button--html-input utrecht-form-field__input"),
    (forms.Select, "utrecht-select"),
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.TextInput, "utrecht-textbox utrecht-textbox--html-input"),
    (forms.FileInput, "wmo-bestand"),
]
_MONTHS = dutch.MONTHS.split("|")


class Aangekleed(forms.BaseForm):
    """Controls with the classes of docs/vormgeving.md, and everything that is wrong as a list for the summary."""

    use_required_attribute = False  # our messages are Dutch and say what to do; the browser's are neither

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    @property
    def fouten(self) -> list[tuple[str, str]]:
        """(id of the control, message); an empty id: of no field."""
        found: list[tuple[str, str]] = []
        for name, messages in self.errors.items():
            ident = "" if name == NON_FIELD_ERRORS else _first_control(self[name])
            found.extend((ident, str(message)) for message in messages)
        return found


class WerkplekForm(Aangekleed, forms.Form):
    """A form in the look of the house."""


def _first_control(veld: forms.BoundField) -> str:
    return f"{veld.auto_id}_0" if veld.use_fieldset else veld.auto_id


def dress(field: forms.Field) -> None:
    """The class of the house on the control of `field`, besides its own."""
    for kind, classes in _CLASSES:
        if isinstance(field.widget, kind):
            own = field.widget.attrs.get("class", "")
            field.widget.attrs["class"] = f"{classes} {own}".strip()
            return


class DagField(forms.Field):
    """A day: 1-6-2026, 1 juni 2026 or 2026-06-01."""

    default_error_messages = {"required": "Vul een datum in, bijvoorbeeld 1-6-2026."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "wmo-veld--kort", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}-{value.month}-{value.year}" if isinstance(value, dt.date) else value

    def to_python(self, value: Any) -> dt.date | None:
        if value in self.empty_values:
            return None
        text = str(value).strip().lower()
        if match := re.fullmatch(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})", text):
            months = [
                number
                for number, name in enumerate(_MONTHS, start=1)
                if len(match[2]) > 2 and name.startswith(match[2])
            ]
            text = f"{match[1]}-{months[0]}-{match[3]}" if months else text
        try:
            return day_of(text)
        except ValueError:
            raise forms.ValidationError(
                f"“{str(value)[:40]}” is geen datum. Schrijf dag, maand en jaar, bijvoorbeeld 1-6-2026."
            ) from None


class TijdField(forms.Field):
    """A time of day: 9.30, 09:30, 9 uur."""

    default_error_messages = {"required": "Vul een tijd in, bijvoorbeeld 9.30."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "wmo-veld--kort", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour}.{value.minute:02d}" if isinstance(value, dt.time) else value

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values:
            return None
        match = re.fullmatch(r"(\d{1,2})(?:[.:](\d{2}))?(?:\s*uur)?", str(value).strip().lower())
        try:
            return dt.time(int(match[1]), int(match[2] or 0)) if match else self._refuse(value)
        except ValueError:
            return self._refuse(value)

    def _refuse(self, value: Any) -> dt.time:
        raise forms.ValidationError(f"“{str(value)[:40]}” is geen tijd. Schrijf uren en minuten, bijvoorbeeld 9.30.")
