"""Short links that open the chat with a receipt code typed, and published pictures."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache

from aiohttp import web
from yarl import URL

from bot.pictures import PictureShelf, StarterPictures
from dialogs.receipt import chat_link, receipt_text

_CODE = re.compile(r"([FSPB])-?([A-Z0-9]{4,12})")
_PICTURE_ID = re.compile(r"[0-9a-f]{32}")
WIDEST = 2000
# A picture never changes under its id.
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def short_link(basic_ids: Mapping[str, str]) -> Handler:
    """GET /f/{code}: over to the chat. `?on=test` leads to the test account.

    Args:
        basic_ids: channel -> the account's basic id with its `@`.
    """

    async def follow(request: web.Request) -> web.StreamResponse:
        found = _CODE.fullmatch(request.match_info["code"].upper())
        basic_id = basic_ids.get("test" if request.query.get("on") == "test" else "public")
        if found is None or not basic_id:
            raise web.HTTPNotFound
        # LINE wants the @ of the id percent-encoded; a plain string would be normalised.
        raise web.HTTPFound(URL(chat_link(basic_id, receipt_text(found[1], found[2])), encoded=True))

    return follow


def qr_code(public_url: str) -> Handler:
    """GET /f/{code}/qr.png: the short link as a picture to print. The same code always gives the same picture."""

    async def show(request: web.Request) -> web.StreamResponse:
        found = _CODE.fullmatch(request.match_info["code"].upper())
        if found is None:
            raise web.HTTPNotFound
        data = await asyncio.to_thread(_qr_picture, f"{public_url}/f/{found[1]}-{found[2]}")
        return web.Response(body=data, content_type="image/png", headers=_FOR_EVER)

    return show


@lru_cache(maxsize=256)
def _qr_picture(url: str) -> bytes:
    import qrcode  # only when a picture is asked for: start-up counts
    from qrcode.constants import ERROR_CORRECT_M

    out = io.BytesIO()
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=16, border=4)
    drawn.add_data(url)
    drawn.make_image().save(out, "PNG")
    return out.getvalue()


def media(shelves: list[PictureShelf]) -> Handler:
    """GET /media/{id} and /media/{id}/{width}: published pictures, the first shelf that has it."""

    async def show(request: web.Request) -> web.StreamResponse:
        public_id, width = request.match_info["id"], request.match_info.get("width")
        if not _PICTURE_ID.fullmatch(public_id):
            raise web.HTTPNotFound
        if width is not None and not (width.isascii() and width.isdigit() and 0 < int(width[:6]) <= WIDEST):
            raise web.HTTPNotFound
        for shelf in shelves:
            picture = await shelf.picture(public_id, int(width) if width else None)
            if picture is not None:
                return web.Response(body=picture.data, content_type=picture.content_type, headers=_FOR_EVER)
        raise web.HTTPNotFound

    return show


def link_routes(basic_ids: Mapping[str, str], shelves: list[PictureShelf], public_url: str = "") -> list[web.RouteDef]:
    """The routes of this file, for main. The shipped pictures stand behind the given shelves."""
    show = media([*shelves, StarterPictures()])
    return [
        web.get("/f/{code}", short_link(basic_ids)),
        web.get("/f/{code}/qr.png", qr_code(public_url)),
        web.get("/media/{id}", show),
        web.get("/media/{id}/{width}", show),
    ]
