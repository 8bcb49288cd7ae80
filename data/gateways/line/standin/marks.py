"""Names and tokens in LINE's forms: user ids per provider, message numbers, ULIDs."""

import hashlib
import re
from collections.abc import Iterator
from itertools import count

from data.ids import new_public_id

USER_ID = re.compile(r"U[0-9a-f]{32}")
CHAT_ID = re.compile(r"[UCR][0-9a-f]{32}")
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def user_id(provider: str, person: str) -> str:
    """Return a person's id under one provider: the same in its channels, another elsewhere."""
    return "U" + _digest("person", provider, person)[:32]


def bot_user_id_of(provider: str, channel: str) -> str:
    """Return a bot's own user id, the `destination` of its webhooks."""
    return "U" + _digest("bot", provider, channel)[:32]


def channel_number(channel: str) -> str:
    """Return a channel id: ten digits."""
    return str(2_000_000_000 + int(_digest("channel", channel)[:7], 16))


def message_numbers(start_ms: int) -> Iterator[int]:
    """Yield rising message numbers of eighteen digits, beyond those of an earlier run."""
    return count(start_ms * 100_000)


def event_id(at_ms: int) -> str:
    """Return a ULID: 48 bits of time, 80 bits of chance."""
    value = (at_ms & (2**48 - 1)) << 80 | int(new_public_id()[:20], 16)
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
