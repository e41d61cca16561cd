"""Spreadsheets from outside, read within limits, and spreadsheets for outside, in which no text can run as a formula.

Reading: `read_table()` checks size, archive and header before it looks at a cell; what is wrong is told in Dutch, with row and
column (`SpreadsheetFout`). Writing: `write_xlsx()` and `write_csv()` give the same bytes for the same content.
"""

from core.spreadsheet.basis import ONBEKEND, Celstand, changed_words, read_base, stand_of, with_base
from core.spreadsheet.cells import Celfout, SpreadsheetFout, Value, day_of, plain_text, safe_text, text_of
from core.spreadsheet.reading import MAX_BYTES, MAX_ROWS, Row, Table, read_table
from core.spreadsheet.writing import Column, Sheet, write_csv, write_xlsx

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "ONBEKEND",
    "Celfout",
    "Celstand",
    "Column",
    "Row",
    "Sheet",
    "SpreadsheetFout",
    "Table",
    "Value",
    "changed_words",
    "day_of",
    "plain_text",
    "read_base",
    "read_table",
    "safe_text",
    "stand_of",
    "text_of",
    "with_base",
    "write_csv",
    "write_xlsx",
]
