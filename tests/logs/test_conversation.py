"""ログ and 設定 状態, with the worker at work."""

from __future__ import annotations


async def test_the_audit_log_is_proved_by_command(sato, mori):
    await mori.says("職員 停止 佐藤")
    await sato.says("設定 訓練中の表示 オン")

    assert "ログ 検証" not in await sato.says("ログ 操作")
    said = await sato.last_reply()
    assert "職員 停止（権限なし）" in said
    assert "設定（実行）" in said
    assert "書き換え、抜け、差し込みはありません" in await sato.says("ログ 検証")


async def test_what_residents_said_is_shown_to_who_may_see_it(hanako, sato, mori):
    await hanako.says("避難所はどこですか")

    assert "住民：避難所はどこですか" in await sato.says("ログ 会話")
    assert "権限では使えません" in await mori.says("ログ 会話")


async def test_an_export_comes_as_a_link_on_a_card(sato):
    said = await sato.says("ログ 出力 操作")

    assert "操作ログ" in said
    assert "ファイルを受け取る" in await sato.labels()


async def test_invitation_codes_and_links_are_not_in_the_conversation_log(sato):
    invited = await sato.says("職員 招待 花子 運用担当")
    code = next(word for word in invited.split() if word.count("-") == 2)
    await sato.says("コンソール")

    said = await sato.says("ログ 会話 職員")

    assert "職員 招待" in said
    assert code not in said
    assert "/staff/enter/" not in said


async def test_the_state_is_well_after_all_that(sato):
    await sato.says("避難諸")

    assert "正常" in await sato.says("設定 状態")
