"""What an attribute is, as immutable values: read once, used by every turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from data.fold import fold

Kind = Literal["text", "number", "choice", "multiple", "date", "birth_date", "children", "yes_no"]
KINDS: tuple[Kind, ...] = ("text", "number", "choice", "multiple", "date", "birth_date", "children", "yes_no")
CHOSEN: frozenset[str] = frozenset({"choice", "multiple"})
MOST_CHILDREN = 10


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice. A retired one is no longer offered; those who have it keep it."""

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    is_retired: bool = False

    def document(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "value": self.value,
            "label": self.label,
            "aliases": list(self.aliases),
            "retired": self.is_retired,
        }


@dataclass(frozen=True)
class Definition:
    """One attribute.

    Attributes:
        settings: `unit`, `least`, `most` (numbers; `most` also of children), `longest` (texts), `age_name`,
            `count_name` (what people call the age and the number in conditions).
    """

    id: int
    key: str
    name: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    sort: int = 0
    is_retired: bool = False
    revision: int = 1

    @cached_property
    def by_value(self) -> Mapping[str, Option]:
        """Option value -> option, retired ones too."""
        return MappingProxyType({option.value: option for option in self.options})

    @cached_property
    def by_word(self) -> Mapping[str, Option]:
        """Folded label, alias or value -> option; labels win."""
        words: dict[str, Option] = {}
        for option in (*self.offered, *(one for one in self.options if one.is_retired)):
            words.setdefault(fold(option.label), option)
        for option in self.options:
            for word in (*option.aliases, option.value):
                words.setdefault(fold(word), option)
        return MappingProxyType(words)

    @property
    def offered(self) -> tuple[Option, ...]:
        """The options that can be chosen now."""
        return tuple(option for option in self.options if not option.is_retired)

    @property
    def names(self) -> tuple[str, ...]:
        """What people call it, the proper name first."""
        return (self.name, *self.aliases)

    def label(self, value: str) -> str:
        """An option's label; the value itself when there is no such option."""
        option = self.by_value.get(value)
        return option.label if option is not None else value


@dataclass(frozen=True, eq=False)
class Catalog:
    """Every attribute of the town, in its order, retired ones too."""

    definitions: tuple[Definition, ...]

    @classmethod
    def of(cls, definitions: Iterable[Definition]) -> Catalog:
        """Put in order."""
        return cls(tuple(sorted(definitions, key=lambda one: (one.sort, one.id))))

    @cached_property
    def by_key(self) -> Mapping[str, Definition]:
        """key -> definition."""
        return MappingProxyType({one.key: one for one in self.definitions})

    @cached_property
    def active(self) -> tuple[Definition, ...]:
        """Those not retired."""
        return tuple(one for one in self.definitions if not one.is_retired)

    @cached_property
    def by_name(self) -> Mapping[str, Definition]:
        """Folded name, alias or key of an active attribute -> definition; names win."""
        words: dict[str, Definition] = {}
        for one in self.active:
            words.setdefault(fold(one.name), one)
        for one in self.active:
            for word in (*one.aliases, one.key):
                words.setdefault(fold(word), one)
        return MappingProxyType(words)


def options_of(listed: Iterable[Any]) -> tuple[Option, ...]:
    """Options out of JSON: texts, or {"value", "label", "aliases", "retired"}; a text is value and label."""
    options = []
    for item in listed:
        if isinstance(item, str):
            options.append(Option(item, item))
        else:
            label = str(item.get("label", item.get("value", "")))
            value = str(item.get("value", label))
            options.append(Option(value, label, tuple(item.get("aliases", ())), bool(item.get("retired", False))))
    return tuple(options)
