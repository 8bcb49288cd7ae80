"""Values of the wrong kind or form are refused at their place."""

from __future__ import annotations

import pytest

from tests.standin.some_messages import PICTURE, bubble, faults, flex, picker, quick
from tests.standin.town_bot import said


def mention(number: int):
    substitution = {"m": {"type": "mention", "mentionee": {"type": "all"}}}
    return {"type": "textV2", "text": "{m}" * number, "substitution": substitution}


@pytest.mark.parametrize(
    ("message", "path"),
    [
        ({**said("x"), "sender": "役場"}, "sender"),
        ({**said("x"), "quickReply": {"items": "x"}}, "quickReply.items"),
        ({**said("$"), "emojis": [{"index": True, "productId": "a", "emojiId": "a"}]}, "emojis[0].index"),
        ({**said("$"), "emojis": [{"index": -1, "productId": "a", "emojiId": "a"}]}, "emojis[0].index"),
        ({**said("$"), "emojis": [{"index": 0, "productId": 5, "emojiId": "a"}]}, "emojis[0].productId"),
        ({"type": "location", "title": "x", "address": "x", "latitude": "1", "longitude": 1}, "latitude"),
        ({"type": "textV2", "text": "x", "substitution": []}, "substitution"),
        ({"type": "textV2", "text": "x", "substitution": {"a b": mention(1)["substitution"]["m"]}}, "substitution.a b"),
        (
            {
                "type": "textV2",
                "text": "x",
                "substitution": {f"k{number}": mention(1)["substitution"]["m"] for number in range(101)},
            },
            "substitution",
        ),
        (mention(21), "substitution"),
        ({"type": "image", "originalContentUrl": 5, "previewImageUrl": PICTURE}, "originalContentUrl"),
        ({"type": "image", "originalContentUrl": "", "previewImageUrl": PICTURE}, "originalContentUrl"),
        (
            {"type": "image", "originalContentUrl": PICTURE + "a" * 2000, "previewImageUrl": PICTURE},
            "originalContentUrl",
        ),
        ({"type": "audio", "originalContentUrl": PICTURE, "duration": 0}, "duration"),
        (flex(bubble({"type": "text", "text": "x", "wrap": "yes"})), "contents.body.contents[0].wrap"),
        (flex(bubble("x")), "contents.body.contents[0]"),
        (
            flex(
                {
                    "type": "carousel",
                    "contents": [
                        bubble(
                            hero={
                                "type": "video",
                                "url": PICTURE,
                                "previewUrl": PICTURE,
                                "altContent": {"type": "image", "url": PICTURE},
                            }
                        )
                    ],
                }
            ),
            "contents.contents[0].hero",
        ),
        (
            flex(bubble({"type": "image", "url": PICTURE, "aspectRatio": "wide"})),
            "contents.body.contents[0].aspectRatio",
        ),
        (quick(picker(initial="1899-12-31")), "quickReply.items[0].action.initial"),
        (quick(picker(mode="week")), "quickReply.items[0].action.mode"),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(message, path):
    assert faults(message) == [f"messages[0].{path}"]


def test_twenty_mentions_and_fields_of_every_kind_are_taken():
    assert faults(mention(20)) == []
    assert faults({"type": "sticker", "packageId": "1", "stickerId": "2"}, {"type": "coupon", "couponId": "01"}) == []
