"""Shelter lists as files: every published format, and our own export."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from data.csvtext import RawRow, RawTable, Refusal, RowRefused, TableRefused, choose_columns, header_key, read_table
from data.csvtext.values import page_address, read_count, read_date, read_degrees, read_flag, read_words
from data.geo.position import mend_position
from data.imports.parsed import ParsedRow, ParsedTable
from data.shelters.codes import municipality_code
from data.shelters.columns import FIELDS, KIND_WORDS
from data.shelters.content import MAX_CAPACITY, TEXT_LIMITS
from data.shelters.hazard_words import HAZARD_HEADERS, hazard_columns, hazard_named, is_hazard_header
from data.shelters.layouts import Layout, layout_of
from data.shelters.models import Hazard, ShelterKind

KIND = "shelters"
MAX_FILE_ROWS = 200_000  # the national files
MAX_ROWS = 10_000
_NOTHING = frozenset({"", "-", "ー", "―", "－", "不明", "未定", "なし"})
# Cells that may hold several lines; a line break in any other is a space.
_LONG_TEXTS = frozenset({"note", "accepts_part", "other_part", "hazards", "kinds"})
_LINE_BREAK = re.compile(r"\s*\n\s*")
_LOOSE_SEPARATORS = re.compile(r"[\s/・.]+")
_PEOPLE = re.compile(r"約?(\d+)(?:\.0)?(?:人|名)?(?:程度|以上|以内|以下|まで)?(?:\(.*\))?")
_RUNNING_NUMBERS = frozenset({header_key("NO"), header_key("No.")})
_KNOWN_HEADERS = frozenset(header_key(name) for names in FIELDS.values() for name in names) | HAZARD_HEADERS
_HEADERS = {"name": "名称", "latitude": "緯度", "longitude": "経度"}


def read_shelters(data: bytes, town_name: str = "") -> ParsedTable:
    """A shelter list of any known format, recognised by its headers. Pure.

    Args:
        town_name: of a national file only this town's rows are taken, if there are any.

    Raises:
        TableRefused: the file as a whole is none.
    """
    table = read_table(data, max_rows=MAX_FILE_ROWS, known=_KNOWN_HEADERS)
    layout = layout_of(table)
    columns = choose_columns(table, FIELDS)
    hazards = hazard_columns(table.headers)
    if twice := [key for key in hazards.values() if key in table.duplicates]:
        raise TableRefused(reason="duplicate_column", column=table.headers[twice[0]])
    columns |= {f"hazard_{hazard.value}": key for hazard, key in hazards.items()}
    for field in ("name", "latitude", "longitude"):
        if field not in columns:
            reason = "unknown_layout" if layout == "other" else "missing_column"
            raise TableRefused(reason=reason, column=_HEADERS[field])
    rows, skipped = _rows_of_town(table.rows, columns, town_name)
    if len(rows) > MAX_ROWS:
        raise TableRefused(reason="too_many_rows", limit=MAX_ROWS)

    reader = _RowReader(table, columns, layout)
    parsed = [row for raw in rows if (row := reader.read(raw)) is not None]
    return ParsedTable(
        kind=KIND,
        encoding=table.encoding,
        layout=layout,
        rows=parsed,
        refused=[*table.refused, *reader.refused],
        notes=reader.notes,
        skipped=skipped,
        headers={field: table.headers[key] for field, key in columns.items()},
        broken=[*reader.broken, *(reader.identity(raw) for raw in table.broken)],
    )


def _rows_of_town(rows: list[RawRow], columns: Mapping[str, str], town_name: str) -> tuple[list[RawRow], int]:
    key = columns.get("municipality_name")
    if key is None or not town_name:
        return rows, 0
    own = [row for row in rows if row.cells[key].endswith(town_name)]
    return (own, len(rows) - len(own)) if own else (rows, 0)


def _several(cell: str, meaning: Callable[[str], object]) -> list[str]:
    """The words of a cell; one that means nothing is taken apart at spaces, / and ・ too."""
    words: list[str] = []
    for word in read_words(unicodedata.normalize("NFKC", cell)):
        words += [word] if meaning(word) else [part for part in _LOOSE_SEPARATORS.split(word) if part]
    return list(dict.fromkeys(words))


def _kinds_named(word: str) -> tuple[ShelterKind, ...]:
    return KIND_WORDS.get(word, ())


def _people(cell: str) -> int | None:
    """How many people: also 約1,200人程度, 320人（体育館）; None for anything else."""
    found = _PEOPLE.fullmatch("".join(unicodedata.normalize("NFKC", cell).replace(",", "").split()))
    number = read_count(found[1]) if found else None
    return number if number is not None and number <= MAX_CAPACITY else None


class _RowReader:
    """Reads the rows of one table, collecting what it refuses and what it mends."""

    def __init__(self, table: RawTable, columns: Mapping[str, str], layout: Layout) -> None:
        self._table = table
        self._columns = columns
        self._layout = layout
        self._hazards = [hazard for hazard in Hazard if f"hazard_{hazard.value}" in columns]
        self._public_key = "情報公開可否" if layout == "lsc" and "情報公開可否" in table.headers else None
        self.refused: list[Refusal] = []
        self.notes: list[Refusal] = [
            Refusal(1, header, "hazard_unread")
            for key, header in table.headers.items()
            if is_hazard_header(header) and key not in columns.values()
        ]
        self.broken: list[ParsedRow] = []

    def read(self, raw: RawRow) -> ParsedRow | None:
        """One row; None when it is refused."""
        identity = self.identity(raw)
        try:
            values = self._values(raw, identity.name)
        except RowRefused as fault:
            self.refused.append(Refusal(raw.row_no, self._header(fault.field), fault.reason, fault.facts))
            if fault.reason != "not_public":  # which is a reason to go, not to be spared
                self.broken.append(identity)
            return None
        return ParsedRow(raw.row_no, identity.code, identity.name, values)

    def identity(self, raw: RawRow) -> ParsedRow:
        """Whom a row means: its code, name and address."""
        own = self._cell(raw, "id")
        municipality = self._cell(raw, "municipality")
        code = own
        if own and municipality and self._layout in ("municipal", "municipal_legacy", "lsc"):
            code = f"{municipality_code(municipality)}-{own}"
        if self._columns.get("id") in _RUNNING_NUMBERS and self._layout != "municipal_legacy":
            code = ""  # says which line of this file it is, not which place
        return ParsedRow(raw.row_no, code[:80], self._cell(raw, "name"), {"address": self._address(raw)})

    def _values(self, raw: RawRow, name: str) -> dict[str, Any]:
        if not name:
            raise RowRefused("name", "no_name")
        if self._public_key and not read_flag(raw.cells[self._public_key]):
            raise RowRefused("name", "not_public")
        values: dict[str, Any] = {"name": name}
        values |= self._position(raw)
        texts = {"kana": "kana", "serves": "serves", "url": "url"}
        values |= {column: self._cell(raw, field) for column, field in texts.items() if field in self._columns}
        if self._has("address", "city_part", "prefecture_part"):
            values["address"] = self._address(raw)
        if "phone" in self._columns:
            extension = self._cell(raw, "extension")
            values["phone"] = self._cell(raw, "phone") + (f"（内線{extension}）" if extension else "")
        if self._has("note", "accepts_part", "other_part"):
            values["note"] = self._note(raw)
        values |= self._numbers(raw)
        if "listed_on" in self._columns:
            values["listed_on"] = read_date(self._cell(raw, "listed_on"))
        if (hazards := self._hazards_of(raw)) is not None:
            values["hazards"] = hazards
        if (kinds := self._kinds_of(raw)) is not None:
            values["kinds"] = kinds
        for column, limit in TEXT_LIMITS.items():
            if len(values.get(column, "")) > limit:
                raise RowRefused(column, "too_long", limit=limit)
        if values.get("url"):
            values["url"] = self._url(raw, values["url"])
        return values

    def _url(self, raw: RawRow, cell: str) -> str:
        """An address of a page; nothing, and a note, for what is none: the place counts more than its page."""
        if (address := page_address(cell)).startswith(("https://", "http://")):
            return address
        self.notes.append(Refusal(raw.row_no, self._header("url"), "not_a_url"))
        return ""

    def _position(self, raw: RawRow) -> dict[str, Any]:
        """Latitude and longitude; nothing when both cells are empty (a known shelter keeps its own).

        A row that ends before them was cut: what else it seems to lack is no news either.
        """
        if not raw.missing.isdisjoint({self._columns["latitude"], self._columns["longitude"]}):
            raise RowRefused("latitude", "cut_short")
        if not self._cell(raw, "latitude") and not self._cell(raw, "longitude"):
            return {}
        latitude, longitude = (self._degrees(raw, field) for field in ("latitude", "longitude"))
        mended = mend_position(latitude, longitude)
        if mended is None:
            raise RowRefused("latitude", "out_of_japan", latitude=latitude, longitude=longitude)
        position, swapped = mended
        if swapped:
            self.notes.append(Refusal(raw.row_no, self._header("latitude"), "swapped"))
        return {"latitude": position.latitude, "longitude": position.longitude}

    def _degrees(self, raw: RawRow, field: str) -> float:
        cell = self._cell(raw, field)
        degrees = read_degrees(cell)
        if degrees is None:
            raise RowRefused(field, "not_degrees" if cell else "no_position", value=cell[:40])
        return degrees

    def _numbers(self, raw: RawRow) -> dict[str, Any]:
        """Capacity and order. What can't be read is left out and noted: the place counts more than its capacity."""
        values: dict[str, Any] = {}
        if "capacity" in self._columns:
            cell = self._cell(raw, "capacity")
            values["capacity"] = None if cell in _NOTHING else _people(cell)
            if values["capacity"] is None and cell not in _NOTHING:
                self.notes.append(Refusal(raw.row_no, self._header("capacity"), "not_a_number"))
        if "sort" in self._columns and (cell := self._cell(raw, "sort")) not in _NOTHING:
            if (place := read_count(cell)) is None or place > MAX_CAPACITY:
                raise RowRefused("sort", "not_a_number", value=cell[:40])
            values["sort"] = place
        return values

    def _hazards_of(self, raw: RawRow) -> list[str] | None:
        if self._hazards:
            return [hazard.value for hazard in self._hazards if self._flag(raw, f"hazard_{hazard.value}")]
        if "hazards" not in self._columns:
            return None
        chosen = set()
        for word in _several(self._cell(raw, "hazards"), hazard_named):
            if (hazard := hazard_named(word)) is None:
                raise RowRefused("hazards", "unknown_word", value=word[:40])
            chosen.add(hazard)
        return [hazard.value for hazard in Hazard if hazard in chosen]

    def _kinds_of(self, raw: RawRow) -> list[str] | None:
        """What the file says the place is. For GSI files the flag of the other file only ever adds."""
        chosen: set[ShelterKind] = set()
        if self._layout.startswith("gsi_site") or self._layout.startswith("municipal"):
            chosen.add(ShelterKind.site)
        elif self._layout.startswith("gsi_shelter"):
            chosen.add(ShelterKind.shelter)
        elif "kinds" not in self._columns:
            return None
        else:
            for word in _several(self._cell(raw, "kinds"), _kinds_named):
                found = _kinds_named(word)
                # A list of no known format may call its kinds as it likes.
                if not found and self._layout != "other":
                    raise RowRefused("kinds", "unknown_word", value=word[:40])
                chosen.update(found)
        if self._flag(raw, "also_shelter_flag"):
            chosen.add(ShelterKind.shelter)
        if self._flag(raw, "also_site_flag"):
            chosen.add(ShelterKind.site)
        return [kind.value for kind in ShelterKind if kind in chosen]

    def _address(self, raw: RawRow) -> str:
        parts = [self._cell(raw, field) for field in ("prefecture_part", "city_part")]
        address = self._cell(raw, "address")
        if not address:
            address = "".join([*parts, self._cell(raw, "town_part"), self._cell(raw, "lot_part")])
        elif self._layout == "municipal_legacy" and not address.startswith(tuple(part for part in parts if part)):
            address = "".join([*parts, address])
        building = self._cell(raw, "building_part")
        return f"{address} {building}" if building and building not in address else address

    def _note(self, raw: RawRow) -> str:
        lines = [self._cell(raw, "note")]
        for field in ("accepts_part", "other_part"):
            if cell := self._cell(raw, field):
                lines.append(f"{self._header(field)}：{cell}")
        return "\n".join(line for line in lines if line)

    def _flag(self, raw: RawRow, field: str) -> bool:
        if field not in self._columns:
            return False
        cell = self._cell(raw, field)
        flag = read_flag(cell)
        if flag is None:
            raise RowRefused(field, "not_a_flag", value=cell[:40])
        return flag

    def _has(self, *fields: str) -> bool:
        return any(field in self._columns for field in fields)

    def _cell(self, raw: RawRow, field: str) -> str:
        key = self._columns.get(field)
        if key is None:
            return ""
        return raw.cells[key] if field in _LONG_TEXTS else _LINE_BREAK.sub(" ", raw.cells[key])

    def _header(self, field: str) -> str:
        key = self._columns.get(field)
        return "" if key is None else self._table.headers[key]
