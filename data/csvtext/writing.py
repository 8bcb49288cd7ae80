"""Rows to the bytes of a CSV file that a spreadsheet opens without harm."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Cell = str | int | float | None
WriteEncoding = Literal["utf-8-sig", "cp932"]

# A spreadsheet takes a cell that begins with one of these for a formula (the full-width ones too, in Japanese Excel).
# An apostrophe in front makes it text; cells that already look neutralised get one more, so that reading gives back
# exactly what was written. Source: OWASP, CSV Injection.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
GETA = "〓"


@dataclass(frozen=True, slots=True)
class Unencodable:
    """Characters of one cell that Shift_JIS doesn't have. `row_no` as a spreadsheet numbers it, the header being 1."""

    row_no: int
    column: str
    characters: str


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The file. In `data` each unencodable character stands as 〓; `unencodable` must be shown to whoever gets it."""

    data: bytes
    encoding: WriteEncoding
    unencodable: list[Unencodable]


def neutralise(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, encoding: WriteEncoding = "utf-8-sig"
) -> CsvFile:
    """A CSV file with CRLF line ends. Numbers stay as they are; texts are neutralised; None is empty."""
    unencodable: list[Unencodable] = []
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row_no, row in enumerate(rows, start=2):
        cells: list[Cell] = []
        for column, cell in zip(columns, row, strict=True):
            if isinstance(cell, str):
                cell = neutralise(cell)
                if encoding == "cp932" and (missing := _missing_in_cp932(cell)):
                    unencodable.append(Unencodable(row_no, column, missing))
                    cell = "".join(GETA if letter in missing else letter for letter in cell)
            cells.append(cell)
        writer.writerow(cells)
    return CsvFile(out.getvalue().encode(encoding), encoding, unencodable)


def _missing_in_cp932(text: str) -> str:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return "".join(dict.fromkeys(letter for letter in text if not _encodes(letter)))
    return ""


def _encodes(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
