"""A form's draft, operated: the real door, engine and action, in a room of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from data.content.service import TOPIC
from data.preview.room import CHANNEL, PreviewRoom
from data.turns.turn import LineMessage
from dialogs.fields.field import Field
from dialogs.form import compile_form
from dialogs.form_nodes import Form
from dialogs.library import EMPTY_LIBRARY, Library, PublishedForm, make_shelf
from dialogs.receipt import receipt_text
from dialogs.sample_answers import Event, sample_event
from dialogs.talk import read_press
from dialogs.wording import Wording, load_wording

# What every preview may know. Snapshots of residents are not among them.
SHARED = ("town", "shelters", "spots", "faq", "attributes")
# The draft is tried now, whenever it will be open.
NOT_TRIED = ("opens_at", "closes_at")
REVIEW = "review"
# Steps of one answer (a postal code, a town, a street, a house) before it is given up.
MOST_TRIES = 12
MOST_SAID = 2_000
CODE = "PREVIEW0"
_SPARE_BUTTONS = frozenset({"戻る", "やめる", "あとで"})


def preview_snapshots(view: Mapping[str, Any], form: Form, content_id: int) -> dict[str, Any]:
    """The live snapshots without anybody's data, with this form on the shelf as it is now.

    Args:
        view: `store.snapshots.view()`.
    """
    library: Library = view.get(TOPIC, EMPTY_LIBRARY)
    shelf = library.shelf(CHANNEL)
    forms = {**shelf.forms, form.id: PublishedForm(form, 0, CODE, content_id)}
    shared = {topic: view[topic] for topic in SHARED if topic in view}
    return {**shared, TOPIC: Library({CHANNEL: make_shelf(shelf.scenarios, forms)})}


def compile_draft(document: Mapping[str, Any], key: str, words: Wording | None = None) -> Form:
    """The draft as it is tried. Raises ContentError when it has problems."""
    tried = {name: value for name, value in document.items() if name not in NOT_TRIED}
    return compile_form({**tried, "id": key}, key, words)


class FormPreview:
    """One try of one draft. `close` forgets it.

    Attributes:
        walked: answers given by samples, with `begin`.
    """

    def __init__(self, form: Form, room: PreviewRoom, today: Callable[[], date]) -> None:
        """`room`: made with `preview_snapshots` of the same form. `today`: in Asia/Tokyo."""
        self._form = form
        self._room = room
        self._today = today
        self.walked = 0
        self._words = load_wording()

    @property
    def place(self) -> str:
        """Id of the question that is open; "review" at the review, "" when the form isn't open."""
        state = self._state()
        if state is None:
            return ""
        path: str | None = state["asking"]
        if path is None:
            return REVIEW
        return path.split(".")[-3 if path.endswith((".+", ".*")) else -1]

    def begin(self, until: str = "") -> list[LineMessage]:
        """Open the form by its code, as a link does.

        Args:
            until: id of a question to walk to with sample answers, or "review". What can't be answered is stopped at.
        """
        said = self._room.hear({"kind": "text", "text": receipt_text("F", CODE)})
        return self._walk(until, said) if until else said

    def hear(self, event: Event) -> list[LineMessage]:
        """What the person at the page types or taps."""
        return self._room.hear(event)

    def close(self) -> None:
        self._room.close()

    def _walk(self, until: str, said: list[LineMessage]) -> list[LineMessage]:
        """Answer question by question; the answer of the last step alone is shown."""
        path, tries = "", 0
        for _ in range(MOST_SAID):
            state = self._state()
            if state is None or self.place in (until, REVIEW):
                return said
            tries = tries + 1 if state["asking"] == path else 1
            path = state["asking"]
            if tries > MOST_TRIES:
                return said
            said = self._room.hear(self._next(state, said, tries, until))
            self.walked += 1
        return said

    def _next(self, state: dict[str, Any], said: list[LineMessage], tries: int, until: str) -> Event:
        path: str = state["asking"]
        field = self._field(path)
        if field is None:
            return {"kind": "text", "text": self._words.variants("dialog.words.skip")[0]}
        if path.endswith(".+"):
            # One item is enough, unless what is wanted stands inside the group.
            group = self._form.groups[path.split(".")[-3]]
            wants_item = any(node.id == until for node in group.nodes) or path.split(".")[-2] == "0"
            return {"kind": "text", "text": self._words.variants("dialog.yes" if wants_item else "dialog.no")[0]}
        several = int(field.document.get("min") or 1) if field.kind.name in ("photo", "file") else 1
        if tries <= several:
            return sample_event(field, self._words, self._today())
        button = _first_button(said)
        if button is not None:
            return {"kind": "postback", "postback_data": button, "params": {}}
        return {"kind": "text", "text": "1"}

    def _field(self, path: str) -> Field | None:
        if path.endswith(".*"):
            return None
        if path.endswith(".+"):
            return self._form.groups[path.split(".")[-3]].more
        return self._form.fields.get(path.split(".")[-1])

    def _state(self) -> dict[str, Any] | None:
        """The state of the form's interview; None when it isn't open (any more)."""
        dialog = self._room.tracker.get("dialog")
        frame = dialog["frames"][-1] if dialog and dialog["frames"] else {}
        state: dict[str, Any] | None = frame.get("q")
        return state if frame.get("f") == self._form.id and state is not None and not state["sent"] else None


def _first_button(said: list[LineMessage]) -> str | None:
    """The postback of the first button that answers something."""
    for action in _actions(said[-2:]):
        data = action.get("data")
        if action.get("type") == "postback" and isinstance(data, str) and action.get("label") not in _SPARE_BUTTONS:
            pressed = read_press(data)
            if pressed is not None and pressed.kind == "q":
                return data
    return None


def _actions(part: Any) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [action for one in part for action in _actions(one)]
    if not isinstance(part, dict):
        return []
    own = [part["action"]] if isinstance(part.get("action"), dict) else []
    return own + [action for key, value in part.items() if key != "action" for action in _actions(value)]
