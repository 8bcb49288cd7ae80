"""Everything the stand-in knows, in one place that the faces and the acts share."""

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from data.gateways.line.standin.channels import Channel
from data.gateways.line.standin.chats import Chat
from data.gateways.line.standin.clock import VirtualClock
from data.gateways.line.standin.faults import Faults
from data.gateways.line.standin.marks import message_numbers, user_id
from data.gateways.line.standin.people import Person
from data.gateways.line.standin.refusals import Unknown
from data.gateways.line.standin.request_log import RequestLog


@dataclass
class Settings:
    """How strict and how slow this LINE is.

    `media_origins` tells which real address answers for a public one, as {"https://town.example":
    "http://127.0.0.1:8080"}; pictures elsewhere than on this machine are not fetched.
    """

    media_check: bool = True
    strict: bool = True
    allow_http: bool = False
    rate_limits: bool = True
    vary_wording: bool = False
    refuse_unknown_multicast: bool = False
    short_follower_pages: bool = False
    webhook_timeout_seconds: float = 2.0
    redelivery_delays_seconds: tuple[float, ...] = (0.2, 1.0, 5.0, 20.0)
    hold_seconds: float = 0.02
    job_delay_seconds: float = 0.0
    alias_cache_seconds: float = 0.0
    video_preparation_seconds: float = 0.0
    media_origins: dict[str, str] = field(default_factory=dict)


class World:
    """Channels, people, the clock, faults, the log of calls, and problems found in what the bots sent."""

    def __init__(self, clock: VirtualClock, settings: Settings) -> None:
        self.clock = clock
        self.settings = settings
        self.channels: dict[str, Channel] = {}
        self.people: dict[str, Person] = {}
        self.access_tokens: dict[str, tuple[Channel, int | None]] = {}
        self.faults = Faults()
        self.log = RequestLog()
        self.problems: list[dict[str, Any]] = []
        self.stopping = False
        self._owners: dict[tuple[str, str], str] = {}
        self._numbers = message_numbers(clock.now_ms())
        self._tasks: set[asyncio.Task[Any]] = set()

    def channel(self, name: str) -> Channel:
        """Return a channel by its name.

        Raises:
            Unknown: there is none.
        """
        if name not in self.channels:
            raise Unknown(f"no channel {name}; there are {sorted(self.channels)}")
        return self.channels[name]

    def person(self, key: str) -> Person:
        """Return a person by key.

        Raises:
            Unknown: there is none.
        """
        if key not in self.people:
            raise Unknown(f"no person {key}; there are {sorted(self.people)}")
        return self.people[key]

    def know(self, channels: Iterable[Channel], people: Iterable[Person]) -> None:
        """Note which user ids these people have under the providers of these channels."""
        everybody = list(people)
        for provider in {channel.provider for channel in channels}:
            for person in everybody:
                self._owners[provider, user_id(provider, person.key)] = person.key

    def person_behind(self, provider: str, line_user_id: str) -> Person | None:
        """Return whose user id this is under a provider, friend or not."""
        key = self._owners.get((provider, line_user_id))
        return self.people[key] if key is not None else None

    def chat(self, channel: Channel, person: Person) -> Chat:
        """Return the person's chat with the channel, made when first asked for."""
        chat = channel.chats.get(person.key)
        if chat is None:
            chat = Chat(user_id(channel.provider, person.key), person.key)
            channel.chats[person.key] = chat
            channel.by_user_id[chat.target_id] = chat
        return chat

    def next_message_id(self) -> str:
        """Return a message id, rising."""
        return str(next(self._numbers))

    def report(self, kind: str, channel: Channel, **facts: Any) -> None:
        """Note a problem LINE wouldn't answer with an error."""
        self.problems.append({"at": self.clock.now_ms(), "kind": kind, "channel": channel.name, **facts})

    def in_background(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run work apart from who asked for it; it is cancelled when the stand-in stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def wind_down(self) -> None:
        """Stop background work and wake whoever watches a screen."""
        self.stopping = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.wake_all()

    def wake_all(self) -> None:
        """Let everybody who watches a screen look again."""
        for channel in self.channels.values():
            for chat in channel.chats.values():
                chat.wake()
