"""What a cell of an import may hold: from what people type to a value, and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from import_export.widgets import Widget

from core import dutch, geplakt, opmaaktekst
from core.fields import MAX_RICH_TEXT, RichTextField
from core.moment import Moment, Precisie
from core.spreadsheet import Value, day_of, text_of
from core.spreadsheet.cells import tidy

_MAX_CODES_TOLD = 12


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
    """HTML, as an export writes it; or plain text with the signs of `core.opmaaktekst`, as people write it."""

    expected = (
        "opgemaakte tekst (p, ul, ol, li, table, tr, th, td, strong, em, u, sub, sup, a, footnote) of gewone tekst"
    )
    _HTML = re.compile(r"</?[a-z][^<]*>|&#?\w+;", re.IGNORECASE)

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs)
        if len(text) > MAX_RICH_TEXT:
            raise ValueError(f"De tekst heeft {len(text)} tekens. Verwacht: hooguit {MAX_RICH_TEXT}.")
        return self.normal(text)

    def normal(self, value: Any) -> str:
        text = tidy(value or "")
        return geplakt.lees(text).html if self._HTML.search(text) else opmaaktekst.read(text)


class ChoiceWidget(SheetWidget):
    """A stored value or its label."""

    def __init__(self, choices: Iterable[tuple[Any, Any]], blank: bool) -> None:
        super().__init__()
        self.blank = blank
        self.values: dict[str, Any] = {}
        self.told: list[str] = []
        for value, label in choices:
            if value in ("", None):
                continue
            self.values |= {str(label).casefold(): value, str(value).casefold(): value}
            self.told.append(str(value) if str(label).startswith(str(value)) else f"{value} ({label})")
        self.expected = f"{', '.join(self.told)}{' of leeg' if blank else ''}"

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        text = text_of(value).strip()
        if not text and self.blank:
            return ""
        found = self.values.get(text.casefold())
        if found is None:
            raise ValueError(f"“{text[:40]}” is geen keuze. Verwacht: {self.expected}.")
        return found

    def normal(self, value: Any) -> Any:
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
        return day_of(None if value == "" else value)


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

    def __init__(self, null: bool = False) -> None:
        super().__init__()
        self.null = null

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> bool | None:
        if self.null and not text_of(value).strip():
            return None
        found = self._WORDS.get(text_of(value).strip().casefold())
        if found is None:
            raise ValueError(f"“{text_of(value)[:40]}” kan niet. Verwacht: {self.expected}.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        if value is None and self.null:
            return None
        return "ja" if value else "nee"


class MomentWidget(SheetWidget):
    """`core.moment.Moment` in its own notation; a real date is a day."""

    expected = "2024-03-21, 2024-03, 2024-Q1, 2024, of twee daarvan met een schuine streep"

    def __init__(self, *, empty: bool = False) -> None:
        super().__init__()
        self.empty = empty

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Moment | None:
        if self.empty and not text_of(value).strip():
            return None
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
            self.check(codes, self._owner(row), kwargs["resource"].codes(self))
        return tuple(codes)

    def check(
        self, codes: Iterable[str], owner: int | None, known: Mapping[int | None, Mapping[str, models.Model]]
    ) -> None:
        """`known`: by owner, what there is under each code. Raises ValueError."""
        found = known.get(owner, {})
        if owner is not None and (unknown := [code for code in codes if code not in found]):
            raise ValueError(self._unknown(unknown[0], found))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        return ", ".join(self.normal(value))

    def normal(self, value: Any) -> Any:
        if value is None or isinstance(value, tuple):
            return value or ()
        return tuple(sorted(str(getattr(row, self.code)) for row in value.all()))


class ListWidget(TextWidget):
    """Several words, with a comma between them."""

    expected = "woorden of getallen, met een komma ertussen, of leeg"

    def __init__(self, one: SheetWidget) -> None:
        super().__init__()
        self.one = one

    def clean(self, value: Value, row: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        return [self.one.clean(part.strip()) for part in text_of(value).split(",") if part.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Value:
        return ", ".join(str(one) for one in value or ())

    def normal(self, value: Any) -> Any:
        return tuple(value or ())


def widget_for(field: models.Field[Any, Any]) -> SheetWidget:
    if field.choices:
        return ChoiceWidget(field.flatchoices, field.blank)
    for kind, make in _WIDGETS.items():
        if isinstance(field, kind):
            return make(field)
    raise TypeError(f"{field} has no column of its own: declare one")


_WIDGETS: dict[type[models.Field[Any, Any]], Callable[[Any], SheetWidget]] = {
    RichTextField: lambda field: RichTextWidget(),
    models.IntegerField: lambda field: WholeWidget(),
    models.DateField: lambda field: DayWidget(),
    models.TimeField: lambda field: ClockWidget(),
    models.BooleanField: lambda field: YesNoWidget(null=field.null),
    ArrayField: lambda field: ListWidget(widget_for(field.base_field)),
    models.CharField: lambda field: TextWidget(),
    models.TextField: lambda field: TextWidget(),
}
