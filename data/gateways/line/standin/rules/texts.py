"""Text messages: emoji placeholders of `text`, braces and substitutions of `textV2`."""

import re
from typing import Any

from data.gateways.line.standin.rules.counting import utf16_units
from data.gateways.line.standin.rules.shape import Check, Findings, OneOf, Shape, join, listing, matching, text, whole

TEXT_UNITS = 5000
MOST_EMOJI = 20
MOST_MENTIONS = 20
MOST_SUBSTITUTIONS = 100
_BRACES = re.compile(r"\{\{|\}\}|\{([0-9A-Za-z_]{1,20})\}|[{}]")
_ASCII_WORD = matching(r"[0-9A-Za-z_-]{1,64}", "invalid value")
_EMOJI = Shape({"index": whole(0), "productId": _ASCII_WORD, "emojiId": _ASCII_WORD}, "index productId emojiId")


def emoji_on_placeholders(value: dict[str, Any], path: str, findings: Findings) -> None:
    """Check that every emoji's index, in UTF-16 units, hits its own `$`."""
    spots: set[int] = set()
    at = 0
    for character in value["text"]:
        if character == "$":
            spots.add(at)
        at += utf16_units(character)
    for number, emoji in enumerate(value.get("emojis", ())):
        if emoji["index"] not in spots:
            findings.fault("index must point at a $", f"{path}.emojis[{number}].index")
        spots.discard(emoji["index"])


TEXT: dict[str, Check] = {
    "text": text(TEXT_UNITS),
    "emojis": listing(_EMOJI, 0, MOST_EMOJI),
    "quoteToken": text(1000),
}

_TARGET = OneOf(
    {
        "user": Shape({"type": text(10), "userId": text(33)}, "userId"),
        "all": Shape({"type": text(10)}),
    }
)
_SUBSTITUTE = OneOf(
    {
        "mention": Shape({"type": text(10), "mentionee": _TARGET}, "mentionee"),
        "emoji": Shape({"type": text(10), "productId": _ASCII_WORD, "emojiId": _ASCII_WORD}, "productId emojiId"),
    }
)


def _substitution(value: Any, path: str, findings: Findings) -> None:
    if not isinstance(value, dict):
        findings.fault("must be an object", path)
        return
    if len(value) > MOST_SUBSTITUTIONS:
        findings.fault(f"Size must be between 0 and {MOST_SUBSTITUTIONS}", path)
    for key, item in value.items():
        if not re.fullmatch(r"[0-9A-Za-z_]{1,20}", key):
            findings.fault("invalid key", join(path, key))
        _SUBSTITUTE(item, join(path, key), findings)


def braces_filled(value: dict[str, Any], path: str, findings: Findings) -> None:
    """Check that every `{key}` has its substitution, that other braces are doubled, and the counts."""
    substitution = value.get("substitution", {})
    used: list[str] = []
    for found in _BRACES.finditer(value["text"]):
        if found[1] is not None:
            used.append(found[1])
        elif found[0] in "{}":
            findings.fault("a brace must be doubled", join(path, "text"))
    for key in used:
        if key not in substitution:
            findings.fault("must be specified", f"{path}.substitution.{key}")
    kinds = [substitution[key]["type"] for key in used if key in substitution]
    if kinds.count("emoji") > MOST_EMOJI or kinds.count("mention") > MOST_MENTIONS:
        findings.fault("at most 20 emoji and 20 mentions", join(path, "substitution"))


TEXT_V2: dict[str, Check] = {
    "text": text(TEXT_UNITS),
    "substitution": _substitution,
    "quoteToken": text(1000),
}
