"""The stand-in's own tables of what LINE takes: every limit at its edge."""

from __future__ import annotations

import pytest

from tests.standin.some_messages import (
    APPLE,
    FAMILY,
    PICTURE,
    bubble,
    buttons,
    carousel,
    column,
    faults,
    flex,
    imagemap,
    message,
    picker,
    postback,
    quick,
    weighing,
)
from tests.standin.town_bot import said

FITS = {
    "5000 units of text": said("あ" * 5000),
    "2500 emoji, 5000 units": said(APPLE * 2500),
    "a label of 20 families": quick(message(label=FAMILY * 20)),
    "13 quick replies": quick(*[message()] * 13),
    "places and cameras in a quick reply": quick(
        *[{"type": kind, "label": "送る"} for kind in ("location", "camera", "cameraRoll")]
    ),
    "1500 units of altText": {**flex(bubble({"type": "text", "text": "x"})), "altText": "あ" * 1500},
    "a message action of 300 families": quick(message(text=FAMILY * 300)),
    "data of 300": quick(postback(data="あ" * 300)),
    "fillInText with a keyboard": quick(postback(inputOption="openKeyboard", fillInText="x")),
    "a telephone": buttons(actions=[{"type": "uri", "label": "電話", "uri": "tel:0101234567"}]),
    "a link into LINE": buttons(actions=[{"type": "uri", "label": "友だち", "uri": "line://nv/chat"}]),
    "160 of text alone": buttons(text="あ" * 160),
    "60 of text beside a title": buttons(text="あ" * 60, title="題"),
    "a picker with bounds": quick(picker(min="2026-01-01", initial="2026-01-31", max="2026-12-31")),
    "a picker of a time": quick(picker(mode="time", min="00:00", max="23:59")),
    "a picker with a small t": quick(picker(mode="datetime", min="2026-01-01t00:00")),
    "ten equal columns": carousel(*[column(title="題")] * 10),
    "12 bubbles": flex({"type": "carousel", "contents": [bubble({"type": "text", "text": "x"})] * 12}),
    "a bubble of 30 KB": flex(weighing(30_000)),
    "spans instead of text": flex(bubble({"type": "text", "contents": [{"type": "span", "text": "x"}]})),
    "a film on a mega bubble": flex(
        bubble(
            hero={
                "type": "video",
                "url": "https://town.example/a.mp4",
                "previewUrl": PICTURE,
                "altContent": {"type": "image", "url": PICTURE},
            }
        )
    ),
    "an icon in a baseline box": flex(
        bubble({"type": "box", "layout": "baseline", "contents": [{"type": "icon", "url": PICTURE}]})
    ),
    "an imagemap": imagemap(),
    "emoji on their placeholders": {
        **said(f"{APPLE}$と$"),
        "emojis": [
            {"index": 2, "productId": "5ac1", "emojiId": "001"},
            {"index": 4, "productId": "5ac1", "emojiId": "2"},
        ],
    },
    "filled braces": {
        "type": "textV2",
        "text": "{{括弧}} {face}",
        "substitution": {"face": {"type": "emoji", "productId": "5ac1", "emojiId": "001"}},
    },
    "a speaker": {**said("x"), "sender": {"name": "あ" * 20, "iconUrl": PICTURE}},
}

REFUSED = {
    "5001 units of text": (said("あ" * 5001), "messages[0].text"),
    "5000 emoji, 10000 units": (said(APPLE * 5000), "messages[0].text"),
    "no text": (said(""), "messages[0].text"),
    "a null": ({"type": "text", "text": None}, "messages[0].text"),
    "a label of 21 families": (quick(message(label=FAMILY * 21)), "messages[0].quickReply.items[0].action.label"),
    "14 quick replies": (quick(*[message()] * 14), "messages[0].quickReply.items"),
    "no quick reply": (quick(), "messages[0].quickReply.items"),
    "a quick reply without label": (
        quick({"type": "message", "text": "x"}),
        "messages[0].quickReply.items[0].action.label",
    ),
    "a place outside of a quick reply": (
        buttons(actions=[{"type": "location", "label": "場所"}]),
        "messages[0].template.actions[0].type",
    ),
    "a tab outside of a rich menu": (
        quick({"type": "richmenuswitch", "label": "x", "richMenuAliasId": "a", "data": "d"}),
        "messages[0].quickReply.items[0].action.type",
    ),
    "data of 301": (quick(postback(data="あ" * 301)), "messages[0].quickReply.items[0].action.data"),
    "data of 151 emoji": (quick(postback(data=APPLE * 151)), "messages[0].quickReply.items[0].action.data"),
    "a message action of 301": (quick(message(text="あ" * 301)), "messages[0].quickReply.items[0].action.text"),
    "displayText and text": (
        quick(postback(displayText="x", text="x")),
        "messages[0].quickReply.items[0].action.text",
    ),
    "fillInText without a keyboard": (
        quick(postback(fillInText="x")),
        "messages[0].quickReply.items[0].action.fillInText",
    ),
    "1501 units of altText": (
        {**flex(bubble({"type": "text", "text": "x"})), "altText": "あ" * 1501},
        "messages[0].altText",
    ),
    "161 of text": (buttons(text="あ" * 161), "messages[0].template.text"),
    "61 of text beside a title": (buttons(text="あ" * 61, title="題"), "messages[0].template.text"),
    "61 of text beside a picture": (
        buttons(text="あ" * 61, thumbnailImageUrl=PICTURE),
        "messages[0].template.text",
    ),
    "a title of 41": (buttons(title="あ" * 41), "messages[0].template.title"),
    "five buttons": (buttons(actions=[message()] * 5), "messages[0].template.actions"),
    "a template label of 21": (buttons(actions=[message(label="あ" * 21)]), "messages[0].template.actions[0].label"),
    "a mailto": (
        buttons(actions=[{"type": "uri", "label": "x", "uri": "mailto:a@town.example"}]),
        "messages[0].template.actions[0].uri",
    ),
    "kanji in an address": (
        buttons(actions=[{"type": "uri", "label": "x", "uri": "https://town.example/避難"}]),
        "messages[0].template.actions[0].uri",
    ),
    "an address of 1001": (
        buttons(actions=[{"type": "uri", "label": "x", "uri": "https://town.example/" + "a" * 980}]),
        "messages[0].template.actions[0].uri",
    ),
    "one answer to confirm": (
        {"type": "template", "altText": "x", "template": {"type": "confirm", "text": "x", "actions": [message()]}},
        "messages[0].template.actions",
    ),
    "eleven columns": (carousel(*[column()] * 11), "messages[0].template.columns"),
    "columns with different titles": (carousel(column(), column(title="題")), "messages[0].template.columns"),
    "columns with different numbers of buttons": (
        carousel(column(), column(actions=[message()] * 2)),
        "messages[0].template.columns",
    ),
    "a column with four buttons": (
        carousel(column(actions=[message()] * 4)),
        "messages[0].template.columns[0].actions",
    ),
    "a picker turned round": (
        quick(picker(min="2026-12-31", max="2026-01-01")),
        "messages[0].quickReply.items[0].action.max",
    ),
    "a picker with 31 February": (
        quick(picker(initial="2026-02-31")),
        "messages[0].quickReply.items[0].action.initial",
    ),
    "a picker with seconds": (
        quick(picker(mode="datetime", initial="2026-02-01T10:00:00")),
        "messages[0].quickReply.items[0].action.initial",
    ),
    "a picker beginning outside": (
        quick(picker(min="2026-01-01", initial="2025-12-31")),
        "messages[0].quickReply.items[0].action.initial",
    ),
    "13 bubbles": (
        flex({"type": "carousel", "contents": [bubble({"type": "text", "text": "x"})] * 13}),
        "messages[0].contents.contents",
    ),
    "bubbles of two sizes": (
        flex(
            {
                "type": "carousel",
                "contents": [bubble({"type": "text", "text": "x"}), bubble({"type": "text", "text": "x"}, size="kilo")],
            }
        ),
        "messages[0].contents.contents",
    ),
    "a bubble over 30 KB": (flex(weighing(30_001)), "messages[0].contents"),
    "12 bubbles at 4.2 KB": (
        flex({"type": "carousel", "contents": [weighing(4_200)] * 12}),
        "messages[0].contents",
    ),
    "an empty bubble": (flex({"type": "bubble"}), "messages[0].contents"),
    "text and spans": (
        flex(bubble({"type": "text", "text": "x", "contents": [{"type": "span", "text": "x"}]})),
        "messages[0].contents.body.contents[0].text",
    ),
    "an icon in a vertical box": (
        flex(bubble({"type": "icon", "url": PICTURE})),
        "messages[0].contents.body.contents[0].type",
    ),
    "a button in a baseline box": (
        flex(bubble({"type": "box", "layout": "baseline", "contents": [{"type": "button", "action": message()}]})),
        "messages[0].contents.body.contents[0].contents[0].type",
    ),
    "a Flex button without label": (
        flex(bubble({"type": "button", "action": {"type": "message", "text": "x"}})),
        "messages[0].contents.body.contents[0].action.label",
    ),
    "a film on a nano bubble": (
        flex(
            bubble(
                size="nano",
                hero={
                    "type": "video",
                    "url": "https://town.example/a.mp4",
                    "previewUrl": PICTURE,
                    "altContent": {"type": "image", "url": PICTURE},
                },
            )
        ),
        "messages[0].contents.hero",
    ),
    "eleven moving pictures": (
        flex(bubble(*[{"type": "image", "url": PICTURE, "animated": True}] * 11)),
        "messages[0].contents",
    ),
    "a tall picture": (
        flex(bubble({"type": "image", "url": PICTURE, "aspectRatio": "1:4"})),
        "messages[0].contents.body.contents[0].aspectRatio",
    ),
    "a colour by name": (
        flex(bubble({"type": "text", "text": "x", "color": "red"})),
        "messages[0].contents.body.contents[0].color",
    ),
    "an unknown margin": (
        flex(bubble({"type": "text", "text": "x", "margin": "huge"})),
        "messages[0].contents.body.contents[0].margin",
    ),
    "an imagemap of another width": (
        imagemap(baseSize={"width": 1024, "height": 700}),
        "messages[0].baseSize.width",
    ),
    "51 places on an imagemap": (imagemap(actions=imagemap()["actions"] * 51), "messages[0].actions"),
    "an emoji beside its placeholder": (
        {**said("あ$"), "emojis": [{"index": 0, "productId": "5ac1", "emojiId": "001"}]},
        "messages[0].emojis[0].index",
    ),
    "two emoji on one placeholder": (
        {**said("$"), "emojis": [{"index": 0, "productId": "5ac1", "emojiId": "001"}] * 2},
        "messages[0].emojis[1].index",
    ),
    "a brace alone": ({"type": "textV2", "text": "a { b"}, "messages[0].text"),
    "a brace nobody fills": ({"type": "textV2", "text": "{name}"}, "messages[0].substitution.name"),
    "a place without address": (
        {"type": "location", "title": "x", "latitude": 1, "longitude": 1},
        "messages[0].address",
    ),
    "a place off the earth": (
        {"type": "location", "title": "x", "address": "x", "latitude": 91, "longitude": 1},
        "messages[0].latitude",
    ),
    "a picture by http": (
        {"type": "image", "originalContentUrl": PICTURE, "previewImageUrl": "http://town.example/a.png"},
        "messages[0].previewImageUrl",
    ),
    "a speaker called LINE": ({**said("x"), "sender": {"name": "Line役場"}}, "messages[0].sender.name"),
    "a speaker of 21": ({**said("x"), "sender": {"name": "あ" * 21}}, "messages[0].sender.name"),
    "six messages": (said("x"), "messages"),
}


@pytest.mark.parametrize("name", FITS)
def test_what_just_fits_is_taken(name):
    assert faults(FITS[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_too_much_is_refused_at_its_place(name):
    message, path = REFUSED[name]

    found = faults(*[message] * (6 if name == "six messages" else 1))

    assert found == [path]


def test_a_trial_takes_pictures_by_http():
    picture = {"type": "image", "originalContentUrl": "http://127.0.0.1/a", "previewImageUrl": "http://127.0.0.1/a"}

    assert faults(picture, allow_http=True) == []
