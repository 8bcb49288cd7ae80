"""An interview's state: a small JSON dict in the tracker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.gateways.line.events import Incoming
from dialogs.fields.options import OptionSettings
from dialogs.form_nodes import Form, Group
from dialogs.talk import ButtonBook, Pressed, read_press

State = dict[str, Any]

BUTTON_KIND = "q"
# Buttons further up the chat than this are simply old. A review card's are many and only the last ones matter.
KEPT_BOOKS = 40
KEPT_REVIEWS = 3
REVIEW = ""  # stands for the review where a question's path would be


def new_state(form: Form, dialog_id: str, *, version: Any = None, answers: Mapping[str, Any] | None = None) -> State:
    """The state of a dialog about to begin.

    Args:
        dialog_id: from `new_dialog_id`; part of every button.
        version: which version of the form this is, for whoever keeps forms.
        answers: values known beforehand, by path; they aren't asked for.

    Returns:
        `asking`: path of the open question, None at the review. `review`: the revision that first showed the present
        answers whole, 0 before that. `draft`: of an answer that takes several turns. `pending`: jobs on their way.
        `sent`: the answers have been handed over. `known`: it began with answers that are kept elsewhere.
        `labels`: what the buttons said last say. `buttons`: revision -> {"field": path, "values": [...]}.
    """
    return {
        "form": form.id,
        "version": version,
        "dialog_id": dialog_id,
        "revision": 0,
        "answers": dict(answers or {}),
        "skipped": [],
        "asking": None,
        "review": 0,
        "draft": None,
        "pending": 0,
        "sent": False,
        "known": bool(answers),
        "buttons": {},
    }


def left_key(count: int, *, is_known: bool) -> str:
    """The sentence after やめる: what becomes of the answers given here, and of those sent before."""
    return "dialog.left_known" if is_known else "dialog.left" if count else "dialog.left_empty"


def open_book(state: State) -> ButtonBook:
    """The book for the buttons of what is about to be said."""
    return ButtonBook(BUTTON_KIND, state["dialog_id"], state["revision"])


def keep_book(state: State, book: ButtonBook) -> None:
    """Remember what the buttons mean, and forget the oldest."""
    if not book.values:
        return
    state["labels"] = {"revision": book.revision, "said": book.labels}
    buttons = state["buttons"]
    path = state["asking"] or REVIEW
    buttons[str(book.revision)] = {"field": path, "values": book.values}
    if path == REVIEW:
        reviews = [revision for revision, kept in buttons.items() if kept["field"] == REVIEW]
        for revision in reviews[:-KEPT_REVIEWS]:
            del buttons[revision]
    while len(buttons) > KEPT_BOOKS:
        del buttons[next(iter(buttons))]


def tapped(state: State, incoming: Incoming, form: Form) -> str:
    """What a tapped button says, with what was picked, for the conversation log; "" when that is no longer known."""
    pressed, last = read_press(incoming.postback_data), state.get("labels", {})
    if pressed is None or pressed.dialog_id != state["dialog_id"]:
        return ""
    if pressed.revision != last.get("revision"):
        return _further_up(state, pressed, form)
    label: str = last["said"][pressed.number] if 0 <= pressed.number < len(last["said"]) else ""
    picked = next((str(value) for value in incoming.params.values() if value), "")
    return " ".join(part for part in (label, picked) if part)


def _further_up(state: State, pressed: Pressed, form: Form) -> str:
    """Of older buttons only the values are kept; those of a question's own choices still have their labels."""
    kept = state["buttons"].get(str(pressed.revision), {"field": REVIEW, "values": []})
    field = form.fields.get(kept["field"].rsplit(".", 1)[-1])
    if field is None or not isinstance(field.settings, OptionSettings) or field.settings.own is None:
        return ""
    value = kept["values"][pressed.number] if 0 <= pressed.number < len(kept["values"]) else None
    option = field.settings.own.by_value.get(value) if isinstance(value, str) else None
    return option.label if option is not None else ""


def add_item(state: State, base: str, count: int) -> None:
    """Open one more item after `count`; its questions are then asked."""
    state["answers"][f"{base}.{count}.+"] = True


def remove_item(state: State, base: str, group: Group, count: int, number: int) -> None:
    """Take one item of `count` away; the later ones move up, answers and skips alike."""
    answers: dict[str, Any] = state["answers"]
    state["answers"] = {
        moved: value for path, value in answers.items() if (moved := _moved(path, base, number, count)) is not None
    }
    state["skipped"] = [moved for path in state["skipped"] if (moved := _moved(path, base, number, count)) is not None]
    for left in range(group.fewest, count):
        state["answers"][f"{base}.{left}.+"] = left < count - 1


def _moved(path: str, base: str, removed: int, count: int) -> str | None:
    """Where an answer lies after item `removed` went; None when it went with it."""
    if not path.startswith(base + "."):
        return path
    number, _, rest = path[len(base) + 1 :].partition(".")
    if int(number) == removed or rest == "+":  # whether there is another item is written anew
        return None
    # What lies beyond the last item was put aside, and stays where it is.
    return f"{base}.{int(number) - 1}.{rest}" if removed < int(number) < count else path
