"""What LINE tells about the account itself and about a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.gateways.line.incoming import words


@dataclass(frozen=True, slots=True)
class BotInfo:
    """Our own account. `basic_id` begins with @; `chat_mode` is `chat` when staff also answer by hand."""

    user_id: str
    basic_id: str
    display_name: str
    picture_url: str
    chat_mode: str
    mark_as_read_mode: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as they present themselves: chosen freely, so never an identity. `language` is BCP 47 or ""."""

    user_id: str
    display_name: str
    picture_url: str
    status_message: str
    language: str


def read_bot_info(document: dict[str, Any]) -> BotInfo:
    """Read the answer of GET /v2/bot/info; what is missing is ""."""
    names = ("userId", "basicId", "displayName", "pictureUrl", "chatMode", "markAsReadMode")
    return BotInfo(*(words(document.get(name)) for name in names))


def read_profile(document: dict[str, Any]) -> Profile:
    """Read the answer of GET /v2/bot/profile/{userId}; what is missing is ""."""
    names = ("userId", "displayName", "pictureUrl", "statusMessage", "language")
    return Profile(*(words(document.get(name)) for name in names))
