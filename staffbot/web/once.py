"""What is shown a single time: an initial password, to the administrator who asked for it on the console."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp_jinja2 import render_template
from sqlalchemy.orm import Session

from data.links.service import LinkRefused
from data.sessions.service import SignedIn
from data.signin.sealing import Unsealable
from staffbot.issuing import owner
from staffbot.web.door import LONGEST_TOKEN, only_patient, refused_link
from staffbot.web.forms import read_form
from staffbot.web.parts import Parts, parts_of
from staffbot.web.signin import page
from staffbot.web.visitor import form_writer_of, visitor_of


async def show_button(request: web.Request) -> web.Response:
    """GET /staff/once/{token}: a button; only its own staff member, signed in, gets this far."""
    parts = parts_of(request)
    only_patient(request)
    visitor = await visitor_of(request)
    try:
        await parts.store.view(_look, parts, _token(request), visitor, parts.clock.now())
    except LinkRefused as refused:
        return refused_link(request, refused, "once")
    facts = {"words": parts.words, "name": parts.words("console.name"), "csrf": visitor.csrf}
    return render_template("once.html", request, facts)


async def show_once(request: web.Request) -> web.Response:
    """POST /staff/once/{token}: the link is used up, and what it holds is shown."""
    parts = parts_of(request)
    only_patient(request)
    visitor = await form_writer_of(request, await read_form(request))
    try:
        held = await parts.store.write(_use, parts, _token(request), visitor, parts.clock.now())
        password = parts.sealer.unseal(held["sealed"], owner(int(held["owner"])))
    except LinkRefused as refused:
        return refused_link(request, refused, "once")
    except Unsealable:
        return refused_link(request, LinkRefused(reason="expired"), "once")
    facts = {"staff": held["name"], "sign_in_id": held["sign_in_id"], "password": password}
    return page(request, "shown.html", "signin.shown", facts)


def _token(request: web.Request) -> str:
    return request.match_info["token"][:LONGEST_TOKEN]


def _look(session: Session, parts: Parts, token: str, visitor: SignedIn, now: datetime) -> None:
    link = parts.links.look(session, token, purpose="once", now=now)
    if link.staff_id != visitor.staff.id:
        raise LinkRefused(reason="unknown")


def _use(session: Session, parts: Parts, token: str, visitor: SignedIn, now: datetime) -> dict[str, Any]:
    link = parts.links.use(session, token, purpose="once", now=now, staff_id=visitor.staff.id)
    held = dict(link.payload)
    # Read once, kept nowhere: not even sealed.
    link.payload = {}
    parts.audit.append(session, parts.audit_entry(visitor.staff, "shown_once", member=held["name"]), now=now)
    return held


def once_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    return [web.get("/once/{token}", show_button, allow_head=False), web.post("/once/{token}", show_once)]
