"""A tiny control face for the phones page: one list of bubbles per chat, no rules. The real one is the stand-in's."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.view.gallery import ROOT, gallery_app

PHONES = ROOT / "data" / "gateways" / "line" / "standin" / "phones"
NOON = 1_763_780_400_000  # 2025-11-22T12:00+09:00
CHANNELS = [
    {"name": "public", "display_name": "戸沢村", "basic_id": "@tozawa"},
    {"name": "staff", "display_name": "戸沢村 職員窓口", "basic_id": "@tozawastaff"},
]
DEMO = {
    "title": "窓口のデモ",
    "panels": [
        {"channel": "public", "person": "hanako", "label": "住民", "note": "住民の電話です"},
        {"channel": "staff", "person": "sato", "label": "職員"},
    ],
}


class FakeLine:
    """What the phones page sees and does. `acts` lists every POST as (chat, what, body)."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._acted = asyncio.Condition()
        self.rounds = 0
        self._begin()

    def _begin(self) -> None:
        cast = (("hanako", "Hanako"), ("taro", "Taro"), ("sato", "Sato"))
        self.people = [{"key": key, "name": name} for key, name in cast]
        self.acts: list[tuple[str, str, Any]] = []
        self.chats: dict[str, dict[str, Any]] = {}
        self.now_ms = NOON
        self.refuse_taps = False
        self.broken_screens = 0
        self.rounds += 1

    async def forget(self) -> None:
        """Begin anew; whoever still watches an old screen is sent away."""
        self._begin()
        async with self._changed:
            self._changed.notify_all()

    def chat(self, name: str) -> dict[str, Any]:
        """The screen of `channel/person`, as the page gets it."""
        empty: dict[str, Any] = {
            "messages": [],
            "quick_replies": [],
            "rich_menu": None,
            "loading_until": None,
            "friend": True,
        }
        return self.chats.setdefault(name, {**empty, "blocked": False, "cursor": 0})

    async def change(self, name: str, **changes: Any) -> None:
        """Change a screen and wake its watchers."""
        chat = self.chat(name)
        chat.update(changes)
        chat["cursor"] += 1
        async with self._changed:
            self._changed.notify_all()

    async def say(self, name: str, message: dict[str, Any], sender: str = "bot", **changes: Any) -> str:
        """Put one bubble on a screen and return its id."""
        message_id = str(len(self.chat(name)["messages"]) + 1)
        bubble = {"id": message_id, "from": sender, "at": self.now_ms, "message": message}
        await self.change(name, messages=[*self.chat(name)["messages"], bubble], **changes)
        return message_id

    async def acted(self, what: str) -> tuple[str, Any]:
        """Wait for a POST of this kind; return its chat and body."""
        async with self._acted, asyncio.timeout(60):
            await self._acted.wait_for(lambda: any(act[1] == what for act in self.acts))
        return next((chat, body) for chat, kind, body in self.acts if kind == what)

    def app(self) -> web.Application:
        """The gallery's server with the phones page and the control face on the same origin."""
        app = gallery_app()
        app.router.add_get("/", self._page)
        app.router.add_static("/phones", PHONES)
        app.router.add_get("/_sim/{what:(demo|channels|people|clock)}", self._tell)
        app.router.add_post("/_sim/people", self._add_person)
        app.router.add_post("/_sim/clock", self._move_clock)
        app.router.add_get("/_sim/{channel}/{person}/screen", self._screen)
        app.router.add_post("/_sim/{channel}/{person}/{what}", self._act)
        return app

    async def _page(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(PHONES / "index.html")

    async def _tell(self, request: web.Request) -> web.Response:
        known = {"demo": DEMO, "channels": CHANNELS, "people": self.people, "clock": {"ms": self.now_ms}}
        return web.json_response(known[request.match_info["what"]])

    async def _add_person(self, request: web.Request) -> web.Response:
        self.people.append(await request.json())
        return web.json_response({})

    async def _move_clock(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.now_ms += round(body.get("advance_seconds", 0) * 1000)
        await self._record("", "clock", body)
        return web.json_response({"ms": self.now_ms})

    async def _screen(self, request: web.Request) -> web.Response:
        if self.broken_screens > 0:
            self.broken_screens -= 1
            raise web.HTTPBadGateway
        chat = self.chat("{channel}/{person}".format(**request.match_info))
        after = request.query.get("after")
        began = self.rounds
        if after is not None and chat["cursor"] == int(after):
            async with self._changed:
                await self._changed.wait_for(lambda: chat["cursor"] != int(after) or self.rounds != began)
        return web.json_response(chat)

    async def _act(self, request: web.Request) -> web.Response:
        name = "{channel}/{person}".format(**request.match_info)
        what = request.match_info["what"]
        body: Any
        if request.content_type.startswith("multipart/"):
            fields = (await request.post()).values()
            body = [(Path(field.filename).name, field.content_type, len(field.file.read())) for field in fields]  # type: ignore[union-attr]
        else:
            body = await request.json()
        await self._record(name, what, body)
        if what == "tap" and self.refuse_taps:
            return web.json_response({"message": "not on this screen"}, status=409)
        if what == "text":
            await self.say(name, {"type": "text", "text": body["text"]}, "person")
        if what == "unsend":
            left = [bubble for bubble in self.chat(name)["messages"] if bubble["id"] != body["message_id"]]
            await self.change(name, messages=left)
        if what in ("follow", "block", "unblock"):
            await self.change(name, friend=what != "block", blocked=what == "block")
        return web.json_response({})

    async def _record(self, name: str, what: str, body: Any) -> None:
        self.acts.append((name, what, body))
        async with self._acted:
            self._acted.notify_all()
