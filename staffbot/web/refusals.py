"""Every way a request can end badly, as a plain page for people or a sentence for the console's own requests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from aiohttp_jinja2 import render_template

from data.access.middleware import CLOSED_BY_CLIENT
from data.ids import new_reference
from staffbot.web.parts import parts_of
from staffbot.web.places import is_allowed_place

log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# What aiohttp itself raises, by the page that stands in for it.
PAGES = {400: "400", 401: "401", 403: "403", 404: "404", 405: "404", 411: "400", 413: "400", 414: "400", 429: "429"}


class Refused(Exception):
    """A request that can't be served.

    Attributes:
        page: the last part of a key below `console.page`: what a person reads.
        say: the last part of a key below `console.say`: what the console's own requests are told.
    """

    def __init__(self, status: int, page: str, say: str = "unreadable", **facts: object) -> None:
        super().__init__(status, page, say)
        self.status = status
        self.page = page
        self.say = say
        self.facts = facts


@web.middleware
async def only_from_allowed_places(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The IP allow-list: before any session, link or file is looked at."""
    if is_allowed_place(request):
        return await handler(request)
    log.warning("staff pages refused by place", path=request.path.split("/")[2:3])
    return answer(request, Refused(403, "403_place", "place"))


@web.middleware
async def say_what_is_wrong(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refusals and faults become pages; a fault of ours also a number that the log has."""
    try:
        return await handler(request)
    except Refused as refused:
        return answer(request, refused)
    except web.HTTPException as fault:
        if fault.status < 400:
            raise
        page = PAGES.get(fault.status, "404" if fault.status < 500 else "400")
        response = answer(request, Refused(fault.status, page, "not_found" if page == "404" else "unreadable"))
        if "Allow" in fault.headers:
            response.headers["Allow"] = fault.headers["Allow"]
        return response
    except Exception as fault:
        if isinstance(fault, ConnectionError) and request.transport is None:
            # The visitor closed the page, or the page took its question back: nobody is there to be told.
            return web.Response(status=CLOSED_BY_CLIENT)
        # The pages are a counter too: whoever stands there is told, and nobody sees a traceback.
        reference = new_reference()
        log.exception("staff page failed", reference=reference, handler=request.match_info.handler.__name__)
        return answer(request, Refused(500, "500", "fault", reference=reference))


def answer(request: web.Request, refused: Refused) -> web.Response:
    """The page, or for the console's own requests `{"say": sentence}`."""
    words = parts_of(request).words
    if wants_json(request):
        say = words(f"console.say.{refused.say}", **refused.facts)
        return web.json_response({"say": say}, status=refused.status)
    key = f"console.page.{refused.page}"
    return note(
        request,
        refused.status,
        title=words(f"{key}.title"),
        text=words(f"{key}.text", **refused.facts),
        next=words(f"{key}.next", **refused.facts),
        is_inside=refused.status == 410,
        may_sign_in=refused.status == 401,
    )


def note(
    request: web.Request,
    status: int,
    *,
    title: str,
    text: str,
    next: str,
    is_inside: bool = False,
    may_sign_in: bool = False,
) -> web.Response:
    """A page with a heading, what is the matter, and what to do; a way back to the console, or to the sign-in."""
    words = parts_of(request).words
    back = words("console.page.back") if is_inside else ""
    sign_in = words("console.page.sign_in") if may_sign_in else ""
    facts = {"name": words("console.name"), "title": title, "text": text, "next": next, "back": back}
    facts["sign_in"] = sign_in
    return render_template("note.html", request, facts, status=status)


def wants_json(request: web.Request) -> bool:
    """Whether a script asks, not a person."""
    return "application/json" in request.headers.get("Accept", "")
