"""Keyword answers, and what becomes of a question nobody could answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from data.faq.matcher import FaqEntry, FaqMatcher
from data.faq.models import UnansweredQuestion
from data.faq.unanswered import log_unanswered
from dialogs.actions.current import ActionTurn, current_turn
from dialogs.talk import Choice, Say, Speech


class AnswerQuestion(Action):  # type: ignore[misc]
    """`faq.answer`: looks the slot `question` up, exactly or by a keyword in it; else it becomes an open question.

    Without the slot, what was said last is the question.
    """

    def name(self) -> str:
        return "faq.answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn, text = current_turn.get(), _asked(tracker)
        matcher: FaqMatcher | None = turn.snapshots.get("faq", {}).get(turn.channel)
        entry = (matcher.exact(text) or matcher.contained(text)) if matcher else None
        speech = answer_speech(entry) if entry else keep_unanswered(turn, text)
        dispatcher.utter_message(json_message={"speech": speech})
        return []


class KeepQuestion(Action):  # type: ignore[misc]
    """`faq.keep`: the slot `question` becomes an open question for staff, without being looked up."""

    def name(self) -> str:
        return "faq.keep"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        speech = keep_unanswered(current_turn.get(), _asked(tracker))
        dispatcher.utter_message(json_message={"speech": speech})
        return []


def _asked(tracker: Tracker) -> str:
    return str(tracker.get_slot("question") or tracker.latest_message.get("text") or "")


def answer_speech(entry: FaqEntry) -> Speech:
    """An entry's answer; its link stands under it."""
    return Speech([Say(f"{entry.answer}\n{entry.url}" if entry.url else entry.answer)])


def suggestion_speech(turn: ActionTurn, entries: tuple[FaqEntry, ...]) -> Speech:
    """The questions a text may have meant, as quick replies that ask them."""
    words = turn.words
    choices = [Choice(entry.question, "text", text=entry.question[:300]) for entry in entries]
    return Speech([Say(words("faq.suggested"))], choices)


def keep_unanswered(turn: ActionTurn, text: str) -> Speech:
    """Log a question for staff, who are shown who asked, and say so kindly."""
    return unanswered_speech(turn, keep_question(turn, text))


def keep_question(turn: ActionTurn, text: str) -> UnansweredQuestion | None:
    """Log a question for staff; None when nothing is left of it after folding."""
    return log_unanswered(turn.session, channel=turn.channel, line_user_id=turn.line_user_id, text=text, now=turn.now)


def unanswered_speech(turn: ActionTurn, question: UnansweredQuestion | None) -> Speech:
    """Say that staff will look at it, or are looking already."""
    is_known = question is not None and question.count > 1
    return Speech([Say(turn.words("faq.unanswered_again" if is_known else "faq.unanswered"))])


def open_question(turn: ActionTurn, topic: str) -> Speech:
    """Give a matter to staff: it becomes an open question; their answer goes to who asked."""
    log_unanswered(turn.session, channel=turn.channel, line_user_id=turn.line_user_id, text=topic, now=turn.now)
    return Speech([Say(turn.words("faq.handed_over"))])
