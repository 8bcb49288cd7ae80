"""A value as it may be stored: of its attribute's kind, within its bounds."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from data.attributes.definitions import MOST_CHILDREN, Definition
from data.errors import DomainError

LONGEST_TEXT = 500
EARLIEST = date(1850, 1, 1)
LATEST = date(2200, 12, 31)


class ValueRefused(DomainError):
    """A value is not what its attribute takes.

    `facts`: key, name, value (shortened), limit, near (labels that may have been meant), and reason: unknown_item,
    unknown_choice, too_long, not_a_date, in_future, not_a_number, too_small, too_large, too_many, not_yes_no, shape.
    """

    code = "attributes.value_refused"

    def __init__(self, reason: str, definition: Definition | None, value: Any, **facts: Any) -> None:
        super().__init__(
            reason=reason,
            key=definition.key if definition else "",
            name=definition.name if definition else "",
            value=str(value)[:40],
            **{"limit": "", "near": (), **facts},
        )


def clean_value(definition: Definition, value: Any, *, today: date, before: Any = None) -> Any:
    """The JSON value to store; None for none.

    Args:
        today: civil date in Asia/Tokyo: nobody is born after it.
        before: the present value, whose retired options may stay.

    Raises:
        ValueRefused: see there.
    """
    if value is None or value == "":
        return None
    return _CLEANERS[definition.kind](definition, value, today, before)


def _text(definition: Definition, value: Any, today: date, before: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueRefused("shape", definition, value)
    longest = int(definition.settings.get("longest", LONGEST_TEXT))
    text = value.strip()
    if len(text) > longest:
        raise ValueRefused("too_long", definition, value, limit=longest)
    return text or None


def _number(definition: Definition, value: Any, today: date, before: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueRefused("not_a_number", definition, value)
    least, most = definition.settings.get("least", -1e12), definition.settings.get("most", 1e12)
    if value < least:
        raise ValueRefused("too_small", definition, value, limit=least)
    if value > most:
        raise ValueRefused("too_large", definition, value, limit=most)
    return int(value) if float(value).is_integer() else value


def _choice(definition: Definition, value: Any, today: date, before: Any) -> str:
    option = definition.by_value.get(value) if isinstance(value, str) else None
    if option is None or (option.is_retired and value != before):
        raise ValueRefused("unknown_choice", definition, value)
    return option.value


def _multiple(definition: Definition, value: Any, today: date, before: Any) -> list[str] | None:
    if not isinstance(value, list | tuple):
        raise ValueRefused("shape", definition, value)
    kept = before if isinstance(before, list) else []
    for one in value:
        _choice(definition, one, today, one if one in kept else None)
    chosen = set(value)
    return [option.value for option in definition.options if option.value in chosen] or None


def _day(definition: Definition, value: Any, latest: date | None = None) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueRefused("not_a_date", definition, value) from None
    if latest is not None and day > latest:
        raise ValueRefused("in_future", definition, value)
    if not EARLIEST <= day <= LATEST:
        raise ValueRefused("not_a_date", definition, value)
    return day


def _date(definition: Definition, value: Any, today: date, before: Any) -> str:
    return _day(definition, value).isoformat()


def _birth_date(definition: Definition, value: Any, today: date, before: Any) -> str:
    return _day(definition, value, today).isoformat()


def _children(definition: Definition, value: Any, today: date, before: Any) -> list[dict[str, str]]:
    if not isinstance(value, list | tuple):
        raise ValueRefused("shape", definition, value)
    most = int(definition.settings.get("most", MOST_CHILDREN))
    if len(value) > most:
        raise ValueRefused("too_many", definition, len(value), limit=most)
    births = []
    for child in value:
        if isinstance(child, dict) and child.keys() != {"birth"}:
            raise ValueRefused("shape", definition, child)
        births.append(_birth_date(definition, child["birth"] if isinstance(child, dict) else child, today, None))
    return [{"birth": birth} for birth in sorted(births)]


def _yes_no(definition: Definition, value: Any, today: date, before: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueRefused("not_yes_no", definition, value)
    return value


_CLEANERS = {
    "text": _text,
    "number": _number,
    "choice": _choice,
    "multiple": _multiple,
    "date": _date,
    "birth_date": _birth_date,
    "children": _children,
    "yes_no": _yes_no,
}
