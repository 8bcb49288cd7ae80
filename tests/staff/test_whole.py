"""The personnel change and a night's rights through the real program: webhook, worker, link, clock."""

from __future__ import annotations

import re
from datetime import timedelta

import aiohttp

from data.csvtext import read_table
from dialogs.wording import load_wording
from staffbot.commands import REGISTRY
from staffbot.commands.staff_grants import tell_ended
from tests.conftest import mori, sato, town
from tests.counters import actions_in

__all__ = ["mori", "sato", "town"]  # of the whole program, not of the gate's tests


def link_in(messages):
    uris = [action["uri"] for action in actions_in(messages) if action.get("type") == "uri"]
    return next(uri for uri in uris if "/staff/files/" in uri)


async def test_the_april_change_is_one_file_and_the_codes_come_once(town, sato, mori):
    await sato.says("職員 取込")
    csv = "処理,番号,名前,権限,チーム\r\n,,伊藤,運用担当,防災\r\n,2,森 太郎,編集担当,住民税務\r\n"
    said = await sato.sends_file("april.csv", csv.encode("cp932"))
    assert "2行目 伊藤（運用担当・防災）" in said
    assert "3行目 森" in said
    assert "閲覧のみ→編集担当" in said

    said = await sato.taps("実行")
    assert "新しく招いた人1件、変わった人1件" in said
    assert not re.search("[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", said)
    assert "編集担当" in await mori.says("職員 #2")

    url = await door(town, sato)
    async with aiohttp.ClientSession() as browser:
        async with browser.post(url, headers={"Origin": url.partition("/staff")[0]}) as answer:
            assert answer.status == 200
            (row,) = read_table(await answer.read(), max_rows=10).rows
        async with browser.post(url, headers={"Origin": url.partition("/staff")[0]}) as again:
            assert again.status != 200
    ito = town.person("taro", "staff")
    await ito.follows()
    assert "登録できました" in await ito.says(f"登録 {row.cells['招待コード']}")
    assert "伊藤さん（運用担当）が招待コードを使って" in await sato.last_reply()


async def door(town, person):
    """The address of the newest file link at the program's own port."""
    link = link_in(await person.replies())
    base = town.standin.channel("staff").webhook_url.partition("/line/")[0]
    return base + link[link.index("/staff/files/") :].partition("?")[0]


async def test_a_night_s_rights_end_by_the_clock_and_the_person_hears_it(town, sato, mori):
    await sato.says("職員 権限 森 付与 避難所の状態の変更 8時間")
    assert "臨時の権限がつきました" in await mori.last_reply()
    assert "開設中" in await mori.says("避難所 開設 中央公民館")

    later = town.program.clock.now() + timedelta(hours=8)
    words, registry = load_wording(), REGISTRY
    await town.program.turns.announce(lambda session: tell_ended(session, later, registry, words))
    await town.program.turns.settled()
    assert "時間が来たので" in await mori.last_reply()


async def test_one_bad_row_and_nothing_happens(town, sato):
    await sato.says("職員 取込")
    said = await sato.sends_file("april.csv", "番号,名前,権限\r\n,伊藤,運用担当\r\n,加藤,村長\r\n".encode())

    assert "3行目 加藤：「村長」という権限はありません。" in said
    assert "まだ何も変えていません" in said
    assert "実行" not in await sato.labels()
    assert "伊藤" not in await sato.says("職員 一覧")


async def test_columns_that_say_nothing_are_named_before_anything_happens(town, sato, mori):
    await sato.says("職員 取込")
    said = await sato.sends_file("april.csv", "番号,名前,電話,権限,内線\r\n2,森,0233,編集担当,12\r\n".encode())

    assert "使わない列：「電話」「内線」" in said
    assert "閲覧のみ→編集担当" in said
    assert "実行" in await sato.labels()

    await sato.says("やめる")
    await sato.says("職員 取込")
    assert "使わない列" not in await sato.sends_file("april.csv", "番号,名前,権限\r\n2,森,編集担当\r\n".encode())
