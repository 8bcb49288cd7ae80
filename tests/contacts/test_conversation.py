"""設定 連絡網 through the real door: the list, the drill, mails and escalation."""

from __future__ import annotations

from datetime import timedelta

import pytest


@pytest.fixture
def later(town, monkeypatch):
    """Move the program's clock on."""

    async def move(**by):
        now = town.program.clock.now
        monkeypatch.setattr(town.program.clock, "now", lambda: now() + timedelta(**by))

    return move


async def raise_escalations(town):
    await town.program.watch.look()
    await town.program.turns.settled()
    await town.program.mails.tick()


async def drill(sato):
    assert "訓練のお知らせを送ります" in await sato.says("設定 連絡網 訓練")
    await sato.taps("実行")


async def test_people_are_added_moved_and_removed(sato):
    assert "まだだれもいません" in await sato.says("設定 連絡網")
    assert "1番目" in await sato.says("設定 連絡網 追加 佐藤 sato@example.jp")
    assert "2番目" in await sato.says("設定 連絡網 追加 保守会社 ops@example.jp")

    said = await sato.taps("上へ")

    assert "保守会社さんを1番目" in said
    assert said.index("1. 保守会社") < said.index("2. 佐藤")
    assert "外しました" in await sato.says("設定 連絡網 削除 佐藤")
    assert "佐藤" not in (await sato.says("設定 連絡網"))


async def test_what_can_reach_nobody_is_refused(sato):
    assert "メールアドレスもつけてください" in await sato.says("設定 連絡網 追加 だれか")
    assert "使えません" in await sato.says("設定 連絡網 追加 保守会社 これはちがう")
    assert "権限がありません" in await sato.says("設定 連絡網 追加 森")
    await sato.says("設定 連絡網 追加 佐藤")
    assert "もう連絡網にいます" in await sato.says("設定 連絡網 追加 佐藤")


async def test_a_drill_reaches_the_first_person_by_chat_and_mail(town, sato):
    await sato.says("設定 連絡網 追加 佐藤 sato@example.jp")
    await sato.says("設定 連絡網 手順 1. 課長に電話します")
    await drill(sato)

    said = await sato.last_reply()
    assert "【訓練】" in said
    assert "課長に電話" in said
    assert {"対応します", "記録", "完了"} <= set(await sato.labels())
    await town.program.mails.tick()
    [mail] = town.program.mails.gateway.kept
    assert mail.to == "sato@example.jp"
    assert "課長に電話" in mail.body
    assert "送りました" in await sato.says("設定 連絡網 メール")


async def test_the_next_person_is_told_when_nobody_answers_in_time(town, sato, later):
    await sato.says("設定 連絡網 追加 保守会社 ops@example.jp")
    await sato.says("設定 連絡網 追加 佐藤")
    assert "20" in await sato.says("設定 次の人へ連絡を回すまでの分 20")
    await drill(sato)

    await later(minutes=19)
    await raise_escalations(town)
    assert "対応する人がいません" not in await sato.last_reply()
    await later(minutes=2)
    await raise_escalations(town)

    assert "【対応する人がいません】" in await sato.last_reply()
    assert [one.to for one in town.program.mails.gateway.kept] == ["ops@example.jp"]
    await later(minutes=21)
    await raise_escalations(town)
    assert "知らせる人は、ほかにいません" in await sato.says("設定 障害 #1")


async def test_nobody_else_is_called_once_somebody_answers(town, sato, later):
    await sato.says("設定 連絡網 追加 保守会社 ops@example.jp")
    await sato.says("設定 連絡網 追加 佐藤")
    await drill(sato)

    assert "対応する人を、佐藤さん" in await sato.taps("対応します")
    await later(hours=2)
    await raise_escalations(town)

    assert "対応する人がいません" not in await sato.last_reply()


async def test_each_step_is_logged_until_the_case_is_closed(sato):
    await drill(sato)
    await sato.taps("対応します")
    await sato.taps("記録")
    assert "#1 に記録しました" in await sato.says("回線を確かめました")

    said = await sato.says("設定 障害 完了 #1 問題ありませんでした")

    for step in ("障害を見つけました", "対応を始めました", "回線を確かめました", "問題ありませんでした"):
        assert step in said
    assert "完了しています" in await sato.says("設定 障害 対応 #1")
    assert "完了" in await sato.says("設定 障害")


async def test_the_second_who_answers_is_told_who_was_first(town, sato, mori):
    await sato.says("職員 編集 森 権限 管理者")
    await drill(sato)
    await sato.taps("対応します")
    assert "佐藤さんが対応します" in await mori.last_reply()

    assert "もう佐藤さんが対応しています" in await mori.says("設定 障害 対応 #1")
    assert "記録しました" in await mori.says("設定 障害 記録 #1 手伝います")


async def test_who_may_not_neither_sees_nor_hears_of_it(sato, mori):
    await drill(sato)

    assert "訓練" not in await mori.last_reply()
    assert "権限では使えません" in await mori.says("設定 障害")
    assert "権限では使えません" in await mori.says("設定 連絡網 追加 森 m@example.jp")


async def test_the_response_steps_are_kept_and_can_be_taken_back(sato):
    await sato.says("設定 連絡網 手順 1. 電話する")
    assert "1. 電話する" in await sato.says("設定 連絡網 手順")
    await sato.says("設定 連絡網 手順 なし")
    assert "まだ決めていません" in await sato.says("設定 連絡網 手順")
    await sato.says("元に戻す")
    assert "1. 電話する" in await sato.says("設定 連絡網 手順")
