"""Messages without a layout: text, sticker, picture, video, sound, place, coupon.

Source: Messaging API reference, "Message objects".
"""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.quick_reply import COMMON
from data.gateways.line.limits.scalar import any_text, matching, number, text, whole_number
from data.gateways.line.limits.shape import Shape, each
from data.gateways.line.limits.url import check_media_url

_TEXT = Shape({**COMMON, "text": text(numbers.TEXT), "emojis": None, "quoteToken": any_text()}, required=("text",))
EMOJI_ID = matching(r"[\w-]{1,64}")
_EMOJI = Shape(
    {"index": whole_number(), "productId": EMOJI_ID, "emojiId": EMOJI_ID},
    required=("index", "productId", "emojiId"),
)
_DIGITS = matching(r"\d{1,20}")
_STICKER = Shape(
    {**COMMON, "packageId": _DIGITS, "stickerId": _DIGITS, "quoteToken": any_text()},
    required=("packageId", "stickerId"),
)
_IMAGE = Shape(
    {**COMMON, "originalContentUrl": check_media_url, "previewImageUrl": check_media_url},
    required=("originalContentUrl", "previewImageUrl"),
)
_VIDEO = Shape(
    {
        **COMMON,
        "originalContentUrl": check_media_url,
        "previewImageUrl": check_media_url,
        "trackingId": matching(r"[A-Za-z0-9\-.=,+*()%$&;:@{}!?<>\[\]]{1,100}"),
    },
    required=("originalContentUrl", "previewImageUrl"),
)
_AUDIO = Shape(
    {**COMMON, "originalContentUrl": check_media_url, "duration": whole_number(1, 2**53)},
    required=("originalContentUrl", "duration"),
)
_LOCATION = Shape(
    {
        **COMMON,
        "title": text(numbers.LOCATION),
        "address": text(numbers.LOCATION),
        "latitude": number(-90, 90),
        "longitude": number(-180, 180),
    },
    required=("title", "address", "latitude", "longitude"),
)
_COUPON = Shape(
    {**COMMON, "couponId": text(numbers.COUPON_ID), "deliveryTag": matching(r"[A-Za-z0-9_]{1,30}")},
    required=("couponId",),
)


def check_text(message: dict[str, Any], path: Path, report: Report) -> None:
    """Text with LINE emoji, each standing on a `$` of the text."""
    _TEXT.check(message, path, report)
    if "emojis" not in message:
        return
    words = message.get("text")
    units = words.encode("utf-16-le", "surrogatepass") if isinstance(words, str) else b""
    taken: set[int] = set()
    for emoji_path, emoji in each(message["emojis"], (path, "emojis"), report, most=numbers.EMOJIS, least=0):
        _EMOJI.check(emoji, emoji_path, report)
        index = emoji.get("index") if isinstance(emoji, dict) else None
        if type(index) is int and (index < 0 or units[2 * index : 2 * index + 2] != b"$\0" or index in taken):
            report.add((emoji_path, "index"), "no_placeholder", None, index)
        elif type(index) is int:
            taken.add(index)


PLAIN_CHECKS = {
    "text": check_text,
    "sticker": _STICKER.check,
    "image": _IMAGE.check,
    "video": _VIDEO.check,
    "audio": _AUDIO.check,
    "location": _LOCATION.check,
    "coupon": _COUPON.check,
}
