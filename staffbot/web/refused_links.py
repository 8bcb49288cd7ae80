"""A link that was refused is one row of the audit log: which way it failed, and from where it was tried.

Guessing fills no log: after a few links that nobody made, an address is blocked before any is looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from data.staff.rights import StaffIdentity
from staffbot.web.parts import parts_of

REFUSED_LINK: web.RequestKey[str] = web.RequestKey("refused_link", str)  # why: unknown, used, expired, stopped
NOBODY = StaffIdentity(0, "", "")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def log_refused_links(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log it once the person was answered in words."""
    response = await handler(request)
    reason = request.get(REFUSED_LINK)
    if reason is not None:
        parts = parts_of(request)
        entry = parts.audit_entry(NOBODY, "link", "refused", note=f"link_{reason}", address=request.remote or "")
        await parts.store.write(parts.audit.append, entry, now=parts.clock.now())
    return response
