"""JSON in and out of the database: orjson, text."""

from __future__ import annotations

from typing import Any

import orjson


def dump_document(value: Any) -> str:
    """A JSON document as text."""
    return orjson.dumps(value).decode()


def load_document(text: str | bytes) -> Any:
    """The document again."""
    return orjson.loads(text)
