"""Long text cut into messages where a reader would pause."""

from __future__ import annotations

from typing import Any

from data.gateways.line.limits import numbers
from data.gateways.line.text import clusters_from, is_over_utf16, utf16_len

# LINE counts an emoji's placeholder as a text it does not disclose; names seen are well below this.
UNITS_PER_EMOJI = 40
_ENDS = frozenset("。．！？!?…」』）)】")
_PAUSES = frozenset("、，,;； \u3000\t")


def split_text(text: str, limit: int = numbers.TEXT) -> list[str]:
    """`text` in parts of at most `limit` UTF-16 units; joined again they are `text`, but for blanks at its end.

    Cut after the last line break, sentence or pause in the second half of what fits, else between graphemes; inside a
    grapheme only when it is longer than a message.
    """
    parts = []
    start = 0
    while is_over_utf16(text[start : start + limit + 1], limit):
        end = _cut(text, start, limit)
        parts.append(text[start:end])
        start = end
    if start == 0 or not text[start:].isspace():
        parts.append(text[start:])
    return parts


def split_message(message: dict[str, Any]) -> list[dict[str, Any]]:
    """A text message as one or more; LINE emoji go with their place, the quotation with the first."""
    words = message.get("text")
    emojis = message.get("emojis")
    places = [emoji["index"] for emoji in emojis if _has_place(emoji)] if isinstance(emojis, list) else []
    limit = max(numbers.TEXT // 2, numbers.TEXT - UNITS_PER_EMOJI * len(places))
    if not isinstance(words, str) or not is_over_utf16(words, limit):
        return [message]
    if emojis is not None and len(places) != len(emojis):
        return [message]  # not ours to understand; the checker says why
    messages = []
    begins = 0
    for part in split_text(words, limit):
        ends = begins + utf16_len(part)
        one = {**message, "text": part}
        if begins > 0:
            one.pop("quoteToken", None)
        if emojis is not None:
            one["emojis"] = [
                {**emoji, "index": emoji["index"] - begins} for emoji in emojis if begins <= emoji["index"] < ends
            ]
            if not one["emojis"]:
                del one["emojis"]
        messages.append(one)
        begins = ends
    return messages


def _cut(text: str, start: int, limit: int) -> int:
    """Where the part that begins at `start` ends: always after `start`."""
    units = fits = 0
    line = sentence = pause = 0
    for end, cluster in clusters_from(text, start):
        units += utf16_len(cluster)
        if units > limit:
            break
        fits = end
        if units * 2 < limit:
            continue
        if cluster[-1] == "\n":
            line = end
        elif cluster[0] in _ENDS:
            sentence = end
        elif cluster[0] in _PAUSES:
            pause = end
    if fits:
        return line or sentence or pause or fits
    # A grapheme longer than a message: cut it between code points.
    end = start + limit
    while utf16_len(text[start:end]) > limit:
        end -= 1
    return max(end, start + 1)


def _has_place(emoji: Any) -> bool:
    return isinstance(emoji, dict) and type(emoji.get("index")) is int
