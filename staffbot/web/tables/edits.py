"""One cell changed, through the list's own service, and only if nobody else changed the row since it was shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from staffbot.tables.declared import Asked, CellRefused, Edit, RowChanged, RowGone, TableKind
from staffbot.web.described import ANYTHING, COUNT, TEXT, described, obj
from staffbot.web.parts import CHANNEL, Parts, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.tables.parts import (
    asked_for,
    edit_in,
    kind_of,
    only_with_right,
    opened,
    says_why_not,
    write_body,
)


@says_why_not
@described(body=obj("revision", row=COUNT, column=TEXT, text=TEXT, revision=COUNT), answers={200: obj(row=ANYTHING)})
async def edit(request: web.Request) -> web.Response:
    """POST …/edit `{row, column, text, revision}`: the row as it is now; 409 with `row` when somebody was quicker."""
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    if kind.edit is None:
        raise Refused(404, "404", "not_found")
    asked, wanted = asked_for(request, staff), edit_in(body)
    try:
        await parts.store.write(_edit, parts, kind, asked, wanted)
    except RowChanged as conflict:
        row = await parts.store.view(_row, kind, asked, wanted.row)
        say = parts.words.error(conflict, "staff")
        return web.json_response({"say": say, "code": conflict.code, "row": row}, status=409)
    row = await parts.store.view(_row, kind, asked, wanted.row)
    if row is None:
        raise RowGone
    return web.json_response({"row": row})


def _edit(session: Session, parts: Parts, kind: TableKind, asked: Asked, wanted: Edit) -> None:
    present = only_with_right(session, asked.staff, kind.right)
    if not present.may(kind.edit_right):
        raise CellRefused(said=parts.words("table.no_right"))
    columns = {one.key: one for one in kind.columns(session, asked)}
    column = columns.get(wanted.column)
    if column is None or not column.editor or kind.edit is None:
        raise CellRefused(said=parts.words("table.not_editable"))
    kind.edit(session, replace(asked, staff=present), wanted)
    entry = parts.audit_entry(present, "table_edit", table=kind.phrase, row=f"#{wanted.row}", column=column.heading)
    noun = kind.noun.partition(" ")[0]
    parts.audit.append(session, replace(entry, channel=CHANNEL, subjects=[(noun, wanted.row)]), now=asked.now)


def _row(session: Session, kind: TableKind, asked: Asked, row_id: int) -> dict[str, Any] | None:
    """One row as it is now; None when it is gone."""
    table = opened(session, kind, asked)
    if table.renew is not None:
        table.renew(session, [row_id])
    found = table.sheet.cells([row_id], [one.key for one in table.columns])
    return {"id": row_id, "revision": found[0].revision, "cells": list(found[0].cells)} if found else None


def edit_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    return [web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/edit", edit)]
