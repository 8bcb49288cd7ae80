"""Spot lists as files: our own layout, or any with names and positions (公共施設一覧 of the municipal standard)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from data.csvtext import RawRow, RawTable, Refusal, RowRefused, TableRefused, choose_columns, header_key, read_table
from data.csvtext.values import page_address, read_count, read_degrees, read_visible_on, read_words
from data.geo.position import OutOfJapan, mend_position
from data.imports.parsed import ParsedRow, ParsedTable
from data.spots import columns as headers
from data.spots.content import SpotInvalid, clean_content

KIND = "spots"
MAX_ROWS = 10_000
FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": (headers.ID, *headers.ALIASES[headers.ID]),
    "name": (headers.NAME, *headers.ALIASES[headers.NAME]),
    "kana": (headers.KANA, *headers.ALIASES[headers.KANA]),
    "category": (headers.CATEGORY, *headers.ALIASES[headers.CATEGORY]),
    "address": (headers.ADDRESS, *headers.ALIASES[headers.ADDRESS]),
    "latitude": (headers.LATITUDE, *headers.ALIASES[headers.LATITUDE]),
    "longitude": (headers.LONGITUDE, *headers.ALIASES[headers.LONGITUDE]),
    "text": (headers.TEXT, *headers.ALIASES[headers.TEXT]),
    "url": (headers.URL, *headers.ALIASES[headers.URL]),
    "phone": (headers.PHONE, *headers.ALIASES[headers.PHONE]),
    "keywords": (headers.KEYWORDS, *headers.ALIASES[headers.KEYWORDS]),
    "sort": (headers.SORT, *headers.ALIASES[headers.SORT]),
    "image_url": (headers.IMAGE, *headers.ALIASES[headers.IMAGE]),
    "visible_on": (headers.VISIBLE_ON, *headers.ALIASES[headers.VISIBLE_ON]),
}
_LINE_BREAK = re.compile(r"\s*\n\s*")
_TEXTS = ("name", "kana", "category", "address", "text", "url", "phone", "image_url")
_KNOWN_HEADERS = frozenset(header_key(name) for names in FIELDS.values() for name in names)


def read_spots(data: bytes, town_name: str = "") -> ParsedTable:
    """A spot list. Pure; `town_name` plays no part.

    Raises:
        TableRefused: the file as a whole is none.
    """
    table = read_table(data, max_rows=MAX_ROWS, known=_KNOWN_HEADERS)
    columns = choose_columns(table, FIELDS)
    for field, header in (("name", headers.NAME), ("latitude", headers.LATITUDE), ("longitude", headers.LONGITUDE)):
        if field not in columns:
            reason = "unknown_layout" if "name" not in columns else "missing_column"
            raise TableRefused(reason=reason, column=header)
    reader = _RowReader(table, columns)
    rows = [row for raw in table.rows if (row := reader.read(raw)) is not None]
    return ParsedTable(
        kind=KIND,
        encoding=table.encoding,
        layout="own" if "sort" in columns and "visible_on" in columns else "other",
        rows=rows,
        refused=[*table.refused, *reader.refused],
        notes=reader.notes,
        headers={field: table.headers[key] for field, key in columns.items()},
        broken=[*reader.broken, *(reader.identity(raw) for raw in table.broken)],
    )


class _RowReader:
    """Reads the rows of one table, collecting what it refuses and what it mends."""

    def __init__(self, table: RawTable, columns: Mapping[str, str]) -> None:
        self._table = table
        self._columns = columns
        self.refused: list[Refusal] = []
        self.notes: list[Refusal] = []
        self.broken: list[ParsedRow] = []

    def read(self, raw: RawRow) -> ParsedRow | None:
        """One row; None when it is refused."""
        identity = self.identity(raw)
        try:
            return ParsedRow(raw.row_no, identity.code, identity.name, self._values(raw))
        except RowRefused as fault:
            self._refuse(raw, fault.field, fault.reason, fault.facts)
        except SpotInvalid as fault:
            facts = {key: value for key, value in fault.facts.items() if key not in ("column", "reason")}
            self._refuse(raw, fault.facts["column"], fault.facts["reason"], facts)
        except OutOfJapan as fault:
            self._refuse(raw, "latitude", "out_of_japan", fault.facts)
        self.broken.append(identity)
        return None

    def identity(self, raw: RawRow) -> ParsedRow:
        """Whom a row means."""
        code = self._cell(raw, "id") if self._columns.get("id") == "id" else ""
        return ParsedRow(raw.row_no, code[:80], self._cell(raw, "name"), {})

    def _values(self, raw: RawRow) -> dict[str, Any]:
        values: dict[str, Any] = {field: self._cell(raw, field) for field in _TEXTS if field in self._columns}
        if not values["name"]:
            raise RowRefused("name", "no_name")
        if "url" in values:
            values["url"] = page_address(values["url"])
        values |= self._position(raw)
        if "keywords" in self._columns:
            values["keywords"] = read_words(self._cell(raw, "keywords"))
        if cell := self._cell(raw, "sort"):
            if (sort := read_count(cell)) is None:
                raise RowRefused("sort", "not_a_number", value=cell[:40])
            values["sort"] = sort
        if "visible_on" in self._columns:
            cell = self._cell(raw, "visible_on")
            if (visible_on := read_visible_on(cell)) is None:
                raise RowRefused("visible_on", "unknown_word", value=cell[:40])
            values["visible_on"] = visible_on
        return clean_content(values, is_new=False)

    def _position(self, raw: RawRow) -> dict[str, Any]:
        """Latitude and longitude; nothing when both cells are empty (a known spot keeps its own).

        A row that ends before them was cut: what else it seems to lack is no news either.
        """
        if not raw.missing.isdisjoint({self._columns["latitude"], self._columns["longitude"]}):
            raise RowRefused("latitude", "cut_short")
        if not self._cell(raw, "latitude") and not self._cell(raw, "longitude"):
            return {}
        latitude, longitude = (self._degrees(raw, field) for field in ("latitude", "longitude"))
        mended = mend_position(latitude, longitude)
        if mended is None:
            raise OutOfJapan(latitude=latitude, longitude=longitude)
        if mended[1]:
            self.notes.append(Refusal(raw.row_no, self._header("latitude"), "swapped"))
        return {"latitude": mended[0].latitude, "longitude": mended[0].longitude}

    def _degrees(self, raw: RawRow, field: str) -> float:
        cell = self._cell(raw, field)
        degrees = read_degrees(cell)
        if degrees is None:
            raise RowRefused(field, "not_degrees" if cell else "no_position", value=cell[:40])
        return degrees

    def _refuse(self, raw: RawRow, field: str, reason: str, facts: Mapping[str, Any]) -> None:
        self.refused.append(Refusal(raw.row_no, self._header(field), reason, facts))

    def _cell(self, raw: RawRow, field: str) -> str:
        key = self._columns.get(field)
        if key is None:
            return ""
        return raw.cells[key] if field in ("text", "keywords") else _LINE_BREAK.sub(" ", raw.cells[key])

    def _header(self, field: str) -> str:
        key = self._columns.get(field)
        return "" if key is None else self._table.headers[key]
