"""A town hall whose staff have ids and passwords, and browsers that come to its door."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from data.signin.hashing import Passwords
from data.signin.models import Credential
from data.signin.service import issue_credential
from data.staff.models import StaffMember
from tests.console.house import NOW, Browser, House, close_house, open_house

OWN = "むらのかきが赤くなったよ"
NEW = "kmr82 qpxvn tzw5"
INITIAL = "ABCD-EFGH-JKMN-PQRS"
QUICK = Passwords(time_cost=1, memory_kib=64)


@dataclass
class Hall:
    """A house, and what its people know."""

    house: House
    server: TestServer

    async def gives(self, name: str, sign_in_id: str, password: str, *, is_initial: bool = False) -> int:
        """An id and a password for one of the staff; returns who it is."""
        staff_id = self.house.people[name]
        await self.house.store.write(_give, staff_id, sign_in_id, await QUICK.hash(password), is_initial)
        return staff_id

    async def adds(self, name: str, role: str, line_user_id: str | None = None) -> int:
        """One more member of staff."""
        self.house.people[name] = await self.house.store.write(_add, name, role, line_user_id)
        return self.house.people[name]

    async def credential(self, name: str) -> Any:
        return await self.house.store.view(lambda session: session.get(Credential, self.house.people[name]))


def _give(session: Any, staff_id: int, sign_in_id: str, password_hash: str, is_initial: bool) -> None:
    found = issue_credential(session, staff_id=staff_id, sign_in_id=sign_in_id, password_hash=password_hash, now=NOW)
    found.is_initial = is_initial


def _add(session: Any, name: str, role: str, line_user_id: str | None) -> int:
    found = StaffMember(name=name, role=role, line_user_id=line_user_id, joined_at=NOW)
    session.add(found)
    session.flush()
    return found.id


class Visitor(Browser):
    """A browser that fills in plain forms, as one without JavaScript does."""

    page = ""

    async def opens(self, path: str) -> int:
        """Look at a page; its status."""
        answer = await self.get(path)
        self.page = await answer.text()
        return answer.status

    async def sends(self, path: str, **fields: str) -> Any:
        """Send a form with the token the page last looked at carries."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.page)
        data = {"csrf": found[1] if found else "", **fields}
        answer = await self.post(path, data=data, allow_redirects=False)
        text = await answer.text()
        self.page = text if "csrf" in text else self.page
        return answer

    async def signs_in(self, sign_in_id: str, password: str, **more: str) -> Any:
        """From the sign-in page."""
        await self.opens("/staff/sign-in")
        return await self.sends("/staff/sign-in", id=sign_in_id, password=password, **more)

    @property
    def token(self) -> str:
        """The session cookie."""
        return next((one.value for one in self.session.cookie_jar if one.key.endswith("madoguchi_staff")), "")


@pytest.fixture
async def hall(database, tmp_path) -> AsyncIterator[Hall]:
    house = await open_house(database, tmp_path)
    server = TestServer(house.app)
    await server.start_server()
    yield Hall(house, server)
    await server.close()
    await close_house(house)


@pytest.fixture
async def visitor(hall) -> AsyncIterator[Visitor]:
    visitor = await Visitor.at(hall.server)
    yield visitor
    await visitor.session.close()


@pytest.fixture
async def other(hall) -> AsyncIterator[Visitor]:
    """Another browser."""
    visitor = await Visitor.at(hall.server)
    yield visitor
    await visitor.session.close()
