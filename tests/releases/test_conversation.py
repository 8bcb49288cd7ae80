"""Stopped features in both chats, through the real door."""

from __future__ import annotations

import pytest

from tests.counters import open_town


async def stop(sato, name):
    assert "止めます" in await sato.says(f"設定 機能 {name} 停止")
    assert "止めました" in await sato.taps("実行")


async def test_a_stopped_feature_leaves_the_menu_and_its_words_are_answered_kindly(town, hanako, sato):
    await stop(sato, "施設")

    assert "施設をさがす" not in await hanako.says("メニュー")
    assert "準備中です" in await hanako.says("施設")
    assert "準備中です" in await hanako.says("施設 図書館")
    assert "いま準備中です" in await hanako.says("近くの施設はどこですか")


async def test_the_test_account_keeps_what_the_public_lost(town, sato):
    await stop(sato, "施設")
    await town.standin.follow("test", "hanako")
    tester = town.person("hanako", "test")

    assert "施設をさがす" in await tester.says("メニュー")
    assert "準備中" not in await tester.says("施設")


async def test_it_comes_back_when_it_is_released(hanako, sato):
    await stop(sato, "避難行動")
    assert "避難行動を調べる" not in await hanako.says("メニュー")
    assert "119へ電話" in await hanako.says("避難行動")

    assert "使えるようにします" in await sato.says("設定 機能 避難行動 公開")
    await sato.taps("実行")

    assert "準備中" not in await hanako.says("避難行動")


async def test_stopping_can_be_taken_back(hanako, sato):
    await stop(sato, "避難所")
    assert "準備中" in await hanako.says("避難所")
    assert "準備中" in await hanako.is_at(38.738, 140.143)

    await sato.says("元に戻す")

    assert "準備中" not in await hanako.says("避難所")


async def test_a_disaster_feature_is_stopped_only_with_a_warning(sato):
    assert "災害のとき" in await sato.says("設定 機能 避難所 停止")
    await sato.taps("やめる")
    assert "公開中" in await sato.says("設定 機能")


async def test_questions_and_scenarios_are_silent_while_stopped(hanako, sato):
    await stop(sato, "よくある質問")
    await stop(sato, "案内（シナリオ）")

    assert "準備中" in await hanako.says("よくある質問")
    assert "準備中" in await hanako.says("ごみの出し方")


async def test_who_is_in_the_middle_goes_on(hanako, sato):
    asked = await hanako.says("避難行動")
    await stop(sato, "避難行動")

    said = await hanako.taps((await hanako.labels())[0])

    assert asked
    assert "準備中" not in said


async def test_one_feature_shows_its_state_and_the_button_that_changes_it(sato, mori):
    assert "公開中" in await sato.says("設定 機能 施設")
    assert "停止" in await sato.labels()
    assert "もう公開中" in await sato.says("設定 機能 施設 公開")
    assert "「よくある質問」は、公開用で公開中です。" in await sato.says("設定 機能 FAQ")
    assert "権限では使えません" in await mori.says("設定 機能 施設 停止")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_new_town_shows_at_first_only_what_needs_nothing_of_its_own(database, tmp_path):
    async with open_town(database, tmp_path, sample=False) as town:
        hanako = town.person("hanako", "public")

        menu = await hanako.says("メニュー")

        assert "よくある質問" in menu
        assert "近くの避難所" not in menu
        assert "準備中" in await hanako.says("避難所")
