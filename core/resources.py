"""Import and export of working data by natural key, on top of django-import-export.

A resource names its columns in `Meta.fields` and the natural key in `Meta.import_id_fields`; what a column may hold follows from the
model field. A cell is read into a value at once (`SheetWidget.clean`), so that all faults of a row are told together, and a row is
compared with what is stored by those values: what is equal is not written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult

from core import dutch
from core.models import Deel
from core.spreadsheet import (
    ONBEKEND,
    Celfout,
    Celstand,
    Column,
    Row,
    Sheet,
    SpreadsheetFout,
    Table,
    changed_words,
    stand_of,
    text_of,
)
from core.widgets import CodesWidget, CodeWidget, SheetWidget, widget_for

#: The number of the row in the file, next to its columns.
_NUMBER = "#rij"


@dataclass(frozen=True)
class Celverschil:
    """What would become of one cell, as people read it."""

    column: str
    was: str
    wordt: str

    @property
    def parts(self) -> list[tuple[str, str]]:
        return changed_words(self.was, self.wordt)


@dataclass(frozen=True)
class Botsing:
    """A cell that was changed in the sheet and by a colleague since. `sleutel`: how it is chosen."""

    rij: int
    welke: str
    verschil: Celverschil
    toen: str

    @property
    def sleutel(self) -> str:
        return f"{self.rij}.{self.verschil.column}"


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
        self._basis: dict[tuple[Hashable, ...], Row] | None = None
        self._mijn: Collection[str] = ()
        #: After an import: what somebody must choose, and how many cells a colleague changed that stay as they are.
        self.botsingen: list[Botsing] = []
        self.van_collega = 0

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: Any, readonly: bool) -> Field:
        return Field(attribute=field_name, column_name=field_name, widget=widget_for(django_field), readonly=readonly)

    @classmethod
    def get_result_class(cls) -> type[Result]:
        return SheetResult

    @property
    def titles(self) -> list[str]:
        return [str(field.column_name) for field in self.columns]

    @property
    def naam(self) -> str:
        return dutch.capital(str(self._meta.model._meta.verbose_name_plural))

    def uitleg(self, field: Field) -> str:
        """What a column is for: whether it is part of the key, what the model calls it, and its help."""
        parts = ["Hieraan is een bestaande rij te herkennen."] if field in self.key else []
        model: Any = self._meta.model
        own = next(
            (one for one in model._meta.get_fields() if one.name == field.attribute and not one.auto_created), None
        )
        parts += [f"{dutch.capital(str(own.verbose_name))}.", str(own.help_text)] if own is not None else []
        return " ".join(filter(None, parts))

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

    def hold(self) -> None:
        """In a transaction: nobody changes a row until it ends."""
        list(self.get_queryset().order_by("pk").select_for_update(of=("self",)).values_list("pk"))

    def import_table(
        self, table: Table, *, dry_run: bool, basis: Table | None = None, mijn: Collection[str] = (), **kwargs: Any
    ) -> Result:
        """All or nothing: with one fault nothing is saved.

        `basis`: what the sheet said when it was downloaded. Of a cell that a colleague changed since, hers stays, unless it was
        changed in the sheet too and is among `mijn` (`Botsing.sleutel`).
        """
        self._locks, self._mijn = not dry_run, mijn
        self.botsingen, self.van_collega = [], 0
        self._basis = None if basis is None else {key: row for row in basis.rows if (key := self._base_key(row))}
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

    def _base_key(self, row: Row) -> tuple[Hashable, ...] | None:
        values: dict[str, Any] = {}
        try:
            for field in self.key:
                values[field.column_name] = field.widget.clean(row[field.column_name], row=values, resource=self)
        except ValueError:  # what it belonged to is gone
            return None
        return self._row_key(values)

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
        if self._was is not None and self._basis is not None:
            self._settle(instance, row, self._basis.get(self._row_key(row)))

    def _settle(self, instance: models.Model, row: Any, toen: Row | None) -> None:
        """Let what a colleague changed since the download stand. `toen`: the row as it was; None: it was not there."""
        was = self._was or {}
        then: dict[str, Any] = {}
        for field in self.columns:
            title, normal = str(field.column_name), field.widget.normal
            told: Any = ONBEKEND
            try:
                then[title] = field.widget.clean(toen[title] if toen else None, row=then, resource=self)
                told = normal(then[title])
            except ValueError:  # it says what can no longer be said
                then[title] = None
            if field in self.key:
                continue
            stand = stand_of(normal(row[title]), told, normal(was[title]))
            if stand is Celstand.BOTST:
                verschil = Celverschil(title, _shown(field.widget, was[title]), _shown(field.widget, row[title]))
                botsing = Botsing(row[_NUMBER], str(instance), verschil, _shown(field.widget, then[title]))
                self.botsingen.append(botsing)
                if botsing.sleutel not in self._mijn:
                    row[title] = was[title]
            elif stand is Celstand.VAN_COLLEGA:
                self.van_collega += 1
                row[title] = was[title]

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

    def _differences(self, row: Mapping[str, Any]) -> Iterable[Celverschil]:
        for field in self._changed(row):
            was = _shown(field.widget, self._was[field.column_name]) if self._was else ""
            wordt = _shown(field.widget, row[field.column_name])
            if was or wordt:
                yield Celverschil(str(field.column_name), was, wordt)

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:
        # Not the inherited one: it sets the sequence of the ids, which a concurrent transaction may have passed.
        self._codes.clear()
        for instance, field, row in self._links:
            owner = getattr(instance, f"{field.widget.within}_id")
            try:
                field.widget.check(row[field.column_name], owner, self.codes(field.widget))
            except ValueError as fout:
                result.append_invalid_row(0, row, ValidationError({field.column_name: str(fout)}))
                continue
            found = self.codes(field.widget).get(owner, {})
            wanted = [found[code] for code in row[field.column_name]]
            if instance in wanted:
                message = (
                    f"{dutch.capital(field.widget.naam)} kan niet naar zichzelf verwijzen. Verwacht: andere codes."
                )
                result.append_invalid_row(0, row, ValidationError({field.column_name: message}))
                continue
            getattr(instance, field.attribute).set(wanted)
        self.check_links(result)

    def check_links(self, result: Result) -> None:
        """What each row points at was stored: what that may not be together is told at its own row."""
        for instance, row in {id(instance): (instance, row) for instance, _, row in self._links}.values():
            if isinstance(instance, Deel):
                try:
                    instance.check_links()
                except ValidationError as fout:
                    result.append_invalid_row(row[_NUMBER], row, fout)

    def refuse(self, result: Result, row: Mapping[str, Any], title: str, message: str) -> None:
        """Of a row that was read well, but cannot be beside the others."""
        result.append_invalid_row(row[_NUMBER], row, ValidationError({title: message}))

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
