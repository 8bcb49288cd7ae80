"""Staff change a resident's settings; she is told in her chat and takes it back. Through the real webhook."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from data.attributes.answers import history_of, set_values, values_of
from data.clock import Clock
from data.residents.models import Resident
from dialogs.actions.residents import press_undo
from dialogs.talk import Pressed
from tests.segments.people import NOW, resident, seed


async def number_of(person) -> int:
    """`#N` of a resident."""

    def find(session):
        return session.query(Resident.id).filter_by(channel=person.channel, line_user_id=person.user_id).scalar()

    return await person.town.program.store.view(find)


async def values(person) -> dict:
    return await person.town.program.store.view(values_of, await number_of(person))


async def test_hanako_is_told_of_a_change_and_takes_it_back(hanako, sato):
    number = await number_of(hanako)

    assert "本人のトークに知らせました" in await sato.says(f"住民 設定 #{number} 居住地=古口 話題=防災,子育て")
    told = await hanako.last_reply()
    assert "登録内容が変わりました" in told
    assert "（なし） → 古口" in told
    assert await values(hanako) == {"home_area": "古口", "topics": ["防災", "子育て"]}
    assert "1人" in await sato.says("対象 件数 居住地=古口")

    assert "登録内容を元に戻しました" in await hanako.taps("元に戻す")

    assert await values(hanako) == {}
    assert f"#{number}" not in await sato.says("住民 検索 居住地=古口")
    assert "本人" in await sato.says(f"住民 履歴 #{number}")


async def test_the_button_works_once(hanako, sato):
    number = await number_of(hanako)
    await sato.says(f"住民 設定 #{number} 居住地=古口")

    await hanako.taps("元に戻す")
    await hanako.taps("元に戻す")

    assert "もう元に戻してあります" in await hanako.last_reply()
    assert len(await hanako.town.program.store.view(history_of, number)) == 2


def test_the_button_gives_back_nobody_elses_values(session):
    seed(session)
    hers, his = resident(session, 1), resident(session, 2)
    change = set_values(session, hers.id, {"home_area": "古口"}, by="staff:1", now=NOW)
    said = []
    taro = SimpleNamespace(
        session=session,
        turn=SimpleNamespace(now=NOW, said=""),
        words=str,
        meet=lambda: his.id,
        tell=said.append,
    )

    press_undo(taro, Pressed("v", str(change.id), 0, 0))

    assert said == ["errors.attributes.change_not_found"]
    assert values_of(session, hers.id) == {"home_area": "古口"}


async def test_a_message_reaches_the_resident_and_nobody_else(hanako, taro, sato):
    number = await number_of(hanako)
    before = await taro.screen()
    await sato.says(f"住民 連絡 #{number} 書類ができました。")
    await sato.taps("実行")

    assert "【役場からのご連絡】\n書類ができました。" in await hanako.last_reply()
    assert (await taro.screen())["messages"] == before["messages"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_change_by_another_process_is_counted_within_a_second(hanako, sato):
    number = await number_of(hanako)
    store = hanako.town.program.store
    # A resident's own turn: nobody waits for the mirror.
    await store.write(set_values, number, {"home_area": "古口"}, by="resident", now=Clock().now())

    for _ in range(20):
        if "1人" in await sato.says("対象 件数 居住地=古口"):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not followed within a second")


GOOD = "番号,居住地,お名前\r\n{number},角川,花子\r\n"


async def take_in(sato, data):
    await sato.says("住民 取込")
    return await sato.sends_file("residents.csv", data)


async def test_what_is_wrong_with_a_file_is_told_with_its_row_and_nothing_is_taken(hanako, sato):
    number = await number_of(hanako)

    assert "文字の種類がUTF-16" in await take_in(sato, GOOD.format(number=number).encode("utf-16"))
    assert "文字の種類が読み取れません" in await take_in(sato, GOOD.format(number=number).encode("euc-jp"))
    assert "「番号」の列がありません" in await take_in(sato, "居住地\r\n角川\r\n".encode())
    assert "列が2つあります" in await take_in(sato, f"番号,居住地,居住地\r\n{number},角川,古口\r\n".encode())
    said = await take_in(
        sato, f"番号,居住地,お名前\r\n{number},月,\r\n{number},角川,\r\n9999,角川,\r\nx,角川,\r\n".encode()
    )
    for line in ("2行目 「居住地」", "3行目 ", "4行目 ", "5行目 「番号」"):
        assert line in said, line
    long = await take_in(sato, f"番号,お名前\r\n{number},{'あ' * 600}\r\n".encode())
    assert "2行目 「お名前」" in long
    assert "実行" not in await sato.labels()
    assert await values(hanako) == {}


async def test_a_shift_jis_file_is_shown_applied_and_taken_back(hanako, sato):
    number = await number_of(hanako)

    said = await take_in(sato, GOOD.format(number=number).encode("cp932"))
    assert "シフトJIS" in said
    assert "居住地 1件" in said
    assert "お名前 1件" in said
    assert await values(hanako) == {}
    await sato.says("やめる")
    # Whoever may write spots may not write residents with it.
    assert "「実行」" not in await sato.says("施設 取込実行 #1")
    await take_in(sato, GOOD.format(number=number).encode("cp932"))
    await sato.taps("実行")
    assert await values(hanako) == {"home_area": "角川", "name": "花子"}
    await sato.says("元に戻す")
    assert await values(hanako) == {}
