"""Counting and shortening text the two ways LINE counts: UTF-16 code units, and graphemes for what people see."""

from __future__ import annotations

from collections.abc import Iterator

import regex

ELLIPSIS = "…"
_GRAPHEME = regex.compile(r"\X")
_findall = _GRAPHEME.findall


def utf16_len(text: str) -> int:
    """Length in UTF-16 code units: 🍎 and rare kanji count 2. A lone surrogate counts 1."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) >> 1


def grapheme_len(text: str) -> int:
    """Length in grapheme clusters: a family emoji, or が written as か + dakuten, counts 1."""
    # Only CR LF joins within ASCII.
    if text.isascii():
        return len(text) - text.count("\r\n")
    return len(_findall(text))


def clusters_from(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The grapheme clusters of `text` from `start` on, each after the index where it ends."""
    return ((found.end(), found.group()) for found in _GRAPHEME.finditer(text, start))


def is_over_utf16(text: str, limit: int) -> bool:
    """True when `text` is longer than `limit` UTF-16 units. Encodes only when the answer is not plain from len()."""
    length = len(text)
    return length > limit or (length * 2 > limit and utf16_len(text) > limit)


def is_over_graphemes(text: str, limit: int) -> bool:
    """True when `text` is longer than `limit` graphemes. There are never more graphemes than code points."""
    return len(text) > limit and grapheme_len(text) > limit


def shorten(text: str, *, graphemes: int | None = None, utf16: int | None = None) -> str:
    """`text` cut between graphemes so that it fits, ending in … when something was cut.

    Args:
        graphemes: the most grapheme clusters allowed; `utf16`: the most UTF-16 units. Either or both, each at least 1.
    """
    fits_graphemes = graphemes is None or not is_over_graphemes(text, graphemes)
    if fits_graphemes and (utf16 is None or not is_over_utf16(text, utf16)):
        return text
    # The … itself needs room of both kinds.
    clusters_left = (graphemes if graphemes is not None else len(text)) - 1
    units_left = (utf16 if utf16 is not None else 2 * len(text)) - 1
    kept = 0
    for end, cluster in clusters_from(text, 0):
        units_left -= utf16_len(cluster)
        clusters_left -= 1
        if units_left < 0 or clusters_left < 0:
            break
        kept = end
    return text[:kept] + ELLIPSIS
