"""The asking half of an interview: which question comes, how it is said, the review, the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from data.errors import InvalidAnswer
from data.turns.turn import JobOrder, LineMessage
from dialogs.context import NO_PRESS, AskContext
from dialogs.fields.field import Field
from dialogs.form_nodes import Form
from dialogs.group_menu import GroupMenu, group_base
from dialogs.interview_state import State, keep_book, open_book
from dialogs.journey import Question, Walk, submission, walk
from dialogs.question_text import add_ways, question_text
from dialogs.render.line import compose
from dialogs.review import review_hint, review_speech
from dialogs.talk import Speech
from dialogs.wording import Wording, load_wording

StepKind = Literal["asked", "waiting", "submitted", "left", "put_off", "restarted", "not_mine"]


@dataclass(slots=True)
class Step:
    """What one event led to.

    Attributes:
        kind: "asked": say `speech` (nothing when it is empty). "waiting": order `jobs`; their results come back as
            events. "submitted": `answers` are complete; the caller acts and speaks. "left", "put_off": the caller
            closes or keeps the dialog. "restarted": as asked. "not_mine": nothing was done; when the caller can't make
            sense of the event either, it says `Interview.reject()`.
        answers: nested by group, only those that count.
        lead: of what was submitted without a review, how the last answer was understood.
    """

    kind: StepKind
    speech: Speech = field(default_factory=Speech)
    answers: dict[str, Any] = field(default_factory=dict)
    jobs: list[JobOrder] = field(default_factory=list)
    lead: str = ""


class Asker:
    """One form and one person's state; made anew for each turn. Changes `state` in place."""

    def __init__(self, form: Form, state: State, words: Wording | None = None) -> None:
        self.form = form
        self.state = state
        self._words = words or load_wording()
        self._refusal: InvalidAnswer | None = None

    def begin(self, context: AskContext) -> Step:
        """Ask the first question, after the form's introduction."""
        self._ready(context)
        return self._advance(context, self.form.intro)

    def progress(self, context: AskContext) -> tuple[int, int]:
        """(questions answered, questions there are)."""
        found = self._walk(context)
        return sum(question.is_done for question in found.questions), len(found.questions)

    def ask_again(self, context: AskContext, lead: str = "") -> Speech:
        """The open question (or the review) once more, after `lead`: resuming, or back from a digression."""
        self._ready(context)
        found = self._walk(context)
        asking = self.state["asking"]
        question = found.question_at(asking) if asking else None
        if question is not None:
            return self._ask(question, found, context, lead)
        menu = self._menu(found)
        if menu is not None:
            return self._said(menu.speech(context, lead))
        return self._advance(context, lead).speech

    def reject(self, context: AskContext) -> Speech:
        """Why the last event was no answer, and the question again with its example."""
        self._ready(context)
        found = self._walk(context)
        asking = self.state["asking"]
        question = found.question_at(asking) if asking else None
        if question is None:
            menu = self._menu(found)
            if menu is None:
                return self._said(review_hint(self.form, self._words))
            return self._said(menu.speech(context, self._words("dialog.choose_below")))
        return self._ask(question, found, context, self._reason(question.field))

    def reopen(self, context: AskContext, lead: str = "") -> Speech:
        """Back to the review after sending was refused; nothing is lost."""
        self._ready(context)
        self.state["asking"], self.state["sent"] = None, False
        return self._review(self._walk(context), context, lead, is_refused=True).speech

    def compose(self, speech: Speech) -> list[LineMessage]:
        """The speech as LINE messages, its buttons remembered in the state."""
        book = open_book(self.state)
        messages = compose(speech, book)
        keep_book(self.state, book)
        return messages

    def _ready(self, context: AskContext) -> None:
        context.words = self._words
        context.pressed = NO_PRESS

    def _walk(self, context: AskContext) -> Walk:
        return walk(self.form, self.state["answers"], self.state["skipped"], context.today)

    def _said(self, speech: Speech) -> Speech:
        self.state["revision"] += 1
        return speech

    def _ask(self, question: Question, found: Walk, context: AskContext, lead: str = "") -> Speech:
        is_editing = self._is_editing(question, found)
        context.scope, context.draft = question.scope, self.state["draft"]
        kind = question.field.kind
        step = kind.step_text(question.field, context) if context.draft is not None else ""
        if step:
            context.text = f"{lead}\n\n{step}" if lead else step
        else:
            context.text = question_text(question, found, context, lead, is_editing=is_editing)
        speech = kind.ask(question.field, context)
        # Staff have no place to keep a command half said.
        may_put_off = context.staff_id is None
        add_ways(speech, question, found, self._words, is_editing=is_editing, may_put_off=may_put_off)
        return self._said(speech)

    def _is_editing(self, question: Question, found: Walk) -> bool:
        return bool(self.state["review"]) and found.next is None and question.is_done

    def _open(self, question: Question, found: Walk, context: AskContext, lead: str = "") -> Step:
        """Ask a question that may have an answer already."""
        state = self.state
        state["asking"], state["pending"] = question.path, 0
        value = found.live.get(question.path)
        state["draft"] = None if value is None else question.field.kind.draft_of(value)
        return Step("asked", self._ask(question, found, context, lead))

    def _advance(self, context: AskContext, lead: str = "", found: Walk | None = None) -> Step:
        """Ask what is still open, else review, else send. `found`: the walk, when the caller has a true one."""
        found, state = found or self._walk(context), self.state
        state["draft"], state["pending"] = None, 0
        if found.next is not None:
            state["asking"] = found.next.path
            return Step("asked", self._ask(found.next, found, context, lead))
        state["asking"] = None
        if self.form.review:
            return self._review(found, context, lead)
        return self._submit(found, lead)

    def _submit(self, found: Walk, lead: str = "") -> Step:
        self.state.update(asking=None, review=0, buttons={}, sent=True)
        return Step("submitted", answers=submission(self.form, found), lead=lead)

    def _review(self, found: Walk, context: AskContext, lead: str = "", *, is_refused: bool = False) -> Step:
        speech = self._said(review_speech(self.form, found, context, lead, is_refused=is_refused))
        # Cards from before a change show old answers: their 送信 no longer counts.
        self.state["review"] = self.state["review"] or self.state["revision"]
        return Step("asked", speech)

    def _reason(self, asked: Field) -> str:
        """Why an answer was refused, in the words of its kind, else of all kinds."""
        refusal, words = self._refusal, self._words
        if refusal is not None:
            for kind in (asked.kind.name, "common"):
                key = f"fields.{kind}.{refusal.reason}"
                if key in words:
                    return words(key, **refusal.facts)
        return words("fields.common.unreadable")

    def _menu(self, found: Walk) -> GroupMenu | None:
        base = group_base(self.state["asking"])
        return GroupMenu(self.form, self.state, found, base) if base and base in found.live else None
