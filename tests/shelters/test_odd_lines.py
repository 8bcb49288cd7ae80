"""What people type at night: words in another order, two names at once, a name left out; and the town's greeting."""

from __future__ import annotations

import pytest

OPENED = "開設中"


@pytest.mark.parametrize(
    "line",
    ["中央公民館 開設", "中央公民館 避難所 開設", "開設 避難所 中央公民館", "避難所 中央公民館 開設", "中央公民館開設"],
)
async def test_words_in_another_order_are_offered_as_the_command(town, sato, line):
    said = await sato.says(line)
    assert "もしかして" in said
    assert OPENED not in said

    button = next(label for label in await sato.labels() if label.startswith("避難所 開設"))
    assert OPENED in await sato.taps(button)


async def test_a_number_stays_with_its_verb(town, sato):
    await sato.says("中央公民館 人数 50")

    assert "50人" in await sato.taps("避難所 人数 中央公民館 50")


async def test_who_may_not_do_it_is_not_offered_it(town, mori):
    await mori.says("中央公民館 開設")

    assert not any("開設" in label for label in await mori.labels())


@pytest.mark.parametrize("between", ["と", " と ", "、", " ", "\n", "・"])
async def test_two_names_are_offered_one_by_one(town, sato, between):
    said = await sato.says(f"避難所 開設 中央公民館{between}蔵岡地区公民館")
    assert "一つずつ実行します" in said

    assert "戸沢村中央公民館" in await sato.taps("避難所 開設 中央公民館")
    assert "蔵岡地区公民館" in await sato.taps("避難所 開設 蔵岡地区公民館")
    opened = await sato.says("避難所 一覧 状態=開設中")
    assert "戸沢村中央公民館" in opened
    assert "蔵岡地区公民館" in opened


async def test_two_names_of_which_one_is_unknown_do_nothing(town, sato):
    await sato.says("避難所 開設 中央公民館と宇宙船")

    assert "戸沢村中央公民館" not in await sato.says("避難所 一覧 状態=開設中")


@pytest.mark.parametrize("count", ["50", "５０人", "五十人"])
async def test_a_name_left_out_is_asked_for_and_the_number_kept(town, sato, count):
    said = await sato.says(f"避難所 人数 {count}")
    assert "避難所の名前" in said
    assert "人数を教えて" not in said

    assert "50人" in await sato.says("中央公民館")


async def test_the_greeting_is_the_town_s_own(town, sato, hanako):
    text = "ようこそ。\n役場の窓口です。"
    assert "ようこそ" in await sato.says(f"設定 あいさつ {text}")
    town.standin.add_person("newcomer", "新しい人")
    newcomer = town.person("newcomer", "public")

    assert (await newcomer.follows()).startswith(text)
    await sato.says("設定 あいさつ はじめの文")
    town.standin.add_person("second", "次の人")
    assert "友だち追加ありがとうございます" in await town.person("second", "public").follows()


async def test_a_greeting_too_long_for_one_message_is_refused(town, sato):
    assert "500文字まで" in await sato.says("設定 あいさつ " + "あ" * 501)


async def test_a_setting_s_name_alone_tells_what_it_is_and_asks(town, sato):
    assert "いま 3 km" in await sato.says("設定 避難所をさがす範囲")

    assert "「避難所をさがす範囲」を 3 km から 2 km に変えました" in await sato.says("2km")


async def test_answering_without_a_number_shows_what_is_open(town, sato, hanako):
    await hanako.says("ドローンを飛ばしたい")

    assert "ドローンを飛ばしたい" in await sato.says("FAQ 答える")
    assert "ドローンを飛ばしたい" in await sato.says("FAQ 見送り")
    await sato.taps("答える")
    await sato.says("役場の許可がいります。")
    assert "役場の許可がいります" in await hanako.last_reply()
