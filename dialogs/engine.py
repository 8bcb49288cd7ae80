"""Decides what an event means to somebody's open dialog, in the order of the public interface, and carries it out."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from data.content.due import note_due
from data.turns.turn import Notice
from dialogs.actions.faq import open_question
from dialogs.actions.runner import ActionRunner
from dialogs.dialog_words import dialog_words
from dialogs.exchange import Exchange, continue_choice
from dialogs.interview import Interview, Step
from dialogs.kept import KEPT_KIND, KeptDialogs
from dialogs.question_text import put_off_text
from dialogs.reminders import reminders
from dialogs.talk import Say, read_press
from dialogs.tracker import (
    Json,
    begins_alike,
    close_top,
    find_dialog,
    forget_answer,
    form_frame,
    limits,
    new_dialog,
    next_due,
    open_dialogs,
    put_all_aside,
    scenario_frame,
    take_up,
)
from dialogs.walker import HandOver, Walker
from dialogs.wording import Wording

DEEPEST = 3  # interruptions within interruptions: beyond this the older ones are put aside
MOST_SAID = 30  # answers that can still be taken back by unsending their message


class Reception(Protocol):
    """What is answered without a dialog, and so also in the middle of one. Each is True when it said something."""

    def urgent(self, exchange: Exchange) -> bool:
        """避難所, 避難行動, 安否, and a location that nobody asked for."""

    def known_answer(self, exchange: Exchange) -> bool:
        """A text that is exactly a keyword of the FAQ."""

    def known_word(self, exchange: Exchange) -> bool:
        """Another top-level word, or what starts a dialog of its own."""


class DialogEngine:
    """The open dialogs of residents. Keeps nothing of its own between turns.

    Args:
        actions: the registered actions.
        hand_over: gives a matter to a person, and says so. By default it becomes an open question for staff.
    """

    def __init__(self, actions: ActionRunner, words: Wording, hand_over: HandOver = open_question) -> None:
        self._walker = Walker(actions, hand_over)
        self._kept = KeptDialogs(self._walker, self)
        self._dialog_words = dialog_words(words)

    # Opening

    def start(self, exchange: Exchange, key: str) -> bool:
        """Begin a published scenario; an open dialog waits beneath it. False when this channel doesn't have it."""
        scenario = exchange.shelf.scenarios.get(key)
        if scenario is None:
            return False
        if self._kept.asks_whether(exchange, {"s": key}):
            return True
        frame = scenario_frame(key, scenario.version, scenario.start)
        self._open(exchange, new_dialog(scenario.name, frame, exchange.at))
        return True

    def start_form(self, exchange: Exchange, key: str, of: int | None = None) -> bool:
        """Begin a published form by itself; an open dialog waits beneath it. False when this channel has none such.

        Args:
            of: the submission to correct, instead of a new one.
        """
        published = exchange.shelf.forms.get(key)
        if published is None:
            return False
        if of is None and self._kept.asks_whether(exchange, {"f": key}):
            return True
        frame = form_frame(key, published.version)
        if of is not None:
            frame["of"] = of
        self._open(exchange, new_dialog(published.form.title, frame, exchange.at))
        return True

    def resume(self, exchange: Exchange, dialog: Json) -> None:
        """Take up a dialog that was put aside (or is open already) and ask its question again."""
        tracker = exchange.tracker
        if tracker.get("dialog") is not dialog:
            put_all_aside(tracker)
            take_up(tracker, dialog)
        exchange.offer_no_more(continue_choice(exchange.words, dialog))
        self._walker.ask_again(exchange, exchange.words("resident.dialog.resumed", title=dialog["title"]))

    def show_kept(self, exchange: Exchange) -> None:
        """状況: the dialogs begun and not ended, each with how far it is."""
        self._kept.show(exchange)

    # Hearing

    def is_listening(self, tracker: Json, at: float, town: Mapping[str, Any]) -> bool:
        """A dialog is open, and not so long that a text might be about something else (see `hear`)."""
        dialog = tracker.get("dialog")
        return dialog is not None and at - dialog["at"] < min(limits(town)[:2])

    def hear(self, exchange: Exchange, reception: Reception) -> bool:
        """One event while dialogs may be open. False: it is nobody's answer, and the counter deals with it."""
        tracker, incoming = exchange.tracker, exchange.incoming
        if incoming.kind == "job":
            self._take_result(exchange)
            return True
        if incoming.kind == "postback":
            return self._press(exchange)
        dialog = tracker.get("dialog")
        if dialog is None:
            return self._kept.hear(exchange)
        idle_after, aside_after, _ = limits(exchange.town)
        idle = exchange.at - dialog["at"]
        if idle >= aside_after:
            return self._lay_aside(exchange)
        interview = self._walker.interview(exchange, dialog)
        if interview is None:
            self._walker.give_up(exchange, dialog)
            return True
        word = self._dialog_words.find(incoming.text) if incoming.kind == "text" else None
        if word is not None:
            self._obey(exchange, dialog, interview, word)
            return True
        if (incoming.kind == "text" or not interview.takes(incoming)) and reception.urgent(exchange):
            self._come_back(exchange, dialog)
            return True
        step = self._step(exchange, dialog, interview)
        if step.kind != "not_mine":
            self._follow(exchange, dialog, interview, step)
            return True
        if incoming.kind == "text" and idle >= idle_after:
            return self._lay_aside(exchange)
        if self._is_known(exchange, interview, reception):
            self._come_back(exchange, dialog)
            return True
        self._walker.reject(exchange, dialog, interview)
        return True

    def watch(self, exchange: Exchange) -> None:
        """Have this person's dialogs looked at in time. A row is written only when none would come early enough."""
        tracker = exchange.tracker
        due = next_due(tracker, exchange.town)
        if due is not None and due < tracker.get("due", float("inf")):
            tracker["due"] = due
            note_due(
                exchange.session,
                channel=exchange.turn.channel,
                line_user_id=exchange.turn.line_user_id,
                due_at=datetime.fromtimestamp(due, UTC),
            )

    def reminders(self, session: Session, now: datetime) -> list[Notice]:
        """What is due without anybody's saying anything; see `dialogs.reminders`."""
        return reminders(session, now)

    def forget_message(self, tracker: Json, message_id: str) -> None:
        """A message was taken back: the answer it gave in a dialog not sent yet goes too, and is asked again."""
        forget_answer(tracker, message_id)

    def place(self, tracker: Json) -> str:
        """Where the person stands, for the conversation log."""
        dialog = tracker.get("dialog")
        return self._walker.place(dialog) if dialog is not None else ""

    # Parts

    def _open(self, exchange: Exchange, dialog: Json) -> None:
        tracker = exchange.tracker
        present = tracker.get("dialog")
        if present is not None and begins_alike(present, dialog):
            close_top(tracker)
        elif len(list(open_dialogs(tracker))) >= DEEPEST:
            put_all_aside(tracker)
        if "dialog" in tracker:
            dialog["under"] = tracker["dialog"]
        tracker["dialog"] = dialog
        self._walker.walk(exchange, dialog)

    def _come_back(self, exchange: Exchange, dialog: Json) -> None:
        """After an interruption: the open question again, unless something else has been asked by now."""
        if exchange.tracker.get("dialog") is dialog and exchange.interview is None:
            self._walker.ask_again(exchange)

    def _lay_aside(self, exchange: Exchange) -> bool:
        """Too long ago: the dialog is kept, and what was just said is taken as something new. As `hear`."""
        for dialog in put_all_aside(exchange.tracker):
            exchange.offer(continue_choice(exchange.words, dialog))
        return self._kept.hear(exchange)

    def _is_known(self, exchange: Exchange, interview: Interview, reception: Reception) -> bool:
        if exchange.incoming.kind != "text":
            return False
        if not interview.is_free_text and reception.known_answer(exchange):
            return True
        return reception.known_word(exchange)

    def _step(self, exchange: Exchange, dialog: Json, interview: Interview) -> Step:
        """Put the event to the interview, and remember which answer came by which message."""
        asking, message_id = interview.state["asking"], exchange.incoming.message_id
        is_free_text = interview.is_free_text
        exchange.note_said(interview)
        step = interview.step(exchange.incoming, exchange.context())
        if is_free_text and exchange.incoming.kind == "text" and step.kind in ("asked", "submitted"):
            self._say_taken(exchange)
        if message_id and step.kind in ("asked", "submitted") and asking in interview.state["answers"]:
            said = dialog.setdefault("said", {})
            said[message_id] = asking
            while len(said) > MOST_SAID:
                del said[next(iter(said))]
        return step

    @staticmethod
    def _say_taken(exchange: Exchange) -> None:
        """An answer that is a word of ours too was perhaps not meant as one."""
        if exchange.heard.word or exchange.heard.trigger:
            exchange.tell("kept.taken_as_answer", text=exchange.incoming.text.strip())

    def _follow(self, exchange: Exchange, dialog: Json, interview: Interview, step: Step) -> None:
        """Carry out what the interview made of the event."""
        dialog["at"] = exchange.at
        dialog["reminded"] = False
        if step.kind == "submitted":
            self._walker.answered(exchange, dialog, interview, step)
        elif step.kind == "left":
            self._leave_form(exchange, dialog, step)
        elif step.kind == "put_off":
            exchange.add(step.speech)
            self._put_off(exchange)
        else:
            for order in step.jobs:
                exchange.turn.order(order.kind, order.payload, loading=order.loading)
            self._walker.ask(exchange, dialog, interview, step.speech)

    def _obey(self, exchange: Exchange, dialog: Json, interview: Interview, word: str) -> None:
        """A dialog word. In a form they are the interview's; between a scenario's questions they are ours."""
        if "f" in dialog["frames"][-1] or word == "skip":
            self._follow(exchange, dialog, interview, interview.step(exchange.incoming, exchange.context()))
            return
        dialog["at"] = exchange.at
        if word == "leave":
            count = len(dialog["slots"])
            key = "dialog.left" if count else "dialog.left_empty"
            exchange.tell(key, title=dialog["title"], count=count)
            self._leave(exchange)
        elif word == "later":
            exchange.say(Say(put_off_text(exchange.words, exchange.town)))
            self._put_off(exchange)
        elif word == "restart":
            exchange.tell("dialog.restarted")
            self._walker.restart(exchange, dialog)
        elif not self._walker.back(exchange, dialog):
            self._walker.ask_again(exchange, exchange.words("dialog.first_question"))

    def _leave_form(self, exchange: Exchange, dialog: Json, step: Step) -> None:
        """やめる in a form: the scenario around it may have a way on."""
        exchange.add(step.speech)
        left = dialog["frames"][-2].get("left", "") if len(dialog["frames"]) > 1 else ""
        if not left:
            self._leave(exchange)
            return
        dialog["frames"].pop()
        dialog["frames"][-1]["n"] = left
        self._walker.walk(exchange, dialog)

    def _leave(self, exchange: Exchange) -> None:
        close_top(exchange.tracker)
        under = exchange.tracker.get("dialog")
        if under is not None:
            self._walker.ask_again(exchange, exchange.words("resident.dialog.back_to", title=under["title"]))
            return
        for kept in reversed(exchange.tracker.get("aside", ())):
            exchange.offer(continue_choice(exchange.words, kept))

    def _put_off(self, exchange: Exchange) -> None:
        for kept in put_all_aside(exchange.tracker):
            exchange.offer(continue_choice(exchange.words, kept))

    def _press(self, exchange: Exchange) -> bool:
        """A tapped button: of the open question, of a dialog put aside, or simply old. Never read as text."""
        tracker = exchange.tracker
        pressed = read_press(exchange.incoming.postback_data)
        if pressed is None:
            return False
        dialog: Json | None = tracker.get("dialog")
        meant = find_dialog(tracker, pressed.dialog_id)
        if pressed.kind == KEPT_KIND and meant is not None:
            self._kept.press(exchange, pressed.number, meant)
            if exchange.interview is None and "dialog" in tracker:
                self._walker.ask_again(exchange)
            return True
        if dialog is None and meant is not None:
            take_up(tracker, meant)
            dialog = meant
        if dialog is None:
            exchange.tell("resident.old_button")
            return True
        interview = self._walker.interview(exchange, dialog)
        if interview is None:
            self._walker.give_up(exchange, dialog)
            return True
        exchange.note_said(interview)
        if meant is dialog:
            step = interview.step(exchange.incoming, exchange.context())
            if step.kind != "not_mine":
                self._follow(exchange, dialog, interview, step)
                return True
        elif meant is not None:
            exchange.offer(continue_choice(exchange.words, meant))
        self._walker.ask_again(exchange, exchange.words("dialog.old_button"))
        return True

    def _take_result(self, exchange: Exchange) -> None:
        """A job's result. For a dialog no longer open it is kept without a word."""
        tracker = exchange.tracker
        wanted = str((exchange.turn.result or {}).get("for", "")).partition(":")[0]
        dialog: Json | None = find_dialog(tracker, wanted) if wanted else tracker.get("dialog")
        if dialog is None:
            return
        interview = self._walker.interview(exchange, dialog)
        if interview is None:
            return
        before = deepcopy(interview.state)
        step = interview.step(exchange.incoming, exchange.context())
        if "dialog" in tracker and tracker["dialog"] is dialog:
            if step.kind != "not_mine":
                self._follow(exchange, dialog, interview, step)
        elif step.kind == "submitted":
            # Nothing is sent behind a person's back: the question is asked again when they return.
            interview.state.clear()
            interview.state.update({**before, "pending": 0})
