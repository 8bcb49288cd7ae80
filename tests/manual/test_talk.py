"""マニュアル and ヘルプ in the staff chat, and the page their links lead to, in the whole program."""

from __future__ import annotations

import re

from aiohttp import ClientSession, CookieJar
from sqlalchemy import select

from data.audit.models import AuditRow
from tests.console.test_whole import link_in
from tests.counters import Town


async def opened(town: Town, path: str) -> tuple[int, str, str]:
    """(status, page, address) behind the button of a link."""
    base = town.standin.channel("staff").webhook_url.removesuffix("/line/staff")
    async with ClientSession(base, cookie_jar=CookieJar(unsafe=True)) as browser:
        shown = await (await browser.get(path)).text()
        answer = await browser.post(path, allow_redirects=False)
        if answer.status != 303:
            return answer.status, await answer.text(), path
        page = await browser.get(answer.headers["Location"])
        return page.status, shown + await page.text(), answer.headers["Location"]


async def test_the_chat_leads_to_the_chapter_once(town: Town):
    sato = town.person("sato", "staff")
    assert "「避難所」の章" in await sato.says("マニュアル 避難所")
    path = link_in(await sato.replies())

    status, page, address = await opened(town, path)

    assert (status, address) == (200, "/staff/manual#shelters")
    assert "マニュアルを開く" in page
    assert 'id="shelters"' in page
    assert (await opened(town, path))[0] == 410


async def test_help_links_to_the_chapter(town: Town):
    sato = town.person("sato", "staff")
    await sato.says("ヘルプ フォーム")

    assert (await opened(town, link_in(await sato.replies())))[2] == "/staff/manual#forms"


async def test_each_sees_the_commands_they_may_use_and_no_others(town: Town):
    pages = []
    for key in ("sato", "mori"):
        person = town.person(key, "staff")
        await person.says("マニュアル")
        pages.append((await opened(town, link_in(await person.replies())))[1])

    assert "職員 招待 佐藤 運用担当" in pages[0]
    assert "招待コードが出ます" in pages[0]
    assert "招待コードが出ます" not in pages[1]
    assert 'id="staff"' not in pages[1]
    assert "避難所 一覧 開設中" in pages[1]
    assert "避難所の状態の変更" in pages[0]


async def test_what_is_unknown_or_not_ones_own_opens_the_whole(town: Town):
    mori = town.person("mori", "staff")

    for about in ("ありえない", "職員"):
        assert f"「{about}」という機能は見つかりませんでした" in await mori.says(f"マニュアル {about}")
        assert (await opened(town, link_in(await mori.replies())))[2] == "/staff/manual"


async def test_on_the_console_the_link_needs_no_second_signing_in(town: Town):
    sato = town.person("sato", "staff")
    await sato.says("コンソール")
    base = town.standin.channel("staff").webhook_url.removesuffix("/line/staff")
    async with ClientSession(base, cookie_jar=CookieJar(unsafe=True)) as browser:
        page = await (await browser.post(link_in(await sato.replies()))).text()
        own = {"X-CSRF-Token": re.search(r'"csrf": "(\w+)"', page)[1], "Accept": "application/json"}
        await browser.post("/staff/console/say", json={"text": "マニュアル"}, headers=own)
        await town.program.turns.settled()
        news = (await (await browser.get("/staff/console/messages", headers=own)).json())["messages"]
        link = link_in([entry["message"] for entry in news if entry["from"] == "bot"])

        assert link == "/staff/manual"
        assert (await browser.get(link)).status == 200
        # The console behind it goes on with the token it has.
        assert (await browser.post("/staff/console/say", json={"text": "メニュー"}, headers=own)).status == 202
        await town.program.turns.settled()


async def test_nobody_reads_it_without_signing_in(town: Town):
    base = town.standin.channel("staff").webhook_url.removesuffix("/line/staff")
    async with ClientSession(base) as browser:
        answer = await browser.get("/staff/manual")

        assert answer.status == 401
        assert "避難所 一覧" not in await answer.text()


async def test_asking_for_it_is_logged(town: Town):
    await town.person("mori", "staff").says("マニュアル")

    rows = await town.program.store.read(select(AuditRow.staff_name, AuditRow.action, AuditRow.outcome))
    assert ("森", "マニュアル", "done") in [tuple(row) for row in rows]
