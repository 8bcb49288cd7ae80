"""POST /actions: what a Rasa server asks of us, with its token, for residents we know."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher  # noqa: F401
from rasa_sdk.interfaces import ActionExecutionRejection
from sqlalchemy import select

from bot.actions import actions_routes
from data.clock import FixedClock
from data.faq.matcher import FaqEntry, FaqMatcher
from data.residents.service import meet_resident
from data.shelters.index import ShelterIndex
from data.town.models import TownSetting
from data.town.service import UnknownSetting
from dialogs.actions import make_runner
from dialogs.actions.current import current_turn
from dialogs.actions.runner import ActionRunner
from dialogs.library import EMPTY_LIBRARY
from dialogs.talk import Say, Speech
from tests.conftest import database  # noqa: F401
from tests.resident.serving import serving
from tests.resident.talking import HANAKO, MORNING, TARO

MISSHAPEN = [
    f'{{"next_action": "probe", "sender_id": "{HANAKO}", "tracker": {{"{part}": {value}}}}}'.encode()
    for part in ("slots", "events", "latest_message")
    for value in ('"x"', "5", "true")
]


class Probe(Action):
    def name(self):
        return "probe"

    async def run(self, dispatcher, tracker, domain):
        turn = current_turn.get()
        turn.session.add(TownSetting(name="written", value=1))
        turn.session.flush()
        wish = tracker.get_slot("wish")
        if wish == "refuse":
            raise UnknownSetting(name="x")
        if wish == "reject":
            raise ActionExecutionRejection("probe", "not now")
        speech = Speech([Say(f"{turn.channel} {turn.resident_id > 0}"), Say("二")])
        dispatcher.utter_message(json_message={"speech": speech})
        dispatcher.utter_message(text="三")
        return []


class FakeStore:
    """The store's writer on the test's session."""

    def __init__(self, session):
        self.session = session
        self.people = []
        self.snapshots = SimpleNamespace(view=lambda: {"town": {}})

    async def submit(self, fn, args, *, person=""):
        self.people.append(person)
        return fn(self.session, *args)


@pytest.fixture
def store(session):
    meet_resident(session, channel="public", line_user_id=HANAKO, now=MORNING)
    meet_resident(session, channel="test", line_user_id=TARO, now=MORNING)
    return FakeStore(session)


@pytest.fixture
async def client(store):
    async with serving(actions_routes(store, ActionRunner([Probe()]), "secret", FixedClock(MORNING))) as client:
        yield client


def call(sender=HANAKO, action="probe", **slots):
    return {
        "next_action": action,
        "sender_id": sender,
        "version": "3.6.21",
        "domain": {},
        "tracker": {"sender_id": sender, "slots": slots, "latest_message": {}, "events": None, "active_loop": {}},
    }


async def ask(client, body, token="secret"):
    response = await client.post("/actions", json=body, headers={"Authorization": f"Bearer {token}"})
    return response.status, await response.json() if response.content_type == "application/json" else None


async def test_the_action_runs_and_speech_becomes_line_messages(client, store):
    status, answer = await ask(client, call())

    assert status == 200
    assert [response["custom"] or response["text"] for response in answer["responses"]] == [
        {"type": "text", "text": "public True"},
        {"type": "text", "text": "二"},
        "三",
    ]
    assert store.people == [f"public:{HANAKO}"]


async def test_a_resident_of_the_test_account_is_named_so(client):
    _, answer = await ask(client, call(sender=f"test:{TARO}"))

    assert answer["responses"][0]["custom"]["text"] == "test True"


@pytest.mark.parametrize("sender", ["U" + "9" * 32, TARO, f"test:{HANAKO}", "", "staff:1"])
async def test_nobody_is_made_by_a_call(client, store, sender):
    status, answer = await ask(client, call(sender=sender))

    assert (status, answer) == (400, {"error": "no such resident", "action_name": "probe"})
    assert store.session.scalars(select(TownSetting)).all() == []


@pytest.mark.parametrize("token", ["", "wrong", "secret2", "秘密"])
async def test_without_the_token_nothing_runs(client, store, token):
    headers = {"Authorization": f"Bearer {token}".encode().decode("latin-1")} if token else {}

    response = await client.post("/actions", json=call(), headers=headers)

    assert response.status == 401
    assert store.people == []


def test_without_a_token_in_the_settings_there_is_no_such_address(store):
    assert actions_routes(store, ActionRunner([Probe()]), "") == []


async def test_an_unknown_action_is_404_with_its_name(client):
    assert await ask(client, call(action="nope")) == (404, {"error": "no such action", "action_name": "nope"})


async def test_a_rejection_is_400_as_rasa_expects(client):
    assert await ask(client, call(wish="reject")) == (400, {"error": "not now", "action_name": "probe"})


async def test_a_rules_no_is_an_answer_and_leaves_nothing_behind(client, store):
    status, answer = await ask(client, call(wish="refuse"))

    assert status == 200
    assert answer["events"] == []
    assert len(answer["responses"]) == 1
    assert store.session.scalars(select(TownSetting)).all() == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"tracker": 1}', b"null", *MISSHAPEN])
async def test_what_is_no_call_is_400(client, body):
    response = await client.post("/actions", data=body, headers={"Authorization": "Bearer secret"})

    assert response.status == 400


@pytest.mark.parametrize("action", ["shelters.nearest", "spots.find"])
@pytest.mark.parametrize(
    "location", ["x", {"latitude": 38.7}, {"latitude": "北", "longitude": 140}, {"latitude": 999, "longitude": 140}]
)
async def test_a_location_that_is_none_is_asked_for(session, store, action, location):
    store.snapshots = SimpleNamespace(view=lambda: {"town": {}, "shelters": ShelterIndex([]), "spots": {}})
    async with serving(actions_routes(store, make_runner(), "secret", FixedClock(MORNING))) as client:
        status, answer = await ask(client, call(action=action, location=location))

    asked = answer["responses"][-1]["custom"]["quickReply"]["items"][0]["action"]["type"]
    assert (status, asked) == (200, "location")


async def test_a_form_that_is_not_named_rightly_is_refused_in_words(session, store):
    store.snapshots = SimpleNamespace(view=lambda: {"town": {}, "scenarios": EMPTY_LIBRARY})
    async with serving(actions_routes(store, make_runner(), "secret", FixedClock(MORNING))) as client:
        status, answer = await ask(client, call(action="forms.submit", form="x"))

    assert (status, len(answer["responses"])) == (200, 1)


async def test_what_was_said_last_is_the_question_without_a_slot(session, store):
    entry = FaqEntry(1, "図書館は？", ("図書館",), "9時からです。", "", "")
    store.snapshots = SimpleNamespace(view=lambda: {"town": {}, "faq": {"public": FaqMatcher([entry])}})
    body = call(action="faq.answer")
    body["tracker"]["latest_message"] = {"text": "図書館は何時から"}
    async with serving(actions_routes(store, make_runner(), "secret", FixedClock(MORNING))) as client:
        status, answer = await ask(client, body)

    assert (status, answer["responses"][0]["custom"]["text"]) == (200, "9時からです。")
