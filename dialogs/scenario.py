"""A scenario as the engine walks it: an immutable graph of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.condition import Condition
from dialogs.form import Form
from dialogs.message import Message

# What every message may name beside the scenario's slots.
FACTS = frozenset({"town_name", "emergency_contact", "public_url", "drill_mark"})
# What every branch may ask about beside the scenario's slots.
CIRCUMSTANCES = frozenset({"channel", "drill"})


@dataclass(frozen=True, slots=True)
class MessageNode:
    """Says something and goes on."""

    id: str
    says: tuple[Message, ...]
    next: str


@dataclass(frozen=True, slots=True)
class QuestionNode:
    """Says something, asks one field and keeps the answer in `slot`.

    `form` is the field as a form of its own, without a review: the interview conducts both alike. `next_by` sends
    single answers elsewhere than `next`, which is "" when none is left over.
    """

    id: str
    says: tuple[Message, ...]
    slot: str
    form: Form
    next: str
    next_by: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BranchNode:
    """Goes where the first condition that holds points, else to `otherwise`."""

    id: str
    cases: tuple[tuple[Condition, str], ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class ActionNode:
    """Runs a registered action; `given` stands over the slots for this call. `refused`: where a rule's no leads."""

    id: str
    action: str
    given: Mapping[str, Any]
    next: str
    refused: str


@dataclass(frozen=True, slots=True)
class FormNode:
    """Conducts a published form. `left`: where やめる leads; "" ends all. `sets`: its answers that become slots."""

    id: str
    form: str
    next: str
    left: str
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JumpNode:
    """Goes over to another scenario; comes back to `next` when that one ends, or never when it is ""."""

    id: str
    scenario: str
    next: str


@dataclass(frozen=True, slots=True)
class HandoverNode:
    """Hands the matter, told by `topic`, to a person."""

    id: str
    says: tuple[Message, ...]
    topic: Message
    next: str


@dataclass(frozen=True, slots=True)
class EndNode:
    """Says something and ends the scenario."""

    id: str
    says: tuple[Message, ...]


Node = MessageNode | QuestionNode | BranchNode | ActionNode | FormNode | JumpNode | HandoverNode | EndNode


@dataclass(frozen=True, slots=True)
class Scenario:
    """One version of a scenario.

    Attributes:
        triggers: words that start it, as authored. `intents`: names by which a Rasa server may recognise it.
        menu: its button on the menu card, ordered by `sort`; "" shows none.
    """

    key: str
    name: str
    version: int
    start: str
    nodes: Mapping[str, Node]
    triggers: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    menu: str = ""
    sort: int = 100


def exits(node: Node) -> tuple[str, ...]:
    """The ids a node leads to within its scenario."""
    if isinstance(node, QuestionNode):
        return (node.next, *node.next_by.values()) if node.next else tuple(node.next_by.values())
    if isinstance(node, BranchNode):
        return (*(target for _, target in node.cases), node.otherwise)
    if isinstance(node, ActionNode):
        return (node.next, node.refused) if node.refused else (node.next,)
    if isinstance(node, FormNode):
        return (node.next, node.left) if node.left else (node.next,)
    if isinstance(node, JumpNode):
        return (node.next,) if node.next else ()
    if isinstance(node, EndNode):
        return ()
    return (node.next,)
