"""A new staff member is let in, works and is stopped, by talking in LINE."""

from __future__ import annotations

import re


async def test_a_new_member_registers_by_the_code_and_the_inviter_hears(town, sato):
    said = await sato.says("職員 招待 花子 運用担当")
    code = re.search(r"登録 [A-Z2-9-]{14}", said)[0]
    newcomer = town.person("hanako", "staff")
    assert "職員専用の窓口です" in await newcomer.follows()

    assert "登録できました" in await newcomer.says(code)

    assert "花子さん（運用担当）が招待コードを使って登録しました" in await sato.last_reply()
    assert "ログ" not in await newcomer.says("メニュー")
    assert "もう登録されています" in await newcomer.says(code)


async def test_a_member_is_stopped_at_once_and_comes_back_by_undo(town, sato, mori):
    await sato.says("職員 停止 森")
    assert "止められています" in await mori.says("メニュー")

    await sato.taps("元に戻す")

    assert "森さん" in await mori.says("メニュー")


async def test_read_only_staff_do_not_see_and_may_not(town, mori):
    assert "職員\n" not in await mori.says("メニュー")

    assert "権限では使えません" in await mori.says("職員 停止 佐藤")


async def test_a_sticker_and_a_photo_are_answered_kindly(town, sato):
    await town.standin.sticker("staff", "sato")
    await town.program.turns.settled()

    assert "メニュー" in await sato.labels()
