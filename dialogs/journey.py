"""Where a person is in a form, derived from the answers alone. Pure: no clock, no chat, nothing kept.

Answers are kept flat, by path: "name", "children.0.birth", and "children.1.+" for "is there another one?". An answer
whose question is hidden now is put aside: it stays in `answers` and doesn't count, until its question shows again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from msgspec import Struct

from dialogs.condition import Scope
from dialogs.fields.field import Field
from dialogs.form_nodes import Form, Group, Node

_NOT_ANSWERED = object()


class Question(Struct):
    """One question that shows.

    Attributes:
        path: where its answer is kept.
        scope: what its conditions see.
        headings: explanations that stand directly before it.
        item: names of the repeated items around it (「2人目のお子さん」), outermost first.
    """

    path: str
    field: Field
    scope: Scope
    headings: tuple[str, ...] = ()
    item: tuple[str, ...] = ()
    is_done: bool = True

    @property
    def is_required(self) -> bool:
        return self.field.is_required(self.scope)


@dataclass(slots=True)
class Walk:
    """A form gone through with the answers at hand.

    Attributes:
        questions: every question that shows, in order.
        live: the answers that count, by path; of a repeating group, a range of its length.
        next: the first question without an answer that isn't skipped; None when all is done.
        trailing: explanations after the last question.
        computed: what is worked out and not asked, each with how many questions stand before it.
    """

    questions: list[Question] = field(default_factory=list)
    live: dict[str, Any] = field(default_factory=dict)
    next: Question | None = None
    trailing: tuple[str, ...] = ()
    computed: list[tuple[int, Question]] = field(default_factory=list)

    def settle(self, question: Question, value: Any) -> None:
        """Take one answer that no condition asks about: the same as a new `walk`, without walking."""
        self.live[question.path] = value
        question.is_done = True
        if self.next is question:
            self.next = next((one for one in self.questions if not one.is_done), None)

    def question_at(self, path: str) -> Question | None:
        """The question of a path; None when its question doesn't show."""
        return next((question for question in self.questions if question.path == path), None)


def walk(form: Form, answers: Mapping[str, Any], skipped: Collection[str], today: date) -> Walk:
    """Go through a form.

    Args:
        answers: by path; those of hidden questions may be among them.
        skipped: paths of optional questions passed over; one that is required by now is asked after all.
    """
    found = Walk()
    _Walker(found, answers, skipped, today).visit(form.nodes, ("",), ())
    return found


def submission(form: Form, found: Walk) -> dict[str, Any]:
    """The answers that count, nested: a repeating group is a list of its items. What wasn't answered is absent."""
    return _nested(form.nodes, found.live, "")


class _Walker:
    def __init__(self, found: Walk, answers: Mapping[str, Any], skipped: Collection[str], today: date) -> None:
        self._walk = found
        self._answers = answers
        self._skipped = skipped
        self._today = today
        self._headings: tuple[str, ...] = ()

    def visit(self, nodes: tuple[Node, ...], prefixes: tuple[str, ...], item: tuple[str, ...]) -> None:
        live = self._walk.live
        scope = Scope(live, prefixes, self._today)
        prefix = prefixes[-1]
        for node in nodes:
            if node.show_when is not None and not node.show_when(scope):
                continue
            if isinstance(node, Group):
                if node.repeats:
                    self._items(node, prefixes, item, scope)
                else:
                    self.visit(node.nodes, prefixes, item)
            elif not node.kind.is_asked:
                self._say_or_compute(node, scope, prefix, item)
            else:
                path = prefix + node.id
                value = self._answers.get(path, _NOT_ANSWERED)
                if value is not _NOT_ANSWERED and (not node.may_fall or node.kind.stands(node, value, scope)):
                    live[path] = value
                    self._add(Question(path, node, scope, self._headings, item))
                else:
                    question = Question(path, node, scope, self._headings, item)
                    question.is_done = path in self._skipped and not node.is_required(scope)
                    self._add(question)
        self._walk.trailing = self._headings

    def _say_or_compute(self, node: Field, scope: Scope, prefix: str, item: tuple[str, ...]) -> None:
        if not node.kind.has_answer:
            self._headings += (node.body,)
            return
        found, path = self._walk, prefix + node.id
        value = node.kind.compute(node, scope)
        if value is not None:
            found.live[path] = value
            found.computed.append((len(found.questions), Question(path, node, scope, (), item)))

    def _add(self, question: Question) -> None:
        found = self._walk
        found.questions.append(question)
        self._headings = ()
        if not question.is_done and found.next is None:
            found.next = question

    def _items(self, group: Group, prefixes: tuple[str, ...], item: tuple[str, ...], scope: Scope) -> None:
        base = f"{prefixes[-1]}{group.id}"
        count = 0
        for number in range(group.most):
            more = group.more if number else group.first
            if number >= group.fewest and more is not None:
                path = f"{base}.{number}.+"
                wanted = self._answers.get(path)
                question = Question(path, more, scope, self._headings, item, is_done=wanted is not None)
                self._add(question)
                if wanted is not True:
                    break
            count = number + 1
            inner = (*prefixes, f"{base}.{number}.")
            self.visit(group.nodes, inner, (*item, group.item_name(number)))
        self._walk.live[base] = range(count)


def _nested(nodes: tuple[Node, ...], live: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for node in nodes:
        path = prefix + node.id
        if isinstance(node, Field):
            if path in live:
                out[node.id] = live[path]
        elif not node.repeats:
            out.update(_nested(node.nodes, live, prefix))
        elif path in live:
            out[node.id] = [_nested(node.nodes, live, f"{path}.{number}.") for number in live[path]]
    return out
