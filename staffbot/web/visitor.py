"""Who is asking: the session behind the cookie, and whether a write comes from our own page."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from data.access.middleware import STAFF_ID
from data.sessions.service import SignedIn, find_session, touch_session
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused

CSRF_HEADER = "X-CSRF-Token"
PLAIN_COOKIE = "madoguchi_staff"
# Browsers take a __Host- cookie only over TLS, for this host alone.
SECURE_COOKIE = "__Host-madoguchi_staff"


def cookie_name(parts: Parts) -> str:
    """The session cookie's name."""
    return SECURE_COOKIE if parts.is_https else PLAIN_COOKIE


def token_of(request: web.Request) -> str:
    """The session token the browser sent; empty when it sent none."""
    return request.cookies.get(cookie_name(parts_of(request)), "")


async def visitor_or_none(request: web.Request) -> SignedIn | None:
    """The signed-in person, if this browser has one."""
    parts = parts_of(request)
    token = token_of(request)
    found = await parts.store.view(find_session, token, real=parts.clock.real()) if token else None
    if found is not None:
        request[STAFF_ID] = found.staff.id
    return found


async def visitor_of(request: web.Request) -> SignedIn:
    """The signed-in person.

    Raises:
        Refused: nobody is (401).
    """
    found = await visitor_or_none(request)
    if found is None:
        raise Refused(401, "401", "signed_out")
    return found


async def writer_of(request: web.Request) -> SignedIn:
    """The signed-in person of a write: it carries this session's own token and comes from our page.

    Raises:
        Refused: nobody is signed in (401), or the write was made elsewhere (403).
    """
    visitor = await visitor_of(request)
    if not hmac.compare_digest(request.headers.get(CSRF_HEADER, "").encode(), visitor.csrf.encode()):
        raise Refused(403, "403", "stale")
    only_own_pages(request)
    await note_visit(request, visitor)
    return visitor


async def form_writer_of(request: web.Request, form: Mapping[str, str]) -> SignedIn:
    """The same for a plain form, which works without JavaScript: the token stands in its field `csrf`.

    Raises:
        Refused: as `writer_of`.
    """
    visitor = await visitor_of(request)
    only_with_token(form, visitor)
    only_own_pages(request)
    await note_visit(request, visitor)
    return visitor


def only_with_token(form: Mapping[str, str], visitor: SignedIn) -> None:
    """Refuse a form that does not carry this session's own token.

    Raises:
        Refused: 403.
    """
    if not hmac.compare_digest(form.get("csrf", "").encode("utf-8", "replace"), visitor.csrf.encode()):
        raise Refused(403, "403", "stale")


async def note_visit(request: web.Request, visitor: SignedIn) -> None:
    """The person did something, so the idle minutes begin anew. Polling for messages does not count."""
    parts = parts_of(request)
    real, address = parts.clock.real(), request.remote or ""
    if visitor.is_due(real, address):
        await parts.store.write(touch_session, visitor.session_id, real=real, address=address)


def only_own_pages(request: web.Request) -> None:
    """Refuse a form that another site sent.

    Raises:
        Refused: 403.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        raise Refused(403, "403", "stale")
    origin = request.headers.get("Origin")
    # Some isolating browsers send neither header; what both prove is then left to SameSite and the token.
    if origin is not None and site is None:
        ours = {request.host, urlsplit(parts_of(request).public_url).netloc}
        if urlsplit(origin).netloc not in ours:
            raise Refused(403, "403", "stale")


def give_cookie(parts: Parts, response: web.StreamResponse, token: str) -> None:
    """Put the session's token into the browser until it is closed; the server ends it earlier."""
    response.set_cookie(cookie_name(parts), token, httponly=True, secure=parts.is_https, samesite="Strict", path="/")


def take_cookie(parts: Parts, response: web.StreamResponse) -> None:
    """Take the token away again."""
    response.del_cookie(cookie_name(parts), httponly=True, secure=parts.is_https, samesite="Strict", path="/")
