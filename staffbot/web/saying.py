"""What the console's page says, read strictly into an event of our own (the fields of `Incoming`)."""

from __future__ import annotations

import math
from typing import Any

from data.gateways.line.text import is_over_utf16, shorten
from data.gateways.line.wire import NotJson, loads, storable
from staffbot.web.refusals import Refused

MOST_BYTES = 64_000
# LINE's own limits: what can be said here can be said there.
TEXT_LIMIT = 5000
DATA_LIMIT = 300
LABEL_LIMIT = 300
PICKED = ("date", "time", "datetime")


def read_saying(body: bytes) -> dict[str, Any]:
    """Take one of three shapes apart.

    `{"text": "…"}` · `{"postback": {"data": "…", "params": {"date": "…"}}, "label": "…"}` ·
    `{"location": {"latitude": 38.7, "longitude": 140.1}, "label": "…"}`; `label` is what the transcript shows.

    Raises:
        Refused: 400; nothing was said, too much, or something else altogether.
    """
    try:
        document = storable(loads(body))
    except NotJson:
        raise Refused(400, "400") from None
    if not isinstance(document, dict):
        raise Refused(400, "400")
    return read_event(document)


def read_event(document: dict[str, Any]) -> dict[str, Any]:
    """The same of a document read already. Raises Refused (400)."""
    if "text" in document:
        return _text(document["text"])
    if "postback" in document:
        return _postback(document["postback"], document.get("label"))
    if "location" in document:
        return _location(document["location"], document.get("label"))
    raise Refused(400, "400")


def _text(text: Any) -> dict[str, Any]:
    if not isinstance(text, str):
        raise Refused(400, "400")
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise Refused(400, "400", "empty")
    if is_over_utf16(text, TEXT_LIMIT):
        raise Refused(400, "400", "too_long", limit=TEXT_LIMIT)
    return {"kind": "text", "text": text}


def _postback(pressed: Any, label: Any) -> dict[str, Any]:
    if not isinstance(pressed, dict) or not isinstance(pressed.get("data"), str):
        raise Refused(400, "400")
    if is_over_utf16(pressed["data"], DATA_LIMIT):
        raise Refused(400, "400")
    params = pressed.get("params") or {}
    if not isinstance(params, dict):
        raise Refused(400, "400")
    chosen = {key: value[:40] for key, value in params.items() if key in PICKED and isinstance(value, str)}
    return {"kind": "postback", "postback_data": pressed["data"], "params": chosen, "display_text": _label(label)}


def _location(place: Any, label: Any) -> dict[str, Any]:
    if not isinstance(place, dict):
        raise Refused(400, "400")
    latitude, longitude = (place.get(key) for key in ("latitude", "longitude"))
    for degrees, most in ((latitude, 90), (longitude, 180)):
        if isinstance(degrees, bool) or not isinstance(degrees, int | float):
            raise Refused(400, "400")
        if not math.isfinite(degrees) or abs(degrees) > most:
            raise Refused(400, "400")
    return {"kind": "location", "latitude": latitude, "longitude": longitude, "display_text": _label(label)}


def _label(label: Any) -> str:
    return shorten(label.strip(), utf16=LABEL_LIMIT) if isinstance(label, str) else ""
