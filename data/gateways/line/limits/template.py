"""Templates: buttons, confirm, carousel, image carousel.

Source: Messaging API reference, "Template messages".
"""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.action import IMAGE_CAROUSEL, TEMPLATE, check_action
from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.quick_reply import COMMON
from data.gateways.line.limits.scalar import Scalar, matching, one_of, text
from data.gateways.line.limits.shape import Rule, Shape, each, type_of
from data.gateways.line.limits.url import check_media_url
from data.gateways.line.text import grapheme_len, is_over_graphemes

_MESSAGE = Shape({**COMMON, "altText": text(numbers.ALT_TEXT), "template": None}, required=("altText", "template"))
_TITLE = text(numbers.TITLE_GRAPHEMES, graphemes=True)
_PICTURE_STYLE = {"imageAspectRatio": one_of("rectangle", "square"), "imageSize": one_of("cover", "contain")}


def _check_default_action(value: Any, path: Path, report: Report) -> None:
    check_action(value, path, report, TEMPLATE)


_COLUMN_PARTS: dict[str, Scalar | Rule | None] = {
    "thumbnailImageUrl": check_media_url,
    "imageBackgroundColor": matching("#[0-9A-Fa-f]{6}"),
    "title": _TITLE,
    "defaultAction": _check_default_action,
    "actions": None,
}
_BUTTONS = Shape(
    {**_COLUMN_PARTS, **_PICTURE_STYLE, "text": text(numbers.BUTTONS_TEXT_GRAPHEMES, graphemes=True)},
    required=("text", "actions"),
)
_COLUMN = Shape(
    {**_COLUMN_PARTS, "text": text(numbers.COLUMN_TEXT_GRAPHEMES, graphemes=True)}, required=("text", "actions")
)
_CONFIRM = Shape(
    {"text": text(numbers.CONFIRM_TEXT_GRAPHEMES, graphemes=True), "actions": None}, required=("text", "actions")
)
_CAROUSEL = Shape({**_PICTURE_STYLE, "columns": None}, required=("columns",))
_PICTURES = Shape({"columns": None}, required=("columns",))
_PICTURE = Shape({"imageUrl": check_media_url, "action": None}, required=("imageUrl", "action"))


def check_template(message: dict[str, Any], path: Path, report: Report) -> None:
    """The message around a template, and the template by its kind."""
    _MESSAGE.check(message, path, report)
    if "template" not in message:
        return
    template = message["template"]
    kind = type_of(template)
    if kind in _TEMPLATES:
        _TEMPLATES[kind](template, (path, "template"), report)
    else:
        report.add(((path, "template"), "type"), "unknown_type", sorted(_TEMPLATES), kind[:40])


def _check_buttons(template: dict[str, Any], path: Path, report: Report) -> None:
    _BUTTONS.check(template, path, report)
    _check_text_beside(template, path, report, numbers.BUTTONS_TEXT_GRAPHEMES)
    _check_actions(template, path, report, most=numbers.BUTTONS_ACTIONS)


def _check_confirm(template: dict[str, Any], path: Path, report: Report) -> None:
    _CONFIRM.check(template, path, report)
    _check_actions(template, path, report, most=2, least=2)


def _check_carousel(template: dict[str, Any], path: Path, report: Report) -> None:
    _CAROUSEL.check(template, path, report)
    first: tuple[Any, ...] | None = None
    if "columns" not in template:
        return
    for column_path, column in each(template["columns"], (path, "columns"), report, most=numbers.COLUMNS):
        if not _COLUMN.check(column, column_path, report):
            continue
        _check_text_beside(column, column_path, report, numbers.COLUMN_TEXT_GRAPHEMES)
        _check_actions(column, column_path, report, most=numbers.COLUMN_ACTIONS)
        actions = column.get("actions")
        likeness = (
            len(actions) if isinstance(actions, list) else None,
            "thumbnailImageUrl" in column,
            "title" in column,
        )
        first = first or likeness
        for name, wanted, found in zip(("actions", "thumbnailImageUrl", "title"), first, likeness, strict=True):
            if wanted != found:
                report.add((column_path, name), "differs", wanted, found)


def _check_image_carousel(template: dict[str, Any], path: Path, report: Report) -> None:
    _PICTURES.check(template, path, report)
    if "columns" not in template:
        return
    for column_path, column in each(template["columns"], (path, "columns"), report, most=numbers.COLUMNS):
        if _PICTURE.check(column, column_path, report) and "action" in column:
            check_action(column["action"], (column_path, "action"), report, IMAGE_CAROUSEL)


def _check_actions(owner: dict[str, Any], path: Path, report: Report, *, most: int, least: int = 1) -> None:
    if "actions" in owner:
        for action_path, action in each(owner["actions"], (path, "actions"), report, most=most, least=least):
            check_action(action, action_path, report, TEMPLATE)


def _check_text_beside(owner: dict[str, Any], path: Path, report: Report, usual: int) -> None:
    """The shorter limit beside a picture or title, where the usual one was kept."""
    words = owner.get("text")
    limit = text_limit(owner, usual)
    if limit < usual and isinstance(words, str) and is_over_graphemes(words, limit):
        length = grapheme_len(words)
        if length <= usual:
            report.add((path, "text"), "too_long", limit, length)


def text_limit(owner: dict[str, Any], usual: int) -> int:
    """Graphemes a buttons template or a column may say: `usual`, or 60 beside a picture or title."""
    beside = "thumbnailImageUrl" in owner or "title" in owner
    return numbers.TEXT_BESIDE_IMAGE_OR_TITLE_GRAPHEMES if beside else usual


_TEMPLATES = {
    "buttons": _check_buttons,
    "confirm": _check_confirm,
    "carousel": _check_carousel,
    "image_carousel": _check_image_carousel,
}
