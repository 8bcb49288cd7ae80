"""Flex messages made to fit: labels shortened, heavy bubbles turned into pages, long carousels into several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.flex import bytes_of
from data.gateways.line.limits.shape import type_of
from data.gateways.line.limits.words import items_of, mend, mend_action, objects_in
from data.gateways.line.text import grapheme_len, shorten


def fit_flex(message: dict[str, Any]) -> list[dict[str, Any]]:
    """One Flex message as one or more that LINE takes, as far as shortening and dealing out can do it."""
    mend(message, "altText", utf16=numbers.ALT_TEXT)
    container: Any = message.get("contents")
    kind = type_of(container)
    for found in objects_in(container):
        if found.get("type") in ("text", "span"):
            mend(found, "text")
        mend_action(found.get("action"), numbers.FLEX_LABEL_GRAPHEMES)
    if kind == "bubble":
        pages = _pages(container)
        if len(pages) == 1:
            return [{**message, "contents": pages[0]}]
        container = {"type": "carousel", "contents": pages}
    elif kind != "carousel":
        return [message]
    bubbles = [page for bubble in items_of(container, "contents") for page in _pages(bubble)]
    if not bubbles:
        return [message]
    return [{**message, "contents": {**container, "contents": some}} for some in _dealt(bubbles, container)]


def _pages(bubble: Any) -> list[Any]:
    """A bubble as pages within LINE's size: its body's parts dealt out, the rest of it at both ends."""
    if not isinstance(bubble, dict) or bytes_of(bubble) <= numbers.BUBBLE_BYTES:
        return [bubble]
    body: Any = bubble.get("body")
    contents = items_of(body, "contents")
    # A video stands in no carousel, so its bubble can't become pages of one.
    can_part = isinstance(body, dict) and body.get("layout") == "vertical" and type_of(bubble.get("hero")) != "video"
    if not can_part or len(contents) < 2:
        _shorten_texts(bubble)
        return [bubble]
    half = len(contents) // 2
    first = {name: part for name, part in bubble.items() if name != "footer"}
    second = {name: part for name, part in bubble.items() if name not in ("header", "hero")}
    first["body"], second["body"] = {**body, "contents": contents[:half]}, {**body, "contents": contents[half:]}
    return [*_pages(first), *_pages(second)]


def _shorten_texts(bubble: dict[str, Any]) -> None:
    """Cut the heaviest text, and again the heaviest, until the bubble fits or nothing is left to cut."""
    while (excess := bytes_of(bubble) - numbers.BUBBLE_BYTES) > 0:
        owner = max(objects_in(bubble), key=_bytes_of_text)
        size, words = _bytes_of_text(owner), owner.get("text")
        if not size or not isinstance(words, str):
            return
        # By share, since a character may weigh one byte or six; the … weighs three.
        kept = words[: max(0, int(len(words) * (size - excess - 3) / size))]
        shorter = shorten(words, graphemes=max(1, grapheme_len(kept)))
        if shorter == words:
            return
        owner["text"] = shorter


def _bytes_of_text(found: dict[str, Any]) -> int:
    is_shown = found.get("type") in ("text", "span") and isinstance(found.get("text"), str)
    return bytes_of(found["text"]) if is_shown else 0


def _dealt(bubbles: list[Any], container: dict[str, Any]) -> Iterator[list[Any]]:
    """The bubbles in runs that fit into one carousel each."""
    frame = bytes_of({**container, "contents": []})
    run: list[Any] = []
    size = frame
    for bubble in bubbles:
        own = bytes_of(bubble) + 1
        if run and (len(run) == numbers.BUBBLES or size + own > numbers.CAROUSEL_BYTES):
            yield run
            run, size = [], frame
        run.append(bubble)
        size += own
    yield run
