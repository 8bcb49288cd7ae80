"""A table to the bytes of an XLSX file: texts stay texts, and no formula is made of what people wrote."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from typing import Any

from data.csvtext.table import Table
from data.csvtext.writing import Cell, neutralise

# Source: Microsoft, "Excel specifications and limits", read 2026-11.
MOST_ROWS, MOST_LETTERS, MOST_TITLE = 1_048_576, 32_767, 31
NOT_IN_TITLES = str.maketrans("/\\?*:[]", "／＼？＊：［］")
MEASURED_ROWS = 200
NARROWEST, WIDEST = 8, 48


def write_workbook(table: Table, *, title: str) -> bytes:
    """One sheet, more when the rows are too many for one; the header stays in view. Takes its time: run in a thread."""
    from openpyxl import Workbook  # only when a workbook is asked for: start-up counts

    book = Workbook(write_only=True)
    most = MOST_ROWS - 1
    for number, start in enumerate(range(0, max(len(table.rows), 1), most), start=1):
        sheet = book.create_sheet(_sheet_title(title, "" if number == 1 else f" {number}"))
        sheet.freeze_panes = "A2"
        for column, width in enumerate(_widths(table), start=1):
            sheet.column_dimensions[_letter(column)].width = width
        _write_in_memory(sheet)
        sheet.append(_cells(sheet, table.columns, is_header=True))
        for row in table.rows[start : start + most]:
            sheet.append(_cells(sheet, row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_title(title: str, ending: str) -> str:
    """A title as a sheet may bear it: what it may not hold stands in full width, and what is too long is cut."""
    plain = "".join(letter for letter in title.translate(NOT_IN_TITLES) if letter.isprintable()).strip("' ")
    # Excel counts an emoji as two.
    units = (MOST_TITLE - len(ending)) * 2
    return plain.encode("utf-16-le")[:units].decode("utf-16-le", "ignore") + ending


def _write_in_memory(sheet: Any) -> None:
    """openpyxl writes a sheet to a file first; people's data must not lie on a disk unencrypted."""
    from openpyxl.worksheet._writer import WorksheetWriter

    if not hasattr(os, "memfd_create"):
        return
    handle = os.memfd_create("sheet")

    class MemoryWriter(WorksheetWriter):
        def cleanup(self) -> None:
            os.close(handle)

    sheet._writer = MemoryWriter(sheet, out=f"/proc/self/fd/{handle}")
    sheet._writer.write_top()


def _cells(sheet: Any, row: Iterable[Cell], *, is_header: bool = False) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    cells: list[Any] = []
    for value in row:
        if not isinstance(value, str):
            cells.append(value)
            continue
        cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", neutralise(value))[:MOST_LETTERS])
        cell.data_type = "s"
        if is_header:
            cell.font = Font(bold=True)
        cells.append(cell)
    return cells


def _widths(table: Table) -> list[int]:
    """In letters of the default font; a Japanese one is as wide as two."""
    found = []
    for number, column in enumerate(table.columns):
        texts = [column, *(str(row[number] or "") for row in table.rows[:MEASURED_ROWS])]
        widest = max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in text[:WIDEST]) for text in texts)
        found.append(min(max(widest + 2, NARROWEST), WIDEST))
    return found


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
