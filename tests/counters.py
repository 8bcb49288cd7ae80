"""The people who talk at the two counters, through the real webhook, before a stand-in LINE."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import main
from data.clock import Clock
from data.db.keys import write_keyring
from data.db.opening import short_session
from data.gateways.line.standin import StandIn
from data.settings import CHANNELS, Settings, read_settings
from data.signin.hashing import Passwords
from data.staff.invitations import use_invitation
from data.staff.service import invite
from tests.databases import TEST_DATA_KEY, Database

NAMES = {"hanako": "花子", "taro": "太郎", "sato": "佐藤", "mori": "森"}
MASTER_KEY = "11" * 32
QUICK = {"time_cost": 1, "memory_kib": 64}
# LINE gives up after two seconds. A disk of a busy machine stands still for longer, and that is nobody's subject here.
PATIENCE_SECONDS = 60.0


@dataclass
class Person:
    """Somebody with a phone, in one chat."""

    town: Town
    key: str
    channel: str

    @property
    def user_id(self) -> str:
        return self.town.standin.user_id(self.channel, self.key)

    async def says(self, text: str) -> str:
        """Send a text; returns what was answered."""
        return await self._does(self.town.standin.text(self.channel, self.key, text))

    async def is_at(self, latitude: float, longitude: float, title: str = "", address: str = "") -> str:
        """Send a location."""
        return await self._does(
            self.town.standin.location(self.channel, self.key, latitude, longitude, title or None, address or None)
        )

    async def sends_file(self, name: str, data: bytes) -> str:
        """Send a file."""
        return await self._does(self.town.standin.file(self.channel, self.key, name, data))

    async def sends_picture(self, data: bytes) -> str:
        """Send a photo."""
        return await self._does(self.town.standin.image(self.channel, self.key, data))

    async def follows(self) -> str:
        """Add the account as a friend."""
        return await self._does(self.town.standin.follow(self.channel, self.key))

    async def taps(self, label: str, value: str | None = None) -> str:
        """Tap the newest button with this label, on a card or below; `value` for a date or time picker."""
        action, message_id = await self._find(label)
        extra = {} if value is None else {"value": value}
        return await self._does(
            self.town.standin.tap(self.channel, self.key, {**action, **extra}, message_id=message_id)
        )

    async def screen(self) -> dict[str, Any]:
        """The chat as it is shown."""
        return await self.town.standin.screen(self.channel, self.key)

    async def replies(self) -> list[dict[str, Any]]:
        """LINE messages of the bot since this person last did something."""
        found: list[dict[str, Any]] = []
        for entry in reversed((await self.screen())["messages"]):
            if entry["from"] == "person":
                break
            found.append(entry["message"])
        return found[::-1]

    async def last_reply(self) -> str:
        """Everything readable in those messages, joined."""
        return "\n".join(readable(message) for message in await self.replies())

    async def labels(self) -> list[str]:
        """Labels of what can be tapped now: on the newest messages and below."""
        screen = await self.screen()
        quick = [item["action"].get("label", "") for item in screen["quick_replies"]]
        return [action.get("label", "") for message in await self.replies() for action in actions_in(message)] + quick

    async def _does(self, act: Any) -> str:
        result = await act
        status = result.get("webhook_status", 200)
        assert status in (200, None), result
        assert result.get("webhook_error") != "request_timeout"
        await self.town.program.turns.settled()
        return await self.last_reply()

    async def _find(self, label: str) -> tuple[dict[str, Any], str | None]:
        screen = await self.screen()
        for item in screen["quick_replies"]:
            if item["action"].get("label") == label:
                return item["action"], None
        for entry in reversed(screen["messages"]):
            if entry["from"] == "bot":
                for action in actions_in(entry["message"]):
                    if action.get("label") == label:
                        return action, entry["id"]
        raise AssertionError(f"no button {label!r}; there are {await self.labels()}")


@dataclass
class Town:
    """A running program with a stand-in LINE before it."""

    program: main.Program
    standin: StandIn
    settings: Settings

    def person(self, key: str, channel: str) -> Person:
        return Person(self, key, channel)


def readable(part: Any) -> str:
    """All texts of a LINE message, in the order they stand."""
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        if part.get("type") == "location":
            own += [part.get("title", ""), part.get("address", "")]
        apart = ("action", "actions", "quickReply", "text")
        rest = [readable(value) for key, value in part.items() if key not in apart]
        labels = [action.get("label", "") for action in part.get("actions", [])]
        if isinstance(part.get("action"), dict):
            labels.append(part["action"].get("label", ""))
        return "\n".join(text for text in [*own, *rest, *labels] if text)
    if isinstance(part, list):
        return "\n".join(text for text in (readable(item) for item in part) if text)
    return ""


def actions_in(part: Any) -> list[dict[str, Any]]:
    """Every action of a LINE message outside its quick replies."""
    if isinstance(part, list):
        return [action for item in part for action in actions_in(item)]
    if not isinstance(part, dict):
        return []
    found = [part["action"]] if isinstance(part.get("action"), dict) else []
    found += [action for action in part.get("actions", []) if isinstance(action, dict)]
    for key, value in part.items():
        if key not in ("action", "actions", "quickReply"):
            found += actions_in(value)
    return found


@asynccontextmanager
async def open_town(database: Database, home: Path, *, sample: bool = True) -> AsyncIterator[Town]:
    """The whole program on an empty database with starter content, its webhooks on a loopback port.

    What it is begun with is put in once a run, and copied from then on.
    """
    template = "sample" if sample else "starters"
    is_seeded = template in database.source.kept
    if is_seeded:
        database.fill(template)
    standin = StandIn(allow_http=True)
    standin.settings.webhook_timeout_seconds = PATIENCE_SECONDS
    url = await standin.start()
    settings = read_settings(
        home=home,
        database_url=database.url,
        mode="trial",
        listen="127.0.0.1:0",
        line_api_url=url,
        line_data_url=url,
        master_key=MASTER_KEY,
        **{f"line_{name}_{part}": f"test-{name}-{part}" for name in CHANNELS for part in ("secret", "token")},
    )
    write_keyring(home, bytes.fromhex(MASTER_KEY), TEST_DATA_KEY)
    try:
        for name in CHANNELS:
            standin.add_channel(name, settings.secret(name), settings.token(name), basic_id=f"@test-{name}")
        for key, shown in NAMES.items():
            standin.add_person(key, shown)
        if not is_seeded:
            main.seed_home(settings, sample=sample)
            with short_session(settings) as session:
                now = Clock().now()
                for key, role in (("sato", "administrator"), ("mori", "viewer")):
                    code = invite(session, role=role, name=NAMES[key], now=now)
                    use_invitation(session, code=code, line_user_id=standin.user_id("staff", key), now=now)
            database.source.keep(database, template)
        async with _running(settings) as program, main.listening(program, "127.0.0.1", 0, seconds=1) as port:
            address = f"http://127.0.0.1:{port}"
            for name in CHANNELS:
                standin.channel(name).webhook_url = f"{address}/line/{name}"
            town = Town(program, standin, settings)
            for key, channel in (("hanako", "public"), ("taro", "public"), ("sato", "staff"), ("mori", "staff")):
                await standin.follow(channel, key)
            await program.turns.settled()
            yield town
    finally:
        await standin.stop()


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[main.Program]:
    """The program, with passwords that cost little."""
    with patch.dict(Passwords.__init__.__kwdefaults__, QUICK):
        async with main.running(settings) as program:
            yield program
