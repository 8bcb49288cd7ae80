"""The answers of a form, given back as a card to keep."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from data.turns.turn import Channel
from dialogs.actions.current import ActionTurn, current_turn
from dialogs.context import AskContext
from dialogs.form import Form
from dialogs.library import Library
from dialogs.talk import Card, Row, Speech


class CopyForm(Action):  # type: ignore[misc]
    """`form.copy`, as a form's `submit`: shows its answers once more and keeps nothing."""

    def name(self) -> str:
        return "form.copy"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = current_turn.get()
        library: Library = turn.snapshots["scenarios"]
        key, version = tracker.get_slot("form"), tracker.get_slot("version")
        form = library.form(turn.session, turn.channel, key, version)
        if form is not None:
            answers = tracker.get_slot("answers") or {}
            card = Card(form.title, rows=tuple(_rows(form, answers, turn)), note=turn.words("resident.dialog.copy"))
            dispatcher.utter_message(json_message={"speech": Speech([card])})
        return []


def _rows(form: Form, answers: dict[str, Any], turn: ActionTurn) -> list[Row]:
    """One row an answer, as the review showed it; the items of repeating groups are left to the review."""
    channel: Channel = "test" if turn.channel == "test" else "public"
    town = turn.snapshots.get("town", {})
    context = AskContext(turn.now, turn.today, channel, turn.snapshots, town, words=turn.words)
    return [
        Row(field.label, field.kind.shown(field, answers[field.id], context))
        for field, groups in form.columns()
        if not groups and answers.get(field.id) is not None
    ]
