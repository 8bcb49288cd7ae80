"""Staff and residents in one town, before a stand-in LINE: what one side does the other sees at once."""

from __future__ import annotations

from tests.shelters.lists import GSI_SITE

HERE = (35.6881, 139.7341)  # Chiyoda: the sample town is far away
SCHOOL = "28,E1310100002201,番町小学校,東京都千代田区六番町8,1,,1,1,,,1,,1,35.688111802263,139.73407899331,"
PARK = "29,E1310100002202,千鳥ケ淵公園,東京都千代田区麹町1,,,,1,,,,,,139.7470,35.6852,"


async def test_a_shift_jis_list_is_shown_applied_and_found_by_a_resident(sato, hanako):
    data = "\r\n".join([GSI_SITE, SCHOOL, PARK, ""]).encode("cp932")

    await sato.says("避難所 取込")
    shown = await sato.sends_file("13101_2.csv", data)
    assert "国土地理院の形（指定緊急避難場所）・シフトJIS" in shown
    assert "新しく入るもの\n2件" in shown
    assert "3行目：緯度と経度が逆だったので" in shown
    assert "市町村コードが、いまの一覧（06367）と違います（13101）" in shown
    assert "このファイルにない20件は、なくなるか、その指定が外れます" in shown
    await sato.taps("実行")

    assert "番町小学校" in await hanako.is_at(*HERE)
    await sato.says("避難所 開設 千鳥ヶ淵公園")
    seen = await hanako.is_at(*HERE)
    assert seen.index("千鳥ケ淵公園") < seen.index("番町小学校")
    assert "開設中" in seen


async def test_a_resident_asks_staff_answer_and_she_is_told(sato, hanako, taro):
    await hanako.says("ツチノコの保護はどこですか")
    assert "ツチノコの保護はどこですか" in await sato.says("FAQ 未回答")
    await sato.taps("答える")
    assert "待っていた1人に送りました" in await sato.says("役場の農林課へどうぞ。")

    assert "役場の農林課へどうぞ。" in await hanako.last_reply()
    assert await taro.says("つちのこの保護はどこですか？") == "役場の農林課へどうぞ。"


async def test_an_answer_tried_on_test_is_not_seen_in_public(town, sato, hanako):
    tester = town.person("taro", "test")
    await sato.says("FAQ 追加 ツチノコ祭り = 8月の第1土曜です。")
    assert await hanako.says("ツチノコ祭り") == "8月の第1土曜です。"
    await sato.taps("テスト")

    assert await hanako.says("ツチノコ祭り") != "8月の第1土曜です。"
    assert await tester.says("ツチノコ祭り") == "8月の第1土曜です。"


async def test_a_spot_added_with_a_location_is_found_by_word_and_place(sato, hanako):
    await sato.says("施設 追加 ツチノコ資料館")
    await sato.is_at(35.6881, 139.7341, address="六番町8")
    await sato.says("施設 編集 ツチノコ資料館 キーワード 妖怪")

    assert "ツチノコ資料館" in await hanako.says("施設 妖怪")


async def test_an_export_is_a_link(sato):
    said = await sato.says("避難所 出力")

    assert "避難所一覧ができました" in said
    assert "ファイルを受け取る" in await sato.labels()
