"""A Choice as LINE's action object."""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits.numbers import SAID_GRAPHEMES
from data.gateways.line.text import is_over_graphemes, shorten
from dialogs.talk import ButtonBook, Choice

Json = dict[str, Any]

# LINE takes these only as quick replies.
QUICK_REPLY_ONLY = {"location": "location", "camera": "camera", "camera_roll": "cameraRoll"}
_PICKERS = frozenset({"date", "time", "datetime"})


def action_of(choice: Choice, book: ButtonBook | None, label_graphemes: int) -> Json:
    """The action of one choice, its label cut to what the place allows.

    An answer's `text`, when given, is shown as said instead of its label.

    Raises:
        ValueError: an answer or picker without a book to keep its value.
    """
    label = choice.label
    if len(label) > label_graphemes:
        label = shorten(label, graphemes=label_graphemes)
    kind = choice.kind
    if kind == "text":
        return {"type": "message", "label": label, "text": choice.text or choice.label}
    if kind == "uri":
        return {"type": "uri", "label": label, "uri": choice.uri}
    if kind in QUICK_REPLY_ONLY:
        return {"type": QUICK_REPLY_ONLY[kind], "label": label}
    if kind == "press":
        return {"type": "postback", "label": label, "data": choice.value, "displayText": choice.text or choice.label}
    if book is None:
        raise ValueError(f"choice {choice.label!r} needs a button book")
    data = book.data_for(choice.value, label)
    if kind in _PICKERS:
        picker = {"type": "datetimepicker", "label": label, "data": data, "mode": kind}
        for name, bound in (("initial", choice.initial), ("min", choice.earliest), ("max", choice.latest)):
            if bound:
                picker[name] = bound
        return picker
    said = choice.text or choice.label
    if is_over_graphemes(said, SAID_GRAPHEMES):
        said = shorten(said, graphemes=SAID_GRAPHEMES)
    return {"type": "postback", "label": label, "data": data, "displayText": said}
