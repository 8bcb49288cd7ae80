"""The way in and out: a link from the staff chat shows a button, the button uses it up, and a cookie takes over."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp_jinja2 import render_template
from sqlalchemy.orm import Session

from data.links.models import SingleLink
from data.links.service import LinkRefused
from data.sessions.service import end_session, open_session
from data.staff.rights import StaffIdentity
from data.staff.service import identify_console
from staffbot.web.described import TEXT, WHOLE, described, obj
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused, note
from staffbot.web.refused_links import REFUSED_LINK
from staffbot.web.visitor import give_cookie, only_own_pages, take_cookie, token_of, visitor_of, writer_of

STATUSES = {"unknown": 404, "used": 410, "expired": 410, "stopped": 403}
LONGEST_TOKEN = 200
PAGE_NAME = re.compile(r"/staff/([a-z-]+)")


async def show_door(request: web.Request) -> web.Response:
    """GET /staff/enter/{token}: a button and nothing else; looking at a link does not use it up."""
    parts = parts_of(request)
    only_patient(request)
    try:
        await parts.store.view(_look, parts, _token(request), parts.clock.now())
    except LinkRefused as refused:
        return refused_link(request, refused, "console")
    return render_template("enter.html", request, {"words": parts.words, "name": parts.words("console.name")})


async def enter(request: web.Request) -> web.Response:
    """POST /staff/enter/{token}: use the link up and sign this browser in. The token leaves the address bar."""
    parts = parts_of(request)
    only_patient(request)
    only_own_pages(request)
    try:
        session_token = await parts.store.write(
            _enter,
            parts,
            _token(request),
            token_of(request),
            request.remote or "",
            parts.clock.now(),
            parts.clock.real(),
        )
    except LinkRefused as refused:
        return refused_link(request, refused, "console")
    response = web.Response(status=303, headers={"Location": "/staff/console"})
    give_cookie(parts, response, session_token)
    return response


async def show_page_door(request: web.Request) -> web.Response:
    """GET /staff/open/{token}: the same for a link to one of the pages."""
    parts = parts_of(request)
    only_patient(request)
    try:
        page = await parts.store.view(_look_page, parts, _token(request), parts.clock.now())
    except LinkRefused as refused:
        return refused_link(request, refused, "page")
    facts = {"words": parts.words, "name": parts.words("console.name"), "page": page}
    return render_template("open.html", request, facts)


async def open_page(request: web.Request) -> web.Response:
    """POST /staff/open/{token}: sign this browser in and go to the link's page."""
    parts = parts_of(request)
    only_patient(request)
    only_own_pages(request)
    try:
        session_token, path = await parts.store.write(
            _open_page,
            parts,
            _token(request),
            token_of(request),
            request.remote or "",
            parts.clock.now(),
            parts.clock.real(),
        )
    except LinkRefused as refused:
        return refused_link(request, refused, "page")
    response = web.Response(status=303, headers={"Location": path})
    give_cookie(parts, response, session_token)
    return response


@described(answers={200: obj(csrf=TEXT, who=WHOLE)})
async def show_token(request: web.Request) -> web.Response:
    """GET /staff/token: `{csrf, who}`, for pages that stood open while another link signed this browser in anew."""
    visitor = await visitor_of(request)
    return web.json_response({"csrf": visitor.csrf, "who": visitor.staff.id})


@described(answers={200: obj()})
async def leave(request: web.Request) -> web.Response:
    """POST /staff/leave: end this browser's session."""
    parts = parts_of(request)
    visitor = await writer_of(request)
    await parts.store.write(_leave, parts, visitor.staff, token_of(request), parts.clock.now())
    response = web.json_response({})
    take_cookie(parts, response)
    return response


async def show_left(request: web.Request) -> web.Response:
    """GET /staff/left: what one sees after leaving."""
    words = parts_of(request).words
    key = "console.page.left"
    return note(
        request,
        200,
        title=words(f"{key}.title"),
        text=words(f"{key}.text"),
        next=words(f"{key}.next"),
        may_sign_in=True,
    )


def refused_link(request: web.Request, refused: LinkRefused, purpose: str) -> web.Response:
    """Which it is, and what to do. A link nobody made counts as an attempt to guess one."""
    words = parts_of(request).words
    reason = str(refused.facts["reason"])
    request[REFUSED_LINK] = reason
    if reason == "unknown":
        parts_of(request).attempts.note(request.remote or "")
    key = f"console.link.{reason}"
    return note(
        request,
        STATUSES[reason],
        title=words(f"{key}.title"),
        text=words(f"{key}.text"),
        next="" if reason == "stopped" else words(f"console.link.again_{purpose}"),
        is_inside=purpose in ("file", "once"),
    )


def only_patient(request: web.Request) -> None:
    """Refuse an address that guessed too often.

    Raises:
        Refused: 429.
    """
    if parts_of(request).attempts.is_blocked(request.remote or ""):
        raise Refused(429, "429")


def _token(request: web.Request) -> str:
    return request.match_info["token"][:LONGEST_TOKEN]


def _look(session: Session, parts: Parts, token: str, now: datetime) -> None:
    parts.links.look(session, token, purpose="console", now=now)


def _look_page(session: Session, parts: Parts, token: str, now: datetime) -> str:
    """Which page it leads to, as its wording calls it."""
    link = parts.links.look(session, token, purpose="page", now=now)
    found = PAGE_NAME.match(str(link.payload.get("path", "")))
    page = found[1] if found is not None else ""
    return page if f"{page}.enter.title" in parts.words else "console"


def _enter(session: Session, parts: Parts, token: str, before: str, address: str, now: datetime, real: float) -> str:
    link = parts.links.use(session, token, purpose="console", now=now)
    return _signed_in(session, parts, link, before, address, now, real)


def _open_page(
    session: Session, parts: Parts, token: str, before: str, address: str, now: datetime, real: float
) -> tuple[str, str]:
    link = parts.links.use(session, token, purpose="page", now=now)
    path = str(link.payload.get("path", ""))
    # The token proves that we wrote it; this only keeps a mistake of ours inside our pages.
    if not path.startswith("/staff/"):
        raise LinkRefused(reason="unknown")
    return _signed_in(session, parts, link, before, address, now, real), path


def _signed_in(
    session: Session, parts: Parts, link: SingleLink, before: str, address: str, now: datetime, real: float
) -> str:
    staff = identify_console(session, f"staff:{link.staff_id}")
    if staff is None or not staff.may("console:open"):
        raise LinkRefused(reason="stopped")
    session_token = open_session(session, staff_id=staff.id, real=real, instead_of=before, address=address)
    parts.audit.append(session, parts.audit_entry(staff, "enter", address=address), now=now)
    return session_token


def _leave(session: Session, parts: Parts, staff: StaffIdentity, token: str, now: datetime) -> None:
    end_session(session, token)
    parts.audit.append(session, parts.audit_entry(staff, "leave"), now=now)


def door_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    look: dict[str, Any] = {"allow_head": False}
    return [
        web.get("/enter/{token}", show_door, **look),
        web.post("/enter/{token}", enter),
        web.get("/open/{token}", show_page_door, **look),
        web.post("/open/{token}", open_page),
        web.get("/token", show_token, **look),
        web.post("/leave", leave),
        web.get("/left", show_left),
    ]
