"""Flex messages: bubbles and carousels, and how much of them fits into one message.

Source: Messaging API reference, "Flex Message".
"""

from __future__ import annotations

from typing import Any

import orjson

from data.gateways.line.limits import numbers
from data.gateways.line.limits.action import FLEX, FLEX_BUTTON, FLEX_VIDEO, check_action
from data.gateways.line.limits.flex_parts import BUBBLE, CAROUSEL, COMPONENTS
from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.quick_reply import COMMON
from data.gateways.line.limits.scalar import text
from data.gateways.line.limits.shape import Shape, each, type_of

# LINE tells no depth; ours only keeps a hostile file from exhausting the stack.
DEEPEST_BOX = 50

_MESSAGE = Shape({**COMMON, "altText": text(numbers.ALT_TEXT), "contents": None}, required=("altText", "contents"))
_BLOCK = frozenset({"box"})
_HERO = frozenset({"box", "image", "video"})
_ALT_CONTENT = frozenset({"box", "image"})
_IN_BOX = frozenset({"box", "button", "image", "text", "separator", "filler"})
_IN_BASELINE = frozenset({"icon", "text", "filler"})
_BLOCKS = {"header": _BLOCK, "hero": _HERO, "body": _BLOCK, "footer": _BLOCK}


def check_flex(message: dict[str, Any], path: Path, report: Report) -> None:
    """One bubble, or a carousel of bubbles alike in size, within LINE's bytes."""
    _MESSAGE.check(message, path, report)
    if "contents" not in message:
        return
    container, path = message["contents"], (path, "contents")
    kind = type_of(container)
    if kind == "bubble":
        _check_bubble(container, path, report, in_carousel=False)
        written = _check_size(container, path, report, numbers.BUBBLE_BYTES)
    elif kind == "carousel":
        written = _check_carousel(container, path, report)
    else:
        report.add((path, "type"), "unknown_type", ["bubble", "carousel"], kind[:40])
        return
    # Quotes inside texts are escaped, so these bytes can only be the property.
    animated = written.count(b'"animated":true')
    if animated > numbers.ANIMATED_IMAGES:
        report.add(path, "too_many", numbers.ANIMATED_IMAGES, animated)


def bytes_of(container: Any) -> int:
    """Size as LINE would count it: UTF-8 bytes of compact JSON. 0 for what can't be written as JSON."""
    return len(_json(container))


def _json(container: Any) -> bytes:
    try:
        return orjson.dumps(container)
    except TypeError:
        return b""


def _check_size(container: Any, path: Path, report: Report, limit: int) -> bytes:
    written = _json(container)
    if len(written) > limit:
        report.add(path, "too_large", limit, len(written))
    return written


def _check_carousel(carousel: dict[str, Any], path: Path, report: Report) -> bytes:
    CAROUSEL.check(carousel, path, report)
    if "contents" not in carousel:
        return b""
    written = _check_size(carousel, path, report, numbers.CAROUSEL_BYTES)
    width = None
    for bubble_path, bubble in each(carousel["contents"], (path, "contents"), report, most=numbers.BUBBLES):
        if type_of(bubble) != "bubble":
            report.add((bubble_path, "type"), "unknown_type", ["bubble"])
            continue
        _check_bubble(bubble, bubble_path, report, in_carousel=True)
        if len(written) > numbers.BUBBLE_BYTES:
            _check_size(bubble, bubble_path, report, numbers.BUBBLE_BYTES)
        own_width = bubble.get("size", "mega")
        width = width or own_width
        if own_width != width:
            report.add((bubble_path, "size"), "differs", width, own_width)
    return written


def _check_bubble(bubble: dict[str, Any], path: Path, report: Report, *, in_carousel: bool) -> None:
    BUBBLE.check(bubble, path, report)
    for name, kinds in _BLOCKS.items():
        if name in bubble:
            _check_component(bubble[name], (path, name), report, kinds)
    if not any(name in bubble for name in _BLOCKS):
        report.add((path, "body"), "missing")
    if "action" in bubble:
        check_action(bubble["action"], (path, "action"), report, FLEX)
    is_wide = bubble.get("size", "mega") in ("kilo", "mega", "giga")
    if type_of(bubble.get("hero")) == "video" and (in_carousel or not is_wide):
        report.add((path, "hero"), "not_allowed_here", None, "video")


def _check_component(component: Any, path: Path, report: Report, kinds: frozenset[str], depth: int = 0) -> None:
    kind = type_of(component)
    if kind not in kinds:
        if isinstance(component, dict):
            is_known = kind in COMPONENTS
            report.add(
                path if is_known else (path, "type"),
                "not_allowed_here" if is_known else "unknown_type",
                sorted(kinds),
                kind[:40],
            )
        else:
            report.add(path, "wrong_type", "object")
        return
    COMPONENTS[kind].check(component, path, report)
    if kind == "box":
        _check_box(component, path, report, depth)
    elif kind == "text":
        _check_words(component, path, report)
    elif kind == "video" and "altContent" in component:
        _check_component(component["altContent"], (path, "altContent"), report, _ALT_CONTENT)
    if "action" in component:
        place = FLEX_BUTTON if kind == "button" else FLEX_VIDEO if kind == "video" else FLEX
        check_action(component["action"], (path, "action"), report, place)
    if "aspectRatio" in component:
        _check_ratio(component["aspectRatio"], (path, "aspectRatio"), report)


def _check_box(box: dict[str, Any], path: Path, report: Report, depth: int) -> None:
    if "contents" not in box:
        return
    if depth >= DEEPEST_BOX:
        report.add(path, "too_deep", DEEPEST_BOX)
        return
    contents = box["contents"]
    if not isinstance(contents, list):
        report.add((path, "contents"), "wrong_type", "array")
        return
    kinds = _IN_BASELINE if box.get("layout") == "baseline" else _IN_BOX
    for index, component in enumerate(contents):
        _check_component(component, ((path, "contents"), index), report, kinds, depth + 1)


def _check_words(component: dict[str, Any], path: Path, report: Report) -> None:
    if "contents" in component:
        for span_path, span in each(component["contents"], (path, "contents"), report, most=None):
            if type_of(span) == "span":
                COMPONENTS["span"].check(span, span_path, report)
            else:
                report.add((span_path, "type"), "unknown_type", ["span"])
    elif "text" not in component:
        report.add((path, "text"), "missing")


def _check_ratio(value: Any, path: Path, report: Report) -> None:
    width, _, height = value.partition(":") if isinstance(value, str) else ("", "", "")
    try:
        if float(height) > 3 * float(width):
            report.add(path, "out_of_range", "3:1", value)
    except ValueError:
        return  # the form was reported with the other properties
