"""Plain forms that work without JavaScript: read with limits, and bound to the browser that was given them."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from aiohttp import web

from data.ids import new_public_id
from staffbot.web.parts import Parts, parts_of
from staffbot.web.refusals import Refused

MOST_BYTES = 10_000
FORM_TYPE = "application/x-www-form-urlencoded"
PLAIN_COOKIE = "madoguchi_form"
SECURE_COOKIE = "__Host-madoguchi_form"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one field: its id in the page ("" for the form as a whole) and the sentence."""

    field: str
    text: str


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a small form; of a field given twice the first.

    Raises:
        Refused: another kind of body (400), or a large one (413), which is not read.
    """
    if request.content_type != FORM_TYPE or request.content_length is None:
        raise Refused(400, "400")
    if request.content_length > MOST_BYTES:
        raise Refused(413, "400")
    fields: dict[str, str] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, str):
            # NUL and lone surrogates are no part of what anybody types, and no database takes them.
            fields.setdefault(name, value.replace("\0", "").encode("utf-8", "replace").decode())
    return fields


def form_token(request: web.Request) -> tuple[str, str]:
    """(chance for the cookie, what the form carries) for somebody who is not signed in; the cookie is kept if good."""
    parts = parts_of(request)
    chance = request.cookies.get(cookie_name(parts), "")
    if len(chance) != 32:
        chance = new_public_id()
    return chance, parts.sealer.digest("form", chance)


def give_form_cookie(parts: Parts, response: web.Response, chance: str) -> None:
    """Bind the form to this browser: another site can neither read nor set it."""
    response.set_cookie(cookie_name(parts), chance, httponly=True, secure=parts.is_https, samesite="Strict", path="/")


def is_our_form(request: web.Request, form: dict[str, str]) -> bool:
    """Whether the form was given to this very browser."""
    parts = parts_of(request)
    chance = request.cookies.get(cookie_name(parts), "")
    expected = parts.sealer.digest("form", chance)
    return bool(chance) and hmac.compare_digest(expected.encode(), form.get("csrf", "").encode("utf-8", "replace"))


def cookie_name(parts: Parts) -> str:
    """The cookie's name."""
    return SECURE_COOKIE if parts.is_https else PLAIN_COOKIE
