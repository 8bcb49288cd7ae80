"""What people do, by HTTP: `POST /_sim/{channel}/{person}/…`, and their screens."""

import base64
import binascii
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from data.gateways.line.standin.control.replies import json_body
from data.gateways.line.standin.refusals import CannotDo, Unknown
from data.gateways.line.standin.stage import Stage


class Doings:
    """Reads requests of the phones page and of tests, and lets the stage act."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def act(self, request: web.Request) -> Any:
        """Perform the act that the last word of the path names."""
        who = (request.match_info["channel"], request.match_info["person"])
        act = request.match_info["act"]
        if act in ("follow", "block", "unblock"):
            return await getattr(self._stage, act)(*who)
        if act == "open":
            self._stage.open(*who)
            return None
        if act in ("image", "file", "video", "audio"):
            return await self._send_files(act, *who, request)
        body = await json_body(request)
        if act == "text":
            return await self._stage.text(*who, body["text"], body.get("quoted_message_id"))
        if act == "location":
            place = {name: body[name] for name in ("title", "address") if body.get(name) is not None}
            return await self._stage.location(*who, float(body["latitude"]), float(body["longitude"]), **place)
        if act == "sticker":
            return await self._stage.sticker(*who, str(body["package_id"]), str(body["sticker_id"]))
        if act == "unsend":
            return await self._stage.unsend(*who, str(body["message_id"]))
        if act == "tap":
            return await self._stage.tap(*who, body["action"], body.get("message_id"), body.get("value"))
        raise Unknown(f"nobody can {act}")

    async def screen(self, request: web.Request) -> Any:
        """Return a screen; `?after=<cursor>&wait=<seconds>` waits for a change."""
        after = request.query.get("after")
        return await self._stage.screen(
            request.match_info["channel"],
            request.match_info["person"],
            int(after) if after is not None else None,
            float(request.query.get("wait", "0")),
        )

    async def content(self, request: web.Request) -> Any:
        """Return the bytes of what a person sent, for the phones page."""
        channel = self._stage.world.channel(request.match_info["channel"])
        content = channel.contents.peek(request.match_info["message_id"])
        if content is None:
            raise Unknown("no such content")
        return web.Response(body=content.data, content_type=content.content_type)

    async def menu_image(self, request: web.Request) -> Any:
        """Return the picture of a rich menu, for the phones page; a deleted one may still be on a screen."""
        channel = self._stage.world.channel(request.match_info["channel"])
        menu_id = request.match_info["menu_id"]
        shown = (chat.shown_menu for chat in channel.chats.values())
        menus = [channel.shelf.menus.get(menu_id), *shown]
        for menu in menus:
            if menu is not None and menu.id == menu_id and menu.image is not None:
                return web.Response(body=menu.image, content_type=menu.image_type)
        raise Unknown("no such picture")

    async def _send_files(self, act: str, channel: str, person: str, request: web.Request) -> Any:
        files, duration_ms = await _files_of(request)
        if act == "image":
            return await self._stage.image(channel, person, *(data for _, data in files))
        name, data = files[0]
        if act == "file":
            return await self._stage.file(channel, person, name, data)
        if act == "video":
            return await self._stage.video(channel, person, data, duration_ms)
        return await self._stage.audio(channel, person, data, duration_ms)


async def _files_of(request: web.Request) -> tuple[list[tuple[str, bytes]], int]:
    """Return [(file name, bytes)] of a form, or of JSON {png_base64 | base64, file_name?}; and a film's length."""
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        files = [(item.filename, item.file.read()) for item in form.values() if isinstance(item, FileField)]
        duration: Any = form.get("duration", "10000")
    else:
        body = await json_body(request)
        try:
            data = base64.b64decode(body.get("png_base64") or body["base64"], validate=True)
        except binascii.Error:
            raise CannotDo("no base64") from None
        files = [(str(body.get("file_name", "file")), data)]
        duration = body.get("duration", 10_000)
    if not files:
        raise CannotDo("no file")
    return files, int(duration)
