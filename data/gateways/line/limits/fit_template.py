"""Templates made to fit: long text said in full before, labels shortened, columns dealt out over several messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.shape import type_of
from data.gateways.line.limits.split import split_text
from data.gateways.line.limits.template import text_limit
from data.gateways.line.limits.words import items_of, mend, mend_action
from data.gateways.line.text import is_over_graphemes


def fit_template(message: dict[str, Any]) -> list[dict[str, Any]]:
    """One template message as one or more that LINE takes, as far as shortening and dealing out can do it."""
    mend(message, "altText", utf16=numbers.ALT_TEXT)
    template: Any = message.get("template")
    kind = type_of(template)
    if kind == "buttons":
        _mend_actions(template)
        return _with_full_text(message, template, text_limit(template, numbers.BUTTONS_TEXT_GRAPHEMES))
    if kind == "confirm":
        _mend_actions(template)
        return _with_full_text(message, template, numbers.CONFIRM_TEXT_GRAPHEMES)
    columns = items_of(template, "columns")
    for column in columns:
        if kind == "image_carousel":
            mend_action(column.get("action") if isinstance(column, dict) else None, _PICTURE_LABEL)
        elif isinstance(column, dict):
            _mend_actions(column)
            mend(column, "text", graphemes=text_limit(column, numbers.COLUMN_TEXT_GRAPHEMES))
    if len(columns) <= numbers.COLUMNS:
        return [message]
    return [{**message, "template": {**template, "columns": some}} for some in _dealt(columns)]


_PICTURE_LABEL = numbers.IMAGE_CAROUSEL_LABEL_GRAPHEMES


def _mend_actions(owner: dict[str, Any]) -> None:
    mend(owner, "title", graphemes=numbers.TITLE_GRAPHEMES)
    for action in (*items_of(owner, "actions"), owner.get("defaultAction")):
        mend_action(action, numbers.LABEL_GRAPHEMES)


def _with_full_text(message: dict[str, Any], template: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """The template, and before it the whole of a text that had to be shortened in it."""
    words = template.get("text")
    mend(template, "text", graphemes=limit)
    if not isinstance(words, str) or not is_over_graphemes(words, limit):
        return [message]
    common = {"sender": message["sender"]} if "sender" in message else {}
    return [*({"type": "text", "text": part, **common} for part in split_text(words)), message]


def _dealt(columns: list[Any]) -> Iterable[list[Any]]:
    return (columns[start : start + numbers.COLUMNS] for start in range(0, len(columns), numbers.COLUMNS))
