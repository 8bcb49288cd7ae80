"""What conditions may ask about: each attribute, its age, number or month where it has one, and a few things more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from data.attributes.definitions import Catalog, Definition
from data.fold import fold
from data.segments.condition import NUMBER, REGISTERED, Aspect

Category = Literal["choice", "yes_no", "number", "date", "text", "month", "segment"]
_CATEGORIES: Mapping[str, Category] = {
    "text": "text",
    "number": "number",
    "choice": "choice",
    "multiple": "choice",
    "date": "date",
    "birth_date": "date",
    "children": "date",
    "yes_no": "yes_no",
}
AGE, COUNT, MONTH = "の年齢", "の人数", "の月"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a condition may name. `definition` is None for what is no attribute."""

    name: str
    key: str
    aspect: Aspect
    category: Category
    definition: Definition | None = None


SEGMENT = Item("対象", "", "value", "segment")
_ALWAYS: tuple[tuple[Item, tuple[str, ...]], ...] = (
    (SEGMENT, ("対象", "セグメント")),
    (Item("登録日", REGISTERED, "value", "date"), ("登録日", "友だち登録日")),
    (Item("登録月", REGISTERED, "month", "month"), ("登録月",)),
    (Item("番号", NUMBER, "value", "number"), ("番号", "住民番号")),
)


class Items:
    """The items of one catalog, found by their names."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.listed: list[Item] = []
        self.by_word: dict[str, Item] = {}
        self._by_key: dict[tuple[str, Aspect], Item] = {}
        for definition in catalog.active:
            self._add(Item(definition.name, definition.key, "value", _CATEGORIES[definition.kind], definition), ())
            for aspect, name, category in _derived(definition):
                self._add(Item(name, definition.key, aspect, category, definition), ())
        for item, words in _ALWAYS:
            self._add(item, words)
        # Aliases after all names: a name always means the attribute that bears it.
        for definition in catalog.active:
            for alias in (*definition.aliases, definition.key):
                self.by_word.setdefault(fold(alias), self._by_key[definition.key, "value"])

    def find(self, word: str) -> Item | None:
        """The item of that name."""
        return self.by_word.get(fold(word))

    def of(self, key: str, aspect: Aspect) -> Item | None:
        """The item of a `Compare`; None when its attribute is gone."""
        return self._by_key.get((key, aspect))

    def _add(self, item: Item, words: tuple[str, ...]) -> None:
        self.listed.append(item)
        self._by_key[item.key, item.aspect] = item
        for word in words or (item.name,):
            self.by_word.setdefault(fold(word), item)


@lru_cache(maxsize=4)
def items_of(catalog: Catalog) -> Items:
    """The items of a catalog, made once."""
    return Items(catalog)


def _derived(definition: Definition) -> list[tuple[Aspect, str, Category]]:
    name, settings = definition.name, definition.settings
    found: list[tuple[Aspect, str, Category]] = []
    if definition.kind in ("birth_date", "children"):
        found.append(("age", str(settings.get("age_name", name + AGE)), "number"))
    if definition.kind == "children":
        found.append(("count", str(settings.get("count_name", name + COUNT)), "number"))
    if definition.kind in ("birth_date", "children", "date"):
        found.append(("month", str(settings.get("month_name", name + MONTH)), "month"))
    return found
