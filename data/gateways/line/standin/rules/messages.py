"""Message objects: one table per type, with quick replies and sender."""

from typing import Any

from data.gateways.line.standin.rules.actions import IN_QUICK_REPLY
from data.gateways.line.standin.rules.flex import flex_container
from data.gateways.line.standin.rules.imagemaps import IMAGEMAP, IMAGEMAP_REQUIRED
from data.gateways.line.standin.rules.shape import (
    INT64_MAX,
    Check,
    Findings,
    OneOf,
    Shape,
    choice,
    join,
    listing,
    matching,
    number,
    text,
    whole,
)
from data.gateways.line.standin.rules.templates import TEMPLATE
from data.gateways.line.standin.rules.texts import TEXT, TEXT_V2, braces_filled, emoji_on_placeholders
from data.gateways.line.standin.rules.uris import media_url

MESSAGES_PER_REQUEST = 5


def _own_name(value: dict[str, Any], path: str, findings: Findings) -> None:
    if "line" in value.get("name", "").lower():
        findings.fault("the name contains a forbidden word", join(path, "name"))


_QUICK_REPLY = Shape(
    {
        "items": listing(
            Shape({"type": choice("action"), "imageUrl": media_url, "action": IN_QUICK_REPLY}, "type action"), 1, 13
        )
    },
    "items",
)
_COMMON: dict[str, Check] = {
    "type": text(20),
    "quickReply": _QUICK_REPLY,
    "sender": Shape({"name": text(20), "iconUrl": media_url}, "", _own_name),
}
_STICKER_NUMBER = matching(r"\d{1,20}", "invalid value")

MESSAGE = OneOf(
    {
        "text": Shape({**_COMMON, **TEXT}, "text", emoji_on_placeholders),
        "textV2": Shape({**_COMMON, **TEXT_V2}, "text", braces_filled),
        "sticker": Shape(
            {**_COMMON, "packageId": _STICKER_NUMBER, "stickerId": _STICKER_NUMBER, "quoteToken": text(1000)},
            "packageId stickerId",
        ),
        "image": Shape(
            {**_COMMON, "originalContentUrl": media_url, "previewImageUrl": media_url},
            "originalContentUrl previewImageUrl",
        ),
        "video": Shape(
            {
                **_COMMON,
                "originalContentUrl": media_url,
                "previewImageUrl": media_url,
                "trackingId": matching(r"[-0-9a-zA-Z.=,+*()%$&;:@{}!?<>\[\]]{1,100}", "invalid value"),
            },
            "originalContentUrl previewImageUrl",
        ),
        "audio": Shape(
            {**_COMMON, "originalContentUrl": media_url, "duration": whole(1, INT64_MAX)},
            "originalContentUrl duration",
        ),
        "location": Shape(
            {
                **_COMMON,
                "title": text(100),
                "address": text(100),
                "latitude": number(-90, 90),
                "longitude": number(-180, 180),
            },
            "title address latitude longitude",
        ),
        "imagemap": Shape({**_COMMON, **IMAGEMAP}, IMAGEMAP_REQUIRED),
        "template": Shape({**_COMMON, "altText": text(1500), "template": TEMPLATE}, "altText template"),
        "flex": Shape({**_COMMON, "altText": text(1500), "contents": flex_container}, "altText contents"),
        "coupon": Shape(
            {
                **_COMMON,
                "couponId": text(100),
                "deliveryTag": matching(r"[A-Za-z0-9_]{1,30}", "invalid value"),
            },
            "couponId",
        ),
    }
)
MESSAGES = listing(MESSAGE, 1, MESSAGES_PER_REQUEST)
