"""An action to try nodes with, and scenarios made of a few of them."""

from __future__ import annotations

from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from data.errors import DomainError
from data.town.models import TownSetting
from dialogs.actions.current import current_turn


class Reserve(Action):
    """Takes a seat; refuses whoever is called 太郎, after it has written something."""

    def name(self):
        return "test.reserve"

    async def run(self, dispatcher, tracker, domain):
        turn = current_turn.get()
        turn.session.add(TownSetting(name=f"seat {tracker.get_slot('person')}", value=1))
        turn.session.flush()
        if tracker.get_slot("person") == "太郎" or (tracker.get_slot("answers") or {}).get("person") == "太郎":
            raise NoSeat(name="太郎")
        dispatcher.utter_message(text=f"席は{turn.resident_id is not None}です。")
        return [SlotSet("seat", 7)]


class NoSeat(DomainError):
    code = "town.unknown_setting"  # any code that has wording


def scenario(nodes, key="probe", extra=""):
    return f"kind: scenario\nkey: {key}\nname: ためし\ntriggers: [{key}]\nstart: a\n{extra}nodes:\n{nodes}"


ASK = "  - {id: a, kind: question, slot: person, field: {kind: text, ask: お名前は。}, next: b}\n"


FORM = """
id: seat
title: 席の申し込み
fields:
  - {id: person, kind: text, label: お名前, ask: お名前は。}
submit: {action: test.reserve}
"""
