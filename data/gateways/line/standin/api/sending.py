"""Reply, push, multicast, broadcast, and the validate endpoints."""

from typing import Any

from data.gateways.line.standin.api.gate import Answer, Call, Route
from data.gateways.line.standin.buckets import PER_HOUR_60, PER_SECOND_200
from data.gateways.line.standin.chats import Chat, Entry
from data.gateways.line.standin.marks import CHAT_ID, USER_ID
from data.gateways.line.standin.refusals import Refusal
from data.gateways.line.standin.rules.requests import BROADCAST, MULTICAST, PUSH, REPLY, VALIDATE
from data.ids import new_public_id

# What can be quoted; audio, location and coupon can't.
QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "imagemap", "template", "flex"})


def reply(call: Call) -> Answer:
    """Answer an event with its token; nothing is counted against the quota."""
    token = call.channel.reply_tokens.usable(call.body["replyToken"], call.now_ms)
    _check_for_one(call, token.chat)
    token.used = True
    sent = _show(call, token.chat, replying=True)
    call.channel.ledger.sent("reply", 1, call.now_ms)
    return Answer({"sentMessages": sent})


def push(call: Call) -> Answer:
    """Send to one user, group or room. 200 doesn't mean that it was shown."""
    channel = call.channel
    channel.retry_keys.check(call.retry_key, call.now_ms)
    to = call.body["to"]
    if not CHAT_ID.fullmatch(to):
        raise Refusal(400, "The property, 'to', in the request body is invalid (line: -, column: -)")
    chat = _chat_of(call, to)
    if chat is None:
        raise Refusal(400, "Failed to send messages")
    _check_for_one(call, chat)
    recipients = int(chat.reachable(call.now_ms))
    channel.ledger.require(recipients, call.now_ms)
    sent = {"sentMessages": _show(call, chat)}
    _accept(call, "push", recipients, sent)
    return Answer(sent)


def multicast(call: Call) -> Answer:
    """Send to up to 500 users of this channel."""
    channel = call.channel
    channel.retry_keys.check(call.retry_key, call.now_ms)
    chats: dict[str, Chat] = {}
    for index, to in enumerate(call.body["to"]):
        chat = _chat_of(call, to) if USER_ID.fullmatch(to) else None
        known = chat is not None or not call.world.settings.refuse_unknown_multicast
        if not USER_ID.fullmatch(to) or not known:
            raise Refusal(400, f"The property, to[{index}], in the request body is invalid (line: -, column: -)")
        if chat is not None:
            chats[to] = chat
    _send_to_many(call, "multicast", list(chats.values()))
    return Answer()


def broadcast(call: Call) -> Answer:
    """Send to every friend."""
    call.channel.retry_keys.check(call.retry_key, call.now_ms)
    friends = call.channel.friends()
    _send_to_many(call, "broadcast", friends)
    call.channel.broadcasts[call.request_id] = {"timestamp": call.now_ms // 1000, "delivered": len(friends)}
    return Answer()


def validate(call: Call) -> Answer:
    """Say whether the messages would be taken; the table has looked at them already."""
    return Answer()


def _send_to_many(call: Call, kind: str, chats: list[Chat]) -> None:
    if any("mention" in _substituted(message) for message in call.body["messages"]):
        raise Refusal(400, "Failed to send messages")
    reachable = [chat for chat in chats if chat.reachable(call.now_ms)]
    call.channel.ledger.require(len(reachable), call.now_ms)
    for chat in reachable:
        _show(call, chat, check_media=False)
    if call.world.settings.media_check:
        call.media.start(call.channel, call.body["messages"], call.request_id)
    _accept(call, kind, len(reachable), {})


def _accept(call: Call, kind: str, recipients: int, sent: dict[str, Any]) -> None:
    call.channel.ledger.sent(kind, recipients, call.now_ms)
    for unit in call.body.get("customAggregationUnits", ()):
        call.channel.ledger.assign(unit, call.now_ms)
    call.channel.retry_keys.accept(call.retry_key, call.request_id, call.now_ms, sent)


def _chat_of(call: Call, target_id: str) -> Chat | None:
    """Find a chat; a person of this provider whom the channel never met has an empty one."""
    chat = call.channel.chat_of(target_id)
    if chat is None:
        person = call.world.person_behind(call.channel.provider, target_id)
        chat = call.world.chat(call.channel, person) if person else None
    return chat


def _check_for_one(call: Call, chat: Chat | None) -> None:
    """Refuse what only fits another chat: mentions outside of a group, quotes of another chat's messages."""
    for index, message in enumerate(call.body["messages"]):
        if chat is None:
            continue
        if chat.person is not None and "mention" in _substituted(message):
            raise Refusal(400, "Failed to send messages")
        if "quoteToken" in message and message["quoteToken"] not in chat.quote_tokens:
            fault = {"message": "invalid quoteToken", "property": f"messages[{index}].quoteToken"}
            raise Refusal(400, "The request body has 1 error(s)", [fault])


def _substituted(message: dict[str, Any]) -> set[str]:
    return {item["type"] for item in message.get("substitution", {}).values()}


def _show(call: Call, chat: Chat | None, replying: bool = False, check_media: bool = True) -> list[dict[str, str]]:
    """Put the messages on the screen where they are shown; return LINE's `sentMessages`."""
    shown = chat is not None and not chat.blocked and (replying or chat.reachable(call.now_ms))
    sent: list[dict[str, str]] = []
    for message in call.body["messages"]:
        record = {"id": call.world.next_message_id()}
        if message["type"] in QUOTABLE:
            record["quoteToken"] = new_public_id()
            if chat is not None:
                chat.quote_tokens.add(record["quoteToken"])
        sent.append(record)
        if chat is not None and shown:
            chat.add(Entry(record["id"], "bot", call.now_ms, message))
    if check_media and call.world.settings.media_check:
        call.media.start(call.channel, call.body["messages"], call.request_id)
    return sent


_BASE = "/v2/bot/message"
ROUTES = [
    Route("POST", f"{_BASE}/reply", "reply", reply, REPLY),
    Route("POST", f"{_BASE}/push", "push", push, PUSH, retry_key=True),
    Route("POST", f"{_BASE}/multicast", "multicast", multicast, MULTICAST, PER_SECOND_200, retry_key=True),
    Route("POST", f"{_BASE}/broadcast", "broadcast", broadcast, BROADCAST, PER_HOUR_60, retry_key=True),
    *(
        Route("POST", f"{_BASE}/validate/{kind}", f"validate/{kind}", validate, VALIDATE)
        for kind in ("reply", "push", "multicast", "narrowcast", "broadcast")
    ),
]
