"""What the table page's handlers share: which list, whether this person may, and the body of a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import orjson
from aiohttp import web
from sqlalchemy.orm import Session

from data.errors import DomainError
from data.gateways.line.wire import storable
from data.staff.rights import StaffIdentity
from data.staff.service import identify_console
from data.tables.query import QueryRefused
from data.tables.shelf import Shelf
from staffbot.tables import TABLES
from staffbot.tables.declared import Asked, Edit, NoTable, Opened, RowChanged, RowGone, TableKind
from staffbot.values import read_conditions
from staffbot.web.parts import parts_of
from staffbot.web.refusals import Refused
from staffbot.web.visitor import writer_of

MOST_BYTES = 200_000
LONGEST_CONDITIONS = 1000
STATUSES: dict[type[DomainError], int] = {NoTable: 404, RowGone: 404, QueryRefused: 400}
SHELF: web.AppKey[Shelf] = web.AppKey("tables", Shelf)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def kind_of(request: web.Request) -> tuple[TableKind, int]:
    """The list in the address, and the number of what it belongs to. Raises Refused (404)."""
    kind = TABLES.get(request.match_info["table"])
    of = int(request.match_info["of"])
    if kind is None or kind.has_object is not bool(of):
        raise Refused(404, "404", "not_found")
    return kind, of


def asked_for(request: web.Request, staff: StaffIdentity, conditions: str = "") -> Asked:
    """What the request asks, for the list's own functions."""
    parts = parts_of(request)
    _, of = kind_of(request)
    return Asked(
        staff=staff,
        now=parts.clock.now(),
        shelf=request.config_dict[SHELF],
        snapshots=parts.store.snapshots.view(),
        words=parts.words,
        of=of,
        conditions=read_conditions(conditions),
    )


def only_with_right(session: Session, staff: StaffIdentity, right: str) -> StaffIdentity:
    """The person as they are now, in the very transaction that reads or writes. Raises NoTable."""
    present = identify_console(session, f"staff:{staff.id}")
    if present is None or not right or not present.may(right):
        raise NoTable
    return present


def opened(session: Session, kind: TableKind, asked: Asked) -> Opened:
    """The list, for who may see it now. Raises NoTable and what the list raises."""
    only_with_right(session, asked.staff, kind.right)
    return kind.open(session, asked)


async def write_body(request: web.Request) -> tuple[StaffIdentity, dict[str, Any]]:
    """Who asks, and the JSON object they sent. Queries are sent so too: what is looked for stays out of addresses.

    Raises:
        Refused: nobody is signed in (401), the page isn't ours (403), no JSON object (400), or too large (413).
    """
    visitor = await writer_of(request)
    if request.content_length is None or request.content_type != "application/json":
        raise Refused(400, "400")
    if request.content_length > MOST_BYTES:
        raise Refused(413, "400", "too_long", limit=MOST_BYTES)
    try:
        body = storable(orjson.loads(await request.read()))
    except ValueError:
        raise Refused(400, "400") from None
    if not isinstance(body, dict):
        raise Refused(400, "400")
    return visitor.staff, body


def text_in(body: dict[str, Any], key: str, longest: int) -> str:
    """A text of a body, "" when it is absent. Raises Refused (400)."""
    value = body.get(key, "")
    if not isinstance(value, str) or len(value) > longest:
        raise Refused(400, "400")
    return value


def whole_in(body: dict[str, Any], key: str) -> int:
    """A whole number from 0 of a body. Raises Refused (400)."""
    value = body.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**53:
        raise Refused(400, "400")
    return value


def edit_in(body: dict[str, Any]) -> Edit:
    """The changed cell of a body. Raises Refused (400)."""
    return Edit(
        row=whole_in(body, "row"),
        column=text_in(body, "column", 100),
        text=text_in(body, "text", 5000),
        revision=whole_in(body, "revision"),
        before=text_in(body, "before", 20_000) if "before" in body else None,
        value=body.get("value"),
    )


def says_why_not(handler: Handler) -> Handler:
    """A rule that says no becomes its sentence."""

    @wraps(handler)
    async def answered(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except DomainError as refusal:
            words = parts_of(request).words
            say = str(refusal.facts["said"]) if "said" in refusal.facts else words.error(refusal, "staff")
            status = next((code for kind, code in STATUSES.items() if isinstance(refusal, kind)), 409)
            facts = {"say": say, "code": refusal.code}
            if "part" in refusal.facts:
                facts["part"] = refusal.facts["part"]
            if isinstance(refusal, RowChanged):
                facts["changed"] = True  # type: ignore[assignment]
            return web.json_response(facts, status=status)

    return answered
