"""Counting, at the end, what everybody heard against what they are owed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from data.gateways.line.standin.request_log import LoggedCall
from data.turns import speaker
from tests.faults.ledger import Ledger
from tests.faults.scene import Scene
from tests.faults.talk import Talker, Walker, told

SHOWN = 5


@dataclass
class Count:
    """What was seen on the screens, at the webhooks, in the calls and in the database."""

    said: int = 0
    commands: int = 0
    refused_first: int = 0
    owed: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    resent_bubbles: int = 0
    out_of_order: list[str] = field(default_factory=list)
    needless_pushes: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    ledger: Ledger | None = None
    tracebacks: list[str] = field(default_factory=list)

    def is_bad(self) -> bool:
        """Something was lost, done twice or out of turn, put aside or paid for without need; resent rows may repeat."""
        assert self.ledger is not None
        backlog = self.ledger.backlog
        return bool(
            self.lost
            or self.twice
            or (self.out_of_order and not self.ledger.backlog.outbox_resent)
            or self.ledger.lines != self.said + self.ledger.results
            or self.ledger.audited != self.commands
            or not self.ledger.is_audit_sound
            or self.ledger.repeated
            or self.needless_pushes
            or backlog.outbox_given_up
            or backlog.inbox_parked
        )

    def rows(self) -> list[tuple[str, object]]:
        """(what, how many) for the printed table."""
        assert self.ledger is not None
        backlog = self.ledger.backlog
        return [
            ("messages said", self.said),
            ("  their first webhook failed", self.refused_first),
            ("turns in the database", self.ledger.lines),
            ("  of these results of jobs", self.ledger.results),
            ("commands that change something", self.commands),
            ("  as the audit log has them", self.ledger.audited),
            ("  its chain", "sound" if self.ledger.is_audit_sound else "broken"),
            ("bubbles owed", self.owed),
            ("bubbles lost", len(self.lost)),
            ("bubbles twice", len(self.twice)),
            ("bubbles twice, row marked resent", self.resent_bubbles),
            ("conversations out of order", len(self.out_of_order)),
            ("questions kept more than once", self.ledger.repeated),
            ("rows marked resent", self.ledger.backlog.outbox_resent),
            ("pushes with a young reply token", self.needless_pushes),
            ("rows given up", backlog.outbox_given_up),
            ("events parked", backlog.inbox_parked),
            ("tracebacks in the log", len(self.tracebacks)),
            *((f"calls: {what}", times) for what, times in sorted(self.calls.items())),
            *(("lost", text) for text in self.lost[:SHOWN]),
            *(("twice", text) for text in self.twice[:SHOWN]),
            *(("traceback", line) for line in self.tracebacks[:SHOWN]),
        ]


async def count(scene: Scene, talkers: Sequence[Talker]) -> Count:
    """Count. Everything is settled; the program is asked to end, so that the database can be read."""
    seen = Count()
    screens = {talker: await talker.heard() for talker in talkers}
    for talker in talkers:
        seen.said += talker.did.total()
        seen.commands += talker.commands
        seen.owed += talker.expected.total()
        seen.lost += [_short(talker, text) for text in (talker.expected - screens[talker]).elements()]
        if isinstance(talker, Walker) and await talker.in_wrong_order():
            seen.out_of_order.append(talker.key)
    assert await scene.program.stop() == 0, scene.program.log()[-3000:]
    seen.refused_first = scene.heard.first_refused()
    seen.calls = scene.calls()
    seen.ledger = scene.ledger()
    resent = _resent(scene, seen.ledger)
    for talker in talkers:
        extra = screens[talker] - talker.expected
        unexplained = extra - resent[scene.standin.user_id(talker.channel, talker.key)]
        seen.twice += [_short(talker, text) for text in unexplained.elements()]
        seen.resent_bubbles += (extra - unexplained).total()
    seen.needless_pushes = sum(
        call.endpoint == "push" and call.status == 200 and _is_young(call, seen.ledger) for call in scene.asked
    )
    seen.tracebacks = scene.program.tracebacks()
    return seen


def _resent(scene: Scene, ledger: Ledger) -> defaultdict[str, Counter[str]]:
    """By LINE user id the texts of bubbles that may stand twice: pushed once more, and their row says so."""
    pushed = {call.retry_key: call for call in scene.asked if call.endpoint == "push"}
    texts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, call in pushed.items():
        if key in ledger.resent_keys:
            body = orjson.loads(call.raw)
            texts[body["to"]].update(told(message) for message in body["messages"])
    return texts


def _short(talker: Talker, text: str) -> str:
    return f"{talker.key}: {text[:40]}".replace("\n", " ")


def _is_young(call: LoggedCall, ledger: Ledger) -> bool:
    """A push was paid for though its reply token would have served."""
    token_at = ledger.token_at.get(call.retry_key or "")
    return token_at is not None and call.at / 1000 - token_at < speaker.TOKEN_YOUNG_SECONDS


def print_table(title: str, rows: Sequence[tuple[str, object]]) -> None:
    """Print a table of two columns."""
    print(f"\n{title}")
    for what, figure in rows:
        print(f"  {what:<36} {figure}")
