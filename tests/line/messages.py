"""Messages LINE takes, one of each kind, for the tests to bend."""

from __future__ import annotations

import json
from typing import Any

Message = dict[str, Any]

PICTURE = "https://example.com/a.jpg"
POSTBACK = {"type": "postback", "label": "はい", "data": "1.choice.abc.3.2", "displayText": "はい"}
AREA = {"x": 0, "y": 0, "width": 520, "height": 520}

TEXT: Message = {"type": "text", "text": "避難所は開設中です。"}
EMOJI_TEXT: Message = {
    "type": "text",
    "text": "🍎$あ$",
    "emojis": [{"index": 2, "productId": "p", "emojiId": "001"}, {"index": 4, "productId": "p", "emojiId": "002"}],
}
TEXT_V2: Message = {
    "type": "textV2",
    "text": "{{こんにちは}} {laugh}",
    "substitution": {"laugh": {"type": "emoji", "productId": "p", "emojiId": "002"}},
}
STICKER: Message = {"type": "sticker", "packageId": "446", "stickerId": "1988"}
IMAGE: Message = {"type": "image", "originalContentUrl": PICTURE, "previewImageUrl": PICTURE}
VIDEO: Message = {**IMAGE, "type": "video", "trackingId": "tour-1"}
AUDIO: Message = {"type": "audio", "originalContentUrl": "https://example.com/a.m4a", "duration": 60000}
LOCATION: Message = {"type": "location", "title": "役場", "address": "戸沢村", "latitude": 38.74, "longitude": 140.15}
COUPON: Message = {"type": "coupon", "couponId": "01JYNW8JMQVFBNWF1APF8Z3FS7", "deliveryTag": "winter_2026"}
IMAGEMAP: Message = {
    "type": "imagemap",
    "baseUrl": "https://example.com/maps/1",
    "altText": "案内図",
    "baseSize": {"width": 1040, "height": 1040},
    "video": {
        "originalContentUrl": "https://example.com/a.mp4",
        "previewImageUrl": PICTURE,
        "area": AREA,
        "externalLink": {"linkUri": "https://example.com/", "label": "続き"},
    },
    "actions": [
        {"type": "uri", "linkUri": "tel:0233722111", "area": AREA},
        {"type": "message", "label": "避難所", "text": "避難所", "area": AREA},
        {"type": "clipboard", "clipboardText": "3B48740B", "area": AREA},
    ],
}
BUTTONS: Message = {
    "type": "template",
    "altText": "どうしますか",
    "template": {
        "type": "buttons",
        "thumbnailImageUrl": PICTURE,
        "imageAspectRatio": "rectangle",
        "imageSize": "cover",
        "imageBackgroundColor": "#FFFFFF",
        "title": "避難所",
        "text": "どうしますか",
        "defaultAction": {"type": "uri", "label": "地図", "uri": "https://example.com/map"},
        "actions": [
            POSTBACK,
            {"type": "message", "label": "いいえ", "text": "いいえ"},
            {
                "type": "datetimepicker",
                "label": "日を選ぶ",
                "data": "day",
                "mode": "date",
                "initial": "2026-01-15",
                "min": "2026-01-01",
                "max": "2026-12-31",
            },
            {"type": "clipboard", "label": "写す", "clipboardText": "A-1"},
        ],
    },
}
CONFIRM: Message = {
    "type": "template",
    "altText": "よろしいですか",
    "template": {"type": "confirm", "text": "よろしいですか", "actions": [POSTBACK, POSTBACK]},
}
COLUMN = {"thumbnailImageUrl": PICTURE, "title": "小学校", "text": "開設中", "actions": [POSTBACK, POSTBACK]}
CAROUSEL: Message = {
    "type": "template",
    "altText": "避難所",
    "template": {"type": "carousel", "columns": [COLUMN, COLUMN], "imageSize": "contain"},
}
IMAGE_CAROUSEL: Message = {
    "type": "template",
    "altText": "写真",
    "template": {"type": "image_carousel", "columns": [{"imageUrl": PICTURE, "action": POSTBACK}]},
}
BUBBLE: Message = {
    "type": "bubble",
    "size": "kilo",
    "header": {"type": "box", "layout": "vertical", "contents": []},
    "hero": {"type": "image", "url": PICTURE, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover"},
    "body": {
        "type": "box",
        "layout": "vertical",
        "spacing": "md",
        "paddingAll": "12px",
        "background": {
            "type": "linearGradient",
            "angle": "90deg",
            "startColor": "#FFFF00",
            "endColor": "#0080ff80",
            "centerColor": "#00FF00",
            "centerPosition": "10%",
        },
        "contents": [
            {"type": "text", "text": "小学校", "weight": "bold", "size": "lg", "wrap": True, "scaling": True},
            {"type": "text", "contents": [{"type": "span", "text": "開設中", "color": "#008800"}], "maxLines": 2},
            {"type": "separator", "margin": "sm", "color": "#00000033"},
            {
                "type": "box",
                "layout": "baseline",
                "contents": [
                    {"type": "icon", "url": PICTURE, "size": "sm", "aspectRatio": "1.91:1"},
                    {"type": "text", "text": "定員300人", "flex": 2, "offsetTop": "-2px"},
                    {"type": "filler"},
                ],
            },
        ],
    },
    "footer": {
        "type": "box",
        "layout": "horizontal",
        "contents": [{"type": "button", "style": "primary", "height": "sm", "action": POSTBACK}],
    },
    "styles": {"footer": {"separator": True, "separatorColor": "#cccccc"}},
    "action": {"type": "uri", "uri": "line://app/1", "altUri": {"desktop": "https://example.com/"}},
}
FLEX: Message = {"type": "flex", "altText": "小学校は開設中", "contents": BUBBLE}
FLEX_CAROUSEL: Message = {
    "type": "flex",
    "altText": "避難所",
    "contents": {"type": "carousel", "contents": [BUBBLE, BUBBLE]},
}
VIDEO_FLEX: Message = {
    "type": "flex",
    "altText": "動画",
    "contents": {
        "type": "bubble",
        "hero": {
            "type": "video",
            "url": "https://example.com/a.mp4",
            "previewUrl": PICTURE,
            "altContent": {"type": "image", "url": PICTURE, "size": "md"},
            "action": {"type": "uri", "label": "くわしく", "uri": "https://example.com/"},
            "aspectRatio": "20:13",
        },
    },
}
ASKING: Message = {
    "type": "text",
    "text": "どちらですか",
    "sender": {"name": "防災係", "iconUrl": "https://example.com/a.png"},
    "quickReply": {
        "items": [
            {"type": "action", "imageUrl": "https://example.com/a.png", "action": POSTBACK},
            {"type": "action", "action": {"type": "location", "label": "位置を送る"}},
            {"type": "action", "action": {"type": "camera", "label": "写真を撮る"}},
            {"type": "action", "action": {"type": "cameraRoll", "label": "写真を選ぶ"}},
        ]
    },
}
RICH_MENU: Message = {
    "size": {"width": 2500, "height": 1686},
    "selected": True,
    "name": "ふだんのメニュー",
    "chatBarText": "メニュー",
    "areas": [
        {"bounds": {"x": 0, "y": 0, "width": 1250, "height": 1686}, "action": {"type": "message", "text": "避難所"}},
        {
            "bounds": {"x": 1250, "y": 0, "width": 1250, "height": 1686},
            "action": {"type": "richmenuswitch", "label": "次", "richMenuAliasId": "menu-b", "data": "to=b"},
        },
    ],
}

EVERY_KIND = {
    "text": TEXT,
    "emoji": EMOJI_TEXT,
    "text v2": TEXT_V2,
    "sticker": STICKER,
    "image": IMAGE,
    "video": VIDEO,
    "audio": AUDIO,
    "location": LOCATION,
    "coupon": COUPON,
    "imagemap": IMAGEMAP,
    "buttons": BUTTONS,
    "confirm": CONFIRM,
    "carousel": CAROUSEL,
    "image carousel": IMAGE_CAROUSEL,
    "flex": FLEX,
    "flex carousel": FLEX_CAROUSEL,
    "flex video": VIDEO_FLEX,
    "asking": ASKING,
}

ABSENT = object()


def changed(message: Message, path: str, value: Any = ABSENT) -> Message:
    """A copy with one property replaced, or taken away: `changed(BUTTONS, "template.actions.0.label", "…")`."""
    copied = json.loads(json.dumps(message))  # the samples share parts; a copy must not
    *owners, last = (int(step) if step.isdigit() else step for step in path.split("."))
    owner: Any = copied
    for step in owners:
        owner = owner[step]
    if value is ABSENT:
        del owner[last]
    elif isinstance(owner, list) and last == len(owner):
        owner.append(value)
    else:
        owner[last] = value
    return copied
