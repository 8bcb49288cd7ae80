"""Which names a condition may use where: only earlier answers, and only those its own item can see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dialogs.condition import Resolver, names_in
from dialogs.faults import FaultList
from dialogs.fields.field import Field
from dialogs.fields.kind import Setup
from dialogs.fields.options import OptionSettings
from dialogs.form_nodes import Group
from dialogs.yamltext import line_of


def _sources(document: dict[str, Any]) -> frozenset[str]:
    """What a calculated field is worked out from."""
    if document.get("kind") != "calculated":
        return frozenset()
    of = document.get("of")
    return frozenset(name for name in (of if isinstance(of, list) else [of]) if isinstance(name, str))


class Names:
    """The ids of one form while it is read from top to bottom."""

    def __init__(self, faults: FaultList) -> None:
        self._faults = faults
        self._wants: dict[str, frozenset[str]] = {}  # every id -> the ids its conditions name
        self._chains: dict[str, tuple[str, ...]] = {}  # ids read so far -> the repeating groups around them
        self._nodes: dict[str, Field | Group | None] = {}

    @property
    def wanted(self) -> frozenset[str]:
        """Every id that some condition names."""
        return frozenset().union(*self._wants.values())

    def scan(self, listed: list[Any], around: frozenset[str] = frozenset()) -> None:
        """Look ahead at every id and what it depends on, to tell a later name from an unknown one."""
        for document in listed:
            if not isinstance(document, dict) or not isinstance(document.get("id"), str):
                continue
            wants = around.union(*(names_in(document.get(key)) for key in ("show", "required")))
            options = document.get("options")
            for option in options if isinstance(options, list) else ():
                wants |= names_in(option.get("show")) if isinstance(option, dict) else frozenset()
            wants |= _sources(document)
            self._wants[document["id"]] = wants
            if isinstance(document.get("fields"), list):
                self.scan(document["fields"], wants)

    def define(self, name: str, chain: tuple[str, ...], node: Field | Group | None, setup: Setup | None) -> None:
        """From here on `name` may be used in conditions."""
        self._chains[name] = chain
        self._nodes[name] = node

    def depth(self, name: str) -> int:
        """How many repeating groups stand around a name."""
        return len(self._chains[name])

    def resolver(self, where: str, chain: tuple[str, ...]) -> Resolver:
        """What the conditions of the field or group `where`, inside the groups `chain`, may name."""

        def resolve(name: str, line: int | None) -> int | None:
            if name not in self._chains:
                code = "unknown" if name not in self._wants else "cycle" if self._leads(name, where) else "later"
                self._faults.add(f"condition.{code}", where, line, name=name)
                return None
            node = self._nodes[name]
            if (isinstance(node, Group) and not node.repeats) or (isinstance(node, Field) and not node.kind.has_answer):
                self._faults.add("condition.no_answer", where, line, name=name)
                return None
            own = self._chains[name]
            if own != chain[: len(own)]:
                self._faults.add("condition.inside_group", where, line, name=name)
                return None
            return len(own)

        return resolve

    def gatherer(self, where: str, chain: tuple[str, ...]) -> Callable[[str], tuple[str, int, tuple[str, ...]] | None]:
        """What a calculated field `where`, inside the groups `chain`, may read: also all items of a group before it."""

        def gather(name: str) -> tuple[str, int, tuple[str, ...]] | None:
            if name not in self._chains:
                code = "unknown" if name not in self._wants else "cycle" if self._leads(name, where) else "later"
                self._faults.add(f"condition.{code}", where, None, name=name)
                return None
            node, own = self._nodes[name], self._chains[name]
            shared = 0
            while shared < min(len(own), len(chain)) and own[shared] == chain[shared]:
                shared += 1
            kind = "group" if isinstance(node, Group) else node.kind.name if node is not None else ""
            if isinstance(node, Group) and not node.repeats:
                kind = "section"
            return kind, shared, own[shared:]

        return gather

    def check_values(self, condition: Any, where: str, line: int | None) -> None:
        """Note options a condition compares with that its field doesn't offer."""
        if isinstance(condition, list):
            for index, part in enumerate(condition):
                self.check_values(part, where, line_of(condition, index) or line)
        if not isinstance(condition, dict):
            return
        for key in ("not", "all", "any"):
            self.check_values(condition.get(key), where, line_of(condition, key) or line)
        name = condition.get("field")
        node = self._nodes.get(name) if isinstance(name, str) else None
        if not isinstance(node, Field) or not isinstance(node.settings, OptionSettings) or node.settings.own is None:
            return
        for key in ("equals", "contains", "any_of"):
            wanted = condition.get(key)
            for value in wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]:
                counts = node.kind.name == "multiple" and isinstance(value, int)
                if str(value) not in node.settings.own.by_value and not counts:
                    at = line_of(condition, key) or line
                    self._faults.add("condition.not_an_option", where, at, name=name, value=value)

    def _leads(self, name: str, goal: str) -> bool:
        """Whether `name` depends on `goal`, directly or through others."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            one = waiting.pop()
            if one == goal:
                return True
            if one not in seen:
                seen.add(one)
                waiting.extend(self._wants.get(one, ()))
        return False
