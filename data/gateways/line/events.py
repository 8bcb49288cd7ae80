"""A webhook's body taken apart: one `WebhookEvent` per event, kept as bytes until its turn comes."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from msgspec import Struct

from data.gateways.line.incoming import Incoming, is_known_event, read_event, whole, words
from data.gateways.line.unknowns import count_unknown
from data.gateways.line.wire import NotJson, loads, storable

__all__ = ["Incoming", "MalformedWebhook", "Webhook", "WebhookEvent", "read_event", "split_events"]

LONGEST_ID = 64  # LINE's own are 26 to 33 characters; what the inbox has room for


class MalformedWebhook(Exception):
    """Signed, but no webhook: not JSON, no object, or without a list of events. The door answers 400."""


class WebhookEvent(Struct, frozen=True):
    """One event's envelope.

    Attributes:
        key: `webhookEventId`, or `sha256:` and the hash of the event without what a redelivery changes.
        timestamp_ms: when it happened, milliseconds since the epoch, within 0..2**53; 0 when LINE told none.
        mode: `active`, `standby` (another channel holds the chat: say nothing), or what LINE invented since.
        source_type: `user`, `group`, `room` or "".
        line_user_id, group_id: "" when there is none; a room's id is a group id here.
        reply_token: None when the event can't be replied to.
        raw: the event as compact JSON, NUL and lone surrogates replaced by U+FFFD.
    """

    key: str
    type: str
    timestamp_ms: int
    mode: str
    source_type: str
    line_user_id: str
    group_id: str
    reply_token: str | None
    is_redelivery: bool
    raw: bytes


class Webhook(Struct, frozen=True):
    """`destination` is the user id of the bot LINE was talking to; no events is LINE's connectivity check."""

    destination: str
    events: list[WebhookEvent]


def split_events(body: bytes) -> Webhook:
    """Take a signed body apart without losing an event that is only odd.

    Raises:
        MalformedWebhook: the body is no webhook at all.
    """
    try:
        document = loads(body)
    except NotJson as fault:
        raise MalformedWebhook(str(fault)) from None
    if not isinstance(document, dict):
        raise MalformedWebhook("not an object")
    events = document.get("events")
    if not isinstance(events, list):
        raise MalformedWebhook("events is not a list")
    return Webhook(_identifier(storable(document.get("destination"))), [_split(event) for event in events])


def _split(event: Any) -> WebhookEvent:
    try:
        raw = orjson.dumps(event)
        # orjson writes NUL as an escape; the same letters typed by a person only cost the slow way.
        is_plain = b"\\u0000" not in raw
    except TypeError:
        is_plain = False
    if not is_plain:
        event = storable(event)
        raw = orjson.dumps(event)
    if not isinstance(event, dict):
        count_unknown("event")
        return WebhookEvent(_hash(event), "", 0, "active", "", "", "", None, False, raw)
    get = event.get

    event_type = words(get("type"))
    if not is_known_event(event_type):
        count_unknown("event")

    source_type = line_user_id = group_id = ""
    source = get("source")
    if isinstance(source, dict):
        source_type = words(source.get("type"))
        line_user_id = _identifier(source.get("userId"))
        if source_type == "group":
            group_id = _identifier(source.get("groupId"))
        elif source_type == "room":
            group_id = _identifier(source.get("roomId"))
        elif source_type != "user":
            count_unknown("source")
            source_type = ""
    elif source is not None:
        count_unknown("source")

    mode = get("mode")
    if mode != "active" and mode != "standby":
        count_unknown("mode")
        mode = words(mode) or "active"

    timestamp = get("timestamp")
    if type(timestamp) is not int or not 0 <= timestamp <= 2**53:
        count_unknown("field")
        timestamp = whole(timestamp) or 0

    delivery = get("deliveryContext")
    return WebhookEvent(
        _identifier(get("webhookEventId")) or _hash(event),
        event_type,
        timestamp,
        mode,
        source_type,
        line_user_id,
        group_id,
        words(get("replyToken")) or None,
        isinstance(delivery, dict) and delivery.get("isRedelivery") is True,
        raw,
    )


def _identifier(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= LONGEST_ID else ""


def _hash(event: Any) -> str:
    """The same for every delivery of one event: a redelivery changes only `deliveryContext`."""
    if isinstance(event, dict):
        event = {key: value for key, value in event.items() if key != "deliveryContext"}
    return "sha256:" + hashlib.sha256(orjson.dumps(event, option=orjson.OPT_SORT_KEYS)).hexdigest()
