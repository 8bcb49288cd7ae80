"""The whole program with the sample town, and Sato's signed-in session."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession, CookieJar
from sqlalchemy import select

from data.content.models import Content
from tests.console.test_whole import link_in
from tests.counters import Town, open_town


@dataclass
class SignedIn:
    """A town, where it is reached, and the headers of a signed-in page's own requests."""

    town: Town
    base: str
    headers: dict[str, str]
    form: int


@pytest.fixture
async def signed_in(sqlite_template, tmp_path) -> AsyncIterator[SignedIn]:
    """Sato, administrator, in a browser."""
    async with open_town(sqlite_template.copy(tmp_path), tmp_path) as town:
        sato = town.person("sato", "staff")
        await sato.says("コンソール")
        base = town.standin.channel("staff").webhook_url.removesuffix("/line/staff")
        async with ClientSession(base, cookie_jar=CookieJar(unsafe=True)) as browser:
            page = await (await browser.post(link_in(await sato.replies()))).text()
            cookies = "; ".join(f"{one.key}={one.value}" for one in browser.cookie_jar)
        headers = {
            "X-CSRF-Token": re.search(r'"csrf": "(\w+)"', page)[1],
            "Accept": "application/json",
            "Cookie": cookies,
        }
        form = await town.program.store.view(
            lambda session: session.scalar(select(Content.id).where(Content.kind == "form").order_by(Content.id))
        )
        yield SignedIn(town, base, headers, form)
