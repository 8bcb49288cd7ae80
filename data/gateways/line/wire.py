"""JSON as LINE sends it, read tolerantly and written compactly."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import orjson

# Deeper than anything LINE sends, shallower than what orjson can write (254).
DEEPEST = 100
# Enough digits for every id and instant; Python refuses to read integers of more than 4300.
LONGEST_INTEGER = 18
# NUL has no place in a PostgreSQL text, a lone surrogate none in UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class NotJson(ValueError):
    """The bytes are not JSON, or are nested deeper than a reader may be asked to follow (about 1,000 levels)."""


def loads(body: bytes) -> Any:
    """Read JSON: orjson first, and for what it refuses (NaN, 1e999, a BOM, lone surrogates, bad UTF-8) the slow way.

    Raises:
        NotJson: nothing can be made of it.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return _ODD_JSON.decode(body.decode("utf-8-sig", "replace"))
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except ValueError:
        raise NotJson("not JSON") from None


def storable(value: Any, depth: int = DEEPEST) -> Any:
    """`value` with NUL and lone surrogates replaced by U+FFFD, numbers that are none by null, and cut below `depth`."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        return None
    if isinstance(value, list):
        return [storable(item, depth - 1) for item in value]
    return {_UNSTORABLE.sub("\ufffd", key): storable(item, depth - 1) for key, item in value.items()}


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_INTEGER else float(digits)


# strict=False: a raw tab inside a string is no reason to lose what a person said.
_ODD_JSON = json.JSONDecoder(strict=False, parse_int=_integer)
