"""The options of one attribute, as the parser of documents hands them over."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, Self


class Option(Enum):
    """A stored option. The parser finds it without making its text anew, and there is one of each.

    Give it members by `options_of`.
    """

    __hash__ = object.__hash__

    @classmethod
    def _missing_(cls, value: object) -> Self:
        """An option that came since the column was made, or left the attribute before: kept like the others."""
        option: Any = cls._value2member_map_.get(value)  # the parser asks again for each
        if option is None:
            option = object.__new__(cls)
            option._name_ = option._value_ = value
            cls._value2member_map_[value] = option
        return option  # type: ignore[no-any-return]

    @classmethod
    def find(cls, value: str) -> Self | None:
        """The option of that value, where anybody could have it."""
        return cls._value2member_map_.get(value)  # type: ignore[return-value]


def options_of(values: Iterable[str]) -> type[Option]:
    """The type of one attribute's options. The parser wants one at least, so there is one that nobody chooses."""
    return Option("Option", [(f"option{number}", value) for number, value in enumerate(("", *values))])  # type: ignore
