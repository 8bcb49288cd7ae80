"""Answers of several parts (an address, the items of a repeating group) as fields of a panel, and read back from it.

What is typed is read question by question by the kinds themselves, as in the chat: the panel takes what the chat takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from data.errors import InvalidAnswer
from data.forms.submissions import Filled
from dialogs.context import AskContext
from dialogs.fields.field import Field
from dialogs.form_answers import flat_answers, passed_over
from dialogs.form_nodes import Form, Group, Node
from dialogs.form_places import PLACES, PlaceRefused, part_names, parts_of, read_place
from dialogs.form_revising import TYPED, NotRevised, read_text
from dialogs.form_table import field_cells, filled
from dialogs.journey import Question, submission, walk

# How a kind is typed in a panel and in a table's cell; others in a line.
EDITORS: Mapping[str, str] = {
    "long_text": "long",
    "number": "number",
    "choice": "choice",
    "multiple": "choices",
    "yes_no": "choice",
    "date": "day",
    "birth_date": "day",
}
# Which of the kept items an item of the panel was: what can't be typed stays with it.
ORIGIN = "#"
LONGEST = 5000


class PartRefused(Exception):
    """One field of a panel can't be so.

    `part`: its path ("children.1.birth", "home.street"). `kind`, `reason`, `facts`: for the wording of the kind.
    """

    def __init__(self, part: str, kind: str, reason: str, facts: Mapping[str, Any]) -> None:
        super().__init__(part, reason)
        self.part = part
        self.kind = kind
        self.reason = reason
        self.facts = facts


@dataclass(slots=True)
class _Reading:
    """A panel while it is read. `kept`: the answers it replaces, by path. `asked`: path -> (typed, what stood)."""

    kept: dict[str, Any]
    flat: dict[str, Any]
    asked: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def has_panel(one: Field, groups: tuple[Group, ...]) -> bool:
    """Whether a field's answer is edited in a panel: it has parts, or stands in a repeating group with any such."""
    fields = _fields(groups[0].nodes) if groups else iter((one,))
    return any(each.kind.name in PLACES or (bool(groups) and each.kind.name in TYPED) for each in fields)


def panel(form: Form, answers: Mapping[str, Any], field_id: str, context: AskContext) -> dict[str, Any]:
    """What is edited together with a field: `{node, value}`.

    A field is `{key, label, help, editor, options, isRequired, isConditional, parts}` and its value a text; a place's
    (`parts`: [[part, name]]) is an object of texts, and one that can't be typed has the editor "fixed". A repeating
    group is `{key, label, min, max, items: [the name of each], nodes}` and its value a list of `{key: value}`.

    Args:
        answers: nested, as they are kept.
    """
    node = _top(form, field_id)
    value = _items(node, answers, context) if isinstance(node, Group) else _typed(node, answers.get(node.id), context)
    return {"node": _described(node, context), "value": value}


def revised_by_panel(form: Form, answers: Mapping[str, Any], field_id: str, value: Any, context: AskContext) -> Filled:
    """The submission with what a panel was filled with. What no longer shows is let go of.

    Raises:
        PartRefused, NotRevised: see there.
        ValueError: no value of this panel.
    """
    node, flat = _top(form, field_id), flat_answers(form, answers)
    kept = {path: flat.pop(path) for path in list(flat) if path == node.id or path.startswith(f"{node.id}.")}
    reading = _Reading(kept, flat)
    if isinstance(node, Group):
        _gather(reading, node, node.id, node.id, value)
    else:
        reading.asked[node.id] = (value, kept.get(node.id))
    _read_asked(form, reading, context)
    after = walk(form, flat, passed_over(form, flat, context.today), context.today)
    if after.next is not None:
        raise NotRevised("leads_on", after.next.field.label)
    return filled(form, submission(form, after), context)


def _top(form: Form, field_id: str) -> Node:
    groups = next(groups for one, groups in form.columns() if one.id == field_id)
    return groups[0] if groups else form.fields[field_id]


def _within(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Fields that are asked and groups that repeat; sections are read through."""
    for node in nodes:
        if isinstance(node, Group) and not node.repeats:
            yield from _within(node.nodes)
        elif isinstance(node, Group) or node.kind.is_asked:
            yield node


def _fields(nodes: tuple[Node, ...]) -> Iterator[Field]:
    for node in _within(nodes):
        if isinstance(node, Group):
            yield from _fields(node.nodes)
        else:
            yield node


def _described(node: Node, context: AskContext) -> dict[str, Any]:
    if isinstance(node, Group):
        return {
            "key": node.id,
            "label": node.label,
            "min": node.fewest,
            "max": node.most,
            "items": [node.item_name(number) for number in range(node.most)],
            "nodes": [_described(one, context) for one in _within(node.nodes)],
        }
    kind = node.kind.name
    is_place = kind in PLACES
    return {
        "key": node.id,
        "label": node.label,
        "help": node.help,
        "editor": "place" if is_place else EDITORS.get(kind, "line") if kind in TYPED else "fixed",
        "options": _options(node, context),
        "isRequired": node.required,
        "isConditional": node.show_when is not None or node.require_when is not None,
        "parts": part_names(node, context.words) if is_place else [],
    }


def _options(node: Field, context: AskContext) -> list[str]:
    if node.kind.name == "yes_no":
        return [text for value in (True, False) for text in field_cells(node, value, context)]
    if node.kind.name in ("choice", "multiple"):
        return [option.label for option in node.settings.list(context).options]
    return []


def _items(group: Group, holder: Mapping[str, Any], context: AskContext) -> list[dict[str, Any]]:
    return [
        {
            ORIGIN: number,
            **{
                node.id: _items(node, item, context)
                if isinstance(node, Group)
                else _typed(node, item.get(node.id), context)
                for node in _within(group.nodes)
            },
        }
        for number, item in enumerate(holder.get(group.id) or ())
    ]


def _typed(node: Field, value: Any, context: AskContext) -> Any:
    """An answer as it stands in the panel."""
    return parts_of(node, value) if node.kind.name in PLACES else " ".join(field_cells(node, value, context)).strip()


def _gather(reading: _Reading, group: Group, path: str, kept_path: str, value: Any) -> None:
    """Put a group's items in place: how many there are, what stays as it was, and what is to be read."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError(path)
    if not group.fewest <= len(value) <= group.most:
        raise NotRevised("few_items" if len(value) < group.fewest else "many_items", group.label)
    for number, item in enumerate(value):
        if number >= group.fewest:
            reading.flat[f"{path}.{number}.+"] = True
        was = f"{kept_path}.{item.get(ORIGIN)}."
        for node in _within(group.nodes):
            here, there = f"{path}.{number}.{node.id}", was + node.id
            if isinstance(node, Group):
                _gather(reading, node, here, there, item.get(node.id, []))
            elif node.kind.name in PLACES or node.kind.name in TYPED:
                reading.asked[here] = (item.get(node.id), reading.kept.get(there))
            elif there in reading.kept:
                reading.flat[here] = reading.kept[there]
    if len(value) < group.most:
        reading.flat[f"{path}.{len(value)}.+"] = False


def _read_asked(form: Form, reading: _Reading, context: AskContext) -> None:
    """Read what was typed in the order of the form; what doesn't show is not read."""
    while reading.asked:
        found = walk(form, reading.flat, (), context.today)
        question = next((one for one in found.questions if one.path in reading.asked), None)
        if question is None:
            return
        typed, before = reading.asked.pop(question.path)
        value = _read(question, typed, before, replace(context, scope=question.scope))
        if value is not None:
            reading.flat[question.path] = value
        elif question.is_required:
            raise PartRefused(question.path, question.field.kind.name, "needed", {})


def _read(question: Question, typed: Any, before: Any, context: AskContext) -> Any:
    """The answer; None for an empty one. What was not touched stays, even what would not be taken today."""
    one = question.field
    is_place = one.kind.name in PLACES
    if typed is None or typed == _typed(one, before, context):
        return before
    texts = list(typed.values()) if is_place and isinstance(typed, dict) else [typed]
    if not all(isinstance(text, str) and len(text) <= LONGEST for text in texts):
        raise ValueError(question.path)
    if not any(text.strip() for text in texts):
        return None
    try:
        return read_place(one, typed, before, context) if is_place else read_text(one, typed, context)
    except PlaceRefused as fault:
        raise PartRefused(f"{question.path}.{fault.part}", one.kind.name, fault.reason, fault.facts) from None
    except InvalidAnswer as fault:
        raise PartRefused(question.path, one.kind.name, fault.reason, fault.facts) from None
