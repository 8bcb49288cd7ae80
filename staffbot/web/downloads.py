"""Files for one staff member: a link from the chat that works once, in that person's own signed-in browser."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.orm import Session

from data.files.service import FileMissing
from data.links.service import LinkRefused
from data.staff.rights import StaffIdentity
from staffbot.web.door import LONGEST_TOKEN, refused_link
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.visitor import note_visit, visitor_of

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


async def download(request: web.Request) -> web.StreamResponse:
    """GET /staff/files/{token}: use the link up and send the file. Without a sign-in the link stays unused."""
    parts = parts_of(request)
    if parts.attempts.is_blocked(request.remote or ""):
        raise Refused(429, "429")
    visitor = await visitor_of(request, page="401_file")
    await note_visit(request, visitor)
    token = request.match_info["token"][:LONGEST_TOKEN]
    try:
        file_id = await parts.store.write(_use, parts, token, visitor.staff, parts.clock.now())
        file = await parts.files.find(file_id)
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
    async for piece in parts.files.chunks(file):
        await response.write(piece)
    await response.write_eof()
    return response


def disposition(name: str) -> str:
    """`attachment` with the file's name, in a form no name can break out of (RFC 6266, RFC 5987)."""
    ending = name.rpartition(".")[2]
    plain = f"file.{ending}" if ending != name and ending.isascii() and ending.isalnum() else "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"


def _use(session: Session, parts: Parts, token: str, staff: StaffIdentity, now: datetime) -> int:
    link = parts.links.use(session, token, purpose="file", now=now, staff_id=staff.id)
    file_id = int(link.payload["file_id"])
    parts.audit.append(session, parts.audit_entry(staff, "download", file=file_id), now=now)
    return file_id


def download_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    # No HEAD: it would look like a download and use the link up.
    return [web.get("/files/{token}", download, allow_head=False)]
