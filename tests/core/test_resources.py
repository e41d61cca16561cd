"""What a cell may hold, and how a sheet is compared with what is stored."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from tablib import Dataset

from core.moment import Moment
from core.resources import Celverschil
from core.widgets import (
    ChoiceWidget,
    ClockWidget,
    DayWidget,
    MomentWidget,
    RichTextWidget,
    SheetWidget,
    TextWidget,
    WholeWidget,
    YesNoWidget,
)
from producten.resources import GrondslagResource
from segments.models import Inkoop

CHOICE = ChoiceWidget([("04", "uur"), ("14", "etmaal")], blank=True)


@pytest.mark.parametrize(
    ("widget", "value", "expected"),
    [
        (TextWidget(), " tekst\r\nregel ", "tekst\nregel"),
        (TextWidget(), None, ""),
        (TextWidget(), 7, "7"),
        (TextWidget(), Decimal("7.0"), "7"),
        (RichTextWidget(), "Gewoon", "<p>Gewoon</p>"),
        (RichTextWidget(), "Rit:\n• heen\n• terug", "<p>Rit:</p><ul><li>heen</li><li>terug</li></ul>"),
        (RichTextWidget(), "<p>binnen <del>tien</del><ins>vijf</ins> dagen</p>", "<p>binnen vijf dagen</p>"),
        (CHOICE, "04", "04"),
        (CHOICE, "Etmaal", "14"),
        (CHOICE, None, ""),
        (WholeWidget(), 12, 12),
        (WholeWidget(), Decimal(12), 12),
        (WholeWidget(), "12", 12),
        (WholeWidget(), "-12", -12),
        (WholeWidget(), "€ 5.234.629", 5_234_629),
        (WholeWidget(), "5 234 629", 5_234_629),
        (WholeWidget(), None, None),
        (DayWidget(), dt.date(2026, 6, 1), dt.date(2026, 6, 1)),
        (DayWidget(), "2026-06-01", dt.date(2026, 6, 1)),
        (DayWidget(), "1-6-2026", dt.date(2026, 6, 1)),
        (DayWidget(), None, None),
        (DayWidget(), "", None),
        (ClockWidget(), dt.time(12, 0), dt.time(12, 0)),
        (ClockWidget(), "9:30", dt.time(9, 30)),
        (ClockWidget(), None, None),
        (YesNoWidget(), "Ja", True),
        (YesNoWidget(), False, False),
        (YesNoWidget(), 1, True),
        (YesNoWidget(), None, False),
        (MomentWidget(), "2024-Q1/2024-Q2", Moment.parse("2024-Q1/2024-Q2")),
        (MomentWidget(), 2024, Moment.parse("2024")),
        (MomentWidget(), dt.date(2024, 3, 21), Moment.parse("2024-03-21")),
    ],
)
def test_cell_is_read(widget: SheetWidget, value: Any, expected: Any) -> None:
    assert widget.clean(value) == expected
    assert widget.clean(widget.render(expected)) == expected


@pytest.mark.parametrize(
    ("widget", "value", "message"),
    [
        (TextWidget(), dt.date(2026, 1, 1), "is geen tekst"),
        (TextWidget(), True, "is geen tekst"),
        (RichTextWidget(), "x" * 50_001, "hooguit 50000"),
        (CHOICE, "week", "is geen keuze. Verwacht: 04 (uur), 14 (etmaal) of leeg"),
        (CHOICE, 4, "is geen keuze"),
        (WholeWidget(), "1.234", "dubbelzinnig"),
        (WholeWidget(), "1,234", "dubbelzinnig"),
        (WholeWidget(), "1,5", "een geheel getal"),
        (WholeWidget(), Decimal("1.5"), "een geheel getal"),
        (WholeWidget(), "9" * 30, "een geheel getal"),
        (WholeWidget(), "veel", "een geheel getal"),
        (WholeWidget(), True, "een geheel getal"),
        (DayWidget(), "2026-13-01", "geen datum"),
        (DayWidget(), "31-2-2026", "geen datum"),
        (DayWidget(), "1-6-26", "geen datum"),
        (DayWidget(), 46174, "geen datum"),
        (DayWidget(), 0, "geen datum"),
        (DayWidget(), dt.datetime(2026, 1, 1, 12, 0), "geen datum"),  # noqa: DTZ001
        (DayWidget(), "0206-01-01", "tussen 1900 en 2199"),
        (ClockWidget(), "25:00", "geen tijd"),
        (ClockWidget(), 12, "geen tijd"),
        (YesNoWidget(), "misschien", "ja of nee"),
        (MomentWidget(), "binnenkort", "geen moment"),
        (MomentWidget(), None, "geen moment"),
    ],
)
def test_cell_that_cannot_be_read_says_what_was_expected(widget: SheetWidget, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(").replace(")", r"\)")):
        widget.clean(value)


@pytest.mark.parametrize(
    ("was", "wordt", "parts"),
    [
        ("", "nieuw", [("ins", "nieuw")]),
        ("oud", "", [("del", "oud")]),
        ("64,80", "66,10", [("del", "64,80"), ("ins", "66,10")]),
        (
            "<p>hooguit drie etmalen</p>",
            "<p>hooguit vier etmalen</p>",
            [("", "<p>hooguit "), ("del", "drie "), ("ins", "vier "), ("", "etmalen</p>")],
        ),
        (f"{'a ' * 40}oud", f"{'a ' * 40}nieuw", [("", f"{'a ' * 8} … {'a ' * 8}"), ("del", "oud"), ("ins", "nieuw")]),
        ("x " * 3000, "y " * 3000, [("del", "x " * 3000), ("ins", "y " * 3000)]),
    ],
)
def test_change_is_told_word_by_word(was: str, wordt: str, parts: list[tuple[str, str]]) -> None:
    assert Celverschil("tekst", was, wordt).parts == parts


def test_dataset_with_a_wrong_header_saves_nothing(inkoop: Inkoop) -> None:
    """Also without the admin: tablib alone would let a missing column pass."""
    resource = GrondslagResource(regio_ids=None)
    result = resource.import_data(Dataset(["inkoop-2026", "PSY"], headers=["inkoop", "kode"]))
    (error,) = result.base_errors
    assert "De kolom “code” ontbreekt. Verwacht: inkoop, code, label" in str(error.error)
    assert "Onbekende kop “kode”" in str(error.error)
    assert result.rows == []
    assert not inkoop.grondslagen.exists()


def test_dataset_numbers_its_rows_as_a_sheet_does(inkoop: Inkoop) -> None:
    resource = GrondslagResource(regio_ids=None)
    values = ["inkoop-2026", "PSY", None, "", "in_gebruik", "", "", 1]
    result = resource.import_data(Dataset(values, headers=resource.titles))
    assert [row.number for row in result.invalid_rows] == [2]
