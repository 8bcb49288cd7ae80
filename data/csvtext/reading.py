"""Bytes of a CSV file to rows of text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from data.csvtext.columns import header_key
from data.csvtext.refusals import Refusal, TableRefused
from data.csvtext.writing import NEUTRALISED

Encoding = Literal["utf-8-sig", "utf-8", "cp932"]

MAX_BYTES = 32 * 1024 * 1024
MAX_COLUMNS = 200
MAX_CELL = 20_000
MAX_TITLE_ROWS = 10
MERGED = 2  # headers that make a row of them
# csv gives up at 131,072 characters by itself: such a cell is an unclosed quote, or no table at all.
_LEGACY = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Python's cp932 turns bytes that Shift_JIS doesn't have into these.
_NO_SHIFT_JIS = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: header key -> cell, trimmed, line breaks as \\n. Cells past the row's end are empty and `missing`."""

    row_no: int
    cells: Mapping[str, str]
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file as text.

    Attributes:
        headers: each header's key (see `header_key`) to the header as written, in order.
        duplicates: keys of headers that stand there more than once; the first one's cells count.
        broken: the refused rows, as far as they could be read: enough to tell whom they mean, not to be taken.
    """

    encoding: Encoding
    headers: Mapping[str, str]
    duplicates: frozenset[str]
    rows: list[RawRow]
    refused: list[Refusal]
    broken: list[RawRow]


def decode(data: bytes) -> tuple[str, Encoding]:
    """The text, and how it was written: strictly UTF-8 with a mark, UTF-8, Shift_JIS (cp932), in this order.

    Raises:
        TableRefused: empty, spreadsheet, utf16, unknown_encoding.
    """
    if not data.strip():
        raise TableRefused(reason="empty")
    if data.startswith((_ZIP, _LEGACY)):
        raise TableRefused(reason="spreadsheet")
    if data.startswith(_UTF16):
        raise TableRefused(reason="utf16")
    try:
        if data.startswith(b"\xef\xbb\xbf"):
            return data.decode("utf-8-sig"), "utf-8-sig"
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        raise TableRefused(reason="unknown_encoding") from None
    if _NO_SHIFT_JIS.search(text):
        raise TableRefused(reason="unknown_encoding")
    return text, "cp932"


def read_table(data: bytes, *, max_rows: int, known: frozenset[str] = frozenset()) -> RawTable:
    """Take a CSV file apart. The first row that is not blank is the header; blank rows are skipped but counted.

    Args:
        known: keys of headers the list may have. A row with at least two of them is the header, though up to
            MAX_TITLE_ROWS others stand above it: the list's title, the day it was made. Where headers were merged
            over others (災害種別 over 洪水 and 地震), the lower ones stand in a row of their own.

    Raises:
        TableRefused: see there.
    """
    if len(data) > MAX_BYTES:
        raise TableRefused(reason="too_large", limit=MAX_BYTES)
    text, encoding = decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    headers: list[str] = []
    keys: list[str] = []
    rows: list[RawRow] = []
    refused: list[Refusal] = []
    broken: list[RawRow] = []
    row_no = 0
    leads, may_go_on = _title_rows(text, known), False
    while True:
        row_no += 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            raise TableRefused(reason=_quote_reason(str(error)), row_no=row_no) from None
        if row_no <= leads or not any(cell.strip() for cell in cells):
            continue
        if not keys:
            # Before anything is made of them: a row may be millions of commas.
            if len(cells) > MAX_COLUMNS:
                raise TableRefused(reason="too_many_columns", limit=MAX_COLUMNS)
            headers = [cell.strip() for cell in cells]
            keys = [header_key(cell) for cell in cells]
            may_go_on = True
            continue
        if may_go_on:
            may_go_on = False
            if _is_header_below(cells, keys, known):
                headers = [below.strip() or above for above, below in zip_longest(headers, cells, fillvalue="")]
                keys = [header_key(header) for header in headers]
                continue
        filled = dict(zip(reversed(keys), reversed(_fill(cells, len(keys))), strict=True))
        row = RawRow(row_no, filled, frozenset(keys[len(cells) :]))
        if fault := _fault_of(row_no, cells, headers):
            refused.append(fault)
            broken.append(row)
        else:
            rows.append(row)
        if len(rows) + len(refused) > max_rows:
            raise TableRefused(reason="too_many_rows", limit=max_rows)
    if not rows and not refused:
        raise TableRefused(reason="no_rows")
    named: dict[str, str] = {}
    for key, header in zip(keys, headers, strict=True):
        named.setdefault(key, header)
    duplicates = frozenset(key for key in named if keys.count(key) > 1)
    return RawTable(encoding, named, duplicates, rows, refused, broken)


def _title_rows(text: str, known: frozenset[str]) -> int:
    """How many rows stand above the header; 0 when no row looks like it."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, cells in zip(range(MAX_TITLE_ROWS + 1), reader, strict=False):
            if len(known.intersection(map(header_key, cells[:MAX_COLUMNS]))) >= 2:
                return number
    except csv.Error:
        pass  # told when the row is read
    return 0


def _is_header_below(cells: list[str], keys: list[str], known: frozenset[str]) -> bool:
    """Whether the row below the header names more columns, and leaves those empty that are named already."""
    if len(cells) > MAX_COLUMNS:
        return False
    named = sum(header_key(cell) in known for cell in cells)
    left = sum(key in known and not cell.strip() for key, cell in zip_longest(keys, cells, fillvalue=""))
    return named >= MERGED and left >= MERGED


def _quote_reason(error: str) -> str:
    if "unexpected end" in error:
        return "unclosed_quote"
    return "cell_too_long" if "field limit" in error else "wrong_quotes"


def _fault_of(row_no: int, cells: list[str], headers: list[str]) -> Refusal | None:
    if any(cell.strip() for cell in cells[len(headers) :]):
        return Refusal(row_no, "", "too_many_cells", {"cells": len(cells), "columns": len(headers)})
    for header, cell in zip(headers, cells, strict=False):
        if len(cell) > MAX_CELL:
            return Refusal(row_no, header, "cell_too_long", {"limit": MAX_CELL, "length": len(cell)})
        if "\x00" in cell:
            return Refusal(row_no, header, "nul")
        if _CONTROL.search(cell):
            return Refusal(row_no, header, "control_character")
    return None


def _fill(cells: list[str], columns: int) -> list[str]:
    """As many cells as there are headers, cleaned."""
    return [_clean(cell) for cell in cells[:columns]] + [""] * (columns - len(cells))


def _clean(cell: str) -> str:
    if NEUTRALISED.match(cell):
        cell = cell[1:]
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
