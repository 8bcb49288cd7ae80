"""A condition as text again, with the names its attributes and options have now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.attributes.definitions import Catalog
from data.attributes.reading import NO, YES
from data.segments.condition import All, AnyOf, Compare, Condition, Not, Within
from data.segments.items import items_of

_PLAIN_ENOUGH = frozenset(' \u3000=＝<>＜＞()（）,，、､|｜&＆:：!！"')
SET, UNSET, UNKNOWN = "回答あり", "未回答", "？"


def written(condition: Condition, catalog: Catalog, segments: Mapping[int, str] | None = None) -> str:
    """The text that `read_condition` reads as this condition; "" for everybody.

    Args:
        segments: id -> name of the saved ones.
    """
    return _Writer(catalog, segments or {}).write(condition)


class _Writer:
    def __init__(self, catalog: Catalog, segments: Mapping[int, str]) -> None:
        self._items = items_of(catalog)
        self._segments = segments

    def write(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return " ".join(self._inner(part) for part in parts)
            case AnyOf(parts):
                return " または ".join(self._inner(part) for part in parts)
            case Not(part):
                return self._denied(part)
            case Within(segment_id):
                return f"対象={_quoted(self._segments.get(segment_id, UNKNOWN))}"
            case Compare():
                return self._test(condition)

    def _inner(self, part: Condition) -> str:
        text = self.write(part)
        return f"({text})" if isinstance(part, All | AnyOf) else text

    def _denied(self, part: Condition) -> str:
        if isinstance(part, Compare) and part.op == "=":
            return self._test(part, "≠")
        if isinstance(part, All | AnyOf):
            return f"({self.write(part)}) ではない"
        return f"{self.write(part)} ではない"

    def _test(self, test: Compare, sign: str = "=") -> str:
        item = self._items.of(test.key, test.aspect)
        name = item.name if item is not None else UNKNOWN
        if test.op in ("set", "unset"):
            return f"{name}={SET if test.op == 'set' else UNSET}"
        values = [self._value(test, value) for value in test.values]
        if test.op == "between":
            return f"{name}={values[0]}..{values[1]}"
        if test.op == "contains":
            return f"{name}:{values[0]}"
        return f"{name}{sign if test.op == '=' else test.op}{','.join(values)}"

    def _value(self, test: Compare, value: Any) -> str:
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, int | float):
            return f"{value:g}" if isinstance(value, float) else str(value)
        item = self._items.of(test.key, test.aspect)
        if item is not None and item.category == "choice" and item.definition is not None:
            return _quoted(item.definition.label(value))
        return _quoted(str(value)) if item is not None and item.category == "text" else str(value)


def _quoted(text: str) -> str:
    """In 「」 where a space or sign would end it."""
    words = ("または", "又は", "もしくは", "かつ", "ではない", "でない", "以外", "じゃない")
    return f"「{text}」" if _PLAIN_ENOUGH & set(text) or any(word in text for word in words) else text
