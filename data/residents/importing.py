"""Residents' values as a file to be imported: rows are found by number; only what stands in a cell is changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.attributes.definitions import Catalog, Definition
from data.attributes.reading import read_typed
from data.attributes.service import load_catalog
from data.attributes.values import ValueRefused
from data.clock import TOKYO
from data.csvtext import Refusal, TableRefused, choose_columns, header_key, read_table
from data.fold import fold
from data.imports.parsed import ParsedRow, ParsedTable
from data.imports.plan import ChangedRow, ImportPlan
from data.residents.columns import FIXED, NUMBER, NUMBER_NAMES
from data.residents.models import Resident

KIND = "residents"
MAX_ROWS = 20_000
FEW = 500
NAME_KEY = "name"


def read_residents(data: bytes, town_name: str = "") -> ParsedTable:
    """The file's cells by header, and the number of each row. What they mean depends on the attributes: see `plan`.

    Raises:
        TableRefused: the file as a whole is none, or has no column of numbers.
    """
    table = read_table(data, max_rows=MAX_ROWS)
    chosen = choose_columns(table, {"number": NUMBER_NAMES})
    if "number" not in chosen:
        raise TableRefused(reason="missing_column", column=NUMBER)
    if table.duplicates:
        raise TableRefused(reason="duplicate_column", column=table.headers[min(table.duplicates)])
    rows, refused, seen = [], list(table.refused), dict[str, int]()
    for raw in table.rows:
        number = _digits(raw.cells[chosen["number"]])
        if number is None:
            value = raw.cells[chosen["number"]][:40]
            reason = "not_a_number" if value.strip() else "no_number"
            refused.append(Refusal(raw.row_no, table.headers[chosen["number"]], reason, {"value": value}))
        elif (first := seen.setdefault(number, raw.row_no)) != raw.row_no:
            refused.append(Refusal(raw.row_no, "", "duplicate", {"first_row_no": first, "name": number}))
        else:
            rows.append(ParsedRow(raw.row_no, number, f"#{number}", dict(raw.cells)))
    others = {key: header for key, header in table.headers.items() if key != chosen["number"]}
    return ParsedTable(KIND, table.encoding, "own", rows, refused, headers=others)


def plan_residents(session: Session, parsed: ParsedTable, *, today: date | None = None) -> ImportPlan:
    """What the file would change. Reads only. Nobody is added or removed: residents come by LINE."""
    catalog, today = load_catalog(session), today or _today()
    refused = list(parsed.refused)
    columns = _columns(catalog, parsed.headers, refused)
    residents = _residents(session, [int(row.code) for row in parsed.rows])
    changed: list[ChangedRow] = []
    unchanged = 0
    for row in parsed.rows:
        resident = residents.get(int(row.code))
        if resident is None:
            refused.append(Refusal(row.row_no, "", "unknown_resident", {"value": row.name}))
            continue
        fields = _fields(row, resident, columns, parsed.headers, today, refused)
        if fields is None:
            continue
        if not fields:
            unchanged += 1
            continue
        changed.append(ChangedRow(row.row_no, resident.id, _name(resident), _content(resident, fields), fields))
    return ImportPlan(
        kind=KIND,
        encoding=parsed.encoding,
        layout=parsed.layout,
        facts="",
        new=[],
        changed=changed,
        removed=[],
        kept=[],
        unchanged=unchanged,
        refused=sorted(refused, key=lambda fault: fault.row_no),
        notes=[],
    )


def _columns(catalog: Catalog, headers: Mapping[str, str], refused: list[Refusal]) -> dict[str, Definition]:
    """Header key -> attribute; a header that is none is refused, in row 1."""
    fixed = {header_key(name) for name in FIXED}
    columns: dict[str, Definition] = {}
    for key, header in headers.items():
        if not header or key in fixed:
            continue
        definition = catalog.by_name.get(fold(header))
        if definition is None or definition in columns.values():
            refused.append(Refusal(1, header, "unknown_column", {"value": header}))
        else:
            columns[key] = definition
    return columns


def _fields(
    row: ParsedRow,
    resident: Resident,
    columns: Mapping[str, Definition],
    headers: Mapping[str, str],
    today: date,
    refused: list[Refusal],
) -> dict[str, tuple[Any, Any]] | None:
    """key -> (before, after) of what differs; None when a cell was refused. An empty cell changes nothing."""
    fields: dict[str, tuple[Any, Any]] = {}
    is_sound = True
    for key, definition in columns.items():
        cell = row.values[key]
        if not cell:
            continue
        before = resident.answers.get(definition.key)
        try:
            after = read_typed(definition, cell, today=today, before=before)
        except ValueRefused as fault:
            facts = {"value": fault.facts["value"], "limit": fault.facts["limit"]}
            refused.append(Refusal(row.row_no, headers[key], fault.facts["reason"], facts))
            is_sound = False
        else:
            if after != before:
                fields[definition.key] = (before, after)
    return fields if is_sound else None


def _content(resident: Resident, fields: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """A row of `ResidentDraft`."""
    after = {**resident.answers, **{key: value for key, (_, value) in fields.items()}}
    return {
        "code": str(resident.id),
        "answers": {key: value for key, value in after.items() if value is not None},
        "before": resident.answers,
        "changes": {key: list(pair) for key, pair in fields.items()},
        "revision": resident.revision,
    }


def _residents(session: Session, ids: list[int]) -> dict[int, Resident]:
    found: dict[int, Resident] = {}
    for start in range(0, len(ids), FEW):
        chosen = select(Resident).where(Resident.id.in_(ids[start : start + FEW]))
        found |= {one.id: one for one in session.scalars(chosen)}
    return found


def _name(resident: Resident) -> str:
    return f"#{resident.id} {resident.answers.get(NAME_KEY, '')}".strip()


def _digits(cell: str) -> str | None:
    plain = unicodedata.normalize("NFKC", cell).strip().removeprefix("#").removesuffix(".0")
    return str(int(plain)) if plain.isascii() and plain.isdecimal() and len(plain) <= 15 else None


def _today() -> date:
    from data.clock import Clock

    return Clock().now().astimezone(TOKYO).date()
