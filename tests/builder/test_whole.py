"""From the staff chat through the link to a published form, in the whole program on both databases."""

from __future__ import annotations

import re

from aiohttp import ClientSession, CookieJar

from tests.console.test_whole import link_in
from tests.counters import Town

QUESTIONS = [
    {"id": "q1", "kind": "text", "label": "お名前"},
    {"id": "q2", "kind": "choice", "label": "色", "options": ["赤", "青"]},
]


async def test_sato_makes_a_form_on_the_page_and_hanako_answers_it(town: Town):
    sato, hanako = town.person("sato", "staff"), town.person("hanako", "public")
    await sato.says("フォーム 作成 アンケート 運動会の色")
    await sato.says("やめる")
    assert "画面で作る" in await sato.says("フォーム 編集 運動会の色")
    base = town.standin.channel("staff").webhook_url.removesuffix("/line/staff")
    door = link_in((await sato.replies())[:1])

    async with ClientSession(base, cookie_jar=CookieJar(unsafe=True)) as browser:
        entered = await browser.post(door)
        page, path = await entered.text(), entered.url.path
        own = {"X-CSRF-Token": re.search(r'"csrf": "(\w+)"', page)[1], "Accept": "application/json"}
        draft = await (await browser.get(f"{path}/draft", headers=own)).json()
        document = {**draft["document"], "fields": QUESTIONS}

        saved = await browser.put(f"{path}/draft", json={"document": document, "revision": 1}, headers=own)
        tried = await browser.post(f"{path}/preview", json={"document": document, "until": "q2"}, headers=own)
        assert (saved.status, tried.status) == (200, 200)
        assert (await tried.json())["place"] == "q2"
        revision = {"channel": "public", "revision": (await saved.json())["revision"]}
        assert (await browser.post(f"{path}/publish", json=revision, headers=own)).status == 200

    await hanako.says("アンケート 運動会の色")
    assert "お名前" in await hanako.taps("答える")
    await hanako.says("花子")
    await hanako.taps("赤")
    assert "受け付けました" in await hanako.says("送信")
    assert "フォーム 公開（画面）" in await sato.says("ログ 操作")
