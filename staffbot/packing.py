"""Arguments as JSON: a tracker keeps them while a question, a confirmation or a job is open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from staffbot.command import Arg, Command, Conditions, FileRef, Named
from staffbot.values import metres_text

TAG = "@"


def pack(args: Mapping[str, Any]) -> dict[str, Any]:
    """JSON for a tracker."""
    return {name: _pack(value) for name, value in args.items()}


def unpack(packed: Mapping[str, Any]) -> dict[str, Any]:
    """What `pack` was given."""
    return {name: _unpack(value) for name, value in packed.items()}


def readable(command: Command, args: Mapping[str, Any]) -> dict[str, Any]:
    """For the audit log: the arguments by their labels, as people know them."""
    declared = {arg.name: arg for arg in command.args}
    return {declared[name].label: _readable(value, declared[name]) for name, value in args.items() if name in declared}


def subjects_of(command: Command, args: Mapping[str, Any]) -> list[tuple[str, int]]:
    """For the audit log: (noun, number) of each record that a call names, which it is found by."""
    found = []
    for arg in () if command.secret else command.args:
        value = args.get(arg.name)
        if arg.kind == "ref" and isinstance(value, int):
            found.append((command.noun.word, value))
        elif isinstance(value, Named) and value.id > 0:
            found.append((arg.label.removesuffix("の名前"), value.id))
    return found


def _pack(value: Any) -> Any:
    if isinstance(value, Named):
        return {TAG: "named", "id": value.id, "name": value.name, "note": value.note}
    if isinstance(value, date):
        return {TAG: "date", "on": value.isoformat()}
    if isinstance(value, FileRef):
        file = {"name": value.name, "message": value.message_id, "attachment": value.attachment_id}
        return {TAG: "file", **file, "photo": value.is_photo}
    if isinstance(value, Conditions):
        return {
            TAG: "conditions",
            "words": list(value.words),
            "items": [list(item) for item in value.items],
            "page": value.page,
            "text": value.text,
        }
    return value


def _unpack(value: Any) -> Any:
    if not isinstance(value, dict) or TAG not in value:
        return value
    kind = value[TAG]
    if kind == "named":
        return Named(value["id"], value["name"], value["note"])
    if kind == "date":
        return date.fromisoformat(value["on"])
    if kind == "file":
        return FileRef(value["name"], value["message"], value["attachment"], value.get("photo", False))
    items = tuple((item[0], item[1], item[2]) for item in value["items"])
    return Conditions(tuple(value["words"]), items, value["page"], value["text"])


def _readable(value: Any, arg: Arg) -> Any:
    if arg.options:
        return next((option.label for option in arg.options if option.value == value), value)
    if arg.kind == "distance":
        return metres_text(value)
    if isinstance(value, Named):
        return f"#{value.id} {value.name}" if value.id > 0 else value.name
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, FileRef):
        return value.name
    if isinstance(value, Conditions):
        return value.text
    if arg.kind == "place":
        return f"{value['latitude']},{value['longitude']}"
    return value
