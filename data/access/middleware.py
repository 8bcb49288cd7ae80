"""Noting each request to the pages, once it was answered. Webhooks aren't pages: they are counted in the metrics."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from data.access.log import AccessLog

LOGGED = ("/staff", "/media", "/f", "/r", "/pay", "/actions")
STAFF_ID: web.RequestKey[int] = web.RequestKey("staff_id", int)  # set by whoever finds out who is asking
CLOSED_BY_CLIENT = 499
_UNDER = tuple(f"{one}/" for one in LOGGED)
_PART = re.compile(r"\{([^}:]+)(?::[^}]*)?\}")
_HARMLESS = re.compile(r"[0-9]{1,12}")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def note_accesses(log: AccessLog) -> Middleware:
    """The middleware. Put it inside the one that finds the address behind a proxy."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not is_logged(request.path):
            return await handler(request)
        start, status = time.perf_counter(), CLOSED_BY_CLIENT
        try:
            response = await handler(request)
            status = response.status
            return response
        except web.HTTPException as refusal:
            status = refusal.status
            raise
        except Exception:
            status = 500
            raise
        finally:
            log.note(
                method=request.method if request.method.isalpha() else "-",
                path=shown_path(request),
                status=status,
                seconds=time.perf_counter() - start,
                staff_id=int(request.get(STAFF_ID, 0)),
                address=request.remote or "",
            )

    return middleware


def is_logged(path: str) -> bool:
    """Whether this path is a page's."""
    return path.startswith(_UNDER) or path in LOGGED


def shown_path(request: web.Request) -> str:
    """The path as it may be kept: numbers as they are, tokens and codes as their names, of unknown ones the start."""
    resource = request.match_info.route.resource
    if resource is None:
        return next(one for one in LOGGED if is_logged(request.path) and request.path.startswith(one)) + "/…"
    values = request.match_info

    def fill(part: re.Match[str]) -> str:
        value = values.get(part[1], "")
        return value if _HARMLESS.fullmatch(value) else f"{{{part[1]}}}"

    return _PART.sub(fill, resource.canonical)
