"""What the program itself says, made to fit LINE's limits: split, shortened, dealt out; nothing left out unseen."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import orjson

from data.gateways.line.limits import numbers
from data.gateways.line.limits.check import check_messages, is_small_text, require_valid
from data.gateways.line.limits.fit_flex import fit_flex
from data.gateways.line.limits.fit_template import fit_template
from data.gateways.line.limits.problem import MessagesRefused
from data.gateways.line.limits.shape import type_of
from data.gateways.line.limits.split import split_message
from data.gateways.line.limits.words import items_of, mend, mend_action

Message = dict[str, Any]

MOST_REMEMBERED = 10_000
_SOUND: set[bytes] = set()


def fit_messages(messages: list[Message], *, allow_http: bool = False) -> list[list[Message]]:
    """The messages as batches of one to five that LINE takes, in order; quick replies on the very last message only.

    Long text becomes several messages; labels, titles and alternative texts end in …; carousels are continued in
    further messages. What a tap sends, and addresses, are never changed. The given messages are not changed either.

    Raises:
        MessagesRefused: something is wrong that no cutting mends, such as a missing property or a bad address.
    """
    if len(messages) == 1 and is_small_text(messages[0]):
        return [messages]
    if not messages:
        return []
    try:
        wire = orjson.dumps(messages)
    except TypeError:
        raise MessagesRefused(check_messages(messages, allow_http=allow_http)) from None
    if _is_sound(messages, wire, allow_http=allow_http):
        return [messages]
    own: list[Any] = orjson.loads(wire)
    quick_reply = _take_quick_replies(own)
    fitted = [part for message in own for part in _fit(message)]
    if quick_reply is not None and isinstance(fitted[-1], dict):
        fitted[-1] = {**fitted[-1], "quickReply": quick_reply}
    size = numbers.MESSAGES_PER_CALL
    batches = [fitted[start : start + size] for start in range(0, len(fitted), size)]
    for batch in batches:
        require_valid(batch, allow_http=allow_http)
    return batches


def _is_sound(messages: list[Message], wire: bytes, *, allow_http: bool) -> bool:
    """Whether LINE takes them as they are: in one call, with nothing to mend.

    The same question goes to everybody who comes to it, so what was found sound is remembered, by a digest: no words
    stay here.
    """
    if len(messages) > numbers.MESSAGES_PER_CALL:
        return False
    key = blake2b(wire, digest_size=16, key=b"http" if allow_http else b"").digest()
    if key in _SOUND:
        return True
    if check_messages(messages, allow_http=allow_http):
        return False
    if len(_SOUND) >= MOST_REMEMBERED:
        _SOUND.clear()
    _SOUND.add(key)
    return True


def _fit(message: Any) -> list[Any]:
    kind = type_of(message)
    if not kind:
        return [message]
    mend(message.get("sender"), "name", utf16=numbers.SENDER_NAME)
    if kind == "text":
        return split_message(message)
    if kind == "template":
        return fit_template(message)
    if kind == "flex":
        return fit_flex(message)
    if kind == "location":
        mend(message, "title", utf16=numbers.LOCATION)
        mend(message, "address", utf16=numbers.LOCATION)
    elif kind == "imagemap":
        _fit_imagemap(message)
    return [message]


def _fit_imagemap(message: Message) -> None:
    mend(message, "altText", utf16=numbers.ALT_TEXT)
    for action in items_of(message, "actions"):
        mend(action, "label", utf16=numbers.IMAGEMAP_LABEL)
    video = message.get("video")
    mend(video.get("externalLink") if isinstance(video, dict) else None, "label", utf16=numbers.IMAGEMAP_LINK_LABEL)


def _take_quick_replies(messages: list[Any]) -> Message | None:
    """Take every message's quick replies off it and return them as one: LINE shows those of the last message only."""
    items: list[Any] = []
    for message in messages:
        quick_reply = message.get("quickReply") if isinstance(message, dict) else None
        if not isinstance(quick_reply, dict) or not isinstance(quick_reply.get("items"), list):
            continue
        items.extend(item for item in message.pop("quickReply")["items"] if item not in items)
    for item in items:
        mend_action(item.get("action") if isinstance(item, dict) else None, numbers.LABEL_GRAPHEMES)
    return {"items": items} if items else None
