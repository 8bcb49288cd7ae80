"""A column's value as JSON, and back."""

from __future__ import annotations

import enum
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, Date, DateTime, Enum, Time

from data.db.base import Instant


def to_json(value: Any) -> Any:
    """A value as a JSON document holds it; instants, dates and times in ISO form, enums by their name."""
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [to_json(item) for item in value]
    return value


def from_json(column: Column[Any], value: Any) -> Any:
    """What `to_json` made of a value of this column, as the column takes it."""
    kind = column.type
    if value is None or not isinstance(value, str):
        return value
    if isinstance(kind, Instant | DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class[value]
    return value
