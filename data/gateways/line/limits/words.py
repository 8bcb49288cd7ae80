"""Mending the small texts of a message in place: labels, titles, alternative texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.text import shorten

# What stands for a text that is required and empty: a spot without an address, a record without a name.
NOTHING = "-"


def mend(owner: Any, name: str, *, graphemes: int | None = None, utf16: int | None = None) -> None:
    """Shorten `owner[name]` to the limit, and fill it when empty; what is no string is left for the checker."""
    if isinstance(owner, dict) and isinstance(owner.get(name), str):
        owner[name] = shorten(owner[name], graphemes=graphemes, utf16=utf16) or NOTHING


def mend_action(action: Any, label_graphemes: int) -> None:
    """Shorten what an action shows. What it sends or opens is never touched: it would be another action."""
    mend(action, "label", graphemes=label_graphemes)
    mend(action, "displayText", graphemes=numbers.SAID_GRAPHEMES)


def objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a JSON value, itself included."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)


def items_of(owner: Any, name: str) -> list[Any]:
    """The list `owner[name]`, or an empty one when there is none."""
    found = owner.get(name) if isinstance(owner, dict) else None
    return found if isinstance(found, list) else []
