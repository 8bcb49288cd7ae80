"""What a compiled form is made of: one immutable definition that serves the chat, the builder page and the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.fold import fold
from data.forms.rules import FormRules
from dialogs.condition import Condition
from dialogs.fields.field import Field
from dialogs.wording.wording import Sentence


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together.

    Attributes:
        repeats: the fields are asked once per item; otherwise the group is only a section, and ids read through it.
        fewest, most: how many items; those beyond `fewest` are asked for with `more`.
        item: names one item, with `{n}` from 1: 「1人目のお子さん」.
        more: the yes-or-no question before each item beyond `fewest`; `first`: the same while there is no item yet.
    """

    id: str
    label: str
    nodes: tuple[Node, ...]
    show_when: Condition | None = None
    repeats: bool = False
    fewest: int = 0
    most: int = 1
    item: Sentence | None = None
    more: Field | None = None
    first: Field | None = None

    def item_name(self, number: int) -> str:
        """The name of one item, from 0."""
        return self.item.fill({"n": number + 1}) if self.item else self.label


Node = Field | Group
NO_RULES = FormRules()


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled form. `document` is what it was compiled from; nothing here ever changes.

    Attributes:
        nodes: fields and groups in order. `fields`, `groups`: the same by id, at any depth.
        action: the name of the action that takes the answers; "" when the caller takes them itself.
        review: whether all answers are shown before sending. Without it the last answer sends.
        is_private: what is answered goes into no log and becomes no open question.
        rules: who may answer it, when and how often.
        decisive: ids of the fields that some condition asks about; no other answer changes what shows.
        labels: folded label -> id of the fields outside repeating groups, for 修正 by typing.
    """

    id: str
    title: str
    nodes: tuple[Node, ...]
    fields: Mapping[str, Field]
    groups: Mapping[str, Group]
    intro: str = ""
    action: str = ""
    send_label: str = ""
    done: str = ""
    review: bool = True
    is_private: bool = False
    rules: FormRules = NO_RULES
    decisive: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def path_named(self, text: str) -> str | None:
        """The path of the field with this label, however it is spelt; None for those inside repeating groups."""
        return self.labels.get(fold(text))

    def columns(self) -> Iterator[tuple[Field, tuple[Group, ...]]]:
        """Every field that holds an answer, in order, with the repeating groups around it."""
        yield from _columns(self.nodes, ())


def _columns(nodes: tuple[Node, ...], around: tuple[Group, ...]) -> Iterator[tuple[Field, tuple[Group, ...]]]:
    for node in nodes:
        if isinstance(node, Group):
            yield from _columns(node.nodes, (*around, node) if node.repeats else around)
        elif node.kind.has_answer:
            yield node, around
