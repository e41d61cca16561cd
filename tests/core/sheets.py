"""Importing and exporting in a test, without the admin around it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from import_export.results import Result
from openpyxl import Workbook

from core.resources import NaturalKeyResource
from core.spreadsheet_admin import read


def xlsx(titles: Sequence[str], *rows: Sequence[Any], sheet: str = "Blad1") -> bytes:
    book = Workbook()
    worksheet = book.active
    assert worksheet is not None
    worksheet.title = sheet
    worksheet.append(list(titles))
    for row in rows:
        worksheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv(titles: Sequence[str], *rows: Sequence[Any], mark: str = ";") -> bytes:
    return "\r\n".join(mark.join(map(str, row)) for row in (titles, *rows)).encode()


def run(
    kind: type[NaturalKeyResource],
    content: bytes,
    *,
    name: str = "bestand.csv",
    regio_ids: Sequence[int] | None = None,
    dry_run: bool = False,
) -> tuple[Result, list[str]]:
    """The result, and the faults as people read them."""
    resource = kind(regio_ids=regio_ids)
    table = read(content, name, resource)
    result = resource.import_table(table, dry_run=dry_run)
    return result, [str(fout) for fout in resource.faults(result, table)]
