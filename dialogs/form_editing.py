"""Small changes of a form's document, question by question: what the chat offers without the builder page. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from dialogs.condition import names_in

Json = dict[str, Any]
WITH_OPTIONS = frozenset({"choice", "multiple"})
# Their sentence to agree to, or to read, is what was given as the label.
SPOKEN = frozenset({"consent", "heading"})
LABEL = 60


@dataclass(frozen=True, slots=True)
class Place:
    """One question or group of a document: `siblings[index]`, the `number`-th from the top, from 1."""

    number: int
    depth: int
    siblings: list[Any]
    index: int

    @property
    def node(self) -> Json:
        found: Json = self.siblings[self.index]
        return found


def places(document: Mapping[str, Any]) -> list[Place]:
    """Every question and group, from top to bottom, those inside groups too."""
    return [
        Place(number, depth, siblings, index)
        for number, (depth, siblings, index) in enumerate(_visit(document.get("fields"), 0), start=1)
    ]


def place_at(document: Mapping[str, Any], number: int) -> Place | None:
    """The question of a number; None when there are fewer."""
    found = places(document)
    return found[number - 1] if 1 <= number <= len(found) else None


def with_question(document: Json, kind: str, label: str, options: list[str]) -> Json:
    """One more question at the end. A name that asks already, or is put into a sentence, needs no sentence."""
    changed = deepcopy(document)
    node: Json = {"id": free_id(document), "kind": kind, "label": label[:LABEL]}
    if kind in SPOKEN or len(label) > LABEL:
        node["ask"] = label
    if kind in WITH_OPTIONS:
        node["options"] = options
    changed.setdefault("fields", []).append(node)
    return changed


def renamed(document: Json, number: int, label: str) -> Json:
    """With another name, which is also asked when the question had no sentence of its own."""
    changed = deepcopy(document)
    place = place_at(changed, number)
    if place is not None:
        node = place.node
        if node.get("kind") in SPOKEN or len(label) > LABEL:
            node["ask"] = label
        elif node.get("ask") == node.get("label"):
            node.pop("ask", None)
        node["label"] = label[:LABEL]
    return changed


def moved(document: Json, number: int, steps: int) -> Json:
    """So many places down (or up, below zero) among its neighbours, as far as there is room."""
    changed = deepcopy(document)
    place = place_at(changed, number)
    if place is not None:
        node = place.siblings.pop(place.index)
        place.siblings.insert(max(0, place.index + steps), node)
    return changed


def without(document: Json, number: int) -> Json:
    """Without one question, and without what depended on it: conditions that named it are dropped."""
    changed = deepcopy(document)
    place = place_at(changed, number)
    if place is None:
        return changed
    gone = {str(place.node.get("id"))} | {
        str(node.get("id")) for _, siblings, index in _visit(place.node.get("fields"), 0) for node in [siblings[index]]
    }
    del place.siblings[place.index]
    for left in places(changed):
        for key in ("show", "required"):
            if key in left.node and names_in(left.node[key]) & gone:
                del left.node[key]
    return changed


def with_required(document: Json, number: int, required: bool) -> Json:
    """Required, or not."""
    changed = deepcopy(document)
    place = place_at(changed, number)
    if place is not None:
        place.node["required"] = required
    return changed


def free_id(document: Mapping[str, Any]) -> str:
    """An id no question has: q1, q2, …"""
    taken = {str(place.node.get("id")) for place in places(document)}
    number = len(taken) + 1
    while f"q{number}" in taken:
        number += 1
    return f"q{number}"


def _visit(listed: Any, depth: int) -> Iterator[tuple[int, list[Any], int]]:
    for index, node in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(node, dict):
            yield depth, listed, index
            yield from _visit(node.get("fields"), depth + 1)
