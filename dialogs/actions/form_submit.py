"""The answers of a stored form: kept, corrected, and written to the resident's attributes."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from data.attributes.answers import set_values
from data.errors import DomainError
from data.forms.submissions import find_own, revise, submit
from data.turns.turn import Channel
from dialogs.actions.current import ActionTurn, current_turn
from dialogs.context import AskContext
from dialogs.form_attributes import attribute_values
from dialogs.form_nodes import Form
from dialogs.form_table import filled
from dialogs.library import Library
from dialogs.talk import Say, Speech


class FormStopped(DomainError):
    """The form was taken back while it was being answered."""

    code = "forms.stopped"


class SubmitForm(Action):  # type: ignore[misc]
    """`forms.submit`: what a form with a kind does with its answers. The slot `of` names the submission to correct."""

    def name(self) -> str:
        return "forms.submit"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = current_turn.get()
        library: Library = turn.snapshots["scenarios"]
        key, version = str(tracker.get_slot("form")), tracker.get_slot("version")
        form = library.form(turn.session, turn.channel, key, version) if isinstance(version, int) else None
        if form is None:
            raise FormStopped()
        of = tracker.get_slot("of")
        kept = _keep(turn, library, form, key, version, tracker.get_slot("answers") or {}, of)
        if not form.done:
            told = "saved" if kept == "preference" else "revised" if of is not None else "done"
            words = turn.words(f"forms.{told}", title=form.title)
            dispatcher.utter_message(json_message={"speech": Speech([Say(words)])})
        return []


def _keep(
    turn: ActionTurn, library: Library, form: Form, key: str, version: int, answers: dict[str, Any], of: int | None
) -> str:
    """Keep the answers under the rules that hold now; returns the form's kind."""
    published = library.shelf(turn.channel).forms.get(key)
    if published is None or turn.resident_id is None:
        raise FormStopped()
    rules, form_id = published.form.rules, published.content_id
    ready = filled(form, answers, _context(turn))
    if of is None and rules.kind == "preference":
        own = find_own(turn.session, form_id=form_id, resident_id=turn.resident_id)
        of = own.id if own is not None else None
    if of is not None:
        revise(
            turn.session,
            submission_id=of,
            filled=ready,
            now=turn.now,
            resident_id=turn.resident_id,
            rules=rules,
            version=version,
        )
    else:
        submit(
            turn.session,
            form_id=form_id,
            channel=turn.channel,
            resident_id=turn.resident_id,
            version=version,
            rules=rules,
            filled=ready,
            now=turn.now,
        )
    values = attribute_values(form, answers, turn.snapshots.get("attributes"))
    if values:
        set_values(turn.session, turn.resident_id, values, by=f"form:{key}", now=turn.now)
    return rules.kind


def _context(turn: ActionTurn) -> AskContext:
    channel: Channel = "test" if turn.channel == "test" else "public"
    town = turn.snapshots.get("town", {})
    return AskContext(turn.now, turn.today, channel, turn.snapshots, town, turn.resident_id, words=turn.words)
