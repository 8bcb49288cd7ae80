"""A person in front of one form: says, taps and sends, and sees what LINE would show."""

from __future__ import annotations

from datetime import UTC, date, datetime

import orjson

from data.gateways.line.events import Incoming
from data.gateways.line.limits import check_messages
from dialogs.context import AskContext
from dialogs.form import compile_form
from dialogs.interview import Interview, new_state
from dialogs.yamltext import read_yaml

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def form_of(text):
    return compile_form(read_yaml(text, "test.yaml"), "test.yaml")


class Talker:
    """Keeps the state as JSON between turns, as the tracker does."""

    def __init__(self, form, *, answers=None):
        self.form = form
        self.saved = orjson.dumps(new_state(form, "dialog00", version=1, answers=answers))
        self.messages = []
        self.seen = []  # every message so far, for buttons further up
        self.step = None
        self._turn(lambda interview, context: interview.begin(context))

    @property
    def state(self):
        return orjson.loads(self.saved)

    @property
    def text(self):
        """Everything said in the last turn, cards included."""
        return "\n".join(text for message in self.messages for text in _texts(message))

    @property
    def quick_replies(self):
        items = self.messages[-1].get("quickReply", {}).get("items", []) if self.messages else []
        return [item["action"]["label"] for item in items]

    @property
    def buttons(self):
        """Labels of all buttons of the last turn, quick replies included."""
        return [action["label"] for action, _ in _actions(self.messages)]

    @property
    def interview(self):
        return Interview(self.form, self.state)

    def says(self, text):
        self._turn(lambda interview, context: interview.step(Incoming("text", text=text), context))
        return self.step.kind

    def sends(self, incoming, result=None):
        self._turn(lambda interview, context: interview.step(incoming, context), result)
        return self.step.kind

    def taps(self, label, beside="", *, turns_ago=0, **params):
        """Tap the button with this label; `beside` picks the row it stands in, `turns_ago` an older card."""
        shown = self.seen[-1 - turns_ago]
        found = [action for action, row in _actions(shown) if action["label"] == label and beside in row]
        assert found, f"no button {label!r} beside {beside!r} in {[one['label'] for one, _ in _actions(shown)]}"
        return self.presses(found[0], **params)

    def presses(self, action, **params):
        if action["type"] == "message":
            return self.says(action["text"])
        assert action["type"] in ("postback", "datetimepicker")
        return self.sends(Incoming("postback", postback_data=action["data"], params=params))

    def rejected(self):
        """What is said when the engine finds no other sense in the last event."""
        context = self.context()
        interview = Interview(self.form, self.state)
        interview.step(self._last, context)
        self._show(interview, interview.reject(context))
        return self.text

    def context(self, result=None):
        return AskContext(now=NOW, today=TODAY, channel="public", result=result)

    def _turn(self, act, result=None):
        interview = Interview(self.form, self.state)
        self._last = None
        context = self.context(result)

        def remembering(incoming, context, step=interview.step):
            self._last = incoming
            return step(incoming, context)

        interview.step = remembering
        self.step = act(interview, context)
        self._show(interview, self.step.speech)

    def _show(self, interview, speech):
        self.messages = interview.compose(speech)
        assert not self.messages or check_messages(self.messages) == []
        self.seen.append(self.messages)
        self.saved = orjson.dumps(interview.state)


def _texts(part):
    if isinstance(part, list):
        return [text for item in part for text in _texts(item)]
    if not isinstance(part, dict):
        return []
    if part.get("type") == "text":
        return [part["text"]]
    return [text for key, value in part.items() if key != "quickReply" for text in _texts(value)]


def _actions(part, row=""):
    """(action, the texts of the row it stands in) of every button."""
    if isinstance(part, list):
        return [found for item in part for found in _actions(item, row)]
    if not isinstance(part, dict):
        return []
    if part.get("layout") == "horizontal":
        row = " ".join(_texts(part))
    own = [(part["action"], row)] if isinstance(part.get("action"), dict) else []
    return own + [found for key, value in part.items() if key != "action" for found in _actions(value, row)]
