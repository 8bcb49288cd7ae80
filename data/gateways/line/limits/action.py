"""Actions: what a tap does, and where which kind may stand.

Source: Messaging API reference, "Action objects" and "Specifications of the label".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.picker import check_picker
from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.scalar import REMEMBERED, matching, one_of, text
from data.gateways.line.limits.shape import Shape, type_of
from data.gateways.line.limits.url import check_action_uri
from data.gateways.line.text import grapheme_len, is_over_graphemes


@dataclass(frozen=True, slots=True)
class Place:
    """Where an action stands, which decides its kinds and its label."""

    label_limit: int
    needs_label: bool
    kinds: frozenset[str]
    known: set[tuple[str, str]] = field(default_factory=set, compare=False, repr=False)


_EVERYWHERE = frozenset({"postback", "message", "uri", "datetimepicker", "clipboard"})
_IN_QUICK_REPLY = frozenset({"camera", "cameraRoll", "location"})

TEMPLATE = Place(numbers.LABEL_GRAPHEMES, True, _EVERYWHERE)
IMAGE_CAROUSEL = Place(numbers.IMAGE_CAROUSEL_LABEL_GRAPHEMES, False, _EVERYWHERE)
QUICK_REPLY = Place(numbers.LABEL_GRAPHEMES, True, _EVERYWHERE | _IN_QUICK_REPLY)
RICH_MENU = Place(numbers.LABEL_GRAPHEMES, False, _EVERYWHERE | {"richmenuswitch"})
FLEX_BUTTON = Place(numbers.FLEX_LABEL_GRAPHEMES, True, _EVERYWHERE)
FLEX = Place(numbers.FLEX_LABEL_GRAPHEMES, False, _EVERYWHERE)
FLEX_VIDEO = Place(numbers.FLEX_LABEL_GRAPHEMES, False, frozenset({"uri"}))

_DATA = text(numbers.POSTBACK_DATA, may_be_empty=True)
_SAID = text(numbers.SAID_GRAPHEMES, graphemes=True)
_ALT_URI = Shape({"desktop": check_action_uri}, required=("desktop",))

_SHAPES = {
    "postback": Shape(
        {
            "label": None,
            "data": _DATA,
            "displayText": _SAID,
            "text": _SAID,
            "inputOption": one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
            "fillInText": _SAID,
        },
        required=("data",),
    ),
    "message": Shape({"label": None, "text": _SAID}, required=("text",)),
    "uri": Shape({"label": None, "uri": check_action_uri, "altUri": _ALT_URI.check}, required=("uri",)),
    "datetimepicker": Shape(
        {
            "label": None,
            "data": _DATA,
            "mode": one_of("date", "time", "datetime"),
            "initial": None,
            "max": None,
            "min": None,
        },
        required=("data", "mode"),
    ),
    "camera": Shape({"label": None}),
    "cameraRoll": Shape({"label": None}),
    "location": Shape({"label": None}),
    "richmenuswitch": Shape(
        {"label": None, "richMenuAliasId": matching("[a-z0-9_-]{1,32}"), "data": _DATA},
        required=("richMenuAliasId", "data"),
    ),
    "clipboard": Shape({"label": None, "clipboardText": text(numbers.CLIPBOARD)}, required=("clipboardText",)),
}


def check_action(action: Any, path: Path, report: Report, place: Place) -> None:
    """Check one action object against its own rules and those of its place."""
    kind = type_of(action)
    if kind == "message" and len(action) == 3 and _is_known(action, place):
        return
    shape = _SHAPES.get(kind)
    if shape is None:
        if isinstance(action, dict):
            report.add((path, "type"), "unknown_type", sorted(place.kinds), kind[:40])
        else:
            report.add(path, "wrong_type", "object")
        return
    if kind not in place.kinds:
        report.add(path, "not_allowed_here", sorted(place.kinds), kind)
        return
    shape.check(action, path, report)
    _check_label(action, path, report, place)
    if kind == "postback":
        _check_postback(action, path, report, place)
    elif kind == "datetimepicker":
        check_picker(action, path, report)


def _is_known(action: dict[str, Any], place: Place) -> bool:
    """The same few buttons (戻る, やめる) stand under nearly every message: what was found good is kept."""
    label, text = action.get("label"), action.get("text")
    if type(label) is not str or type(text) is not str:
        return False
    if (label, text) in place.known:
        return True
    if not (label and text) or is_over_graphemes(label, place.label_limit) or not _SAID.accepts(text):
        return False
    if len(place.known) >= REMEMBERED:
        place.known.clear()
    place.known.add((label, text))
    return True


def _check_label(action: dict[str, Any], path: Path, report: Report, place: Place) -> None:
    label = action.get("label", "")
    if "label" not in action:
        if place.needs_label:
            report.add((path, "label"), "missing")
    elif not isinstance(label, str):
        report.add((path, "label"), "wrong_type", "string")
    elif label == "":
        report.add((path, "label"), "empty")
    elif is_over_graphemes(label, place.label_limit):
        report.add((path, "label"), "too_long", place.label_limit, grapheme_len(label))


def _check_postback(action: dict[str, Any], path: Path, report: Report, place: Place) -> None:
    if "text" in action:
        if "displayText" in action:
            report.add((path, "text"), "exclusive")
        if place is QUICK_REPLY:
            report.add((path, "text"), "not_allowed_here")
    if "fillInText" in action and action.get("inputOption") != "openKeyboard":
        report.add((path, "fillInText"), "not_allowed_here")
