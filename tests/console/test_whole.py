"""From the staff chat through the link into the console and out with a file, in the whole program on both databases."""

from __future__ import annotations

import re
from typing import Any

from aiohttp import ClientSession, CookieJar

from tests.counters import Town, actions_in, readable


def link_in(messages: list[dict[str, Any]]) -> str:
    """The path of the newest link to our own pages."""
    uris = [action["uri"] for message in messages for action in actions_in(message) if action.get("type") == "uri"]
    return re.sub(r"^https?://[^/]+", "", uris[-1])


async def test_sato_opens_the_console_works_and_takes_a_file(town: Town):
    sato = town.person("sato", "staff")
    await sato.says("コンソール")
    base = town.standin.channel("staff").webhook_url.removesuffix("/line/staff")
    door = link_in(await sato.replies())

    async with ClientSession(base, cookie_jar=CookieJar(unsafe=True)) as browser:
        page = await (await browser.post(door)).text()
        own = {"X-CSRF-Token": re.search(r'"csrf": "(\w+)"', page)[1], "Accept": "application/json"}
        assert "佐藤さん" in page

        async def says(text: str) -> list[dict[str, Any]]:
            before = (await (await browser.get("/staff/console/messages", headers=own)).json())["messages"]
            last = before[-1]["id"] if before else 0
            answer = await browser.post("/staff/console/say", json={"text": text}, headers=own)
            assert answer.status == 202
            await town.program.turns.settled()
            news = await (await browser.get(f"/staff/console/messages?after={last}", headers=own)).json()
            return [entry["message"] for entry in news["messages"] if entry["from"] == "bot"]

        assert "職員" in readable(await says("メニュー"))
        commands = (await (await browser.get("/staff/console/commands", headers=own)).json())["commands"]
        assert {"職員", "ログ", "設定"} <= {one["noun"] for one in commands}

        file = link_in(await says("ログ 出力"))
        taken = await browser.get(file)
        assert taken.status == 200
        assert taken.headers["Content-Disposition"].startswith("attachment")
        assert "コンソール 入室" in (await taken.read()).decode("utf-8-sig")
        assert (await browser.get(file)).status == 410

    assert "コンソール 入室" in await sato.says("ログ 操作")
