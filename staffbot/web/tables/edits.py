"""One cell changed, through the list's own service, and only if nobody else changed the row since it was shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from data.audit.chain import AuditEntry
from data.staff.rights import StaffIdentity
from data.turns.turn import Notice
from dialogs.fields.kind import NeedsJob
from staffbot.tables.declared import Asked, CellRefused, Edit, Edited, RowChanged, RowGone, TableKind
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
    text_in,
    whole_in,
    write_body,
)
from staffbot.web.tables.rows import note_read

# Job kind -> what finds it out at once: payload -> result.
Lookups = Mapping[str, Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]]
LOOKUPS: web.AppKey[Lookups] = web.AppKey("lookups", Mapping)


@says_why_not
@described(
    body=obj(
        "revision", "before", "value", row=COUNT, column=TEXT, text=TEXT, revision=COUNT, before=TEXT, value=ANYTHING
    ),
    answers={200: obj(row=ANYTHING, said=TEXT, change=COUNT)},
)
async def edit(request: web.Request) -> web.Response:
    """POST …/edit `{row, column, text, revision, before}`: `{row, said, change}`, the row as it is now.

    409 with `row`, `who` and `at` when somebody was quicker.
    """
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    if kind.edit is None:
        raise Refused(404, "404", "not_found")
    asked, wanted = asked_for(request, staff), edit_in(body)
    try:
        edited = await _changed(request, kind, asked, wanted)
    except RowChanged as conflict:
        row, latest = await parts.store.view(_now, kind, asked, wanted.row)
        facts = {"say": parts.words.error(conflict, "staff"), "code": conflict.code, "row": row, **latest}
        return web.json_response(facts, status=409)
    return await _answered(parts, kind, asked, wanted.row, edited)


@says_why_not
@described(body=obj(row=COUNT, change=COUNT), answers={200: obj(row=ANYTHING, said=TEXT, change=COUNT)})
async def undo(request: web.Request) -> web.Response:
    """POST …/undo `{row, change}`: takes back the change of that number; as `edit`."""
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    if kind.undo is None:
        raise Refused(404, "404", "not_found")
    asked, row, change = asked_for(request, staff), whole_in(body, "row"), whole_in(body, "change")
    edited = await _written(parts, lambda session: _undo(session, parts, kind, asked, row, change))
    return await _answered(parts, kind, asked, row, edited)


@says_why_not
@described(body=obj(row=COUNT, column=TEXT), answers={200: obj(node=ANYTHING, value=ANYTHING, row=ANYTHING)})
async def panel(request: web.Request) -> web.Response:
    """POST …/panel `{row, column}`: `{node, value, row}`, the fields of an answer in several parts and the row."""
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    if kind.panel is None:
        raise Refused(404, "404", "not_found")
    asked, row, column = asked_for(request, staff), whole_in(body, "row"), text_in(body, "column", 100)
    found, read = await parts.store.view(_panel, parts, kind, asked, row, column)
    if read is not None:
        await parts.store.write(note_read, parts.audit, staff, *read, parts.clock.now())
    return web.json_response(found)


async def _changed(request: web.Request, kind: TableKind, asked: Asked, wanted: Edit) -> Edited:
    """The change made; what is known only outside is looked up between two tries, and never in the writer."""
    parts = parts_of(request)
    try:
        return await _written(parts, lambda session: _edit(session, parts, kind, asked, wanted))
    except NeedsJob as needed:
        look_up, payload = request.config_dict[LOOKUPS].get(needed.kind), needed.payload
    if look_up is None:
        raise CellRefused(said=parts.words("table.revise.not_whole"))
    ready = replace(wanted, result=await look_up(payload))
    return await _written(parts, lambda session: _edit(session, parts, kind, asked, ready))


async def _written(parts: Parts, change: Callable[[Session], Edited]) -> Edited:
    """Run it in the writer, and send what others are to hear of it."""
    done: list[Edited] = []

    def write(session: Session) -> list[Notice]:
        # The writer may run this again: the last run is the one that counts.
        done[:] = [change(session)]
        return list(done[0].notices)

    await parts.turns.announce(write)
    return done[0]


async def _answered(parts: Parts, kind: TableKind, asked: Asked, row_id: int, edited: Edited) -> web.Response:
    row, _ = await parts.store.view(_now, kind, asked, row_id)
    if row is None:
        raise RowGone
    return web.json_response({"row": row, "said": edited.said, "change": edited.change})


def _editor(session: Session, parts: Parts, kind: TableKind, asked: Asked) -> StaffIdentity:
    """Who is asking, with the rights of this moment. Raises CellRefused: they may look, but not change."""
    present = only_with_right(session, asked.staff, kind.right)
    if not present.may(kind.edit_right):
        raise CellRefused(said=parts.words("table.no_right"))
    return present


def _edit(session: Session, parts: Parts, kind: TableKind, asked: Asked, wanted: Edit) -> Edited:
    present = _editor(session, parts, kind, asked)
    columns = {one.key: one for one in kind.columns(session, asked)}
    column = columns.get(wanted.column)
    if column is None or not column.editor or kind.edit is None:
        raise CellRefused(said=parts.words("table.not_editable"))
    edited = kind.edit(session, replace(asked, staff=present), wanted)
    entry = parts.audit_entry(present, "table_edit", table=kind.phrase, row=f"#{wanted.row}", column=column.heading)
    _log(session, parts, kind, asked, entry, wanted.row)
    return edited


def _panel(
    session: Session, parts: Parts, kind: TableKind, asked: Asked, row: int, column: str
) -> tuple[dict[str, Any], tuple[str, list[int]] | None]:
    present = _editor(session, parts, kind, asked)
    columns = {one.key: one for one in kind.columns(session, asked)}
    if column not in columns or columns[column].editor != "parts":
        raise CellRefused(said=parts.words("table.not_editable"))
    assert kind.panel is not None
    now, _ = _now(session, kind, asked, row)
    read = kind.read_of(session, asked, [row]) if kind.read_of is not None else None
    return {**kind.panel(session, replace(asked, staff=present), row, column), "row": now}, read


def _undo(session: Session, parts: Parts, kind: TableKind, asked: Asked, row: int, change: int) -> Edited:
    present = _editor(session, parts, kind, asked)
    assert kind.undo is not None
    edited = kind.undo(session, replace(asked, staff=present), row, change)
    entry = parts.audit_entry(present, "table_undo", table=kind.phrase, row=f"#{row}", change=f"#{change}")
    _log(session, parts, kind, asked, entry, row)
    return edited


def _log(session: Session, parts: Parts, kind: TableKind, asked: Asked, entry: AuditEntry, row: int) -> None:
    noun = kind.noun.partition(" ")[0]
    parts.audit.append(session, replace(entry, channel=CHANNEL, subjects=[(noun, row)]), now=asked.now)


def _now(session: Session, kind: TableKind, asked: Asked, row_id: int) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """One row as it is now, None when it is gone; and who changed it last, where that is known: `{who, at}`."""
    table = opened(session, kind, asked)
    if table.renew is not None:
        table.renew(session, [row_id])
    found = table.sheet.cells([row_id], [one.key for one in table.columns])
    row = {"id": row_id, "revision": found[0].revision, "cells": list(found[0].cells)} if found else None
    past = kind.history(session, asked, row_id)[:1] if row is not None and kind.history is not None else []
    return row, {"who": past[0].who, "at": int(past[0].at.timestamp() * 1000)} if past else {}


def edit_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    return [
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/edit", edit),
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/undo", undo),
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/panel", panel),
    ]
