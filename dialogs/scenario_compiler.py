"""Compile a scenario: read its nodes, then judge the whole. Every fault is told at once, with node and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dialogs.faults import FaultList
from dialogs.message import VALUE_GRAPHEMES, Message, refused_by_line
from dialogs.scenario import (
    FACTS,
    ActionNode,
    EndNode,
    FormNode,
    HandoverNode,
    JumpNode,
    MessageNode,
    Node,
    QuestionNode,
    Scenario,
)
from dialogs.scenario_graph import silent_loops, unknown_exits, unreachable
from dialogs.scenario_reader import ID, NodeReader, slots_of
from dialogs.yamltext import line_of

MOST_NODES = 1000
LONGEST_NAME = 60
_KEYS = frozenset(
    {"kind", "key", "name", "summary", "triggers", "intents", "menu", "sort", "accepts", "start", "nodes"}
)
_PUBLIC_URL = "https://madoguchi.example.jp"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a scenario may refer to: names of registered actions, keys of forms and of scenarios (its own included).

    None: not looked at. What is published was sound when it was saved; should a form it names be hidden since, the
    dialog says so when it gets there, and the rest of it stays.
    """

    actions: frozenset[str]
    forms: frozenset[str] | None = None
    scenarios: frozenset[str] | None = None


def compile_scenario(document: Any, source: str, around: Surroundings, version: int = 0) -> Scenario:
    """Compile and check one scenario.

    Args:
        document: a mapping as `read_yaml` or a page gives it; only the former knows its lines.
        source: what faults call it.

    Raises:
        ContentError: with every fault, in the order of lines.
    """
    faults = FaultList(source)
    if not isinstance(document, dict) or not isinstance(document.get("nodes"), list):
        faults.add("scenario.shape", "", line_of(document))
        faults.raise_if_any()
    compiler = _Compiler(document, faults)
    scenario = compiler.read(version)
    if not faults.found:
        # Only a graph whose every node could be read can be judged.
        compiler.check_graph(scenario)
        compiler.check_names(scenario, around)
        compiler.check_messages(scenario)
    faults.raise_if_any()
    return scenario


def messages_of(node: Node) -> tuple[Message, ...]:
    """What a node says."""
    if isinstance(node, MessageNode | QuestionNode | EndNode):
        return node.says
    return (*node.says, node.topic) if isinstance(node, HandoverNode) else ()


class _Compiler:
    def __init__(self, document: dict[str, Any], faults: FaultList) -> None:
        self._document = document
        self._faults = faults
        self._slots = slots_of(document["nodes"]) | frozenset(self._words("accepts"))
        self._lines: dict[str, int | None] = {}

    def read(self, version: int) -> Scenario:
        document = self._document
        for name in document:
            if name not in _KEYS:
                self._faults.add("scenario.unknown_key", "", line_of(document, name), key=name)
        key, name, start, menu = (document.get(one, "") for one in ("key", "name", "start", "menu"))
        sort = document.get("sort", 100)
        triggers = self._words("triggers")
        self._require("key", isinstance(key, str) and ID.fullmatch(key) is not None)
        self._require("name", isinstance(name, str) and 0 < len(name) <= LONGEST_NAME)
        self._require("start", isinstance(start, str))
        self._require("sort", isinstance(sort, int))
        # The menu's button types the first trigger.
        self._require("menu", isinstance(menu, str) and not (menu and not triggers))
        return Scenario(
            key=key,
            name=name,
            version=version,
            start=start,
            nodes=MappingProxyType(self._nodes()),
            triggers=triggers,
            intents=self._words("intents"),
            menu=menu,
            sort=sort,
        )

    def check_graph(self, scenario: Scenario) -> None:
        nodes = scenario.nodes
        if scenario.start not in nodes:
            self._faults.add("scenario.no_start", "", line_of(self._document, "start"), id=scenario.start)
            return
        unknown = unknown_exits(nodes)
        for node_id, target in unknown:
            self._note("no_such_node", node_id, id=target)
        if unknown:
            return
        for node_id in unreachable(nodes, scenario.start):
            self._note("unreachable", node_id)
        for node_id in silent_loops(nodes):
            self._note("silent_loop", node_id)

    def check_names(self, scenario: Scenario, around: Surroundings) -> None:
        for node in scenario.nodes.values():
            if isinstance(node, ActionNode) and node.action not in around.actions:
                self._note("unknown_action", node.id, name=node.action)
            elif isinstance(node, FormNode) and around.forms is not None and node.form not in around.forms:
                self._note("unknown_form", node.id, name=node.form)
            elif isinstance(node, JumpNode) and around.scenarios is not None and node.scenario not in around.scenarios:
                self._note("unknown_scenario", node.id, name=node.scenario)

    def check_messages(self, scenario: Scenario) -> None:
        known = self._slots | FACTS
        samples = {**dict.fromkeys(known, "あ" * VALUE_GRAPHEMES), "public_url": _PUBLIC_URL}
        for node in scenario.nodes.values():
            for message in messages_of(node):
                for name in sorted(message.names - known):
                    self._faults.add("scenario.unknown_place", node.id, message.line, name=name)
                problem = refused_by_line(message, samples)
                if problem is not None:
                    place = problem.path.removeprefix("messages[0].")
                    code = f"scenario.line_{problem.message}"
                    self._faults.add(code, node.id, message.line, path=place, limit=problem.limit)

    def _nodes(self) -> Mapping[str, Node]:
        listed = self._document["nodes"]
        if len(listed) > MOST_NODES:
            self._faults.add("scenario.too_many", "", line_of(self._document, "nodes"), limit=MOST_NODES)
        reader = NodeReader(self._slots, self._faults)
        nodes: dict[str, Node] = {}
        for index, document in enumerate(listed[:MOST_NODES]):
            line = line_of(listed, index)
            node = reader.read(document, line)
            if node is None:
                continue
            if node.id in nodes:
                self._faults.add("scenario.duplicate_id", node.id, line, id=node.id)
            nodes[node.id] = node
            self._lines[node.id] = line
        return nodes

    def _require(self, key: str, is_right: bool) -> None:
        if not is_right:
            self._faults.add("scenario.setting", "", line_of(self._document, key), key=key)

    def _words(self, key: str) -> tuple[str, ...]:
        words = self._document.get(key, [])
        if isinstance(words, list) and all(isinstance(word, str) and word for word in words):
            return tuple(words)
        self._require(key, False)
        return ()

    def _note(self, code: str, node_id: str, **facts: Any) -> None:
        self._faults.add(f"scenario.{code}", node_id, self._lines.get(node_id), **facts)
