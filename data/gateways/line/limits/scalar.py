"""Values that are right or wrong by themselves: texts, words of a list, numbers, flags, patterns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.gateways.line.limits.problem import Fault
from data.gateways.line.text import grapheme_len, is_over_graphemes, is_over_utf16, utf16_len

Explanation = tuple[Fault, Any, Any]
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Scalar:
    """`accepts` is asked for each value of each message, so it is quick; `explain` only when it said no."""

    accepts: Callable[[Any], bool]
    explain: Callable[[Any], Explanation]


def text(limit: int, *, graphemes: bool = False, may_be_empty: bool = False) -> Scalar:
    """A string of at most `limit` UTF-16 units, or graphemes."""
    is_over = is_over_graphemes if graphemes else is_over_utf16
    length_of = grapheme_len if graphemes else utf16_len

    def accepts(value: Any) -> bool:
        return type(value) is str and (may_be_empty or value != "") and not is_over(value, limit)

    def explain(value: Any) -> Explanation:
        if not isinstance(value, str):
            return "wrong_type", "string", None
        if value == "":
            return "empty", None, None
        return "too_long", limit, length_of(value)

    return Scalar(accepts, explain)


def any_text() -> Scalar:
    """A string with something in it, of any length."""
    return Scalar(lambda value: type(value) is str and value != "", lambda value: _empty_or_wrong(value, "string"))


def one_of(*words: str) -> Scalar:
    """One of these words."""
    allowed = frozenset(words)
    return Scalar(allowed.__contains__, lambda value: ("unknown_value", sorted(allowed), _short(value)))


def matching(*patterns: str, words: tuple[str, ...] = ()) -> Scalar:
    """One of `words`, or a string that wholly matches one of `patterns`."""
    pattern = re.compile("|".join(f"(?:{one})" for one in patterns), re.ASCII)
    known: dict[Any, bool] = dict.fromkeys(words, True)

    class Known(dict[Any, bool]):
        # Styles repeat from bubble to bubble: a look-up in C instead of a match for nearly all of them.
        def __missing__(self, value: Any) -> bool:
            found = isinstance(value, str) and pattern.fullmatch(value) is not None
            if found and len(self) < REMEMBERED:
                self[value] = found
            return found

    return Scalar(Known(known).__getitem__, lambda value: ("bad_format", list(words) or None, _short(value)))


def whole_number(low: int = 0, high: int = 2**31 - 1) -> Scalar:
    """An integer within [low, high]."""
    return Scalar(
        lambda value: type(value) is int and low <= value <= high,
        lambda value: ("out_of_range", [low, high], value) if type(value) is int else ("wrong_type", "integer", None),
    )


def number(low: float, high: float) -> Scalar:
    """A finite number within [low, high]."""
    return Scalar(
        lambda value: type(value) in (int, float) and low <= value <= high,
        lambda value: (
            ("out_of_range", [low, high], value)
            if type(value) is int or (type(value) is float and math.isfinite(value))
            else ("wrong_type", "number", None)
        ),
    )


def flag() -> Scalar:
    """true or false."""
    return Scalar(lambda value: value is True or value is False, lambda value: ("wrong_type", "boolean", None))


def _empty_or_wrong(value: Any, wanted: str) -> Explanation:
    return ("empty", None, None) if value == "" else ("wrong_type", wanted, None)


def _short(value: Any) -> str | None:
    return value[:40] if isinstance(value, str) else None
