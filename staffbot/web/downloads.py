"""Files for one staff member: a link from that person's chat that works once."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from aiohttp import web
from aiohttp_jinja2 import render_template
from sqlalchemy.orm import Session

from data.files.service import FileMissing
from data.links.service import LinkRefused
from data.staff.rights import StaffIdentity
from data.staff.service import identify_console
from staffbot.web.door import LONGEST_TOKEN, only_patient, refused_link
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.visitor import note_visit, only_own_pages, visitor_or_none

# Anything else goes out as bytes without a meaning; the browser saves it either way.
PLAIN_TYPES = frozenset(
    {
        "text/csv",
        "application/pdf",
        "application/zip",
        "application/json",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


async def show_file(request: web.Request) -> web.StreamResponse:
    """GET /staff/files/{token}: the file, in its owner's signed-in browser; elsewhere a button and nothing else.

    A clerk at a shelter opens the link from the chat on a phone that is signed in nowhere: the link itself, sent to
    that one chat, proves who it is, as the console's does.
    """
    parts = parts_of(request)
    only_patient(request)
    visitor = await visitor_or_none(request)
    if visitor is not None:
        await note_visit(request, visitor)
        return await _send(request, visitor.staff)
    try:
        await parts.store.view(_look, parts, _token(request), parts.clock.now())
    except LinkRefused as refused:
        return refused_link(request, refused, "file")
    return render_template("file.html", request, {"words": parts.words, "name": parts.words("console.name")})


async def take_file(request: web.Request) -> web.StreamResponse:
    """POST /staff/files/{token}: the button; the link is used up and the file sent."""
    only_patient(request)
    only_own_pages(request)
    return await _send(request, None)


async def _send(request: web.Request, staff: StaffIdentity | None) -> web.StreamResponse:
    parts = parts_of(request)
    try:
        file_id = await parts.store.write(_use, parts, _token(request), staff, parts.clock.now())
        file = await parts.files.find(file_id)
        pieces = parts.files.chunks(file)
        # Before the headers go out: a file that is gone must still be able to say so.
        first = await anext(pieces, b"")
    except LinkRefused as refused:
        return refused_link(request, refused, "file")
    except FileMissing:
        raise Refused(410, "410") from None
    kind = file.content_type.partition(";")[0].strip()
    response = web.StreamResponse(
        headers={
            "Content-Type": kind if kind in PLAIN_TYPES else "application/octet-stream",
            "Content-Disposition": disposition(file.name),
            "Content-Length": str(file.size),
        }
    )
    await response.prepare(request)
    await response.write(first)
    async for piece in pieces:
        await response.write(piece)
    await response.write_eof()
    return response


def disposition(name: str) -> str:
    """`attachment` with the file's name, in a form no name can break out of (RFC 6266, RFC 5987)."""
    ending = name.rpartition(".")[2]
    plain = f"file.{ending}" if ending != name and ending.isascii() and ending.isalnum() else "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"


def _token(request: web.Request) -> str:
    return request.match_info["token"][:LONGEST_TOKEN]


def _look(session: Session, parts: Parts, token: str, now: datetime) -> None:
    parts.links.look(session, token, purpose="file", now=now)


def _use(session: Session, parts: Parts, token: str, staff: StaffIdentity | None, now: datetime) -> int:
    link = parts.links.use(session, token, purpose="file", now=now, staff_id=None if staff is None else staff.id)
    owner = staff or identify_console(session, f"staff:{link.staff_id}")
    if owner is None:
        raise LinkRefused(reason="stopped")
    file_id = int(link.payload["file_id"])
    parts.audit.append(session, parts.audit_entry(owner, "download", file=file_id), now=now)
    return file_id


def download_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    # No HEAD: it would look like a download and use the link up.
    return [web.get("/files/{token}", show_file, allow_head=False), web.post("/files/{token}", take_file)]
