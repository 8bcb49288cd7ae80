"""Messages for tests of limits, built from their parts."""

from __future__ import annotations

import orjson

from data.gateways.line.standin.rules.messages import MESSAGES
from data.gateways.line.standin.rules.shape import Findings
from tests.standin.town_bot import said

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
APPLE = "\U0001f34e"
PICTURE = "https://town.example/a.png"


def faults(*messages, allow_http=False) -> list[str]:
    findings = Findings(allow_http=allow_http)
    MESSAGES(list(messages), "messages", findings)
    assert findings.unknown == []
    return [fault["property"] for fault in findings.faults]


def quick(*actions):
    return {**said("x"), "quickReply": {"items": [{"type": "action", "action": action} for action in actions]}}


def buttons(**changes):
    template = {"type": "buttons", "text": "本文", "actions": [message("はい")], **changes}
    return {"type": "template", "altText": "ボタン", "template": template}


def message(label="はい", text="はい"):
    return {"type": "message", "label": label, "text": text}


def postback(**changes):
    return {"type": "postback", "label": "送る", "data": "d", **changes}


def picker(**changes):
    return {"type": "datetimepicker", "label": "日", "data": "d", "mode": "date", **changes}


def bubble(*contents, **changes):
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(contents)}, **changes}


def flex(contents):
    return {"type": "flex", "altText": "代わり", "contents": contents}


def column(**changes):
    return {"text": "x", "actions": [message()], **changes}


def carousel(*columns):
    return {"type": "template", "altText": "x", "template": {"type": "carousel", "columns": list(columns)}}


def imagemap(**changes):
    area = {"x": 0, "y": 0, "width": 10, "height": 10}
    return {
        "type": "imagemap",
        "altText": "地図",
        "baseUrl": "https://town.example/map",
        "baseSize": {"width": 1040, "height": 700},
        "actions": [{"type": "message", "text": "ここ", "area": area}],
        **changes,
    }


def weighing(size: int):
    """A bubble of exactly so many bytes."""
    empty = bubble({"type": "text", "text": "a"})
    padding = size - len(orjson.dumps(empty))
    return bubble({"type": "text", "text": "a" * (padding + 1)})
