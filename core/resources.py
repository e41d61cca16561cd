"""Import and export of working data by natural key, on top of django-import-export.

A resource names its columns in `Meta.fields` and the natural key in `Meta.import_id_fields`; what a column may hold follows from the
model field. A cell is read into a value at once (`SheetWidget.clean`), so that all faults of a row are told together, and a row is
compared with what is stored by those values: what is equal is not written.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, ClassVar

import tablib
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from import_export.widgets import Widget

from core import dutch, richtext
from core.fields import MAX_RICH_TEXT, RichTextField
from core.moment import Moment, Precisie
from core.spreadsheet import (
    MAX_BYTES,
    MAX_ROWS,
    Celfout,
    Column,
    Row,
    Sheet,
    SpreadsheetFout,
    Table,
    Value,
    day_of,
    text_of,
)
from core.spreadsheet.cells import tidy

#: The number of the row in the file, next to its columns.
_NUMBER = "#rij"
_MAX_CODES_TOLD = 12
_MAX_TOLD = 50
_MAX_EXPONENT = 30
_WORD = re.compile(r"<[^>]*>|[^\s<]+\s*|\s+|<")
_MAX_WORDS = 2_000
_CONTEXT = 8


# --- what a cell may hold ---


class SheetWidget(Widget):  # type: ignore[misc]
    """One kind of cell. `clean()` raises ValueError with a Dutch message that says what was expected."""

    kind = "tekst"
    expected = ""

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        raise NotImplementedError

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        """The value as it stands in a cell; the file format decides how it is written."""
        result: Value = value
        return result

    def normal(self, value: Any) -> Any:
        """What two values that mean the same have in common."""
        return value

    def identity(self, value: Any) -> Hashable:
        """The part that this value has in the natural key."""
        found: Hashable = self.normal(value)
        return found


class TextWidget(SheetWidget):
    expected = "tekst"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        if isinstance(value, bool | dt.date | dt.time | dt.timedelta):
            raise ValueError(
                f"“{text_of(value)}” is geen tekst. Verwacht: {self.expected}. Geef de cel de opmaak Tekst."
            )
        return tidy(text_of(value)).strip()

    def normal(self, value: Any) -> str:
        return tidy(value or "").strip()


class RichTextWidget(TextWidget):
    expected = "opgemaakte tekst (p, ul, ol, li, strong, em, u, a, footnote) of gewone tekst"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs)
        if len(text) > MAX_RICH_TEXT:
            raise ValueError(f"De tekst heeft {len(text)} tekens. Verwacht: hooguit {MAX_RICH_TEXT}.")
        return richtext.clean(text)

    def normal(self, value: Any) -> str:
        return richtext.clean(tidy(value or ""))


class ListWidget(TextWidget):
    """Words with a comma between them."""

    expected = "woorden met een komma ertussen"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        return [part.strip() for part in super().clean(value, row, **kwargs).split(",") if part.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        return ", ".join(str(part) for part in value or [])

    def normal(self, value: Any) -> Any:
        return tuple(value or ())


class ChoiceWidget(SheetWidget):
    """A stored value or its label."""

    def __init__(self, choices: Iterable[tuple[Any, Any]], blank: bool) -> None:
        super().__init__()
        self.blank = blank
        self.values: dict[str, str] = {}
        self.told: list[str] = []
        for value, label in choices:
            if value in ("", None):
                continue
            self.values |= {str(label).casefold(): str(value), str(value).casefold(): str(value)}
            self.told.append(str(value) if str(label).startswith(str(value)) else f"{value} ({label})")
        self.expected = f"{', '.join(self.told)}{' of leeg' if blank else ''}"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        text = text_of(value).strip()
        if not text and self.blank:
            return ""
        found = self.values.get(text.casefold())
        if found is None:
            raise ValueError(f"“{text[:40]}” is geen keuze. Verwacht: {self.expected}.")
        return found

    def normal(self, value: Any) -> str:
        return value or ""


class WholeWidget(SheetWidget):
    kind = "getal"
    expected = "een geheel getal"

    _PLAIN = re.compile(r"-?[0-9]{1,18}")
    _GROUPED = re.compile(r"-?[0-9]{1,3}(?:(?:\.[0-9]{3}){2,5}|(?: [0-9]{3}){1,5})")
    _AMBIGUOUS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> int | None:
        if value is None or value == "":
            return None
        shown = text_of(value).replace("\u00a0", " ").strip()
        bare = shown.removeprefix("€").strip()
        if isinstance(value, str) and self._AMBIGUOUS.fullmatch(bare):
            raise ValueError(f"“{shown}” is dubbelzinnig. Verwacht: {self.expected}, zonder punt of komma.")
        if isinstance(value, bool) or not (self._PLAIN.fullmatch(bare) or self._GROUPED.fullmatch(bare)):
            raise ValueError(f"“{shown[:40]}” kan niet. Verwacht: {self.expected}.")
        return int(bare.replace(".", "").replace(" ", ""))


class DayWidget(SheetWidget):
    kind = "datum"
    expected = "een datum, bijvoorbeeld 1-6-2026 of 2026-06-01"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> dt.date | None:
        day = day_of(None if value == "" else value)
        if day is not None and not 1900 <= day.year <= 2199:
            raise ValueError(f"{day.isoformat()} ligt te ver weg. Verwacht: een datum tussen 1900 en 2199.")
        return day


class ClockWidget(SheetWidget):
    expected = "een tijd, bijvoorbeeld 12:00"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> dt.time | None:
        if value is None or isinstance(value, dt.time):
            return value
        if match := re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})(?::00)?", text_of(value).strip()):
            hour, minute = int(match[1]), int(match[2])
            if hour < 24 and minute < 60:
                return dt.time(hour, minute)
        if value == "":
            return None
        raise ValueError(f"“{text_of(value)[:40]}” is geen tijd. Verwacht: {self.expected}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        return f"{value:%H:%M}" if value else None


class YesNoWidget(SheetWidget):
    expected = "ja of nee"
    _WORDS: ClassVar[dict[str, bool]] = {
        "": False,
        "ja": True,
        "nee": False,
        "waar": True,
        "onwaar": False,
        "true": True,
        "false": False,
        "1": True,
        "0": False,
    }

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> bool:
        found = self._WORDS.get(text_of(value).strip().casefold())
        if found is None:
            raise ValueError(f"“{text_of(value)[:40]}” kan niet. Verwacht: {self.expected}.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        return "ja" if value else "nee"


class MomentWidget(SheetWidget):
    """`core.moment.Moment` in its own notation; a real date is a day."""

    expected = "2024-03-21, 2024-03, 2024-Q1, 2024, of twee daarvan met een schuine streep"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Moment:
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return Moment(value, Precisie.DAG)
        return Moment.parse(text_of(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        return str(value) if value else None

    def identity(self, value: Any) -> Hashable:
        begin: dt.date | None = value.begin if value else None
        return begin


class CodeWidget(SheetWidget):
    """Another row, by its code. With `within` the code counts inside the row that an earlier column names (an inkoop)."""

    def __init__(
        self,
        model: type[models.Model],
        code: str,
        *,
        regio_path: str = "inkoop__regio",
        within: str | None = "inkoop",
        empty: str | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.model, self.code, self.regio_path, self.within = model, code, regio_path, within
        self.empty = empty
        self.where = dict(where or {})
        self.naam = str(model._meta.verbose_name)
        may_be_empty = "" if empty is None else " of leeg" if empty == "" else f" of ‘{empty}’"
        self.expected = f"{code} van een {self.naam}{may_be_empty}"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> models.Model | None:
        text = text_of(value).strip()
        if self.empty is not None and text.casefold() == self.empty:
            return None
        owner = self._owner(row)
        if self.within and owner is None:
            return None  # that fault is told at the other column
        found: dict[str, models.Model] = kwargs["resource"].codes(self).get(owner, {})
        if text not in found:
            raise ValueError(self._unknown(text, found))
        return found[text]

    def _owner(self, row: Mapping[str, Any] | None) -> int | None:
        owner = (row or {}).get(self.within) if self.within else None
        return owner.pk if isinstance(owner, models.Model) else None

    def _unknown(self, text: str, found: Mapping[str, models.Model]) -> str:
        options = sorted(found)
        options[_MAX_CODES_TOLD:] = ["…"] if len(options) > _MAX_CODES_TOLD else []
        if self.empty is not None:
            options.append(self.empty or "leeg")
        what = f"{self.naam} “{text[:40]}” is onbekend" if text else "De cel is leeg"
        told = dutch.listing(options, word="of") or f"een {self.naam}, maar er is nog geen"
        return f"{dutch.capital(what)}. Verwacht: {told}."

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        return self.empty or None if value is None else str(getattr(value, self.code))

    def normal(self, value: Any) -> Any:
        return value.pk if isinstance(value, models.Model) else None


class CodesWidget(CodeWidget):
    """Several rows, by their codes with a comma between them. `itself`: rows of the same sheet, which may be new."""

    def __init__(self, model: type[models.Model], code: str, *, itself: bool = False, **kwargs: Any) -> None:
        super().__init__(model, code, **{"empty": "", **kwargs})
        self.itself = itself
        self.expected = f"{code} van elke {self.naam}, met een komma ertussen, of leeg"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        if isinstance(value, Decimal) or not isinstance(value, str | int | None) or isinstance(value, bool):
            raise ValueError(
                f"“{text_of(value)}” is geen lijst van codes. Verwacht: {self.expected}. Geef de cel de opmaak Tekst."
            )
        codes = sorted({part for part in re.split(r"[,;\s]+", text_of(value)) if part})
        if not self.itself:
            self.check(codes, self._owner(row), kwargs["resource"])
        return tuple(codes)

    def check(self, codes: Iterable[str], owner: int | None, resource: NaturalKeyResource) -> None:
        found = resource.codes(self).get(owner, {})
        if owner is not None and (unknown := [code for code in codes if code not in found]):
            raise ValueError(self._unknown(unknown[0], found))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        return ", ".join(self.normal(value))

    def normal(self, value: Any) -> Any:
        if value is None or isinstance(value, tuple):
            return value or ()
        return tuple(sorted(str(getattr(row, self.code)) for row in value.all()))


def _widget_for(field: models.Field[Any, Any]) -> SheetWidget:
    if field.choices:
        return ChoiceWidget(field.flatchoices, field.blank)
    for kind, make in _WIDGETS.items():
        if isinstance(field, kind):
            return make(field)
    raise TypeError(f"{field} has no column of its own: declare one")


_WIDGETS: dict[type[models.Field[Any, Any]], Callable[[Any], SheetWidget]] = {
    RichTextField: lambda field: RichTextWidget(),
    ArrayField: lambda field: ListWidget(),
    models.IntegerField: lambda field: WholeWidget(),
    models.DateField: lambda field: DayWidget(),
    models.TimeField: lambda field: ClockWidget(),
    models.BooleanField: lambda field: YesNoWidget(),
    models.CharField: lambda field: TextWidget(),
    models.TextField: lambda field: TextWidget(),
}


# --- the sheet ---


@dataclass(frozen=True)
class Wijziging:
    """What would become of one cell, as people read it."""

    column: str
    was: str
    wordt: str

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The change word by word: ("del" | "ins" | "", text). Of a long stretch that stays, only the ends."""
        was, wordt = _WORD.findall(self.was), _WORD.findall(self.wordt)
        if not was or not wordt or len(was) + len(wordt) > _MAX_WORDS:
            return [(kind, text) for kind, text in (("del", self.was), ("ins", self.wordt)) if text]
        found: list[tuple[str, str]] = []
        for kind, a, b, c, d in SequenceMatcher(None, was, wordt).get_opcodes():
            if kind == "equal":
                found.append(("", _ends(was[a:b])))
                continue
            found += [("del", "".join(was[a:b])), ("ins", "".join(wordt[c:d]))]
        return [(kind, text) for kind, text in found if text]


def _ends(words: list[str]) -> str:
    if len(words) <= 4 * _CONTEXT:
        return "".join(words)
    return f"{''.join(words[:_CONTEXT])} … {''.join(words[-_CONTEXT:])}"


class SheetResult(Result):  # type: ignore[misc]
    def append_invalid_row(self, number: int, row: Mapping[str, Any], validation_error: ValidationError) -> None:
        super().append_invalid_row(row.get(_NUMBER, number), row, validation_error)


class NaturalKeyResource(ModelResource):  # type: ignore[misc]
    """`regio_ids`: whose rows may be seen and changed; None for all."""

    regio_path: ClassVar[str | None] = "inkoop__regio"
    joined: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[str, ...]] = ()

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = False
        skip_diff = True  # rows are compared by value, which spares a deep copy of each
        use_transactions = True

    def __init__(self, *, regio_ids: Collection[int] | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.regio_ids = regio_ids
        self.columns: list[Field] = self.get_import_fields()
        self.key: list[Field] = [self.fields[name] for name in self._meta.import_id_fields]
        self._codes: dict[int, dict[int | None, dict[str, models.Model]]] = {}
        self._existing: dict[tuple[Hashable, ...], models.Model] = {}
        self._seen: dict[tuple[Hashable, ...], int] = {}
        self._was: dict[str, Any] | None = None
        self._links: list[tuple[models.Model, Field, Mapping[str, Any]]] = []
        self._locks = False

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Field:
        return Field(attribute=field_name, column_name=field_name, widget=_widget_for(django_field), readonly=readonly)

    @classmethod
    def get_result_class(cls) -> type[Result]:
        return SheetResult

    @property
    def titles(self) -> list[str]:
        return [str(field.column_name) for field in self.columns]

    @property
    def naam(self) -> str:
        return dutch.capital(str(self._meta.model._meta.verbose_name_plural))

    def get_queryset(self) -> models.QuerySet[Any]:
        return self._scoped(self._joined(super().get_queryset()), self.regio_path)

    def _joined(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        queryset = queryset.select_related(*self.joined) if self.joined else queryset
        return queryset.prefetch_related(*self.prefetched)

    def _scoped(self, queryset: models.QuerySet[Any], path: str | None) -> models.QuerySet[Any]:
        if path is None or self.regio_ids is None:
            return queryset
        return queryset.filter(**{f"{path}__in": list(self.regio_ids)})

    def codes(self, widget: CodeWidget) -> dict[int | None, dict[str, models.Model]]:
        """The rows that a code can mean, by the row that they belong to (None: nobody). Read once for each column."""
        if id(widget) not in self._codes:
            found: dict[int | None, dict[str, models.Model]] = {}
            for row in self._scoped(widget.model._default_manager.filter(**widget.where), widget.regio_path):
                owner = getattr(row, f"{widget.within}_id") if widget.within else None
                found.setdefault(owner, {})[str(getattr(row, widget.code))] = row
            self._codes[id(widget)] = found
        return self._codes[id(widget)]

    # --- export ---

    def filter_export(self, queryset: models.QuerySet[Any], **kwargs: Any) -> models.QuerySet[Any]:
        return self._joined(queryset)

    def sheet(self, queryset: models.QuerySet[Any] | None = None) -> Sheet:
        """The rows as a sheet; importing it changes nothing."""
        rows = self.export(queryset)
        columns = [Column(str(field.column_name), field.widget.kind) for field in self.columns]
        return Sheet(self.naam, columns, [rows[index] for index in range(len(rows))])

    # --- import ---

    def import_table(self, table: Table, *, dry_run: bool, **kwargs: Any) -> Result:
        """All or nothing: with one fault nothing is saved."""
        self._locks = not dry_run
        dataset = tablib.Dataset(headers=[*self.titles, _NUMBER], title=table.sheet)
        for row in table.rows:
            dataset.append([*(row[title] for title in self.titles), row.number])
        return self.import_data(dataset, dry_run=dry_run, rollback_on_validation_errors=True, **kwargs)

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        headers: list[str] = [str(header) for header in dataset.headers or []]
        try:
            self._check_headers(headers)
        except SpreadsheetFout:
            dataset.wipe()  # without a valid header no row means anything
            raise
        stored = self.get_queryset()
        if self._locks:
            stored = stored.select_for_update(of=("self",))  # nobody changes a row between reading and writing it
        self._existing = {self._key_of(row): row for row in stored}
        rows = [dict(zip(headers, values, strict=True)) for values in dataset]
        for number, row in enumerate(rows, start=2):
            row.setdefault(_NUMBER, number)
        # What exists first: a new period can only begin when the old one has been given its end, wherever that row stands.
        rows.sort(key=lambda row: (self._is_new(row), row[_NUMBER]))
        dataset.wipe()
        dataset.headers = [*self.titles, _NUMBER]
        dataset.extend([[row[title] for title in dataset.headers] for row in rows])

    def _check_headers(self, headers: Sequence[str]) -> None:
        expected = f"Verwacht: {', '.join(self.titles)}."
        faults = [f"De kolom “{title}” ontbreekt. {expected}" for title in self.titles if title not in headers]
        faults += [
            f"Onbekende kop “{title[:40]}”. {expected}" for title in headers if title not in (*self.titles, _NUMBER)
        ]
        if faults:
            raise SpreadsheetFout(*faults)

    def _key_of(self, instance: models.Model) -> tuple[Hashable, ...]:
        return tuple(field.widget.identity(field.get_value(instance)) for field in self.key)

    def _is_new(self, row: Mapping[str, Any]) -> bool:
        values: dict[str, Any] = {}
        try:
            for field in self.key:
                values[field.column_name] = field.widget.clean(row[field.column_name], row=values, resource=self)
        except ValueError:
            return True
        return self._row_key(values) not in self._existing

    def _row_key(self, row: Mapping[str, Any]) -> tuple[Hashable, ...]:
        return tuple(field.widget.identity(row[field.column_name]) for field in self.key)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        faults: dict[str, str] = {}
        for field in self.columns:
            title = field.column_name
            try:
                row[title] = field.widget.clean(row[title], row=row, resource=self)
            except ValueError as fout:
                faults[title] = str(fout)
                row[title] = None
        if not faults:
            first = self._seen.setdefault(self._row_key(row), row[_NUMBER])
            if first != row[_NUMBER]:
                names = dutch.listing(str(field.column_name) for field in self.key)
                faults[NON_FIELD_ERRORS] = f"Rij {first} heeft hetzelfde in {names}. Verwacht: elk gegeven één keer."
        if faults:
            raise ValidationError(faults)

    def get_instance(self, instance_loader: Any, row: Mapping[str, Any]) -> models.Model | None:
        return self._existing.get(self._row_key(row))

    def after_init_instance(self, instance: models.Model, new: bool, row: Mapping[str, Any], **kwargs: Any) -> None:
        self._was = None if new else {field.column_name: self._value_of(field, instance) for field in self.columns}

    def _value_of(self, field: Field, instance: models.Model) -> Any:
        value = field.get_value(instance)
        return field.widget.normal(value) if isinstance(field.widget, CodesWidget) else value

    def import_instance(self, instance: models.Model, row: Mapping[str, Any], **kwargs: Any) -> None:
        for field in self.columns:
            if not field.readonly and not isinstance(field.widget, CodesWidget):
                setattr(instance, field.attribute, row[field.column_name])

    def skip_row(
        self, instance: Any, original: Any, row: Mapping[str, Any], import_validation_errors: Any = None
    ) -> bool:
        return self._was is not None and not self._changed(row)

    def _changed(self, row: Mapping[str, Any]) -> list[Field]:
        """The columns that differ from what is stored."""
        was = self._was
        if was is None:
            return self.columns
        return [
            field
            for field in self.columns
            if field.widget.normal(was[field.column_name]) != field.widget.normal(row[field.column_name])
        ]

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        # The database judges uniqueness and constraints while saving; only a refusal is explained by the model (save_instance).
        relations = [field.name for field in self._meta.model._meta.fields if field.is_relation]
        instance.clean_fields(exclude=relations)
        instance.clean()

    def do_instance_save(self, instance: models.Model, is_create: bool) -> None:
        try:
            with transaction.atomic():
                super().do_instance_save(instance, is_create)
        except IntegrityError as fout:
            instance.full_clean()
            raise ValidationError("De database weigert deze rij: zij past niet bij wat er al staat.") from fout

    def save_m2m(self, instance: models.Model, row: Mapping[str, Any], **kwargs: Any) -> None:
        # Saved after the last row: a code may stand for a row further down.
        self._links += [(instance, field, row) for field in self._changed(row) if isinstance(field.widget, CodesWidget)]

    def after_import_row(self, row: Mapping[str, Any], row_result: RowResult, **kwargs: Any) -> None:
        row_result.number = row[_NUMBER]
        if not row_result.is_skip():
            row_result.diff = list(self._differences(row))

    def _differences(self, row: Mapping[str, Any]) -> Iterable[Wijziging]:
        for field in self._changed(row):
            was = _shown(field.widget, self._was[field.column_name]) if self._was else ""
            wordt = _shown(field.widget, row[field.column_name])
            if was or wordt:
                yield Wijziging(str(field.column_name), was, wordt)

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        # Not the inherited one: it sets the sequence of the ids, which a concurrent transaction may have passed.
        self._codes.clear()
        for instance, field, row in self._links:
            owner = getattr(instance, f"{field.widget.within}_id")
            try:
                field.widget.check(row[field.column_name], owner, self)
            except ValueError as fout:
                result.append_invalid_row(0, row, ValidationError({field.column_name: str(fout)}))
                continue
            found = self.codes(field.widget).get(owner, {})
            getattr(instance, field.attribute).set([found[code] for code in row[field.column_name]])

    # --- what came of it ---

    def faults(self, result: Result, table: Table) -> list[Celfout]:
        """Everything that stands in the way, in the order of the sheet."""
        found: list[Celfout] = []
        for error in result.base_errors:
            found += error.error.fouten if isinstance(error.error, SpreadsheetFout) else [Celfout(str(error.error))]
        for row in result.error_rows:
            error = row.errors[0]
            number = error.row.get(_NUMBER, row.number)
            found.append(Celfout(f"Deze rij kan niet worden verwerkt ({type(error.error).__name__}).", number))
        for invalid in sorted(result.invalid_rows, key=lambda row: row.number):
            for title, messages in invalid.error_dict.items():
                title = "" if title == NON_FIELD_ERRORS else title
                found += [table.fout(Row(invalid.number, {}), title, message) for message in messages]
        return found


def _shown(widget: SheetWidget, value: Any) -> str:
    cell = widget.render(value)
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    if isinstance(cell, dt.date):
        return f"{cell.day}-{cell.month}-{cell.year}"
    return text_of(cell)


# --- JSON ---


def read_json(content: bytes, titles: Sequence[str]) -> Table:
    """A list of objects with these titles as keys. Raises SpreadsheetFout."""
    if len(content) > MAX_BYTES:
        raise SpreadsheetFout(f"Het bestand is te groot: hooguit {MAX_BYTES / 1_000_000:g} MB.")
    try:
        found = json.loads(content, parse_float=_decimal, parse_constant=_refuse, object_pairs_hook=_object)
    except json.JSONDecodeError as fout:
        raise SpreadsheetFout(f"Dit is geen geldige JSON: regel {fout.lineno}, teken {fout.colno}.") from fout
    except (ValueError, RecursionError) as fout:
        raise SpreadsheetFout("Dit is geen geldige JSON.") from fout
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise SpreadsheetFout("Verwacht: een lijst van objecten, zoals in een export.")
    if len(found) > MAX_ROWS:
        raise SpreadsheetFout(f"Het bestand heeft te veel rijen: hooguit {MAX_ROWS}.")
    faults: list[Celfout] = []
    rows: list[Row] = []
    for number, values in enumerate(found, start=1):
        expected = f"Verwacht: {', '.join(titles)}."
        faults += [
            Celfout(f"De kolom “{title}” ontbreekt. {expected}", number) for title in titles if title not in values
        ]
        faults += [
            Celfout(f"Onbekende kolom “{title[:40]}”. {expected}", number) for title in values if title not in titles
        ]
        faults += [
            Celfout("Hier staat een lijst of een object. Verwacht: één waarde.", number, title)
            for title, value in values.items()
            if isinstance(value, list | dict)
        ]
        if len(faults) >= _MAX_TOLD:
            break
        rows.append(Row(number, values))
    if faults:
        raise SpreadsheetFout(*faults[:_MAX_TOLD])
    return Table(dict.fromkeys(titles, 0), rows)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > _MAX_EXPONENT:  # written out, 1e999999999 would fill the memory
        raise SpreadsheetFout(f"Het getal {text[:40]} is te groot of te klein.")
    return number


def _refuse(constant: str) -> None:
    raise SpreadsheetFout(f"{constant} is geen getal.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise SpreadsheetFout("Een kolom staat twee keer in hetzelfde object.")
    return found


def write_json(sheet: Sheet) -> bytes:
    titles = [column.title for column in sheet.columns]
    rows = [dict(zip(titles, row, strict=True)) for row in sheet.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=str).encode()
