"""What stands in a table: its columns, the rows that are wanted, the choices of a column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from data.audit.chain import AuditChain
from data.staff.rights import StaffIdentity
from data.tables.query import Query, read_query
from data.tables.service import list_views
from data.tables.sheet import SheetRow
from staffbot.tables.declared import Asked, Column, Opened, TableKind
from staffbot.web.described import ANYTHING, COUNT, TEXT, described, obj, some
from staffbot.web.parts import CHANNEL, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.tables.parts import (
    LONGEST_CONDITIONS,
    asked_for,
    kind_of,
    only_with_right,
    opened,
    says_why_not,
    text_in,
    whole_in,
    write_body,
)
from staffbot.web.tables.views import view_facts
from staffbot.web.tables.warming import WARMING

PAGE_ROWS = 50
MOST_CHOICES = 200


@says_why_not
@described(body=obj("conditions", conditions=TEXT), answers={200: obj(columns=some(ANYTHING), views=some(ANYTHING))})
async def open_table(request: web.Request) -> web.Response:
    """POST …/open `{conditions}`: columns, what is wanted at first, saved views, and what this person may do."""
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    asked, parts = asked_for(request, staff, text_in(body, "conditions", LONGEST_CONDITIONS)), parts_of(request)
    facts, warm = await parts.store.view(_open, kind, asked)
    if warm is not None:
        # What is asked next is read while the first rows are looked at.
        request.config_dict[WARMING].begin(parts.store.view(warm))
    return web.json_response(facts)


@says_why_not
@described(
    body=obj("conditions", "query", "from", **{"conditions": TEXT, "query": ANYTHING, "from": COUNT}),
    answers={200: obj(total=COUNT, rows=some(ANYTHING))},
)
async def rows(request: web.Request) -> web.Response:
    """POST …/rows `{conditions, query, from}`: `{total, from, rows: [{id, revision, cells}]}`."""
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    asked = asked_for(request, staff, text_in(body, "conditions", LONGEST_CONDITIONS))
    found, read = await parts.store.view(_rows, kind, asked, body.get("query", {}), whole_in(body, "from"))
    if read is not None and read[1]:
        await parts.store.write(note_read, parts.audit, staff, *read, parts.clock.now())
    return web.json_response(found)


@says_why_not
@described(
    body=obj("conditions", "query", conditions=TEXT, query=ANYTHING, column=TEXT), answers={200: obj(choices=some({}))}
)
async def choices(request: web.Request) -> web.Response:
    """POST …/choices `{conditions, query, column}`: `{choices: [[value, count]]}` under the other filters."""
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    asked = asked_for(request, staff, text_in(body, "conditions", LONGEST_CONDITIONS))
    column = text_in(body, "column", 100)
    found = await parts_of(request).store.view(_choices, kind, asked, body.get("query", {}), column)
    return web.json_response({"choices": found})


@says_why_not
@described(body=obj(row=COUNT), answers={200: obj(past=some(ANYTHING))})
async def history(request: web.Request) -> web.Response:
    """POST …/history `{row}`: `{past: [{at, who, what}]}`, the latest first."""
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    if kind.history is None:
        raise Refused(404, "404", "not_found")
    row = whole_in(body, "row")
    found, read = await parts.store.view(_history, kind, asked_for(request, staff), row)
    if read is not None and read[1]:
        await parts.store.write(note_read, parts.audit, staff, *read, parts.clock.now())
    return web.json_response({"past": found})


def _open(session: Session, kind: TableKind, asked: Asked) -> tuple[dict[str, Any], Callable[[Session], None] | None]:
    present = only_with_right(session, asked.staff, kind.right)
    table = opened(session, kind, asked)
    views = list_views(session, table=kind.key, of=asked.of, staff=present)
    may_edit = kind.edit is not None and present.may(kind.edit_right)
    facts = {
        "title": table.title,
        "note": table.note,
        "columns": [_column_facts(one, may_edit) for one in table.columns],
        "begin": table.begin.document(),
        "conditions": "" if table.is_conditional else asked.conditions.text,
        "takesConditions": kind.takes_conditions,
        "mayExport": bool(kind.export_right) and present.may(kind.export_right),
        "mayEdit": may_edit,
        "hasHistory": kind.history is not None,
        "hasTeam": present.team_id is not None,
        "phrase": f"{kind.phrase} #{asked.of}" if asked.of else kind.phrase,
        "rowPhrase": kind.row_phrase,
        "changePhrase": kind.change_phrase if kind.change_right and present.may(kind.change_right) else "",
        "pageRows": PAGE_ROWS,
        "views": [view_facts(one, present) for one in views],
    }
    return facts, table.warm


def _column_facts(column: Column, may_edit: bool) -> dict[str, Any]:
    return {
        "key": column.key,
        "heading": column.heading,
        "kind": column.kind,
        "editor": column.editor if may_edit else "",
        "options": list(column.options) if may_edit else [],
        "isShown": column.is_shown,
    }


def _rows(
    session: Session, kind: TableKind, asked: Asked, query: Any, start: int
) -> tuple[dict[str, Any], tuple[str, list[int]] | None]:
    table = opened(session, kind, asked)
    keys = [one.key for one in table.columns]
    wanted = read_query(query, keys)
    at_once = table.first(session, wanted, start, PAGE_ROWS) if table.first is not None else None
    total, start, shown = _page(session, table, wanted, start) if at_once is None else (at_once[0], start, at_once[1])
    read = kind.read_of(session, asked, [row.id for row in shown]) if kind.read_of is not None else None
    listed = [{"id": row.id, "revision": row.revision, "cells": list(row.cells)} for row in shown]
    return {"total": total, "from": start, "rows": listed}, read


def _page(session: Session, table: Opened, query: Query, start: int) -> tuple[int, int, list[SheetRow]]:
    """How many rows are wanted, where the page begins, and its rows."""
    sheet = table.asked(session)
    wanted = sheet.arrange(query, table.among)
    # A page that is no longer there is the last one.
    start = min(start, max(0, (len(wanted) - 1) // PAGE_ROWS * PAGE_ROWS))
    ids = wanted[start : start + PAGE_ROWS].tolist()
    if table.renew is not None:
        table.renew(session, ids)
    return len(wanted), start, sheet.cells(ids, [one.key for one in table.columns])


def _choices(session: Session, kind: TableKind, asked: Asked, query: Any, column: str) -> list[tuple[str, int]]:
    table: Opened = opened(session, kind, asked)
    keys = [one.key for one in table.columns]
    # Of other columns every cell could be read here, and nobody would have looked at a record.
    if column not in [one.key for one in table.columns if one.kind in ("choice", "choices")]:
        raise Refused(400, "400")
    return table.asked(session).counts(column, read_query(query, keys), table.among, MOST_CHOICES)


def _history(
    session: Session, kind: TableKind, asked: Asked, row: int
) -> tuple[list[dict[str, Any]], tuple[str, list[int]] | None]:
    only_with_right(session, asked.staff, kind.right)
    assert kind.history is not None
    found = [
        {"at": int(one.at.timestamp() * 1000), "who": one.who, "what": list(one.what)}
        for one in kind.history(session, asked, row)
    ]
    return found, kind.read_of(session, asked, [row]) if kind.read_of is not None else None


def note_read(
    session: Session, audit: AuditChain, staff: StaffIdentity, what: str, ids: list[int], now: datetime
) -> None:
    audit.record_read(session, staff, what, ids, now=now, channel=CHANNEL)


def row_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    return [
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/open", open_table),
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/rows", rows),
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/choices", choices),
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/history", history),
    ]
