"""The arguments a command lacks, as the questions of a form: what to choose from, and of which kind each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.form import Form, compile_form
from staffbot.binding import SENT, Doubt
from staffbot.command import Arg, Call, Command, Named

CHOSEN_AMONG = 200  # more records than this are asked for by name, not as choices
LONGEST_NOTE = 60
TEXT_MOST = 1000


def picks_of(call: Call, arg: Arg, doubt: Doubt | None) -> list[list[Any]]:
    """The records to choose from: those a doubtful name may have meant, else all of them when they are few."""
    lookup = arg.lookup
    assert lookup is not None
    named: Sequence[Named] = doubt.candidates if doubt is not None and doubt.candidates else ()
    if not named:
        named = lookup.some(call.session, CHOSEN_AMONG + 1)
        if len(named) > CHOSEN_AMONG:
            return []
    labels = [one.name for one in named]
    for number_them in (False, True):
        twins = {label for label in labels if labels.count(label) > 1}
        labels = [
            _told_apart(one, number_it=number_them) if label in twins else label
            for one, label in zip(named, labels, strict=True)
        ]
    return [[one.id, label] for one, label in zip(named, labels, strict=True)]


def _told_apart(one: Named, *, number_it: bool) -> str:
    """A record beside another of its name: with its note, or with its number when the notes are alike too."""
    note = f"#{one.id}" if number_it else one.note[:LONGEST_NOTE]
    return f"{one.name}（{note}）" if note else one.name


def form_of(command: Command, entry: Mapping[str, Any], call: Call) -> Form:
    fields = [
        _field(arg, entry["picks"].get(arg.name) or [], call)
        for arg in command.args
        if arg.name in entry["open"] and arg.kind not in SENT
    ]
    document = {"id": "command", "title": command.phrase, "review": False, "fields": fields}
    return compile_form(document, command.phrase, call.desk.words)


def _field(arg: Arg, picks: list[list[Any]], call: Call) -> dict[str, Any]:
    """The argument as a question of the nearest kind; what it has no kind for is read by `read_answer` afterwards."""
    words = call.words
    is_choice = bool(picks) or arg.kind == "choice"
    ask = arg.ask or words("staff.asking.choose" if is_choice else "staff.asking.question", label=arg.label)
    field: dict[str, Any] = {"id": arg.name, "label": arg.label, "ask": ask}
    if arg.example:
        field["example"] = arg.example
    if picks:
        options = [{"value": str(pick[0]), "label": pick[1][:100]} for pick in picks]
        return {**field, "kind": "choice", "options": options}
    if arg.kind == "choice":
        options = [
            {"value": str(number), "label": option.label, "aliases": list(option.aliases)}
            for number, option in enumerate(arg.options)
        ]
        return {**field, "kind": "choice", "options": options}
    if arg.kind == "number":
        bounds = {key: bound for key, bound in (("min", arg.least), ("max", arg.most)) if bound is not None}
        return {**field, "kind": "number", **bounds}
    if arg.kind == "date":
        return {**field, "kind": "date"}
    if arg.kind == "place":
        return {**field, "kind": "location", "or_text": True}
    if arg.kind == "text":
        return {**field, "kind": "long_text", "max": arg.max_length}
    return {**field, "kind": "text", "max": min(arg.max_length, TEXT_MOST)}
