"""Conducts one form in the chat, for both counters: asks, reads, goes back, corrects, reviews, sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from data.errors import InvalidAnswer
from data.gateways.line.events import Incoming
from data.turns.turn import JobOrder
from dialogs.asker import Asker, Step, StepKind
from dialogs.context import AskContext
from dialogs.dialog_words import dialog_words
from dialogs.fields.field import Field
from dialogs.fields.kind import NeedsJob, StillAnswering, is_word
from dialogs.form_nodes import Form
from dialogs.interview_state import BUTTON_KIND, REVIEW, State, left_key, new_state
from dialogs.journey import Question, Walk
from dialogs.question_text import put_off_text
from dialogs.review import EDIT, EDIT_GROUP, SEND
from dialogs.talk import Pressed, Say, Speech, read_press
from dialogs.wording import Wording

__all__ = ["Interview", "Step", "StepKind", "new_state"]


class Interview(Asker):
    """The reading half: takes one event after the other.

    `begin`, then `step` for each event; `ask_again` to resume or come back, `reject` when an event meant nothing,
    `reopen` when sending was refused; `compose` for what is to be said, so that its buttons are remembered.
    """

    def __init__(self, form: Form, state: State, words: Wording | None = None) -> None:
        super().__init__(form, state, words)
        self._dialog_words = dialog_words(self._words)

    # What the caller may want to know

    @property
    def asking(self) -> Field | None:
        """The field whose question is open; None at the review and while a group is being changed."""
        path = self.state["asking"]
        if path is None or path.endswith("*"):
            return None
        return self.form.groups[path.split(".")[-3]].more if path.endswith(".+") else self.form.fields[_id(path)]

    @property
    def is_free_text(self) -> bool:
        """Almost any text is an answer now, so no FAQ keyword should be looked for in it."""
        return (asking := self.asking) is not None and asking.kind.is_free_text

    @property
    def is_waiting(self) -> bool:
        """A job is on its way."""
        return bool(self.state["pending"])

    def takes(self, incoming: Incoming) -> bool:
        """Whether this kind of event may answer the open question: a location, where one was asked for."""
        return (asking := self.asking) is not None and incoming.kind in asking.kind.takes

    # One event

    def step(self, incoming: Incoming, context: AskContext) -> Step:
        """Take one event. `context.result` holds what an event of our own carries."""
        self._ready(context)
        kind = incoming.kind
        if self.state["sent"]:
            # The second tap on 送信 while the first is still being worked on.
            is_ours = kind == "postback" and self._is_ours(read_press(incoming.postback_data))
            return Step("asked", Speech([Say(self._words("dialog.already_sent"))])) if is_ours else Step("not_mine")
        if kind == "text":
            word = self._dialog_words.find(incoming.text)
            if word is not None:
                return self._WORDS[word](self, context)
            incoming = self._dialog_words.unquoted(incoming)
            if self.state["pending"]:
                return Step("asked", Speech([Say(self._words("dialog.checking"))]))
        elif kind == "postback":
            return self._press(incoming, context)
        elif kind == "job":
            return self._job_done(incoming, context)
        found = self._walk(context)
        asking = self.state["asking"]
        if asking is None:
            return self._typed_at_review(incoming, found, context)
        question = found.question_at(asking)
        if question is None:
            menu = self._menu(found)
            return (
                self._choose_in_menu(menu.read(incoming.text, self._words), found, context)
                if menu
                else self._advance(context)
            )
        return self._answer(question, found, incoming, context)

    # Answering

    def _answer(self, question: Question, found: Walk, incoming: Incoming, context: AskContext) -> Step:
        state, asked = self.state, question.field
        if question.is_done and incoming.kind == "text" and is_word(self._words, "dialog.keep", incoming.text):
            return self._advance(context)
        context.scope, context.draft = question.scope, state["draft"]
        try:
            value = asked.kind.parse(asked, incoming, context)
        except InvalidAnswer as refusal:
            self._refusal = refusal
            # A tapped button is never reinterpreted, and a job's result is nobody's question.
            if incoming.kind in ("postback", "job"):
                return Step("asked", self.reject(context))
            return Step("not_mine")
        except StillAnswering as part:
            state["draft"] = part.draft
            if state["pending"]:
                return Step("asked")
            return Step("asked", self._ask(question, found, context, part.said))
        except NeedsJob as need:
            state["pending"] += 1
            payload = {**need.payload, "for": f"{state['dialog_id']}:{question.path}"}
            return Step("waiting", jobs=[JobOrder(need.kind, payload)])
        understood = asked.kind.echo(asked, value, incoming, context)
        self._keep(question.path, value)
        lead = self._words("dialog.understood", answer=understood) if understood else ""
        if asked.id in self.form.decisive or question.path.endswith(".+"):
            return self._advance(context, lead)
        found.settle(question, value)
        return self._advance(context, lead, found)

    def _keep(self, path: str, value: Any) -> None:
        state = self.state
        state["answers"][path] = value
        state["review"] = 0
        if path in state["skipped"]:
            state["skipped"].remove(path)

    def _job_done(self, incoming: Incoming, context: AskContext) -> Step:
        """The result of a job of ours; of one that nobody waits for any more, nothing is said."""
        state = self.state
        ours = (context.result or {}).get("for")
        if not state["pending"] or ours not in (None, f"{state['dialog_id']}:{state['asking']}"):
            return Step("asked")
        state["pending"] -= 1
        found = self._walk(context)
        question = found.question_at(state["asking"])
        return self._answer(question, found, incoming, context) if question else Step("asked")

    # Buttons

    def _press(self, incoming: Incoming, context: AskContext) -> Step:
        state = self.state
        pressed = read_press(incoming.postback_data)
        if pressed is None or not self._is_ours(pressed):
            return Step("not_mine")
        kept = state["buttons"].get(str(pressed.revision))
        if kept is None or not 0 <= pressed.number < len(kept["values"]):
            return self._old_button(context)
        path, meaning = kept["field"], kept["values"][pressed.number]
        found = self._walk(context)
        if path == REVIEW:
            return self._press_at_review(meaning, pressed.revision, found, context)
        question = found.question_at(path)
        if path == state["asking"]:
            if question is None:
                return self._choose_in_menu(meaning, found, context)
        elif question is None or not state["review"]:
            return self._old_button(context)
        else:  # the review is open: a button further up edits that answer
            self._open(question, found, context)
        context.pressed = meaning
        return self._answer(question, found, incoming, context)

    def _is_ours(self, pressed: Pressed | None) -> bool:
        return pressed is not None and pressed.kind == BUTTON_KIND and pressed.dialog_id == self.state["dialog_id"]

    def _press_at_review(self, meaning: list[str], revision: int, found: Walk, context: AskContext) -> Step:
        state = self.state
        if not state["review"]:
            return self._old_button(context)
        if meaning[0] == SEND:
            if revision < state["review"] or found.next is not None:
                return self._old_button(context)
            return self._submit(found)
        if meaning[0] == EDIT and (question := found.question_at(meaning[1])) is not None:
            return self._open(question, found, context)
        if meaning[0] == EDIT_GROUP and meaning[1] in found.live:
            state["asking"], state["draft"] = meaning[1] + ".*", None
            return Step("asked", self.ask_again(context))
        return self._old_button(context)

    def _old_button(self, context: AskContext) -> Step:
        return Step("asked", self.ask_again(context, self._words("dialog.old_button")))

    def _typed_at_review(self, incoming: Incoming, found: Walk, context: AskContext) -> Step:
        """送信 typed instead of tapped; the name of an answer typed to correct it."""
        text = incoming.text if incoming.kind == "text" else ""
        if text and (text.strip() == self.form.send_label or is_word(self._words, "dialog.send_words", text)):
            return self._press_at_review([SEND], self.state["revision"], found, context)
        name = text.replace(self._words("dialog.edit"), "").strip(" 　をの「」")
        path = self.form.path_named(name) if name else None
        question = found.question_at(path) if path else None
        return self._open(question, found, context) if question else Step("not_mine")

    # Repeating groups, changed from the review

    def _choose_in_menu(self, meaning: Any, found: Walk, context: AskContext) -> Step:
        menu = self._menu(found)
        if menu is None or meaning is None:
            return Step("not_mine")
        if menu.choose(meaning):
            return self._advance(context)
        return Step("asked", self.ask_again(context))

    # Dialog words

    def _go_back(self, context: AskContext) -> Step:
        found, state = self._walk(context), self.state
        asking = state["asking"]
        question = found.question_at(asking) if asking else None
        if asking and (question is None or self._is_editing(question, found)):
            return self._advance(context)
        order = found.questions
        index = order.index(question) if question is not None else len(order)
        if index == 0:
            return Step("asked", self.ask_again(context, self._words("dialog.first_question")))
        return self._open(order[index - 1], found, context)

    def _leave(self, context: AskContext) -> Step:
        found = self._walk(context)
        count = sum(question.path in found.live for question in found.questions)
        title = self.form.title
        told = self._words(left_key(count, is_known=self.state.get("known", False)), title=title, count=count)
        return Step("left", Speech([Say(told)]))

    def _put_off(self, context: AskContext) -> Step:
        return Step("put_off", Speech([Say(put_off_text(self._words, context.town))]))

    def _restart(self, context: AskContext) -> Step:
        fresh = new_state(self.form, self.state["dialog_id"], version=self.state["version"])
        fresh["known"] = self.state.get("known", False)
        fresh["revision"] = self.state["revision"]  # so that no old button means a new one
        self.state.clear()
        self.state.update(fresh)
        return Step("restarted", self._advance(context, self._words("dialog.restarted")).speech)

    def _skip(self, context: AskContext) -> Step:
        found, state = self._walk(context), self.state
        question = found.question_at(state["asking"]) if state["asking"] else None
        if question is None:
            return Step("asked", self.ask_again(context))
        if question.path.endswith(".+"):
            self._keep(question.path, False)
        elif question.is_required:
            return Step("asked", self.ask_again(context, self._words("dialog.cannot_skip")))
        else:
            state["answers"].pop(question.path, None)
            state["review"] = 0
            if question.path not in state["skipped"]:
                state["skipped"].append(question.path)
        return self._advance(context)

    _WORDS: dict[str, Callable[[Interview, AskContext], Step]] = {  # noqa: RUF012
        "back": _go_back,
        "leave": _leave,
        "later": _put_off,
        "restart": _restart,
        "skip": _skip,
    }


def _id(path: str) -> str:
    return path.rsplit(".", 1)[-1]
