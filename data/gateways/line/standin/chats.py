"""One chat of one person with one channel, as its screen shows it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from data.gateways.line.standin.clock import DAY, MINUTE
from data.gateways.line.standin.menus import MenuShelf, RichMenu

REACHABLE_AFTER_WRITING_MS = 7 * DAY
DEFAULT_MENU_DELAY_MS = MINUTE
# Their buttons stay until the data is sent.
LASTING_QUICK_REPLIES = frozenset({"camera", "cameraRoll", "location", "datetimepicker"})


@dataclass(slots=True)
class Entry:
    """One bubble. `message` is a LINE message object; for the person's own, the object that would draw it."""

    id: str
    sender: str
    at: int
    message: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return {id, from, at, message, sender?}."""
        shown: dict[str, Any] = {"id": self.id, "from": self.sender, "at": self.at, "message": self.message}
        if "sender" in self.message:
            shown["sender"] = self.message["sender"]
        return shown


@dataclass
class Chat:
    """Friendship, bubbles, quick replies, rich menu and loading sign of one (channel, person) or group."""

    target_id: str
    person: str | None
    friend: bool = False
    blocked: bool = False
    times_added: int = 0
    wrote_at: int | None = None
    opened: bool = False
    entries: list[Entry] = field(default_factory=list)
    used_quick_replies: set[str] = field(default_factory=set)
    quote_tokens: set[str] = field(default_factory=set)
    loading_until: int | None = None
    linked_menu: str | None = None
    shown_menu: RichMenu | None = None
    menu_seen_at: int = 0
    last_event_at: int = 0
    read_until: str | None = None
    cursor: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _waiting: set[asyncio.Future[None]] = field(default_factory=set)

    def reachable(self, now_ms: int) -> bool:
        """True when a message sent now is shown: a friend, or one who wrote within seven days; never when blocked."""
        if self.blocked:
            return False
        return self.friend or (self.wrote_at is not None and now_ms - self.wrote_at <= REACHABLE_AFTER_WRITING_MS)

    def known(self) -> bool:
        """True when the bot may read the profile: a friend, or one who wrote, and not blocking."""
        return not self.blocked and (self.friend or self.wrote_at is not None)

    def add(self, entry: Entry) -> None:
        """Show a bubble; a bot's bubble ends the loading sign."""
        self.entries.append(entry)
        if entry.sender == "bot":
            self.loading_until = None
        self.touch()

    def entry(self, message_id: str) -> Entry | None:
        """Return the bubble with this id, if it still stands."""
        return next((entry for entry in reversed(self.entries) if entry.id == message_id), None)

    def remove(self, message_id: str) -> None:
        """Take a bubble away; quick replies under the one before come back."""
        self.entries = [entry for entry in self.entries if entry.id != message_id]
        self.touch()

    def quick_replies(self) -> list[dict[str, Any]]:
        """Return the living quick reply items: those of the newest bubble, until one is used."""
        if not self.entries:
            return []
        newest = self.entries[-1]
        if newest.sender != "bot" or newest.id in self.used_quick_replies:
            return []
        items: list[dict[str, Any]] = newest.message.get("quickReply", {}).get("items", [])
        return items

    def use_quick_reply(self) -> None:
        """The buttons vanish once one is used."""
        if self.entries:
            self.used_quick_replies.add(self.entries[-1].id)
            self.touch()

    def see_menu(self, shelf: MenuShelf, now_ms: int) -> None:
        """Look at the rich menu anew: on opening the chat, or when a menu of one's own is linked."""
        menu = shelf.in_effect(self.linked_menu)
        self.menu_seen_at = now_ms
        if menu is not self.shown_menu:
            self.shown_menu = menu
            self.touch()

    def refresh(self, shelf: MenuShelf, now_ms: int) -> None:
        """Let time show: a changed default menu after a minute, the end of the loading sign."""
        changed = shelf.default_changed_at
        if self.linked_menu is None and self.menu_seen_at < changed and now_ms >= changed + DEFAULT_MENU_DELAY_MS:
            self.see_menu(shelf, now_ms)
        if self.loading_until is not None and now_ms >= self.loading_until:
            self.loading_until = None
            self.touch()

    def touch(self) -> None:
        """Tell whoever watches this screen that it changed."""
        self.cursor += 1
        self.wake()

    def wake(self) -> None:
        """Let watchers look again."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def changed(self, timeout_seconds: float) -> None:
        """Wait until the screen is touched, at most `timeout_seconds`."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await asyncio.wait_for(waiter, timeout_seconds)
        except TimeoutError:
            self._waiting.discard(waiter)
