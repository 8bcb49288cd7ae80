"""A person's screen as JSON, and waiting for it to change."""

import asyncio
from typing import Any

from data.gateways.line.standin.channels import Channel
from data.gateways.line.standin.chats import Chat
from data.gateways.line.standin.world import World

LONGEST_WAIT_SECONDS = 25.0


def screen_of(channel: Channel, chat: Chat, now_ms: int) -> dict[str, Any]:
    """Return {messages, quick_replies, rich_menu, loading_until, friend, blocked, read_until, cursor}."""
    chat.refresh(channel.shelf, now_ms)
    menu = chat.shown_menu
    drawn = None
    if menu is not None:
        names = ("size", "chatBarText", "selected", "areas", "name")
        drawn = {"id": menu.id, **{name: menu.body[name] for name in names}}
        drawn["image_url"] = f"/_sim/richmenu/{channel.name}/{menu.id}"
    return {
        "messages": [entry.as_json() for entry in chat.entries],
        "quick_replies": [
            {name: item[name] for name in ("imageUrl", "action") if name in item} for item in chat.quick_replies()
        ],
        "rich_menu": drawn,
        "loading_until": chat.loading_until,
        "friend": chat.friend,
        "blocked": chat.blocked,
        "read_until": chat.read_until,
        "cursor": chat.cursor,
    }


async def watch(world: World, channel: Channel, chat: Chat, after: int | None, wait_seconds: float) -> dict[str, Any]:
    """Return the screen; with `after`, wait until its cursor differs, at most `wait_seconds` of real time."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + min(wait_seconds, LONGEST_WAIT_SECONDS)
    chat.refresh(channel.shelf, world.clock.now_ms())
    while after is not None and chat.cursor == after and not world.stopping and loop.time() < ends:
        await chat.changed(ends - loop.time())
        chat.refresh(channel.shelf, world.clock.now_ms())
    return screen_of(channel, chat, world.clock.now_ms())
