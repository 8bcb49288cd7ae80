"""Files dropped on the console: streamed, limited before they are read, sealed, then told to the chat like any file."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from data.errors import DomainError
from data.files.service import FileTooLarge
from staffbot.web.described import FORM, TEXT, WHOLE, described, obj
from staffbot.web.parts import CHANNEL, parts_of
from staffbot.web.refusals import Refused
from staffbot.web.visitor import writer_of

UPLOAD_LIMIT_MB = 10
UPLOAD_LIMIT_BYTES = UPLOAD_LIMIT_MB * 1_000_000
# Boundaries and headers of the form around the file.
FORM_BYTES = 16_000
PIECE_BYTES = 64 * 1024
LONGEST_NAME = 120
KEPT_FOR = timedelta(days=7)

# What aiohttp says of forms and their headers that are none.
UNREADABLE = (ValueError, AssertionError, LookupError, HttpProcessingError)

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class EmptyFile(DomainError):
    """There was nothing in it."""

    code = "files.empty"


@described(body=obj(file={**TEXT, "format": "binary"}), kind=FORM, answers={202: obj(id=WHOLE)})
async def receive(request: web.Request) -> web.Response:
    """POST /staff/console/file: one multipart part named `file`. Answers `{"id": inbox id}`, 202."""
    parts = parts_of(request)
    visitor = await writer_of(request)
    length = request.content_length
    if length is None or not request.content_type.startswith("multipart/"):
        raise Refused(400, "400", "file_unreadable")
    if length > UPLOAD_LIMIT_BYTES + FORM_BYTES:
        raise Refused(413, "400", "file_too_large", limit_mb=UPLOAD_LIMIT_MB)
    reader, part = await _file_part(request)
    name = clean_name(part.filename or "") or parts.words("console.files.unnamed")
    counted = _Pieces(reader, part)
    try:
        attachment_id = await parts.files.store(
            counted.pieces(),
            name=name,
            # What it really is, whoever reads it finds out from its content.
            content_type="application/octet-stream",
            owner=visitor.line_user_id,
            limit_bytes=UPLOAD_LIMIT_BYTES,
            ttl=KEPT_FOR,
        )
    except FileTooLarge:
        raise Refused(413, "400", "file_too_large", limit_mb=UPLOAD_LIMIT_MB) from None
    except EmptyFile:
        raise Refused(400, "400", "file_empty") from None
    except UNREADABLE:
        # aiohttp on a form that is cut or not one at all; what was written of the file is gone again.
        raise Refused(400, "400", "file_unreadable") from None
    entry = parts.audit_entry(visitor.staff, "upload", file=attachment_id, bytes=counted.size)
    await parts.store.write(parts.audit.append, entry, now=parts.clock.now())
    event = {
        "kind": "file",
        "file_name": name,
        "file_size": counted.size,
        "result": {"attachment_id": attachment_id, "file_name": name, "size": counted.size},
    }
    event_id = await parts.turns.accept_own(CHANNEL, visitor.line_user_id, event)
    return web.json_response({"id": event_id}, status=202)


def clean_name(name: str) -> str:
    """A file's name without folders, control characters and tricks of writing direction; its ending is kept."""
    name = _CONTROLS.sub("", re.split(r"[/\\]", name)[-1]).strip().strip(".").strip()
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


async def _file_part(request: web.Request) -> tuple[MultipartReader, BodyPartReader]:
    try:
        reader = await request.multipart()
        part = await reader.next()
    except (*UNREADABLE, RuntimeError):  # the latter: a charset that is none
        raise Refused(400, "400", "file_unreadable") from None
    if not isinstance(part, BodyPartReader) or part.name != "file":
        raise Refused(400, "400", "file_unreadable")
    return reader, part


class _Pieces:
    """The part's bytes as they come, counted."""

    def __init__(self, reader: MultipartReader, part: BodyPartReader) -> None:
        self.size = 0
        self._reader = reader
        self._part = part

    async def pieces(self) -> AsyncIterator[bytes]:
        while piece := await self._part.read_chunk(PIECE_BYTES):
            self.size += len(piece)
            yield piece
        # A form that was cut has no last boundary: half a file is no file.
        if await self._reader.next() is not None:
            raise ValueError("more than one part")
        if not self.size:
            raise EmptyFile


def upload_routes() -> list[web.RouteDef]:
    """Routes under `/staff`."""
    return [web.post("/console/file", receive)]
