"""Text whose {places} are replaced by LINE emoji.

Source: Messaging API reference, "Text message (v2)".
"""

from __future__ import annotations

import re
from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.limits.plain import EMOJI_ID
from data.gateways.line.limits.problem import Path, Report
from data.gateways.line.limits.quick_reply import COMMON
from data.gateways.line.limits.scalar import any_text, text
from data.gateways.line.limits.shape import Shape, type_of

MOST_SUBSTITUTIONS = 100
_TEXT = Shape(
    {**COMMON, "text": text(numbers.TEXT), "substitution": None, "quoteToken": any_text()}, required=("text",)
)
_EMOJI = Shape({"productId": EMOJI_ID, "emojiId": EMOJI_ID}, required=("productId", "emojiId"))
_KEY = re.compile(r"[0-9A-Za-z_]{1,20}", re.ASCII)
# Doubled braces are braces; then places; then braces that are neither.
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>[^{}]*)\}|(?P<lone>[{}])")


def check_text_v2(message: dict[str, Any], path: Path, report: Report) -> None:
    """Braces in pairs, each place with its substitute, at most 20 emoji. Mentions work in groups only: refused."""
    _TEXT.check(message, path, report)
    substitution = message.get("substitution", {})
    if not isinstance(substitution, dict):
        report.add((path, "substitution"), "wrong_type", "object")
        return
    if len(substitution) > MOST_SUBSTITUTIONS:
        report.add((path, "substitution"), "too_many", MOST_SUBSTITUTIONS, len(substitution))
    for key, value in substitution.items():
        _check_substitute(key, value, ((path, "substitution"), key), report)
    emojis = 0
    for found in _BRACES.finditer(message["text"] if isinstance(message.get("text"), str) else ""):
        key = found.group("key")
        if found.group("lone") or (key is not None and key not in substitution):
            report.add((path, "text"), "no_placeholder", None, found.group()[:40])
        emojis += key is not None
    if emojis > numbers.EMOJIS:
        report.add((path, "text"), "too_many", numbers.EMOJIS, emojis)


def _check_substitute(key: Any, value: Any, path: Path, report: Report) -> None:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        report.add(path, "bad_format")
    kind = type_of(value)
    if kind == "emoji":
        _EMOJI.check(value, path, report)
    elif kind == "mention":
        report.add(path, "not_allowed_here", ["emoji"], kind)
    else:
        report.add((path, "type"), "unknown_type", ["emoji"], kind[:40])
