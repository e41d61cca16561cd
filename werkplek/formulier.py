"""Forms in the look of the house, how one is answered, and dates and times as Dutch people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.http import HttpRequest, QueryDict

from core import dutch, geplakt, opmaaktekst
from core.fields import MAX_RICH_TEXT, check_not_too_much
from core.fouten import BewerkFout, Conflict, NotAllowed
from core.spreadsheet import day_of
from segments.bewerking import lock

_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "utrecht-checkbox utrecht-checkbox--html-input utrecht-form-field__input"),
    (forms.CheckboxSelectMultiple, "utrecht-checkbox utrecht-checkbox--html-input utrecht-form-field__input"),
    (forms.RadioSelect, "utrecht-radio-button utrecht-radio-button--html-input utrecht-form-field__input"),
    (forms.Select, "utrecht-select"),
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    *(
        (kind, "utrecht-textbox utrecht-textbox--html-input")
        for kind in (forms.TextInput, forms.EmailInput, forms.PasswordInput)
    ),
    (forms.FileInput, "wmo-bestand"),
]
_MONTHS = dutch.MONTHS.split("|")


class Gezien:
    """What the page of a form showed: `nu` is its fingerprint, worked out at the moment of asking, and goes along as `basis`.
    `staat_er_nu` says it in words: after a conflict it stands above the own input.

    The form is valid only while that still holds, and then the rows `vast` (the inkoop, and perhaps a version of it) are held
    until the end of the request. Without `vast` the action itself finds out whether a colleague was first.
    """

    is_bound: bool
    data: Any
    #: The field at which is told what is refused without saying which field is wrong.
    anders = ""

    def __init__(
        self,
        *args: Any,
        nu: Callable[[], str] | None = None,
        vast: Sequence[models.Model] = (),
        staat_er_nu: Callable[[], list[str]] = list,
        **kwargs: Any,
    ) -> None:
        self.nu, self.vast, self._staat_er_nu = nu, vast, staat_er_nu
        self.geweigerd = 0  # the status with which an action refused it
        super().__init__(*args, **kwargs)

    def is_valid(self) -> bool:
        return bool(super().is_valid()) and self._holds()  # type: ignore[misc]

    def _holds(self) -> bool:
        vast, self.vast = self.vast, ()  # once
        try:
            for row in vast:
                lock(row)
            if vast and self.nu is not None and self.nu() != self.data.get("basis"):
                raise Conflict
        except Conflict as fout:
            self.refuse(fout)
            return False
        return True

    @property
    def gezien(self) -> str:
        """What `basis` holds. A form with faults keeps what it had: only after a conflict was told the page shows something else."""
        if self.nu is None:
            return ""
        if self.is_bound and not self.botst:
            return str(self.data.get("basis", ""))
        try:
            return self.nu()
        except Conflict:  # it is gone
            return ""

    @property
    def botst(self) -> bool:
        """Whether a colleague was first."""
        return self.geweigerd == Conflict.status

    @property
    def staat_er_nu(self) -> list[str]:
        return self._zinnen if self.botst else []

    @cached_property
    def _zinnen(self) -> list[str]:
        try:
            return self._staat_er_nu()
        except Conflict:  # it is gone
            return []

    def refuse(self, fout: BewerkFout | ValidationError) -> None:
        """Tell what an action refuses, at the field that it is about."""
        self.geweigerd = getattr(fout, "status", 422)
        if isinstance(fout, BewerkFout):
            self.add_fout(fout.veld or (self.anders if fout.status == 422 else ""), fout.boodschappen)
        elif hasattr(fout, "error_dict"):
            for name, errors in fout.error_dict.items():
                self.add_fout(name if name != NON_FIELD_ERRORS else self.anders, ValidationError(errors).messages)
        else:
            self.add_fout(self.anders, fout.messages)

    @property
    def fouten(self) -> list[tuple[str, str]]:
        """(id of the control, message); an empty id: of no field."""
        raise NotImplementedError

    def add_fout(self, veld: str, boodschappen: Sequence[str]) -> None:
        raise NotImplementedError


class Aangekleed(Gezien, forms.BaseForm):
    """Controls with the classes of docs/vormgeving.md, and everything that is wrong as a list for the summary."""

    use_required_attribute = False  # our messages are Dutch and say what to do; the browser's are neither
    #: Fields that stand beside each other; the rest stands below each other.
    samen: Sequence[Sequence[str]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    @property
    def groepen(self) -> list[list[forms.BoundField]]:
        """The fields in order, those that belong together in one group."""
        rows = {name: row for row in self.samen for name in row}
        names = [veld.name for veld in self.visible_fields()]
        return [[self[one] for one in rows.get(name, (name,))] for name in names if name == rows.get(name, (name,))[0]]

    @property
    def fouten(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for name, messages in self.errors.items():
            ident = "" if name == NON_FIELD_ERRORS else _first_control(self[name])
            found.extend((ident, str(message)) for message in messages)
        return found

    def add_fout(self, veld: str, boodschappen: Sequence[str]) -> None:
        for boodschap in boodschappen:
            self.add_error(veld if veld in self.fields else None, boodschap)


class WerkplekForm(Aangekleed, forms.Form):
    """A form in the look of the house; without fields of its own a confirmation."""


def posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def posted_files(request: HttpRequest) -> tuple[QueryDict | None, Any]:
    """For a form with a file: `BestandForm(*posted_files(request))`."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def status_of(form: Gezien) -> int:
    """200 for a form that was not sent; 422 for one with faults, or what the action said that refused it."""
    return (form.geweigerd or 422) if form.is_bound and form.fouten else 200


def attempt(form: Gezien) -> AbstractContextManager[None, bool]:
    """Do what `form` asks for, all or nothing: what is refused becomes an error of the form, and the view shows its page again."""
    # For the type checker: what comes after the `with` is reached, since it swallows what is refused.
    return cast("AbstractContextManager[None, bool]", _attempt(form))


@contextmanager
def _attempt(form: Gezien) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except NotAllowed:
        raise
    except (BewerkFout, ValidationError) as fout:
        form.refuse(fout)


def _first_control(veld: forms.BoundField) -> str:
    return f"{veld.auto_id}_0" if veld.use_fieldset else veld.auto_id


def dress(field: forms.Field) -> None:
    """The class of the house on the control of `field`, besides its own."""
    for kind, classes in _CLASSES:
        if isinstance(field.widget, kind):
            own = field.widget.attrs.get("class", "")
            if classes not in own:
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
        except ValueError as fout:
            raise forms.ValidationError(str(fout)) from fout


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


class AantalField(forms.IntegerField):
    """A whole number as people write it: 1.066.743, € 1066743."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"class": "wmo-veld--kort", "inputmode": "numeric"})
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return dutch.number(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = str(value if value is not None else "").replace("€", "").replace("\u00a0", " ").strip()
        if not re.fullmatch(r"-?\d{1,3}(\.\d{3}){1,6}|-?\d{1,19}|", text, re.ASCII):
            raise forms.ValidationError(f"“{text[:40]}” is geen heel getal. Schrijf bijvoorbeeld 1.066.743.")
        return super().to_python(text.replace(".", ""))


class _Getypt(str):
    """What stands in a field because somebody typed it."""

    __slots__ = ()


#: How rich text is typed without the editor.
TEKENS = "Een lege regel begint een alinea, - een punt van een lijst; **vet**, //cursief//, [tekst](https://adres)."


class Tekstvak(forms.Textarea):
    """Rich text in the editor of the texts where a script runs (tekstvak.js); without it in readable signs, as `OpmaakField` has it.

    `plakken`: the address that cleans what is pasted.
    """

    template_name = "widgets/tekstvak.html"

    def __init__(self, attrs: dict[str, Any], plakken: str) -> None:
        super().__init__(attrs)
        self.plakken = plakken

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"plakken": self.plakken, "tekens": TEKENS, "html": opmaaktekst.read(str(value or ""))}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        is_html = value and data.get(f"{name}-vorm") == "html" and not geplakt.is_too_much(value)
        return opmaaktekst.write(geplakt.lees(value).html) if is_html else value


class OpmaakField(forms.CharField):
    """Rich text as `core.opmaaktekst` writes it: readable and without a script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.Textarea(attrs={"class": "wmo-veld--lang", "rows": 6})
        kwargs["help_text"] = f"{kwargs.get('help_text', '')} {TEKENS}".strip()
        super().__init__(**kwargs)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return _Getypt(data or "")

    def prepare_value(self, value: Any) -> Any:
        """Of what stands in the database; what somebody typed stays as it is."""
        return opmaaktekst.write(value) if value and not isinstance(value, _Getypt) else value

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        html = opmaaktekst.read(text)
        for validate in (MaxLengthValidator(MAX_RICH_TEXT), check_not_too_much):
            validate(html)
        return html
