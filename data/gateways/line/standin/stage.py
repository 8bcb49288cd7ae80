"""The stand-in as tests and the demo handle it from Python; the control face offers the same by HTTP."""

from datetime import UTC, datetime
from typing import Any

from data.gateways.line.standin.acts import Acts
from data.gateways.line.standin.channels import Channel, new_channel
from data.gateways.line.standin.clock import VirtualClock
from data.gateways.line.standin.events import completed
from data.gateways.line.standin.faults import KINDS, Fault
from data.gateways.line.standin.media import MediaChecker
from data.gateways.line.standin.people import Person
from data.gateways.line.standin.refusals import CannotDo
from data.gateways.line.standin.screen import watch
from data.gateways.line.standin.taps import Taps
from data.gateways.line.standin.webhooks import Delivery, WebhookSender
from data.gateways.line.standin.world import Settings, World

INSIGHT_KINDS = ("delivery", "followers", "demographic", "event", "unit", "richmenu")


class Stage(Acts):
    """Channels and people, what people do (`Acts`), what they see, and the weather around it."""

    def __init__(self, clock: VirtualClock | None, settings: Settings) -> None:
        world = World(clock or VirtualClock(), settings)
        sender = WebhookSender(world)
        super().__init__(world, sender)
        self.media = MediaChecker(world, sender)
        self.settings = settings
        self.clock = world.clock
        self.demo: dict[str, Any] = {"title": "", "panels": [], "clock": {}}
        self._taps = Taps(self)

    def add_channel(self, name: str, secret: str, token: str, **more: Any) -> Channel:
        """Open a channel. `more`: what else `new_channel` takes."""
        if name in self.world.channels or token in self.world.access_tokens:
            raise CannotDo(f"channel {name} or its token exists already")
        channel = new_channel(name, secret, token, **more)
        self.world.channels[name] = channel
        self.world.access_tokens[token] = (channel, None)
        self.world.know([channel], self.world.people.values())
        return channel

    def add_person(
        self, key: str, name: str | None = None, language: str = "ja", picture_url: str | None = None
    ) -> Person:
        """Give somebody a phone with LINE on it."""
        person = Person(key, name or key, language, picture_url)
        self.world.people[key] = person
        self.world.know(self.world.channels.values(), [person])
        return person

    def channel(self, name: str) -> Channel:
        """Return a channel, to look at or change what it keeps."""
        return self.world.channel(name)

    def user_id(self, channel: str, person: str) -> str:
        """Return the person's LINE user id as this channel sees it."""
        return self.world.chat(self.world.channel(channel), self.world.person(person)).target_id

    async def tap(
        self,
        channel: str,
        person: str,
        action: dict[str, Any],
        message_id: str | None = None,
        value: str | None = None,
    ) -> dict[str, Any]:
        """Tap a button on the screen; see `Taps.tap`."""
        return await self._taps.tap(channel, person, action, message_id, value)

    async def screen(self, channel: str, person: str, after: int | None = None, wait: float = 0.0) -> dict[str, Any]:
        """Return the person's screen; with `after` (a cursor), once it differs or `wait` seconds have passed."""
        found = self.world.channel(channel)
        return await watch(self.world, found, self.world.chat(found, self.world.person(person)), after, wait)

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.clock.advance(seconds)
        self.world.wake_all()

    def set_clock(self, instant: datetime | int) -> None:
        """Set the clock to an instant, or to milliseconds since the epoch."""
        self.clock.set(datetime.fromtimestamp(instant / 1000, UTC) if isinstance(instant, int) else instant)
        self.world.wake_all()

    def fault(
        self,
        endpoint: str,
        kind: str,
        status: int = 500,
        seconds: float = 0.0,
        count: int | None = None,
        until: int | None = None,
        channel: str | None = None,
    ) -> None:
        """Let an endpoint fail: kind delay, drop, drop_after_accept or status; `until` in ms of this clock.

        Endpoints are named reply, push, multicast, broadcast, validate/reply, content, loading, profile, token,
        richmenu/create … (the `name` of each `Route`), or `*`.
        """
        if kind not in KINDS:
            raise CannotDo(f"no fault {kind}; there are {KINDS}")
        self.world.faults.add(Fault(endpoint, kind, status, seconds, count, until, channel))

    def clear_faults(self) -> None:
        """Let everything work again."""
        self.world.faults.clear()

    def webhooks(self, mode: dict[str, bool], channel: str | None = None) -> None:
        """Turn webhook modes on or off (`WebhookModes`), for one channel or all."""
        for found in [self.world.channel(channel)] if channel else self.world.channels.values():
            found.modes.change(mode)

    async def webhook(
        self, channel: str, events: list[dict[str, Any]] | None = None, raw: bytes | str | None = None
    ) -> dict[str, Any]:
        """Send a test's own webhook, signed: `raw` as it stands, or `events` with the envelope filled in.

        Events from groups and rooms make the bot a member there; reply tokens of known types are issued. Returns
        {webhook_status, event_ids, webhook_error?}.
        """
        found = self.world.channel(channel)
        if raw is not None:
            body = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
            return _delivered(await self.sender.post(found, body), [])
        whole = [completed(found, event, self.clock.now_ms()) for event in events or []]
        return _delivered(await self.sender.send(found, whole), whole)

    async def ping(self, channel: str) -> dict[str, Any]:
        """Send the empty webhook that LINE tries a connection with."""
        return await self.webhook(channel, [])

    def log(self, endpoint: str | None = None) -> list[dict[str, Any]]:
        """Return the bots' calls, oldest first; `status` 0 where the connection was dropped by a fault."""
        return self.world.log.calls(endpoint)

    def clear_log(self) -> None:
        """Forget the calls."""
        self.world.log.clear()

    async def problems(self) -> list[dict[str, Any]]:
        """Return what LINE would have taken but not shown, and properties it doesn't know, once all is looked at."""
        await self.media.settle()
        return self.world.problems

    def insight(self, channel: str, kind: str, figures: dict[str, Any], key: str = "") -> None:
        """Set figures. `key`: the day (delivery, followers), request id (event), unit name (unit), menu id (richmenu).

        event, unit: {overview, messages, clicks} as LINE's, unmasked. richmenu: {impression: {day: {count,
        uniqueUsers}}, clicks: [{bounds, days: {day: {count, uniqueUsers}}}]}. demographic: LINE's lists, and
        `targetedReaches` to make it too few.
        """
        if kind not in INSIGHT_KINDS:
            raise CannotDo(f"no insight {kind}; there are {INSIGHT_KINDS}")
        self.world.channel(channel).figures.setdefault(kind, {})[key] = figures


def _delivered(delivery: Delivery, events: list[dict[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "webhook_status": delivery.status,
        "event_ids": [event.get("webhookEventId") for event in events],
    }
    if delivery.error is not None:
        told["webhook_error"] = delivery.error
    return told
