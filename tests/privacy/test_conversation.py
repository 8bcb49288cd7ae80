"""個人情報 in the chat, through the real door."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import aiohttp
import pytest
import sqlalchemy as sa

from data.privacy.models import OwnDataLink
from data.residents.models import Resident
from data.turns.models import ConversationLine, TrackerRow
from tests.counters import actions_in

SECRET = "屋根裏の古いそろばん"


async def link_in(person) -> str:
    found = [one["uri"] for message in await person.replies() for one in actions_in(message) if one["type"] == "uri"]
    [address] = [uri for uri in found if "/my/" in uri]
    return address.partition("?")[0]


def address_of(town, link: str) -> str:
    """Where the program really listens in tests."""
    webhook = town.standin.channel("public").webhook_url
    return webhook.partition("/line/")[0] + "/my/" + link.rpartition("/")[2]


async def opened(town, link: str) -> tuple[int, bytes, dict[str, str]]:
    async with aiohttp.ClientSession() as browser, browser.post(address_of(town, link)) as answer:
        return answer.status, await answer.read(), dict(answer.headers)


async def looked_at(town, link: str) -> tuple[int, str, dict[str, str]]:
    async with aiohttp.ClientSession() as browser, browser.get(address_of(town, link)) as answer:
        return answer.status, await answer.text(), dict(answer.headers)


async def rows_of(town, select):
    return [tuple(row) for row in await town.program.store.read(select)]


async def test_a_resident_sees_what_is_stored(hanako):
    await hanako.says(SECRET)
    await hanako.says("どれでもない")

    said = await hanako.says("個人情報")

    assert "会話の記録" in said
    assert "回答を待っている質問" in said
    assert {"ファイルで受け取る", "すべて消す"} <= set(await hanako.labels())


async def test_the_file_holds_everything_and_opens_once(town, hanako):
    await hanako.says(SECRET)
    await hanako.says("個人情報")

    assert "15分以内" in await hanako.taps("ファイルで受け取る")
    link = await link_in(hanako)
    status, page, headers = await looked_at(town, link)
    assert (status, headers["Cache-Control"]) == (200, "no-store")
    assert "ファイルを保存する" in page
    assert "script" not in headers["Content-Security-Policy"]
    status, data, headers = await opened(town, link)

    assert status == 200
    assert headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = json.loads(archive.read("data.json"))
        readable = archive.read("個人情報.html").decode()
    assert SECRET in str(document["sections"]["talk"])
    assert SECRET in readable
    assert document["person"]["line_user_id"] == hanako.user_id
    status, body, _ = await opened(town, link)
    assert status == 410
    assert "もう使われました" in body.decode()
    assert (await looked_at(town, link))[0] == 410


async def test_a_link_is_dead_after_a_quarter_of_an_hour(town, hanako, monkeypatch):
    await hanako.says("個人情報")
    await hanako.taps("ファイルで受け取る")
    link = await link_in(hanako)
    now = town.program.clock.now
    monkeypatch.setattr(town.program.clock, "now", lambda: now() + timedelta(minutes=16))

    status, body, _ = await opened(town, link)

    assert status == 410
    assert "時間が過ぎました" in body.decode()


async def test_a_guessed_link_opens_nothing(town):
    status, body, _ = await opened(town, "https://x/my/" + "0" * 32)

    assert status == 404
    assert "このリンクは使えません" in body.decode()


async def test_a_file_tells_nothing_of_somebody_else(town, hanako, taro):
    await taro.says(SECRET)
    await hanako.says("個人情報")
    await hanako.taps("ファイルで受け取る")

    _, data, _ = await opened(town, await link_in(hanako))

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert SECRET not in archive.read("data.json").decode()


async def test_a_deletion_shows_first_what_goes_and_leaves_a_newcomer(town, hanako, taro):
    await hanako.says(SECRET)
    await taro.says("こんにちは")
    await hanako.says("個人情報")

    preview = await hanako.taps("すべて消す")
    assert "件を消します" in preview
    assert "バックアップ" in preview
    done = await hanako.taps("消します")

    assert "消しました" in done
    store = town.program.store
    for table in (Resident, ConversationLine, TrackerRow):
        mine = sa.select(table.channel).where(table.line_user_id == hanako.user_id)
        assert [tuple(row) for row in await store.read(mine)] == [], table
    assert await rows_of(town, sa.select(Resident.id).where(Resident.line_user_id == taro.user_id))
    again = await hanako.says("個人情報")
    assert "回答を待っている質問" not in again
    assert "メニュー" in await hanako.says("ヘルプ") or "近くの避難所" in await hanako.last_reply()


async def test_leaving_keeps_everything(town, hanako):
    await hanako.says(SECRET)
    await hanako.says("個人情報")
    await hanako.taps("すべて消す")

    assert "消しませんでした" in await hanako.taps("やめる")
    assert "もう一度「個人情報」" in await hanako.taps("消します")
    assert "会話の記録" in await hanako.says("個人情報")


async def test_a_confirmation_serves_once_and_not_for_long(town, hanako, monkeypatch):
    await hanako.says("個人情報")
    await hanako.taps("すべて消す")
    now = town.program.clock.now
    monkeypatch.setattr(town.program.clock, "now", lambda: now() + timedelta(minutes=11))

    assert "時間がたったか" in await hanako.taps("消します")
    monkeypatch.undo()
    await hanako.taps("すべて消す")
    await hanako.taps("消します")
    assert "時間がたったか" in await hanako.taps("消します")


async def test_staff_see_that_it_happened_and_not_who_it_was(town, hanako, sato):
    await hanako.says("個人情報")
    await hanako.taps("すべて消す")
    await hanako.taps("消します")

    said = await sato.says("ログ 操作")

    assert "個人情報 削除" in said
    assert hanako.user_id not in str(await sato.replies())
    assert "抜け、差し込みはありません" in await sato.says("ログ 検証")


async def test_test_and_public_are_apart(town, hanako):
    await town.standin.follow("test", "hanako")
    tester = town.person("hanako", "test")
    await tester.says("テストの話")
    await hanako.says("個人情報")
    await hanako.taps("すべて消す")
    await hanako.taps("消します")

    assert "テスト用" in await tester.says("個人情報")
    found = await rows_of(town, sa.select(Resident.channel).where(Resident.line_user_id == tester.user_id))
    assert found == [("test",)]


async def test_a_file_that_comes_after_the_deletion_is_given_to_nobody(town, hanako):
    held = town.program.turns._worker
    handler = held._handlers["own_data_file"]
    arrived: list[str] = []

    async def slow(job):
        arrived.append(job.kind)
        return await handler(job)

    held._handlers = {**held._handlers, "own_data_file": slow}
    await hanako.says("個人情報")
    await hanako.taps("ファイルで受け取る")
    await hanako.taps("すべて消す")
    await hanako.taps("消します")

    assert arrived
    assert await rows_of(town, sa.select(OwnDataLink.id)) == []


@pytest.mark.parametrize("text", ["こじんじょうほう", "個人情報を消す", "個人情報を見せて"])
async def test_it_is_found_however_it_is_typed(hanako, text):
    assert "預かっているもの" in await hanako.says(text)


async def test_it_stands_in_the_menu(hanako):
    assert re.search(r"^個人情報$", await hanako.says("メニュー"), re.MULTILINE)
