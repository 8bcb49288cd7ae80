"""A town hall where forms are made: real store, turns and resident engine; Sato may edit, Mori only look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.orm import Session

from bot.dispatcher import ResidentCounter
from data.audit.chain import AuditChain
from data.clock import FixedClock
from data.content.models import Content
from data.db.snapshots import Snapshots
from data.db.store import Store
from data.files.service import Files
from data.forms.service import create_form, get_draft
from data.gateways.nta.job import find_company
from data.gateways.nta.standin import DeskNtaGateway
from data.links.service import Links
from data.signin.hashing import Passwords
from data.signin.sealing import Sealer
from data.staff.models import StaffMember
from data.turns.service import Turns
from dialogs.actions import make_runner
from dialogs.engine import DialogEngine
from dialogs.sources import snapshot_sources
from dialogs.wording import load_wording
from staffbot.web.pages import add_staff_pages
from tests.databases import TEST_KEYS, Database

NOW = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
NAME = {"id": "name", "kind": "text", "label": "お名前"}
COLOUR = {"id": "colour", "kind": "choice", "label": "色", "options": ["赤", "青"]}


@dataclass
class House:
    """Everything a test may want to hold. `form`: Content.id of the sample form."""

    store: Store
    turns: Turns
    links: Links
    clock: FixedClock
    app: web.Application
    people: dict[str, int] = field(default_factory=dict)
    form: int = 0

    async def link(self, name: str = "佐藤", path: str = "") -> str:
        """A token to a page for one member of staff."""
        return await self.store.write(
            self.links.make,
            purpose="page",
            staff_id=self.people[name],
            now=self.clock.now(),
            payload={"path": path or f"/staff/builder/{self.form}"},
        )

    async def make(self, title: str, *fields: dict[str, Any], **more: Any) -> int:
        """Another form."""
        document = {"fields": list(fields), **more}
        return await self.store.write(_make, title, document, self.clock.now())

    async def draft(self, form: int = 0) -> dict[str, Any]:
        """The stored draft's document and revision."""
        return await self.store.write(_draft, form or self.form, self.clock.now())

    async def content(self, form: int = 0) -> Content:
        """The form's row."""
        return await self.store.view(lambda session: session.get_one(Content, form or self.form))

    async def look(self, fn: Any) -> Any:
        """Read something."""
        return await self.store.view(fn)

    async def change_role(self, name: str, role: str) -> None:
        """Give somebody another role."""
        await self.store.write(_change_role, self.people[name], role)


def _make(session: Session, title: str, document: dict[str, Any], now: datetime) -> int:
    return create_form(session, title=title, kind="survey", document=document, now=now).id


def _draft(session: Session, form: int, now: datetime) -> dict[str, Any]:
    draft = get_draft(session, form_id=form, now=now)
    return {"document": draft.document, "revision": draft.revision, "staff_id": draft.staff_id}


def _change_role(session: Session, staff_id: int, role: str) -> None:
    session.get_one(StaffMember, staff_id).role = role


def _add(session: Session, name: str, role: str) -> int:
    member = StaffMember(name=name, role=role, joined_at=NOW)
    session.add(member)
    session.flush()
    return member.id


async def open_house(database: Database, folder: Path) -> House:
    """Open a house with one form of two questions; close it with `close_house`."""
    words, runner = load_wording(), make_runner()
    snapshots = Snapshots(snapshot_sources(runner))
    store = await Store.open(url=database.url, path=database.path, keys=TEST_KEYS, snapshots=snapshots)
    clock, links = FixedClock(NOW), Links(b"l" * 32)
    residents = ResidentCounter(DialogEngine(runner, words), words)
    turns = Turns(
        store=store, clock=clock, counters={"public": residents, "test": residents}, clients={}, secrets={}, jobs={}
    )
    app = web.Application(client_max_size=4_000_000)
    add_staff_pages(
        app,
        store=store,
        turns=turns,
        files=Files(folder / "files", b"f" * 32, store, clock),
        links=links,
        audit=AuditChain(b"a" * 32),
        commands=(),
        clock=clock,
        settings=SimpleNamespace(public_url="http://127.0.0.1"),
        sealer=Sealer(b"s" * 32),
        passwords=Passwords(time_cost=1, memory_kib=64),
        residents=residents,
        lookups={"look_up_company": find_company(DeskNtaGateway())},
    )
    house = House(store, turns, links, clock, app)
    for name, role in (("佐藤", "editor"), ("森", "viewer")):
        house.people[name] = await store.write(_add, name, role)
    house.form = await house.make("運動会", NAME, COLOUR)
    return house


async def close_house(house: House) -> None:
    await house.turns.settled()
    await house.turns.stop()
    await house.store.close()


class Visitor(TestClient):
    """One browser, signed in, that speaks to the builder of one form."""

    csrf = ""
    form = 0

    @classmethod
    async def at(cls, server: TestServer, house: House, name: str) -> Visitor:
        visitor = cls(server)
        await visitor.start_server()
        visitor.form = house.form
        entered = await visitor.post(f"/staff/open/{await house.link(name)}", allow_redirects=False)
        assert entered.status == 303, await entered.text()
        page = await (await visitor.get(entered.headers["Location"])).text()
        visitor.csrf = page.split('"csrf": "')[1].split('"')[0] if '"csrf": "' in page else ""
        return visitor

    async def asks(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """A request of the page's own; its status and JSON."""
        own = {"X-CSRF-Token": self.csrf, "Accept": "application/json", **headers}
        options: dict[str, Any] = {"json": body} if body is not None else {}
        answer = await self.request(method, f"/staff/builder/{self.form}{path}", headers=own, **options)
        return answer.status, await answer.json()
