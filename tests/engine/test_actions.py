"""Actions run in process: at once, with fresh facts each time, and never waiting."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest
from rasa_sdk import Action
from rasa_sdk.events import SlotSet, UserUtteranceReverted

from data.errors import DomainError
from dialogs.actions.current import ActionTurn, current_turn
from dialogs.actions.runner import ActionFault, ActionRunner
from dialogs.talk import Authored, Choice, Say, Speech


class Full(DomainError):
    code = "test.full"


class Probe(Action):
    """Does what the test tells it."""

    def __init__(self, job, name="probe"):
        self._name, self._job = name, job

    def name(self):
        return self._name

    async def run(self, dispatcher, tracker, domain):
        result = self._job(dispatcher, tracker, domain)
        return await result if asyncio.iscoroutine(result) else result


TURN = ActionTurn(
    session=None,
    channel="public",
    line_user_id="U" + "1" * 32,
    resident_id=7,
    now=datetime(2025, 4, 10, tzinfo=UTC),
    today=date(2025, 4, 10),
    snapshots={},
    words=None,
)


def run(job, slots=None):
    return ActionRunner([Probe(job)]).run("probe", TURN, slots or {})


def test_action_says_our_speech_and_sets_slots():
    def job(dispatcher, tracker, domain):
        dispatcher.utter_message(json_message={"speech": Speech([Say("はい")], [Choice("次")])})
        return [SlotSet("found", tracker.get_slot("wanted") + 1)]

    outcome = run(job, {"wanted": 2})

    assert outcome.speech == Speech([Say("はい")], [Choice("次")])
    assert outcome.slots == {"found": 3}


def test_plain_text_and_line_messages_are_understood_too():
    def job(dispatcher, tracker, domain):
        dispatcher.utter_message(text="一")
        dispatcher.utter_message(json_message={"type": "text", "text": "二"})

    assert run(job).speech.utterances == [Say("一"), Authored({"type": "text", "text": "二"})]


def test_action_reaches_its_turn_only_while_it_runs():
    seen = []

    run(lambda *_: seen.append(current_turn.get()))

    assert seen == [TURN]
    with pytest.raises(LookupError):
        current_turn.get()


@pytest.mark.parametrize("wait", [lambda: asyncio.sleep(0), lambda: asyncio.sleep(1)])
async def test_an_action_that_tries_to_wait_is_a_fault(wait):
    async def waits():
        await wait()
        return []

    with pytest.raises(ActionFault, match="tried to wait"):
        run(lambda *_: waits())

    with pytest.raises(LookupError):
        current_turn.get()


def test_an_action_cannot_change_what_the_dialog_knows():
    slots = {"word": "ごみ", "list": [1]}

    def job(dispatcher, tracker, domain):
        tracker.slots["word"] = "x"

    run(job, slots)

    assert slots == {"word": "ごみ", "list": [1]}


def test_each_call_brings_its_own_domain():
    seen = []
    runner = ActionRunner([Probe(lambda dispatcher, tracker, domain: seen.append(domain))])

    runner.call({"next_action": "probe", "tracker": {"sender_id": "x"}, "domain": {"slots": {"theirs": {}}}}, TURN)
    runner.run("probe", TURN, {})

    assert seen == [{"slots": {"theirs": {}}}, {"actions": ["probe"]}]


def test_a_rule_that_says_no_passes_through():
    def job(*_):
        raise Full(left=0)

    with pytest.raises(Full):
        run(job)


@pytest.mark.parametrize(
    "job",
    [
        lambda dispatcher, *_: dispatcher.utter_message(json_message={"what": 1}),
        lambda *_: [UserUtteranceReverted()],
    ],
)
def test_an_answer_that_means_nothing_here_is_a_fault(job):
    with pytest.raises(ActionFault):
        run(job)
