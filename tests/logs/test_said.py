"""What the conversation log keeps of a tapped button: the words on it, unless the form is private."""

from __future__ import annotations


async def test_a_tapped_button_is_logged_by_its_words(town, hanako, sato):
    await hanako.says("避難行動")
    for _ in range(2):
        await hanako.taps((await hanako.labels())[0])

    said = await sato.says("ログ 会話")

    assert "住民：大雨・洪水" in said or "住民：洪水" in said, said
    assert "（ボタン）" not in said


async def test_a_private_form_s_buttons_are_not_logged(town, hanako, sato):
    await hanako.says("わが家の防災メモ")
    for answer in ("公民館の入口", "3", "おばさん", "0233-00-0100"):
        await hanako.says(answer)
    await hanako.taps("スキップ")
    await hanako.taps("修正")

    said = await sato.says("ログ 会話")

    assert "住民：（「わが家の防災メモ」の入力）" in said
    assert "住民：修正" not in said


async def test_staff_s_own_buttons_are_logged_too(town, sato):
    await sato.says("避難所 開設")
    await sato.taps("次のページ")

    assert "職員：次のページ" in await sato.says("ログ 会話 職員")


async def test_a_card_s_own_buttons_are_logged_by_their_words(town, hanako, sato):
    await hanako.says("個人情報")
    await hanako.taps("ファイルで受け取る")

    said = await sato.says("ログ 会話")

    assert "住民：ファイルで受け取る" in said, said
    assert "（ボタン）" not in said


async def test_a_button_further_up_is_logged_by_its_words_too(town, sato):
    await sato.says("避難所 開設")
    older = (await sato.labels())[0]
    await sato.taps("次のページ")
    assert older not in await sato.last_reply()

    await sato.taps(older)

    said = await sato.says("ログ 会話 職員")
    assert f"職員：{older}" in said, said
