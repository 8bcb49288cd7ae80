"""People at the staff counter, without LINE: one call of `handle` per event, the tracker as JSON in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson

from data.audit.chain import AuditChain
from data.gateways.line.events import Incoming
from data.links.service import Links
from data.signin.sealing import Sealer
from data.staff.models import StaffMember
from data.turns.turn import Turn
from dialogs.wording import load_wording
from staffbot.desk import Desk
from staffbot.dispatcher import StaffCounter
from tests.gate.sample import NOW, registry

CHAIN = AuditChain(b"a" * 32)


def make_desk() -> Desk:
    return Desk(
        registry=registry(),
        words=load_wording(),
        chain=CHAIN,
        links=Links(b"l" * 32),
        sealer=Sealer(b"s" * 32),
        public_url="https://town.example",
        staff_basic_id="@staff",
        version="0.1.0",
    )


class Town:
    """The counter and its clock."""

    def __init__(self, session) -> None:
        self.session = session
        self.desk = make_desk()
        self.counter = StaffCounter(self.desk)
        self.now = NOW
        self.notices: list[Any] = []

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)

    def member(self, name: str, role: str, additions: str = "") -> Person:
        member = StaffMember(name=name, role=role, additions=additions, line_user_id=f"U-{name}", joined_at=NOW)
        self.session.add(member)
        self.session.flush()
        return Person(self, f"U-{name}")


class Person:
    """Someone on the staff account (or, with `channel="console"`, in the browser)."""

    def __init__(self, town: Town, line_user_id: str, channel: str = "staff") -> None:
        self.town = town
        self.line_user_id = line_user_id
        self.channel = channel
        self.tracker: dict[str, Any] = {}
        self.messages: list[dict[str, Any]] = []
        self.jobs: list[Any] = []
        self.turn: Turn | None = None

    def sends(self, incoming: Incoming, result: dict[str, Any] | None = None) -> str:
        turn = Turn(
            channel=self.channel,
            line_user_id=self.line_user_id,
            incoming=incoming,
            event_id=1,
            said_at=self.town.now,
            now=self.town.now,
            tracker=orjson.loads(orjson.dumps(self.tracker)),
            snapshots={},
            result=result,
            said=incoming.text,
        )
        turn.prepared = self.town.counter.prepare(incoming, self.channel, {})
        self.town.counter.handle(self.town.session, turn)
        self.tracker = orjson.loads(orjson.dumps(turn.tracker))
        self.messages = turn.messages
        self.jobs = turn.jobs
        self.turn = turn
        self.town.notices += turn.notices
        return self.reply

    def says(self, text: str) -> str:
        return self.sends(Incoming("text", text, message_id="m1"))

    def presses(self, data: str) -> str:
        return self.sends(Incoming("postback", postback_data=data))

    def taps(self, label: str) -> str:
        """Tap the button or quick reply with this label."""
        action = next((action for action in self.actions if action.get("label") == label), None)
        assert action is not None, f"no button {label!r} among {self.labels}"
        return self.presses(action["data"]) if action["type"] == "postback" else self.says(action["text"])

    def job_comes_back(self, kind: str, result: dict[str, Any]) -> str:
        return self.sends(Incoming("job", raw_type=kind), result)

    @property
    def actions(self) -> list[dict[str, Any]]:
        return [found for message in self.messages for found in _actions(message)]

    @property
    def labels(self) -> list[str]:
        return [action.get("label", "") for action in self.actions]

    @property
    def reply(self) -> str:
        """Everything readable in the answer."""
        return "\n".join(text for message in self.messages for text in _texts(message))


def _actions(part: Any):
    if isinstance(part, dict):
        if isinstance(part.get("action"), dict):
            yield part["action"]
        for value in part.values():
            yield from _actions(value)
    elif isinstance(part, list):
        for value in part:
            yield from _actions(value)


def _texts(part: Any):
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            elif key not in ("quickReply", "altText", "action"):
                yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
