"""Webhook bodies as LINE sends them, for the tests to bend."""

from __future__ import annotations

from typing import Any

HANAKO = "U8189cf6745fc0d808977bdb0b9f22995"
MESSAGE_ID = "14353798921116"
MS = 1_762_000_000_000


def event(kind: str, **own: Any) -> dict[str, Any]:
    """One event with a full envelope."""
    return {
        "type": kind,
        "timestamp": MS,
        "source": {"type": "user", "userId": HANAKO},
        "mode": "active",
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "757913772c4646b784d4b7ce46d12671",
        **own,
    }


def message(kind: str, **own: Any) -> dict[str, Any]:
    """A message event; the message has what every message has."""
    common = {"id": MESSAGE_ID, "quoteToken": "q3Plxr4AgKd", "markAsReadToken": "30yhdy232"}
    return event("message", message={"type": kind, **common, **own})


LINE_PICTURE = {"type": "line"}

# One of each kind that LINE documents, with the kind we read it as.
KNOWN: list[tuple[str, dict[str, Any]]] = [
    ("text", message("text", text="避難所はどこですか", quotedMessageId="14353798921000")),
    ("image", message("image", contentProvider=LINE_PICTURE, imageSet={"id": "E005", "index": 1, "total": 2})),
    ("video", message("video", contentProvider=LINE_PICTURE, duration=60000)),
    ("audio", message("audio", contentProvider=LINE_PICTURE, duration=60000)),
    ("file", message("file", fileName="申請書.pdf", fileSize=2138)),
    ("location", message("location", title="役場", address="戸沢村", latitude=38.74, longitude=140.15)),
    (
        "sticker",
        message("sticker", packageId="446", stickerId="1988", stickerResourceType="STATIC", keywords=["はい", "了解"]),
    ),
    ("postback", event("postback", postback={"data": "1.choice.abc.3.2", "params": {"date": "2026-01-31"}})),
    ("follow", event("follow", follow={"isUnblocked": True})),
    ("unfollow", event("unfollow")),
    ("unsend", event("unsend", unsend={"messageId": "325708"})),
    ("join", event("join", source={"type": "group", "groupId": "Ca56f94637c"})),
    ("leave", event("leave", source={"type": "room", "roomId": "Ra8dbf4673c"})),
    (
        "edited",
        event("messageEdited", message={"type": "text", "id": MESSAGE_ID, "text": "直しました", "quoteToken": "q"}),
    ),
    ("other", event("memberJoined", joined={"members": [{"type": "user", "userId": HANAKO}]})),
    ("other", event("memberLeft", left={"members": [{"type": "user", "userId": HANAKO}]})),
    ("other", event("videoPlayComplete", videoPlayComplete={"trackingId": "track-id"})),
    ("other", event("beacon", beacon={"hwid": "d41d8cd98f", "type": "enter"})),
    ("other", event("accountLink", link={"result": "ok", "nonce": "xxxxxxxxxxxxxxx"})),
    ("other", event("membership", membership={"type": "joined", "membershipId": 3189})),
]
