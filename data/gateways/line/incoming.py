"""One stored event, read into what the counters see."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from data.gateways.line.unknowns import count_unknown
from data.gateways.line.wire import loads

LARGEST = 2**53  # what a double holds exactly, and no database refuses

# Types LINE documents and this program has no use for: no surprise, so not counted.
_UNUSED_EVENTS = frozenset(
    {
        "memberJoined",
        "memberLeft",
        "videoPlayComplete",
        "beacon",
        "accountLink",
        "membership",
        "things",
        "module",
        "activated",
        "deactivated",
        "botSuspended",
        "botResumed",
        "delivery",
    }
)

Json = dict[str, Any]


class Incoming(Struct, frozen=True):
    """What a person did, without LINE's envelope.

    Attributes:
        kind: text, image, video, audio, file, location, sticker, postback, follow, unfollow, unsend, join, leave,
            edited or other; events of our own bring kinds of their own.
        params: of a postback: `date`, `time`, `datetime`, `status`, `newRichMenuAliasId`; strings only.
        latitude, longitude: degrees, both present when `kind` is location.
        image_set: (id, index from 1, total) of pictures sent together; 0 where an old phone told no index or total.
        sticker: (package id, sticker id, keywords).
        raw_type: the event's type as it came, `message:` and the message's type for messages.
    """

    kind: str
    text: str = ""
    postback_data: str = ""
    params: dict[str, str] = field(default_factory=dict)
    message_id: str = ""
    latitude: float | None = None
    longitude: float | None = None
    title: str = ""
    address: str = ""
    file_name: str = ""
    file_size: int | None = None
    is_unblocked: bool = False
    unsent_message_id: str = ""
    image_set: tuple[str, int, int] | None = None
    sticker: tuple[str, str, tuple[str, ...]] | None = None
    raw_type: str = ""
    quoted_message_id: str = ""
    mark_as_read_token: str = ""


def read_event(raw: bytes) -> Incoming:
    """Read one event as `split_events` kept it. Whatever it can't make sense of becomes kind `other`, and is counted.

    Raises:
        NotJson: `raw` is not JSON, which no stored event is.
    """
    event = loads(raw)
    if not isinstance(event, dict):
        return Incoming("other")
    event_type = event.get("type")
    if event_type == "message":
        message = event.get("message")
        if not isinstance(message, dict):
            count_unknown("field")
            return Incoming("other", raw_type="message:")
        return _read_message(message)
    reader = _EVENT_READERS.get(event_type) if isinstance(event_type, str) else None
    if reader is not None:
        return reader(event)
    # The unknown type itself was counted when the webhook was split.
    return Incoming("other", raw_type=words(event_type))


def is_known_event(event_type: str) -> bool:
    """True for the event types LINE documents, whether or not they are used here."""
    return event_type == "message" or event_type in _EVENT_READERS or event_type in _UNUSED_EVENTS


def words(value: Any) -> str:
    """`value` when it is a string, else ""."""
    return value if isinstance(value, str) else ""


def whole(value: Any) -> int | None:
    """A JSON number as an integer within 0..2**53; None when it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or (value != value):
        return None
    return int(max(0, min(value, LARGEST)))


def _read_message(message: Json) -> Incoming:
    get = message.get
    message_type = get("type")
    message_id = get("id")
    if type(message_id) is not str:
        message_id = str(message_id) if type(message_id) is int else ""
    if message_type == "text":
        text = get("text")
        if type(text) is str:
            return Incoming(
                "text",
                text,
                message_id=message_id,
                raw_type="message:text",
                quoted_message_id=words(get("quotedMessageId")),
                mark_as_read_token=words(get("markAsReadToken")),
            )
        return _spoiled("message:text")
    reader = _MESSAGE_READERS.get(message_type) if isinstance(message_type, str) else None
    if reader is None:
        count_unknown("message")
        return Incoming("other", message_id=message_id, raw_type=f"message:{words(message_type)}")
    return reader(message, message_id)


def _spoiled(raw_type: str) -> Incoming:
    """A known thing without what makes it usable."""
    count_unknown("field")
    return Incoming("other", raw_type=raw_type)


def _read_media(message: Json, message_id: str) -> Incoming:
    kind = message["type"]
    if not message_id:
        return _spoiled(f"message:{kind}")
    image_set = message.get("imageSet")
    return Incoming(
        kind,
        message_id=message_id,
        image_set=(
            (words(image_set.get("id")), whole(image_set.get("index")) or 0, whole(image_set.get("total")) or 0)
            if isinstance(image_set, dict)
            else None
        ),
        file_name=words(message.get("fileName")),
        file_size=whole(message.get("fileSize")),
        raw_type=f"message:{kind}",
        mark_as_read_token=words(message.get("markAsReadToken")),
    )


def _read_location(message: Json, message_id: str) -> Incoming:
    latitude, longitude = _degrees(message.get("latitude"), 90), _degrees(message.get("longitude"), 180)
    if latitude is None or longitude is None:
        return _spoiled("message:location")
    return Incoming(
        "location",
        message_id=message_id,
        latitude=latitude,
        longitude=longitude,
        title=words(message.get("title")),
        address=words(message.get("address")),
        raw_type="message:location",
        mark_as_read_token=words(message.get("markAsReadToken")),
    )


def _read_sticker(message: Json, message_id: str) -> Incoming:
    keywords = message.get("keywords")
    return Incoming(
        "sticker",
        words(message.get("text")),
        message_id=message_id,
        sticker=(
            words(message.get("packageId")),
            words(message.get("stickerId")),
            tuple(word for word in keywords if isinstance(word, str)) if isinstance(keywords, list) else (),
        ),
        raw_type="message:sticker",
        quoted_message_id=words(message.get("quotedMessageId")),
        mark_as_read_token=words(message.get("markAsReadToken")),
    )


def _read_postback(event: Json) -> Incoming:
    postback = event.get("postback")
    data = postback.get("data") if isinstance(postback, dict) else None
    if not isinstance(postback, dict) or not isinstance(data, str):
        return _spoiled("postback")
    params = postback.get("params")
    return Incoming(
        "postback",
        postback_data=data,
        params={key: value for key, value in params.items() if isinstance(value, str)}
        if isinstance(params, dict)
        else {},
        raw_type="postback",
    )


def _read_follow(event: Json) -> Incoming:
    follow = event.get("follow")
    return Incoming(
        "follow", is_unblocked=isinstance(follow, dict) and follow.get("isUnblocked") is True, raw_type="follow"
    )


def _read_unsend(event: Json) -> Incoming:
    unsend = event.get("unsend")
    message_id = words(unsend.get("messageId")) if isinstance(unsend, dict) else ""
    if not message_id:
        return _spoiled("unsend")
    return Incoming("unsend", unsent_message_id=message_id, raw_type="unsend")


def _read_edited(event: Json) -> Incoming:
    message = event.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(text, str):
        return _spoiled("messageEdited")
    return Incoming("edited", text, message_id=words(message.get("id")), raw_type="messageEdited")


def _plain(kind: str) -> Callable[[Json], Incoming]:
    return lambda event: Incoming(kind, raw_type=kind)


def _degrees(value: Any, limit: int) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if -limit <= value <= limit else None


_EVENT_READERS: dict[str, Callable[[Json], Incoming]] = {
    "postback": _read_postback,
    "follow": _read_follow,
    "unfollow": _plain("unfollow"),
    "unsend": _read_unsend,
    "join": _plain("join"),
    "leave": _plain("leave"),
    "messageEdited": _read_edited,
}
_MESSAGE_READERS: dict[str, Callable[[Json, str], Incoming]] = {
    "image": _read_media,
    "video": _read_media,
    "audio": _read_media,
    "file": _read_media,
    "location": _read_location,
    "sticker": _read_sticker,
}
