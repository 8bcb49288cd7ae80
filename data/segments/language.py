"""The condition language: `居住地=古口,角川 年齢>=65 (話題=防災 または 子の年齢 3..6) ではない`.

Comparisons one after the other (or with かつ) must all be met; または binds weaker; ( ) group; ! before, or ではない
behind, denies. Operators: = ≠ >= <= > <, `:` for texts that contain, `..` or 〜 for from-to (an end may be missing);
several values with commas: one of them will do. 回答あり and 未回答 ask whether there is an answer. Words, widths and
kana are folded; 「」 keep a value with spaces or signs together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rapidfuzz import fuzz, process

from data.attributes.definitions import Catalog
from data.fold import fold
from data.segments.condition import All, AnyOf, Condition, Not, Within
from data.segments.faults import ConditionFault
from data.segments.items import Item, Items, items_of
from data.segments.operands import SET, UNSET, Operands
from data.segments.scanning import Piece, scan

DEEPEST = 20
NEAR = 3


def read_condition(text: str, catalog: Catalog, *, today: date, segments: Mapping[str, int] | None = None) -> Condition:
    """The condition a text means; an empty one means everybody.

    Args:
        segments: folded name -> id of the saved ones, which may be named with `対象=`.

    Raises:
        ConditionFault: see there.
    """
    return _Reader(text, items_of(catalog), today, segments or {}).read()


def is_condition(text: str, catalog: Catalog) -> bool:
    """Whether a text is meant as a condition: it begins with an item's name and a sign, a bracket, or a denial."""
    try:
        pieces = list(scan(text.strip()))
    except ConditionFault:
        return any(sign in text for sign in "=＝<>＜＞≧≦≠")
    items = items_of(catalog)
    return any(piece.kind == "test" and (piece.operator or _is_yes(items, piece)) for piece in pieces)


class _Reader:
    def __init__(self, text: str, items: Items, today: date, segments: Mapping[str, int]) -> None:
        self._text = text
        self._items = items
        self._segments = segments
        self._operands = Operands(text, today)
        self._pieces: list[Piece] = []
        self._at = 0

    def read(self) -> Condition:
        self._pieces = list(scan(self._text))
        if not self._pieces:
            return All(())
        condition = self._any(0)
        if (left := self._peek()) is not None:
            reason = "unopened" if left.kind == "close" else "unexpected"
            raise self._fault(reason, left)
        return condition

    def _any(self, depth: int) -> Condition:
        parts = [self._all(depth)]
        while (piece := self._peek()) is not None and piece.kind == "or":
            self._at += 1
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while (piece := self._peek()) is not None and piece.kind not in ("or", "close"):
            if piece.kind == "and":
                self._at += 1
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise ConditionFault("too_deep", text=self._text)
        piece = self._peek()
        if piece is None or piece.kind in ("or", "and", "close", "not_after"):
            last = self._pieces[-1]
            raise self._fault("unexpected", piece or last)
        self._at += 1
        if piece.kind == "not":
            return Not(self._one(depth + 1))
        if piece.kind == "open":
            condition = self._any(depth + 1)
            closing = self._peek()
            if closing is None:
                raise self._fault("unclosed", piece)
            if closing.kind != "close":
                raise self._fault("unexpected", closing)
            self._at += 1
        else:
            condition = self._test(piece)
        while (piece := self._peek()) is not None and piece.kind == "not_after":
            self._at += 1
            condition = Not(condition)
        return condition

    def _test(self, piece: Piece) -> Condition:
        item = self._items.find(piece.item)
        if item is None:
            raise self._unknown_item(piece)
        if not piece.operator:
            if item.category == "yes_no":
                return self._operands.yes(item)
            raise self._fault("no_operator", piece, name=item.name)
        if item.category == "segment":
            return self._within(piece)
        return self._operands.read(item, piece)

    def _within(self, piece: Piece) -> Condition:
        if piece.operator not in ("=", "!="):
            raise self._fault("wrong_operator", piece, name=piece.item)
        parts: list[Condition] = []
        for value in piece.values:
            segment_id = self._segments.get(fold(value.text))
            if segment_id is None:
                near = _near(value.text, {name: name for name in self._segments})
                raise ConditionFault(
                    "unknown_segment", typed=value.text, start=value.start, end=value.end, near=near, text=self._text
                )
            parts.append(Within(segment_id))
        condition = parts[0] if len(parts) == 1 else AnyOf(tuple(parts))
        return Not(condition) if piece.operator == "!=" else condition

    def _unknown_item(self, piece: Piece) -> ConditionFault:
        """もしかして: items of a similar name; or, for a word alone, the items that have it as a value."""
        if not piece.operator:
            near = tuple(f"{item.name}={piece.item}" for item in self._items.listed if _has_value(item, piece.item))
            if near:
                return ConditionFault(
                    "no_operator",
                    typed=piece.item,
                    name=piece.item,
                    start=piece.start,
                    end=piece.end,
                    near=near[:NEAR],
                    text=self._text,
                )
        near = _near(piece.item, {word: item.name for word, item in self._items.by_word.items()})
        return ConditionFault(
            "unknown_item", typed=piece.item, start=piece.start, end=piece.item_end, near=near, text=self._text
        )

    def _peek(self) -> Piece | None:
        return self._pieces[self._at] if self._at < len(self._pieces) else None

    def _fault(self, reason: str, piece: Piece, name: str = "") -> ConditionFault:
        typed = self._text[piece.start : piece.end]
        return ConditionFault(reason, typed=typed, name=name, start=piece.start, end=piece.end, text=self._text)


def _has_value(item: Item, word: str) -> bool:
    definition = item.definition
    return item.aspect == "value" and definition is not None and fold(word) in definition.by_word


def _is_yes(items: Items, piece: Piece) -> bool:
    item = items.find(piece.item)
    return item is not None and item.category == "yes_no"


def _near(word: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Names like a word, best first."""
    key = fold(word)
    found = [name for folded, name in names.items() if len(key) > 1 and key in folded]
    found += [name for folded, name in names.items() if len(folded) > 1 and folded in key]
    found += [names[folded] for folded, _, _ in process.extract(key, list(names), scorer=fuzz.ratio, score_cutoff=50)]
    return tuple(dict.fromkeys(found))[:NEAR]


__all__ = ["SET", "UNSET", "is_condition", "read_condition"]
