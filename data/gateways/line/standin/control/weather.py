"""Everything around people, by HTTP: channels, clock, faults, webhook modes, log, problems, insight, the demo."""

from datetime import datetime
from typing import Any

from aiohttp import web

from data.gateways.line.standin.clock import iso_utc
from data.gateways.line.standin.control.replies import json_body
from data.gateways.line.standin.refusals import CannotDo
from data.gateways.line.standin.stage import Stage


class Weather:
    """Reads requests of tests and of the bench, and changes the stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def channels(self, request: web.Request) -> Any:
        """Return [{name, display_name, basic_id}]."""
        return [
            {"name": channel.name, "display_name": channel.display_name, "basic_id": channel.basic_id}
            for channel in self._stage.world.channels.values()
        ]

    async def add_channel(self, request: web.Request) -> Any:
        """Open a channel; the body holds the arguments of `Stage.add_channel`."""
        channel = self._stage.add_channel(**await json_body(request))
        return {
            "name": channel.name,
            "bot_user_id": channel.bot_user_id,
            "basic_id": channel.basic_id,
            "channel_id": channel.channel_id,
        }

    async def people(self, request: web.Request) -> Any:
        """Return [{key, name, channels: {channel: {user_id, friend, blocked}}}]."""
        told = []
        for person in self._stage.world.people.values():
            chats = {
                channel.name: self._stage.world.chat(channel, person) for channel in self._stage.world.channels.values()
            }
            told.append(
                {
                    "key": person.key,
                    "name": person.name,
                    "channels": {
                        name: {"user_id": chat.target_id, "friend": chat.friend, "blocked": chat.blocked}
                        for name, chat in chats.items()
                    },
                }
            )
        return told

    async def add_person(self, request: web.Request) -> Any:
        """Add a person {key, name?, language?, picture_url?}."""
        person = self._stage.add_person(**await json_body(request))
        return {"key": person.key, "name": person.name}

    async def clock(self, request: web.Request) -> Any:
        """Return {now, ms} after {advance_seconds} or {set: ISO or ms}, if given."""
        body = await json_body(request)
        if "advance_seconds" in body:
            self._stage.advance(float(body["advance_seconds"]))
        if "set" in body:
            when = body["set"]
            self._stage.set_clock(when if isinstance(when, int) else datetime.fromisoformat(when))
        now = self._stage.clock.now_ms()
        return {"now": iso_utc(now), "ms": now}

    async def add_fault(self, request: web.Request) -> Any:
        """Set a fault; the body holds the arguments of `Stage.fault`."""
        self._stage.fault(**await json_body(request))

    async def clear_faults(self, request: web.Request) -> Any:
        """Let everything work again."""
        self._stage.clear_faults()

    async def webhooks(self, request: web.Request) -> Any:
        """Change webhook modes {mode: {…}, channel?}."""
        body = await json_body(request)
        self._stage.webhooks(body["mode"], body.get("channel"))

    async def webhook(self, request: web.Request) -> Any:
        """Send {events} or {raw} as a signed webhook."""
        body = await json_body(request)
        return await self._stage.webhook(request.match_info["channel"], body.get("events"), body.get("raw"))

    async def ping(self, request: web.Request) -> Any:
        """Send the empty webhook."""
        return await self._stage.ping(request.match_info["channel"])

    async def log(self, request: web.Request) -> Any:
        """Return the bots' calls, of one `?endpoint=` or all."""
        return self._stage.log(request.query.get("endpoint"))

    async def clear_log(self, request: web.Request) -> Any:
        """Forget the calls."""
        self._stage.clear_log()

    async def problems(self, request: web.Request) -> Any:
        """Return what was found wrong in what LINE would take."""
        return await self._stage.problems()

    async def insight(self, request: web.Request) -> Any:
        """Set figures {channel, kind, figures, key?}."""
        body = await json_body(request)
        if not isinstance(body.get("figures"), dict):
            raise CannotDo("figures must be an object")
        self._stage.insight(body["channel"], body["kind"], body["figures"], body.get("key", ""))

    async def demo(self, request: web.Request) -> Any:
        """Return what the phones page shows first."""
        return self._stage.demo
