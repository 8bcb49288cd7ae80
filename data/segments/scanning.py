"""A condition's text into pieces: brackets, and/or/not, and comparisons, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from data.segments.faults import ConditionFault

PieceKind = Literal["open", "close", "and", "or", "not", "not_after", "test"]

LONGEST = 2000
_OR = re.compile(r"または|又は|もしくは|[|｜]{1,2}|(?:OR|or)(?=[\s(（])")
_AND = re.compile(r"かつ|[&＆]{1,2}|(?:AND|and)(?=[\s(（])")
_NOT = re.compile(r"[!！](?![=＝])|(?:NOT|not)(?=[\s(（])|(?:ではない|でない|以外)(?=\s*[(（])")
_NOT_AFTER = re.compile(r"ではない|でない|じゃない|以外|を除く")
_OPERATOR = re.compile(r">=|＞＝|≧|≥|<=|＜＝|≦|≤|!=|！＝|≠|<>|=|＝|>|＞|<|＜|:|：")
_ITEM = re.compile(r"[^\s=＝<>＜＞≦≧≤≥≠!！:：()（）|｜&＆,，、､]+")
_RANGE = re.compile(r"\.\.|…|[〜～~]")
_VALUE = re.compile(r"「[^」]*」|\"[^\"]*\"|“[^”]*”|(?:(?!または|又は|もしくは|かつ)[^\s()（）|｜&＆,，、､])+")
_COMMA = re.compile(r"\s*[,，、､]\s*")
_BOUND = re.compile(r"以上|以下|未満|以内|より(?:大きい|小さい|前|後)")
_SAME = {"＝": "=", "≧": ">=", "＞＝": ">=", "≥": ">=", "≦": "<=", "＜＝": "<=", "≤": "<=", "≠": "!=", "！＝": "!="}
_SAME |= {"<>": "!=", "＞": ">", "＜": "<", "：": ":"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value as typed, without quotes. `is_quoted`: taken as it stands."""

    text: str
    start: int
    end: int
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece. For tests: `item`, `operator` ("" when none was typed), `values`; a range has its two ends as values
    and the operator ".."."""

    kind: PieceKind
    start: int
    end: int
    item: str = ""
    item_end: int = 0
    operator: str = ""
    values: tuple[Value, ...] = ()


def scan(text: str) -> Iterator[Piece]:
    """The pieces in order.

    Raises:
        ConditionFault: too_long, no_value, unexpected.
    """
    if len(text) > LONGEST:
        raise ConditionFault("too_long", text=text[:LONGEST])
    at, after = 0, False  # after: something stands before that ではない may deny
    while (at := _past_space(text, at)) < len(text):
        piece = _piece(text, at, after)
        yield piece
        at, after = piece.end, piece.kind in ("test", "close", "not_after")


def _piece(text: str, at: int, after: bool) -> Piece:
    if text[at] in "(（":
        return Piece("open", at, at + 1)
    if text[at] in ")）":
        return Piece("close", at, at + 1)
    signs: tuple[tuple[re.Pattern[str], PieceKind], ...] = ((_OR, "or"), (_AND, "and"))
    signs += ((_NOT_AFTER, "not_after"),) if after else ()
    signs += ((_NOT, "not"),)
    for pattern, kind in signs:
        if (found := pattern.match(text, at)) is not None:
            return Piece(kind, at, found.end())
    return _test(text, at)


def _test(text: str, at: int) -> Piece:
    found = _ITEM.match(text, at)
    if found is None:
        raise ConditionFault("unexpected", typed=text[at : at + 10], start=at, end=at + 1, text=text)
    item, end = found.group(), found.end()
    operator = _OPERATOR.match(text, _past_space(text, end))
    if operator is None:
        return _test_by_space(text, at, item, end)
    sign = _SAME.get(operator.group(), operator.group())
    values = tuple(_values(text, _past_space(text, operator.end())))
    if not values:
        raise ConditionFault("no_value", name=item, start=at, end=operator.end(), text=text)
    if sign == "=" and len(values) == 1 and not values[0].is_quoted:
        sign, values = _range_or_bound(values[0])
    return Piece("test", at, values[-1].end if values else operator.end(), item, end, sign, values)


def _test_by_space(text: str, at: int, item: str, end: int) -> Piece:
    """`子の年齢 3..6`, `年齢 65歳以上`; a word alone has no operator."""
    follows = _past_space(text, end)
    found = _VALUE.match(text, follows) if follows > end else None
    if found is not None and not _OPERATOR.search(found.group()):
        sign, values = _range_or_bound(Value(found.group(), found.start(), found.end()))
        if sign != "=":
            return Piece("test", at, found.end(), item, end, sign, values)
    return Piece("test", at, end, item, end)


def _values(text: str, at: int) -> Iterator[Value]:
    while (found := _VALUE.match(text, at)) is not None:
        raw, start, end = found.group(), found.start(), found.end()
        is_quoted = len(raw) > 1 and raw[0] in '「"“'
        if not is_quoted and (sign := _OPERATOR.search(raw)) is not None and sign.start():
            raise ConditionFault("unexpected", typed=raw, start=start, end=end, text=text)
        yield Value(raw[1:-1] if is_quoted else raw, start, end, is_quoted)
        comma = _COMMA.match(text, end)
        if comma is None:
            return
        at = comma.end()


def _range_or_bound(value: Value) -> tuple[str, tuple[Value, ...]]:
    """3..6 as a range, 65歳以上 as >=; else what it was."""
    raw = value.text
    if (bound := _BOUND.search(raw)) is not None and bound.end() == len(raw) and bound.start():
        signs = {"以上": ">=", "以下": "<=", "以内": "<=", "未満": "<"}
        sign = signs.get(bound.group(), ">" if bound.group().endswith(("大きい", "後")) else "<")
        return sign, (Value(raw[: bound.start()], value.start, value.end),)
    if (found := _RANGE.search(raw)) is not None and (found.start() or found.end() < len(raw)):
        low, high = raw[: found.start()].strip(), raw[found.end() :].strip()
        middle = value.start + found.start()
        return "..", (Value(low, value.start, middle), Value(high, value.start + found.end(), value.end))
    return "=", (value,)


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
