"""Answers as they are kept (nested by repeating groups), flat again by path, to correct them or to begin with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dialogs.fields.field import Field
from dialogs.form_nodes import Form, Node
from dialogs.journey import walk


def flat_answers(form: Form, nested: Mapping[str, Any]) -> dict[str, Any]:
    """What `dialogs.journey.submission` made, by path again. What the form doesn't ask (any more) is left out."""
    out: dict[str, Any] = {}
    _flatten(form.nodes, nested, "", out)
    return out


def passed_over(form: Form, answers: Mapping[str, Any], today: date) -> list[str]:
    """Paths of the optional questions that have no answer: they aren't asked once more."""
    skipped: list[str] = []
    while True:  # what is passed over may let other questions show
        found = walk(form, answers, skipped, today)
        open_ones = [one.path for one in found.questions if not one.is_done and not one.is_required]
        if not open_ones:
            return skipped
        skipped += open_ones


def _flatten(nodes: tuple[Node, ...], nested: Mapping[str, Any], prefix: str, out: dict[str, Any]) -> None:
    for node in nodes:
        path = prefix + node.id
        if isinstance(node, Field):
            if node.kind.is_asked and nested.get(node.id) is not None:
                out[path] = nested[node.id]
        elif not node.repeats:
            _flatten(node.nodes, nested, prefix, out)
        elif isinstance(items := nested.get(node.id), list):
            for number, item in enumerate(items[: node.most]):
                if number >= node.fewest:
                    out[f"{path}.{number}.+"] = True
                _flatten(node.nodes, item, f"{path}.{number}.", out)
            if len(items) < node.most:
                out[f"{path}.{len(items)}.+"] = False
