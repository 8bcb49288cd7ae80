"""Webhook events as LINE writes them, and the changes LINE may make to them at any time."""

from typing import Any

from data.gateways.line.standin.channels import Channel
from data.gateways.line.standin.chats import Chat
from data.gateways.line.standin.marks import event_id
from data.ids import new_public_id

REPLYABLE = frozenset(
    {
        "message",
        "messageEdited",
        "follow",
        "join",
        "memberJoined",
        "postback",
        "videoPlayComplete",
        "beacon",
        "membership",
    }
)
_SECOND_MS = 1000


def new_event(channel: Channel, chat: Chat, kind: str, now_ms: int, **own: Any) -> dict[str, Any]:
    """Return one event of a person, with its reply token when LINE gives one.

    Two events of one person never bear the same millisecond: on a phone they couldn't.
    """
    at = now_ms
    if now_ms <= chat.last_event_at < now_ms + _SECOND_MS:
        at = chat.last_event_at + 1
    chat.last_event_at = at
    event: dict[str, Any] = {
        "type": kind,
        **own,
        "webhookEventId": event_id(at),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": at,
        "source": {"type": "user", "userId": chat.target_id},
        "mode": "active",
    }
    if kind in REPLYABLE:
        event["replyToken"] = channel.reply_tokens.issue(chat, at)
    return event


def message_content(channel: Channel, chat: Chat, kind: str, message_id: str, **own: Any) -> dict[str, Any]:
    """Return the `message` of a message event with the tokens LINE puts on its type."""
    content: dict[str, Any] = {"type": kind, "id": message_id, **own}
    if kind in ("text", "image", "video", "sticker"):
        content["quoteToken"] = new_public_id()
        chat.quote_tokens.add(content["quoteToken"])
    content["markAsReadToken"] = new_public_id()
    channel.read_tokens[content["markAsReadToken"]] = (chat, message_id)
    return content


def completed(channel: Channel, event: dict[str, Any], now_ms: int) -> dict[str, Any]:
    """Return a test's own event with the envelope it left out, its reply token known to this channel."""
    whole = {
        "webhookEventId": event_id(now_ms),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": now_ms,
        "mode": "active",
        **event,
    }
    source = whole.get("source") or {}
    target = source.get("groupId") or source.get("roomId")
    if target is not None:
        group = channel.groups.setdefault(target, Chat(target, None, friend=True))
        if whole.get("type") == "leave":
            del channel.groups[target]
        chat: Chat | None = group
    else:
        chat = channel.by_user_id.get(str(source.get("userId")))
    if whole.get("mode") == "active" and whole.get("type") in REPLYABLE:
        whole["replyToken"] = channel.reply_tokens.issue(chat, now_ms, whole.get("replyToken"))
    return whole


def redelivered(event: dict[str, Any]) -> dict[str, Any]:
    """Return the same event as LINE sends it again."""
    return {**event, "deliveryContext": {"isRedelivery": True}}


def of_the_future(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event with properties no reader knows yet."""
    changed = {**event, "futureProperty": {"level": 3, "names": ["a", "b"]}}
    for name in ("message", "postback", "source"):
        if isinstance(changed.get(name), dict):
            changed[name] = {**changed[name], "futureProperty": "value"}
    return changed


def turned_about(value: Any) -> Any:
    """Return the same JSON with the properties of every object in the opposite order."""
    if isinstance(value, dict):
        return {name: turned_about(value[name]) for name in reversed(value)}
    if isinstance(value, list):
        return [turned_about(item) for item in value]
    return value
