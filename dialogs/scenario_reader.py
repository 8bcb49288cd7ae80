"""From a scenario's document to its nodes, noting what can't be read. The graph as a whole is checked elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from dialogs.condition import Condition, compile_condition, flat_names
from dialogs.faults import ContentError, FaultList
from dialogs.form import Form, compile_form
from dialogs.message import Message, read_messages
from dialogs.scenario import (
    CIRCUMSTANCES,
    ActionNode,
    BranchNode,
    EndNode,
    FormNode,
    HandoverNode,
    JumpNode,
    MessageNode,
    Node,
    QuestionNode,
)
from dialogs.yamltext import LinedDict, line_of

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
# Keys any node may have: `at` is its place on the editor's canvas, `note` the author's own.
_ANY_KEYS = frozenset({"id", "kind", "at", "note"})
Document = Mapping[str, Any]


class NodeReader:
    """Reads one node after the other of one document. `slots`: the names that hold a value in this scenario."""

    def __init__(self, slots: frozenset[str], faults: FaultList) -> None:
        self._faults = faults
        self._names = slots | CIRCUMSTANCES

    def read(self, document: Any, line: int | None) -> Node | None:
        """One node; None, with the fault noted, when not even its id and kind can be read."""
        if not isinstance(document, dict):
            self._faults.add("scenario.node_shape", "", line)
            return None
        node_id, kind = document.get("id"), document.get("kind")
        if not isinstance(node_id, str) or not ID.fullmatch(node_id):
            self._faults.add("scenario.node_id", str(node_id or ""), line_of(document, "id"), id=str(node_id or ""))
            return None
        known = _KINDS.get(kind) if isinstance(kind, str) else None
        if known is None:
            facts = {"kind": str(kind or ""), "known": "・".join(_KINDS)}
            self._faults.add("scenario.node_kind", node_id, line_of(document, "kind"), **facts)
            return None
        keys, read = known
        for key in document:
            if key not in keys and key not in _ANY_KEYS:
                self._faults.add("scenario.unknown_key", node_id, line_of(document, key), key=key)
        return read(self, node_id, document)

    def message(self, node_id: str, document: Document) -> Node:
        return MessageNode(node_id, self._says(document, required=True), self._way(document, "next"))

    def question(self, node_id: str, document: Document) -> Node | None:
        slot = self._word(document, "slot", required=True)
        form = self._form_of(node_id, slot, document)
        if form is None:
            return None
        next_by = document.get("next_by", {})
        options = getattr(form.fields[slot].settings, "own", None)
        if not isinstance(next_by, dict) or (next_by and options is None):
            self._refuse(document, "next_by")
            next_by = {}
        for value, target in next_by.items():
            if options is None or value not in options.by_value or not isinstance(target, str):
                self._faults.add("scenario.next_by", node_id, line_of(next_by, value), value=value)
        ways = {value: target for value, target in next_by.items() if isinstance(target, str)}
        is_complete = options is not None and form.fields[slot].required and set(options.by_value) <= set(ways)
        way = self._word(document, "next") if is_complete else self._way(document, "next")
        return QuestionNode(node_id, self._says(document), slot, form, way, ways)

    def branch(self, node_id: str, document: Document) -> Node:
        listed = document.get("cases")
        if not isinstance(listed, list) or not listed:
            self._refuse(document, "cases")
            listed = []
        cases: list[tuple[Condition, str]] = []
        for index, case in enumerate(listed):
            line = line_of(listed, index)
            if not isinstance(case, dict) or set(case) != {"when", "next"} or not isinstance(case["next"], str):
                self._faults.add("scenario.case", node_id, line)
                continue
            resolve = flat_names(self._names, self._faults, node_id)
            cases.append((compile_condition(case["when"], resolve, self._faults, node_id, line), case["next"]))
        return BranchNode(node_id, tuple(cases), self._way(document, "else"))

    def action(self, node_id: str, document: Document) -> Node:
        given = document.get("given", {})
        if not isinstance(given, dict):
            self._refuse(document, "given")
            given = {}
        self._sets(document)
        name = self._word(document, "action", required=True)
        return ActionNode(node_id, name, dict(given), self._way(document, "next"), self._word(document, "refused"))

    def form(self, node_id: str, document: Document) -> Node:
        key = self._word(document, "form", required=True)
        return FormNode(node_id, key, self._way(document, "next"), self._word(document, "left"), self._sets(document))

    def jump(self, node_id: str, document: Document) -> Node:
        return JumpNode(node_id, self._word(document, "scenario", required=True), self._word(document, "next"))

    def handover(self, node_id: str, document: Document) -> Node:
        topic = self._word(document, "topic", required=True)
        read = read_messages(topic or "?", node_id, self._faults, line_of(document, "topic"))
        return HandoverNode(node_id, self._says(document), read[0], self._way(document, "next"))

    def end(self, node_id: str, document: Document) -> Node:
        return EndNode(node_id, self._says(document))

    def _way(self, document: Document, key: str) -> str:
        """Where the node leads. Without it the node is a dead end, whatever else it does."""
        if document.get(key) is None:
            self._faults.add("scenario.dead_end", document["id"], line_of(document), key=key)
            return ""
        return self._word(document, key)

    def _word(self, document: Document, key: str, *, required: bool = False) -> str:
        value = document.get(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value:
            self._refuse(document, key)
            return ""
        return value

    def _sets(self, document: Document) -> tuple[str, ...]:
        names = document.get("sets", [])
        if isinstance(names, list) and all(isinstance(name, str) and ID.fullmatch(name) for name in names):
            return tuple(names)
        self._refuse(document, "sets")
        return ()

    def _says(self, document: Document, *, required: bool = False) -> tuple[Message, ...]:
        if "says" in document:
            return read_messages(document["says"], document["id"], self._faults, line_of(document, "says"))
        if required:
            self._refuse(document, "says")
        return ()

    def _refuse(self, document: Document, key: str) -> None:
        self._faults.add("scenario.setting", document["id"], line_of(document, key), key=key)

    def _form_of(self, node_id: str, slot: str, document: Document) -> Form | None:
        """The question's field as a form of its own, without a review."""
        asked = document.get("field")
        if not isinstance(asked, dict):
            self._refuse(document, "field")
            return None
        if not slot:
            return None
        field = LinedDict(line_of(asked) or 0)
        field |= {"id": slot, "label": slot, **asked}
        field.lines = dict(asked.lines) if isinstance(asked, LinedDict) else {}
        try:
            return compile_form({"id": slot, "title": slot, "review": False, "fields": [field]}, self._faults.source)
        except ContentError as error:
            for fault in error.faults:
                self._faults.add(fault.code, node_id, fault.line or line_of(document, "field"), **fault.facts)
            return None


_Read = Callable[[NodeReader, str, Document], Node | None]
_KINDS: dict[str, tuple[frozenset[str], _Read]] = {
    "message": (frozenset({"says", "next"}), NodeReader.message),
    "question": (frozenset({"says", "slot", "field", "next", "next_by"}), NodeReader.question),
    "branch": (frozenset({"cases", "else"}), NodeReader.branch),
    "action": (frozenset({"action", "given", "sets", "next", "refused"}), NodeReader.action),
    "form": (frozenset({"form", "next", "left", "sets"}), NodeReader.form),
    "jump": (frozenset({"scenario", "next"}), NodeReader.jump),
    "handover": (frozenset({"says", "topic", "next"}), NodeReader.handover),
    "end": (frozenset({"says"}), NodeReader.end),
}


def slots_of(nodes: list[Any]) -> frozenset[str]:
    """Every name that the questions, actions and forms of these node documents give a value to."""
    names: set[str] = set()
    for node in nodes:
        if not isinstance(node, dict):
            continue
        if node.get("kind") == "question" and isinstance(node.get("slot"), str):
            names.add(node["slot"])
        elif node.get("kind") in ("action", "form") and isinstance(node.get("sets"), list):
            names.update(name for name in node["sets"] if isinstance(name, str))
    return frozenset(names)
