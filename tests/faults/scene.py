"""The scene of a fault test: a seeded database, a stand-in LINE in this process, and the real program beside it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import orjson
from sqlalchemy.orm import Session

import main
from data.clock import Clock
from data.db.keys import write_keyring
from data.db.opening import short_session
from data.faq.service import add_faq
from data.gateways.line.standin import StandIn
from data.gateways.line.standin.request_log import LoggedCall
from data.gateways.line.standin.webhooks import Delivery
from data.settings import CHANNELS, Settings, read_settings
from data.staff.invitations import use_invitation
from data.staff.service import invite
from tests.databases import TEST_DATA_KEY, Database
from tests.faults.ledger import Ledger, read_ledger
from tests.faults.local import LocalProgram
from tests.faults.program import Program

MASTER_KEY = "11" * 32
STAFF = ("sato", "rehearsal")
KEYWORDS = 600
SETTLE_SECONDS = 150.0
# LINE's own pace is not published; here it tries until it is heard, so that in the end every event had its 200.
REDELIVERY_SECONDS = (0.2, 0.3, 0.5, *(1.0,) * 300)


def keyword(number: int) -> str:
    """A word the town answers, exactly, with `answer(number)`."""
    return f"合言葉{number:04}"


def answer(number: int) -> str:
    """The one answer to `keyword(number)`."""
    return f"こたえは{number:04}です。"


@dataclass
class Heard:
    """What the program said to the webhooks of each event, and when."""

    statuses: dict[str, list[int | None]] = field(default_factory=dict)
    accepted_at_ms: dict[str, int] = field(default_factory=dict)

    def note(self, events: Sequence[dict[str, Any]], status: int | None, now_ms: int) -> None:
        for event in events:
            key = event["webhookEventId"]
            self.statuses.setdefault(key, []).append(status)
            if status == 200:
                self.accepted_at_ms.setdefault(key, now_ms)

    def waiting(self) -> list[str]:
        """Events that no delivery of was answered with 200 yet."""
        return [key for key in self.statuses if key not in self.accepted_at_ms]

    def answers(self) -> Counter[int | None]:
        """How often which status was given; None where none came in time."""
        return Counter(status for given in self.statuses.values() for status in given)

    def first_refused(self) -> int:
        """Events whose first delivery failed."""
        return sum(given[0] != 200 for given in self.statuses.values())


class AnyProgram(Protocol):
    """The program as a process of its own (`Program`) or inside this one (`LocalProgram`)."""

    url: str

    async def start(self) -> float: ...
    async def stop(self) -> int: ...
    async def health(self) -> dict[str, Any]: ...
    def log(self) -> str: ...
    def tracebacks(self) -> list[str]: ...


@dataclass
class Scene:
    """Everything a fault test touches."""

    standin: StandIn
    program: AnyProgram
    settings: Settings
    heard: Heard
    asked: list[LoggedCall]  # the program's calls to LINE, as they were answered

    async def settled(self) -> dict[str, Any]:
        """Wait until every event had its 200 and nothing waits in the program; its last `/health`."""
        ends = time.monotonic() + SETTLE_SECONDS
        health: dict[str, Any] = {}
        while time.monotonic() < ends:
            health = await self.program.health()
            open_rows = [health.get(name, -1) for name in ("inbox_waiting", "outbox_open", "jobs_open")]
            if not self.heard.waiting() and open_rows == [0, 0, 0]:
                return health
            await asyncio.sleep(0.03)
        raise AssertionError(f"not settled: {len(self.heard.waiting())} events without a 200, {health}")

    def ledger(self) -> Ledger:
        """Look into the database; the program has ended."""
        return read_ledger(self.settings)

    def calls(self) -> Counter[str]:
        """The program's calls to LINE: "reply 200" -> how often."""
        return Counter(f"{call.endpoint} {call.status or 'dropped'}" for call in self.asked)


@asynccontextmanager
async def open_scene(
    database: Database, home: Path, *, people: Sequence[str], is_local: bool = False, log: Path | None = None
) -> AsyncIterator[Scene]:
    """A seeded town with these residents, Sato, the duty officer, and somebody who rehearses at both counters.

    The program is not started yet. `log`: where its standard error is kept, beside HOME unless given.
    """
    home.mkdir(parents=True, exist_ok=True)
    standin = StandIn(allow_http=True, media_check=False)
    standin.settings.redelivery_delays_seconds = REDELIVERY_SECONDS
    url = await standin.start()
    values = {
        "home": str(home),
        "mode": "trial",
        "line_api_url": url,
        "line_data_url": url,
        "master_key": MASTER_KEY,
        "log_level": "warning",
        **{f"line_{name}_{part}": f"fault-{name}-{part}" for name in CHANNELS for part in ("secret", "token")},
        **{f"line_{name}_basic_id": f"@fault-{name}" for name in CHANNELS},
    }
    if database.url:
        values["database_url"] = database.url
    settings = read_settings(**values)
    write_keyring(home, bytes.fromhex(MASTER_KEY), TEST_DATA_KEY)
    program: AnyProgram
    if is_local:
        program = LocalProgram(settings)
    else:
        environment = {f"MADOGUCHI_{name.upper()}": value for name, value in values.items()}
        program = Program(environment, log or home.with_suffix(".log"))
    for name in CHANNELS:
        standin.add_channel(
            name, settings.secret(name), settings.token(name), webhook_url=f"{program.url}/line/{name}", redelivery=True
        )
    for key in (*people, *STAFF):
        standin.add_person(key)
    heard, asked = _listen(standin), _listen_to_calls(standin)
    try:
        _seed(settings, [standin.user_id("staff", key) for key in STAFF])
        yield Scene(standin, program, settings, heard, asked)
    finally:
        await program.stop()
        await standin.stop()


def _seed(settings: Settings, staff: Sequence[str]) -> None:
    main.seed_home(settings, sample=True)
    now = Clock().now()
    with short_session(settings) as session:
        _put_keywords(session, now)
        for line_user_id in staff:
            code = invite(session, role="administrator", name="佐藤", now=now)
            use_invitation(session, code=code, line_user_id=line_user_id, now=now)


def _put_keywords(session: Session, now: Any) -> None:
    for number in range(KEYWORDS):
        values = {"question": keyword(number), "keywords": [keyword(number)], "answer": answer(number)}
        add_faq(session, values=values, now=now)


def _listen(standin: StandIn) -> Heard:
    """Note the answer to every delivery of every event."""
    heard = Heard()
    post = standin.sender.post

    async def noted(channel: Any, body: bytes, url: str | None = None) -> Delivery:
        delivery = await post(channel, body, url)
        try:
            events = orjson.loads(body)["events"]
        except (ValueError, KeyError, TypeError):
            return delivery
        heard.note(events, delivery.status, standin.clock.now_ms())
        return delivery

    standin.sender.post = noted  # type: ignore[method-assign]
    return heard


def _listen_to_calls(standin: StandIn) -> list[LoggedCall]:
    """Note every call of the program, before it hears the answer."""
    asked: list[LoggedCall] = []
    add = standin.world.log.add

    def noted(call: LoggedCall) -> None:
        asked.append(call)
        add(call)

    standin.world.log.add = noted  # type: ignore[method-assign]
    return asked


async def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something is true, looking again and again."""
    ends = time.monotonic() + seconds
    while not true():
        if time.monotonic() > ends:
            raise AssertionError(f"{what} did not come within {seconds} s")
        await asyncio.sleep(0.02)
