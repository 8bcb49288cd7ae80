"""Saved views: kept, shared with the team, forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web
from sqlalchemy.orm import Session

from data.staff.rights import StaffIdentity
from data.tables.models import TableView
from data.tables.query import read_query
from data.tables.service import LONGEST_NAME, list_views, remove_view, save_view
from staffbot.tables.declared import Asked, TableKind
from staffbot.web.described import ANYTHING, COUNT, FLAG, TEXT, described, obj, some
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.tables.parts import (
    LONGEST_CONDITIONS,
    asked_for,
    kind_of,
    only_with_right,
    says_why_not,
    text_in,
    whole_in,
    write_body,
)

MOST_COLUMNS = 600


@says_why_not
@described(
    body=obj(
        "isShared",
        "replace",
        "query",
        "columns",
        "conditions",
        name=TEXT,
        isShared=FLAG,
        replace=FLAG,
        query=ANYTHING,
        columns=some(TEXT),
        conditions=TEXT,
    ),
    answers={200: obj(views=some(ANYTHING))},
)
async def save(request: web.Request) -> web.Response:
    """POST …/views `{name, isShared, replace, query, columns, conditions}`: `{views}`."""
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    conditions = text_in(body, "conditions", LONGEST_CONDITIONS)
    name = " ".join(text_in(body, "name", LONGEST_NAME).split())
    columns = body.get("columns", [])
    if not name or not isinstance(columns, list) or len(columns) > MOST_COLUMNS:
        raise Refused(400, "400")
    document = {
        "query": body.get("query", {}),
        "columns": [str(one)[:100] for one in columns],
        "conditions": conditions,
    }
    flags = (body.get("isShared") is True, body.get("replace") is True)
    asked = asked_for(request, staff, conditions)
    views = await parts.store.write(_save, parts, kind, asked, name, document, *flags, parts.clock.now())
    return web.json_response({"views": views})


@says_why_not
@described(body=obj(id=COUNT), answers={200: obj(views=some(ANYTHING))})
async def remove(request: web.Request) -> web.Response:
    """POST …/views/remove `{id}`: `{views}`."""
    parts = parts_of(request)
    staff, body = await write_body(request)
    kind, _ = kind_of(request)
    asked, number = asked_for(request, staff), whole_in(body, "id")
    views = await parts.store.write(_remove, parts, kind, asked, number, parts.clock.now())
    return web.json_response({"views": views})


def view_facts(view: TableView, staff: StaffIdentity) -> dict[str, Any]:
    """A view for the page."""
    return {
        "id": view.id,
        "name": view.name,
        "isOwn": view.staff_id == staff.id,
        "isShared": view.team_id is not None,
        **view.document,
    }


def _save(
    session: Session,
    parts: Parts,
    kind: TableKind,
    asked: Asked,
    name: str,
    document: dict[str, Any],
    is_shared: bool,
    replace: bool,
    now: datetime,
) -> list[dict[str, Any]]:
    present = only_with_right(session, asked.staff, kind.right)
    keys = {one.key for one in kind.columns(session, asked)}
    document["query"] = read_query(document["query"], keys).document()
    document["columns"] = [one for one in document["columns"] if one in keys]
    save_view(
        session,
        table=kind.key,
        of=asked.of,
        name=name,
        document=document,
        is_shared=is_shared,
        staff=present,
        now=now,
        replace=replace,
    )
    return _left(session, parts, kind, asked, present, "table_view", name, now)


def _remove(
    session: Session, parts: Parts, kind: TableKind, asked: Asked, number: int, now: datetime
) -> list[dict[str, Any]]:
    present = only_with_right(session, asked.staff, kind.right)
    view = remove_view(session, view_id=number, staff=present)
    return _left(session, parts, kind, asked, present, "table_view_removed", view.name, now)


def _left(
    session: Session,
    parts: Parts,
    kind: TableKind,
    asked: Asked,
    staff: StaffIdentity,
    action: str,
    name: str,
    now: datetime,
) -> list[dict[str, Any]]:
    views = [view_facts(one, staff) for one in list_views(session, table=kind.key, of=asked.of, staff=staff)]
    parts.audit.append(session, parts.audit_entry(staff, action, table=kind.phrase, view=name), now=now)
    return views


def view_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    return [
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/views", save),
        web.post(r"/tables/{table:[a-z]+}/{of:\d{1,15}}/views/remove", remove),
    ]
