"""Somebody who talks to the resident counter: each word is one turn on a real database, without LINE between."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.dispatcher import ResidentCounter
from data.clock import FixedClock
from data.content.service import save_version, show_version
from data.db.changes import TOPICS_KEY
from data.db.snapshots import Snapshots
from data.faq.snapshot import SOURCE as FAQ
from data.gateways.line.events import Incoming
from data.gateways.line.limits import check_messages
from data.shelters.index import SOURCE as SHELTERS
from data.spots.index import SOURCE as SPOTS
from data.town.service import SOURCE as TOWN
from data.turns.turn import Turn
from dialogs.actions import make_runner
from dialogs.engine import DialogEngine
from dialogs.library import library_source
from dialogs.wording import load_wording
from dialogs.yamltext import read_yaml

MORNING = datetime(2025, 4, 10, 0, 0, tzinfo=UTC)  # nine o'clock in Tozawa
HANAKO, TARO = "U" + "1" * 32, "U" + "2" * 32
PUBLIC_URL = "https://madoguchi.example.jp"


@cache
def counter() -> ResidentCounter:
    words = load_wording()
    return ResidentCounter(DialogEngine(runner(), words), words, public_url=PUBLIC_URL)


@cache
def runner():
    return make_runner()


class Town:
    """The counter, its database and its clock."""

    def __init__(self, session, counter=None):
        self.session = session
        self.clock = FixedClock(MORNING)
        self.counter = counter or globals()["counter"]()
        self.snapshots = Snapshots([TOWN, SHELTERS, SPOTS, FAQ, library_source(runner())])
        self.snapshots.reload(session)

    def refresh(self):
        """What the store does after a commit that changed something."""
        self.session.flush()
        topics = self.session.info.pop(TOPICS_KEY, None)
        if topics:
            self.snapshots.reload(self.session, topics)

    def wait(self, **time):
        self.clock.move(timedelta(**time))


def publish(town, text, channels=("public", "test"), **more):
    """Save a scenario or form from YAML and show it; returns its version."""
    document = json.loads(json.dumps(read_yaml(text, "test.yaml")))
    kind = "scenario" if "nodes" in document else "form"
    key, name = document.get("key") or document["id"], document.get("name") or document["title"]
    version = save_version(town.session, kind=kind, key=key, name=name, document=document, now=town.clock.now(), **more)
    for channel in channels:
        show_version(town.session, content_id=version.content_id, channel=channel, number=version.number)
    town.refresh()
    return version


class Person:
    """One resident in front of a phone. `messages` is the last answer; every answer is held to LINE's limits."""

    def __init__(self, town, line_user_id=HANAKO, channel="public"):
        self.town, self.line_user_id, self.channel = town, line_user_id, channel
        self.tracker = {}
        self.messages = []
        self.history = []
        self.jobs = []
        self.count = 0

    def says(self, text):
        self.count += 1
        return self.does(Incoming("text", text, message_id=f"m{self.count}", raw_type="message:text"))

    def sends_location(self, latitude=38.7386, longitude=140.1435):
        return self.does(Incoming("location", latitude=latitude, longitude=longitude, raw_type="message:location"))

    def sends(self, kind, **more):
        raw_type = kind if kind in ("follow", "unfollow", "unsend", "postback") else f"message:{kind}"
        return self.does(Incoming(kind, **{"raw_type": raw_type, **more}))

    def taps(self, label, messages=None):
        """Tap a button or quick reply by its label, as it stands in an answer (the last one unless given)."""
        for action in actions_of(messages if messages is not None else self.messages):
            if action.get("label") == label:
                if action["type"] == "message":
                    return self.says(action["text"])
                assert action["type"] == "postback", action
                return self.does(Incoming("postback", postback_data=action["data"], raw_type="postback"))
        raise AssertionError(f"no button {label!r} among {self.labels}")

    def does(self, incoming, result=None):
        town = self.town
        town.refresh()
        view = town.snapshots.view()
        now = town.clock.now()
        turn = Turn(
            channel=self.channel,
            line_user_id=self.line_user_id,
            incoming=incoming,
            event_id=1,
            said_at=now,
            now=now,
            tracker=self.tracker,
            snapshots=view,
            result=result,
        )
        turn.prepared = town.counter.prepare(incoming, self.channel, view, briefly=town.counter.is_answering(turn))
        town.counter.handle(town.session, turn)
        town.session.flush()
        # What is kept is JSON and nothing else.
        self.tracker = json.loads(json.dumps(turn.tracker))
        self.turn = turn
        self.jobs = turn.jobs
        self.messages = turn.messages
        self.history.append(turn.messages)
        if turn.messages:
            assert check_messages(turn.messages[:5]) == []
        return self.reply

    @property
    def reply(self):
        """Everything readable in the last answer."""
        return "\n".join(texts_of(self.messages))

    @property
    def labels(self):
        """Every button and quick reply of the last answer."""
        return [action.get("label") for action in actions_of(self.messages)]

    @property
    def quick_replies(self):
        """The quick replies of the last answer."""
        last = self.messages[-1] if self.messages else {}
        return [item["action"]["label"] for item in last.get("quickReply", {}).get("items", [])]

    @property
    def cards(self):
        """The bubbles of the last answer, each as its texts."""
        bubbles = []
        for message in self.messages:
            contents = message.get("contents", {})
            bubbles += contents.get("contents", []) if contents.get("type") == "carousel" else [contents]
        return [list(texts_of([bubble])) for bubble in bubbles if bubble]


def actions_of(value):
    """Every action in LINE messages, as drawn from top to bottom."""
    if isinstance(value, list):
        for item in value:
            yield from actions_of(item)
    elif isinstance(value, dict):
        kinds = ("message", "postback", "uri", "location", "datetimepicker", "camera", "cameraRoll")
        if value.get("type") in kinds and "label" in value:
            yield value
        for item in value.values():
            if isinstance(item, dict | list):
                yield from actions_of(item)


def texts_of(value):
    """Every text that a person reads in LINE messages."""
    if isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("text", "title") and isinstance(item, str) and value.get("type") not in ("message", "postback"):
                yield item
            elif isinstance(item, dict | list) and key not in ("quickReply", "action", "actions"):
                yield from texts_of(item)
