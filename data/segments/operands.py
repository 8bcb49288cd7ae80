"""The values of one comparison, read as its item takes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from data.attributes.reading import near_labels
from data.csvtext.values import read_flag
from data.fold import fold
from data.segments.condition import Compare, Condition, Not, Op
from data.segments.faults import ConditionFault
from data.segments.items import Category, Item
from data.segments.periods import period_of
from data.segments.scanning import Piece, Value

SET = frozenset(map(fold, ("回答あり", "回答済み", "登録あり")))
UNSET = frozenset(map(fold, ("未回答", "回答なし", "登録なし", "不明")))
_THERE, _NOT_THERE = fold("あり"), fold("なし")
_NUMBER = re.compile(r"([+-]?\d{1,12}(?:\.\d{1,6})?)(?:歳|才|人|名|か月|ヶ月|円|回|番|月)?")
_OPERATORS: dict[Category, frozenset[str]] = {
    "choice": frozenset({"=", "!="}),
    "yes_no": frozenset({"=", "!="}),
    "number": frozenset({"=", "!=", ">=", "<=", ">", "<", ".."}),
    "date": frozenset({"=", "!=", ">=", "<=", ">", "<", ".."}),
    "month": frozenset({"=", "!=", ".."}),
    "text": frozenset({"=", "!=", ":"}),
}
_OPS: dict[str, Op] = {">=": ">=", "<=": "<=", ">": ">", "<": "<", ":": "contains"}
# A denial written to its word: 居住地=古口以外.
_DENIALS = ("ではない", "でない", "じゃない", "以外")


class Operands:
    """Reads the comparisons of one text."""

    def __init__(self, text: str, today: date) -> None:
        self._text = text
        self._today = today

    def yes(self, item: Item) -> Compare:
        """An item of yes or no, named alone."""
        return Compare(item.key, item.aspect, "=", (True,))

    def read(self, item: Item, piece: Piece) -> Condition:
        """One comparison.

        Raises:
            ConditionFault: see there.
        """
        if (asked := self._answered(item, piece)) is not None:
            return asked
        if piece.operator not in _OPERATORS[item.category]:
            raise self._fault("wrong_operator", item, piece.start, piece.end, typed=piece.operator)
        if piece.operator == "..":
            return self._range(item, piece)
        read = self._reader(item)
        values, denied = piece.values, False
        if piece.operator == "=" and len(values) == 1 and (bare := _without_denial(values[0])) is not None:
            try:
                read(values[0])
            except ConditionFault:
                values, denied = (bare,), True
        found = tuple(dict.fromkeys(read(value) for value in values))
        if piece.operator in _OPS:
            if len(found) != 1:
                raise self._fault("wrong_operator", item, piece.start, piece.end, typed=piece.operator)
            return Compare(item.key, item.aspect, _OPS[piece.operator], found)
        test = Compare(item.key, item.aspect, "=", found)
        return Not(test) if denied or piece.operator == "!=" else test

    def _answered(self, item: Item, piece: Piece) -> Condition | None:
        """未回答 and 回答あり."""
        if piece.operator not in ("=", "!=") or len(piece.values) != 1 or piece.values[0].is_quoted:
            return None
        word = fold(piece.values[0].text)
        is_option = item.definition is not None and word in item.definition.by_word
        plain = item.category != "yes_no" and not is_option
        if word in SET or (plain and word == _THERE):
            op: Op = "set"
        elif word in UNSET or (plain and word == _NOT_THERE):
            op = "unset"
        else:
            return None
        test = Compare(item.key, item.aspect, op)
        return Not(test) if piece.operator == "!=" else test

    def _range(self, item: Item, piece: Piece) -> Condition:
        read = self._reader(item)
        low, high = piece.values
        if not low.text and not high.text:
            raise self._fault("no_value", item, piece.start, piece.end)
        if not low.text or not high.text:
            op: Op = ">=" if low.text else "<="
            if item.category == "month":
                raise self._fault("no_value", item, piece.start, piece.end)
            return Compare(item.key, item.aspect, op, (read(low if low.text else high),))
        first, last = read(low), read(high)
        if item.category == "month":
            first, last = (one if isinstance(one, int) else self._first(one).month for one in (first, last))
            months = [(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)]
            return Compare(item.key, item.aspect, "=", tuple(months))
        if item.category == "number" and first > last:
            raise self._fault("backwards", item, low.start, high.end)
        if item.category == "date" and self._first(first) > self._first(last):
            raise self._fault("backwards", item, low.start, high.end)
        return Compare(item.key, item.aspect, "between", (first, last))

    def _first(self, token: str) -> date:
        period = period_of(token, self._today)
        assert period is not None
        return period[0]

    def _reader(self, item: Item) -> Callable[[Value], Any]:
        readers: dict[Category, Callable[[Item, Value], Any]] = {
            "choice": self._choice,
            "yes_no": self._yes_no,
            "number": self._number,
            "date": self._date,
            "month": self._month,
            "text": self._text_value,
        }
        return lambda value: readers[item.category](item, value)

    def _choice(self, item: Item, value: Value) -> str:
        assert item.definition is not None
        option = item.definition.by_word.get(fold(value.text))
        if option is None:
            near = near_labels(item.definition, value.text)
            offered = () if near else tuple(one.label for one in item.definition.options)
            raise self._fault("unknown_value", item, value.start, value.end, value.text, near, offered)
        return option.value

    def _yes_no(self, item: Item, value: Value) -> bool:
        flag = read_flag(value.text)
        if flag is None or not value.text:
            raise self._fault("not_yes_no", item, value.start, value.end, typed=value.text)
        return flag

    def _number(self, item: Item, value: Value) -> int | float:
        found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", value.text).strip().removeprefix("#"))
        if found is None:
            raise self._fault("not_a_number", item, value.start, value.end, typed=value.text)
        number = float(found[1])
        return int(number) if number.is_integer() else number

    def _month(self, item: Item, value: Value) -> int | str:
        """A number, or a token like 今月, which stays one: what is saved is read again on another day."""
        found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", value.text).strip())
        number = int(float(found[1])) if found is not None else 0
        if 1 <= number <= 12:
            return number
        token = "".join(unicodedata.normalize("NFKC", value.text).split())
        if number or period_of(token, self._today) is None:
            raise self._fault("not_a_month", item, value.start, value.end, typed=value.text)
        return token

    def _date(self, item: Item, value: Value) -> str:
        token = "".join(unicodedata.normalize("NFKC", value.text).split())
        if period_of(token, self._today) is None:
            raise self._fault("not_a_date", item, value.start, value.end, typed=value.text)
        return token

    def _text_value(self, item: Item, value: Value) -> str:
        if not fold(value.text):
            raise self._fault("no_value", item, value.start, value.end)
        return value.text.strip()

    def _fault(
        self,
        reason: str,
        item: Item,
        start: int,
        end: int,
        typed: str = "",
        near: tuple[str, ...] = (),
        offered: tuple[str, ...] = (),
    ) -> ConditionFault:
        return ConditionFault(
            reason, typed=typed, name=item.name, start=start, end=end, near=near, text=self._text, offered=offered
        )


def _without_denial(value: Value) -> Value | None:
    if value.is_quoted:
        return None
    tail = next((one for one in _DENIALS if value.text.endswith(one) and len(value.text) > len(one)), None)
    return None if tail is None else Value(value.text.removesuffix(tail), value.start, value.end)
