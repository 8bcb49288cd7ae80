"""What a table shows, as a file: the same rows in the same order, the columns that are chosen."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from data.csvtext import Table
from data.csvtext.writing import Cell
from data.errors import DomainError
from data.staff.rights import StaffIdentity
from data.tables.cells import number_of
from data.tables.query import read_query
from staffbot.exports import FORMS, make_file
from staffbot.tables.declared import Asked, TableKind
from staffbot.web.downloads import disposition
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.tables.parts import (
    LONGEST_CONDITIONS,
    asked_for,
    kind_of,
    only_with_right,
    opened,
    says_why_not,
    text_in,
    write_body,
)

# A workbook takes about a second for 50,000 cells; longer than half a minute nobody waits for an answer.
MOST_WORKBOOK_CELLS = 1_000_000
MOST_ROWS = 1_000_000


class TooMuchForWorkbook(DomainError):
    """A workbook of so many rows takes too long: CSV doesn't. `facts`: rows."""

    code = "tables.too_much_for_workbook"


@says_why_not
async def take(request: web.Request) -> web.Response:
    """POST …/export `{conditions, query, columns, form}`: the file. `form`: csv, sjis or xlsx."""
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    form, columns = body.get("form"), body.get("columns")
    if form not in FORMS or not isinstance(columns, list) or not columns:
        raise Refused(400, "400")
    conditions = text_in(body, "conditions", LONGEST_CONDITIONS)
    asked = asked_for(request, staff, conditions)
    title, table = await parts.store.view(_table, kind, asked, body.get("query", {}), columns)
    if form == "xlsx" and len(table.rows) * len(table.columns) > MOST_WORKBOOK_CELLS:
        raise TooMuchForWorkbook(rows=len(table.rows))
    file = await asyncio.to_thread(make_file, table, str(form), title[:30])
    facts = {"table": title, "rows": len(table.rows), "form": form, "conditions": conditions}
    await parts.store.write(_note, parts, kind, staff, facts, asked.now)
    headers = {
        "Content-Type": file.content_type,
        "Content-Disposition": disposition(f"{title}_{asked.today:%Y%m%d}.{file.ending}"),
        "X-Lost-Cells": str(file.lost_cells),
    }
    return web.Response(body=file.data, headers=headers)


def _table(session: Session, kind: TableKind, asked: Asked, query: Any, columns: list[Any]) -> tuple[str, Table]:
    only_with_right(session, asked.staff, kind.export_right)
    opened_table = opened(session, kind, asked)
    by_key = {one.key: one for one in opened_table.columns}
    chosen = [by_key[key] for key in dict.fromkeys(map(str, columns)) if key in by_key]
    if not chosen:
        raise Refused(400, "400")
    sheet = opened_table.asked(session)
    ids = sheet.arrange(read_query(query, by_key), opened_table.among)[:MOST_ROWS].tolist()
    rows = sheet.cells(ids, [one.key for one in chosen])
    numeric = [one.kind == "number" for one in chosen]
    table = Table.of(
        [one.heading for one in chosen],
        ([_cell(cell, is_number) for cell, is_number in zip(row.cells, numeric, strict=True)] for row in rows),
    )
    return opened_table.title, table


def _cell(text: str, is_number: bool) -> Cell:
    if not is_number or not text:
        return text
    number = number_of(text)
    if number != number:
        return text
    return int(number) if number.is_integer() else number


def _note(
    session: Session, parts: Parts, kind: TableKind, staff: StaffIdentity, facts: dict[str, Any], now: datetime
) -> None:
    present = only_with_right(session, staff, kind.export_right)
    parts.audit.append(session, parts.audit_entry(present, "table_export", **facts), now=now)


def take_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    return [web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/export", take)]
