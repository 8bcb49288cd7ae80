"""A town hall for the page tests: real store, turns, files and links, and a counter that answers simply."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from data.audit.chain import AuditChain
from data.clock import FixedClock
from data.db.snapshots import Snapshots, SnapshotSource
from data.db.store import Store
from data.files.service import Files
from data.links.service import Links
from data.signin.hashing import Passwords
from data.signin.sealing import Sealer
from data.staff.models import StaffMember
from data.turns.service import Turns
from staffbot.command import Arg, Noun, Reply, command
from staffbot.web.pages import add_staff_pages
from tests.databases import TEST_KEYS, Database

NOW = datetime(2025, 4, 10, 1, 0, tzinfo=UTC)
HTTPS = "https://tozawa.example.jp"

SHELTERS = Noun("避難所", feature="shelters", aliases=("ひなんじょ",), help="避難所の状態を知らせます。")
STAFF = Noun("職員", feature="staff", help="職員を招きます。")
HIDDEN = Noun("登録", feature="staff", help="登録します。", is_listed=False)


def _nothing(call: Any) -> Reply:
    raise NotImplementedError


COMMANDS = (
    command(
        SHELTERS, "一覧", args=(Arg("where", "conditions", "条件", required=False),), right="shelters:read",
        help="避難所の一覧を見ます。", example="避難所 一覧",
    )(_nothing),
    command(
        SHELTERS, "開設", aliases=("開ける",), args=(Arg("name", "word", "名前"),), right="shelters:status",
        help="避難所を「開設中」にします。", example="避難所 開設 中央公民館",
    )(_nothing),
    command(SHELTERS, "閉鎖", args=(Arg("name", "word", "名前"),), right="shelters:status",
            help="避難所を「閉鎖」にします。", example="避難所 閉鎖 中央公民館")(_nothing),
    command(STAFF, "招待", right="staff:write", help="新しい職員を招きます。", example="職員 招待")(_nothing),
    command(HIDDEN, "", right="", help="登録します。", example="登録 ABCD-EFGH-JKMN", is_listed=False)(_nothing),
)  # fmt: skip


class PlainCounter:
    """Answers what was said, so that a test sees that it arrived."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.answers: dict[str, list[dict[str, Any]]] = {}

    def prepare(self, incoming: Any, channel: str, snapshots: Any, *, briefly: bool = False) -> None:
        return None

    def is_answering(self, turn: Any) -> bool:
        return False

    def handle(self, session: Any, turn: Any) -> None:
        self.heard.append((turn.line_user_id, turn.incoming, turn.result))
        incoming = turn.incoming
        word = incoming.text or incoming.postback_data or incoming.file_name or str(incoming.latitude)
        turn.say(*self.answers.get(word, [{"type": "text", "text": f"承りました: {word}"}]))

    def apology(self, reference: str) -> list[dict[str, Any]]:
        return [{"type": "text", "text": f"申し訳ありません {reference}"}]


@dataclass
class House:
    """Everything a test may want to hold."""

    store: Store
    turns: Turns
    files: Files
    links: Links
    clock: FixedClock
    counter: PlainCounter
    app: web.Application
    town: dict[str, Any]
    people: dict[str, int] = field(default_factory=dict)

    async def link(self, name: str = "佐藤", **more: Any) -> str:
        """A token into the console (or, with purpose="file", to a file) for one member of staff."""
        return await self.store.write(
            self.links.make,
            purpose=more.pop("purpose", "console"),
            staff_id=self.people[name],
            now=self.clock.now(),
            **more,
        )

    async def stop(self, name: str) -> None:
        """Take a staff member's rights away."""
        await self.store.write(_stop, self.people[name])


def _stop(session: Any, staff_id: int) -> None:
    session.get(StaffMember, staff_id).stopped_at = NOW


def _add(session: Any, name: str, role: str) -> int:
    member = StaffMember(name=name, role=role, joined_at=NOW)
    session.add(member)
    session.flush()
    return member.id


async def open_house(database: Database, folder: Path, public_url: str = "http://127.0.0.1") -> House:
    """Open a house; close it with `close_house`. Sato (operator) and Mori (viewer) work there."""
    town: dict[str, Any] = {"town_name": "戸沢村"}
    snapshots = Snapshots([SnapshotSource("town", lambda session: town)])
    store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=snapshots)
    clock = FixedClock(NOW)
    counter = PlainCounter()
    turns = Turns(
        store=store, clock=clock, counters={"console": counter, "public": counter}, clients={}, secrets={}, jobs={}
    )
    files = Files(folder / "files", b"f" * 32, store, clock)
    links = Links(b"l" * 32)
    app = web.Application()
    add_staff_pages(
        app,
        store=store,
        turns=turns,
        files=files,
        links=links,
        audit=AuditChain(b"a" * 32),
        commands=COMMANDS,
        clock=clock,
        settings=SimpleNamespace(public_url=public_url),
        sealer=Sealer(b"s" * 32),
        passwords=Passwords(time_cost=1, memory_kib=64),
    )
    house = House(store, turns, files, links, clock, counter, app, town)
    for name, role in (("佐藤", "operator"), ("森", "viewer")):
        house.people[name] = await store.write(_add, name, role)
    return house


async def close_house(house: House) -> None:
    await house.turns.settled()
    await house.turns.stop()
    await house.store.close()


class Browser(TestClient):
    """One browser with its own cookies."""

    csrf = ""

    @classmethod
    async def at(cls, server: TestServer) -> Browser:
        browser = cls(server)
        await browser.start_server()
        return browser

    async def _request(self, method: str, path: Any, **options: Any) -> ClientResponse:
        # Read to the end, so that no test leaves a connection behind.
        answer = await super()._request(method, path, **options)
        await answer.read()
        return answer

    async def enters(self, token: str) -> Any:
        """Press the button of a link; the console's page is read for its write token."""
        answer = await self.post(f"/staff/enter/{token}", allow_redirects=False)
        if answer.status == 303:
            page = await (await self.get("/staff/console")).text()
            self.csrf = page.split('"csrf": "')[1].split('"')[0]
        return answer

    async def says(self, body: dict[str, Any], **headers: str) -> Any:
        return await self.post("/staff/console/say", json=body, headers=self.own(**headers))

    async def reads(self, after: int = 0, wait: int = 0) -> list[dict[str, Any]]:
        answer = await self.get(f"/staff/console/messages?after={after}&wait={wait}", headers=self.own())
        assert answer.status == 200, await answer.text()
        return (await answer.json())["messages"]

    def own(self, **headers: str) -> dict[str, str]:
        """The headers of the page's own requests."""
        return {"X-CSRF-Token": self.csrf, "Accept": "application/json", **headers}
