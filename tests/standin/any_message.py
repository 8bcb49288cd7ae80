"""Hypothesis strategies: messages LINE takes, and the same with one thing changed."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

LETTERS = st.characters(codec="utf-8", exclude_characters="${}")


def words(most: int) -> st.SearchStrategy[str]:
    """1 to `most` UTF-16 units, rare kanji and emoji among them."""
    return st.text(LETTERS, min_size=1, max_size=min(most, 30)).map(lambda text: cut(text, most))


def cut(text: str, units: int) -> str:
    """As much of a text as fits into so many UTF-16 units."""
    return text.encode("utf-16-le")[: units * 2].decode("utf-16-le", "ignore") or "あ"


def shape(required: dict[str, Any], optional: dict[str, Any] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """An object; plain values stand for themselves."""

    def strategies(fields: dict[str, Any]) -> dict[str, Any]:
        return {name: item if isinstance(item, st.SearchStrategy) else st.just(item) for name, item in fields.items()}

    return st.fixed_dictionaries(strategies(required), optional=strategies(optional or {}))


def choice(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


PICTURES = st.sampled_from(["https://town.example/a.png", "https://town.example/%E9%81%BF?x=1"])
LINKS = st.sampled_from(["https://town.example/", "http://town.example/a", "tel:0101234567", "line://nv/chat"])
DATES = st.dates().filter(lambda day: 1900 <= day.year <= 2100).map(str)


def actions(label: int, needed: bool, *more: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Action objects for a place with labels of `label` characters."""
    named = {"label": words(label)} if needed else {}
    maybe = {} if needed else {"label": words(label)}
    return st.one_of(
        shape({"type": "message", "text": words(300), **named}, maybe),
        shape({"type": "postback", "data": words(300), **named}, {"displayText": words(300), **maybe}),
        shape(
            {"type": "postback", "data": words(300), "inputOption": "openKeyboard", **named},
            {"fillInText": words(300), **maybe},
        ),
        shape({"type": "uri", "uri": LINKS, **named}, {"altUri": shape({"desktop": PICTURES}), **maybe}),
        shape({"type": "datetimepicker", "data": words(300), "mode": "date", **named}, {"initial": DATES, **maybe}),
        shape({"type": "clipboard", "clipboardText": words(1000), **named}, maybe),
        *more,
    )


PLACES = st.sampled_from(["camera", "cameraRoll", "location"]).flatmap(
    lambda kind: shape({"type": kind, "label": words(20)})
)
QUICK_REPLY = shape(
    {
        "items": st.lists(
            shape({"type": "action", "action": actions(20, True, PLACES)}, {"imageUrl": PICTURES}),
            min_size=1,
            max_size=13,
        )
    }
)
COMMON = {
    "quickReply": QUICK_REPLY,
    "sender": shape({}, {"name": words(20).filter(lambda name: "line" not in name.lower()), "iconUrl": PICTURES}),
}

COLOURS = st.sampled_from(["#06C755", "#06C75580"])
SPACES = st.sampled_from(["none", "md", "xxl", "12px"])
SIZES = st.sampled_from(["xxs", "md", "5xl", "18px"])
POSITION = {"position": choice("relative", "absolute"), "offsetTop": st.sampled_from(["10px", "5%", "lg"])}
FLEX_ACTION = actions(40, False)
SPANS = st.lists(shape({"type": "span", "text": words(50)}, {"size": SIZES, "color": COLOURS}), min_size=1, max_size=3)
TEXT_STYLE = {
    **POSITION,
    "size": SIZES,
    "color": COLOURS,
    "wrap": st.booleans(),
    "weight": choice("regular", "bold"),
    "margin": SPACES,
    "flex": st.integers(0, 9),
    "maxLines": st.integers(0, 9),
    "align": choice("start", "end", "center"),
    "action": FLEX_ACTION,
    "adjustMode": "shrink-to-fit",
    "scaling": st.booleans(),
}
FLEX_TEXT = st.one_of(
    shape({"type": "text", "text": words(200)}, TEXT_STYLE), shape({"type": "text", "contents": SPANS}, TEXT_STYLE)
)
FLEX_IMAGE = shape(
    {"type": "image", "url": PICTURES},
    {
        **POSITION,
        "size": st.sampled_from(["full", "xl", "50%", "80px"]),
        "aspectRatio": st.sampled_from(["20:13", "1:3", "1.5:1"]),
        "aspectMode": choice("cover", "fit"),
        "animated": st.booleans(),
        "action": FLEX_ACTION,
    },
)
LEAVES = st.one_of(
    FLEX_TEXT,
    FLEX_IMAGE,
    shape({"type": "button", "action": actions(40, True)}, {"style": choice("primary", "link"), "height": "sm"}),
    shape({"type": "separator"}, {"margin": SPACES, "color": COLOURS}),
    shape({"type": "filler"}, {"flex": st.integers(0, 5)}),
)
BASELINE = shape(
    {
        "type": "box",
        "layout": "baseline",
        "contents": st.lists(
            st.one_of(FLEX_TEXT, shape({"type": "icon", "url": PICTURES}, {"size": SIZES})), max_size=2
        ),
    }
)
BOX_STYLE = {
    **POSITION,
    "spacing": SPACES,
    "paddingAll": st.sampled_from(["md", "10px", "5%"]),
    "backgroundColor": COLOURS,
    "borderWidth": st.sampled_from(["light", "2px"]),
    "cornerRadius": SPACES,
    "width": st.sampled_from(["50%", "100px"]),
    "justifyContent": choice("center", "space-between"),
    "alignItems": choice("center", "flex-end"),
    "background": shape(
        {"type": "linearGradient", "angle": "90deg", "startColor": COLOURS, "endColor": COLOURS},
        {"centerColor": COLOURS, "centerPosition": "50%"},
    ),
    "action": FLEX_ACTION,
}


def boxes(children: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A box around children."""
    layout = choice("horizontal", "vertical")
    return shape({"type": "box", "layout": layout, "contents": st.lists(children, max_size=3)}, BOX_STYLE)


BOX = boxes(st.one_of(LEAVES, BASELINE, boxes(LEAVES)))
BUBBLE = shape(
    {"type": "bubble", "size": "kilo", "body": BOX},
    {
        "direction": choice("ltr", "rtl"),
        "hero": st.one_of(FLEX_IMAGE, BASELINE),
        "footer": BASELINE,
        "styles": shape({}, {"body": shape({}, {"backgroundColor": COLOURS, "separator": st.booleans()})}),
        "action": FLEX_ACTION,
    },
)
FLEX = st.one_of(BUBBLE, shape({"type": "carousel", "contents": st.lists(BUBBLE, min_size=1, max_size=2)}))

TEMPLATE_ACTION = actions(20, True)
COLUMN = shape({"text": words(60), "actions": st.lists(TEMPLATE_ACTION, min_size=1, max_size=1)})
TEMPLATES = st.one_of(
    shape(
        {"type": "buttons", "text": words(60), "actions": st.lists(TEMPLATE_ACTION, min_size=1, max_size=4)},
        {
            "title": words(40),
            "thumbnailImageUrl": PICTURES,
            "imageAspectRatio": choice("rectangle", "square"),
            "imageSize": choice("cover", "contain"),
            "imageBackgroundColor": "#FFFFFF",
            "defaultAction": actions(20, False),
        },
    ),
    shape({"type": "confirm", "text": words(240), "actions": st.lists(TEMPLATE_ACTION, min_size=2, max_size=2)}),
    shape({"type": "carousel", "columns": st.lists(COLUMN, min_size=1, max_size=10)}),
    shape(
        {
            "type": "image_carousel",
            "columns": st.lists(shape({"imageUrl": PICTURES, "action": actions(12, False)}), min_size=1, max_size=10),
        }
    ),
)
AREA = shape({"x": st.integers(0, 999), "y": st.integers(0, 999), "width": st.integers(1, 40), "height": 40})
IMAGEMAP_ACTIONS = st.one_of(
    shape({"type": "message", "text": words(400), "area": AREA}, {"label": words(100)}),
    shape({"type": "uri", "linkUri": LINKS, "area": AREA}, {"label": words(100)}),
    shape({"type": "clipboard", "clipboardText": words(1000), "area": AREA}, {"label": words(100)}),
)

MESSAGES = st.one_of(
    shape({"type": "text", "text": words(5000)}, {**COMMON, "quoteToken": words(50)}),
    shape(
        {
            "type": "text",
            "text": "$です",
            "emojis": [{"index": 0, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}],
        },
        COMMON,
    ),
    shape(
        {
            "type": "textV2",
            "text": "{face}です",
            "substitution": {"face": {"type": "emoji", "productId": "5ac1bfd5", "emojiId": "001"}},
        },
        COMMON,
    ),
    shape(
        {
            "type": "textV2",
            "text": "{you}さん",
            "substitution": {
                "you": {"type": "mention", "mentionee": {"type": "user", "userId": "U" + "0" * 32}},
                "all": {"type": "mention", "mentionee": {"type": "all"}},
            },
        },
        COMMON,
    ),
    shape({"type": "sticker", "packageId": "446", "stickerId": "1988"}, COMMON),
    shape({"type": "image", "originalContentUrl": PICTURES, "previewImageUrl": PICTURES}, COMMON),
    shape(
        {"type": "video", "originalContentUrl": PICTURES, "previewImageUrl": PICTURES},
        {**COMMON, "trackingId": "film-1"},
    ),
    shape({"type": "audio", "originalContentUrl": PICTURES, "duration": st.integers(1, 2**40)}, COMMON),
    shape(
        {
            "type": "location",
            "title": words(100),
            "address": words(100),
            "latitude": st.floats(-90, 90),
            "longitude": st.floats(-180, 180),
        },
        COMMON,
    ),
    shape(
        {
            "type": "imagemap",
            "altText": words(1500),
            "baseUrl": PICTURES,
            "baseSize": shape({"width": 1040, "height": st.integers(1, 2000)}),
            "actions": st.lists(IMAGEMAP_ACTIONS, max_size=3),
        },
        {
            **COMMON,
            "video": shape(
                {"originalContentUrl": PICTURES, "previewImageUrl": PICTURES, "area": AREA},
                {"externalLink": shape({"linkUri": "https://town.example/", "label": words(30)})},
            ),
        },
    ),
    shape({"type": "template", "altText": words(1500), "template": TEMPLATES}, COMMON),
    shape({"type": "flex", "altText": words(1500), "contents": FLEX}, COMMON),
    shape({"type": "coupon", "couponId": "01K"}, {**COMMON, "deliveryTag": "a_1"}),
)

ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "nope", "x" * 5001, "あ" * 400, "😀" * 151, "http://town.example/", "#12", "text", "box"]),
    st.just([]),
    st.just({}),
)


def _spots(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) below a value."""
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    found = []
    for key, item in pairs:
        found.append((value, key))
        if isinstance(item, dict | list):
            found += _spots(item)
    return found


@st.composite
def changed_messages(draw: st.DrawFn) -> dict[str, Any]:
    """A message with one property lost, replaced, repeated twenty times, or added."""
    message = copy.deepcopy(draw(MESSAGES))
    container, key = draw(st.sampled_from(_spots(message)))
    how = draw(st.sampled_from(["lose", "replace", "replace", "repeat", "add"]))
    if how == "lose":
        del container[key]
    elif how == "repeat" and isinstance(container[key], list):
        container[key] = container[key] * 20
    elif how == "add" and isinstance(container, dict):
        container[draw(st.sampled_from(["text", "label", "size", "future"]))] = draw(ODD_VALUES)
    else:
        container[key] = draw(ODD_VALUES)
    return message
