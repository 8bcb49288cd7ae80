"""Reply tokens: one per replyable event, used once, young only.

Source: Messaging API reference, "Reply token": one minute from the delivery of the webhook; a redelivery gives another
minute, unless the token was used or twenty minutes have passed since the event.
"""

from dataclasses import dataclass

from data.gateways.line.standin.chats import Chat
from data.gateways.line.standin.clock import MINUTE
from data.gateways.line.standin.refusals import Refusal
from data.ids import new_public_id

LIFE_MS = MINUTE
REVIVAL_MS = 20 * MINUTE
KEPT = 100_000


@dataclass(slots=True)
class ReplyToken:
    """`chat` is None when the event came from nobody the stand-in knows."""

    chat: Chat | None
    event_at: int
    delivered_at: int
    used: bool = False


class ReplyTokens:
    """The tokens of one channel."""

    def __init__(self) -> None:
        self._tokens: dict[str, ReplyToken] = {}

    def issue(self, chat: Chat | None, event_at: int, token: str | None = None) -> str:
        """Return a new token for an event; `token` names one that a test wrote into its own event."""
        token = token or new_public_id()
        self._tokens[token] = ReplyToken(chat, event_at, event_at)
        if len(self._tokens) > KEPT:
            del self._tokens[next(iter(self._tokens))]
        return token

    def delivered(self, token: str, now_ms: int, again: bool) -> None:
        """Start the token's minute; on a redelivery only when the event is young."""
        found = self._tokens.get(token)
        if found is not None and not (again and now_ms - found.event_at >= REVIVAL_MS):
            found.delivered_at = now_ms

    def usable(self, token: str, now_ms: int) -> ReplyToken:
        """Return the token's record, or refuse."""
        found = self._tokens.get(token)
        if found is None or found.used or now_ms - found.delivered_at > LIFE_MS:
            raise Refusal(400, "Invalid reply token")
        return found
